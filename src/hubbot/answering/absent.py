"""Names and years that a question asks for and the corpus never mentions."""

from __future__ import annotations

import re

from hubbot.answering.entities import Entities, Mention, name_key
from hubbot.answering.gazetteer import country_code, country_of_adjective, is_known_place
from hubbot.answering.grammar import Grammar
from hubbot.answering.words import is_of_calendar
from hubbot.text import normalise, tokenize
from hubbot.types import Span

_CONTRACTION = re.compile(r"'(?:m|re|ve|ll|d|s|t)$")
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")


# Countries' names that are words of a question when written small: "le gana a", "turkey".
_WORDS_TOO = frozenset(
    ["gana", "turkey", "jersey", "guinea", "chad", "polish", "queens", "phoenix", "reunion", "hue", "pest"]
)
# "in Spanish", "en español": the language of the conversation, no place.
_IN_LANGUAGE = re.compile(r"\b(?:in|en|em|speak|speaks|hablas?|falas?|fala)\s+$", re.IGNORECASE)


MOST_BESIDE = 1
"""Words of meaning beside names that the corpus lacks, at most, where the question can be about nothing else."""

# A year limits what is asked only where it is the time of it: "in 2015", not "after 2000".
_IN_YEAR = re.compile(r"\b(?:in|during|for|of|en|em|durante|de|do ano|el ano)\s*$")


def missing_names(
    text: str, mentions: tuple[Mention, ...], entities: Entities, grammar: Grammar
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the question names and the corpus never mentions: places and years, and other capitalised words.

    A place is a name that the gazetteer knows, however written; the words are returned as the reader wrote them.
    """
    tokens = [
        (token.removesuffix("'s"), span)
        for token, span in tokenize(text)
        if not any(mention.span.overlaps(span) for mention in mentions)
    ]
    missing: list[Span] = _missing_pairs(text, tokens, entities)
    unknown: list[Span] = []
    for token, span in tokens:
        if token in entities.vocabulary or token in grammar.function_words or is_of_calendar(token):
            continue
        word = text[span.start : span.end]
        if _YEAR.fullmatch(token):
            if _IN_YEAR.search(text[: span.start].casefold()):
                missing.append(span)
        elif _CONTRACTION.search(token) or (token in _WORDS_TOO and word.islower()):
            continue
        elif is_known_place(name_key(word), written_large=word[0].isupper()) or country_of_adjective(token):
            if country_of_adjective(token) and _IN_LANGUAGE.search(text[: span.start]):
                continue
            if not entities.has_country(name_key(word)):
                missing.append(span)
        elif _is_written_large(text, span) and entities.correct(token) is None:
            unknown.append(span)
    return _printed(text, missing), _printed(text, unknown)


def _printed(text: str, spans: list[Span]) -> tuple[str, ...]:
    """Return the words at ``spans`` as written, neighbours joined."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and joined[-1].contains(span):
            continue
        if joined and text[joined[-1].end : span.start].strip() == "":
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(re.sub(r"['’]s$", "", text[span.start : span.end]) for span in joined)


def _is_written_large(text: str, span: Span) -> bool:
    """Say whether a word is capitalised by choice: not the first of a sentence, not all of the text."""
    before = text[: span.start].strip("¿¡\"“'( ")
    if not before or before[-1] in ".?!:" or text.upper() == text or not text[span.start].isupper():
        return False
    words: list[str] = re.findall(r"[^\W\d_]+", text)
    return 2 * sum(word[0].isupper() for word in words) <= len(words) + 2  # not A Title Cased Question


def _missing_pairs(text: str, tokens: list[tuple[str, Span]], entities: Entities) -> list[Span]:
    """Return spans of two or three words that are one place the corpus never names ("costa de marfil")."""
    found = []
    for length in (3, 2):
        for at in range(len(tokens) - length + 1):
            span = Span(tokens[at][1].start, tokens[at + length - 1][1].end)
            key = name_key(text[span.start : span.end])
            if (
                key not in entities.by_key
                and is_known_place(key, written_large=False)
                and not entities.has_country(key)
            ):
                found.append(span)
    return found


def all_that_is_asked(unknown: tuple[str, ...], content: tuple[str, ...]) -> tuple[str, ...]:
    """Return the unknown names where a question asks about them and nothing else: "how long is the Weser?".

    Of capitals the text may have the words ("CEO", "DMs"), of a country the letters.
    """
    names = tuple(
        n for n in unknown if not n.removesuffix("s").isupper() and country_code(name_key(n)) is None
    )
    own = {word for name in names for word in normalise(name).split()}
    rest = [word for word in content if word not in own]
    return names if names and names == unknown and len(rest) <= MOST_BESIDE else ()
