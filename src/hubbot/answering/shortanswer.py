"""The words inside a cited passage that answer by themselves: a place, a person, a number, a date. May be none."""

from __future__ import annotations

import re

from hubbot.answering.amounts import whole_amount
from hubbot.answering.entities import Mention, NameKind, name_key
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query
from hubbot.text import normalise, stem_tokens, tokenize, without_links
from hubbot.types import Passage, PassageKind, Span

_SCALES = r"(?:million|billion|thousand|hundred|millones|millón|milhões|milhão|mil)"
_SHARES = r"(?:per ?cent(?:age points?)?|por ?ciento|por cento)"
_NUMBER = re.compile(
    rf"(?:US)?[$€£]?\d+(?:[.,]\d+)*(?:\s?[–-]\s?\d+(?:[.,]\d+)*)?\+?(?:\s?%|\s(?:{_SCALES}|{_SHARES})\b|(?![\w]))|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds|thousands|dozens|almost two-thirds|two-thirds|half)\b",
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
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:de\s)?)?(?:{_MONTHS})(?:\s\d{{1,2}}\b,?)?(?:\s(?:de\s)?\d{{4}})?|"
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
# How many characters after a number may hold the noun that it counts ("1,300 different businesses").
COUNTED_REACH = 24
_COUNTED = re.compile(r"\b(?:how many|cuant[oa]s|quant[oa]s|number of|numero de)\s+(\w+(?: \w+)?)")
_PLURAL = re.compile(
    r"\b(?:which|what|name|list|que|cuales|quais) (?:\w+ ){0,3}?(?:cities|places|towns|hubs|locations|countries|developers|people|"
    r"ciudades|lugares|paises|cidades|desarrolladores|desenvolvedores)\b"
)
_ELSEWHERE = re.compile(
    r"\bthere\b(?! (?:is|are|was|were|has|have|will|would|can|may|might|must|should|seems?|exists?)\b)|\b(?:allí|ahí|allá|lá|ali)\b",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"[A-ZÀ-Ý]\w+(?: [A-ZÀ-Ý][\w.]*)+")
_REST_OF_NAME = re.compile(r"(?:[ -][A-ZÀ-Ý][\w'’-]*)+")
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Yy]o|[Mm]e|[Mm]i|[Ee]u|[Mm]eu|[Mm]inha)\b")
_IS_WHAT = re.compile(r"\b(?:is|are|was|were|es|era|e|foi)(?: (?:the|el|la|o|a))?\W*$")
_APPOSED = re.compile(r",\s[^,;:.!?]{3,60}")
_KIND_WORDS = "city town place hub country nation person ciudad lugar país cidade país"
_OR = re.compile(r"(?:'s|’s)?,?\s(?:or|o|u|ou)\s(?:in |en |em |the )?", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.!?–—]\s")
_LISTED = re.compile(r"(?:,\s|,?\s(?:and|or|y|e|o|ou)\s)(?:(?:the|el|la|los|las|o|a|os|as)\s)?")
_IS_A_PLACE = re.compile(
    r"^(?:the|this|that|la|el|a|o|esta|essa) (?:city|town|place|country|region|area|ciudad|lugar|pais|cidade|regiao|region)$"
)
_DIRECTED = re.compile(
    r"\b(?:towards?|in|into|on|onto|for|at|about|near|than|en|para|sobre|em|no|na) (?:the |a |an |el |la |o )?$"
)
_ACCOMPANIED = re.compile(
    r"\b(?:with|without|for|of|than|about|con|sin|com|sem|de|para) (?:the |a |an |el |la |o )?$"
)
GUESS_MAX_WORDS = 8
_NAMES = {
    AnswerType.CITY: (NameKind.CITY,),
    AnswerType.COUNTRY: (NameKind.COUNTRY,),
    AnswerType.PERSON: (NameKind.PERSON,),
}


def find_words(
    query: Query, passage: Passage, knowledge: Knowledge, guess: Span | None = None
) -> Span | None:
    """Return the document span of the words in ``passage`` that answer, or None.

    ``guess`` is the scorer's span, in the document. Where a number, date or name is asked for, the candidate of
    that kind is taken that the guess touches, else the one nearest to the question's words; asked "where" or
    "who", a short guess stands by itself.
    """
    inside = _shift(guess, -passage.span.start) if guess else None
    places = [
        span.start
        for token, span in tokenize(without_links(passage.text))
        if _stems(token, query) & query.words or token in _asked_words(query)
    ]
    found = _candidates(query, passage, knowledge)
    if found:
        touched = [span for span in found if inside is not None and span.overlaps(inside)]
        counted = [
            span for span in found if _counts(query, passage.text[span.end : span.end + COUNTED_REACH])
        ]
        pool = counted or _told_apart(touched, found, query, passage) or touched or found
        if query.answer_type is AnswerType.DURATION:
            pool = _within_clause(found, query, passage) or pool
        best = min(pool, key=lambda span: (_distance(span, places), span.start))
        if query.answer_type in _NAMES and _PLURAL.search(normalise(query.text)):
            best = _joined(best, passage, knowledge)
        return _shift(best, passage.span.start)
    words = passage.text[inside.start : inside.end] if inside is not None else ""
    if not _FULL_NAME.fullmatch(words) and _is_by_who_is_asked_for(query, passage, knowledge):
        return None
    is_name = words[:1].isupper() and query.answer_type in _NAMES and _PLURAL.search(query.plain)
    if guess and inside and (_asks_where(query) or query.answer_type is AnswerType.PERSON or is_name):
        grammar = GRAMMARS.get(knowledge.index.language_of(passage.document_id), GRAMMARS["en"])
        points = normalise(words) in grammar.pronouns  # "there" says where only to who reads on
        role, said = name_key(passage.speaker_role or ""), name_key(words)
        is_role = bool(role) and (role in said or said in role)  # "a senior baker" is nowhere
        if is_role or _is_of_another_kind(passage.text[: inside.start], words, query):
            return None
        if len(words.split()) <= GUESS_MAX_WORDS and name_key(words) not in query.names() and not points:
            return _whole_name(guess, passage)
    return None


def _whole_name(guess: Span, passage: Passage) -> Span:
    """Return the words with the rest of the name that they end in: "Pill Hill", where "Pill" was read."""
    more = _REST_OF_NAME.match(passage.text, guess.end - passage.span.start)
    words = passage.text[guess.start - passage.span.start : guess.end - passage.span.start]
    return (
        Span(guess.start, guess.end + len(more.group()))
        if more and words.split()[-1][:1].isupper()
        else guess
    )


def _is_by_who_is_asked_for(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a quote is of whoever is asked for: "who had a baby?" is answered by who says "I had one"."""
    if query.answer_type is not AnswerType.PERSON or passage.kind is not PassageKind.QUOTE:
        return False
    if passage.speaker is None or knowledge.entities.canonical(passage.speaker) in query.names():
        return False
    return _FIRST_PERSON.search(passage.text) is not None


def _is_of_another_kind(before: str, words: str, query: Query) -> bool:
    """Say whether words are plainly nobody, or nowhere: "the city" is no person, nor is what stands behind "towards"."""
    if any(word[:1].isupper() for word in words.split()):
        return False
    if query.answer_type is AnswerType.PERSON:
        return bool(_IS_A_PLACE.match(normalise(words)) or _DIRECTED.search(normalise(before)))
    return _ACCOMPANIED.search(normalise(before)) is not None


def _told_apart(touched: list[Span], found: list[Span], query: Query, passage: Passage) -> list[Span]:
    """Return the names that the words of the question stand right behind as another name for them: "Lima, Peru's capital"."""
    if query.answer_type not in _NAMES or not query.words or len(found) < 2:
        return []
    named = []
    for span in found:
        behind = passage.text[span.end :]
        apposed = _APPOSED.match(behind)
        if apposed and query.words <= _stems(apposed.group(), query) | _stems(_KIND_WORDS, query):
            named.append(span)
    return named if not set(named) & set(touched) else []


def _within_clause(found: list[Span], query: Query, passage: Passage) -> list[Span]:
    """Return the spans with a word of the question, no name, in their clause: "has lived there for ten years"."""
    said = [
        span.start
        for token, span in tokenize(without_links(passage.text))
        if _stems(token, query) & query.words
    ]
    return [
        span
        for span in found
        if any(not _CLAUSE.search(passage.text, *sorted((place, span.start))) for place in said)
    ]


def _candidates(query: Query, passage: Passage, knowledge: Knowledge) -> list[Span]:
    for pattern in _PATTERNS.get(query.answer_type, ()):
        found = [Span(*match.span()) for match in pattern.finditer(without_links(passage.text))]
        found = [span for span in found if passage.text[span.start : span.end] not in query.text]
        if found:
            return [whole_amount(span, passage.text) for span in _as_counted(query, found, passage)]
    kinds = _NAMES.get(query.answer_type)
    if not kinds or _asks_where(query):
        return []
    named = set(query.names()) - _described(query)
    return [
        mention.span
        for mention in knowledge.mentions(passage)
        if mention.exact and mention.name.kind in kinds and mention.name.key not in named
    ]


def _described(query: Query) -> set[str]:
    """Return the names that the question means without using them: asked for "the capital of Peru", Lima is the answer."""
    return {
        m.name.key
        for m in query.mentions
        if m.exact
        and not set(name_key(query.text[m.span.start : m.span.end]).split()) & set(m.name.key.split())
        and _IS_WHAT.search(normalise(query.text[: m.span.start]))
    }


def _joined(span: Span, passage: Passage, knowledge: Knowledge) -> Span:
    """Return ``span`` with the names that are listed with it, before and behind: "Austin and Florida"."""
    mentions = knowledge.mentions(passage)
    for mention in mentions:
        between = passage.text[span.end : mention.span.start]
        if mention.span.start >= span.end and _LISTED.fullmatch(between):
            span = Span(span.start, mention.span.end)
    for mention in reversed(mentions):
        between = passage.text[mention.span.end : span.start]
        if mention.span.end <= span.start and _LISTED.fullmatch(between):
            span = Span(mention.span.start, span.end)
    return span


def _as_counted(query: Query, found: list[Span], passage: Passage) -> list[Span]:
    """Return the numbers as a count is given: with the years or hours they count, money only where nothing else is."""
    if query.answer_type is not AnswerType.NUMBER:
        return found
    plain = [span for span in found if not _MONEY.match(passage.text, span.start)]
    times = [Span(*match.span()) for match in _DURATION.finditer(passage.text)]
    return [next((time for time in times if time.overlaps(span)), span) for span in plain or found]


def _counts(query: Query, following: str) -> bool:
    """Say whether the words after a number are what is counted: "how many businesses", "1,300 different businesses"."""
    if query.answer_type is not AnswerType.NUMBER:
        return False
    head = _COUNTED.search(normalise(query.text))
    counted = _stems(head.group(1), query) & query.words if head else query.words
    return bool(_stems(following, query) & (counted or query.words))


def _asks_where(query: Query) -> bool:
    return bool(re.search(r"\b(?:where|donde|onde)\b", normalise(query.text)))


def place_of(query: Query, passage: Passage, knowledge: Knowledge) -> str | None:
    """Return the city or country that the passage stands under, where one is asked for and is not in the question.

    None where the passage may be on another place: it says "there", or the paragraph spoke of another one last.
    """
    text = {AnswerType.CITY: passage.city, AnswerType.COUNTRY: passage.country}.get(query.answer_type)
    if not text or name_key(text) in query.names() or _ELSEWHERE.search(passage.text):
        return None
    paragraph, kinds = knowledge.paragraph(passage), _NAMES[query.answer_type]
    before = [
        mention.name.key
        for mention in knowledge.mentions(paragraph)
        if mention.name.kind in kinds and paragraph.span.start + mention.span.end <= passage.span.start
    ]
    return None if before and before[-1] != name_key(text) else text


def chosen_of_two(query: Query, passage: Passage, knowledge: Knowledge) -> str | None:
    """Return the one of two names offered ("in Lima or Quito?") that the passage has, or stands under, and not the other.

    None where they are compared: which of the two a sentence on one speaks for is not said by its name.
    """
    if query.direction is not None:
        return None
    pairs = zip(query.mentions, query.mentions[1:], strict=False)
    offered = next(
        (pair for pair in pairs if _OR.fullmatch(query.text[pair[0].span.end : pair[1].span.start])), ()
    )
    there = knowledge.names(passage)
    kept = [mention.name for mention in offered if mention.name.key in there]
    if len(kept) != 1:
        return None
    own = next((m.span for m in knowledge.mentions(passage) if m.exact and m.name.key == kept[0].key), None)
    return kept[0].text if own is None else passage.text[own.start : own.end]


def subject_place(query: Query, passage: Passage, knowledge: Knowledge) -> Mention | None:
    """Return the first place that the passage's words name and the question does not."""
    return next(
        (
            mention
            for mention in knowledge.mentions(passage)
            if mention.exact
            and mention.name.kind in (NameKind.CITY, NameKind.COUNTRY)
            and mention.name.key not in query.names()
        ),
        None,
    )


def _asked_words(query: Query) -> frozenset[str]:
    return frozenset(word for key in query.names() for word in key.split())


def _stems(text: str, query: Query) -> frozenset[str]:
    return frozenset(stem for language in ("en", query.language) for stem in stem_tokens(text, language))


def _distance(span: Span, places: list[int]) -> int:
    return min((abs(place - span.start) for place in places), default=0)


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
