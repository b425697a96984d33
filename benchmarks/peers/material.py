"""What all peers are given: the article that hubbot ships, sentences to build from, questions of public articles."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from hubbot.evaluation.bench import Asked, Text, read_asked, read_texts
from hubbot.reading.parser import parse_text
from hubbot.types import Document

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "corpus" / "latam-tech-hubs.txt"
GOLD = ROOT / "tests" / "gold" / "questions.jsonl"
FIRST_QUESTION = "which city has less traffic than Bogota?"
WARM_QUESTIONS = 50  # the first ten are not counted
BUILT_FROM = 100  # sentences: the second model of hubbot embeds some ten a second
MIN_LENGTH = 2  # characters: a sentence that is a lone mark is nobody's answer


def corpus_of(document: Document, title: str, most: int | None = None) -> dict[str, Any]:
    """Return a document's sentences as JSON, see ``protocol.Corpus``; the first ``most`` of them."""
    spans = [s.span for s in document.sentences if len(s.span) >= MIN_LENGTH][:most]
    text = document.text if most is None else document.text[: spans[-1].end]
    return {"title": title, "text": text, "spans": [[span.start, span.end] for span in spans]}


def article() -> dict[str, Any]:
    """Return the article that hubbot ships."""
    return corpus_of(
        parse_text(ARTICLE.read_text("utf-8"), document_id="article"), "Latin American tech hubs"
    )


def warm_questions() -> list[str]:
    """Return questions on that article."""
    lines = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    return [line["question"] for line in lines if not line["history"]][:WARM_QUESTIONS]


def build_texts(eval_dir: Path) -> dict[str, Any]:
    """Return sentences to build an index from: of public articles where they are there, else of the article."""
    folder = eval_dir / "squad2_dev"
    if not (folder / "documents.jsonl").is_file():
        return article()
    bodies = "\n\n".join(text.body.strip() for text in read_texts(folder).values())
    return corpus_of(parse_text(bodies, document_id="texts"), "Articles", BUILT_FROM)


def questions(eval_dir: Path, sample: int | None) -> list[dict[str, Any]]:
    """Return the public articles, each with questions that it answers and the rows that hold each answer."""
    texts = read_texts(eval_dir / "squad2_dev")
    asked = [q for q in read_asked(eval_dir / "squad2_dev" / "questions.jsonl", texts) if q.answerable]
    if sample is not None:
        asked = sorted(asked, key=lambda q: hashlib.sha256(q.id.encode()).hexdigest())[:sample]
    return [_asked_of(text, [q for q in asked if q.text_id == text.id]) for text in texts.values()]


def _asked_of(text: Text, asked: list[Asked]) -> dict[str, Any]:
    document = parse_text(text.body, document_id=text.id)
    if document.text != text.body:
        raise ValueError(f"{text.id} is not read as it stands: the places of its answers would be others")
    corpus = corpus_of(document, text.title)
    gold = [
        [
            row
            for row, (start, end) in enumerate(corpus["spans"])
            if any(start <= a < end for a in q.answer_starts)
        ]
        for q in asked
    ]
    return corpus | {"questions": [q.question for q in asked], "gold": gold}
