"""Every benchmark, one after the other, and one table of all figures beside their targets: ``make bench``.

Results are written to ``benchmarks/results/``, tables and pictures of docs/performance.md are made from them. Arguments
name the benchmarks to run; the others keep their last results, whose dates the table shows.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass

from benchmarks import page, pictures
from benchmarks.peers.environments import ENVIRONMENTS


@dataclass(frozen=True)
class Benchmark:
    """One of them: its module, its arguments, and whether it is part of the half hour."""

    module: str
    arguments: tuple[str, ...] = ()
    usual: bool = True


BENCHMARKS = {
    "cold_start": Benchmark("cold_start", ("--runs", "7")),
    "parity": Benchmark("parity"),
    "answer_path": Benchmark("answer_path"),
    "build": Benchmark("build"),
    "growth": Benchmark("growth"),
    "kinds": Benchmark("kinds"),
    "server": Benchmark("server"),
    "peers": Benchmark("peers", ("speed",)),
    "growth_million": Benchmark("growth", ("--sizes", "1000000"), usual=False),
    "kinds_million": Benchmark("kinds", ("--sizes", "1000000"), usual=False),
}
OUT = {"kinds_million": "kinds"}  # one result, each size in its place


def run(name: str) -> float:
    """Run one benchmark as a process of its own; return the seconds it took. Raises CalledProcessError."""
    page.RESULTS.mkdir(exist_ok=True)
    started = time.perf_counter()
    chosen = BENCHMARKS[name]
    out = page.RESULTS / f"{OUT.get(name, name)}.json"
    command = [sys.executable, "-m", f"benchmarks.{chosen.module}", *chosen.arguments, "--out", str(out)]
    subprocess.run(command, cwd=page.ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


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
    failed, started = [], time.perf_counter()
    for name in [] if chosen.show else chosen.names or usual():
        try:
            print(f"{name}: {run(name):.0f} s", file=sys.stderr)
        except subprocess.CalledProcessError as error:
            failed.append(name)
            print(f"{name}: ended with {error.returncode}", file=sys.stderr)
    found = page.results()
    print(page.figures(found))
    print()
    print(page.peers(found))
    page.write(page.PAGE, found)
    pictures.draw_all(found, page.IMAGES)
    if not chosen.show:
        print(f"{(time.perf_counter() - started) / 60:.1f} minutes", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
