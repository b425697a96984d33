"""Who said it, and what somebody said: over quotes and reported speech, told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hubbot.answering.attitude import asked_attitude, asked_merits, that_show, words_of_attitude
from hubbot.answering.citations import cite, distinct
from hubbot.answering.dimensions import OF_LIVING, dimensions_of, spoken_of
from hubbot.answering.entities import Name, NameKind, name_key
from hubbot.answering.evidence import UNREAD
from hubbot.answering.finding import SILENT_CERTAINTY, Finding
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.learned import SPOKEN
from hubbot.answering.query import Query
from hubbot.answering.replies import Reply, say
from hubbot.answering.statement import Weighed, points_same_way
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.contract import Citation
from hubbot.text import normalise, stem_tokens, tokenize
from hubbot.types import Passage, PassageKind

MAX_STATEMENTS = 8
# Words of unknown speakers are shown when they are this likely to be meant, or hold half of the question's words.
MIN_TOPIC_PROBABILITY = 0.2
MIN_TOPIC_COVERAGE = 0.5
# Of 218 questions for a subject that a speaker never mentions the scorer gave 14 more than this, of 14 others none less
# that had no word in common with the statement.
MIN_TOPIC_SCORE = 0.4
# Who says something, in a normalised question. Nobody in particular is meant by these words.
_SUBJECT_OF_SAYING = {
    "en": re.compile(
        r"\bwhat (?:else )?(?:did|does|do|has|have|had) (?P<who>\D+?) (?:say|said|think|mention|mentioned|note|tell|told|"
        r"believe|claim|recommend|feel|argue|suggest|explain)\b"
    ),
    "es": re.compile(r"\bque (?:dice|dijo|piensa|opina|cree|menciona|cuenta|comenta|afirma) (?P<who>\D+?)(?= sobre\b| acerca\b| de\b|[?]|$)"),
    "pt": re.compile(r"\bo que (?P<who>\D+?) (?:diz|disse|pensa|acha|acredita|menciona|conta|comenta|afirma)\b"),
}  # fmt: skip
_ASKS_QUOTE = re.compile(
    r"\b(?:quotes?|quotations?|exact words|own words|word for word|verbatim|cita textual|citas textuales|citacao literal|palabras exactas|palavras exatas)\b"
)
_ANYBODY = frozenset(
    [
        "people",
        "person",
        "persons",
        "anyone",
        "anybody",
        "someone",
        "somebody",
        "everyone",
        "article",
        "author",
        "text",
        "story",
        "interview",
        "piece",
        "speaker",
        "speakers",
        "interviewee",
        "interviewees",
        "gente",
        "personas",
        "persona",
        "articulo",
        "autor",
        "autora",
        "texto",
        "alguien",
        "pessoas",
        "artigo",
        "alguem",
        "they",
        "he",
        "she",
        "it",
    ]
)
_EVERYTHING = frozenset().union(
    *(stem_tokens(words, code) for code, words in {
        "en": "everything anything something all else more", "es": "todo algo nada más", "pt": "tudo algo nada mais",
    }.items())
)  # fmt: skip


def find_speech(
    query: Query,
    candidates: Sequence[Weighed],
    knowledge: Knowledge,
    shown: Sequence[Citation] = (),
    threshold: float = 1.0,
) -> Finding | None:
    """Return what was said and by whom, silence where a named person said no such thing, None where unknown.

    ``shown`` holds what the reader has seen and "what else" leaves out; from ``threshold`` on a passage answers without
    sharing a word with the question.
    """
    speaker = next(
        (
            m.name
            for m in query.mentions
            if m.name.kind is NameKind.PERSON and m.name.key in knowledge.speakers.rows
        ),
        None,
    )
    if speaker is not None:
        return _said_by(query, speaker.key, speaker.text, candidates, knowledge, shown, threshold)
    named = _named_subject(query, knowledge)
    if named is not None:
        return _told_of(named, query, candidates, knowledge, threshold)
    described = described_speakers(query, knowledge)
    if described is not None and len(described) <= 1:
        if not described:
            return Finding(
                None,
                certainty=SILENT_CERTAINTY,
                reason=say(Reply.NOT_SAID_BY, query.language, names=_subject_of_saying(query) or ""),
            )
        (key,) = described
        whole = knowledge.entities.by_key.get(key)
        words = _subject_of_saying(query) or ""
        asked = replace(
            query,
            words=query.words - _described_stems(query),
            mentions=tuple(m for m in query.mentions if m.name.text not in words),
        )
        return _said_by(asked, key, whole.text if whole else key, candidates, knowledge, shown, threshold)
    spoken = [
        c
        for c in candidates
        if c.hit.passage.kind in SPOKEN
        and c.hit.passage.speaker
        and (described is None or knowledge.entities.canonical(c.hit.passage.speaker) in described)
    ]
    topics, attitude = set(query.names()), asked_attitude(query)
    naming = {p.id for p in _naming([c.hit.passage for c in spoken], topics, knowledge)}
    spoken = [
        c
        for c in spoken
        if c.hit.passage.id in naming
        and points_same_way(query, c.hit.passage, knowledge)
        and (
            c.probability >= MIN_TOPIC_PROBABILITY
            or c.signals.coverage >= MIN_TOPIC_COVERAGE
            or (topics and attitude is not None)
        )
    ]
    if attitude is not None and spoken:
        showing = {p.id for p in that_show([c.hit.passage for c in spoken], attitude)}
        spoken = [c for c in spoken if c.hit.passage.id in showing]
        if not spoken:
            return Finding(None, certainty=SILENT_CERTAINTY, reason=say(Reply.NOT_FOUND, query.language))
    if not spoken:
        return None
    fitting = {p.id for p in _of_the_quality(query, [c.hit.passage for c in spoken])}
    spoken = [c for c in spoken if c.hit.passage.id in fitting] or spoken
    if _ASKS_QUOTE.search(query.plain):  # "a quote about Lima" is somebody's words, where there are any
        spoken = [c for c in spoken if c.hit.passage.kind is PassageKind.QUOTE] or spoken
    best = max(spoken, key=lambda c: (c.probability, c.hit.score))
    rest = [c for c in spoken if c is not best and c.probability >= 0.75 * best.probability]
    citations = distinct([cite(knowledge.index, c.hit.passage) for c in [best, *rest]], 3)
    answer = best.hit.passage.speaker if query.answer_type is AnswerType.PERSON else best.hit.passage.text
    return Finding(answer, citations, max(best.probability, 0.3))


def _named_subject(query: Query, knowledge: Knowledge) -> Name | None:
    """Return whom the question takes to say something by a name and no more, and who stands in no speaker's role."""
    words = name_key(_subject_of_saying(query) or "")
    names = (mention.name for mention in query.mentions if mention.name.kind not in PLACE_KINDS)
    name = next((name for name in names if name.key == words), None)
    roles = (role for found in knowledge.speakers.roles.values() for role in found)
    return None if name is None or any(name.key in name_key(role) for role in roles) else name


def _told_of(
    one: Name, query: Query, candidates: Sequence[Weighed], knowledge: Knowledge, threshold: float
) -> Finding:
    """Return a sentence that names one to whom no words are given, else silence: nobody else's will do."""
    naming = [
        c for c in candidates if c.probability >= threshold and one.key in knowledge.own_names(c.hit.passage)
    ]
    if not naming:
        reason = say(Reply.NOT_SAID_BY, query.language, names=one.text)
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    best = max(naming, key=lambda c: (c.probability, c.hit.score))
    return Finding(best.hit.passage.text, (cite(knowledge.index, best.hit.passage),), best.probability)


def _naming(
    passages: Sequence[Passage], topics: set[str], knowledge: Knowledge, *, around: bool = True
) -> list[Passage]:
    """Return the passages that name all topics, themselves or by heading or speaker, else those whose paragraph does.

    Without ``around`` what stands in the paragraph is not enough: another may have said it.
    """
    named = [p for p in passages if topics <= knowledge.names(p)]
    if named or not around:
        return [p for p in named if not _is_on_another_place(p, topics, knowledge)] or named
    return [p for p in passages if topics <= knowledge.names(p) | knowledge.paragraph_names(p)]


def _told_by_another(statements: Sequence[Passage], topics: set[str], knowledge: Knowledge) -> bool:
    """Say whether somebody else in the same paragraph names a topic that these statements do not: then it is theirs."""
    own = {passage.speaker for passage in statements}
    around = {
        knowledge.paragraph(passage).id: knowledge.paragraph(passage) for passage in statements
    }.values()
    return any(
        passage.speaker is not None
        and passage.speaker not in own
        and any(paragraph.span.contains(passage.span) for paragraph in around)
        and topics & knowledge.own_names(passage)
        for document_id in {paragraph.document_id for paragraph in around}
        for passage in (
            knowledge.index.passages[row] for row in knowledge.index.rows_of_document(document_id)
        )
        if passage.kind in SPOKEN
    )


def _is_on_another_place(passage: Passage, topics: set[str], knowledge: Knowledge) -> bool:
    """Say whether a passage under the heading of a city speaks of another: "Colima" under Guadalajara."""
    known = knowledge.entities.by_key
    if not any(key in known and known[key].kind is NameKind.CITY for key in topics):
        return False
    own = {m.name.key for m in knowledge.mentions(passage) if m.name.kind in PLACE_KINDS}
    return bool(own) and not own & topics


def _said_by(
    query: Query,
    key: str,
    name: str,
    candidates: Sequence[Weighed],
    knowledge: Knowledge,
    shown: Sequence[Citation],
    threshold: float,
) -> Finding:
    statements = knowledge.statements(key)
    topics = set(query.names()) - {key}
    seen = {(c.document_id, c.start) for c in shown}
    unseen = [p for p in statements if (p.document_id, p.span.start) not in seen]
    decides = query.answer_type is AnswerType.YES_NO
    about = _naming(
        unseen, topics, knowledge, around=not decides and not _told_by_another(unseen, topics, knowledge)
    )
    about = that_show(about, asked_attitude(query) or asked_merits(query))
    if not about:
        return Finding(
            None, certainty=SILENT_CERTAINTY, reason=say(Reply.NOT_SAID_BY, query.language, names=name)
        )
    chance = {c.hit.passage.id: c.probability for c in candidates}
    topic = query.words - _EVERYTHING - words_of_attitude(query)
    if topic:
        about = _of_the_quality(query, about)
        of_theirs = {p.id for p in about}
        about = about if query.foreign else _on_topic(about, topic, candidates, knowledge)
        if not about and candidates and candidates[0].hit.passage.id in of_theirs:
            sure = candidates[0].probability >= threshold and not decides
            about = [candidates[0].hit.passage] if sure else []
    if not about:
        return Finding(
            None, certainty=SILENT_CERTAINTY, reason=say(Reply.NOT_SAID_BY, query.language, names=name)
        )
    if topics or topic:
        ranked = sorted(about, key=lambda p: (-chance.get(p.id, 0.0), p.span))
        if topic and not query.wants_all:
            ranked = ranked[:3]
    else:
        ranked = about
    citations = distinct([cite(knowledge.index, p) for p in ranked], MAX_STATEMENTS)
    certainty = max(0.6, max(chance.get(p.id, 0.0) for p in ranked))
    return Finding(citations[0].text, citations, certainty)


def described_speakers(query: Query, knowledge: Knowledge) -> frozenset[str] | None:
    """Return the keys of the speakers whom "what does the developer from Monterrey say" may mean, None if all.

    Each word has to be met by the speaker's name or role, by the place, or by what the statements say.
    """
    wanted = _described_stems(query)
    if not wanted or query.foreign:
        return None
    return knowledge.speakers_by(wanted, query.language)


def _described_stems(query: Query) -> frozenset[str]:
    words = _subject_of_saying(query)
    if words is None:
        return frozenset()
    grammar = GRAMMARS[query.language]
    plain = [token for token, _ in tokenize(words) if token not in grammar.function_words | _ANYBODY]
    return frozenset(stem_tokens(" ".join(plain), query.language))


def asks_what_is_said(query: Query) -> bool:
    """Say whether a question takes somebody to say something: "what do the developers say?"."""
    return _subject_of_saying(query) is not None


def _subject_of_saying(query: Query) -> str | None:
    """Return the words, as typed, of whom the question takes to say something, where it is put like that."""
    plain = normalise(query.text)
    found = _SUBJECT_OF_SAYING[query.language].search(plain) if len(plain) == len(query.text) else None
    return query.text[found.start("who") : found.end("who")] if found else None


def _of_the_quality(query: Query, statements: Sequence[Passage]) -> list[Passage]:
    """Return the statements that speak of what the question asks by ("atascos": of traffic), all where that is nothing known."""
    asked = dimensions_of((token for token, _ in tokenize(query.text)), compared=False) & OF_LIVING
    return [p for p in statements if not asked or asked & spoken_of([token for token, _ in tokenize(p.text)])]


def _on_topic(
    statements: Sequence[Passage],
    topic: frozenset[str],
    candidates: Sequence[Weighed],
    knowledge: Knowledge,
) -> list[Passage]:
    """Return the statements that share a word with what is asked about, or that the scorer takes for an answer."""
    read = {c.hit.passage.id: c.signals.scorer for c in candidates if c.signals.scorer != UNREAD}
    return [p for p in statements if topic & knowledge.stems(p) or read.get(p.id, 0.0) >= MIN_TOPIC_SCORE]
