"""No text is encoded twice: what an edit costs, what a killed build leaves, and that nothing else comes of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from hashing import HashingEncoder
from hubbot import index as index_module
from hubbot import store
from hubbot.building import build_index
from hubbot.embedding import BATCH, JOURNAL, Journal, embed, journal_of, keys_of
from hubbot.errors import HubbotError
from hubbot.generations import list_versions, restore

PARAGRAPHS = 10_000
TOLERANCE = 1e-5


class CountingEncoder(HashingEncoder):
    """Counts the texts that it has encoded, and can fail after so many."""

    def __init__(
        self, name: str = "hashing", digest: str = "hashing-1", fails_after: int | None = None
    ) -> None:
        super().__init__(name, digest)
        self.encoded = 0
        self.fails_after = fails_after

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        if self.fails_after is not None and self.encoded + len(texts) > self.fails_after:
            raise InterruptedBuildError
        self.encoded += len(texts)
        return super().encode_passages(texts)


class InterruptedBuildError(Exception):
    """What stands for a kill where the journal is what matters."""


def paragraphs(count: int) -> list[str]:
    chosen = random.Random(5)
    words = [
        f"{first}{last}"
        for first in ("bar", "mil", "tor", "ven", "sal")
        for last in ("go", "ta", "lin", "mer")
    ]
    return [
        f"{chosen.choice(words).title()} {number} has {chosen.choice(words)} and {chosen.choice(words)}."
        for number in range(count)
    ]


def write(home: Path, lines: Sequence[str]) -> Path:
    """One document for each hundred paragraphs."""
    for start in range(0, len(lines), 100):
        (home / f"part-{start:06}.txt").write_text("\n\n".join(lines[start : start + 100]), "utf-8")
    return home


def rows_of(folder: Path) -> tuple[list[str], np.ndarray]:
    index = index_module.load(folder, check_sources=False)
    ids = [passage.id for passage in index.passages]
    return ids, index.arms[0].vectors.reconstruct_n(0, len(ids))


@pytest.fixture
def corpus(tmp_path) -> Path:
    home = tmp_path / "corpus"
    home.mkdir()
    return write(home, paragraphs(400))


def test_one_changed_paragraph_of_ten_thousand_costs_at_most_two_in_a_hundred(tmp_path):
    home = tmp_path / "corpus"
    home.mkdir()
    lines = paragraphs(PARAGRAPHS)
    first, second, full = CountingEncoder(), CountingEncoder(), CountingEncoder()
    build_index(write(home, lines), tmp_path / "index", encoders=[first])
    lines[5_000] = "The harbour of Quill was closed in spring."
    build_index(write(home, lines), tmp_path / "index", encoders=[second])
    build_index(home, tmp_path / "fresh", encoders=[full])
    assert full.encoded >= PARAGRAPHS
    assert 1 <= second.encoded <= 0.02 * full.encoded
    ids, vectors = rows_of(tmp_path / "index")
    ids_of_full, vectors_of_full = rows_of(tmp_path / "fresh")
    assert ids == ids_of_full
    assert np.abs(vectors - vectors_of_full).max() <= TOLERANCE
    one, other = (index_module.load(tmp_path / name) for name in ("index", "fresh"))
    assert one.passages == other.passages
    assert one.documents == other.documents


def test_the_same_text_again_costs_nothing(tmp_path, corpus):
    build_index(corpus, tmp_path / "index", encoders=[CountingEncoder()])
    again = CountingEncoder()
    build_index(corpus, tmp_path / "index", encoders=[again])
    assert again.encoded == 0


def test_a_text_that_stands_often_is_encoded_once(tmp_path):
    (tmp_path / "often.txt").write_text("\n\n".join(["The mill is old.", "The town sleeps."] * 3000), "utf-8")
    encoder = CountingEncoder()
    build_index(tmp_path / "often.txt", tmp_path / "index", encoders=[encoder])
    assert encoder.encoded == 2
    ids, vectors = rows_of(tmp_path / "index")
    assert len(ids) == 6000
    wanted = HashingEncoder().encode_passages(["The mill is old.", "The town sleeps."])
    assert np.abs(vectors - np.tile(wanted, (3000, 1))).max() <= TOLERANCE


def test_a_removed_document_costs_nothing_and_leaves_nothing(tmp_path, corpus):
    build_index(corpus, tmp_path / "index", encoders=[CountingEncoder()])
    (corpus / "part-000100.txt").unlink()
    encoder = CountingEncoder()
    build_index(corpus, tmp_path / "index", encoders=[encoder])
    assert encoder.encoded == 0
    assert not [name for name in rows_of(tmp_path / "index")[0] if name.startswith("part-000100")]


def test_another_encoder_starts_from_nothing_and_the_same_one_does_not(tmp_path, corpus):
    same, other = CountingEncoder(), CountingEncoder(digest="hashing-2")
    build_index(corpus, tmp_path / "index", encoders=[CountingEncoder()])
    build_index(corpus, tmp_path / "index", encoders=[other])
    assert other.encoded > 0
    build_index(corpus, tmp_path / "index", encoders=[other, CountingEncoder("second")])
    build_index(corpus, tmp_path / "index", encoders=[CountingEncoder("second"), same])
    assert same.encoded == other.encoded


def test_a_restored_version_is_built_upon(tmp_path, corpus):
    first = build_index(corpus, tmp_path / "index", encoders=[CountingEncoder()])
    build_index(write(corpus, paragraphs(900)[500:]), tmp_path / "index", encoders=[CountingEncoder()])
    restore(tmp_path / "index", first.generation)
    encoder = CountingEncoder()
    build_index(write(corpus, paragraphs(400)), tmp_path / "index", encoders=[encoder])
    assert encoder.encoded == 0


def test_a_damaged_index_is_not_learned_from(tmp_path, corpus):
    manifest = build_index(corpus, tmp_path / "index", encoders=[CountingEncoder()])
    path = tmp_path / "index" / manifest.generation / manifest.arms[0].file
    content = bytearray(path.read_bytes())
    content[-4] ^= 1
    path.write_bytes(content)
    encoder = CountingEncoder()
    build_index(corpus, tmp_path / "index", encoders=[encoder])
    build_index(corpus, tmp_path / "fresh", encoders=[CountingEncoder()])
    assert encoder.encoded >= 400
    assert np.array_equal(rows_of(tmp_path / "index")[1], rows_of(tmp_path / "fresh")[1])


def test_a_build_that_ended_early_is_taken_up_again(tmp_path):
    home = tmp_path / "corpus"
    home.mkdir()
    write(home, paragraphs(6 * BATCH))
    broken = CountingEncoder(fails_after=4 * BATCH)
    with pytest.raises(InterruptedBuildError):
        build_index(home, tmp_path / "index", encoders=[broken])
    assert list((tmp_path / "index").glob(f"{JOURNAL}*"))
    encoder = CountingEncoder()
    build_index(home, tmp_path / "index", encoders=[encoder])
    assert encoder.encoded + broken.encoded == 6 * BATCH
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == sorted(
        [store.MANIFEST, list_versions(tmp_path / "index")[0].generation]
    )
    build_index(home, tmp_path / "fresh", encoders=[CountingEncoder()])
    assert np.array_equal(rows_of(tmp_path / "index")[1], rows_of(tmp_path / "fresh")[1])


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.999])
def test_a_journal_is_read_as_far_as_it_is_whole(tmp_path, encoder, kept):
    texts = paragraphs(40)
    with journal_of(tmp_path, encoder) as journal:
        embed(encoder, texts, tmp_path / "one.faiss", journal=journal)
    path = next(tmp_path.glob(f"{JOURNAL}*"))
    whole = path.read_bytes()
    entry = len(whole) // len(texts)
    path.write_bytes(whole[: int(len(whole) * kept)])
    journal = Journal(path, encoder)
    assert len(journal.keys) == int(len(whole) * kept) // entry
    journal.add(keys_of(["one more"]), encoder.encode_passages(["one more"]))
    journal.close()
    assert path.stat().st_size == (len(journal.keys) + 1) * entry


def test_a_journal_entry_with_one_flipped_bit_is_not_used(tmp_path, encoder):
    texts = paragraphs(40)
    with journal_of(tmp_path, encoder) as journal:
        embed(encoder, texts, tmp_path / "one.faiss", journal=journal)
    path = next(tmp_path.glob(f"{JOURNAL}*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    with journal_of(tmp_path, encoder) as journal:
        assert len(journal.keys) == 20
        embed(encoder, texts, tmp_path / "two.faiss", journal=journal)
    assert (tmp_path / "one.faiss").read_bytes() == (tmp_path / "two.faiss").read_bytes()


def test_an_encoder_that_gives_another_shape_is_refused(tmp_path, encoder):
    class Wide(HashingEncoder):
        def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
            return np.zeros((len(texts), self.dimension + 1), dtype=np.float32)

    with pytest.raises((ValueError, HubbotError)):
        build_index(write(tmp_path, ["One line."]), tmp_path / "index", encoders=[Wide()])
    assert not (tmp_path / "index" / store.MANIFEST).exists()


def test_progress_reaches_the_end_whatever_is_known(tmp_path, corpus):
    seen: list[tuple[str, int, int]] = []

    def note(*step: str | int) -> None:
        seen.append(step)

    for _ in range(2):
        seen.clear()
        manifest = build_index(corpus, tmp_path / "index", encoders=[CountingEncoder()], progress=note)
        assert seen[-1][1:] == (manifest.counts["passages"], manifest.counts["passages"])
        assert [step[1] for step in seen] == sorted(step[1] for step in seen)
