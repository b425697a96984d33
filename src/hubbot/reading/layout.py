"""Lines and blocks: the printed shape of a text, before anything is known about its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hubbot.marks import trim
from hubbot.types import Span

_LINE = re.compile("[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|\\Z)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_RULE = re.compile(r"[ \t]*([-*_=~])(?:[ \t]*\1){2,}[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+•·‣▪●◦]|\d{1,3}[.)])[ \t\u00a0]+(?=\S)")
_QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")
# For a line without white space at its ends: with it, a line of spaces would take quadratic time.
_DIVIDER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?|\|[ \t]*:?-+:?[ \t]*\|")
_MARKUP_ONLY = re.compile(
    r"[ \t]*(?:!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)[ \t]*)+|[ \t]*</?[A-Za-z!][^<>\n]{0,500}>[ \t]*"
    r"|[ \t]*\[[^\]\n]{0,200}\]\(#[^)\n]{0,200}\)[ \t]*|[ \t]*\[[^\]\n]{1,100}\]:[ \t]*\S{1,2000}[^\n]{0,200}"
)
_DIALOGUE = re.compile(r"[ \t]*[—–―][ \t\u00a0]?(?=[^\W_a-z]|[¿¡«“\"…])")
_ATTRIBUTION = re.compile(r"[ \t]*[—–―][ \t\u00a0]?(?=[^\W_a-z]|@)|[ \t]*-[ \t\u00a0]?(?=@)")

# Hard-wrapped text rarely has lines longer than this; a longer line is a whole paragraph of its own.
_WRAPPED_LINE = 160
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", '"', ":")


class BlockKind(StrEnum):
    """What the lines of a block look like."""

    PROSE = "prose"
    ITEM = "item"
    QUOTED = "quoted"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``span`` leaves its line break out, ``next`` is where the following line starts."""

    span: Span
    next: int

    def of(self, text: str) -> str:
        """Return the words of the line."""
        return text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, without list or block-quote marker at their start.

    Blocks of one Markdown block quote share a ``group``; the rows of one table do too.
    """

    kind: BlockKind
    span: Span
    group: int = 0


def split_lines(text: str) -> list[Line]:
    """Return the lines of ``text``; line breaks are LF, CRLF, CR and the Unicode separators."""
    lines = []
    for match in _LINE.finditer(text):
        if match.end() > match.start():
            lines.append(
                Line(
                    Span(match.start(), match.start() + len(match.group().rstrip("\r\n\u2028\u2029"))),
                    match.end(),
                )
            )
    return lines


def fenced(text: str, lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines inside a fenced code block or front matter, fences included."""
    inside: set[int] = set()
    opening = ""
    first = 0
    for number, line in enumerate(lines):
        match = _FENCE.match(line.of(text))
        if match and not opening:
            opening, first = match.group(1), number
        elif match and match.group(1)[0] == opening[0] and len(match.group(1)) >= len(opening):
            inside.update(range(first, number + 1))
            opening = ""
    return inside | front_matter(text, lines)


def front_matter(text: str, lines: Sequence[Line]) -> set[int]:
    """Return the lines of a YAML or TOML header between ``---`` or ``+++`` at the very start."""
    fence = lines[0].of(text).strip() if lines else ""
    if fence not in ("---", "+++"):
        return set()
    for number in range(1, min(len(lines), 100)):
        words = lines[number].of(text).strip()
        if words == fence:
            return set(range(number + 1))
        if words and not re.match(r"[\w\"'.-]+\s*[:=]|[-#\]})]|\s", lines[number].of(text)):
            return set()
    return set()


def is_rule(words: str) -> bool:
    """Say whether a line only draws a rule (``---``, ``***``, ``===``)."""
    return bool(_RULE.fullmatch(words))


def is_divider(words: str) -> bool:
    """Say whether a line is the ``|---|---|`` under a table's header."""
    return bool(_DIVIDER.fullmatch(words.strip(" \t")))


def item_marker(words: str) -> int:
    """Return the length of the list marker that the line begins with, 0 for none."""
    match = _ITEM.match(words)
    return match.end() if match else 0


def quote_marker(words: str) -> int:
    """Return the length of the block-quote marker that the line begins with, 0 for none."""
    match = _QUOTED.match(words)
    return match.end() if match else 0


def starts_dialogue(words: str) -> bool:
    """Say whether a line opens with a dialogue dash or an attribution dash."""
    return bool(_DIALOGUE.match(words) or _ATTRIBUTION.match(words))


@dataclass(slots=True)
class _Open:
    """The block being collected."""

    kind: BlockKind
    start: int
    end: int
    group: int
    last: str


def split_blocks(text: str, lines: Sequence[Line], skip: set[int], alone: set[int]) -> list[Block]:
    """Return the blocks of ``lines``.

    Lines numbered in ``skip`` are headings or markup and end a block; those in ``alone`` are blocks of their
    own (facts, interview turns).
    """
    code = fenced(text, lines)
    rows = _table_rows(text, lines)
    blocks: list[Block] = []
    current: _Open | None = None
    group = 0
    for number, line in enumerate(lines):
        words = line.of(text)
        kind, offset = _kind(words, number, code, rows)
        blank = not words[offset:].strip()
        if blank or number in skip or _is_markup(words[offset:]):
            _close(text, current, blocks)
            current = None
            # A bare ">" keeps the quote together, any other gap ends its group.
            group += 0 if kind is BlockKind.QUOTED and number not in skip else 1
            continue
        start, end = line.span.start + offset, line.span.end
        if current is None or not _joins(current, kind, words, offset, number in alone):
            _close(text, current, blocks)
            current = _Open(kind, start, end, group, words)
        current.end, current.last = end, words
        if number in alone or kind is BlockKind.ROW:
            _close(text, current, blocks)
            current = None
    _close(text, current, blocks)
    return blocks


def _kind(words: str, number: int, code: set[int], rows: set[int]) -> tuple[BlockKind, int]:
    """Return what a line looks like and how long its marker is."""
    if number in code:
        return BlockKind.CODE, 0
    if number in rows:
        return BlockKind.ROW, 0
    if marker := quote_marker(words):
        return BlockKind.QUOTED, marker + item_marker(words[marker:])
    if marker := item_marker(words):
        return BlockKind.ITEM, marker
    return BlockKind.PROSE, 0


def _joins(current: _Open, kind: BlockKind, words: str, offset: int, alone: bool) -> bool:
    """Say whether a line goes on with the block before it."""
    if alone or kind is BlockKind.ROW or kind is BlockKind.ITEM:
        return False
    if kind is BlockKind.CODE or current.kind is BlockKind.CODE:
        return kind is current.kind
    ended = kind is BlockKind.QUOTED or current.last.rstrip().endswith(_SENTENCE_ENDS)
    if (ended and starts_dialogue(words[offset:])) or (ended and words[offset:].startswith(("“", "«"))):
        return False
    if current.kind is BlockKind.ITEM:
        return kind is BlockKind.PROSE and len(current.last) <= _WRAPPED_LINE
    return kind is current.kind and len(current.last) <= _WRAPPED_LINE


def _close(text: str, current: _Open | None, blocks: list[Block]) -> None:
    """Append the block being collected, if it has words."""
    if current is not None:
        span = trim(text, Span(current.start, current.end))
        if len(span):
            blocks.append(Block(current.kind, span, current.group))


def _is_markup(words: str) -> bool:
    """Say whether a line holds no words of the article: a rule, an image, a tag, an in-page link."""
    return is_rule(words) or is_divider(words) or bool(_MARKUP_ONLY.fullmatch(words))


def _table_rows(text: str, lines: Sequence[Line]) -> set[int]:
    """Return the numbers of all lines that belong to Markdown tables."""
    found: set[int] = set()
    for header, rows in tables(text, lines):
        found.update((header, *rows))
    return found


def tables(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, list[int]]]:
    """Yield each Markdown table: the number of its header line and those of its rows."""
    number = 1
    while number < len(lines):
        last = number + 1
        if "|" in lines[number - 1].of(text) and is_divider(lines[number].of(text)):
            while last < len(lines) and "|" in lines[last].of(text):
                last += 1
            yield number - 1, list(range(number + 1, last))
        number = last


def cells(text: str, line: Line) -> list[Span]:
    """Return the spans of a table line's cells, trimmed; an escaped bar does not divide."""
    span = trim(text, line.span)
    start = span.start + 1 if text[span.start : span.start + 1] == "|" else span.start
    end = span.end - 1 if len(span) > 1 and text[span.end - 1] == "|" else span.end
    found = []
    for match in re.finditer(r"(?<!\\)\||\Z", text[start:end]):
        found.append((match.start(), match.end()))
    edges = [0, *(after for _, after in found)]
    return [trim(text, Span(start + edge, start + at)) for edge, (at, _) in zip(edges, found, strict=False)]
