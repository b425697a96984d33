"""What ranking asks of every passage, as one array a field: read once an index, not once a question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hubbot.types import Passage, PassageKind, SectionRole

CITED_KINDS = frozenset({PassageKind.SENTENCE, PassageKind.QUOTE, PassageKind.REPORTED, PassageKind.FACT})

REFERENCE = 2048
"""Rows, evenly spaced, whose scores stand for those of a large arm: mean and deviation within some hundredths."""

Mask = npt.NDArray[np.bool_]


@lru_cache(8)
def evenly_spaced(count: int) -> npt.NDArray[np.int64]:
    """Return the rows that stand for all of ``count``, ascending."""
    return np.unique(np.linspace(0, count - 1, REFERENCE).astype(np.int64))


@dataclass(frozen=True)
class Columns:
    """Arrays of shape (passages,): may it be cited, is it a fact line, does it stand beside the body, whose is it.

    ``documents[i]`` is the place of passage i's document in ``document_ids``. ``reference`` marks those that stand
    for the whole corpus, where these are but a part of it; None where they are all of it.
    """

    citable: Mask
    facts: Mask
    side: Mask
    documents: npt.NDArray[np.int32]
    document_ids: tuple[str, ...]
    reference: Mask | None = None

    def of_document(self, document_id: str | None) -> Mask:
        """Return which passages belong to a document; all do where none is given."""
        if document_id is None:
            return np.ones(len(self.documents), dtype=bool)
        if document_id not in self.document_ids:
            return np.zeros(len(self.documents), dtype=bool)
        mask: Mask = self.documents == self.document_ids.index(document_id)
        return mask


def columns_of(passages: Sequence[Passage]) -> Columns:
    """Return the columns of passages, in row order."""
    place: dict[str, int] = {}
    documents = [place.setdefault(passage.document_id, len(place)) for passage in passages]
    kinds = [passage.kind for passage in passages]
    return Columns(
        citable=np.array([kind in CITED_KINDS for kind in kinds], dtype=bool),
        facts=np.array([kind is PassageKind.FACT for kind in kinds], dtype=bool),
        side=np.array([passage.role is not SectionRole.BODY for passage in passages], dtype=bool),
        documents=np.array(documents, dtype=np.int32),
        document_ids=tuple(place),
    )


def context_of(passages: Sequence[Passage]) -> npt.NDArray[np.int64]:
    """For each passage return the row of the paragraph passage around it, or its own row, shape (n,)."""
    rows = np.arange(len(passages), dtype=np.int64)
    paragraphs = [
        (passage.document_id, passage.span.start, row)
        for row, passage in enumerate(passages)
        if passage.kind is PassageKind.PARAGRAPH
    ]
    paragraphs.sort()
    for row, passage in enumerate(passages):
        at = bisect_right(paragraphs, (passage.document_id, passage.span.start, len(passages))) - 1
        if at < 0 or paragraphs[at][0] != passage.document_id:
            continue
        if passages[paragraphs[at][2]].span.contains(passage.span):
            rows[row] = paragraphs[at][2]
    return rows


ROW = np.dtype(
    [
        ("start", "<i8"),
        ("context", "<i8"),
        ("document", "<i4"),
        ("citable", "?"),
        ("fact", "?"),
        ("side", "?"),
    ]
)
"""A passage's row on disk: where its record begins, and what ranking asks of it; one row more holds the end."""


def rows_of(passages: Sequence[Passage], starts: Sequence[int], document: int, first: int) -> Any:
    """Return the rows for the disk of all passages of one document, shape (passages,) of ``ROW``.

    ``starts`` is where their records begin, ``document`` the document's place, ``first`` the row of its first passage.
    """
    columns = columns_of(passages)
    rows = np.zeros(len(passages), dtype=ROW)
    rows["start"] = starts
    rows["context"] = context_of(passages) + first
    rows["document"] = document
    for field, column in (("citable", columns.citable), ("fact", columns.facts), ("side", columns.side)):
        rows[field] = column
    return rows


def columns_in(rows: Any, document_ids: Sequence[str]) -> Columns:
    """Return the columns in rows that were read from the disk."""
    field = {name: np.ascontiguousarray(rows[name][:-1]) for name in ("citable", "fact", "side", "document")}
    return Columns(
        citable=field["citable"],
        facts=field["fact"],
        side=field["side"],
        documents=field["document"],
        document_ids=tuple(document_ids),
    )
