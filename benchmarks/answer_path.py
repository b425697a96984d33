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


def measure(chatbot: Chatbot, runs: int) -> dict[str, Any]:
    """Return medians over questions and runs: the whole answer, the models alone, and their ratio."""
    answers, models, ratios = [], [], []
    for question in QUESTIONS:
        chatbot.ask(question)  # what is worked out once an index is not part of it
        query, candidates = chatbot.weigh(question)
        texts = [candidate.passage.text for candidate in candidates]
        whole, alone = [], []
        for _ in range(runs):
            whole.append(milliseconds(lambda: chatbot.ask(question)))  # noqa: B023
            alone.append(milliseconds(lambda: _models(chatbot, query.search_text, texts)))  # noqa: B023
        answers.append(statistics.median(whole))
        models.append(statistics.median(alone))
        ratios.append(answers[-1] / models[-1])
    return {
        "passages": len(chatbot.index.passages),
        "answer_ms": round(statistics.median(answers), 2),
        "models_ms": round(statistics.median(models), 2),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_range": [round(min(ratios), 3), round(max(ratios), 3)],
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
    report["shipped"] = measure(chatbot, max(5, chosen.runs))
    report["large"] = measure(grown(chatbot, chosen.passages), max(5, chosen.runs))
    large = report["large"]["passages"]
    report["figures"] = [
        figure(name, report[which]["ratio"], "times", most=most, spread=report[which]["ratio_range"])
        for which, name, most in (
            ("shipped", "answer / models, shipped index", SMALL_TARGET),
            ("large", f"answer / models, {large:,} passages", LARGE_TARGET),
        )
    ]
    text = json.dumps(report, indent=2)
    if chosen.out:
        chosen.out.write_text(text + "\n", "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
