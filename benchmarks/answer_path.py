"""What an answer costs beside the two models that it has to run: medians in one process, as JSON.

    .venv/bin/python -m benchmarks.answer_path --out answer_path.json

The models' own time (each encoder on the question, the scorer on its passages) is measured in turn with the whole
answer, so that the load of a moment touches both. The large corpus is the article many times over with other names; its
vectors are random, which changes nothing of what an answer costs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cold_start import machine
from benchmarks.figures import figure
from hubbot import index as index_module
from hubbot.chatbot import Chatbot
from hubbot.reading.parser import parse_text
from hubbot.reading.passages import split_passages
from hubbot.types import Document, Encoder, Passage, Vectors

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = (
    "which city has less traffic than Bogota?",
    "who said that he loves Guadalajara?",
    "why is Cordoba known for innovation?",
    "what is Plan Ceibal?",
    "When did Intel come to Costa Rica?",
    "Does Santiago have good public transportation?",
)
LARGE = 10_000
SMALL_TARGET, LARGE_TARGET = 2.5, 1.2


class RandomVectors:
    """An encoder whose questions are real and whose passages are random unit vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.name = encoder, encoder.name
        self.digest, self.dimension = encoder.digest, encoder.dimension
        self._source = np.random.default_rng(1)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the real vectors of questions."""
        return self.encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one random unit vector a text."""
        vectors = self._source.standard_normal((len(texts), self.dimension)).astype(np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


class Counting:
    """An encoder that counts how often it is asked for questions."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self.encode_passages = encoder.encode_passages
        self._encoder, self.calls = encoder, 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        self.calls += 1
        return self._encoder.encode_queries(texts)


def encoder_calls(chatbot: Chatbot) -> list[float]:
    """Return for each question how often an arm's encoder is called, the mean over the arms."""
    counting = [Counting(encoder) for encoder in chatbot.encoders]
    counted = Chatbot(chatbot.index, counting, chatbot.settings, chatbot.scorer)
    found = []
    for question in QUESTIONS:
        counted.ask(question)  # what is worked out once an index is not part of it
        for encoder in counting:
            encoder.calls = 0
        counted.ask(question)
        found.append(statistics.mean(encoder.calls for encoder in counting))
    return found


def grown(chatbot: Chatbot, passages: int) -> Chatbot:
    """Return a chatbot over the article so many times that it has at least ``passages`` passages."""
    text = (ROOT / "corpus" / "latam-tech-hubs.txt").read_text("utf-8")
    documents: list[Document] = []
    found: list[Passage] = []
    while len(found) < passages:
        copy = len(documents)
        varied = (
            text.replace("Medellin", f"Medellin{copy}").replace("Bogota", f"Bogota{copy}") if copy else text
        )
        documents.append(parse_text(varied, document_id=f"copy-{copy}"))
        found += split_passages(documents[-1])
    encoders = [RandomVectors(encoder) for encoder in chatbot.encoders]
    index = index_module.build(documents, found, encoders)
    return Chatbot(index, encoders, chatbot.settings, chatbot.scorer)


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call took."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def measure(shipped: Chatbot, large: Chatbot, runs: int) -> dict[str, Any]:
    """Return medians over questions of the whole answer of both, of the models of the first alone, and their ratios.

    Runs of a question are taken by turns.
    """
    times: dict[str, list[float]] = {"shipped": [], "models": [], "large": [], "large models": []}
    for question in QUESTIONS:
        tasks = {}
        for name, chatbot in (("shipped", shipped), ("large", large)):
            chatbot.ask(question)  # what is worked out once an index is not part of it
            query, candidates = chatbot.weigh(question)
            texts = [candidate.passage.text for candidate in candidates]
            tasks[name] = partial(chatbot.ask, question)
            alone = "models" if name == "shipped" else "large models"
            tasks[alone] = partial(_models, chatbot, query.search_text, texts)
        taken: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(runs):
            for name, task in tasks.items():
                taken[name].append(milliseconds(task))
        for name, each in taken.items():
            times[name].append(statistics.median(each))
    return {
        "passages": {"shipped": len(shipped.index.passages), "large": len(large.index.passages)},
        "ms": {name: round(statistics.median(each), 2) for name, each in times.items()},
        "ratios": {
            name: _ratio(times[above], times[below])
            for name, above, below in (
                ("shipped / models", "shipped", "models"),
                ("large / shipped", "large", "shipped"),
                ("large / models", "large", "large models"),
            )
        },
    }


def _ratio(above: Sequence[float], below: Sequence[float]) -> dict[str, Any]:
    ratios = [one / other for one, other in zip(above, below, strict=True)]
    return {
        "median": round(statistics.median(ratios), 3),
        "range": [round(min(ratios), 3), round(max(ratios), 3)],
    }


def _models(chatbot: Chatbot, question: str, texts: Sequence[str]) -> None:
    for encoder in chatbot.encoders:
        encoder.encode_queries([question])
    if chatbot.scorer is not None:
        chatbot.scorer.read(question, texts)


def main() -> None:
    """Measure the shipped index and a large one; print or write one JSON object."""
    parser = argparse.ArgumentParser(description="Measure what an answer costs beside its models.")
    parser.add_argument("--runs", type=int, default=7, help="answers a question, at least 5")
    parser.add_argument("--passages", type=int, default=LARGE, help="size of the large corpus")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    chosen = parser.parse_args()
    report: dict[str, Any] = {"machine": machine()}
    chatbot = Chatbot.load(ROOT / "index")
    report |= measure(chatbot, grown(chatbot, chosen.passages), max(5, chosen.runs))
    large = f"{report['passages']['large']:,} passages"
    wanted = (
        ("answer / models, shipped index", "shipped / models", SMALL_TARGET),
        (f"answer of {large} / of the shipped index", "large / shipped", LARGE_TARGET),
        (f"answer / models, {large}", "large / models", None),
    )
    report["figures"] = [
        figure(name, found["median"], "times", most=most, spread=found["range"])
        for name, which, most in wanted
        for found in [report["ratios"][which]]
    ]
    calls = encoder_calls(chatbot)
    report["encoder_calls"] = dict(zip(QUESTIONS, calls, strict=True))
    spread = [min(calls), max(calls)]
    report["figures"].append(
        figure("encoder calls an arm, for a question", statistics.median(calls), "", most=1, spread=spread)
    )
    text = json.dumps(report, indent=2)
    if chosen.out:
        chosen.out.write_text(text + "\n", "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
