"""Documents of a build while they are read: on the disk one after another, until all are there and can be indexed."""

from __future__ import annotations

import os
import tempfile
from array import array
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np
from pydantic import TypeAdapter

from hubbot.generations import check_place, writable
from hubbot.reading.passages import split_passages
from hubbot.store import SourceEntry
from hubbot.table import Table, TableFile
from hubbot.types import Document


class Collected:
    """Documents, and what the manifest of the index in ``folder`` will say of their sources.

    They lie in a file without a name on the disk of the index, which the system takes back however the build ends; a
    context manager closes it. Raises HubbotError where nothing can be written there, or something else lies there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        check_place(folder)
        with writable(folder):
            self._file = tempfile.TemporaryFile(dir=_nearest(folder))  # noqa: SIM115 - the table reads it later
            self._table = TableFile(self._file, TypeAdapter(Document))
        self._starts = array("q")
        self.entries: list[SourceEntry] = []
        self.has_passages = False

    def add(self, document: Document, entry: SourceEntry) -> None:
        """Take in the next document."""
        with writable(self._folder):
            self._starts.append(self._table.add(document))
        self.entries.append(entry)
        self.has_passages = self.has_passages or bool(split_passages(document))

    def documents(self) -> Table[Document]:
        """Return all documents that were taken in, in their order, read from the disk one by one. No more come then."""
        with writable(self._folder):
            self._starts.append(self._table.end())
        starts = np.frombuffer(self._starts, dtype=np.int64)
        return Table(os.dup(self._file.fileno()), starts, TypeAdapter(Document), kept=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what did not fit on the disk is told already
            self._file.close()


def _nearest(folder: Path) -> Path:
    """Return the folder, or that above it which is there."""
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
