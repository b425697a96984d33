"""Find the passages nearest to a query: dense arms and a lexical arm, fused into one deterministic ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from hubbot.types import Encoder, Hit, Passage, PassageKind, SectionRole, Vectors

Scores = npt.NDArray[np.float32]

CITED_KINDS = frozenset({PassageKind.SENTENCE, PassageKind.QUOTE, PassageKind.REPORTED, PassageKind.FACT})
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
    arms: dict[str, Scores] = {
        encoder.name: index.dense_scores(encoder.name, encoder.encode_queries([text])[0])
        for encoder in encoders
    }
    arms["lexical"] = index.lexical_scores(text)
    return fuse(index, arms, top_k=top_k, document_id=document_id)


def fuse(
    index: SearchableIndex, arms: Mapping[str, Scores], *, top_k: int, document_id: str | None = None
) -> tuple[Hit, ...]:
    """Fuse raw scores, each of shape (passages,), into ranked hits; the order of the arms does not matter."""
    allowed = np.array(
        [
            passage.kind in CITED_KINDS and document_id in (None, passage.document_id)
            for passage in index.passages
        ],
        dtype=bool,
    )
    if not allowed.any():
        return ()
    fused = np.zeros(len(index.passages), dtype=np.float64)
    for name in sorted(arms):
        standard = standardise(arms[name])
        fused += standard + PARAGRAPH_WEIGHT * standard[index.context_rows]
    side = np.array([passage.role is not SectionRole.BODY for passage in index.passages], dtype=bool)
    fused[side] -= SIDE_SECTION_PENALTY * len(arms)
    rows = np.flatnonzero(allowed)
    best = rows[np.lexsort((rows, -np.round(fused[rows], 6)))][:top_k]
    ranks = {name: _ranks(scores, rows) for name, scores in arms.items()}
    dense = [name for name in arms if name != "lexical"]
    return tuple(
        Hit(
            passage=index.passages[row],
            score=float(fused[row]),
            similarity=max((float(arms[name][row]) for name in dense), default=0.0),
            dense_rank=min((ranks[name][row] for name in dense), default=None),
            lexical_rank=ranks["lexical"].get(row) if "lexical" in arms else None,
        )
        for row in best.tolist()
    )


def standardise(scores: Scores) -> npt.NDArray[np.float64]:
    """Return ``scores`` shifted and scaled to zero mean and unit variance; all zero where they are all equal."""
    wide = scores.astype(np.float64)
    deviation = wide.std()
    if deviation < 1e-9:
        return np.zeros_like(wide)
    standard: npt.NDArray[np.float64] = (wide - wide.mean()) / deviation
    return standard


def _ranks(scores: Scores, rows: npt.NDArray[np.int64]) -> dict[int, int]:
    order = rows[np.lexsort((rows, -scores[rows]))]
    return {row: rank for rank, row in enumerate(order.tolist(), start=1)}
