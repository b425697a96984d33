"""Block quotes and pull quotes with the line that says whose they are: "– Name, role"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hubbot.marks import find_quotations, trim
from hubbot.reading.layout import Block
from hubbot.reading.lexicon import Lexicon
from hubbot.reading.names import NAME, Person, role_after
from hubbot.types import Span

_DASH = r"(?:[—–―~]|--?(?=[ \t\u00a0@—–-]|[^\W\d_a-z]))(?:[ \t\u00a0]*[—–-](?=\s))?"
_LINE = re.compile(rf"[>\s*_]*{_DASH}[ \t\u00a0]*(?=\S)")
_TAIL = re.compile(rf"(?<=[.!?…”\"»’*_])[ \t\u00a0\n>]*{_DASH}[ \t\u00a0]*(?=[^\s\d])")
_BRACKETS = re.compile(rf"[ \t\u00a0]*\((?P<name>{NAME.pattern})(?P<rest>(?:,[^()\n\d]{{2,80}})?)\)[\s.]*")
_NEXT_LINE = re.compile(rf"[ \t]*\n[>\s*_]*(?P<name>{NAME.pattern})(?P<rest>(?:,[^().!?\n]{{2,80}})?)[*_\s]*")
_MARKUP = '*_[ \t\u00a0(<"'
_WORDS = re.compile(r"[^,\[\](){}<>|\n*“”\"]{1,60}")
_QUOTE_OF = re.compile(
    r"\b(?:quotes?|quotation|words|saying|motto|cita|frase|palabras|lema|citação|palavras)\s+(?:of|by|from|de|do|da|del)\s+\[?"
    rf"(?P<name>{NAME.pattern})(?:\]\([^()\s]*\))?[*_]*:\Z"
)
# A credit names a person and perhaps a source: a longer tail is the text going on after a dash.
_TAIL_CHARACTERS, _NAME_WORDS = 300, 6


@dataclass(frozen=True, slots=True)
class PullQuote:
    """The words of a quote set apart, and who is credited."""

    words: Span
    person: Person | None
    marked: bool


def credited(text: str, span: Span, lex: Lexicon) -> Person | None:
    """Return the person that an attribution line names ("— Jane Doe, director"), or None."""
    match = _LINE.match(text, span.start, span.end)
    if match is None or len(span) > _TAIL_CHARACTERS:
        return None
    return _person(text, Span(match.end(), span.end), lex)


def credited_above(text: str, end: int, lex: Lexicon) -> Person | None:
    """Return the person that the words before a quote credit it to: "let me share this quote of Ann Lee:"."""
    before = text[max(0, end - _TAIL_CHARACTERS) : end].rstrip(" \t\r\n\u00a0>")
    match = _QUOTE_OF.search(before)
    if match is None or match["name"].casefold() in lex.not_names:
        return None
    start = max(0, end - _TAIL_CHARACTERS)
    return Person(Span(start + match.start("name"), start + match.end("name")), None)


def credited_below(text: str, span: Span, lex: Lexicon) -> Person | None:
    """Return the person that all of ``span``, the rest of a quote's paragraph, names: "(Ann Lee, cook)"."""
    if not 0 < len(span) <= _TAIL_CHARACTERS:
        return None
    match = _BRACKETS.fullmatch(text, span.start, span.end) or _NEXT_LINE.fullmatch(
        text, span.start, span.end
    )
    if match is None or " " not in match["name"] or match["name"].split()[0].casefold() in lex.not_names:
        return None
    name = Span(*match.span("name"))
    return Person(
        name, role_after(text, name.end, match.end("rest"), lex) or _rest(text, name.end, match.end("rest"))
    )


def _person(text: str, span: Span, lex: Lexicon) -> Person | None:
    """Return the name at the start of a credit; a link around it is left out, a cited title is no role."""
    start = span.start
    while start < span.end and text[start] in _MARKUP:
        start += 1
    words = _WORDS.match(text, start, span.end)
    if words is None:
        return None
    name = trim(text, Span(*words.span()))
    if text[name.start : name.end].split(" ")[0].casefold() in lex.breaks | lex.pronouns | lex.they | lex.it:
        return None
    proper = NAME.match(text, name.start, name.end)
    if proper is not None and proper.group().casefold() not in lex.not_names:
        name = Span(*proper.span())
    elif len(text[name.start : name.end].split()) > _NAME_WORDS or not len(name):
        return None
    if text[name.end - 1] == "." and name.end - name.start > 3:
        name = Span(name.start, name.end - 1)
    role = role_after(text, name.end, span.end, lex) or _rest(text, name.end, span.end)
    return Person(name, role)


def _rest(text: str, at: int, end: int) -> Span | None:
    """Return what follows the name after a comma, unless it is the title of a work or an address."""
    match = re.compile(r",[ \t\u00a0]+([^\W\d_][^\[\](){}<>\"“”\n]{2,80})").match(text, at, end)
    if match is None:
        return None
    rest = trim(text, Span(*match.span(1)))
    words = text[rest.start : rest.end].rstrip("*_.")
    return (
        Span(rest.start, rest.start + len(words)) if words and not re.search(r"\d{4}|http", words) else None
    )


def read_pull_quote(text: str, blocks: Sequence[Block], lex: Lexicon) -> PullQuote | None:
    """Return the quote that the blocks of one block quote make, or None where they hold no words."""
    spans = [block.span for block in blocks]
    person = credited(text, spans[-1], lex) if len(spans) > 1 else None
    if person is not None:
        spans = spans[:-1]
    words = Span(spans[0].start, spans[-1].end)
    if person is None:
        words, person = split_tail(text, words, lex)
    bare = unmarked(text, words)
    return PullQuote(bare, person, marked=bare != words) if len(bare) else None


def quotes_apart(text: str, blocks: Sequence[Block], lex: Lexicon) -> list[int]:
    """Return how many of ``blocks``, the paragraphs of one block quote, each quote in it takes.

    A credit ends a quote, and so do marks around all of a paragraph when the next one opens with a mark again.
    """
    sizes = [0]
    for place, block in enumerate(blocks):
        sizes[-1] += 1
        if place + 1 == len(blocks):
            break
        following = blocks[place + 1].span
        if credited(text, following, lex):
            continue
        ends = credited(text, block.span, lex) is not None or split_tail(text, block.span, lex)[1] is not None
        closed = text[block.span.start] in '“"«' and text[block.span.end - 1] in '”"»'
        if ends or (closed and text[following.start] in '“"«'):
            sizes.append(0)
    return sizes


def split_tail(text: str, span: Span, lex: Lexicon) -> tuple[Span, Person | None]:
    """Split "“Words.” – Name" into the words and the person credited at their end."""
    tails = list(_TAIL.finditer(text, max(span.start, span.end - _TAIL_CHARACTERS), span.end))
    for tail in reversed(tails):
        rest = Span(tail.end(), span.end)
        person = _person(text, rest, lex)
        if person is not None and _is_credit(text, rest, person):
            return trim(text, Span(span.start, tail.start())), person
    return span, None


def _is_credit(text: str, rest: Span, person: Person) -> bool:
    """Say whether the words after a dash are a credit and no further sentence."""
    end = person.role.end if person.role else person.name.end
    after = text[end : rest.end].strip(" \t\u00a0*_.)]")
    return (
        not after
        or after[0] in ",([&{"
        or after.split()[0].casefold() in ("on", "at", "via", "in", "and", "en", "em", "y", "e")
    )


def unmarked(text: str, span: Span) -> Span:
    """Return ``span`` without the quotation or emphasis marks that stand around all of it."""
    while True:
        span = trim(text, span)
        quotations = find_quotations(text, span)
        words = text[span.start : span.end]
        if quotations and quotations[0].span == span:
            span = quotations[0].inner
        elif (
            len(words) > 2
            and words[0] == words[-1]
            and words[0] in "*_"
            and words[0] not in words[1:-1].strip("*_")
        ) or (len(words) > 1 and words[0] in "“„«" and words[-1] in '”»"'):
            span = Span(span.start + 1, span.end - 1)
        else:
            return span
