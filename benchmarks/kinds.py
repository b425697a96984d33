"""Which kind of index a large arm should have: each built over the same vectors, asked the same questions, as JSON.

    .venv/bin/python -m benchmarks.kinds --sizes 100000 --out benchmarks/results/kinds.json
    .venv/bin/python -m benchmarks.kinds --sizes 100000,1000000 --out benchmarks/results/kinds.json

One arm, 384 numbers a vector, synthetic and clustered as ``benchmarks.texts`` makes them; questions embedded by the
real model. Whatever a kind proposes is scored again with the exact vectors, read row by row from the disk as hubbot
does, so recall@10 is the share of the ten nearest that are among what it proposes. How far it looks (lists, or
efSearch) and how many rows it proposes are chosen on half of the questions, the quickest setting that reaches the
wanted recall; recall and time are of the other half. Each kind is built, and asked, in a process of its own;
inverted lists share one k-means, whose time is added to each. Resident is what a process grows by from before the
load until all questions were asked.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.cold_start import machine
from benchmarks.growth import resident
from benchmarks.texts import SyntheticEncoder, real_texts
from hubbot.dense import RowFile, VectorFile, flat_rows
from hubbot.encoder import load_encoder
from hubbot.settings import settings_from_environment

WANTED = 0.985  # a little over what is promised, 0.98
DIMENSION = 384
QUESTIONS = 200
CHUNK = 65_536
TRAINED_ON, ROUNDS = 40, 10  # vectors a list, rounds of k-means: as hubbot builds
ROWS = (100, 200, 400, 800, 1600)
PROBES = (8, 16, 32, 64, 128, 256)
EF = (64, 128, 256, 512, 1024)
# Name, FAISS's factory string ({n}: lists), whether it is a graph.
KINDS = {
    "exact": ("Flat", False),
    "IVF, SQ8": ("IVF{n},SQ8", False),
    "IVF, SQ4": ("IVF{n},SQ4", False),
    "IVF, RaBitQ": ("IVF{n},RaBitQ", False),
    "IVF, RaBitQ, fast scan": ("IVF{n},RaBitQfs", False),
    "IVF, RaBitQ 2 bits": ("IVF{n},RaBitQ2", False),
    "IVF, RaBitQ 4 bits": ("IVF{n},RaBitQ4", False),
    "IVF, PQ 4 bits, fast scan": ("IVF{n},PQ192x4fs", False),
    "HNSW 16, SQ8": ("HNSW16_SQ8", True),
    "HNSW 32, SQ8": ("HNSW32_SQ8", True),
    "HNSW 32": ("HNSW32", True),
}


def lists_of(count: int) -> int:
    """Return the number of inverted lists: hubbot's."""
    return int(2 * np.sqrt(count))


def prepare(work: Path, count: int) -> None:
    """Write the vectors, the questions, each question's ten nearest, and the centroids."""
    sentences, questions = real_texts(settings_from_environment().eval_dir)
    encoder = load_encoder()
    source = SyntheticEncoder("kinds", 1, encoder.encode_passages(sentences))
    with VectorFile(work / "vectors.faiss", DIMENSION, count) as file:
        for first in range(0, count, CHUNK):
            texts = [f"variation {number}" for number in range(first, min(first + CHUNK, count))]
            file.append(source.encode_passages(texts))
    asked = np.vstack([encoder.encode_queries([question]) for question in questions[:QUESTIONS]])
    np.save(work / "questions.npy", asked)
    vectors = flat_rows(work / "vectors.faiss", DIMENSION, count)
    np.save(work / "nearest.npy", nearest(vectors, asked))
    lists = lists_of(count)
    chosen = np.random.default_rng(1).choice(count, min(count, TRAINED_ON * lists), replace=False)
    started, busy = time.perf_counter(), time.process_time()
    kmeans = faiss.Kmeans(DIMENSION, lists, niter=ROUNDS, seed=20, spherical=True, min_points_per_centroid=1)
    kmeans.train(np.ascontiguousarray(vectors[np.sort(chosen)]))
    np.save(work / "centroids.npy", kmeans.centroids)
    took = {"wall": time.perf_counter() - started, "cpu": time.process_time() - busy}
    (work / "kmeans.json").write_text(json.dumps(took), "utf-8")


def nearest(vectors: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return the rows of the ten nearest vectors of each question, by looking at all."""
    best = np.full((len(asked), 10), -np.inf, dtype=np.float32)
    rows = np.full((len(asked), 10), -1, dtype=np.int64)
    for first in range(0, len(vectors), CHUNK):
        scores = asked @ np.asarray(vectors[first : first + CHUNK]).T
        places = np.tile(np.arange(first, first + scores.shape[1]), (len(asked), 1))
        scores, places = np.hstack([best, scores]), np.hstack([rows, places])
        order = np.argpartition(-scores, 9, axis=1)[:, :10]
        best, rows = np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)
    return rows


def build(work: Path, count: int, kind: str) -> dict[str, Any]:
    """Build one kind and write it."""
    factory, graph = KINDS[kind]
    vectors = flat_rows(work / "vectors.faiss", DIMENSION, count)
    started, busy = time.perf_counter(), time.process_time()
    index = faiss.index_factory(DIMENSION, factory.format(n=lists_of(count)), faiss.METRIC_INNER_PRODUCT)
    if graph:
        index.hnsw.efConstruction = 80
    shared = {"wall": 0.0, "cpu": 0.0}
    if hasattr(index, "quantizer"):
        index.quantizer.add(np.load(work / "centroids.npy"))
        shared = json.loads((work / "kmeans.json").read_text("utf-8"))
    if not index.is_trained:
        index.train(np.ascontiguousarray(vectors[: min(count, 20_000)]))
    for first in range(0, count, CHUNK):
        index.add(np.ascontiguousarray(vectors[first : first + CHUNK]))
    faiss.write_index(index, str(work / "kind.faiss"))
    size = (work / "kind.faiss").stat().st_size
    return {
        "build_s": round(time.perf_counter() - started + shared["wall"], 1),
        "build_cpu_s": round(time.process_time() - busy + shared["cpu"], 1),
        "file_mb": round(size / 1e6, 1),
        "bytes_a_vector": round(size / count),
    }


def looking(kind: str, setting: int) -> Any:
    """Return what tells a search how far to look."""
    if KINDS[kind][1]:
        return faiss.SearchParametersHNSW(efSearch=setting)
    return None if kind == "exact" else faiss.SearchParametersIVF(nprobe=setting)


def ask(work: Path, kind: str) -> dict[str, Any]:
    """Load one kind, choose how far it looks on half of the questions, measure on the others."""
    asked, wanted = np.load(work / "questions.npy"), np.load(work / "nearest.npy")
    rows_of = RowFile(work / "vectors.faiss", DIMENSION)
    faiss.omp_set_num_threads(1)  # a question has one thread
    before = resident()
    started = time.perf_counter()
    index = faiss.read_index(str(work / "kind.faiss"), faiss.IO_FLAG_MMAP_IFC)
    loaded = time.perf_counter() - started
    half = len(asked) // 2
    setting, rows = _chosen(index, kind, asked[:half], wanted[:half])
    times, busy, shares = [], [], []
    for question, nearby in zip(asked[half:], wanted[half:], strict=True):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        found = index.search(question[None], rows, params=looking(kind, setting))[1][0]
        if kind != "exact":
            found = found[found >= 0]
            scores = rows_of.take(found) @ question
            found = found[np.argsort(-scores)[:10]]
        times.append(1000 * (time.perf_counter() - begun))
        busy.append(1000 * (time.process_time() - begun_cpu))
        shares.append(len(set(nearby.tolist()) & set(found.tolist())) / 10)
    after = resident()
    return {
        "setting": setting,
        "rows": rows,
        "load_s": round(loaded, 3),
        "recall_at_10": round(statistics.mean(shares), 4),
        "search_p50_ms": round(statistics.median(times), 2),
        "search_p95_ms": round(sorted(times)[int(0.95 * (len(times) - 1))], 2),
        "search_cpu_p50_ms": round(statistics.median(busy), 2),
        "resident_mb": round(after["all"] - before["all"], 1),
    }


def _chosen(index: Any, kind: str, asked: np.ndarray, wanted: np.ndarray) -> tuple[int, int]:
    """Return how far to look and how many rows to propose: the quickest that reaches the wanted recall."""
    if kind == "exact":
        return 0, 10
    best: tuple[float, int, int] | None = None
    fallback = (-1.0, 0, 0)
    for setting in EF if KINDS[kind][1] else PROBES:
        for rows in ROWS:
            if KINDS[kind][1] and rows > setting:
                continue
            started = time.perf_counter()
            _, found = index.search(asked, rows, params=looking(kind, setting))
            took = (
                time.perf_counter() - started + 1.2e-6 * rows * len(asked)
            )  # to read a row takes about that
            share = np.mean([np.isin(w, f).mean() for w, f in zip(wanted, found, strict=True)])
            fallback = max(fallback, (float(share), setting, rows))
            if share >= WANTED and (best is None or took < best[0]):
                best = took, setting, rows
        if best is not None:
            break
    return (best or fallback)[1:]


def step(work: Path, count: int, name: str, kind: str) -> dict[str, Any]:
    """Do one step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.kinds", "--work", str(work), "--step", name]
    command += ["--size", str(count), "--kind", kind]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {f"{name}_failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure each kind at each size; write one JSON object."""
    parser = argparse.ArgumentParser(description="Compare kinds of index for a large arm.")
    parser.add_argument("--sizes", default="100000", help="vectors, with commas")
    parser.add_argument("--kinds", help=f"some of: {'; '.join(KINDS)} (with ;)")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    parser.add_argument("--work", type=Path, help="folder for the files, kept; a temporary one without it")
    parser.add_argument("--step", choices=("prepare", "build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--kind", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        found: dict[str, Any] = {}
        if chosen.step == "prepare":
            prepare(chosen.work, chosen.size)
        elif chosen.step == "build":
            found = build(chosen.work, chosen.size, chosen.kind)
        else:
            found = ask(chosen.work, chosen.kind)
        print(json.dumps(found))
        return
    report: dict[str, Any] = {"machine": machine(), "wanted": WANTED, "sizes": {}}
    if chosen.out and chosen.out.is_file():
        report["sizes"] = json.loads(chosen.out.read_text("utf-8"))["sizes"]
    kinds = chosen.kinds.split(";") if chosen.kinds else list(KINDS)
    home = chosen.work or Path(tempfile.mkdtemp(prefix="kinds-"))
    for count in map(int, chosen.sizes.split(",")):
        work = home / str(count)
        if not (work / "kmeans.json").is_file():
            work.mkdir(parents=True, exist_ok=True)
            print(count, step(work, count, "prepare", ""), file=sys.stderr)
        for kind in kinds:
            row = step(work, count, "build", kind)
            row |= {} if "build_failed" in row else step(work, count, "ask", kind)
            print(count, kind, row, file=sys.stderr)
            report["sizes"].setdefault(str(count), {})[kind] = row
            (work / "kind.faiss").unlink(missing_ok=True)
            if chosen.out:
                chosen.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    if not chosen.out:
        print(json.dumps(report, indent=2))
    if chosen.work is None:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
