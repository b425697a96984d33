"""Settings: defaults in one place, the environment read in one function, a bad value named."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from hubbot.errors import HubbotError
from hubbot.settings import Settings, settings_from_environment

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
}


def test_an_empty_environment_gives_the_defaults():
    assert settings_from_environment({}) == Settings()


def test_the_server_binds_to_this_machine_alone_unless_told():
    assert Settings().host == "127.0.0.1"


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Settings)])
def test_every_field_has_a_variable(field):
    text, value = SAMPLES[field]
    settings = settings_from_environment({f"HUBBOT_{field.upper()}": text, "PATH": "x"})
    assert settings == dataclasses.replace(Settings(), **{field: value})


@pytest.mark.parametrize("field", ["port", "max_question_chars", "max_history_turns", "threshold"])
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
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(variable, text):
    with pytest.raises(HubbotError, match=variable):
        settings_from_environment({variable: text})


def test_the_process_environment_is_read_when_none_is_given(monkeypatch):
    monkeypatch.setenv("HUBBOT_PORT", "9001")
    assert settings_from_environment().port == 9001
