"""Measure a scorer on the public evaluation sets; prints JSON. Nothing here is trained or tuned on.

``first``      share of answerable squad2_dev questions whose first sentence (of the article) holds the answer
``answered``   AUROC of the confidence, answerable squad2_dev questions against its adversarial ones
``elsewhere``  the same against questions put to another article
``clapnq``     AUROC on clapnq_dev: over all passages (``pooled``), within its own passage (``given``)
``span_f1``    token-F1 of the words set in bold, answerable squad2_dev, given the right sentence
``top20_ms``   median milliseconds to score twenty sentences

The first stage is the sum of a question's standardised BM25 and cosine scores (all-MiniLM-L6-v2). The scorer
reads the first twenty of it and its logit is added. The confidence is the scorer's alone: the largest logit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import statistics
import string
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import bm25s
import numpy as np
import Stemmer
from sklearn.metrics import roc_auc_score

from hubbot.answering.pairs import AGAIN, LARGER_SHARE
from hubbot.crossencoder import load_scorer
from training.prepare import read_lines
from training.sentences import split_sentences

DEPTH = 20
FIRST_STAGE_SHARE = 0.5  # of a standard deviation of the first stage, added to the logit; see docs/scorer.md


class Reads(Protocol):
    """What is measured: the packaged scorer, or anything that reads as it does."""

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> Any:
        """Return probabilities and spans."""

    def second(self) -> Any:
        """Return a larger network for the first few, or None."""


@dataclass(frozen=True)
class Article:
    """Sentences of a document, where each stands, and the first stage over them."""

    sentences: list[str]
    places: list[tuple[str, int, int]]
    contexts: list[str]
    vectors: Any
    bm25: Any

    def first_stage(self, question: str, vector: Any) -> Any:
        """Return the fused score of every sentence."""
        tokens = bm25s.tokenize(question, stemmer=STEMMER, return_ids=False, show_progress=False)[0]
        lexical = self.bm25.get_scores(tokens) if tokens else np.zeros(len(self.sentences))
        return standardise(lexical) + standardise(self.vectors @ vector)


STEMMER = Stemmer.Stemmer("english")


def standardise(scores: Any) -> Any:
    """Return scores with mean 0 and deviation 1."""
    return (scores - scores.mean()) / (scores.std() + 1e-6)


class Embedder:
    """all-MiniLM-L6-v2 as its package ships it; vectors are kept in ``folder``, for they do not change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model: Any = None

    def __call__(self, texts: list[str]) -> Any:
        """Return unit vectors."""
        name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
        path = self.folder / f"{name}.npy"
        if path.exists():
            return np.load(path)
        if self.model is None:
            from sentence_transformers import SentenceTransformer

            from training.model import base_model

            self.model = SentenceTransformer(base_model(), device="cpu")
        vectors = self.model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
        self.folder.mkdir(parents=True, exist_ok=True)
        np.save(path, vectors)
        return vectors


def read_articles(path: Path, embed: Embedder) -> dict[str, Article]:
    """Return the documents of an evaluation set."""
    articles = {}
    for document in read_lines(path / "documents.jsonl"):
        sentences, places, contexts = [], [], []
        for paragraph in document["paragraphs"]:
            for start, end in split_sentences(paragraph["text"]):
                sentences.append(paragraph["text"][start:end])
                places.append((paragraph["id"], start, end))
                contexts.append(paragraph.get("section") or document["title"])
        bm25 = bm25s.BM25()
        bm25.index(bm25s.tokenize(sentences, stemmer=STEMMER, show_progress=False), show_progress=False)
        articles[document["doc_id"]] = Article(sentences, places, contexts, embed(sentences), bm25)
    return articles


@dataclass
class Ranked:
    """What one question got from one article."""

    rows: list[int]
    fused: Any
    logits: Any
    spans: tuple[tuple[int, int] | None, ...]


def logit(probabilities: Any) -> Any:
    """Return log-odds, kept finite."""
    clipped = np.clip(probabilities.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.log(clipped / (1 - clipped))


def rank(
    scorer: Reads, article: Article, question: str, vector: Any, context: bool, rows: Any = None
) -> Ranked:
    """Score the first twenty sentences of the first stage (or of ``rows``), the first few of them twice.

    The second reading is the answerer's (`hubbot.answering.pairs`), whatever the question.
    """
    first = article.first_stage(question, vector)
    pool = np.arange(len(first)) if rows is None else np.asarray(rows)
    chosen = pool[np.argsort(-first[pool], kind="stable")[:DEPTH]].tolist()
    contexts = [article.contexts[row] if context else "" for row in chosen]
    sentences = [article.sentences[row] for row in chosen]
    reading = scorer.read(question, sentences, contexts)
    logits = logit(reading.probabilities)
    larger = scorer.second()
    if larger is not None and len(chosen):
        few = np.argsort(-(logits + FIRST_STAGE_SHARE * first[chosen]), kind="stable")[:AGAIN]
        again = larger.read(question, [sentences[at] for at in few], [contexts[at] for at in few])
        means = (1 - LARGER_SHARE) * logits[few] + LARGER_SHARE * logit(again.probabilities)
        logits = np.minimum(logits, means.max())
        logits[few] = means
    return Ranked(chosen, first[chosen], logits, reading.spans)


def gold_rows(article: Article, question: dict[str, Any]) -> set[int]:
    """Return the sentences in which an answer of the question starts."""
    starts = [a["start"] for a in question["answers"] if a["start"] is not None]
    return {
        row
        for row, (paragraph, start, end) in enumerate(article.places)
        if paragraph == question["gold_paragraph_id"] and any(start <= at < end for at in starts)
    }


def normalise(text: str) -> list[str]:
    """Return the words that SQuAD's metric counts."""
    text = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def token_f1(found: str, wanted: str) -> float:
    """Return SQuAD's token-F1 of two texts."""
    one, two = normalise(found), normalise(wanted)
    if not one or not two:
        return float(one == two)
    common = sum((Counter(one) & Counter(two)).values())
    return 2 * common / (len(one) + len(two))


def auroc(yes: Sequence[float], no: Sequence[float]) -> float:
    """Return the chance that an answerable question gets the higher score."""
    return round(float(roc_auc_score([1] * len(yes) + [0] * len(no), list(yes) + list(no))), 4)


def measure_squad(scorer: Reads, folder: Path, embed: Embedder, limit: int, context: bool) -> dict[str, Any]:
    """Return the numbers on squad2_dev."""
    articles = read_articles(folder / "squad2_dev", embed)
    questions = [
        q for q in read_lines(folder / "squad2_dev" / "questions.jsonl") if q["answerable"] is not None
    ]
    source = random.Random(1)
    vectors = embed([q["question"] for q in questions])
    asked = list(zip(questions, vectors, strict=True))
    if limit and limit < len(asked):
        asked = source.sample(asked, limit)
    names = sorted(articles)
    hits: dict[str, list[bool]] = {"first_stage": [], "scorer": [], "fused": []}
    best: dict[str, list[float]] = {"yes": [], "no": [], "else": []}
    base: dict[str, list[float]] = {"yes": [], "no": [], "else": []}
    f1 = []
    for question, vector in asked:
        article = articles[question["doc_id"]]
        ranked = rank(scorer, article, question["question"], vector, context)
        label = "yes" if question["answerable"] else "no"
        best[label].append(float(ranked.logits.max()))
        base[label].append(float(ranked.fused.max()))
        if question["answerable"]:
            gold = gold_rows(article, question)
            scores = {"first_stage": ranked.fused, "scorer": ranked.logits}
            scores["fused"] = ranked.logits + FIRST_STAGE_SHARE * ranked.fused
            for name, values in scores.items():
                hits[name].append(ranked.rows[int(np.argmax(values))] in gold)
            row = min(gold)
            sentence = article.sentences[row]
            span = scorer.read(
                question["question"], [sentence], [article.contexts[row] if context else ""]
            ).spans[0]
            words = sentence[slice(*span)] if span else ""
            f1.append(max(token_f1(words, answer["text"]) for answer in question["answers"]))
            other = articles[source.choice([name for name in names if name != question["doc_id"]])]
            elsewhere = rank(scorer, other, question["question"], vector, context)
            best["else"].append(float(elsewhere.logits.max()))
            base["else"].append(float(elsewhere.fused.max()))
    return {
        "questions": len(asked),
        **{f"first_{name}": round(float(np.mean(values)), 4) for name, values in hits.items()},
        "answered": auroc(best["yes"], best["no"]),
        "answered_first_stage": auroc(base["yes"], base["no"]),
        "elsewhere": auroc(best["yes"], best["else"]),
        "elsewhere_first_stage": auroc(base["yes"], base["else"]),
        "span_f1": round(float(np.mean(f1)), 4),
    }


def measure_clapnq(scorer: Reads, folder: Path, embed: Embedder, limit: int, context: bool) -> dict[str, Any]:
    """Return the numbers on clapnq_dev."""
    article = read_articles(folder / "clapnq_dev", embed)["clapnq_dev"]
    questions = [
        q for q in read_lines(folder / "clapnq_dev" / "questions.jsonl") if q["answerable"] is not None
    ]
    vectors = embed([q["question"] for q in questions])
    asked = list(zip(questions, vectors, strict=True))
    if limit and limit < len(asked):
        asked = random.Random(1).sample(asked, limit)
    best: dict[str, dict[bool, list[float]]] = {
        kind: {True: [], False: []} for kind in ("pooled", "given", "base")
    }
    for question, vector in asked:
        label = bool(question["answerable"])
        pooled = rank(scorer, article, question["question"], vector, context)
        place = question["related_paragraph_id"] or question["gold_paragraph_id"]
        rows = [row for row, (paragraph, _, _) in enumerate(article.places) if paragraph == place]
        given = rank(scorer, article, question["question"], vector, context, rows)
        best["pooled"][label].append(float(pooled.logits.max()))
        best["given"][label].append(float(given.logits.max()))
        best["base"][label].append(float(pooled.fused.max()))
    return {
        "questions": len(asked),
        **{f"clapnq_{kind}": auroc(values[True], values[False]) for kind, values in best.items()},
    }


def measure_speed(scorer: Reads, folder: Path, rounds: int = 40) -> float:
    """Return the median milliseconds for twenty consecutive sentences of squad2_dev."""
    document = read_lines(folder / "squad2_dev" / "documents.jsonl")[0]
    sentences = [p["text"][a:b] for p in document["paragraphs"] for a, b in split_sentences(p["text"])]
    times = []
    larger = scorer.second()
    for turn in range(rounds):
        first = turn * DEPTH % (len(sentences) - DEPTH)
        began = time.perf_counter()
        question, some = "Who ruled the duchy of Normandy in 911?", sentences[first : first + DEPTH]
        scorer.read(question, some, ["Normans"] * DEPTH)
        if larger is not None:
            larger.read(question, some[:AGAIN], ["Normans"] * AGAIN)
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 1)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--scorer", default="default", help="an exported folder; both packaged networks by default"
    )
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--vectors", type=Path, default=Path("training/runs/vectors"))
    parser.add_argument("--limit", type=int, default=0, help="questions a set, all by default")
    parser.add_argument(
        "--no-context", action="store_true", help="do not show the scorer the title or section"
    )
    parser.add_argument(
        "--only", choices=["squad", "clapnq", "speed"], nargs="*", default=["squad", "clapnq", "speed"]
    )
    arguments = parser.parse_args()
    scorer: Any = load_scorer(arguments.scorer)
    embed = Embedder(arguments.vectors)
    context = not arguments.no_context
    report: dict[str, Any] = {"scorer": scorer.name, "digest": scorer.digest[:16], "context": context}
    if "squad" in arguments.only:
        report["squad2_dev"] = measure_squad(scorer, arguments.eval, embed, arguments.limit, context)
    if "clapnq" in arguments.only:
        report["clapnq_dev"] = measure_clapnq(scorer, arguments.eval, embed, arguments.limit, context)
    if "speed" in arguments.only:
        report["top20_ms"] = measure_speed(scorer, arguments.eval)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
