"""One frozen record of settings: defaults here, the environment read in one function and nowhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from hubbot.errors import HubbotError

MINILM = "all-MiniLM-L6-v2"
E5_SMALL = "multilingual-e5-small"
# Encoders that put a question and its answer in another language near each other.
MULTILINGUAL = frozenset({E5_SMALL})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how the server binds. Flags override these, these override nothing.

    ``eval_dir`` holds the public sets that only `hubbot evaluate` reads; it may be absent.
    ``encoders`` names the dense arms, the first one is the reference. ``threshold`` replaces the calibrated
    silence threshold (a probability) when it is given. ``scorer`` is "default", "none", a folder made by
    training, or a CrossEncoder of sentence-transformers. ``cache_dir`` holds compiled encoders; None is
    ``user_cache_dir()``. ``keep_versions`` is how many earlier versions of an index stay beside the present one.

    ``max_source_bytes`` is the largest file or page that is read; ``convert_seconds`` and ``fetch_seconds`` are how
    long reading one may take. ``private_hosts`` ("localhost:8000") may be fetched though their network is private.

    The rest is the server's. ``allowed_origins`` ("https://news.example") may call it and show it in a frame;
    ``allowed_hosts`` are further names it is reached under; ``trusted_proxies`` (addresses or networks) may say
    whom they ask for. The two rates are those of `limits` ("60/minute", several with ";"). ``workers`` answer at
    once, ``max_waiting`` questions wait for them, ``remembered_answers`` are kept in memory. Up to
    ``batch_questions`` of readers who ask at once are encoded together (1: each by itself), after waiting
    ``batch_window_ms`` for more to come. ``owner_token`` opens the owner's pages; without it they do not exist.
    ``records_file`` keeps feedback and unanswered questions for ``keep_days``; None puts it beside the index,
    ``keep_questions`` turns it off. ``log_questions`` lets readers' words into the log.
    """

    index_dir: Path = Path("index")
    corpus_dir: Path = Path("corpus")
    eval_dir: Path = Path("../shared/eval")
    cache_dir: Path | None = None
    encoders: tuple[str, ...] = (MINILM, E5_SMALL)
    scorer: str = "default"
    host: str = "127.0.0.1"
    port: int = 7860
    threshold: float | None = None
    max_question_chars: int = 1000
    max_history_turns: int = 20
    keep_versions: int = 3
    max_source_bytes: int = 64 << 20
    convert_seconds: int = 60
    fetch_seconds: int = 30
    private_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    rate_per_client: str = "60/minute"
    rate_global: str = "1200/minute"
    workers: int = 8
    max_waiting: int = 64
    remembered_answers: int = 512
    batch_questions: int = 16
    batch_window_ms: int = 0
    owner_token: str | None = field(default=None, repr=False)
    records_file: Path | None = None
    keep_questions: bool = True
    keep_days: int = 90
    log_questions: bool = False
    log_format: str = "text"
    log_level: str = "warning"
    chat: bool = True
    mcp: bool = True


_WHOLE_NUMBERS = {
    "port": (0, 65535),  # 0 lets the system choose one
    "max_question_chars": (1, 1_000_000),
    "max_history_turns": (1, 1_000),
    "keep_versions": (0, 1_000),
    "max_source_bytes": (1, 1 << 40),
    "convert_seconds": (1, 86_400),
    "fetch_seconds": (1, 86_400),
    "workers": (1, 64),
    "max_waiting": (0, 100_000),
    "remembered_answers": (0, 1_000_000),
    "batch_questions": (1, 64),
    "batch_window_ms": (0, 1_000),
    "keep_days": (1, 36_500),
}
_SWITCHES = {"keep_questions", "log_questions", "chat", "mcp"}
_LISTS = {"encoders", "allowed_origins", "allowed_hosts", "private_hosts", "trusted_proxies"}
_ON, _OFF = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_CHOICES = {"log_format": ("text", "json"), "log_level": ("debug", "info", "warning", "error")}
_SECRETS = {"owner_token"}
_MIN_TOKEN = 16
_PREFIX = "HUBBOT_"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?", re.IGNORECASE)
_RATE = re.compile(
    r"\s*\d+\s*(/|per)\s*(\d+\s*)?(second|minute|hour|day|month|year)s?\s*([;,|]\s*\S.*)?", re.IGNORECASE
)


def settings_from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings with every ``HUBBOT_<FIELD>`` variable applied.

    Lists are separated by commas. Raises HubbotError naming the variable when a value cannot be read.
    """
    source = os.environ if environment is None else environment
    settings = Settings()
    for name, variable in variables().items():
        if variable in source:
            settings = replace(settings, **{name: _read(variable, name, source[variable])})
    return settings


def variables() -> dict[str, str]:
    """Return the name of each setting with that of its variable."""
    return {known.name: f"{_PREFIX}{known.name.upper()}" for known in fields(Settings)}


def child_environment(settings: Settings) -> dict[str, str]:
    """Return the environment for a program of ours that is to build with the same models and limits.

    The owner's token stays out of it.
    """
    names = variables()
    environment = {name: value for name, value in os.environ.items() if name != names["owner_token"]}
    for name in ("encoders", "private_hosts"):
        environment[names[name]] = ",".join(getattr(settings, name))
    for name in ("cache_dir", "keep_versions", "max_source_bytes", "convert_seconds", "fetch_seconds"):
        if getattr(settings, name) is not None:
            environment[names[name]] = str(getattr(settings, name))
    return environment


def explained(settings: Settings, environment: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return each setting with its value and where that comes from: a flag, a variable, or the default.

    Secrets are masked; an unset one is None.
    """
    source = os.environ if environment is None else environment
    before = settings_from_environment(environment)
    rows = []
    for name, variable in variables().items():
        value = getattr(settings, name)
        come_from = f"environment {variable}" if variable in source else "default"
        if value != getattr(before, name):
            come_from = "flag"
        shown = "********" if name in _SECRETS and value is not None else value
        rows.append({"name": name, "value": shown, "source": come_from, "variable": variable})
    return rows


def checked(settings: Settings) -> Settings:
    """Return ``settings``, or raise HubbotError naming the value that cannot be meant, wherever it came from."""
    for name, variable in variables().items():
        _check(name, variable, getattr(settings, name))
    return settings


def misspelt_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence for each variable that looks like one of ours and is none."""
    source = os.environ if environment is None else environment
    known = {variable.removeprefix(_PREFIX): variable for variable in variables().values()}
    found = []
    for name in sorted(source):
        if name.startswith(_PREFIX) and name not in known.values():
            near = get_close_matches(name.removeprefix(_PREFIX), known, n=1)
            meant = f"is {known[near[0]]} meant?" if near else "`hubbot config` lists them"
            found.append(f"{name} is no setting and changes nothing: {meant}")
    return found


def user_cache_dir(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return hubbot's folder in the user's cache: below ``XDG_CACHE_HOME``, or ``~/.cache``.

    None for an account without a home: a folder that others can write to is no place for models.
    """
    given = (os.environ if environment is None else environment).get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():  # the XDG specification: anything else is to be ignored
        return Path(given) / "hubbot"
    try:
        return Path.home() / ".cache" / "hubbot"
    except RuntimeError:
        return None


def _read(variable: str, name: str, text: str) -> Any:
    if name.endswith(("_dir", "_file")):
        return Path(text)
    if name in _LISTS:
        value: Any = tuple(part.strip() for part in text.split(",") if part.strip())
        if name == "encoders" and not value:
            raise HubbotError(f"{variable} is {text!r}, which names no encoder: unset it or name one")
    elif name in _WHOLE_NUMBERS:
        value = _number(variable, text, int, *_WHOLE_NUMBERS[name])
    elif name == "threshold":
        value = _number(variable, text, float, 0.0, 1.0)
    elif name in _SWITCHES:
        value = _switch(variable, text)
    else:
        value = text
    _check(name, variable, value)
    return value


def _check(name: str, variable: str, value: Any) -> None:
    if name == "allowed_origins":
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise HubbotError(f"{variable} holds {origin!r}: name each site as https://news.example")
    elif name == "trusted_proxies":
        for network in value:
            try:
                ip_network(network)
            except ValueError as error:
                raise HubbotError(
                    f"{variable} holds {network!r}: give addresses or networks like 10.0.0.0/8"
                ) from error
    elif name in {"rate_per_client", "rate_global"}:
        if not _RATE.fullmatch(value):
            raise HubbotError(f"{variable} is {value!r}: give a rate like 60/minute")
    elif name in _CHOICES:
        if value not in _CHOICES[name]:
            raise HubbotError(f"{variable} is {value!r}: give {' or '.join(_CHOICES[name])}")
    elif name == "owner_token" and value is not None and len(value) < _MIN_TOKEN:
        raise HubbotError(
            f"{variable} has {len(value)} characters, it takes {_MIN_TOKEN}: "
            'make one with `python -c "import secrets; print(secrets.token_urlsafe(24))"`'
        )


def _switch(variable: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _ON | _OFF:
        raise HubbotError(f"{variable} is {text!r}: give true or false")
    return word in _ON


def _number(variable: str, text: str, kind: Callable[[str], float], low: float, high: float) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise HubbotError(f"{variable} is {text!r}: unset it or give a number from {low} to {high}")
    return number
