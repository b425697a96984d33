"""Floors: the numbers that may not drop. They rise by themselves; lowering one takes a reason, which is kept.

Each floor is today's number less one question, so that a tie broken the other way is no alarm and two lost
questions are. The file names the questions and the corpus that it was measured on.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.errors import HubbotError

SPLIT = "dev"
"""The split that floors are about: the other one is looked at only at the end."""

HIGH = ("first_right", "complete", "short_right", "kept_silent")
LOW = ("refused", "wrong_given")
AUROC_SLACK = 0.005
"""About what one question of 47 unanswerable ones moves: 1/47 of the pairs, a quarter of them changing sides."""


class Floors(BaseModel):
    """What the file holds: minima, maxima, what they were measured on, and why any of them was ever lowered."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    split: str
    gold_sha256: str
    corpus_sha256: str
    at_least: dict[str, float]
    at_most: dict[str, float]
    regressions: tuple[str, ...] = ()


def gold_digest(path: Path) -> str:
    """Return the SHA-256 of the file of gold questions."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_floors(path: Path) -> Floors:
    """Return the floors in ``path``; raises HubbotError where there are none."""
    try:
        return Floors.model_validate_json(path.read_bytes())
    except OSError as error:
        raise HubbotError(
            f"{path} cannot be read ({error.strerror}): make it with `hubbot evaluate --write-floors`"
        ) from error
    except ValidationError as error:
        raise HubbotError(
            f"{path} holds no floors ({error.errors()[0]['msg']}): make it again with `hubbot evaluate --write-floors`"
        ) from error


def measured(summary: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the numbers of a summary that have floors: those to be high, those to be low, keyed by name."""
    high = {name: share["value"] for name, share in _shares(summary) if not name.startswith(LOW)}
    low = {name: share["value"] for name, share in _shares(summary) if name.startswith(LOW)}
    if summary["overall"]["auroc"] is not None:
        high["auroc"] = summary["overall"]["auroc"]
    return high, low


def floors_of(summary: dict[str, Any], gold_sha256: str, corpus_sha256: str) -> Floors:
    """Return the floors of a summary: each share less one question, or more one where low is good."""
    at_least = {
        name: _down(max(0, s["hits"] - 1) / s["of"])
        for name, s in _shares(summary)
        if not name.startswith(LOW)
    }
    at_most = {name: _up((s["hits"] + 1) / s["of"]) for name, s in _shares(summary) if name.startswith(LOW)}
    if summary["overall"]["auroc"] is not None:
        at_least["auroc"] = _down(summary["overall"]["auroc"] - AUROC_SLACK)
    return Floors(
        split=SPLIT,
        gold_sha256=gold_sha256,
        corpus_sha256=corpus_sha256,
        at_least=at_least,
        at_most=at_most,
    )


def drops(floors: Floors, summary: dict[str, Any]) -> tuple[str, ...]:
    """Return one sentence for each number that fell through its floor, or that is not measured any more."""
    high, low = measured(summary)
    found = []
    for name, floor in floors.at_least.items():
        if name not in high:
            found.append(f"{name} has a floor of {floor:.4f} and was not measured")
        elif high[name] < floor:
            found.append(f"{name} is {high[name]:.4f}, its floor is {floor:.4f}")
    for name, ceiling in floors.at_most.items():
        if name not in low:
            found.append(f"{name} may be {ceiling:.4f} at most and was not measured")
        elif low[name] > ceiling:
            found.append(f"{name} is {low[name]:.4f}, it may be {ceiling:.4f} at most")
    return tuple(found)


def mismatches(floors: Floors, gold_sha256: str, corpus_sha256: str) -> tuple[str, ...]:
    """Return one sentence for each thing that floors were measured on and that has changed since."""
    found = []
    if floors.gold_sha256 != gold_sha256:
        found.append("the gold questions are not those of the floors: run `hubbot evaluate --write-floors`")
    if floors.corpus_sha256 != corpus_sha256:
        found.append("the corpus is not that of the floors: run `hubbot evaluate --write-floors`")
    return tuple(found)


def write_floors(path: Path, new: Floors, summary: dict[str, Any], regression: str | None = None) -> Floors:
    """Write the floors of a run and return them; those that stood higher and still hold stay.

    Raises HubbotError when a number fell through a floor that stands and no reason (``regression``) is given.
    """
    old = read_floors(path) if path.exists() else None
    if old is not None:
        fallen = drops(old, summary)
        if fallen and not (regression or "").strip():
            raise HubbotError(
                f"floors only rise: {'; '.join(fallen)}. If that has to be, say why with --allow-regression"
            )
        reasons = (*old.regressions, regression) if fallen and regression else old.regressions
        new = _merged(old, new, set() if not fallen else _names(fallen), reasons)
    text = json.dumps(new.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(path)
    except OSError as error:
        raise HubbotError(
            f"{path} cannot be written ({error.strerror}): name another file with --floors"
        ) from error
    return new


def _merged(old: Floors, new: Floors, lowered: set[str], reasons: tuple[str, ...]) -> Floors:
    """Return the stricter of two floors by name, the new one for names that are ``lowered``."""
    kept_least = {k: v for k, v in old.at_least.items() if k not in lowered and k in new.at_least}
    kept_most = {k: v for k, v in old.at_most.items() if k not in lowered and k in new.at_most}
    return new.model_copy(
        update={
            "at_least": {k: max(v, kept_least.get(k, v)) for k, v in new.at_least.items()},
            "at_most": {k: min(v, kept_most.get(k, v)) for k, v in new.at_most.items()},
            "regressions": reasons,
        }
    )


def _names(sentences: tuple[str, ...]) -> set[str]:
    return {sentence.split()[0] for sentence in sentences}


def _shares(summary: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the shares that have floors: all of them overall, the right first citation by kind too."""
    for name in (*HIGH, *LOW):
        if summary["overall"][name] is not None:
            yield name, summary["overall"][name]
    for kind, found in summary["kinds"].items():
        if found["first_right"] is not None:
            yield f"first_right.{kind}", found["first_right"]


def _down(number: float) -> float:
    return math.floor(number * 1e4) / 1e4


def _up(number: float) -> float:
    return math.ceil(number * 1e4) / 1e4
