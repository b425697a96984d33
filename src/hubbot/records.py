"""Documents and passages of a build: written one after another, read from the disk by all that comes after."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from hubbot.arrays import KEY_BYTES, ArrayFile, mapped
from hubbot.columns import ROW, rows_of
from hubbot.embedding import keys_of
from hubbot.errors import CorpusError
from hubbot.index import DOCUMENTS, HEADS, NOTHING, PASSAGES, ROWS, Heads, digest_line, search_text
from hubbot.reading.passages import split_passages
from hubbot.table import Table, TableFile
from hubbot.text import stem_tokens
from hubbot.types import Document, Passage, PassageKind

KEYS = "texts.npy"
"""Digests of the texts that were embedded, row by row: how the next build finds a vector again."""

KEPT = 8
"""Decoded records of a build that stay in memory: they are gone through in order."""
TOGETHER = 1024  # texts that are decoded at once
_COUNTED = ("sections", "sentences", "speeches", "facts")


class Texts(Sequence[str]):
    """What is embedded for each passage, made when it is asked for."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def __len__(self) -> int:
        return len(self._passages)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...

    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        if isinstance(row, slice):
            return [search_text(passage) for passage in self._passages[row]]
        return search_text(self._passages[row])

    def __iter__(self) -> Iterator[str]:
        return map(search_text, self._passages)


@dataclass(frozen=True)
class Records:
    """What was written of documents and their passages; ``rows`` is mapped, see ``columns.ROW``."""

    documents: Table[Document]
    passages: Table[Passage]
    heads: Heads
    rows: npt.NDArray[Any]
    counts: dict[str, int]
    corpus_sha256: str

    @property
    def texts(self) -> Texts:
        """What is embedded for each passage."""
        return Texts(self.passages)

    def stems(self) -> Iterator[list[str]]:
        """Yield the stems of each passage's text, in the language of its document."""
        for start in range(0, len(self.passages), TOGETHER):
            numbers = self.rows["document"][start : start + TOGETHER].tolist()
            for text, number in zip(self.texts[start : start + TOGETHER], numbers, strict=False):
                yield stem_tokens(text, self.heads.languages[number])


def write_records(folder: Path, documents: Iterable[Document]) -> Records:
    """Write documents and their passages, and what finds one of many, into ``folder``.

    Raises CorpusError when there are no passages.
    """
    ids: list[str] = []
    languages: list[str] = []
    beginnings: list[int] = []
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    with (
        (folder / DOCUMENTS).open("wb") as whole_file,
        (folder / PASSAGES).open("wb") as parts_file,
        ArrayFile(folder / ROWS, ROW) as rows,
        ArrayFile(folder / KEYS, np.uint8, (KEY_BYTES,)) as keys,
    ):
        whole, parts = (
            TableFile(whole_file, TypeAdapter(Document)),
            TableFile(parts_file, TypeAdapter(Passage)),
        )
        for document in documents:
            passages = split_passages(document)
            beginnings.append(whole.add(document))
            starts = [parts.add(passage) for passage in passages]
            rows.append(rows_of(passages, starts, len(ids), rows.count))
            keys.append(keys_of([search_text(passage) for passage in passages]))
            digest.update(digest_line(document))
            counts.update(_counts(document, passages))
            ids.append(document.id)
            languages.append(document.language)
        end = np.zeros(1, dtype=ROW)
        end["start"] = parts.end()
        rows.append(end)
        heads = Heads(tuple(ids), tuple(languages), (*beginnings, whole.end()))
    if not counts["passages"]:
        raise CorpusError(NOTHING)
    (folder / HEADS).write_bytes(TypeAdapter(Heads).dump_json(heads))
    return _read(folder, heads, _all_counted(counts), digest.hexdigest())


def _read(folder: Path, heads: Heads, counts: dict[str, int], digest: str) -> Records:
    rows = mapped(folder / ROWS)
    starts = np.array(heads.starts, dtype=np.int64)
    return Records(
        documents=Table(folder / DOCUMENTS, starts, TypeAdapter(Document), KEPT),
        passages=Table(folder / PASSAGES, rows["start"], TypeAdapter(Passage), KEPT),
        heads=heads,
        rows=rows,
        counts=counts,
        corpus_sha256=digest,
    )


def _counts(document: Document, passages: Sequence[Passage]) -> Counter[str]:
    """Return what the manifest counts of one document."""
    counts = Counter(f"passages.{passage.kind}" for passage in passages)
    for name in _COUNTED:
        counts[name] = len(getattr(document, name))
    counts["documents"], counts["passages"] = 1, len(passages)
    return counts


def _all_counted(counts: Counter[str]) -> dict[str, int]:
    """Return the counts as the manifest has them, those of none too."""
    names = [*(f"passages.{kind}" for kind in PassageKind), *_COUNTED, "documents", "passages"]
    return {name: counts[name] for name in names}
