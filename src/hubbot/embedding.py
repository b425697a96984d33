"""Texts to the vector file of an arm, no text encoded that was encoded before.

A vector depends on its encoder and its text alone, so each is found again by their digests: in the generation that is
in place, among the rows just written, and in the journal of a build that was killed. What is left is encoded, texts
of about one length together. The journal is removed when the new generation is in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from hubbot.arrays import KEY_BYTES, KeyRows, Keys, Rows
from hubbot.dense import VectorFile, flat_rows
from hubbot.types import Encoder, Vectors

Progress = Callable[[str, int, int], None]

CHECK_BYTES = 8
WINDOW = 2048
"""Texts that are looked at together: enough to find neighbours of one length, few enough to hold in memory."""

BATCH = 256
"""Texts encoded between two entries of the journal: what a kill costs at most, seconds."""

JOURNAL = ".vectors-"


@dataclass(frozen=True)
class Known:
    """Vectors of one encoder from an earlier build: where each key's stands, and rows of shape (n, dimension)."""

    keys: KeyRows
    rows: Vectors


def key_of(text: str) -> bytes:
    """Return what finds the vector of ``text`` again.

    Half a SHA-256: among a milliard of texts two share one by accident once in 10^20 corpora.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES]


def keys_of(texts: Sequence[str]) -> Keys:
    """Return the keys of texts, shape (texts, KEY_BYTES)."""
    return np.frombuffer(b"".join(map(key_of, texts)), dtype=np.uint8).reshape(-1, KEY_BYTES)


def known_from(keys: KeyRows, path: Path, dimension: int) -> Known:
    """Return the vectors in a flat file whose row i belongs to key i; its digest was checked."""
    return Known(keys, flat_rows(path, dimension, len(keys)))


def embed(
    encoder: Encoder,
    texts: Sequence[str],
    path: Path,
    *,
    own: KeyRows | None = None,
    known: Known | None = None,
    journal: Journal | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the vectors of ``texts`` to the flat file at ``path``, in order; return how many were encoded.

    ``own`` finds the rows of the texts' own keys, which are worked out where it is not given. ``progress`` is called
    with (encoder name, texts done, texts in all) after each batch. Raises OSError when something cannot be written.
    """
    own = own or KeyRows(keys_of(texts), path.parent)
    encoded = 0
    with VectorFile(path, encoder.dimension, len(texts)) as file:
        for start in range(0, len(texts), WINDOW):
            window = texts[start : start + WINDOW]
            keys = keys_of(window)
            vectors = np.empty((len(window), encoder.dimension), dtype=np.float32)
            missing = _fill(vectors, keys, _sources(start, own, file, known, journal))
            done = start + len(window) - len(missing)
            for rows in _batches(window, missing, keys):
                fresh = encoder.encode_passages([window[same[0]] for same in rows])
                encoded += len(rows)
                for same, vector in zip(rows, fresh, strict=True):
                    vectors[same] = vector
                if journal is not None:
                    journal.add(keys[[same[0] for same in rows]], fresh)
                done += sum(map(len, rows))
                if progress:
                    progress(encoder.name, done, len(texts))
            file.append(vectors)
            if progress and not missing:
                progress(encoder.name, done, len(texts))
    return encoded


_Source = tuple[Callable[[Keys], Rows], Callable[[Rows], Vectors]]


def _sources(
    start: int, own: KeyRows, file: VectorFile, known: Known | None, journal: Journal | None
) -> Iterator[_Source]:
    """Yield where vectors are looked for, as what finds the rows of keys, -1 for none, and what reads rows."""
    if known is not None:
        earlier = known.rows
        yield known.keys.find, lambda rows: earlier[rows]

    def before(keys: Keys) -> Rows:
        rows = own.find(keys)
        return np.where(rows < start, rows, -1)  # from there on nothing is written yet

    yield before, file.rows
    if journal is not None:
        yield journal.keys.find, journal.rows


def _fill(vectors: Vectors, keys: Keys, sources: Iterable[_Source]) -> list[int]:
    """Put what is known already into ``vectors`` and return the rows that are missing."""
    missing = np.arange(len(keys))
    for find, read in sources:
        rows = find(keys[missing])
        there = rows >= 0
        if there.any():
            vectors[missing[there]] = read(rows[there])
            missing = missing[~there]
    found: list[int] = missing.tolist()
    return found


def _batches(window: Sequence[str], missing: Sequence[int], keys: Keys) -> Iterator[list[list[int]]]:
    """Yield batches of texts of about one length, the longest first; each text as the rows that it stands in."""
    rows_of: dict[bytes, list[int]] = {}
    for row in missing:
        rows_of.setdefault(keys[row].tobytes(), []).append(row)
    ordered = sorted(rows_of.values(), key=lambda rows: (-len(window[rows[0]]), rows[0]))
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


class Journal:
    """Vectors that a build has encoded, each with its key and a check, appended as they come.

    What a killed build wrote is read when the journal is opened; from the first entry that is not whole on,
    it is cut off.
    """

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._entry = np.dtype(
            [
                ("key", "u1", KEY_BYTES),
                ("vector", "<f4", encoder.dimension),
                ("check", "u1", CHECK_BYTES),
            ]
        )
        self._path = path
        self._file: IO[bytes] = path.open("a+b")
        self.whole = self._read()
        self._file.truncate(self.whole * self._entry.itemsize)
        self.keys = KeyRows(self._entries()["key"], path.parent)

    def _entries(self) -> npt.NDArray[np.void]:
        """Return the entries that were there when the journal was opened, mapped."""
        if not self.whole:
            return np.empty(0, dtype=self._entry)
        return np.asarray(np.memmap(self._path, dtype=self._entry, mode="r", shape=self.whole))

    def rows(self, rows: Rows) -> Vectors:
        """Return the vectors of entries that were there when the journal was opened."""
        return np.asarray(self._entries()["vector"][rows])

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Append vectors, shape (keys, dimension)."""
        entries = np.empty(len(keys), dtype=self._entry)
        entries["key"] = keys
        entries["vector"] = vectors
        for entry in entries:
            entry["check"] = _check(entry)
        self._file.write(entries.tobytes())
        self._file.flush()

    def close(self) -> None:
        """Close the file; it stays."""
        self._file.close()

    def _read(self) -> int:
        """Return how many of the entries there are whole."""
        self._file.seek(0)
        row = 0
        while len(raw := self._file.read(self._entry.itemsize)) == self._entry.itemsize:
            entry = np.frombuffer(raw, dtype=self._entry)[0]
            if entry["check"].tobytes() != _check(entry).tobytes():
                break
            row += 1
        return row


@contextmanager
def journal_of(folder: Path, encoder: Encoder) -> Iterator[Journal]:
    """Open the journal of an encoder in an index folder; the writer's lock is held."""
    mark = hashlib.sha256(
        f"{encoder.digest} {encoder.dimension}".encode("utf-8", "surrogatepass")
    ).hexdigest()
    journal = Journal(folder / f"{JOURNAL}{mark[:16]}", encoder)
    try:
        yield journal
    finally:
        journal.close()


def remove_journals(folder: Path) -> None:
    """Remove all journals of an index folder: their vectors are in the generation that is in place."""
    for path in folder.glob(f"{JOURNAL}*"):
        path.unlink(missing_ok=True)


def _check(entry: np.void) -> npt.NDArray[np.uint8]:
    content = entry["key"].tobytes() + entry["vector"].tobytes()
    return np.frombuffer(hashlib.sha256(content).digest()[:CHECK_BYTES], dtype=np.uint8)
