"""Records of an index, one a line: decoded all at once where they are few, one by one where they are many."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

Record = TypeVar("Record")
Starts = npt.NDArray[np.int64]

_OPENING, _BETWEEN, _CLOSING = b"[", b",\n", b"]"

KEPT = 4096
"""Decoded records that stay in memory of a table: those that questions come back to."""


class Table(Sequence[Record], Generic[Record]):
    """A JSON array with a record a line, on the disk; a record is read and decoded when it is asked for.

    The file is not mapped: the system maps sixteen pages around each that is touched, and they stay.

    ``starts`` holds where each record begins, and the end, shape (records + 1,); ``kept`` decoded ones stay in memory.
    """

    def __init__(self, path: Path, starts: Starts, adapter: TypeAdapter[Record], kept: int = KEPT) -> None:
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
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
            return tuple(self._decode(each) for each in range(*row.indices(len(self))))
        row = int(row)
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return self._record(row % len(self))

    def __iter__(self) -> Iterator[Record]:
        """Decode all records, keeping none."""
        return map(self._decode, range(len(self)))


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


def dump(records: Sequence[Any], adapter: TypeAdapter[Any]) -> tuple[bytes, Starts]:
    """Return records as one JSON array, one a line, and where each begins, with the end, shape (records + 1,)."""
    lines = [adapter.dump_json(record) for record in records]
    starts = np.cumsum([len(_OPENING), *(len(line) + len(_BETWEEN) for line in lines)], dtype=np.int64)
    return _OPENING + _BETWEEN.join(lines) + _CLOSING, starts
