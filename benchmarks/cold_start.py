"""How long a shell waits for hubbot, and how much memory it takes: medians of whole processes, as JSON.

    .venv/bin/python -m benchmarks.cold_start --runs 7 --out cold_start.json

Every run is a new process. Wall time is what a reader waits; CPU time is the same work without the other
programs on the machine, and is the number to compare where the load is not near zero. Memory is the
largest resident size, mapped files included. ``without cache`` is what a question costs before
``hubbot compile``: sentence-transformers and torch are loaded for it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from compileall import compile_dir
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.figures import figure

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "which city has less traffic than Bogota?"
HUBBOT = (sys.executable, "-m", "hubbot.surfaces.cli")
LIBRARIES = ("numpy", "onnxruntime", "tokenizers", "faiss-cpu", "torch", "sentence-transformers")
# Of these an answer needs none: they are what other programs wait for.
HEAVY = ("torch", "transformers", "sentence_transformers", "gradio")
LOADED = """
import io, sys
from contextlib import redirect_stdout
from hubbot.surfaces.cli import main
sys.argv = ["hubbot", "ask", sys.argv[1]]
said = io.StringIO()
try:
    with redirect_stdout(said):
        main()
except SystemExit:
    pass
assert said.getvalue(), "there was no answer"
print(sum(name in sys.modules for name in %r))
"""
TARGETS = {"ask": {"wall_s": 1.2, "peak_mb": 350.0}, "help": {"wall_s": 0.3}}


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds on the wall, seconds of processor time, largest resident size in megabytes."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command once. Raises RuntimeError when it fails: a failure is quick and says nothing."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # bytes there, kilobytes here
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """Return medians, and the fastest and slowest, of several runs."""
    walls = [run.wall_s for run in runs]
    return {
        "runs": len(runs),
        "wall_s": round(statistics.median(walls), 3),
        "wall_range_s": [round(min(walls), 3), round(max(walls), 3)],
        "cpu_s": round(statistics.median(run.cpu_s for run in runs), 3),
        "peak_mb": round(statistics.median(run.peak_mb for run in runs), 1),
    }


def heavy_modules() -> int:
    """Return how many of the heavy libraries a process has loaded that answered a question."""
    command = [sys.executable, "-c", LOADED % (HEAVY,), QUESTION]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def machine() -> dict[str, Any]:
    """Return what the numbers depend on: date, processor, cores, load, versions."""
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> None:
    """Measure and print, or write, one JSON object."""
    parser = argparse.ArgumentParser(description="Measure how fast hubbot starts.")
    parser.add_argument("--runs", type=int, default=7, help="processes a command, at least 5")
    parser.add_argument("--without-cache", type=int, default=1, metavar="RUNS", help="questions without it")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    chosen = parser.parse_args()
    report: dict[str, Any] = {"machine": machine(), "question": QUESTION, "targets": TARGETS}
    ask = (*HUBBOT, "ask", QUESTION)
    commands = {
        "python": (sys.executable, "-c", "pass"),
        "help": (*HUBBOT, "--help"),
        "ask": ask,
        "plain script": (sys.executable, "-m", "benchmarks.plain_script", QUESTION),
    }
    compile_dir(ROOT / "src", quiet=1)  # as an installed package is, whatever PYTHONDONTWRITEBYTECODE says
    measure((*HUBBOT, "compile"))
    for command in commands.values():  # files into memory
        measure(command)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(max(5, chosen.runs)):  # by turns, so that the load of a moment touches all
        for name, command in commands.items():
            runs[name].append(measure(command))
    if chosen.without_cache > 0:
        with tempfile.TemporaryDirectory() as empty:
            runs["ask without cache"] = [
                measure(ask, {"HUBBOT_CACHE_DIR": empty}) for _ in range(chosen.without_cache)
            ]
    report["commands"] = {name: summary(found) for name, found in runs.items()}
    report["met"] = {
        name: {field: report["commands"][name][field] <= limit for field, limit in limits.items()}
        for name, limits in TARGETS.items()
    }
    found = report["commands"]
    report["heavy_modules"] = heavy_modules()
    report["figures"] = [
        figure(
            "hubbot ask: wall",
            found["ask"]["wall_s"],
            "s",
            most=TARGETS["ask"]["wall_s"],
            spread=found["ask"]["wall_range_s"],
        ),
        figure("hubbot ask: peak memory", found["ask"]["peak_mb"], "MB", most=TARGETS["ask"]["peak_mb"]),
        figure(f"hubbot ask: loaded of {', '.join(HEAVY)}", report["heavy_modules"], "", most=0),
        figure(
            "hubbot --help: wall",
            found["help"]["wall_s"],
            "s",
            most=TARGETS["help"]["wall_s"],
            spread=found["help"]["wall_range_s"],
        ),
        figure(
            "a plain script of sentence-transformers and FAISS: wall",
            found["plain script"]["wall_s"],
            "s",
            spread=found["plain script"]["wall_range_s"],
        ),
    ]
    text = json.dumps(report, indent=2) + "\n"
    if chosen.out:
        chosen.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
