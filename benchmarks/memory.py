"""What a whole build keeps in memory: text files to an index, from ten thousand to a million passages, as JSON.

    .venv/bin/python -m benchmarks.memory --sizes 10000,100000,1000000 --out benchmarks/results/memory.json

Each size is read, parsed, embedded and put in place by ``build_index`` in a process of its own, whose vectors cost
nothing to make. What is measured fifty times a second is anonymous memory: what the process holds itself, without
pages of mapped files, which the system takes back when it likes. Beside it stands the largest resident size, these
pages among it. A size that is not measured keeps its last result.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cold_start import machine
from benchmarks.figures import figure
from benchmarks.growth import resident
from benchmarks.texts import A_DOCUMENT, real_texts, varied
from hubbot import build_index
from hubbot.settings import settings_from_environment

SIZES = "10000,100000"
OFTEN = 0.02  # seconds between two looks
MOST_TIMES = 2.0
"""Wanted: ten times as many passages take less than twice the memory."""


class Quick:
    """Unit vectors near one of a thousand, by the digest of the text."""

    name, digest, dimension = "quick", "quick-1", 384

    def __init__(self) -> None:
        chosen = np.random.default_rng(1)
        self._near = chosen.standard_normal((1024, self.dimension), dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return a vector a text."""
        numbers = np.array([zlib.crc32(text.encode()) for text in texts], dtype=np.int64)
        found = self._near[numbers % 1024] + self._near[numbers // 1024 % 1024] * 0.7
        found += self._near[numbers // (1 << 20) % 1024] * 0.4
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    encode_queries = encode_passages


def write_texts(folder: Path, sentences: Sequence[str], size: int) -> None:
    """Write as many sentences as wanted, a hundred a file."""
    folder.mkdir(parents=True)
    for first in range(0, size, A_DOCUMENT):
        lines = (varied(sentences, number) for number in range(first, min(first + A_DOCUMENT, size)))
        (folder / f"d{first // A_DOCUMENT:06}.txt").write_text("\n\n".join(lines), "utf-8")


class Watch(threading.Thread):
    """Looks again and again how much anonymous memory this process has."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            self.most = max(self.most, resident()["anonymous"])
            time.sleep(OFTEN)


def build(texts: Path, out: Path) -> dict[str, Any]:
    """Build an index and return what it took; this process does nothing else."""
    logging.basicConfig(level=logging.ERROR)
    build_index(
        _one(texts), out.with_name("first"), encoders=[Quick()]
    )  # libraries and word lists are loaded then
    before, watch = resident()["anonymous"], Watch()
    watch.start()
    started, busy = time.perf_counter(), time.process_time()
    manifest = build_index(texts, out, encoders=[Quick()])
    return {
        "passages": manifest.counts["passages"],
        "documents": manifest.counts["documents"],
        "build_s": round(time.perf_counter() - started, 1),
        "build_cpu_s": round(time.process_time() - busy, 1),
        "anonymous_before_mb": before,
        "anonymous_most_mb": watch.most,
        "grown_mb": round(watch.most - before, 1),
        "resident_most_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "files_mb": round(sum(entry.bytes for entry in manifest.files.values()) / 1e6, 1),
        "manifest_mb": round((out / "manifest.json").stat().st_size / 1e6, 1),
    }


def _one(texts: Path) -> Path:
    return min(texts.iterdir())


def measured(size: int, work: Path) -> dict[str, Any]:
    """Return what a build of so many sentences takes, in a process of its own."""
    sentences = real_texts(settings_from_environment().eval_dir)[0]
    write_texts(work / str(size), sentences, size)
    command = [sys.executable, "-m", "benchmarks.memory", "--work", str(work), "--build", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    shutil.rmtree(work / str(size))
    shutil.rmtree(work / f"{size}-index")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(sizes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the numbers, each size beside one of a tenth."""
    found = []
    for size, row in sorted(sizes.items(), key=lambda pair: int(pair[0])):
        found.append(figure(f"memory of a build, {int(size):,} sentences", row["grown_mb"], "MB"))
        tenth = sizes.get(str(int(size) // 10))
        if tenth:
            times = round(row["grown_mb"] / tenth["grown_mb"], 2)
            name = f"memory of a build, {int(size):,} / {int(size) // 10:,}"
            found.append(figure(name, times, "times", most=MOST_TIMES))
    return found


def main() -> None:
    """Measure and write one JSON object."""
    parser = argparse.ArgumentParser(description="Measure what a build keeps in memory.")
    parser.add_argument("--sizes", default=SIZES, help="sentences, with commas")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.build:
        found = build(chosen.work / str(chosen.build), chosen.work / f"{chosen.build}-index")
        sys.stdout.write(json.dumps(found) + "\n")
        return
    sizes: dict[str, dict[str, Any]] = {}
    if chosen.out and chosen.out.exists():
        sizes = json.loads(chosen.out.read_text("utf-8"))["sizes"]
    for size in chosen.sizes.split(","):
        with tempfile.TemporaryDirectory(prefix="memory-") as work:
            sizes[size] = measured(int(size), Path(work))
        sys.stderr.write(f"{size}: {json.dumps(sizes[size])}\n")
        report = {"machine": machine(), "sizes": sizes, "figures": figures(sizes)}
        text = json.dumps(report, indent=2) + "\n"
        if chosen.out:
            chosen.out.write_text(text, "utf-8")
    if not chosen.out:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
