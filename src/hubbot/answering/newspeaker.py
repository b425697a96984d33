"""Somebody else is asked about: "What does Ana think of Lima? And Ivo?" asks what Ivo thinks, of Lima only if he speaks of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hubbot.answering.entities import Mention, NameKind
from hubbot.answering.knowledge import Knowledge

_ABOUT = re.compile(
    r"\s+(?:of|about|on|in|regarding|de|del|sobre|acerca de|do|da|em)\s+(?:(?:the|la|el|o|a)\s+)?$",
    re.IGNORECASE,
)


def without_what_others_spoke_of(question: str, own: Sequence[Mention], knowledge: Knowledge) -> str:
    """Return the earlier question with a new speaker in it, without the names of which that speaker says nothing."""
    people = [mention.name.key for mention in own if mention.name.kind is NameKind.PERSON]
    statements = knowledge.statements(people[0]) if len(people) == 1 else []
    if not statements:
        return question
    spoken_of = frozenset().union(
        *(knowledge.names(passage) | knowledge.paragraph_names(passage) for passage in statements)
    )
    for mention in reversed(knowledge.entities.find(question)):
        before = _ABOUT.search(question[: mention.span.start])
        if before and mention.name.key not in {people[0], *spoken_of}:
            question = question[: before.start()] + question[mention.span.end :]
    return question
