"""One frozen record of settings: defaults here, the environment read in one function and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
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
    silence threshold (a probability) when it is given. ``scorer`` is "default", "none" or a folder made by
    training. ``cache_dir`` holds compiled encoders; None is ``user_cache_dir()``.
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


_WHOLE_NUMBERS = {
    "port": (0, 65535),  # 0 lets the system choose one
    "max_question_chars": (1, 1_000_000),
    "max_history_turns": (1, 1_000),
}


def settings_from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings with every ``HUBBOT_<FIELD>`` variable applied.

    Lists are separated by commas. Raises HubbotError naming the variable when a value cannot be read.
    """
    source = os.environ if environment is None else environment
    settings = Settings()
    for field in fields(Settings):
        variable = f"HUBBOT_{field.name.upper()}"
        if variable in source:
            settings = replace(settings, **{field.name: _read(variable, field.name, source[variable])})
    return settings


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
    if name.endswith("_dir"):
        return Path(text)
    if name == "encoders":
        names = tuple(part.strip() for part in text.split(",") if part.strip())
        if not names:
            raise HubbotError(f"{variable} is {text!r}, which names no encoder: unset it or name one")
        return names
    if name in _WHOLE_NUMBERS:
        return _number(variable, text, int, *_WHOLE_NUMBERS[name])
    if name == "threshold":
        return _number(variable, text, float, 0.0, 1.0)
    return text


def _number(variable: str, text: str, kind: Callable[[str], float], low: float, high: float) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise HubbotError(f"{variable} is {text!r}: unset it or give a number from {low} to {high}")
    return number
