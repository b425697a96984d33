"""Texts to the vector file of an arm, no text encoded that was encoded before.

A vector depends on its encoder and its text alone, so each is found again by their digests: in the generation that is
in place, among the rows just written, and in the journal of a build that was killed. What is left is encoded, texts
of about one length together. The journal is removed when the new generation is in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from hubbot.dense import VectorFile, flat_rows
from hubbot.types import Encoder, Vectors

Progress = Callable[[str, int, int], None]
Keys = npt.NDArray[np.uint8]

KEY_BYTES = 16  # of a SHA-256: among a milliard of texts two share one by accident once in 10^20 corpora
CHECK_BYTES = 8
WINDOW = 2048
"""Texts that are looked at together: enough to find neighbours of one length, few enough to hold in memory."""

BATCH = 256
"""Texts encoded between two entries of the journal: what a kill costs at most, seconds."""

JOURNAL = ".vectors-"


@dataclass(frozen=True)
class Known:
    """Vectors of one encoder from an earlier build: the row of each key, and rows of shape (n, dimension)."""

    row_of: Mapping[bytes, int]
    rows: Vectors


def key_of(text: str) -> bytes:
    """Return what finds the vector of ``text`` again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES]


def keys_of(texts: Sequence[str]) -> Keys:
    """Return the keys of all texts, shape (texts, KEY_BYTES)."""
    return np.frombuffer(b"".join(map(key_of, texts)), dtype=np.uint8).reshape(-1, KEY_BYTES)


def known_from(keys: Keys, path: Path, dimension: int) -> Known:
    """Return the vectors in a flat file whose row i belongs to ``keys[i]``; its digest was checked."""
    return Known(_rows_by_key(keys), flat_rows(path, dimension, len(keys)))


def embed(
    encoder: Encoder,
    texts: Sequence[str],
    path: Path,
    *,
    known: Known | None = None,
    journal: Journal | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the vectors of ``texts`` to the flat file at ``path``, in order; return how many were encoded.

    ``progress`` is called with (encoder name, texts done, texts in all) after each batch. Raises OSError when
    something cannot be written.
    """
    encoded = 0
    placed: dict[bytes, int] = {}
    with VectorFile(path, encoder.dimension, len(texts)) as file:
        for start in range(0, len(texts), WINDOW):
            window = texts[start : start + WINDOW]
            keys = [key_of(text) for text in window]
            vectors = np.empty((len(window), encoder.dimension), dtype=np.float32)
            missing = _fill(vectors, keys, placed, file, known, journal)
            done = start + len(window) - len(missing)
            for rows in _batches(window, missing, keys):
                fresh = encoder.encode_passages([window[same[0]] for same in rows])
                encoded += len(rows)
                for same, vector in zip(rows, fresh, strict=True):
                    vectors[same] = vector
                if journal is not None:
                    journal.add([keys[same[0]] for same in rows], fresh)
                done += sum(map(len, rows))
                if progress:
                    progress(encoder.name, done, len(texts))
            file.append(vectors)
            for row, key in enumerate(keys):
                placed.setdefault(key, start + row)
            if progress and not missing:
                progress(encoder.name, done, len(texts))
    return encoded


def _fill(
    vectors: Vectors,
    keys: Sequence[bytes],
    placed: Mapping[bytes, int],
    file: VectorFile,
    known: Known | None,
    journal: Journal | None,
) -> list[int]:
    """Put what is known already into ``vectors`` and return the rows that are missing."""
    sources: list[tuple[Mapping[bytes, int], Callable[[npt.NDArray[np.int64]], Vectors]]] = []
    if known is not None:
        earlier = known.rows
        sources.append((known.row_of, lambda rows: earlier[rows]))
    sources.append((placed, file.rows))
    if journal is not None:
        sources.append((journal.row_of, journal.rows))
    missing = list(range(len(keys)))
    for row_of, read in sources:
        there = [row for row in missing if keys[row] in row_of]
        if there:
            vectors[there] = read(np.array([row_of[keys[row]] for row in there], dtype=np.int64))
            missing = [row for row in missing if keys[row] not in row_of]
    return missing


def _batches(
    window: Sequence[str], missing: Sequence[int], keys: Sequence[bytes]
) -> Iterator[list[list[int]]]:
    """Yield batches of texts of about one length, the longest first; each text as the rows that it stands in."""
    rows_of: dict[bytes, list[int]] = {}
    for row in missing:
        rows_of.setdefault(keys[row], []).append(row)
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
        whole = self._read()
        self._file.truncate(whole * self._entry.itemsize)

    def rows(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """Return the vectors of entries that were there when the journal was opened."""
        return np.asarray(np.memmap(self._path, dtype=self._entry, mode="r")["vector"][rows])

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Append vectors, shape (keys, dimension)."""
        entries = np.empty(len(keys), dtype=self._entry)
        entries["key"] = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, KEY_BYTES)
        entries["vector"] = vectors
        for entry in entries:
            entry["check"] = _check(entry)
        self._file.write(entries.tobytes())
        self._file.flush()

    def close(self) -> None:
        """Close the file; it stays."""
        self._file.close()

    def _read(self) -> int:
        """Learn the keys of the entries there, and return how many are whole."""
        self.row_of: dict[bytes, int] = {}
        self._file.seek(0)
        row = 0
        while len(raw := self._file.read(self._entry.itemsize)) == self._entry.itemsize:
            entry = np.frombuffer(raw, dtype=self._entry)[0]
            if entry["check"].tobytes() != _check(entry).tobytes():
                break
            self.row_of[entry["key"].tobytes()] = row
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


def _rows_by_key(keys: Keys) -> dict[bytes, int]:
    raw = keys.tobytes()
    return {raw[at : at + KEY_BYTES]: row for row, at in enumerate(range(0, len(raw), KEY_BYTES))}
