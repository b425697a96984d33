"""What a passage has to hold to be an answer at all, however near it stands and whatever a model thinks of it."""

from __future__ import annotations

import re
from bisect import bisect_right

from hubbot.answering.dimensions import dimensions_of, spoken_of
from hubbot.answering.entities import name_key
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.mentioned import asks_if_mentioned, may_mention
from hubbot.answering.predicates import says_something_of_the_kind
from hubbot.answering.properties import may_be_foremost, may_have_property
from hubbot.answering.query import Query
from hubbot.text import normalise, tokenize
from hubbot.types import Passage

MOST_WORDS = 3
"""Content words of a question that asks no more than whether something is so: "is Lima safe?"."""
SHORTEST_START = 4
_IS_SO = re.compile(r"^(?:and |so )?(?:is|are|was|were|es|son|e|sao|hay|ha)\b")
_ADDED = re.compile(r"\s*\([^()]*\)\W*$")  # what an earlier question is remembered by


def may_answer(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage can answer: it speaks of whom and of what is asked."""
    if asks_if_mentioned(query) and not may_mention(query, passage, knowledge):
        return False
    return (
        may_have_property(query, passage, knowledge)
        and may_be_foremost(query, passage, knowledge)
        and says_something_of_the_kind(query, passage)
        and _speaks_of_the_quality(query, passage, knowledge)
        and _knows_all_names(query, passage, knowledge)
    )


def _speaks_of_the_quality(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage speaks of what a place is asked to be: "is Lima safe?" is decided by words on safety."""
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
    words = normalise(" ".join(filter(None, (passage.text, passage.section, *_around(passage, knowledge)))))
    return all(
        name.key in near
        or name_key(name.text) not in asked
        or name.text.isupper()
        or name == subject
        or normalise(name.text) in words
        or _begins_alike(name.key, words)
        for name in (mention.name for mention in query.mentions)
    )


def _around(passage: Passage, knowledge: Knowledge) -> list[str]:
    """Return the texts of the paragraph around a passage and of the one before it in the same section."""
    document = knowledge.index.document_by_id[passage.document_id]
    at = bisect_right(document.paragraphs, passage.span.start, key=lambda paragraph: paragraph.span.start)
    near = document.paragraphs[max(0, at - 2) : at]
    return [document.slice(p.span) for p in near if p.section_id == passage.section_id]


def _begins_alike(key: str, words: str) -> bool:
    """Say whether one of the words is made of a name: "Argentines" of Argentina."""
    start = key[: max(SHORTEST_START, len(key) - 1)]
    return " " not in key and any(word.startswith(start) for word in words.split())


def named_before(query: Query, passage: Passage, knowledge: Knowledge) -> list[str]:
    """Return the names that the question asks about and the paragraph gives before the passage, and it does not itself."""
    asked = {mention.name.key for mention in query.mentions}
    missing = asked - knowledge.names(passage)
    if not missing:
        return []
    paragraph = knowledge.paragraph(passage)
    before = passage.span.start - paragraph.span.start
    return list(
        dict.fromkeys(
            m.name.text
            for m in knowledge.mentions(paragraph)
            if m.name.key in missing and m.span.end <= before
        )
    )
