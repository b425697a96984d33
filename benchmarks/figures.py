"""One measured number beside its target: what a benchmark puts into its JSON; and why some are missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Begins of names of figures that have a target, and why they are missed where they are: a clone on another machine
# may miss others than this page does. A target without one is an error, see the tests.
SLOWER = "it is processor time: the cores were busy, or are slower than those of the page"
DEFECT = "nothing of the machine excuses it: this is a defect of hubbot"
REASONS = {
    "hubbot ask: wall": "it is processor time of imports and of reading the models, on cores that were busy or slow",
    "hubbot ask: peak memory": "what the models take once they are loaded; another build of onnxruntime takes more",
    "hubbot ask: loaded": DEFECT,
    "hubbot --help: wall": SLOWER,
    "compiled: ": DEFECT,
    "answer / models": "what is not a model's (search, signals, citations) is more of the time where the "
    "processor runs eight-bit networks fast",
    "answer of ": "BM25 and both arms read a hundred times as many passages; a busy core shows there first",
    "encoder calls": DEFECT,
    "passages a second / plain loop": "with AVX-512 torch's kernels come as near to the processor's limit in single "
    "precision as onnxruntime's: what is left is the padding that is not read",
    "memory of a build, 100,000 / 10,000": "ten thousand fill no block and have no inverted lists",
    "memory of a build": DEFECT,
    "recall@10": "the lists that are read were chosen from a sample of the passages, not from these questions",
    "search p50, 1,000,000": "two arms and BM25 one after the other in one thread: a quarter is the lists, a fifth "
    "reading exact rows, one a call",
    "load, ": "files are mapped: it is the disk, where they are not in memory yet",
    "resident, ": "what is mapped counts where it was read",
    "`hubbot serve`": SLOWER,
    "32 clients: API, all new / bare": "an answer runs both encoders and the scorer over twenty passages, 79 ms of "
    "models where the bare route runs 5: on equal cores they alone allow about 0.06",
    "32 clients: API as shipped": DEFECT,
    "answers that differ": DEFECT,
    "statuses other": DEFECT,
    "connections that broke": DEFECT,
    "growth of memory": DEFECT,
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
