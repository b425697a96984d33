"""Judging: verify an index and its answers, evaluate how well it answers."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Annotated

import typer

from hubbot.surfaces import options
from hubbot.surfaces.commands.frame import (
    WRONG,
    IndexOption,
    JsonOption,
    ScorerOption,
    console,
    fail,
    print_json,
    settings_with,
)

_MADE_BY = 'name a file that `hubbot ask "..." --json` made'


def verify(
    answer: Annotated[
        Path | None,
        typer.Argument(help="A file with an answer's JSON, - for standard input; a pipe is read by itself."),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every digest and every span of the index against the corpus, and an answer's citations.

    Example: hubbot ask "..." --json | hubbot verify
    """
    from hubbot.verification import verify_answers, verify_index

    folder = settings_with(index_dir=index).index_dir
    report = verify_index(folder)
    text = _piped_answer(answer)
    if text.strip() and not report.problems:
        report = verify_answers(folder, text)
    if as_json:
        print_json(report.to_dict())
    else:
        for problem in report.problems:
            console(stderr=True).print(problem, style="bold red", markup=False)
        if not report.problems:
            console().print(report.summary, markup=False)
    if report.problems:
        raise typer.Exit(WRONG)


def evaluate(
    gold: options.GoldArgument = options.GOLD,
    suite: options.SuiteOption = "gold",
    split: options.SplitOption = None,
    sample: options.SampleOption = None,
    eval_dir: options.EvalDirOption = None,
    ablation: options.AblationOption = False,
    check: options.CheckOption = False,
    write: options.WriteOption = False,
    floors: options.FloorsOption = None,
    regression: options.RegressionOption = None,
    scorer: ScorerOption = None,
    other_scorers: options.OtherScorersOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the answers: right citations, right silence, by kind and language, with 95 % intervals.

    Example: hubbot evaluate --split dev --check
    """
    from hubbot.evaluation import bench, report
    from hubbot.surfaces.scoreboard import print_report

    settings = settings_with(index_dir=index, eval_dir=eval_dir, scorer=scorer)
    split = split or ("dev" if check or write else "all")
    opened = bench.open_bench(settings, gold, split, sample, models=report.needs_models(suite))
    wishes = report.FloorWishes(floors or gold.with_name("floors.json"), check, write, regression)
    found = report.evaluate(
        opened, suite, ablate=ablation, floors=wishes, other_scorers=tuple(other_scorers or ())
    )
    print_json(found) if as_json else print_report(console(), found)
    if found.get("floors", {}).get("drops"):
        raise typer.Exit(WRONG)


def _piped_answer(path: Path | None) -> str:
    if path is not None and str(path) != "-":
        try:
            return path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            fail(f"{path} cannot be read ({error.strerror}): {_MADE_BY}")
    if path is None:
        try:
            mode = sys.stdin.fileno()
            kind = stat.S_IFMT(Path(f"/dev/fd/{mode}").stat().st_mode)
        except (OSError, ValueError, AttributeError):
            return ""
        if kind not in (stat.S_IFIFO, stat.S_IFREG):
            return ""
    return sys.stdin.buffer.read().decode("utf-8", "replace")
