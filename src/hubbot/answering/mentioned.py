"""Whether something is spoken of at all: "does anyone mention safety?", "does the article talk about rents?".

Such a question is answered by a passage that speaks of the thing; one that is merely near it decides nothing.
"""

from __future__ import annotations

import re

from hubbot.answering.dimensions import dimensions_of, spoken_of
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query
from hubbot.text import tokenize
from hubbot.types import Passage

_SPEAKS = (
    r"(?:mentions?|mentioned|talks? about|talked about|speaks? (?:of|about)|discuss(?:es)?|complains? about|comments? on|says? (?:anything|something) (?:about|on)|"
    r"refers? to|cover|address|menciona[n]?|habla[n]? de|dice[n]? algo (?:de|sobre)|comenta[n]?|se quejan? de|trata[n]? de|"
    r"fala[m]? (?:de|sobre)|diz algo sobre|dizem algo sobre|comenta[m]?|reclama[m]? d[eoa]s?)"
)
_ANYBODY = r"(?:any(?:one|body)|some(?:one|body)|any of (?:the|them) ?\w*|alguien|alguem|alguno de los \w+|algum d[oa]s \w+)"
_THE_TEXT = r"(?:(?:the|this) (?:article|text|piece|author|story)|(?:el|este) (?:articulo|texto)|(?:o|este) (?:artigo|texto)|it)"
_IF_BY_ANYBODY = re.compile(
    rf"^\W*(?:and |y |e )?(?:(?:does|did|do|has|have|is there) )?{_ANYBODY} (?:here |ever |also )?(?:who )?{_SPEAKS}\b"
)
_IF_AT_ALL = re.compile(
    rf"^\W*(?:and |y |e )?(?:(?:does|did|do|has|have|se) )?{_THE_TEXT} (?:even |ever |also )?{_SPEAKS}\b"
)


def asks_if_mentioned(query: Query) -> bool:
    """Say whether a question asks no more than whether something is spoken of."""
    plain = query.plain
    return bool(_IF_AT_ALL.match(plain) or _IF_BY_ANYBODY.match(plain))


def may_mention(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage speaks of what such a question is about, and by somebody where that is asked."""
    plain = query.plain
    if _IF_BY_ANYBODY.match(plain) and not passage.speaker:
        return False
    if not set(query.names()) <= knowledge.names(passage):
        return False
    spoken = re.compile(_SPEAKS).search(plain)
    words = [token for token, _ in tokenize(plain[spoken.end() :])] if spoken else []
    dimensions = dimensions_of(words)
    if dimensions & spoken_of([token for token, _ in tokenize(passage.text)]):
        return True
    return bool(query.names()) or bool(query.words & knowledge.stems(passage))
