"""One run of `hubbot evaluate`: suites, ablation and floors in one JSON report, with what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubbot import index as index_module
from hubbot.errors import HubbotError
from hubbot.evaluation.ablation import ablation
from hubbot.evaluation.bench import Bench
from hubbot.evaluation.floors import (
    SPLIT,
    drops,
    floors_of,
    gold_digest,
    mismatches,
    read_floors,
    write_floors,
)
from hubbot.evaluation.suites import SUITES, WITHOUT_MODELS, run_suites

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FloorWishes:
    """What is to be done with the floors in ``path``; ``regression`` is the reason for lowering one."""

    path: Path
    check: bool = False
    write: bool = False
    regression: str | None = None


def evaluate(
    bench: Bench,
    suites: str,
    *,
    ablate: bool = False,
    floors: FloorWishes | None = None,
    other_scorers: tuple[str, ...] = (),
) -> Report:
    """Return the report on ``suites``: one name, several with commas between, or "all".

    ``other_scorers`` are further rows of the ablation. ``report["floors"]["drops"]`` names each number that
    fell through its floor, where that was asked. Raises HubbotError for an unknown suite, for floors of anything
    but the whole dev split, and for a floor that would be lowered without a reason.
    """
    names = suite_names(suites)
    floored = floors is not None and (floors.check or floors.write)
    if floored and (bench.split == "test" or bench.sample is not None or "gold" not in names):
        raise HubbotError(
            "floors are about the whole dev split of the gold questions: leave out --split, --sample and other suites"
        )
    report: Report = {"measured": _measured(bench), "suites": run_suites(bench, names)}
    if ablate or other_scorers:
        report["ablation"] = ablation(bench, other_scorers)
    if floors is not None and floored:
        report["floors"] = _floors(report, floors)
    return report


def suite_names(suites: str) -> list[str]:
    """Return the names in "gold,second", or those of all suites for "all"."""
    return list(SUITES) if suites == "all" else [name.strip() for name in suites.split(",")]


def needs_models(suites: str) -> bool:
    """Say whether one of the suites asks questions, for which the encoders and an index are needed."""
    return not WITHOUT_MODELS.issuperset(suite_names(suites))


def _floors(report: Report, wishes: FloorWishes) -> Report:
    found: Report = {"file": str(wishes.path)}
    summary = report["suites"]["gold"].get(SPLIT)
    if summary is None:
        raise HubbotError(
            f"there is no gold question of the split {SPLIT!r} to hold floors against: name a file that has some"
        )
    digests = report["measured"]["gold_sha256"], report["measured"]["corpus_sha256"]
    if wishes.write:
        write_floors(wishes.path, floors_of(summary, *digests), summary, wishes.regression)
    if wishes.check:
        floors = read_floors(wishes.path)
        found["drops"] = [*mismatches(floors, *digests), *drops(floors, summary)]
    return found


def _measured(bench: Bench) -> Report:
    """Return what the numbers are about."""
    scorers = (bench.scorer, bench.scorer.second()) if bench.scorer is not None else ()
    return {
        "encoders": {encoder.name: encoder.digest for encoder in bench.encoders},
        "scorer": {each.name: each.digest for each in scorers if each is not None} or None,
        "corpus_sha256": index_module.load(bench.settings.index_dir).corpus_sha256
        if bench.encoders
        else None,
        "threshold": bench.settings.threshold,
        "gold_sha256": gold_digest(bench.gold) if bench.gold.is_file() else None,
        "split": bench.split,
        "sample": bench.sample,
    }
