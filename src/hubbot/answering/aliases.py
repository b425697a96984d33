"""What something is called besides: "any nickname for Lima?" is answered by the sentence that names it in another way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from hubbot.answering.citations import cite
from hubbot.answering.finding import Finding
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.properties import asked_property
from hubbot.answering.query import Query
from hubbot.types import Passage, PassageKind, Span

# A sentence that names it and says that it has another name is seldom about something else.
ALIAS_CERTAINTY = 0.7
_ASKS = re.compile(
    r"\b(?:also|else|otherwise|sometimes) (?:called|known|referred)\b|\bwhat else (?:is|was|are|were) [\w .'-]+ (?:called|known)\b|"
    r"\b(?:have|has|got) (?:a |any |an)?(?:nick-?name|other names?|another name)s?\b|\b(?:called|known as|nicknamed) (?:as well|besides)\b|"
    r"\bque otro nombre\b|\bque outro nome\b|\b(?:apodo|apodan|apodada|apelido|apelidada)\b"
)
_NAMES = re.compile(
    r"(?i:another name|other name|nickname(?: is| of)?|nicknamed|(?:also|otherwise|sometimes|often|locally|popularly) (?:known as|called|referred to as)|"
    r"known as|dubbed|goes by|otro nombre|apodada?|conocid[oa] (?:tambi[eé]n )?como|outro nome|apelidad[oa]|conhecid[oa] (?:tamb[eé]m )?como)"
    r"[\s\u00a0]*[–—:,-]?[\s\u00a0]*[“\"‘'«]?(?P<alias>(?:(?:[Tt]he|[Ee]l|[Ll]a|[Oo]|[Aa])[\s\u00a0])?"
    r"[^\W\d_a-zà-ÿ][\w’'-]*(?:[\s\u00a0](?:[^\W\d_a-zà-ÿ][\w’'-]*|of(?: the)?|de(?: la| los)?|da|do))*)"
)


class Weighed(Protocol):
    """A passage and what it lacks."""

    @property
    def passage(self) -> Passage:
        """The passage."""
        ...

    @property
    def lacks(self) -> str | None:
        """What it has not and an answer must have."""
        ...


def find_alias(query: Query, candidates: Sequence[Weighed], knowledge: Knowledge) -> Finding | None:
    """Return the sentence that gives what the question names another name, None where none is asked for or given."""
    asked = set(query.names())
    if not asked or not (asked_property(query.text).startswith("nickname") or _ASKS.search(query.plain)):
        return None
    for candidate in candidates:
        passage = candidate.passage
        named = _NAMES.search(passage.text)
        if named is None or passage.kind is PassageKind.FACT or not asked & knowledge.own_names(passage):
            continue
        start = passage.span.start
        bold = Span(start + named.start("alias"), start + named.end("alias"))
        return Finding(named["alias"], (cite(knowledge.index, passage, [bold]),), ALIAS_CERTAINTY)
    return None
