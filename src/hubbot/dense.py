"""A dense arm: FAISS over the unit vectors of one encoder, row i for passage i; how its file is written and opened.

The file is FAISS's own (a flat index, inner product), written row by row so that a build holds a batch of vectors in
memory and never all of them. A large one is mapped: pages are read when a search touches them, and shared.
"""

from __future__ import annotations

import os
import weakref
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from hubbot.columns import evenly_spaced
from hubbot.store import ArmEntry, sha256_of
from hubbot.types import Vectors

Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_COUNT_AT, _FLOAT_BYTES, _WORD = 8, 4, 8  # where a flat file counts its rows, and the widths of its numbers


@dataclass(frozen=True)
class Arm:
    """One dense arm: a FAISS index whose row i is the vector of passage i.

    ``lists`` is the approximate index beside it, None where exact search is fast; ``probes`` of its lists are
    looked at, and the exact vectors of what they find are read from ``rows``.
    """

    encoder: str
    digest: str
    dimension: int
    vectors: Any
    lists: Any = None
    probes: int = 0
    rows: RowFile | None = None

    @property
    def file(self) -> str:
        """Name of the arm's file."""
        return file_of(self.encoder)

    @property
    def count(self) -> int:
        """How many vectors it holds."""
        return int(self.vectors.ntotal)

    def scores(self, vector: Vectors) -> Scores:
        """Return the inner product of one unit vector, shape (dimension,), with every row, shape (count,).

        A vector that holds no numbers is near nothing: -1 everywhere.
        """
        return self.scores_of(vector, np.arange(self.count, dtype=np.int64))

    def scores_of(self, vector: Vectors, rows: Rows) -> Scores:
        """Return the inner product of one unit vector, shape (dimension,), with some rows, shape (len(rows),)."""
        if self.rows is not None and len(rows) < self.count:
            found: Scores = np.einsum("ij,j->i", self.rows.take(rows), vector)
            return found
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        scores = np.empty(len(rows), dtype=np.float32)
        labels = np.ascontiguousarray(rows, dtype=np.int64)
        _alone()
        # No search: it would sort all rows, and a ranking is made of all arms together.
        self.vectors.compute_distance_subset(
            1, faiss.swig_ptr(query), len(rows), faiss.swig_ptr(scores), faiss.swig_ptr(labels)
        )
        scores[np.isnan(scores)] = -1.0
        return scores

    @cached_property
    def reference_rows(self) -> Rows:
        """Return rows evenly spaced over all, whose scores stand for those of the whole arm, ascending."""
        return evenly_spaced(self.count)

    @cached_property
    def _reference(self) -> Vectors:
        rows = self.reference_rows
        found: Vectors = self.rows.take(rows) if self.rows else self.vectors.reconstruct_batch(rows)
        return found

    def reference_scores(self, vector: Vectors) -> Scores:
        """Return the inner product of one unit vector with each reference row, which are kept in memory."""
        found: Scores = np.einsum("ij,j->i", self._reference, vector)
        return found

    def near(self, vector: Vectors, count: int) -> Rows:
        """Return about ``count`` rows nearest to one unit vector, in no order; all where ``lists`` is None."""
        if self.lists is None:
            return np.arange(self.count, dtype=np.int64)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        _alone()
        _, rows = self.lists.search(query, count, params=looking_at(self.probes))
        found: Rows = rows[0][(rows[0] >= 0) & (rows[0] < self.count)]  # padded with -1
        return found


def _alone() -> None:
    """Let FAISS use this thread and no other for what comes next in it.

    One question is too little work to share: threads that wait for each other on a busy machine turned the 0.4 ms of
    10,000 passages into 13. Concurrent questions have a thread each anyway.
    """
    faiss.omp_set_num_threads(1)


def looking_at(probes: int) -> Any:
    """Return what tells a search of inverted lists how many of them to look at."""
    parameters = faiss.SearchParametersIVF()
    parameters.nprobe = probes
    return parameters


def file_of(encoder: str) -> str:
    """Return the name of an arm's file; an encoder's name that is no file name as it stands gets a digest."""
    name = encoder.lower()
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name)[-48:]
    mark = "" if plain == name else "-" + sha256_of(encoder.encode("utf-8", "surrogatepass"))[:8]
    return f"dense-{plain}{mark}.faiss"


def arm_of(encoder: str, digest: str, vectors: Vectors) -> Arm:
    """Return an arm in memory over unit vectors, shape (passages, dimension)."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return Arm(encoder, digest, vectors.shape[1], flat)


def load_arm(entry: ArmEntry, path: Path, content: bytes | None) -> Arm:
    """Return the arm in ``content``, or in the file at ``path``, mapped; the digest of either was checked.

    Raises RuntimeError or ValueError for what is no flat index of the entry's shape.
    """
    if content is None:
        vectors = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    else:
        vectors = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    if (
        not isinstance(vectors, faiss.IndexFlat)
        or vectors.d != entry.dimension
        or vectors.metric_type != faiss.METRIC_INNER_PRODUCT
    ):
        raise ValueError(f"{entry.file} is an index of another kind, shape or metric")
    if entry.near is None:
        return Arm(entry.encoder, entry.digest, entry.dimension, vectors)
    lists = faiss.read_index(str(path.with_name(entry.near.file)), faiss.IO_FLAG_MMAP_IFC)
    if not isinstance(lists, faiss.IndexIVF) or (lists.d, lists.ntotal) != (vectors.d, vectors.ntotal):
        raise ValueError(f"{entry.near.file} is no index of the vectors in {entry.file}")
    rows = RowFile(path, entry.dimension)
    return Arm(entry.encoder, entry.digest, entry.dimension, vectors, lists, entry.near.probes, rows)


class RowFile:
    """Rows of a large flat file, read here and there: no page of it is mapped, so memory does not fill with them.

    The system maps sixteen pages around each that is touched: a mapped file of 1.5 GB was resident after two hundred
    questions. To read 350 rows takes 0.4 ms.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._handle)
        self._dimension = dimension
        self._offset = len(_header(dimension))

    def take(self, rows: Rows) -> Vectors:
        """Return rows, shape (len(rows), dimension). Raises OSError when one cannot be read."""
        width = self._dimension * _FLOAT_BYTES
        places = (self._offset + np.asarray(rows) * width).tolist()
        found = b"".join([os.pread(self._handle, width, place) for place in places])
        if len(found) != len(places) * width:
            raise OSError(f"a row of {self._path} is not there: it ends before row {max(rows, default=0)}")
        return np.frombuffer(found, dtype="<f4").reshape(-1, self._dimension)


class VectorFile:
    """Writes a flat index of ``count`` rows to ``path``, batch by batch; rows already written can be read."""

    def __init__(self, path: Path, dimension: int, count: int) -> None:
        self._path, self._dimension, self._count = path, dimension, count
        self._written = 0
        self._file = path.open("w+b")
        header = bytearray(_header(dimension))
        header[_COUNT_AT : _COUNT_AT + _WORD] = count.to_bytes(_WORD, "little")
        header[-_WORD:] = (count * dimension).to_bytes(_WORD, "little")
        self._file.write(header)

    def append(self, vectors: Vectors) -> None:
        """Write the next rows, shape (rows, dimension)."""
        if vectors.ndim != 2 or vectors.shape[1] != self._dimension:
            raise ValueError(f"vectors of shape {vectors.shape}, wanted {self._dimension} columns")
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
        self._written += len(vectors)

    def rows(self, rows: Rows) -> Vectors:
        """Return rows that were written, shape (len(rows), dimension)."""
        self._file.flush()
        return flat_rows(self._path, self._dimension, self._written)[rows]

    def __enter__(self) -> VectorFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self._file.close()
        if kind is None and self._written != self._count:
            raise ValueError(f"{self._written} vectors were written, {self._count} were announced")


def flat_rows(path: Path, dimension: int, count: int) -> Vectors:
    """Return the first ``count`` rows of a flat file, mapped, shape (count, dimension)."""
    if not count:
        return np.zeros((0, dimension), dtype=np.float32)
    offset = len(_header(dimension))
    return np.memmap(path, dtype="<f4", mode="r", offset=offset, shape=(count, dimension))


@cache
def _header(dimension: int) -> bytes:
    """Return what FAISS writes before the rows of a flat index, here of none: the last word counts its numbers."""
    return bytes(faiss.serialize_index(faiss.IndexFlatIP(dimension)).tobytes())
