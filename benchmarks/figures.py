"""One measured number beside its target: what a benchmark puts into its JSON; and why some are missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Begins of names of figures that are missed, and why. A miss without one is an error of the page, see the tests.
REASONS = {
    "32 clients: API, all new / bare": "an answer runs both encoders and the scorer over twenty passages, 79 ms of "
    "models where the bare route runs 5: on equal cores they alone allow about 0.06",
    "hubbot ask: wall": "it is processor time of imports and of reading the models, on cores that were busy or slow",
    "search p50, 1,000,000": "two arms and BM25 one after the other in one thread: a quarter is the lists, a fifth "
    "reading exact rows, one a call",
    "memory of a build, 100,000 / 10,000": "ten thousand fill no block and have no inverted lists",
    "`make bench`": "the side by side starts a hundred processes that import torch, and a million passages take five "
    "minutes to index",
}


def figure(
    name: str,
    value: float | None,
    unit: str,
    *,
    most: float | None = None,
    least: float | None = None,
    spread: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Return a number with its unit and target; ``met`` is None where it was not measured or has no target.

    ``spread`` is the least and the largest of the runs whose median it is.
    """
    met = None
    if value is not None and (most is not None or least is not None):
        met = (most is None or value <= most) and (least is None or value >= least)
    target = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
    found = {"name": name, "value": value, "unit": unit, "target": target, "met": met}
    return found if spread is None else found | {"range": list(spread)}


def reason(name: str) -> str:
    """Return why a figure is missed; empty where nobody has said."""
    return next((text for begin, text in REASONS.items() if name.startswith(begin)), "")
