"""How an index grows: build, files, memory, load, search and full answer from a thousand to a million passages.

    .venv/bin/python -m benchmarks.growth --out benchmarks/results/growth.json

The passages are real sentences, repeated with variation: half of their names, figures and longer words are replaced by
others'. Up to 100,000 of them, short ones, are embedded by the real models, once (kept in ``.bench/`` under the
digest of model and texts). Those of the second model take most of an hour, so a command of its own makes them:

    .venv/bin/python -m benchmarks.growth --vectors

Until they are, the second arm's are synthetic: each lies near the first model's vector of its text, mixed with that of
another and with noise, as paraphrases do (cosine 0.8 with it). Above 100,000 those of both arms are, near the vector of
the sentence that was varied: how long a search takes does not depend on who made the vectors. Questions are embedded by
the model of each arm. Each size is built, searched and asked in processes of its own.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cold_start import machine
from benchmarks.figures import figure
from benchmarks.texts import MODELS, SyntheticEncoder, corpus, embedded, kept, real_texts, short, varied
from hubbot import Chatbot, Settings
from hubbot import index as index_module
from hubbot.answering.learned import write_learned
from hubbot.approximate import CANDIDATES, CHUNK
from hubbot.dense import Arm
from hubbot.encoder import load_encoder
from hubbot.indexing import write_index
from hubbot.neighbourhood import around, score
from hubbot.records import Records
from hubbot.retriever import fuse
from hubbot.settings import settings_from_environment
from hubbot.store import read_manifest

EMBEDDED = 100_000  # passages, at most, whose vectors the real model makes
CHOSEN_ON, MEASURED_ON = 50, 100  # questions
MILLION = 1_000_000
SIZES = "1000,10000,100000,1000000"
ANSWERED = 60  # questions that are answered in full


def build(
    folder: Path, size: int, encoders: Sequence[SyntheticEncoder], sentences: Sequence[str]
) -> dict[str, Any]:
    """Build one index and return how long it took and what it takes."""
    started, cpu = time.perf_counter(), time.process_time()
    write_index(folder, corpus(sentences, size), encoders, beside=_learned)
    manifest = read_manifest(folder)
    return {
        "passages": manifest.counts["passages"],
        "build_s": round(time.perf_counter() - started, 1),
        "build_cpu_s": round(time.process_time() - cpu, 1),
        "build_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "files_mb": round(sum(entry.bytes for entry in manifest.files.values()) / 1e6, 1),
        "kind": [arm.near.kind if arm.near else "exact" for arm in manifest.arms],
        "probes": [arm.near.probes if arm.near else None for arm in manifest.arms],
        "recall_at_10_in_manifest": [arm.near.recall_at_10 if arm.near else 1.0 for arm in manifest.arms],
    }


def _learned(records: Records, folder: Path) -> None:
    write_learned(folder, records.documents, records.passages)


def resident() -> dict[str, float]:
    """Return megabytes resident: all, and those that are no mapped file."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return {
        name: round(int(fields[field].split()[0]) / 1024, 1)
        for name, field in (("all", "VmRSS"), ("anonymous", "RssAnon"), ("files", "RssFile"))
    }


def ask(folder: Path, encoders: Sequence[SyntheticEncoder], questions: Sequence[str]) -> dict[str, Any]:
    """Load an index and ask it; this process does nothing else."""
    # models are warm then
    vectors = [[encoder.encode_queries([question])[0] for encoder in encoders] for question in questions]
    before = resident()
    started, busy = time.perf_counter(), time.process_time()
    index = index_module.load(folder)
    loaded, load_cpu = time.perf_counter() - started, time.process_time() - busy
    after = resident()
    index.context_rows, index.columns  # noqa: B018 - read once an index
    dense, searching, busy_searching = [], [], []
    for question, its in zip(questions, vectors, strict=True):
        given = [_Given(encoder, vector) for encoder, vector in zip(encoders, its, strict=True)]
        started, busy = time.perf_counter(), time.process_time()
        here, arms = score(index, given, question)
        fuse(here, arms, top_k=20)
        searching.append(time.perf_counter() - started)
        busy_searching.append(time.process_time() - busy)
        started = time.perf_counter()
        index.arms[0].scores_of(its[0], index.arms[0].near(its[0], 200))
        dense.append(time.perf_counter() - started)
    return {
        "load_s": round(loaded, 3),
        "load_cpu_s": round(load_cpu, 3),
        "resident_mb": {"before": before, "loaded": after, "asked": resident()},
        "search_ms": spread(searching[10:]),
        "search_cpu_ms": spread(busy_searching[10:]),
        "one_arm_ms": spread(dense[10:]),
        **recall(index, questions, vectors),
    }


class _Given:
    """An encoder for one question whose vector is known: a search is timed without its encoder."""

    def __init__(self, encoder: SyntheticEncoder, vector: np.ndarray) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self._vector = vector

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._vector[None]

    encode_passages = encode_queries


def answer(folder: Path, encoders: Sequence[SyntheticEncoder], questions: Sequence[str]) -> dict[str, Any]:
    """Return how long whole answers take, encoder and scorer included; this process does nothing else."""
    started = time.perf_counter()
    chatbot = Chatbot.load(folder, encoders=encoders, settings=Settings())
    loaded = time.perf_counter() - started
    started = time.perf_counter()
    chatbot.ask(questions[0])
    first = time.perf_counter() - started
    times, busy = [], []
    for question in questions[:ANSWERED]:
        started, began = time.perf_counter(), time.process_time()
        chatbot.ask(question)
        times.append(time.perf_counter() - started)
        busy.append(time.process_time() - began)
    return {
        "answering_load_s": round(loaded, 2),
        "first_answer_s": round(first, 2),
        "answer_ms": spread(times[5:]),
        "answer_cpu_ms": spread(busy[5:]),
        "answering_mb": resident(),
    }


def recall(
    index: index_module.Index, questions: Sequence[str], vectors: Sequence[Sequence[np.ndarray]]
) -> dict[str, float]:
    """Return the share of each question's ten nearest passages, by exact search of an arm, that are candidates.

    And of those that this arm's lists propose alone, whatever the other arm and the words find. The first fifty
    questions are left out: how many lists are looked at was chosen on them.
    """
    asked = list(zip(questions, vectors, strict=True))[CHOSEN_ON : CHOSEN_ON + MEASURED_ON]
    together, alone = [], []
    for place, arm in enumerate(index.arms):
        nearest = _nearest(arm, np.array([its[place] for _, its in asked]))
        for (question, its), best in zip(asked, nearest, strict=True):
            vector = its[place]
            if not index.is_large:
                together.append(1.0)
                alone.append(1.0)
                continue
            wanted = index.lexical.looked_up(index.stems(question))
            rows = around(index, {arm.encoder: vector}, wanted).rows
            together.append(float(np.isin(best, rows).mean()))
            alone.append(float(np.isin(best, arm.near(vector, CANDIDATES)).mean()))
    return {
        "recall_at_10": round(statistics.mean(together), 4),
        "recall_at_10_of_an_arm_alone": round(statistics.mean(alone), 4),
    }


def _nearest(arm: Arm, asked: np.ndarray) -> np.ndarray:
    """Return the rows of the ten nearest of all vectors to each question."""
    best, rows = (
        np.full((len(asked), 10), -np.inf, dtype=np.float32),
        np.zeros((len(asked), 10), dtype=np.int64),
    )
    for first in range(0, arm.count, CHUNK):
        some = arm.vectors.reconstruct_n(first, min(CHUNK, arm.count - first))
        scores = np.hstack([best, asked @ some.T])
        places = np.hstack([rows, np.tile(np.arange(first, first + len(some)), (len(asked), 1))])
        order = np.argpartition(-scores, 9, axis=1)[:, :10]
        best, rows = np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)
    return rows


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    milliseconds = sorted(1000 * each for each in seconds)
    return {
        "p50": round(statistics.median(milliseconds), 2),
        "p95": round(milliseconds[int(0.95 * (len(milliseconds) - 1))], 2),
    }


def prepare(
    work: Path, sentences: Sequence[str], sizes: Sequence[int], *, every: bool
) -> list[dict[str, Any]]:
    """Lay out the vectors that the arms are made of and return how fast real ones came, one record a model.

    Real ones of the first model are made where they are missing, those of the others only if ``every``.
    """
    texts = [varied(short(sentences), number) for number in range(max(sizes, default=1))]
    found = []
    for place, model in enumerate(MODELS):
        encoder = load_encoder(model)
        if place and not every and None in (kept(encoder, texts), kept(encoder, sentences)):
            break
        base, _ = embedded(encoder, sentences)
        known, about = embedded(encoder, texts)
        for name, path in ((f"base-{place}.npy", base), (f"known-{place}.npy", known)):
            (work / name).unlink(missing_ok=True)
            (work / name).symlink_to(path)
        found.append(about)
    return found


def arms(work: Path, size: int) -> list[SyntheticEncoder]:
    """Return one encoder an arm; one whose real vectors were not made has some near those of the first."""
    bases = [np.load(work / "base-0.npy")]
    known = [np.load(work / "known-0.npy", mmap_mode="r") if size <= EMBEDDED else None]
    if (work / "base-1.npy").exists():
        bases.append(np.load(work / "base-1.npy"))
        known.append(np.load(work / "known-1.npy", mmap_mode="r") if size <= EMBEDDED else None)
        models = MODELS
    else:
        bases.append(bases[0] if known[0] is None else known[0])
        known.append(None)
        models = (MODELS[0], MODELS[0])
    return [
        SyntheticEncoder(name, seed, base, vectors, model)
        for name, seed, base, vectors, model in zip(("one", "two"), (1, 2), bases, known, models, strict=True)
    ]


def step(work: Path, name: str, size: int) -> dict[str, Any]:
    """Run one step in a process of its own and return what it measured."""
    command = [sys.executable, "-m", "benchmarks.growth", "--work", str(work)]
    done = subprocess.run(
        [*command, "--step", name, "--size", str(size)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {f"{name}_failed": done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(sizes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the numbers of each size, those of a million beside what is wanted of them."""
    found = []
    for row in sizes:
        if not {"load_s", "answer_ms", "build_s"} <= row.keys():
            continue
        at, wanted = f"{row['passages']:,} passages", row["passages"] >= MILLION
        search, whole = row["search_ms"], row["answer_ms"]
        if wanted:
            given = min(row["recall_at_10_in_manifest"])
            found += [figure(f"recall@10 in the manifest, {at}", given, "", least=0.98)]
        found += [
            figure(f"recall@10 of questions, {at}", row["recall_at_10"], "", least=0.98),
            figure(f"search p50, {at}", search["p50"], "ms", most=5 if wanted else None),
            figure(f"search p95, {at}", search["p95"], "ms"),
            figure(f"full answer p50, {at}", whole["p50"], "ms"),
            figure(f"full answer p95, {at}", whole["p95"], "ms"),
        ]
        if wanted:
            largest = max(row["resident_mb"]["asked"]["all"], row["answering_mb"]["all"])
            found += [
                figure(f"recall@10 of an arm's lists alone, {at}", row["recall_at_10_of_an_arm_alone"], ""),
                figure(f"load, {at}", row["load_s"], "s", most=3),
                figure(f"resident, all in, {at}", largest, "MB", most=1200),
                figure(f"first full answer, {at}", row["first_answer_s"], "s"),
                figure(f"build, {at}", row["build_s"], "s"),
            ]
    return found


def main() -> None:
    """Measure each size and write one JSON object."""
    parser = argparse.ArgumentParser(description="Measure how an index grows.")
    parser.add_argument("--sizes", default=SIZES, help="passages, with commas")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    parser.add_argument("--work", type=Path, help="folder for the indexes; removed afterwards without it")
    parser.add_argument(
        "--vectors",
        action="store_true",
        help="make the real vectors of both models, once, and measure nothing",
    )
    parser.add_argument("--step", choices=("build", "ask", "answer"), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    work = chosen.work or Path(tempfile.mkdtemp(prefix="growth-"))
    sentences, questions = real_texts(settings_from_environment().eval_dir)
    work.mkdir(parents=True, exist_ok=True)
    if chosen.step:
        encoders = arms(work, chosen.size)
        folder = work / str(chosen.size)
        if chosen.step == "build":
            given = short(sentences) if chosen.size <= EMBEDDED else sentences
            measured = build(folder, chosen.size, encoders, given)
        else:
            measured = {"ask": ask, "answer": answer}[chosen.step](folder, encoders, questions)
        sys.stdout.write(json.dumps(measured) + "\n")
        return
    sizes = [int(size) for size in chosen.sizes.split(",")]
    about = prepare(work, sentences, [size for size in sizes if size <= EMBEDDED], every=chosen.vectors)
    if chosen.vectors:
        sys.stdout.write(json.dumps(about) + "\n")
        return
    report: dict[str, Any] = {"machine": machine(), "arms": 2, "embedded": about, "sizes": []}
    for size in sizes:
        report["sizes"].append(
            step(work, "build", size) | step(work, "ask", size) | step(work, "answer", size)
        )
        report["figures"] = figures(report["sizes"])
        sys.stderr.write(json.dumps(report["sizes"][-1]) + "\n")
        shutil.rmtree(work / str(size), ignore_errors=True)
        if chosen.out:
            chosen.out.parent.mkdir(parents=True, exist_ok=True)
            chosen.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    if chosen.out is None:
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    if chosen.work is None:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
