"""Texts to measure with: real sentences, as many as one likes by variation, with vectors real or near real ones."""

from __future__ import annotations

import hashlib
import json
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from hubbot.encoder import load_encoder
from hubbot.reading.parser import parse_text
from hubbot.settings import E5_SMALL, MINILM
from hubbot.types import Document, Encoder, Paragraph, Section, Sentence, Span

CACHE = Path(__file__).resolve().parents[1] / ".bench"
"""Where real vectors stay, under the digest of model and texts; git ignores it."""

MODELS = (MINILM, E5_SMALL)
"""Of the two arms, as hubbot ships them."""
SENTENCES = 1500
SHORTEST, LONGEST = 30, 300  # characters of a sentence
VARIED_UP_TO = (
    90  # characters of a sentence that is varied: a hundred thousand of them are embedded in minutes
)
REPLACED = 0.5  # of the words that can be
A_DOCUMENT = 100  # sentences
A_BATCH = 4096  # texts encoded at once
NUMBER = re.compile(r"(\d+)\)?\.?$")
# A name or a figure inside a sentence, or a word of six letters and more.
_WORD = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*|\b\d[\d,.]*\b|\b[a-z]{6,}\b")


class SyntheticEncoder:
    """Vectors near those of real sentences for passages, or known ones, row by number; the real model for questions."""

    dimension = 384

    def __init__(
        self, name: str, seed: int, base: np.ndarray, known: np.ndarray | None = None, model: str = MINILM
    ) -> None:
        self.name, self.digest = name, f"synthetic-{seed}-{len(base)}-{known is not None}"
        self._seed, self._base, self._known = seed, base, known
        self._model = load_encoder(model)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Return the real vectors."""
        return self._model.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors near those of the sentences that the texts vary, or their real ones where these are known."""
        numbers = np.array([int(found[1]) if (found := NUMBER.search(text)) else 0 for text in texts])
        if self._known is not None:
            return np.asarray(self._known[numbers])
        chosen = np.random.default_rng([self._seed, int(numbers[0]), len(numbers)])
        other = self._base[chosen.integers(0, len(self._base), len(texts))]
        noise = chosen.standard_normal((len(texts), self.dimension), dtype=np.float32) / np.sqrt(
            self.dimension
        )
        mixed = np.asarray(self._base[numbers % len(self._base)]) + 0.45 * other + 0.5 * noise
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
    sentences = [d.slice(s.span) for d in documents for s in d.sentences if SHORTEST < len(s.span) < LONGEST]
    return list(dict.fromkeys(sentences))[:SENTENCES], questions[:200]


def varied(sentences: Sequence[str], number: int) -> str:
    """Return sentence ``number`` of as many as one likes: a real one, some words replaced by others', numbered.

    A name takes the place of a name, a figure that of a figure, a longer word that of one that ends like it.
    """
    text = sentences[number % len(sentences)].rstrip(".")
    if number >= len(sentences):
        pool, chosen = _pool(tuple(sentences)), random.Random(number)

        def another(found: re.Match[str]) -> str:
            word = found.group()
            return chosen.choice(pool[_kind(word)]) if chosen.random() < REPLACED else word

        text = _WORD.sub(another, text)
    return f"{text} ({number})."


def as_many(sentences: Sequence[str], count: int) -> list[str]:
    """Return ``count`` texts: real sentences, and after the last of them variations."""
    return [*sentences[:count], *(varied(sentences, number) for number in range(len(sentences), count))]


@cache
def _pool(sentences: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the words of sentences that can take each other's place, by kind."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in sentences:
        for word in _WORD.findall(text):
            found[_kind(word)].add(word)
    return {kind: sorted(words) for kind, words in found.items()}


def _kind(word: str) -> str:
    if word[0].isdigit():
        return "figure"
    return "name" if word[0].isupper() else word[-2:]


def short(sentences: Sequence[str]) -> list[str]:
    """Return the sentences that are varied."""
    return [text for text in sentences if len(text) <= VARIED_UP_TO]


def kept(encoder: Encoder, texts: Sequence[str], folder: Path = CACHE) -> Path | None:
    """Return the file with the vectors of ``texts``, None where they have not been made yet."""
    path = _place(encoder, texts, folder)
    return path if path.is_file() and path.with_suffix(".json").is_file() else None


def embedded(encoder: Encoder, texts: Sequence[str], folder: Path = CACHE) -> tuple[Path, dict[str, Any]]:
    """Return a file with the real vectors of ``texts``, shape (texts, dimension), and how fast they came.

    They are made once and kept under the digest of model and texts.
    """
    path = _place(encoder, texts, folder)
    about = path.with_suffix(".json")
    if kept(encoder, texts, folder) is None:
        folder.mkdir(parents=True, exist_ok=True)
        started, busy = time.perf_counter(), time.process_time()
        vectors = np.empty((len(texts), encoder.dimension), dtype=np.float32)
        # lengths together, as a build has them
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(order), A_BATCH):
            rows = order[first : first + A_BATCH]
            vectors[rows] = encoder.encode_passages([texts[row] for row in rows])
            sys.stderr.write(f"{encoder.name}: {first + len(rows):,} of {len(texts):,} texts embedded\n")
        took = time.perf_counter() - started
        np.save(path, vectors)
        found = {
            "model": encoder.name,
            "texts": len(texts),
            "characters_a_text": round(statistics.mean(map(len, texts))),
            "seconds": round(took, 1),
            "seconds_of_processor": round(time.process_time() - busy, 1),
            "texts_per_s": round(len(texts) / took, 1),
        }
        about.write_text(json.dumps(found) + "\n", "utf-8")
    return path, json.loads(about.read_text("utf-8"))


def _place(encoder: Encoder, texts: Sequence[str], folder: Path) -> Path:
    digest = hashlib.sha256("\n".join([encoder.digest, *texts]).encode()).hexdigest()[:16]
    return folder / f"vectors-{digest}.npy"


def corpus(sentences: Sequence[str], size: int) -> Iterator[Document]:
    """Yield documents of a hundred one-sentence paragraphs, no sentence twice."""
    for first in range(0, size, A_DOCUMENT):
        texts = [varied(sentences, number) for number in range(first, min(first + A_DOCUMENT, size))]
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
