"""Arrays on the disk: written piece by piece into the file that numpy would write of the whole, mapped to be read."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

SOME = 1 << 16
"""Rows of an array that are in memory at once."""


class ArrayFile:
    """Writes an array of shape (rows, *row) to ``path``, byte for byte as ``numpy.save`` does, some rows at a time.

    A context manager: how many rows there are stands in the head, which is written last.
    """

    def __init__(self, path: Path, dtype: npt.DTypeLike, row: tuple[int, ...] = ()) -> None:
        self._dtype, self._row = np.dtype(dtype), row
        self.count = 0
        self._file = path.open("w+b")
        self._write_head()
        self._start = self._file.tell()

    def append(self, rows: npt.ArrayLike) -> None:
        """Write the next rows, shape (n, *row)."""
        array = np.ascontiguousarray(rows, dtype=self._dtype)
        self._file.write(array.tobytes())
        self.count += len(array)

    def _write_head(self) -> None:
        head: Mapping[str, Any] = {
            "descr": np.lib.format.dtype_to_descr(self._dtype),
            "fortran_order": False,
            "shape": (self.count, *self._row),
        }
        np.lib.format.write_array_header_1_0(self._file, dict(head))

    def __enter__(self) -> ArrayFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        with self._file:
            if kind is None:
                self._file.seek(0)
                self._write_head()
                if self._file.tell() != self._start:  # numpy leaves room for more digits
                    raise ValueError(f"the head of {self._file.name} grew")


def mapped(path: Path) -> npt.NDArray[Any]:
    """Return the array in the file at ``path``, of which nothing is read before it is used."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


KEY_BYTES = 16
_PLACE, _ROW = (
    np.uint64(32),
    np.uint64(0xFFFFFFFF),
)  # of a number in order: first half of a key's first word, its row
Keys = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int64]


class KeyRows:
    """Finds the rows of keys, shape (n, KEY_BYTES), which are digests: mapped, or on the disk in another array.

    What finds them is eight bytes a key in a file without a name in ``folder``, sorted where it lies.
    """

    def __init__(self, keys: Keys, folder: Path) -> None:
        self._keys = keys
        with tempfile.TemporaryFile(dir=folder) as file:  # no file of no bytes can be mapped
            order = np.asarray(np.memmap(file, dtype=np.uint64, mode="w+", shape=max(len(keys), 1)))
        self._order = order[: len(keys)]
        for start in range(0, len(keys), SOME):
            part = keys[start : start + SOME]
            rows = np.arange(start, start + len(part), dtype=np.uint64)
            self._order[start : start + len(part)] = _first(part) << _PLACE | rows
        self._order.sort()

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, wanted: Keys) -> Rows:
        """Return the first row of each key, shape (len(wanted),); -1 for one that is not there."""
        found = np.full(len(wanted), -1, dtype=np.int64)
        if not len(self._keys):
            return found
        first = _first(wanted)
        at = np.searchsorted(self._order, first << _PLACE)
        left = np.arange(len(wanted))
        while len(left := left[at[left] < len(self._keys)]):  # mostly once: few share the beginning
            there = self._order[at[left]]
            alike = there >> _PLACE == first[left]
            left, rows = left[alike], (there[alike] & _ROW).astype(np.int64)
            same = (self._keys[rows] == wanted[left]).all(axis=1)
            found[left[same]] = rows[same]
            left = left[~same]
            at[left] += 1
        return found


def _first(keys: Keys) -> npt.NDArray[np.uint64]:
    """Return the first four bytes of each key as a number."""
    return np.ascontiguousarray(keys[:, :4]).view(">u4").astype(np.uint64)[:, 0]
