"""Records of an index, one a line: decoded all at once where they are few, one by one where they are many."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

Record = TypeVar("Record")
Starts = npt.NDArray[np.int64]

_OPENING, _BETWEEN, _CLOSING = b"[", b",\n", b"]"

READ = 1 << 16  # bytes that are read at once of records that are gone through in order
KEPT = 4096
"""Decoded records that stay in memory of a table: those that questions come back to."""


class Table(Sequence[Record], Generic[Record]):
    """A JSON array with a record a line, on the disk; a record is read and decoded when it is asked for.

    The file is not mapped: the system maps sixteen pages around each that is touched, and they stay.

    ``starts`` holds where each record begins, and the end, shape (records + 1,); ``kept`` decoded ones stay in memory.
    A file without a name is given by its handle, which is the table's from then on.
    """

    def __init__(
        self, path: Path | int, starts: Starts, adapter: TypeAdapter[Record], kept: int = KEPT
    ) -> None:
        self._handle = path if isinstance(path, int) else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._handle)
        self._starts = starts
        self._adapter = adapter
        self._record = lru_cache(kept)(self._decode)

    def _decode(self, row: int) -> Record:
        start, end = int(self._starts[row]), int(self._starts[row + 1]) - len(_BETWEEN)
        return self._adapter.validate_json(os.pread(self._handle, end - start, start))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, row: int) -> Record: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Record]: ...

    def __getitem__(self, row: int | slice) -> Record | Sequence[Record]:
        if isinstance(row, slice):
            first, end, step = row.indices(len(self))
            together = step == 1 and first < end
            return tuple(
                self._several(first, end) if together else map(self._decode, range(first, end, step))
            )
        row = int(row)
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return self._record(row % len(self))

    def __iter__(self) -> Iterator[Record]:
        """Decode all records, keeping none."""
        row = 0
        while row < len(self):
            end = int(np.searchsorted(self._starts, self._starts[row] + READ, "right")) - 1
            yield from self._several(row, end := min(max(end, row + 1), len(self)))
            row = end

    def _several(self, first: int, end: int) -> Iterator[Record]:
        """Decode the records from row ``first`` to row ``end``, read at once."""
        starts = self._starts[first : end + 1].tolist()
        content = os.pread(self._handle, starts[-1] - starts[0], starts[0])
        for start, after in pairwise(starts):
            yield self._adapter.validate_json(content[start - starts[0] : after - starts[0] - len(_BETWEEN)])


class ById(Mapping[str, Record], Generic[Record]):
    """Records of a table by their id."""

    def __init__(self, ids: Sequence[str], table: Sequence[Record]) -> None:
        self._row = {name: row for row, name in enumerate(ids)}
        self._table = table

    def __getitem__(self, name: str) -> Record:
        return self._table[self._row[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._row)


class TableFile:
    """Writes records into an open file as one JSON array, one a line. ``end`` has to be called after the last one."""

    def __init__(self, file: IO[bytes], adapter: TypeAdapter[Any]) -> None:
        self._file = file
        self._adapter = adapter
        self._next = file.write(_OPENING)
        self._written = False

    def add(self, record: Any) -> int:
        """Write the next record and return where it begins."""
        line = self._adapter.dump_json(record)
        if self._written:
            self._file.write(_BETWEEN)
        self._file.write(line)
        start, self._next, self._written = self._next, self._next + len(line) + len(_BETWEEN), True
        return start

    def end(self) -> int:
        """Close the array and return where a further record would have begun: the last of a table's ``starts``."""
        self._file.write(_CLOSING)
        self._file.flush()
        return self._next
