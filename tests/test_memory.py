"""A build holds blocks and never the corpus: three times as many documents take little more memory, and no file more."""

from __future__ import annotations

import gc
import random
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from hashing import HashingEncoder
from hubbot import Settings, approximate, build_index, inversion, store
from hubbot.answering import learned
from hubbot.building import publish_draft
from hubbot.errors import CorpusError
from hubbot.published import Plan, write_plan
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Source
from hubbot.types import Document, Passage

WORDS = [f"{a}{b}" for a in ("bar", "mil", "tor", "ven", "sal") for b in ("go", "ta", "lin", "mer", "dor")]
DOCUMENTS, LINES = 30, 30
A_DOCUMENT = 7000
"""Bytes that a document may take: the manifest has an entry for each, and writes it. Its passages alone would take 30,000."""
SETTINGS = Settings(max_source_bytes=1 << 16)  # so many are asked for when a file is read


class Small(HashingEncoder):
    """So few numbers that the blocks of vectors are small beside the texts."""

    dimension = 8


def lines(document: int) -> str:
    chosen = random.Random(document)
    return "\n\n".join(
        f"The {chosen.choice(WORDS)} of {chosen.choice(WORDS)} {document % 7} has {' '.join(chosen.choices(WORDS, k=12))}."
        for _ in range(LINES)
    )


def corpus(home: Path, count: int) -> Path:
    folder = home / f"of-{count}"
    folder.mkdir()
    for document in range(count):
        (folder / f"d{document:04}.txt").write_text(lines(document), "utf-8")
    return folder


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks that a small corpus fills many times, and all that is kept beside a large index."""
    monkeypatch.setattr(inversion, "BLOCK", 1 << 11)
    monkeypatch.setattr(inversion, "BATCH", 1 << 11)
    monkeypatch.setattr("hubbot.embedding.WINDOW", 128)
    monkeypatch.setattr("hubbot.embedding.BATCH", 64)
    monkeypatch.setattr(approximate, "CHUNK", 128)
    monkeypatch.setattr(approximate, "APPROXIMATE_FROM", 1000)
    monkeypatch.setattr(approximate, "SAMPLE", 20)
    monkeypatch.setattr(learned, "KEPT_FROM", 1)


def most_traced(work) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_three_times_the_documents_take_little_more_memory(tmp_path, small_blocks):
    folders = [corpus(tmp_path, count) for count in (2, DOCUMENTS, 3 * DOCUMENTS)]
    _, few, many = (
        most_traced(
            lambda at=at: build_index(at, at.with_suffix(".index"), encoders=[Small()], settings=SETTINGS)
        )
        for at in folders
    )
    assert (many - few) / (2 * DOCUMENTS) < A_DOCUMENT


def test_no_document_stays_when_the_next_is_read(tmp_path, small_blocks, monkeypatch):
    """Counted where they are written: whatever held the others would be a list of them."""
    alive: list[int] = []
    added = store.digest_of

    def counted(path):
        found = [each for each in gc.get_objects() if isinstance(each, Document | Passage)]
        alive.append(len(found))
        return added(path)

    monkeypatch.setattr("hubbot.generations.digest_of", counted)
    gc.collect()
    there = sum(isinstance(each, Document | Passage) for each in gc.get_objects())
    build_index(corpus(tmp_path, DOCUMENTS), tmp_path / "index", encoders=[Small()])
    assert alive
    assert max(alive) - there < LINES  # of nine hundred


def test_what_is_published_beside_a_large_index_is_read_one_by_one(tmp_path, small_blocks, monkeypatch):
    monkeypatch.setattr(store, "MAP_FROM", 1)
    source = Source("new", "new.md", None, "text/markdown", "0" * 64, lines(9999), Metadata(), published=True)
    taken = []
    for count in (DOCUMENTS, 3 * DOCUMENTS):
        index, draft = tmp_path / f"index-{count}", tmp_path / f"draft-{count}"
        build_index(corpus(tmp_path, count), index, encoders=[Small()])
        draft.mkdir()
        write_plan(draft, Plan(sources=(source,), beside=True))
        taken.append(
            most_traced(lambda draft=draft, index=index: publish_draft(draft, index, encoders=[Small()]))
        )
    assert (taken[1] - taken[0]) / (
        2 * DOCUMENTS
    ) < 2 * A_DOCUMENT  # the manifest before stands beside the new one


def test_an_unreadable_text_in_the_middle_leaves_nothing_behind(tmp_path, encoder):
    folder = corpus(tmp_path, 6)
    (folder / "d0003.txt").write_bytes(b"caf\0")
    with pytest.raises(CorpusError, match=r"d0003\.txt"):
        build_index(folder, tmp_path / "index", encoders=[encoder])
    assert not (tmp_path / "index").exists()
    build_index(folder / "d0001.txt", tmp_path / "index", encoders=[encoder])
    before = sorted(path.name for path in (tmp_path / "index").rglob("*"))
    with pytest.raises(CorpusError, match=r"d0003\.txt"):
        build_index(folder, tmp_path / "index", encoders=[encoder])
    assert sorted(path.name for path in (tmp_path / "index").rglob("*")) == before


def test_one_large_document_is_built_as_many_small_ones_are(tmp_path, small_blocks):
    (tmp_path / "one.txt").write_text("\n\n".join(lines(number) for number in range(DOCUMENTS)), "utf-8")
    many = build_index(corpus(tmp_path, DOCUMENTS), tmp_path / "many", encoders=[Small()])
    one = build_index(tmp_path / "one.txt", tmp_path / "one", encoders=[Small()])
    assert one.counts["documents"] == 1
    assert one.counts["passages"] == many.counts["passages"]
    keys = [
        np.load(tmp_path / name / of.generation / "texts.npy") for name, of in (("one", one), ("many", many))
    ]
    assert np.array_equal(*keys)
