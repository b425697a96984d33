"""Section headings of every common shape, author boxes and photo credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hubbot.marks import trim
from hubbot.reading.credits import is_author_label, is_credit
from hubbot.reading.facts import is_fact_line
from hubbot.reading.layout import (
    Line,
    fenced,
    is_divider,
    is_rule,
    item_marker,
    quote_marker,
    starts_dialogue,
    tables,
)
from hubbot.reading.places import place_shape, split_place
from hubbot.types import Span

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t\u00a0]+|(?=[^\s#\d!]))")
_TAIL_CHARACTERS = 200  # where the marks at the end of a heading are looked for
_ATX_TAIL = re.compile(r"[ \t]+#+[ \t]*\Z|[ \t]*\{[#.:][^{}\n]{0,80}\}[ \t]*\Z")
_SETEXT = re.compile(r" {0,3}(={3,}|-{3,}|~{3,}|\^{3,})[ \t]*")
_UNDERLINES = "=-~^"
_TAG = re.compile(
    r"[ \t]*<h(?P<level>[1-6])(?:\s[^<>\n]{0,200})?>(?P<title>[^\n]{1,200}?)</h(?P=level)>[ \t]*",
    re.IGNORECASE,
)
_BOLD = re.compile(
    r"[ \t]*(?:\d{1,2}[.)][ \t]+)?(\*\*\*|\*\*|__)(?=\S)((?:(?!\1).){1,120}?)(?<=\S)\1[ \t]*:?[ \t]*"
)
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^()\s]{0,500}\)")
_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[IVXLC]{1,6}[.)]|[A-Z][.)])[ \t\u00a0]+(?=[^\W\d_])")
_TURN = re.compile(r"[^:\n]{1,40}:\s*\S")
_PART = re.compile(
    r"(?i)(?:part|chapter|step|day|tip|lesson|parte|cap[ií]tulo|paso|passo|d[ií]a|etapa|fase)\s+\w{1,6}:"
)
_CAPITALISED = re.compile(r"(?:[^\W\d_]|\d|[¿¡“\"«])")
_PICTURE = re.compile("[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+[ \u00a0]+")
_NOT_LAST = '.,;:…-–—|!"”»'
_DATELINE = re.compile(
    r"(?i)\W*(?:by|por|von|par|di|de)\s|.*(?:\d|(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|"
    r"diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro))\D{0,9}\b(?:19|20)\d\d\W*\Z|.*\d{1,2}:\d\d|(?:published|updated|posted|publicado)\b"
)

# A printed heading is short and does not end as a sentence ends. Measured on the public article set: longer
# standalone lines are captions and one-line paragraphs.
_TITLE_CHARACTERS = 80
_TITLE_WORDS = 11
_BODY_CHARACTERS = 80
_COUNTED_WORDS = 4
# An author box stands at the end of an article; the same words at its start are a byline.
_AUTHOR_BOX_FROM = 0.5
# A bold line, or a place line among Markdown headings, stands under the last real heading.
_BOLD_LEVEL, _PLACE_LEVEL = 6, 5


class Shape(StrEnum):
    """How a heading is printed."""

    ATX = "atx"
    UNDERLINED = "underlined"
    BOLD = "bold"
    PLACE = "place"
    PLAIN = "plain"
    AUTHOR = "author"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: its number, how many lines it takes, and the words of its title."""

    line: int
    lines: int
    title: Span
    shape: Shape
    level: int = 1


def find_headings(text: str, lines: Sequence[Line], turns: frozenset[int] = frozenset()) -> list[Heading]:
    """Return the headings, author boxes and credit lines of ``text`` in order.

    ``turns`` are the lines that begin an interview turn: a bold line among them is a question. Plain title
    lines count only in a text that has no marked headings, since mixed conventions are rare.
    """
    hidden = fenced(text, lines)
    for header, rows in tables(text, lines):
        hidden |= {header, header + 1, *rows}
    found: dict[int, Heading] = {}
    for number in range(len(lines)):
        if number not in hidden and (heading := _marked(text, lines, number, number in turns)):
            found[number] = heading
    underlines = {number + 1 for number, heading in found.items() if heading.lines == 2}
    marked = any(heading.shape in (Shape.ATX, Shape.UNDERLINED) for heading in found.values())
    bold = sum(heading.shape is Shape.BOLD for heading in found.values())
    plain = not marked and bold < 2
    taken = hidden | found.keys() | turns | underlines
    for number in range(len(lines)):
        if number in taken or not (heading := _printed(text, lines, number, plain=plain)):
            continue
        if heading.shape is Shape.PLACE and marked:
            heading = replace(heading, level=_PLACE_LEVEL)
        found[number] = heading
        # Inside an author box a name on a line of its own is no heading.
        plain = plain and heading.shape is not Shape.AUTHOR
    kept = [found[number] for number in sorted(found) if number not in underlines]
    return _merge_author_labels(text, lines, kept)


def _marked(text: str, lines: Sequence[Line], number: int, turn: bool) -> Heading | None:
    """Return a Markdown, underlined or bold heading at line ``number``."""
    line, words = lines[number], lines[number].of(text)
    if match := _ATX.match(words):
        end = line.span.end
        first = line.span.start + match.end()
        while tail := _ATX_TAIL.search(text, max(first, end - _TAIL_CHARACTERS), end):
            end = tail.start()
        title = _unwrap(text, Span(line.span.start + match.end(), max(end, line.span.start + match.end())))
        return Heading(number, 1, title, Shape.ATX, len(match.group(1))) if len(title) else None
    if match := _TAG.fullmatch(text, line.span.start, line.span.end):
        title = _unwrap(text, Span(*match.span("title")))
        return Heading(number, 1, title, Shape.ATX, int(match["level"])) if len(title) else None
    if underline := _underline(text, lines, number):
        level = _UNDERLINES.index(underline) + 1
        return Heading(number, 2, _unwrap(text, line.span), Shape.UNDERLINED, level)
    if not turn and (match := _BOLD.fullmatch(words)) and _stands_alone(text, lines, number):
        bare = trim(text, line.span)
        colon = text[bare.end - 1] == ":"
        title = _unwrap(text, Span(bare.start, bare.end - 1) if colon else bare)
        title = title if text[title.start] != text[bare.start] else _unwrap(text, _after_number(text, title))
        inner = text[title.start : title.end].rstrip(":")
        if not inner.endswith((".", ",", ";")) and not is_credit(inner):
            return Heading(number, 1, Span(title.start, title.start + len(inner)), Shape.BOLD, _BOLD_LEVEL)
    return None


def _underline(text: str, lines: Sequence[Line], number: int) -> str:
    """Return the character that underlines line ``number`` as a heading, "" for none."""
    if number + 1 >= len(lines):
        return ""
    words = lines[number].of(text).strip()
    match = _SETEXT.fullmatch(lines[number + 1].of(text))
    above = lines[number - 1].of(text).strip() if number else ""
    if not match or not words or len(words) > 120 or is_rule(words) or is_divider(words):
        return ""
    if match.group(1)[0] in "~^" and abs(len(match.group(1)) - len(words)) > 2:
        return ""  # a fence of code, or arrows below a word
    if (
        (above and not _SETEXT.fullmatch(above))
        or (item_marker(words) and not _NUMBERED.match(words))
        or quote_marker(words)
    ):
        return ""
    return match.group(1)[0]


def _unwrap(text: str, span: Span) -> Span:
    """Return ``span`` without the markup around it: bold or italic marks, one link around all of it."""
    while True:
        span = trim(text, span)
        words = text[span.start : span.end]
        inner = next((len(m) for m in ("***", "**", "__", "*", "_") if _is_wrapped(words, m)), 0)
        if inner:
            span = Span(span.start + inner, span.end - inner)
        elif match := _LINK.fullmatch(words):
            span = Span(span.start + match.start(1), span.start + match.end(1))
        else:
            return span


def _is_wrapped(words: str, mark: str) -> bool:
    size = len(mark)
    return (
        len(words) > 2 * size
        and words.startswith(mark)
        and words.endswith(mark)
        and mark not in words[size:-size]
    )


def _stands_alone(text: str, lines: Sequence[Line], number: int) -> bool:
    """Say whether the line has a blank line, the start, or a finished sentence above it."""
    if number == 0:
        return True
    above = lines[number - 1].of(text).strip()
    return not above or (len(above) > _BODY_CHARACTERS and above[-1] in '.!?…”"»')


def _printed(text: str, lines: Sequence[Line], number: int, *, plain: bool) -> Heading | None:
    """Return a heading without markup at line ``number``: credit, author label, place or plain title."""
    line = lines[number]
    span = trim(text, line.span)
    title = _unwrap(text, span)
    words = text[title.start : title.end]
    if not words:
        return None
    if is_credit(words):
        return Heading(number, 1, title, Shape.CREDIT)
    alone = _stands_alone(text, lines, number)
    labelled = is_author_label(words) and (alone or is_author_label(lines[number - 1].of(text)))
    if quote_marker(line.of(text)) or not (alone or labelled):
        return None
    if labelled and span.start >= _AUTHOR_BOX_FROM * len(text.rstrip()):
        return Heading(number, 1, title, Shape.AUTHOR)
    if not _is_title(text, title) or not _has_body(text, lines, number):
        return None
    bare = without_number(text, title)
    if split_place(text, bare):
        return Heading(number, 1, title, Shape.PLACE)
    if not plain or title != span or (item_marker(line.of(text)) and bare == title):
        return None
    level = text[title.start : bare.start].rstrip(" .)\t\u00a0").count(".") + 1
    return Heading(number, 1, title, Shape.PLAIN, level)


def _is_title(text: str, title: Span) -> bool:
    """Say whether the words look like a heading: short, capitalised, not a sentence, fact or dialogue."""
    words, bare = text[title.start : title.end], text[without_number(text, title).start : title.end]
    if bare[:1].islower() and words[0].isdigit() and len(words.split()) >= _COUNTED_WORDS:
        bare = words  # "10 things to do in Lima"
    if picture := _PICTURE.match(bare):
        bare = bare[picture.end() :]
    if not bare:
        return False
    if not 1 < len(words) <= _TITLE_CHARACTERS or len(words.split()) > _TITLE_WORDS:
        return False
    if (
        not _CAPITALISED.match(bare)
        or bare[0].islower()
        or words[-1] in _NOT_LAST
        or not any(map(str.isalpha, bare))
    ):
        return False
    if _TURN.match(words) and not _PART.match(words):
        return False
    return not (is_fact_line(words) or starts_dialogue(words) or _DATELINE.match(words) or "http" in words)


def without_number(text: str, title: Span) -> Span:
    """Return the title without its number ("1.2 Costs")."""
    match = _NUMBERED.match(text, title.start, title.end)
    return Span(match.end(), title.end) if match else title


def _after_number(text: str, title: Span) -> Span:
    """Return a title without the number in front of its bold mark: "1. **Costs**"."""
    match = re.compile(r"\d{1,2}[.)][ \t]+(?=\*|_)").match(text, title.start, title.end)
    return Span(match.end(), title.end) if match else title


def title_words(text: str, heading: Heading) -> str:
    """Return the words of a heading without its number."""
    bare = without_number(text, heading.title)
    return text[bare.start : bare.end]


def _has_body(text: str, lines: Sequence[Line], number: int) -> bool:
    """Say whether body text follows: a fact, a line that reads as a sentence, or a place under a title."""
    below = next(
        (line.of(text).strip() for line in lines[number + 1 : number + 6] if line.of(text).strip()), ""
    )
    touching = number + 1 < len(lines) and lines[number + 1].of(text).strip()
    if is_fact_line(below) or len(below) >= _BODY_CHARACTERS:
        return True
    if touching or not below:
        return False
    return (len(below.split()) > 4 and below[-1] in '.!?…:”"') or place_shape(below)


def _merge_author_labels(text: str, lines: Sequence[Line], headings: list[Heading]) -> list[Heading]:
    """Join author labels on lines that follow each other; the last one names the box."""
    merged: list[Heading] = []
    for heading in headings:
        last = merged[-1] if merged else None
        joined = last and last.shape is Shape.AUTHOR and heading.shape is Shape.AUTHOR
        if last and joined and heading.line == last.line + last.lines:
            merged[-1] = replace(last, lines=last.lines + 1, title=heading.title)
        else:
            merged.append(heading)
    return merged
