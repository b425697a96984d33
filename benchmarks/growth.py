"""How an index grows: build, files, memory, load, search and full answer from a thousand to a million passages.

    .venv/bin/python -m benchmarks.growth --sizes 1000,10000,100000,1000000 --out benchmarks/results/growth.json

The passages are real sentences, repeated with variation. Their vectors are synthetic: each lies near the real vector of
its sentence, mixed with that of another and with noise, as paraphrases do (cosine 0.8 with it); to embed a million
sentences takes hours here, and how long a search takes does not depend on who made the vectors. Questions are
embedded by the real model. Two arms, as hubbot has by default. Each size is loaded and asked in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cold_start import machine
from benchmarks.figures import figure
from hubbot import Chatbot, Settings
from hubbot import index as index_module
from hubbot.approximate import CANDIDATES
from hubbot.encoder import load_encoder
from hubbot.indexing import write_index
from hubbot.neighbourhood import around, score
from hubbot.reading.parser import parse_text
from hubbot.reading.passages import split_passages
from hubbot.retriever import fuse
from hubbot.settings import settings_from_environment
from hubbot.store import read_manifest
from hubbot.types import Document, Paragraph, Passage, Section, Sentence, Span

SENTENCES = 1500
A_DOCUMENT = 100
VARIATION = re.compile(r"variation (\d+)")
CHOSEN_ON, MEASURED_ON = 50, 100  # questions
MILLION = 1_000_000
ANSWERED_UP_TO = 10_000  # what a corpus teaches a chatbot is learned in memory: see docs/performance.md


class SyntheticEncoder:
    """Vectors near those of real sentences for passages, the real model for questions."""

    dimension = 384

    def __init__(self, name: str, seed: int, base: np.ndarray) -> None:
        self.name, self.digest = name, f"synthetic-{seed}-{len(base)}"
        self._seed, self._base = seed, base
        self._model = load_encoder()

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Return the real vectors."""
        return self._model.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors near those of the sentences that the texts vary."""
        numbers = np.array([int(found[1]) if (found := VARIATION.search(text)) else 0 for text in texts])
        chosen = np.random.default_rng([self._seed, int(numbers[0]), len(numbers)])
        other = self._base[chosen.integers(0, len(self._base), len(texts))]
        noise = chosen.standard_normal((len(texts), self.dimension), dtype=np.float32) / np.sqrt(
            self.dimension
        )
        mixed = self._base[numbers % len(self._base)] + 0.45 * other + 0.5 * noise
        return (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


def real_texts(eval_dir: Path) -> tuple[list[str], list[str]]:
    """Return sentences and questions: of a public set where it is there, else of the corpus."""
    folder = eval_dir / "squad2_dev"
    if (folder / "documents.jsonl").is_file():
        found = [json.loads(line) for line in (folder / "documents.jsonl").read_text("utf-8").splitlines()]
        texts = ["\n\n".join(part["text"] for part in each["paragraphs"]) for each in found[:12]]
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines[:400]]
    else:
        texts = [path.read_text("utf-8") for path in sorted(Path("corpus").glob("*.txt"))]
        lines = Path("tests/gold/questions.jsonl").read_text("utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines]
    documents = [parse_text(text, document_id="real") for text in texts]
    sentences = [d.slice(s.span) for d in documents for s in d.sentences if 30 < len(s.span) < 300]
    return list(dict.fromkeys(sentences))[:SENTENCES], questions[:200]


def corpus(sentences: Sequence[str], size: int) -> Iterator[Document]:
    """Yield documents of a hundred one-sentence paragraphs, no sentence twice."""
    for first in range(0, size, A_DOCUMENT):
        texts = [
            f"{sentences[number % len(sentences)].rstrip('.')}, variation {number}."
            for number in range(first, min(first + A_DOCUMENT, size))
        ]
        spans, at = [], 0
        for text in texts:
            spans.append(Span(at, at + len(text)))
            at += len(text) + 2
        whole = "\n\n".join(texts)
        yield Document(
            id=f"d{first // A_DOCUMENT:06}",
            text=whole,
            title="",
            sections=(Section("s0", "", None, Span(0, len(whole))),),
            paragraphs=tuple(Paragraph(span, "s0") for span in spans),
            sentences=tuple(Sentence(span, "s0", number) for number, span in enumerate(spans)),
        )


def build(
    folder: Path, size: int, encoders: Sequence[SyntheticEncoder], sentences: Sequence[str]
) -> dict[str, Any]:
    """Build one index and return how long it took and what it takes."""
    documents = list(corpus(sentences, size))
    passages: list[Passage] = [passage for document in documents for passage in split_passages(document)]
    started, cpu = time.perf_counter(), time.process_time()
    write_index(folder, documents, passages, encoders)
    manifest = read_manifest(folder)
    return {
        "passages": len(passages),
        "build_s": round(time.perf_counter() - started, 1),
        "build_cpu_s": round(time.process_time() - cpu, 1),
        "build_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "files_mb": round(sum(entry.bytes for entry in manifest.files.values()) / 1e6, 1),
        "kind": [arm.near.kind if arm.near else "exact" for arm in manifest.arms],
        "probes": [arm.near.probes if arm.near else None for arm in manifest.arms],
        "recall_at_10_in_manifest": [arm.near.recall_at_10 if arm.near else 1.0 for arm in manifest.arms],
    }


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
    vectors = [encoders[0].encode_queries([question])[0] for question in questions]  # models are warm then
    before = resident()
    started, busy = time.perf_counter(), time.process_time()
    index = index_module.load(folder)
    loaded, load_cpu = time.perf_counter() - started, time.process_time() - busy
    after = resident()
    index.context_rows, index.columns  # noqa: B018 - read once an index
    dense, searching, busy_searching = [], [], []
    for question, vector in zip(questions, vectors, strict=True):
        given = [_Given(encoder, vector) for encoder in encoders]
        started, busy = time.perf_counter(), time.process_time()
        here, arms = score(index, given, question)
        fuse(here, arms, top_k=20)
        searching.append(time.perf_counter() - started)
        busy_searching.append(time.process_time() - busy)
        started = time.perf_counter()
        index.arms[0].scores_of(vector, index.arms[0].near(vector, 200))
        dense.append(time.perf_counter() - started)
    report = {
        "load_s": round(loaded, 3),
        "load_cpu_s": round(load_cpu, 3),
        "resident_mb": {"before": before, "loaded": after, "asked": resident()},
        "search_ms": spread(searching[10:]),
        "search_cpu_ms": spread(busy_searching[10:]),
        "one_arm_ms": spread(dense[10:]),
        "recall_at_10": round(recall(index, questions, vectors), 4),
        "recall_at_10_of_an_arm_alone": round(recall(index, questions, vectors, alone=True), 4),
    }
    if len(index.passages) <= ANSWERED_UP_TO:
        report |= answers(folder, encoders, questions)
    return report


class _Given:
    """An encoder for one question whose vector is known: a search is timed without its encoder."""

    def __init__(self, encoder: SyntheticEncoder, vector: np.ndarray) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self._vector = vector

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._vector[None]

    encode_passages = encode_queries


def answers(folder: Path, encoders: Sequence[SyntheticEncoder], questions: Sequence[str]) -> dict[str, Any]:
    """Return how long whole answers take, encoder and scorer included."""
    chatbot = Chatbot.load(folder, encoders=encoders, settings=Settings())
    started = time.perf_counter()
    chatbot.ask(questions[0])
    first = time.perf_counter() - started
    times = []
    for question in questions[:60]:
        started = time.perf_counter()
        chatbot.ask(question)
        times.append(time.perf_counter() - started)
    return {"first_answer_s": round(first, 2), "answer_ms": spread(times[5:]), "answering_mb": resident()}


def recall(
    index: index_module.Index,
    questions: Sequence[str],
    vectors: Sequence[np.ndarray],
    *,
    alone: bool = False,
) -> float:
    """Return the share of each question's ten nearest passages, by exact search of an arm, that are candidates.

    ``alone``: of those that this arm's lists propose, whatever the other arm and the words find. The first fifty
    questions are left out: how many lists are looked at was chosen on them.
    """
    shares = []
    for question, vector in list(zip(questions, vectors, strict=True))[CHOSEN_ON : CHOSEN_ON + MEASURED_ON]:
        for arm in index.arms:
            exact = arm.scores(vector)
            best = np.argpartition(-exact, 10)[:10]
            rows = best
            if index.is_large:
                rows = (
                    arm.near(vector, CANDIDATES)
                    if alone
                    else around(index, {arm.encoder: vector}, question).rows
                )
            shares.append(float(np.isin(best, rows).mean()))
    return statistics.mean(shares)


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    milliseconds = sorted(1000 * each for each in seconds)
    return {
        "p50": round(statistics.median(milliseconds), 2),
        "p95": round(milliseconds[int(0.95 * (len(milliseconds) - 1))], 2),
    }


def encoders_of(base: np.ndarray) -> list[SyntheticEncoder]:
    """Return two arms."""
    return [SyntheticEncoder("synthetic-one", 1, base), SyntheticEncoder("synthetic-two", 2, base)]


def step(work: Path, name: str, size: int) -> dict[str, Any]:
    """Run one step in a process of its own and return what it measured."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.growth",
        "--work",
        str(work),
        "--step",
        name,
        "--size",
        str(size),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {f"{name}_failed": done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(sizes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the numbers of the largest size beside what is wanted of a million passages."""
    if not sizes or "load_s" not in sizes[-1]:
        return []
    row = sizes[-1]
    at = f"{row['passages']:,} passages"
    if row["passages"] < MILLION:
        return [
            figure(f"recall@10 of questions, {at}", row["recall_at_10"], "", least=0.98),
            figure(f"search p50, {at}", row["search_ms"]["p50"], "ms"),
        ]
    return [
        figure(f"recall@10 in the manifest, {at}", min(row["recall_at_10_in_manifest"]), "", least=0.98),
        figure(f"recall@10 of questions, {at}", row["recall_at_10"], "", least=0.98),
        figure(f"recall@10 of an arm's lists alone, {at}", row["recall_at_10_of_an_arm_alone"], ""),
        figure(f"search p50, {at}", row["search_ms"]["p50"], "ms", most=5),
        figure(f"search p50, processor time, {at}", row["search_cpu_ms"]["p50"], "ms"),
        figure(f"load, {at}", row["load_s"], "s", most=3),
        figure(f"resident, {at}", row["resident_mb"]["asked"]["all"], "MB", most=1200),
    ]


def main() -> None:
    """Measure each size and write one JSON object."""
    parser = argparse.ArgumentParser(description="Measure how an index grows.")
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="passages, with commas; a million too takes long"
    )
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    parser.add_argument("--work", type=Path, help="folder for the indexes; removed afterwards without it")
    parser.add_argument("--step", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    work = chosen.work or Path(tempfile.mkdtemp(prefix="growth-"))
    sentences, questions = real_texts(settings_from_environment().eval_dir)
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "base.npy").exists():
        np.save(work / "base.npy", load_encoder().encode_passages(sentences))
    encoders = encoders_of(np.load(work / "base.npy"))
    if chosen.step:
        folder = work / str(chosen.size)
        measured = (
            build(folder, chosen.size, encoders, sentences)
            if chosen.step == "build"
            else ask(folder, encoders, questions)
        )
        sys.stdout.write(json.dumps(measured) + "\n")
        return
    report: dict[str, Any] = {"machine": machine(), "arms": 2, "sizes": []}
    for size in map(int, chosen.sizes.split(",")):
        report["sizes"].append(step(work, "build", size) | step(work, "ask", size))
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
