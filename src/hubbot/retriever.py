"""Find the passages nearest to a query: dense arms and a lexical arm, fused into one deterministic ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from hubbot.columns import Columns
from hubbot.types import Encoder, Hit, Passage, Vectors

Scores = npt.NDArray[np.float32]

LEXICAL = "lexical"
# A sentence is also judged by the paragraph that it stands in, at this weight beside its own score.
# Measured as sentence-first within the article on SQuAD 2.0 development questions: 0.763 at 0, 0.768 at 0.3.
PARAGRAPH_WEIGHT = 0.3
# Author boxes and photo credits stay findable, but have to be this many standard deviations better.
SIDE_SECTION_PENALTY = 2.0


class SearchableIndex(Protocol):
    """What the retriever needs of an index; another store can take its place."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages, in row order."""
        ...

    @property
    def columns(self) -> Columns:
        """Kind, role and document of every passage, as arrays."""
        ...

    @property
    def context_rows(self) -> npt.NDArray[np.int64]:
        """For each passage the row of the paragraph around it, or its own row."""
        ...

    def dense_scores(self, encoder: str, vector: Vectors) -> Scores:
        """Similarity of one unit vector with every passage."""
        ...

    def lexical_scores(self, text: str) -> Scores:
        """BM25 score of every passage."""
        ...


def search(
    index: SearchableIndex,
    encoders: Sequence[Encoder],
    text: str,
    *,
    top_k: int = 20,
    document_id: str | None = None,
) -> tuple[Hit, ...]:
    """Return the ``top_k`` citable passages for ``text``, best first; ties go to the earlier passage.

    Scores are standardised arm by arm (zero mean, unit variance over all passages) and added. On SQuAD 2.0
    development questions that puts the right sentence first in 76.3 %, reciprocal rank fusion in 73.5 %.
    """
    return fuse(index, score_arms(index, encoders, text), top_k=top_k, document_id=document_id)


def score_arms(
    index: SearchableIndex, encoders: Sequence[Encoder], text: str, lexical_text: str | None = None
) -> dict[str, Scores]:
    """Return the raw scores of every passage by arm, shape (passages,) each: one per encoder, and "lexical".

    ``lexical_text`` is what the lexical arm looks for, ``text`` where it is None.
    """
    arms: dict[str, Scores] = {
        encoder.name: index.dense_scores(encoder.name, encoder.encode_queries([text])[0])
        for encoder in encoders
    }
    arms[LEXICAL] = index.lexical_scores(text if lexical_text is None else lexical_text)
    return arms


def fuse(
    index: SearchableIndex,
    arms: Mapping[str, Scores],
    *,
    top_k: int,
    document_id: str | None = None,
    side_sections: bool = False,
    weights: Mapping[str, float] | None = None,
) -> tuple[Hit, ...]:
    """Fuse raw scores, each of shape (passages,), into ranked hits; the order of the arms does not matter.

    ``side_sections`` lets author boxes and credits compete freely. ``weights`` says how much an arm counts, 1 where it
    is not named; fused scores keep their scale whatever the weights are.
    """
    columns = index.columns
    in_scope = columns.of_document(document_id)
    rows = np.flatnonzero(in_scope & columns.citable)
    if not len(rows):
        return ()
    fused = np.zeros(len(index.passages), dtype=np.float64)
    weight = {name: (weights or {}).get(name, 1.0) for name in arms}
    scale = len(arms) / max(sum(weight.values()), 1e-9)
    reference = in_scope if columns.reference is None else columns.reference
    for name in sorted(arms):
        standard = standardise(arms[name], reference)
        fused += scale * weight[name] * (standard + PARAGRAPH_WEIGHT * standard[index.context_rows])
    if not side_sections:
        fused[columns.side] -= SIDE_SECTION_PENALTY * len(arms)
    best = _best(np.round(fused[rows], 6), rows, top_k)
    ranks = {name: _ranks(scores, rows, best) for name, scores in arms.items()}
    dense = [name for name in arms if name != LEXICAL]
    return tuple(
        Hit(
            passage=index.passages[row],
            score=float(fused[row]),
            similarity=max((float(arms[name][row]) for name in dense), default=0.0),
            dense_rank=min((ranks[name][row] for name in dense), default=None),
            lexical_rank=ranks[LEXICAL].get(row) if LEXICAL in arms else None,
        )
        for row in best.tolist()
    )


def standardise(scores: Scores, in_scope: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return ``scores`` with zero mean and unit variance over the passages in scope; all zero where all are equal."""
    wide = scores.astype(np.float64)
    deviation = wide[in_scope].std() if in_scope.any() else 0.0
    if deviation < 1e-9:
        return np.zeros_like(wide)
    standard: npt.NDArray[np.float64] = (wide - wide[in_scope].mean()) / deviation
    return standard


def _best(scores: npt.NDArray[np.float64], rows: npt.NDArray[np.int64], top_k: int) -> npt.NDArray[np.int64]:
    """Return the ``top_k`` rows with the highest scores, best first, ties to the earlier row."""
    if len(rows) > top_k:
        # Everything that ties with the last place is kept until the sort, which decides by row.
        least = np.partition(scores, len(scores) - top_k)[len(scores) - top_k]
        kept = np.flatnonzero(scores >= least)
        scores, rows = scores[kept], rows[kept]
    return rows[np.lexsort((rows, -scores))][:top_k]


def _ranks(scores: Scores, rows: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> dict[int, int]:
    """Return the rank of each wanted row among ``rows``, from 1; of equal scores the earlier row is the better."""
    among, one = scores[rows], scores[wanted][:, None]
    before = (among > one) | ((among == one) & (rows < wanted[:, None]))
    return dict(zip(wanted.tolist(), (1 + np.count_nonzero(before, axis=1)).tolist(), strict=True))
