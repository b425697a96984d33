"""Every benchmark, one after the other, and one table of all figures beside their targets: ``make bench``.

Results are written to ``benchmarks/results/``, tables and pictures of docs/performance.md are made from them. Arguments
name the benchmarks to run; the others keep their last results, whose dates the table shows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from benchmarks import page, pictures
from benchmarks.cold_start import machine
from benchmarks.figures import figure
from benchmarks.peers.environments import ENVIRONMENTS


@dataclass(frozen=True)
class Benchmark:
    """One of them: its module, its arguments, and whether it is part of the half hour."""

    module: str
    arguments: tuple[str, ...] = ()
    usual: bool = True


BENCHMARKS = {
    "cold_start": Benchmark("cold_start", ("--runs", "5")),
    "parity": Benchmark("parity"),
    "answer_path": Benchmark("answer_path"),
    "build": Benchmark("build"),
    "memory": Benchmark("memory"),
    "server": Benchmark("server", ("--seconds", "1")),
    "peers": Benchmark("peers", ("speed",)),
    "kinds": Benchmark("kinds"),
    "growth": Benchmark("growth"),
    "kinds_million": Benchmark("kinds", ("--sizes", "1000000"), usual=False),
    "memory_million": Benchmark("memory", ("--sizes", "1000000"), usual=False),
}
MINUTES = 30
OUT = {"kinds_million": "kinds", "memory_million": "memory"}  # one result, each size in its place


def run(name: str) -> float:
    """Run one benchmark as a process of its own; return the seconds it took. Raises CalledProcessError."""
    page.RESULTS.mkdir(exist_ok=True)
    started = time.perf_counter()
    chosen = BENCHMARKS[name]
    out = page.RESULTS / f"{OUT.get(name, name)}.json"
    command = [sys.executable, "-m", f"benchmarks.{chosen.module}", *chosen.arguments, "--out", str(out)]
    subprocess.run(command, cwd=page.ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def whole(about: dict[str, Any], seconds: dict[str, int]) -> None:
    """Write how long all of them took, one after the other."""
    minutes = round(sum(seconds.values()) / 60, 1)
    report = {"machine": about, "seconds": seconds}
    report["figures"] = [figure("`make bench`, all of it in one go", minutes, "minutes", most=MINUTES)]
    (page.RESULTS / "whole.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")


def usual() -> list[str]:
    """Return what is run where nothing is named: the side by side only where its environments were made."""
    made = all(environment.python.exists() for environment in ENVIRONMENTS)
    if not made:
        print(
            "peers: the last results are shown; to measure again, make their environments first: "
            "`.venv/bin/python -m benchmarks.peers setup`",
            file=sys.stderr,
        )
    return [name for name, each in BENCHMARKS.items() if each.usual and (made or name != "peers")]


def main() -> None:
    """Run what is asked for, print the table, fill the page."""
    parser = argparse.ArgumentParser(
        description="Run the benchmarks and show every figure beside its target."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(BENCHMARKS)}")
    parser.add_argument("--show", action="store_true", help="measure nothing, make table, page and pictures")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}: give some of {', '.join(BENCHMARKS)}")
    failed, seconds = [], {}
    about = machine()
    for name in [] if chosen.show else chosen.names or usual():
        try:
            seconds[name] = round(run(name))
            print(f"{name}: {seconds[name]} s", file=sys.stderr)
        except subprocess.CalledProcessError as error:
            failed.append(name)
            print(f"{name}: ended with {error.returncode}", file=sys.stderr)
    if not failed and set(seconds) >= {name for name, each in BENCHMARKS.items() if each.usual}:
        whole(about, seconds)
    found = page.results()
    for block in page.SHOWN:
        print(block(found), end="\n\n")
    page.write(page.PAGE, found)
    pictures.draw_all(found, page.IMAGES)
    if not chosen.show:
        print(f"{sum(seconds.values()) / 60:.1f} minutes", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
