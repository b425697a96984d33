"""What `hubbot evaluate` prints: one table a suite, every share with its interval."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from hubbot.evaluation.suites import GOLD_LIKE

MEASURES = {
    "first_right": "right citation first",
    "complete": "complete",
    "short_right": "right short answer",
    "refused": "wrongly silent",
    "kept_silent": "rightly silent",
    "wrong_given": "wrong answer given",
    "auroc": "AUROC",
}
STRUCTURE = {
    "f1": "quotes F1",
    "f1_exact": "same ends",
    "recall": "recall",
    "precision": "precision",
    "speaker": "speaker",
    "speaker_exact": "same name",
    "section": "section",
    "sections_counted": "sections counted",
}
_ABLATED = {"nearest_right": "right passage nearest"} | {
    name: MEASURES[name] for name in ("first_right", "refused", "wrong_given", "kept_silent", "auroc")
}


def print_report(console: Console, report: dict[str, Any]) -> None:
    """Print the suites of a report, its ablation, and what became of the floors."""
    for name, suite in report["suites"].items():
        console.print(Text(f"\n{name}", style="bold"))
        if "skipped" in suite:
            console.print(Text(f"skipped: {suite['skipped']}", style="dim"))
        elif name == "structure":
            _print_structure(console, suite)
        elif name in GOLD_LIKE:
            for split, summary in suite.items():
                console.print(_gold_table(split, summary))
        else:
            console.print(_plain_table(suite))
    if "ablation" in report:
        console.print(Text("\nablation", style="bold"))
        rows = report["ablation"]["rows"]
        title = f"{report['ablation']['split']} ({report['ablation']['questions']})"
        console.print(_grid([title, *_ABLATED.values()], [_cells(n, r, _ABLATED) for n, r in rows.items()]))
    for drop in report.get("floors", {}).get("drops", ()):
        console.print(Text(f"below its floor: {drop}", style="bold red"))
    if report.get("floors", {}).get("drops") == []:
        console.print("\nEvery number stands on or above its floor.")


def _gold_table(split: str, summary: dict[str, Any]) -> RichTable:
    groups = {"all": summary["overall"], **summary["kinds"], **summary["languages"]}
    rows = [_cells(f"{name} ({found['questions']})", found, MEASURES) for name, found in groups.items()]
    return _grid([split, *MEASURES.values()], rows)


def _print_structure(console: Console, suite: dict[str, Any]) -> None:
    """Print quotes, speakers and sections by part, and how many misses the JSON lists."""
    rows = [
        _cells(f"{name} ({found['quotes']})", found, STRUCTURE)
        for name, found in suite["groups"].items()
        if found["quotes"] or found["sections_counted"]
    ]
    console.print(_grid([f"{suite['read']} of {suite['articles']} articles", *STRUCTURE.values()], rows))
    for reason in suite["not_read"]:
        console.print(Text(f"not read: {reason}", style="dim"))
    console.print(f"{len(suite['misses'])} differences from the labels: --json lists each.", highlight=False)


def _plain_table(suite: dict[str, Any]) -> RichTable:
    """Return the table of a public set: a row a measure, or a row a way of asking."""
    rows = [[name, _shown(value)] for name, value in suite.items() if _is_number(value)]
    if rows:
        rows += [
            [f"{name}, {part}", _shown(value)]
            for name, found in suite.items()
            if isinstance(found, dict) and "value" not in found
            for part, value in found.items()
        ]
        return _grid(["measure", "value"], rows)
    names = list(next(iter(suite.values())))
    return _grid(["asked", *names], [_cells(name, found, names) for name, found in suite.items()])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, dict) and "value" in value)


def _cells(name: str, found: dict[str, Any], columns: Any) -> list[str]:
    return [name, *(_shown(found[column]) for column in columns)]


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        low, high = value["interval"]
        return f"{value['value']:.1%} ({100 * low:.0f}–{100 * high:.0f})"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _grid(header: list[str], rows: list[list[str]]) -> RichTable:
    grid = RichTable(show_edge=False, pad_edge=False)
    for place, column in enumerate(header):
        grid.add_column(column, justify="right" if place else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid
