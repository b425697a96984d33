"""Settings: defaults in one place, the environment read in one function, a bad value named."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from hubbot.errors import HubbotError
from hubbot.settings import Settings, checked, explained, misspelt_variables, settings_from_environment

SAMPLES = {
    "index_dir": ("elsewhere/index", Path("elsewhere/index")),
    "corpus_dir": ("texts", Path("texts")),
    "cache_dir": ("/somewhere/cache", Path("/somewhere/cache")),
    "eval_dir": ("sets", Path("sets")),
    "encoders": ("one, two/model ,", ("one", "two/model")),
    "scorer": ("models/mine", "models/mine"),
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("8001", 8001),
    "threshold": ("0.25", 0.25),
    "max_question_chars": ("50", 50),
    "max_history_turns": ("3", 3),
    "keep_versions": ("7", 7),
    "max_source_bytes": ("1000", 1000),
    "convert_seconds": ("5", 5),
    "fetch_seconds": ("6", 6),
    "private_hosts": ("localhost:8000,wiki", ("localhost:8000", "wiki")),
    "allowed_origins": (
        "https://a.example, http://b.example:8000",
        ("https://a.example", "http://b.example:8000"),
    ),
    "allowed_hosts": ("ask.example", ("ask.example",)),
    "trusted_proxies": ("10.0.0.0/8,::1", ("10.0.0.0/8", "::1")),
    "rate_per_client": ("5/second;100/hour", "5/second;100/hour"),
    "rate_global": ("50/second", "50/second"),
    "workers": ("3", 3),
    "max_waiting": ("7", 7),
    "remembered_answers": ("0", 0),
    "batch_questions": ("1", 1),
    "batch_window_ms": ("5", 5),
    "owner_token": ("a-token-of-some-length", "a-token-of-some-length"),
    "records_file": ("kept.sqlite", Path("kept.sqlite")),
    "keep_questions": ("No", False),
    "keep_days": ("7", 7),
    "log_questions": ("1", True),
    "log_format": ("json", "json"),
    "log_level": ("info", "info"),
    "chat": ("off", False),
    "mcp": ("false", False),
}


def test_a_variable_that_is_none_of_ours_is_named_with_the_nearest():
    said = misspelt_variables(
        {"HUBBOT_ALLOWED_ORIGIN": "x", "HUBBOT_XYZZY": "1", "HUBBOT_PORT": "1", "HOME": "/"}
    )
    assert said == [
        "HUBBOT_ALLOWED_ORIGIN is no setting and changes nothing: is HUBBOT_ALLOWED_ORIGINS meant?",
        "HUBBOT_XYZZY is no setting and changes nothing: `hubbot config` lists them",
    ]


def test_every_choice_is_checked_wherever_it_came_from():
    with pytest.raises(HubbotError, match="HUBBOT_LOG_LEVEL is 'loud'"):
        checked(Settings(log_level="loud"))


def test_an_empty_environment_gives_the_defaults():
    assert settings_from_environment({}) == Settings()


def test_the_server_binds_to_this_machine_alone_unless_told():
    assert Settings().host == "127.0.0.1"


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Settings)])
def test_every_field_has_a_variable(field):
    text, value = SAMPLES[field]
    settings = settings_from_environment({f"HUBBOT_{field.upper()}": text, "PATH": "x"})
    assert settings == dataclasses.replace(Settings(), **{field: value})


@pytest.mark.parametrize(
    "field", ["port", "max_question_chars", "max_history_turns", "keep_versions", "threshold"]
)
def test_a_number_that_is_none_names_its_variable(field):
    with pytest.raises(HubbotError, match=f"HUBBOT_{field.upper()} is 'many': unset it"):
        settings_from_environment({f"HUBBOT_{field.upper()}": "many"})


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("HUBBOT_PORT", "70000"),
        ("HUBBOT_PORT", "-1"),
        ("HUBBOT_THRESHOLD", "nan"),
        ("HUBBOT_THRESHOLD", "1.5"),
        ("HUBBOT_MAX_QUESTION_CHARS", "0"),
        ("HUBBOT_MAX_HISTORY_TURNS", "-2"),
        ("HUBBOT_ENCODERS", " , "),
        ("HUBBOT_ALLOWED_ORIGINS", "*"),
        ("HUBBOT_ALLOWED_ORIGINS", "https://news.example/page"),
        ("HUBBOT_ALLOWED_ORIGINS", "news.example"),
        ("HUBBOT_ALLOWED_ORIGINS", "null"),
        ("HUBBOT_TRUSTED_PROXIES", "proxy"),
        ("HUBBOT_RATE_PER_CLIENT", "many"),
        ("HUBBOT_RATE_GLOBAL", "5"),
        ("HUBBOT_OWNER_TOKEN", "short"),
        ("HUBBOT_KEEP_QUESTIONS", "maybe"),
        ("HUBBOT_LOG_FORMAT", "xml"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(variable, text):
    with pytest.raises(HubbotError, match=variable):
        settings_from_environment({variable: text})


def test_the_process_environment_is_read_when_none_is_given(monkeypatch):
    monkeypatch.setenv("HUBBOT_PORT", "9001")
    assert settings_from_environment().port == 9001


def test_each_value_says_where_it_comes_from_and_secrets_are_masked():
    environment = {"HUBBOT_OWNER_TOKEN": "a-token-of-some-length", "HUBBOT_WORKERS": "3"}
    settings = dataclasses.replace(settings_from_environment(environment), port=9000)
    rows = {row["name"]: row for row in explained(settings, environment)}
    assert rows["owner_token"]["value"] == "********"
    assert rows["workers"] == {
        "name": "workers",
        "value": 3,
        "source": "environment HUBBOT_WORKERS",
        "variable": "HUBBOT_WORKERS",
    }
    assert rows["port"]["source"] == "flag"
    assert rows["host"]["source"] == "default"
    assert "a-token" not in repr(settings)


def test_a_flag_is_held_to_the_same_rules():
    with pytest.raises(HubbotError, match=r"holds '\*': name each site"):
        checked(dataclasses.replace(Settings(), allowed_origins=("*",)))
    assert checked(Settings()) == Settings()
