"""Fill docs/performance.md from ``benchmarks/results/``, as ``make bench`` does after measuring.

The page's words are written by hand. Between ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` stands what this
makes: each table is a function below, named like its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.figures import reason
from benchmarks.peers.table import table as peers_table

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"

Results = Mapping[str, dict[str, Any]]

# What each result is about, in the order of the table.
TITLES = {
    "cold_start": "Cold start",
    "parity": "The compiled model",
    "answer_path": "Answer path",
    "build": "Building",
    "memory": "Memory of a build",
    "growth": "Growth",
    "server": "Server",
    "peers": "Side by side",
    "whole": "All of this",
}


def results(folder: Path = RESULTS) -> dict[str, dict[str, Any]]:
    """Return the last result of each benchmark that has one."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}


def figures(found: Results) -> str:
    """Return the table of all figures; a miss has its reason."""
    lines = ["| | measured | target | |", "|---|---:|---:|---|"]
    for name, title in TITLES.items():
        if name not in found:
            continue
        date = found[name].get("machine", {}).get("date", "")
        lines.append(f"| **{title}** {date} | | | |")
        for each in found[name].get("figures", []):
            verdict = {True: "met", False: f"**missed**: {reason(each['name'])}", None: ""}[each["met"]]
            lines.append(f"| {each['name']} | {_value(each)} | {each['target']} | {verdict} |")
    return "\n".join(lines)


def _value(each: Mapping[str, Any]) -> str:
    if each["value"] is None:
        return "not measured"
    spread = each.get("range")
    beside = f" ({spread[0]:,.6g}–{spread[1]:,.6g})" if spread else ""
    return f"{each['value']:,.6g} {each['unit']}".strip() + beside


def peers(found: Results) -> str:
    """Return the table of all peers."""
    return peers_table(found["peers"]) if "peers" in found else "Not measured yet."


def kinds(found: Results) -> str:
    """Return one table a size of the kinds of index for a large arm."""
    heads = (
        "recall@10",
        "search p50, ms (processor)",
        "resident, MB",
        "file, MB",
        "build, s",
        "of processor",
        "looks at",
    )
    parts = []
    for size, rows in found.get("kinds", {}).get("sizes", {}).items():
        lines = [f"| {int(size):,} vectors | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
        for name, row in rows.items():
            lines.append(f"| {name} | " + " | ".join(_kind(name, row)) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) or "Not measured yet."


def _kind(name: str, row: Mapping[str, Any]) -> list[str]:
    if "recall_at_10" not in row:
        return ["not measured"] + [""] * 6
    unit = "efSearch" if name.startswith("HNSW") else "lists"
    looked = f"{row['setting']} {unit}, {row['rows']} rows" if row["setting"] else "all"
    return [
        f"{row['recall_at_10']:.3f}",
        f"{row['search_p50_ms']:.2f} ({row['search_cpu_p50_ms']:.2f})",
        f"{row['resident_mb']:,.0f}",
        f"{row['file_mb']:,.0f}",
        f"{row['build_s']:,.0f}",
        f"{row['build_cpu_s']:,.0f}",
        looked,
    ]


def growth(found: Results) -> str:
    """Return one row a size."""
    heads = (
        "build, s (processor)", "files, MB", "load, s (processor)", "resident, MB (no mapped file)",
        "search p50 / p95, ms (processor)", "recall@10", "full answer p50 / p95, ms (processor)",
        "first answer, s",
    )  # fmt: skip
    lines = ["| passages | " + " | ".join(heads) + " |", "|---:|" + "---:|" * len(heads)]
    for row in found.get("growth", {}).get("sizes", []):
        if not {"load_s", "answer_ms"} <= row.keys():
            continue
        memory, search, answer = row["answering_mb"], row["search_ms"], row["answer_ms"]
        exact = set(row["kind"]) == {"exact"}
        lines.append(
            f"| {row['passages']:,} | {row['build_s']:,.0f} ({row['build_cpu_s']:,.1f}) | {row['files_mb']:,.0f} "
            f"| {row['load_s']:.2f} ({row['load_cpu_s']:.2f}) | {memory['all']:,.0f} ({memory['anonymous']:,.0f}) "
            f"| {search['p50']:.2f} / {search['p95']:.2f} ({row['search_cpu_ms']['p50']:.2f}) "
            f"| {'exact' if exact else format(row['recall_at_10'], '.3f')} "
            f"| {answer['p50']:.0f} / {answer['p95']:.0f} ({row['answer_cpu_ms']['p50']:.0f}) "
            f"| {row['first_answer_s']:.2f} |"
        )
    return "\n".join(lines)


def memory(found: Results) -> str:
    """Return one row a size of what a build takes."""
    heads = (
        "passages", "grown, MB (no mapped file)", "largest resident, MB (mapped files in it)", "files, MB",
        "build, s (processor)",
    )  # fmt: skip
    lines = ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
    for _, row in sorted(found.get("memory", {}).get("sizes", {}).items(), key=lambda pair: int(pair[0])):
        lines.append(
            f"| {row['passages']:,} | {row['grown_mb']:,.0f} | {row['resident_most_mb']:,.0f} "
            f"| {row['files_mb']:,.0f} | {row['build_s']:,.0f} ({row['build_cpu_s']:,.0f}) |"
        )
    return "\n".join(lines)


def server(found: Results) -> str:
    """Return answers a second and p50 / p95 / p99 for each number of readers."""
    loops = found.get("server", {}).get("loops", {})
    if not loops:
        return "Not measured yet."
    lines = ["| clients | " + " | ".join(loops) + " |", "|---:|" + "---:|" * len(loops)]
    for clients in next(iter(loops.values())):
        cells = [
            f"{loop[clients]['per_second']:.1f}/s · {loop[clients]['p50_ms']:.0f} / {loop[clients]['p95_ms']:.0f} "
            f"/ {loop[clients]['p99_ms']:.0f}"
            for loop in loops.values()
        ]
        lines.append(f"| {clients} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def machine(found: Results) -> str:
    """Return what the numbers were measured on."""
    about = found["cold_start"]["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in about["libraries"].items())
    return f"{about['processor']}, {about['cores']} cores, Python {about['python']}; {libraries}."


BLOCKS: dict[str, Callable[[Results], str]] = {
    each.__name__: each for each in (machine, figures, peers, server, memory, growth, kinds)
}


SHOWN = (figures, growth, server, kinds, peers)


def write(page: Path, found: Results) -> None:
    """Put every block between its marks. Raises ValueError where the page has no place for one."""
    text = page.read_text("utf-8")
    for name, block in BLOCKS.items():
        opening, closing = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        before, mark, rest = text.partition(opening)
        _, end, after = rest.partition(closing)
        if not mark or not end:
            raise ValueError(f"{page} has no place for {name!r}: put {opening!r} and {closing!r} into it")
        text = f"{before}{opening}\n{block(found)}\n{closing}{after}"
    page.write_text(text, "utf-8")
