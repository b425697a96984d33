"""What a passage has to hold to be an answer at all, however near it stands and whatever a model thinks of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from hubbot.answering.dimensions import OF_LIVING, dimensions_of, spoken_of
from hubbot.answering.entities import Name, NameKind, name_key
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.mentioned import asks_if_mentioned, may_mention
from hubbot.answering.predicates import says_something_of_the_kind
from hubbot.answering.properties import may_be_foremost, may_have_property
from hubbot.answering.query import Query
from hubbot.answering.relations import (
    comes_from_there,
    goes_there,
    has_the_rank,
    is_head_of_it,
    is_on_a_par,
    names_somebody,
    names_them,
    says_where,
    tells_more_than_a_career,
)
from hubbot.answering.words import is_ordinary
from hubbot.text import tokenize
from hubbot.types import Passage

MOST_WORDS = 3
"""Content words of a question that asks no more than whether something is so: "is Lima safe?"."""
SHORTEST_START, LONGEST_START = 4, 5
"""Letters by which words are taken to be alike: those of shorter parts of a name are looked for where it has no longer one."""
_IS_SO = re.compile(r"^(?:and |so )?(?:is|are|was|were|es|son|e|sao|hay|ha)\b")
_ADDED = re.compile(r"\s*\([^()]*\)\W*$")  # what an earlier question is remembered by


def lacking(query: Query, passage: Passage, knowledge: Knowledge) -> str | None:
    """Return what a passage lacks to answer a question, in a word; None where it speaks of whom and of what is asked."""
    for name, holds in _GROUNDS.items():
        if not holds(query, passage, knowledge):
            return name
    return None


def _mentions(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    return not asks_if_mentioned(query) or may_mention(query, passage, knowledge)


def _says_something(query: Query, passage: Passage, _: Knowledge) -> bool:
    return says_something_of_the_kind(query, passage)


def _speaks_of_the_quality(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage speaks of the quality that a place is asked to be: "is Lima safe?" is decided by words on safety.

    "Where can one live cheaply?" is answered by a sentence that speaks of prices itself.
    """
    if query.answer_type is AnswerType.CITY and query.target is None and query.attribute is None:
        wanted = dimensions_of((token for token, _ in tokenize(query.text)), compared=False) & OF_LIVING
        return not wanted or bool(wanted & spoken_of([token for token, _ in tokenize(passage.text)]))
    if not _IS_SO.match(query.plain) or not 0 < len(query.words) <= MOST_WORDS:
        return True
    asked = dimensions_of((token for token, _ in tokenize(query.text)), compared=False)
    around = knowledge.paragraph(passage).text
    return not asked or bool(asked & spoken_of([token for token, _ in tokenize(f"{passage.text} {around}")]))


def _knows_all_names(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether every name that the question spells out is in the passage, or around it.

    Around it are its heading, its speaker, its paragraph and the one before; what the whole document is about is spoken of
    everywhere, and what is written in capitals may be spelled out. Of two that are offered one is enough.
    """
    grammar = GRAMMARS.get(query.language, GRAMMARS["en"])
    if not query.mentions or grammar.either_or.search(query.plain):
        return True
    asked = query.plain if query.foreign else _ADDED.sub("", query.plain)
    near = knowledge.names(passage) | knowledge.paragraph_names(passage)
    subject = knowledge.subject(passage.document_id)
    around = " ".join(filter(None, (passage.text, passage.section, *_around(passage, knowledge))))
    words = frozenset(token.replace(".", "") for token, _ in tokenize(around))
    return all(
        name.key in near
        or name.key in query.carried
        or name_key(name.text) not in asked
        or name.text.isupper()
        or len(name.key) < SHORTEST_START
        or (name.kind is NameKind.OTHER and is_ordinary(name.key) and name.text not in query.text)
        or name == subject
        or _is_written(name, words)
        for name in (mention.name for mention in query.mentions)
    )


def _is_of_the_speaker(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage is not on another speaker than the one asked about, who stands elsewhere in the paragraph."""
    speakers = knowledge.speakers.rows
    asked = {key for key in query.names(NameKind.PERSON) if key in speakers}
    if not asked or asked & knowledge.names(passage):
        return True
    return passage.speaker is None and not any(key in speakers for key in knowledge.own_names(passage))


def _around(passage: Passage, knowledge: Knowledge) -> list[str]:
    """Return the texts of the paragraph around a passage and of the one before it in the same section."""
    document = knowledge.index.document_by_id[passage.document_id]
    at = bisect_right(document.paragraphs, passage.span.start, key=lambda paragraph: paragraph.span.start)
    near = document.paragraphs[max(0, at - 2) : at]
    return [document.slice(p.span) for p in near if p.section_id == passage.section_id]


def _is_written(name: Name, words: frozenset[str]) -> bool:
    """Say whether each word of a name begins as one of these: "Argentines" of Argentina, "US" of the United States."""
    parts = [part for part in name.key.split() if len(part) >= SHORTEST_START] or name.key.split()
    initials = "".join(word[0] for word in name.text.split() if word[0].isupper()).lower()
    starts = [part[: min(LONGEST_START, max(1, len(part) - 1))] for part in parts]
    spelled = all(any(word.startswith(start) for word in words) for start in starts)
    return spelled or (len(initials) > 1 and initials in words)


def named_before(query: Query, passage: Passage, knowledge: Knowledge) -> list[str]:
    """Return the names that the question asks about and are given before the passage, and not in it.

    Given in its paragraph, or in the one before where that goes on about them.
    """
    asked = {mention.name.key for mention in query.mentions}
    missing = asked - knowledge.names(passage)
    if not missing:
        return []
    paragraph = knowledge.paragraph(passage)
    before = passage.span.start - paragraph.span.start
    given = [m.name for m in knowledge.mentions(paragraph) if m.span.end <= before]
    names = (*knowledge.taken_up(paragraph), *given)
    return list(dict.fromkeys(name.text for name in names if name.key in missing))


_GROUNDS: dict[str, Callable[[Query, Passage, Knowledge], bool]] = {
    "mention": _mentions,
    "property": may_have_property,
    "foremost": may_be_foremost,
    "predicate": _says_something,
    "quality": _speaks_of_the_quality,
    "names": _knows_all_names,
    "speaker": _is_of_the_speaker,
    "destination": goes_there,
    "whereabouts": says_where,
    "origin": comes_from_there,
    "head": is_head_of_it,
    "names of them": names_them,
    "rank": has_the_rank,
    "par": is_on_a_par,
    "person": names_somebody,
    "figure": tells_more_than_a_career,
}
