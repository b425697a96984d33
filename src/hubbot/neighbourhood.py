"""The part of a large index that a question may be answered from: what its arms find near, ready to be ranked.

A small index is ranked as a whole. Of a large one each arm proposes candidates; these, the paragraphs around them and a
fixed sample that stands for the corpus are scored exactly by every arm, so that ranking is the same arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
import numpy.typing as npt

from hubbot.approximate import CANDIDATES
from hubbot.columns import Columns
from hubbot.index import Index
from hubbot.lexical import Wanted, once_each
from hubbot.retriever import LEXICAL, Scores, SearchableIndex, score_arms
from hubbot.types import Encoder, Passage, Vectors

Rows = npt.NDArray[np.int64]


class Picked(Sequence[Passage]):
    """Some passages of an index, decoded when they are asked for."""

    def __init__(self, passages: Sequence[Passage], rows: Rows) -> None:
        self._passages = passages
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return Picked(self._passages, self._rows[row])
        return self._passages[int(self._rows[row])]


@dataclass(frozen=True)
class Neighbourhood:
    """Some rows of an index as an index of its own; row i is row ``rows[i]`` of the whole."""

    rows: Rows
    passages: Picked
    columns: Columns
    context_rows: Rows
    whole: Index

    def dense_scores(self, encoder: str, vector: Vectors) -> Scores:
        """Similarity of one unit vector with every passage here."""
        arm, reference = self.whole.arm_by_encoder[encoder], self.columns.reference
        if reference is None:
            return arm.scores_of(vector, self.rows)
        scores = np.empty(len(self.rows), dtype=np.float32)
        scores[reference] = arm.reference_scores(vector)
        scores[~reference] = arm.scores_of(vector, self.rows[~reference])
        return scores

    def lexical_scores(self, text: str) -> Scores:
        """BM25 score of every passage here."""
        return self.wanted_scores(self.whole.lexical.looked_up(self.whole.stems(text)))

    def wanted_scores(self, wanted: Wanted) -> Scores:
        """BM25 score of every passage here for stems that were looked up."""
        reference = self.columns.reference
        if reference is None:
            return wanted.scores_of(self.rows)
        scores = np.empty(len(self.rows), dtype=np.float32)
        scores[reference] = wanted.sample_scores()
        scores[~reference] = wanted.scores_of(self.rows[~reference])
        return scores


def score(
    index: Index,
    encoders: Sequence[Encoder],
    text: str,
    lexical_text: str | None = None,
    document_id: str | None = None,
) -> tuple[SearchableIndex, dict[str, Scores]]:
    """Return what is ranked for a question, and the raw scores of its passages by arm, see ``score_arms``."""
    if not index.is_large:
        return index, score_arms(index, encoders, text, lexical_text)
    words = text if lexical_text is None else lexical_text
    vectors = {encoder.name: encoder.encode_queries([text])[0] for encoder in encoders}
    with index.lexical.looked_up(index.stems(words)) as wanted:
        here = around(index, vectors, wanted, document_id)
        arms = {name: here.dense_scores(name, vector) for name, vector in vectors.items()}
        return here, arms | {LEXICAL: here.wanted_scores(wanted)}


def around(
    index: Index, vectors: dict[str, Vectors], wanted: Wanted, document_id: str | None = None
) -> Neighbourhood:
    """Return the neighbourhood of a question given as one unit vector an arm, and by what it wants of the words."""
    if document_id is not None:
        return _of(index, np.flatnonzero(index.columns.of_document(document_id)), None)
    found = [index.arm_by_encoder[name].near(vector, CANDIDATES) for name, vector in vectors.items()]
    found.append(wanted.near(CANDIDATES))
    near = once_each(np.concatenate(found))
    reference = index.arms[0].reference_rows
    return _of(index, once_each(np.concatenate([near, index.context_rows[near], reference])), reference)


def _of(index: Index, rows: Rows, reference: Rows | None) -> Neighbourhood:
    # A paragraph that is not here itself, around a passage of the sample, is left to stand for itself.
    context = index.context_rows[rows]
    places, here = _places(rows, context)
    columns = index.columns
    return Neighbourhood(
        rows=rows,
        passages=Picked(index.passages, rows),
        columns=replace(
            columns,
            citable=columns.citable[rows],
            facts=columns.facts[rows],
            side=columns.side[rows],
            documents=columns.documents[rows],
            reference=None if reference is None else _places(reference, rows)[1],
        ),
        context_rows=np.where(here, places, np.arange(len(rows))),
        whole=index,
    )


def _places(rows: Rows, wanted: Rows) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Return where each wanted row stands among ``rows``, ascending, and whether it does."""
    if not len(rows):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    places = np.searchsorted(rows, wanted).clip(0, len(rows) - 1)
    here: npt.NDArray[np.bool_] = rows[places] == wanted
    return places, here
