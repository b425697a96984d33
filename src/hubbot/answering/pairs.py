"""What the scorer is given to read: the question with each passage, and before the passage what it is about."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from hubbot.answering.answerer import Candidate
from hubbot.answering.grammar import AnswerType
from hubbot.answering.grounds import named_before
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, QueryKind
from hubbot.errors import EncoderUnavailableError
from hubbot.scorer import PairScorer, Probabilities, ReadBy, Reading
from hubbot.text import without_links
from hubbot.types import Hit, Passage, PassageKind, SectionRole

logger = logging.getLogger(__name__)

AGAIN = 3
"""Passages that the larger network reads: those that may still come first."""

AGAIN_KINDS = frozenset([QueryKind.OPEN, QueryKind.YES_NO])
"""The kinds of question that are answered by how probable a passage is."""

LARGER_SHARE = 0.45
"""Of the larger network in the mean of both logits: on development questions of ten articles shares from 0.4 to 0.6 are
alike, for yes/no questions too (docs/scorer.md)."""

OPEN_FROM, OPEN_TO = 0.05, 0.9
"""Probabilities of the best passage between which a second reading may turn silence into an answer, or back."""

QUESTION_WORDS = 30
"""Words of an interviewer's question that stand before what answers it."""

CLIP = 1e-6  # probabilities are kept from 0 and 1 by so much


def read_hits(
    scorer: PairScorer | None, query: Query, hits: Sequence[Hit], knowledge: Knowledge
) -> tuple[Query, Reading | None]:
    """Return the query, which says then what read for it, and what was read of each hit; None where nothing reads."""
    if scorer is None or not hits:
        return query, None
    texts = {knowledge.index.language_of(hit.passage.document_id) for hit in hits}
    reader = _there(partial(scorer.reader_of, {query.language, *texts})) or scorer
    if reader.reads is ReadBy.ENGLISH and not query.is_read:
        return query, None
    asked = query.corpus_text if reader.reads is ReadBy.ENGLISH else query.search_text
    passages = [without_links(hit.passage.text) for hit in hits]
    contexts = [_before(hit.passage, query, knowledge) for hit in hits]
    return replace(query, read_by=reader.reads), reader.read(asked, passages, contexts)


def read_again(
    scorer: PairScorer | None,
    query: Query,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    reading: Reading | None,
    knowledge: Knowledge,
) -> Reading | None:
    """Return the reading with the first few candidates read by a larger network too, None where that decides nothing.

    Each is given the weighed mean of both logits; no other passage is believed more than the best of them. Two networks that were
    trained apart err apart (docs/scorer.md); the larger takes as long for three passages as the other for seven.
    """
    if reading is None or scorer is None or query.read_by is not ReadBy.ENGLISH or query.foreign:
        return None
    if query.kind not in AGAIN_KINDS or query.missing:
        return None
    if not candidates or not OPEN_FROM <= candidates[0].probability <= OPEN_TO:
        return None
    larger = _there(scorer.second)
    if larger is None:
        return None
    row = {hit.passage.id: place for place, hit in enumerate(hits)}
    rows = [row[candidate.passage.id] for candidate in candidates[:AGAIN]]
    passages = [without_links(hits[place].passage.text) for place in rows]
    contexts = [_before(hits[place].passage, query, knowledge) for place in rows]
    logits = _logits(reading.probabilities)
    second = _logits(larger.read(query.corpus_text, passages, contexts).probabilities)
    means = (1 - LARGER_SHARE) * logits[rows] + LARGER_SHARE * second
    logits = np.minimum(logits, means.max())
    logits[rows] = means
    return replace(reading, probabilities=(1 / (1 + np.exp(-logits))).astype(np.float32))


def _there(load: Callable[[], PairScorer | None]) -> PairScorer | None:
    """Return what ``load`` does, None with a warning where its files are missing: what reads English is left."""
    try:
        return load()
    except EncoderUnavailableError as error:
        logger.warning("%s", error)
        return None


def _logits(probabilities: Probabilities) -> npt.NDArray[np.float64]:
    clipped = np.clip(probabilities.astype(np.float64), CLIP, 1 - CLIP)
    found: npt.NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return found


def _before(passage: Passage, query: Query, knowledge: Knowledge) -> str:
    """Return what stands before a passage: its heading, or whom an author box is about.

    Names that the question asks about and the paragraph gives before the passage stand there too: it may go on
    about them ("the center").
    """
    if passage.role is SectionRole.AUTHOR:
        return knowledge.index.document_by_id[passage.document_id].author or ""
    heading = passage.section or ""
    named = ", ".join(
        dict.fromkeys((*_speaking(passage, query, knowledge), *named_before(query, passage, knowledge)))
    )
    asked = knowledge.questions_before(passage.document_id).get(passage.id)
    shared = asked is not None and (query.words & knowledge.stems(asked)) - knowledge.stems(passage)
    question = _last_words(without_links(asked.text)) if asked is not None and shared else ""
    return ". ".join(filter(None, (named, question or heading)))


def _last_words(question: str) -> str:
    """Return the end of a question, which is what is asked: its last sentence, and no more than a few words of it."""
    sentence = re.split(r"(?<=[.?!])\s+", question.strip(" *_"))[-1]
    return " ".join(sentence.split()[-QUESTION_WORDS:])


def _speaking(passage: Passage, query: Query, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the speaker of a quote that the question asks about and the quote does not name: "I" is Ana.

    A question for a person asks about whoever speaks: "who had a baby?" is answered by "I had one".
    """
    if passage.speaker is None or passage.kind is not PassageKind.QUOTE:
        return ()
    key = knowledge.entities.canonical(passage.speaker)
    asked = query.answer_type is AnswerType.PERSON or key in query.names()
    return (passage.speaker,) if asked and key not in knowledge.own_names(passage) else ()
