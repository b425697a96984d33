"""The words inside a cited passage that answer by themselves: a place, a person, a number, a date. May be none."""

from __future__ import annotations

import re

from hubbot.answering.grammar import AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.entities import Mention, NameKind, name_key
from hubbot.answering.query import Query
from hubbot.text import stem_tokens, tokenize
from hubbot.types import Passage, Span

_SCALES = r"(?:million|billion|thousand|hundred|millones|millón|milhões|milhão|mil)"
_NUMBER = re.compile(
    rf"(?:US)?[$€£]?\d+(?:[.,]\d+)*(?:\s?[–-]\s?\d+(?:[.,]\d+)*)?\+?(?:\s?%|\s{_SCALES}\b)?|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|almost two-thirds|two-thirds|half)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?:US|A|C)?[$€£¥]\s?\d+(?:[.,]\d+)*(?:\s{_SCALES}\b)?|\d+(?:[.,]\d+)*(?:\s{_SCALES})?\s(?:dollars|euros|pesos|reais)",
    re.IGNORECASE,
)
_MONTHS = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|enero|febrero|marzo|abril|"
    r"mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|"
    r"outubro|novembro|dezembro"
)
_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:de\s)?)?(?:{_MONTHS})(?:\s\d{{1,2}},?)?(?:\s(?:de\s)?\d{{4}})?|"
    r"\b(?:1[0-9]|20)\d\d(?:s\b|[–-]\d{2,4}\b)?|\b\d{1,2}(?:st|nd|rd|th)[ -]century\b",
)
_UNITS = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|años?|meses|días?|horas?|anos?|dias?)"
)
_DURATION = re.compile(
    rf"(?:\d+(?:[.,]\d+)*\+?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|an?|un|una|um|uma|dos|tres))"
    rf"(?:\s(?:and\s)?\w+)?[\s-]{_UNITS}\b|\b(?:hour|day|week|month|year)-long\b",
    re.IGNORECASE,
)
_PATTERNS = {
    AnswerType.NUMBER: (_NUMBER,),
    AnswerType.MONEY: (_MONEY, _NUMBER),
    AnswerType.DATE: (_DATE,),
    AnswerType.DURATION: (_DURATION, _NUMBER),
}
_NAMES = {
    AnswerType.CITY: (NameKind.CITY,),
    AnswerType.COUNTRY: (NameKind.COUNTRY,),
    AnswerType.PERSON: (NameKind.PERSON,),
}


def find_words(query: Query, passage: Passage, knowledge: Knowledge) -> Span | None:
    """Return the document span of the words in ``passage`` that answer, or None.

    Of several candidates the one nearest to the question's words is taken, the earlier one among equals.
    """
    places = [
        span.start
        for token, span in tokenize(passage.text)
        if set(stem_tokens(token, "en")) & query.words or token in _asked_words(query)
    ]
    for pattern in _PATTERNS.get(query.answer_type, ()):
        found = [Span(*match.span()) for match in pattern.finditer(passage.text)]
        found = [span for span in found if passage.text[span.start : span.end] not in query.text]
        if found:
            return _shift(min(found, key=lambda span: (_distance(span, places), span.start)), passage)
    kinds = _NAMES.get(query.answer_type)
    if kinds:
        mentions = [
            mention
            for mention in knowledge.entities.find(passage.text)
            if mention.exact and mention.name.kind in kinds and mention.name.key not in query.names()
        ]
        if mentions:
            best = min(mentions, key=lambda mention: (_distance(mention.span, places), mention.span.start))
            return _shift(best.span, passage)
    return None


def place_of(query: Query, passage: Passage) -> str | None:
    """Return the city or country that the passage stands under, where one is asked for and is not in the question."""
    asked = query.names()
    text = {AnswerType.CITY: passage.city, AnswerType.COUNTRY: passage.country}.get(query.answer_type)

    return text if text and name_key(text) not in asked else None


def subject_place(query: Query, passage: Passage, knowledge: Knowledge) -> Mention | None:
    """Return the first place that the passage's words name and the question does not."""
    return next(
        (
            mention
            for mention in knowledge.entities.find(passage.text)
            if mention.exact
            and mention.name.kind in (NameKind.CITY, NameKind.COUNTRY)
            and mention.name.key not in query.names()
        ),
        None,
    )


def _asked_words(query: Query) -> frozenset[str]:
    return frozenset(word for key in query.names() for word in key.split())


def _distance(span: Span, places: list[int]) -> int:
    return min((abs(place - span.start) for place in places), default=0)


def _shift(span: Span, passage: Passage) -> Span:
    return Span(passage.span.start + span.start, passage.span.start + span.end)
