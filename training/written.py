"""Questions written for training, as readers ask: in everyday words that are not the text's, and near misses.

``training/questions`` holds one text a line. Most are short articles invented for this (``parts``); some are paragraphs
of the training sets, named by set, document and paragraph (``id``), whose words are read from there. Each question has
the numbers of the sentences that answer it by themselves, best first, the words of the first that are the answer,
and its own language::

    {"title": "...", "lang": "en", "parts": [{"heading": "...", "s": [[0, "..."], ...]}],
     "q": [["...", [0], "words", "en"], ...]}
    {"id": "squadshifts_reddit|Filtered_Reddit_Comments|p871", "q": [["...", [], "", "pt"], ...]}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from training.prepare import Group, bucket, locate, read_lines
from training.sentences import split_sentences

POOL = "written"
WRITTEN = Path(__file__).with_name("questions")
HELD_OUT = 10  # per cent of the texts, by their digest
_STEM = 5  # letters that say whether two words are near: "moved", "moving"
_WORD = re.compile(r"\w{3,}")


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower())}


@cache
def _paragraphs(documents: Path) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Return title and sentences of each paragraph of a training set, by document and paragraph."""
    found = {}
    for document in read_lines(documents):
        title = document["title"].replace("_", " ") if documents.parent.name.endswith("wiki") else ""
        for paragraph in document["paragraphs"]:
            text = paragraph["text"]
            sentences = [" ".join(text[start:end].split()) for start, end in split_sentences(text)]
            found[document["doc_id"], paragraph["id"]] = (title, sentences)
    return found


def _sentences(row: dict[str, Any], sets: Path) -> dict[int, tuple[str, str]]:
    """Return heading and words of each sentence of a text, by number."""
    if "id" in row:
        pool, document, paragraph = row["id"].split("|")
        title, sentences = _paragraphs(sets / pool / "documents.jsonl")[document, paragraph]
        return {number: (title, sentence) for number, sentence in enumerate(sentences)}
    return {number: (part["heading"], sentence) for part in row["parts"] for number, sentence in part["s"]}


def _groups_of(row: dict[str, Any], sets: Path, english_alone: bool) -> Iterator[Group]:
    sentences = _sentences(row, sets)
    asked = [q for q in row["q"] if not english_alone or q[3] == "en"]
    for question, answering, words, language in asked:
        by_likeness = sorted(
            (number for number in sentences if number not in answering),
            key=lambda number: -len(_stems(question) & _stems(sentences[number][1])),
        )
        yield {
            "pool": POOL,
            "question": question,
            "language": language,
            "positives": [
                [*sentences[number], *(locate(words, sentences[number][1]) if not place else (-1, -1))]
                for place, number in enumerate(answering)
            ],
            "others": [sentences[number] for number in by_likeness],
            "unanswered": [q[0] for q in asked if not q[1] and q[0] != question and q[3] == language],
        }


def read_written(folder: Path, sets: Path, *, english_alone: bool) -> tuple[list[Group], list[Group]]:
    """Return the groups of all texts in ``folder``: those to train on, and those of the texts held out.

    A group holds ``positives`` ``[heading, sentence, answer start, answer end]``, ``others`` ``(heading, sentence)``,
    those that share most words with the question first, and ``unanswered``, questions in its language that no
    sentence of its text answers.
    ``english_alone`` leaves out texts and questions in other languages.
    """
    kept: list[Group] = []
    held_out: list[Group] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if english_alone and row.get("lang", "en") != "en":
                continue
            name = row.get("id") or row["title"]
            (held_out if bucket(name) < HELD_OUT else kept).extend(_groups_of(row, sets, english_alone))
    return kept, held_out
