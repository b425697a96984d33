"""The gold sets are well formed: exact spans, unique ids, enough questions of every kind, a fair split."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EVAL_DIR = Path(os.environ.get("HUBBOT_EVAL_DIR", ROOT.parent / "shared" / "eval"))

KINDS = (
    "fact",
    "aggregate",
    "statement",
    "speech",
    "open",
    "yes_no",
    "about",
    "follow_up",
    "unanswerable",
)
LANGUAGES = ("en", "es", "pt")
KEYS = {
    "id",
    "split",
    "kind",
    "language",
    "history",
    "question",
    "document_id",
    "answerable",
    "spans",
    "require",
    "short_answers",
}
LONGEST_SHARED_RUN = 6  # words: a question may not copy the article's wording

Record = dict[str, Any]


def read(name: str) -> list[Record]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def folded_words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(char for char in bare if not unicodedata.combining(char)))


@pytest.fixture(scope="module")
def questions() -> list[Record]:
    return read("questions.jsonl")


@pytest.fixture(scope="module")
def article() -> str:
    return (ROOT / "corpus" / "latam-tech-hubs.txt").read_bytes().decode("utf-8")


def article_of(header: Record) -> str:
    path = EVAL_DIR / "articles" / header["article"]
    if not path.is_file():
        pytest.skip("the article is not here; set HUBBOT_EVAL_DIR")
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == header["sha256"], "another version of the article"
    return data.decode("utf-8")


# file, prefix of the ids, split, least number of questions, least number of unanswerable ones
OTHER_SETS = [
    ("second", "s", "test", 66, 15),
    ("howto", "t", "test", 80, 16),
    ("guide", "a", "dev", 60, 12),
    ("interview", "b", "dev", 60, 12),
    ("news", "c", "dev", 60, 12),
    ("post", "p", "dev", 60, 15),
    ("guia", "e", "dev", 50, 12),
    ("praticas", "q", "dev", 40, 10),
    ("blog", "h", "dev", 60, 8),
    ("report", "n", "dev", 60, 9),
    ("voyage", "d", "dev", 60, 15),
    ("community", "l", "dev", 60, 15),
    ("paths", "j", "dev", 60, 15),
    ("speakers", "o", "dev", 60, 15),
    ("relato", "v", "dev", 33, 8),
    ("usuarios", "u", "dev", 32, 8),
    ("encuentro", "m", "test", 40, 9),
    ("conferencia", "k", "test", 40, 9),
]


def check_records(records: list[Record], prefix: str, document_id: str) -> None:
    assert [record["id"] for record in records] == [f"{prefix}{n:03d}" for n in range(1, len(records) + 1)]
    asked: Counter[tuple[str, ...]] = Counter()
    for record in records:
        where = record["id"]
        assert KEYS <= set(record) <= KEYS | {"note"}, where
        assert record["split"] in ("dev", "test"), where
        assert record["kind"] in KINDS, where
        assert record["language"] in LANGUAGES, where
        assert record["document_id"] == document_id, where
        assert record["require"] in ("any", "all"), where
        assert record["question"].strip() == record["question"] != "", where
        assert all(isinstance(turn, str) and turn.strip() for turn in record["history"]), where
        assert all(isinstance(short, str) and short.strip() for short in record["short_answers"]), where
        assert record["answerable"] is (record["kind"] != "unanswerable"), where
        if record["kind"] in ("unanswerable", "about"):
            assert record["spans"] == [], where
        else:
            assert record["spans"], where
        if record["kind"] == "unanswerable":
            assert record["short_answers"] == [], where
        if record["kind"] == "follow_up":
            assert record["history"], where
        if record["require"] == "all":
            assert len(record["spans"]) >= 2, where
        asked[(*record["history"], record["question"])] += 1
    assert [turns for turns, times in asked.items() if times > 1] == []


def check_spans(records: list[Record], text: str) -> None:
    for record in records:
        ranges = [(span["start"], span["end"]) for span in record["spans"]]
        assert len(set(ranges)) == len(ranges), record["id"]
        for span in record["spans"]:
            assert set(span) == {"start", "end", "text"}, record["id"]
            assert 0 <= span["start"] < span["end"] <= len(text), record["id"]
            assert text[span["start"] : span["end"]] == span["text"], record["id"]
            assert span["text"].strip() == span["text"], record["id"]


def check_short_answers(records: list[Record], text: str) -> None:
    """A short answer is printed in one of the spans or in a heading, or is computed from figures."""
    printed = " ".join(folded_words(text))
    for record in records:
        for short in record["short_answers"]:
            words = " ".join(folded_words(short))
            shown = re.search(rf"\b{re.escape(words)}", printed)
            computed = record["kind"] in ("aggregate", "follow_up", "about") and record["require"] == "all"
            counted = record["kind"] == "about"
            assert shown or computed or counted, (record["id"], short)


def check_own_words(records: list[Record], text: str) -> None:
    length = LONGEST_SHARED_RUN + 1
    words = folded_words(text)
    runs = {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    for record in records:
        asked = folded_words(record["question"])
        copied = [asked[i : i + length] for i in range(len(asked) - length + 1)]
        assert not any(tuple(run) in runs for run in copied), record["id"]


def expected_splits(records: list[Record]) -> dict[str, str]:
    """Every third question of a kind, ordered by language and then by SHA-256 of the id, is for testing."""
    by_kind: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_kind[record["kind"]].append(record)
    splits: dict[str, str] = {}
    for group in by_kind.values():
        group.sort(
            key=lambda record: (
                LANGUAGES.index(record["language"]),
                hashlib.sha256(record["id"].encode()).hexdigest(),
            )
        )
        for place, record in enumerate(group):
            splits[record["id"]] = "test" if place % 3 == 1 else "dev"
    return splits


def test_first_set_is_well_formed(questions: list[Record], article: str) -> None:
    check_records(questions, "g", "latam-tech-hubs")
    check_spans(questions, article)
    check_short_answers(questions, article)
    check_own_words(questions, article)


def test_first_set_has_enough_of_everything(questions: list[Record]) -> None:
    kinds = Counter(record["kind"] for record in questions)
    assert len(questions) >= 220
    assert {kind: kinds[kind] for kind in KINDS if kinds[kind] < 18} == {}
    assert kinds["unanswerable"] >= 45
    foreign = [record for record in questions if record["language"] != "en"]
    assert len(foreign) >= 30
    assert sum(not record["answerable"] for record in foreign) >= 5
    assert {record["kind"] for record in foreign} == set(KINDS)
    assert sum(bool(record["history"]) and not record["answerable"] for record in questions) >= 5


def test_first_set_split(questions: list[Record]) -> None:
    assert {record["id"]: record["split"] for record in questions} == expected_splits(questions)
    for kind in (None, *KINDS):
        group = [record for record in questions if kind in (None, record["kind"])]
        share = sum(record["split"] == "test" for record in group) / len(group)
        assert 0.30 <= share <= 0.37, kind
    for language in LANGUAGES:
        assert any(r["language"] == language and r["split"] == "test" for r in questions), language


@pytest.mark.parametrize(
    ("name", "prefix", "split", "kinds"),
    [
        ("fresh", "f", "dev", KINDS),
        ("blind", "x", "test", KINDS),
        ("readers", "r", "dev", KINDS),
        ("yesno", "y", "dev", ("yes_no", "unanswerable")),
        ("visitors", "w", "dev", KINDS),
        ("idiomas", "i", "test", tuple(kind for kind in KINDS if kind != "about")),
    ],
)
def test_later_questions(
    name: str, prefix: str, split: str, kinds: tuple[str, ...], questions: list[Record], article: str
) -> None:
    records = read(f"{name}.jsonl")
    check_records(records, prefix, "latam-tech-hubs")
    check_spans(records, article)
    check_short_answers(records, article)
    check_own_words(records, article)
    assert {record["split"] for record in records} == {split}
    assert {record["kind"] for record in records} == set(kinds)
    known = {(*record["history"], record["question"].casefold()) for record in questions}
    assert not known & {(*record["history"], record["question"].casefold()) for record in records}


def test_yes_or_no_leans_to_neither_side() -> None:
    """As many undecided as decided, as many yes as no: always answering, or always yes, gets half of them."""
    records = read("yesno.jsonl")
    notes = [record["note"] for record in records if record["answerable"]]
    assert len(notes) * 2 == len(records)
    said = Counter(re.split(r"[,;]", note)[0] for note in notes if note.startswith("polarity: "))
    assert set(said) == {"polarity: yes", "polarity: no"}
    assert all(note.startswith(("polarity: ", "either/or")) for note in notes)
    assert said["polarity: yes"] == said["polarity: no"]


@pytest.mark.parametrize(("name", "prefix", "split", "least", "unanswerable"), OTHER_SETS)
def test_sets_on_other_articles(name: str, prefix: str, split: str, least: int, unanswerable: int) -> None:
    header, *records = read(f"{name}.jsonl")
    assert set(header) == {"article", "sha256"}
    check_records(records, prefix, Path(header["article"]).stem)
    assert {record["split"] for record in records} == {split}
    assert len(records) >= least
    assert sum(not record["answerable"] for record in records) >= unanswerable


@pytest.mark.parametrize("name", [name for name, *_ in OTHER_SETS])
def test_spans_on_other_articles(name: str) -> None:
    header, *records = read(f"{name}.jsonl")
    text = article_of(header)
    check_spans(records, text)
    check_short_answers(records, text)
    check_own_words(records, text)
