"""Who said it, and what somebody said: over quotes and reported speech, told apart."""

from __future__ import annotations

from collections.abc import Sequence

from hubbot.answering.citations import cite, distinct
from hubbot.answering.entities import NameKind
from hubbot.answering.finding import SILENT_CERTAINTY, Finding
from hubbot.answering.grammar import AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query
from hubbot.answering.replies import Reply, say
from hubbot.answering.statement import Weighed, points_same_way
from hubbot.contract import Citation
from hubbot.types import Passage, PassageKind

SPOKEN = (PassageKind.QUOTE, PassageKind.REPORTED)
MAX_STATEMENTS = 8
# Words of unknown speakers are shown when they are this likely to be meant, or hold half of the question's words.
MIN_TOPIC_PROBABILITY = 0.2
MIN_TOPIC_COVERAGE = 0.5


def find_speech(
    query: Query, candidates: Sequence[Weighed], knowledge: Knowledge, shown: Sequence[Citation] = ()
) -> Finding | None:
    """Return what was said and by whom, silence where a named person said no such thing, None where unknown.

    ``shown`` holds what the reader has seen and "what else" leaves out.
    """
    speaker = next(
        (
            m.name
            for m in query.mentions
            if m.name.kind is NameKind.PERSON and _statements(knowledge, m.name.key)
        ),
        None,
    )
    if speaker is not None:
        return _said_by(query, speaker.key, speaker.text, candidates, knowledge, shown)
    spoken = [c for c in candidates if c.hit.passage.kind in SPOKEN and c.hit.passage.speaker]
    topics = set(query.names())
    spoken = [
        c
        for c in spoken
        if topics <= knowledge.names[c.hit.passage.id]
        and points_same_way(query, c.hit.passage, knowledge)
        and (c.probability >= MIN_TOPIC_PROBABILITY or c.signals.coverage >= MIN_TOPIC_COVERAGE)
    ]
    if not spoken:
        return None
    best = max(spoken, key=lambda c: (c.probability, c.hit.score))
    rest = [c for c in spoken if c is not best and c.probability >= 0.75 * best.probability]
    citations = distinct([cite(knowledge.index, c.hit.passage) for c in [best, *rest]], 3)
    answer = best.hit.passage.speaker if query.answer_type is AnswerType.PERSON else best.hit.passage.text
    return Finding(answer, citations, max(best.probability, 0.3))


def _said_by(
    query: Query,
    key: str,
    name: str,
    candidates: Sequence[Weighed],
    knowledge: Knowledge,
    shown: Sequence[Citation],
) -> Finding:
    statements = _statements(knowledge, key)
    topics = set(query.names()) - {key}
    seen = {(c.document_id, c.start) for c in shown}
    about = [
        p for p in statements if topics <= knowledge.names[p.id] and (p.document_id, p.span.start) not in seen
    ]
    if not about:
        return Finding(
            None, certainty=SILENT_CERTAINTY, reason=say(Reply.NOT_SAID_BY, query.language, names=name)
        )
    chance = {c.hit.passage.id: c.probability for c in candidates}
    if topics or query.words:
        ranked = sorted(about, key=lambda p: (-chance.get(p.id, 0.0), p.span))
        if query.words and not query.wants_all:
            ranked = ranked[:3]
    else:
        ranked = about
    citations = distinct([cite(knowledge.index, p) for p in ranked], MAX_STATEMENTS)
    certainty = max(0.6, max(chance.get(p.id, 0.0) for p in ranked))
    return Finding(citations[0].text, citations, certainty)


def _statements(knowledge: Knowledge, key: str) -> list[Passage]:
    """Return the sentences that a person said or is reported to have said, in the order of the text."""
    return [
        passage
        for passage in knowledge.cited
        if passage.kind in SPOKEN and passage.speaker and knowledge.entities.canonical(passage.speaker) == key
    ]
