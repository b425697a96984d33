"""Every benchmark, one after the other, and one table of all figures beside their targets: ``make bench``.

Results are written to ``benchmarks/results/``, the table into docs/performance.md between its two marks. Arguments name
the benchmarks to run; the others keep their last results.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "performance.md"
OPENING, CLOSING = "<!-- figures: made by `make bench` -->", "<!-- end of figures -->"
# Name of the module, its arguments, and what its figures are about.
BENCHMARKS: dict[str, tuple[tuple[str, ...], str]] = {
    "cold_start": (("--runs", "7"), "Cold start"),
    "parity": ((), "The compiled model"),
    "answer_path": ((), "Answer path"),
    "build": ((), "Building"),
    "growth": ((), "Growth"),
    "server": ((), "Server"),
}


def run(name: str) -> float:
    """Run one benchmark as a process of its own; return the seconds it took. Raises CalledProcessError."""
    RESULTS.mkdir(exist_ok=True)
    started = time.perf_counter()
    arguments, _ = BENCHMARKS[name]
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments, "--out", str(RESULTS / f"{name}.json")]
    subprocess.run(command, cwd=ROOT, check=True)
    return time.perf_counter() - started


def results() -> dict[str, dict[str, Any]]:
    """Return the last result of each benchmark that has one."""
    found = {}
    for name in BENCHMARKS:
        path = RESULTS / f"{name}.json"
        if path.is_file():
            found[name] = json.loads(path.read_text("utf-8"))
    return found


def table(found: dict[str, dict[str, Any]]) -> str:
    """Return the Markdown table of all figures."""
    lines = ["| | measured | target | |", "|---|---|---|---|"]
    for name, report in found.items():
        lines.append(f"| **{BENCHMARKS[name][1]}** | | | |")
        for figure in report.get("figures", []):
            value = figure["value"]
            shown = "not measured" if value is None else f"{value:,.6g} {figure['unit']}".strip()
            verdict = {True: "met", False: "**missed**", None: ""}[figure["met"]]
            lines.append(f"| {figure['name']} | {shown} | {figure['target']} | {verdict} |")
    return "\n".join(lines)


def write(page: Path, text: str) -> None:
    """Put the table between the marks of the page. Raises ValueError where the page has none."""
    whole = page.read_text("utf-8")
    before, _, rest = whole.partition(OPENING)
    _, mark, after = rest.partition(CLOSING)
    if not mark:
        raise ValueError(f"{page} has no place for the figures: put {OPENING!r} and {CLOSING!r} into it")
    page.write_text(f"{before}{OPENING}\n\n{text}\n\n{CLOSING}{after}", "utf-8")


def main() -> None:
    """Run what is asked for, print the table and write it."""
    parser = argparse.ArgumentParser(
        description="Run the benchmarks and show every figure beside its target."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(BENCHMARKS)}; all")
    chosen = parser.parse_args()
    failed = []
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}: give some of {', '.join(BENCHMARKS)}")
    for name in chosen.names or BENCHMARKS:
        try:
            print(f"{name}: {run(name):.0f} s", file=sys.stderr)
        except subprocess.CalledProcessError as error:
            failed.append(name)
            print(f"{name}: ended with {error.returncode}", file=sys.stderr)
    text = table(results())
    print(text)
    write(PAGE, text)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
