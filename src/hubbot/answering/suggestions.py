"""Questions that this index can answer: starters for the first screen, and what to ask next."""

from __future__ import annotations

from itertools import islice

from hubbot.answering.facttable import FactGroup
from hubbot.answering.finding import Finding
from hubbot.answering.grammar import Direction
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.learned import SPOKEN
from hubbot.answering.operation import Operation
from hubbot.answering.query import Query, QueryKind
from hubbot.answering.replies import Reply, say
from hubbot.types import Document, Passage, PassageKind, Section, SectionRole

MAX_NEXT = 3
# Where starters are made of: of a large corpus its beginning.
LOOKED_AT, DOCUMENTS_LOOKED_AT = 4096, 100
LONGEST_TOPIC = 80  # characters of a heading: a longer one is a sentence


def starters(knowledge: Knowledge) -> tuple[str, ...]:
    """Return candidate first questions made from the corpus's figures, speakers and sections, best first.

    Each is in the language of the document that it is made of, whose words it holds.
    Whether each is answered is for the caller to check, by asking.
    """
    language_of = knowledge.index.language_of
    counted = [
        (group, language_of(group.entries[0].document_id)) for group in knowledge.groups if _compares(group)
    ]
    figures = [say(Reply.ASK_MOST, language, figure=group.figure) for group, language in counted]
    spoken = [
        _what_they_say(p, language_of(p.document_id))
        for p in islice(knowledge.cited, LOOKED_AT)
        if p.kind is PassageKind.QUOTE and p.speaker
    ]
    sections = [
        question
        for document in islice(knowledge.index.documents, DOCUMENTS_LOOKED_AT)
        for section in document.sections
        if (question := _about(section, document))
    ]
    values = [
        say(Reply.ASK_FIGURE, language, figure=group.figure, place=group.entries[-1].place)
        for group, language in counted
    ]
    mixed = [question for row in _zip(spoken, figures, sections, values) for question in row]
    return tuple(dict.fromkeys(mixed))


def _compares(group: FactGroup) -> bool:
    """Say whether a group has numbers of enough places to ask which is the highest."""
    return (
        sum(entry.fact.number is not None and entry.section.city is not None for entry in group.entries) > 2
    )


def _what_they_say(passage: Passage, language: str) -> str:
    """Return a question for what a speaker says: of the place where it is; the words of another heading fit into none."""
    if passage.city:
        return say(Reply.ASK_SAYS_ABOUT, language, speaker=passage.speaker, topic=passage.city)
    return say(Reply.ASK_SAYS, language, speaker=passage.speaker)


def _about(section: Section, document: Document) -> str | None:
    """Return a question for what stands under a heading: of a place, the heading's own, or what is said about it."""
    if section.role is not SectionRole.BODY or not section.title or len(section.title) > LONGEST_TOPIC:
        return None
    if section.city:
        return say(Reply.ASK_KNOWN_FOR, document.language, topic=section.city)
    if section.title.endswith("?"):
        return section.title
    if section.title == document.title:
        return None
    return say(Reply.ASK_ABOUT, document.language, topic=section.title.rstrip(".:!"))


def next_questions(query: Query, finding: Finding, knowledge: Knowledge) -> tuple[str, ...]:
    """Return up to three short follow-ups that the index can answer after this answer."""
    if finding.silent or not finding.citations:
        return ()
    language = query.language
    first = finding.citations[0]
    asks: list[str] = []
    if query.kind is QueryKind.COMPARISON and query.operation is Operation.EXTREME and query.target is None:
        reply = Reply.AND_MOST if query.direction is Direction.LESS else Reply.AND_FEWEST
        asks.append(say(reply, language))
    if query.kind is QueryKind.FACT and query.attribute is not None:
        asked = set(query.names())
        other = [e.place for e in query.attribute.entries if not e.names & asked and e.section.city]
        asks += [say(Reply.AND_PLACE, language, place=place) for place in other[:2]]
    if first.kind in SPOKEN and first.speaker and finding.table is None:  # a table has many speakers, or none
        if query.kind is not QueryKind.SPEECH:
            asks.append(say(Reply.WHO_SAID, language))
        key = knowledge.entities.canonical(first.speaker)
        if len(knowledge.speakers.rows.get(key, ())) > len(finding.citations):
            asks.append(say(Reply.WHAT_ELSE, language, speaker=first.speaker))
    if query.kind is not QueryKind.COMPARISON and first.city and _is_of_one_place(finding):
        figures = _unshown_figures(first.city, finding, knowledge)
        if query.attribute is not None:
            figures = [figure for figure in figures if figure != query.attribute.figure]
        asks += [say(Reply.ASK_FIGURE, language, figure=f, place=first.city) for f in figures[-1:]]
    return tuple(dict.fromkeys(asks))[:MAX_NEXT]


def _is_of_one_place(finding: Finding) -> bool:
    """Say whether an answer has a place to ask more of: a table of several has none before the others."""
    return finding.table is None or len({cited.city for cited in finding.citations}) == 1


def _unshown_figures(city: str, finding: Finding, knowledge: Knowledge) -> list[str]:
    """Return the figures that are listed for a place in lines which the answer does not show."""
    shown = {(cited.document_id, cited.start) for cited in finding.citations}
    found = []
    for group in knowledge.groups:
        lines = {(e.document_id, e.fact.span.start) for e in group.entries if e.section.city == city}
        if lines and not lines & shown:
            found.append(group.figure)
    return found


def _zip(*lists: list[str]) -> list[list[str]]:
    longest = max((len(one) for one in lists), default=0)
    return [[one[at] for one in lists if at < len(one)] for at in range(longest)]
