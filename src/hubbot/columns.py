"""What ranking asks of every passage, as one array a field: read once an index, not once a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hubbot.types import Passage, PassageKind, SectionRole

CITED_KINDS = frozenset({PassageKind.SENTENCE, PassageKind.QUOTE, PassageKind.REPORTED, PassageKind.FACT})

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Arrays of shape (passages,): may it be cited, is it a fact line, does it stand beside the body, whose is it.

    ``documents[i]`` is the place of passage i's document in ``document_ids``.
    """

    citable: Mask
    facts: Mask
    side: Mask
    documents: npt.NDArray[np.int32]
    document_ids: tuple[str, ...]

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
