"""A tree of HTML elements to blocks of text in the Markdown shapes that the parser reads.

Headings, lists, tables, block quotes, labels and speakers in bold keep their shape; links, italics and bold in
the middle of a sentence leave their words alone, so that a sentence is cited without marks. The tree is walked
event by event: no nesting is too deep for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from lxml import etree

from hubbot.sources.elements import HEADINGS, is_block, is_note_mark, is_unseen, opens_quote
from hubbot.sources.inline import (
    CLOSING,
    NOTE_OFF,
    NOTE_ON,
    OPENING,
    collapse,
    shown,
    split_paragraphs,
    with_leading_bold,
    without_bold,
)
from hubbot.sources.tables import Grid, read_grid
from hubbot.types import Page

_DASHED = re.compile(r"[—–―~-]")
_LISTS_DEEP, _QUOTES_DEEP = 8, 3  # what is deeper is shown as if it stood here


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PROSE = "prose"
    ITEM = "item"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the canonical text: ``text`` with its marks, ``plain`` as the page shows it.

    ``element`` is the innermost block element around it; ``quoted`` counts the block quotes it stands in.
    """

    kind: Kind
    text: str
    plain: str
    element: Any
    quoted: int = 0


@dataclass(slots=True)
class _List:
    """A list that is open: its next number, None for one without numbers."""

    number: int | None

    def next_marker(self) -> str:
        """Return the mark in front of the next item."""
        if self.number is None:
            return "- "
        self.number += 1
        return f"{self.number - 1}. "


@dataclass(frozen=True, slots=True)
class _Context:
    """What the words at one place of the page belong to."""

    element: Any
    lists: tuple[_List, ...] = ()
    quoted: int = 0
    level: int = 0
    credits: bool = False
    code: bool = False
    term: bool = False


def read_blocks(root: Any) -> list[Block]:
    """Return the blocks of the lxml tree under ``root`` in order."""
    return list(_Walk(root).blocks())


def join_blocks(blocks: Sequence[Block]) -> tuple[str, tuple[int, ...]]:
    """Return the canonical text of ``blocks`` and where each begins: a blank line between two, none within a list."""
    parts: list[str] = []
    starts: list[int] = []
    size = 0
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            quoted = min(before.quoted, block.quoted)
            quoted = 0 if quoted and _quoted_apart(before, block) else quoted
            tight = {before.kind, block.kind} == {Kind.ITEM} and before.quoted == block.quoted
            parts.append("\n" if tight else f"\n{'>' * quoted}\n")
            size += len(parts[-1])
        parts.append(block.text)
        starts.append(size)
        size += len(block.text)
    return "".join(parts) + "\n" if parts else "", tuple(starts)


def _quoted_apart(before: Block, block: Block) -> bool:
    """Say whether two blocks stand in two block quotes, one after the other."""
    one, other = (
        {each for each in (found.element, *found.element.iterancestors()) if opens_quote(each)}
        if found.element is not None
        else set()
        for found in (before, block)
    )
    return bool(one and other) and one.isdisjoint(other)


def show_blocks(blocks: Sequence[Block], article: Sequence[Block], starts: Sequence[int]) -> Page:
    """Return the page that ``blocks`` are, where those of the ``article`` begin at ``starts`` of its text."""
    places: dict[int, int] = {}
    size = 0
    for block in blocks:
        places[id(block)] = size
        size += len(block.plain) + 1
    shown = "\n".join(block.plain for block in blocks)
    return Page(shown, tuple((start, places[id(one)]) for start, one in zip(starts, article, strict=True)))


class _Walk:
    """One pass over a tree."""

    def __init__(self, root: Any, *, with_notes: bool = True) -> None:
        self.with_notes = with_notes
        self.root = root
        self.contexts = [_Context(root)]
        self.pieces: list[str] = []
        self.marker = ""
        self.term: Block | None = None

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the tree."""
        skipped: Any = None
        walker = etree.iterwalk(self.root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if is_block(element):
                    yield from self._flush()
                grid = read_grid(element, visible_words) if element.tag == "table" else None
                if grid is not None:
                    yield from self._table(element, grid)
                if grid is not None or self._is_left_out(element):
                    walker.skip_subtree()
                    skipped = element
                    continue
                self._open(element)
                self._take(element.text)
                continue
            if event == "end" and element is not skipped:
                if is_block(element):
                    yield from self._flush()
                self._close(element)
            if element is not self.root:
                self._take(element.tail)
        yield from self._flush()
        yield from self._waiting_term()

    def _is_left_out(self, element: Any) -> bool:
        return is_unseen(element) or (not self.with_notes and is_note_mark(element))

    def _take(self, words: str | None) -> None:
        if words:
            self.pieces.append(collapse(words, code=self.contexts[-1].code))

    def _open(self, element: Any) -> None:
        """Take note of what an element means for the words in it."""
        tag, context = element.tag, self.contexts[-1]
        if tag in OPENING:
            self.pieces.append(OPENING[tag])
        elif is_note_mark(element):
            self.pieces.append(NOTE_ON)
        elif tag == "li" and context.lists:
            self.marker = context.lists[-1].next_marker()
        if is_block(element):
            self.contexts.append(_inside(context, element))

    def _close(self, element: Any) -> None:
        if element.tag in CLOSING:
            self.pieces.append(CLOSING[element.tag])
        elif is_note_mark(element):
            self.pieces.append(NOTE_OFF)
        elif len(self.contexts) > 1 and self.contexts[-1].element is element:
            self.contexts.pop()
            if element.tag in ("li", "ul", "ol"):
                self.marker = ""

    def _flush(self) -> Iterator[Block]:
        """Yield what was collected since the last border of a block; two line breaks in a row part it."""
        raw = "".join(self.pieces)
        self.pieces.clear()
        context = self.contexts[-1]
        if not shown(raw).strip():
            return
        if context.code:
            yield from self._waiting_term()
            yield _code(raw, context)
            return
        for lines in split_paragraphs(raw):
            plain = "\n".join(map(shown, lines))
            if context.term:
                yield from self._waiting_term()
                self.term = Block(Kind.ITEM, plain.replace("\n", " "), plain, context.element, context.quoted)
            else:
                yield self._shaped(with_leading_bold(lines), plain, context)

    def _shaped(self, lines: list[str], plain: str, context: _Context) -> Block:
        """Return a block of words with the marks of what it is."""
        quote = "> " * context.quoted
        if context.level and not self.term:
            words = "#" * context.level + " " + without_bold(" ".join(lines))
            return Block(Kind.HEADING, quote + words, plain, context.element, context.quoted)
        kind, inner = Kind.PROSE, "  " * len(context.lists)
        first = inner
        if self.term is not None:
            first, kind = f"- **{self.term.text.rstrip(':')}**: ", Kind.ITEM
            plain = f"{self.term.plain}\n{plain}"
            self.term = None
        elif self.marker:
            first, kind = "  " * (len(context.lists) - 1) + self.marker, Kind.ITEM
            self.marker = ""
        elif context.credits and not _DASHED.match(lines[0]):
            first = "— "
        text = "\n".join(quote + (inner if number else first) + line for number, line in enumerate(lines))
        return Block(kind, text, plain, context.element, context.quoted)

    def _waiting_term(self) -> Iterator[Block]:
        """Yield the term that waits for its definition, as an item of its own."""
        if self.term is not None:
            waiting, self.term = self.term, None
            yield replace(waiting, text="> " * waiting.quoted + "- " + waiting.text)

    def _table(self, element: Any, grid: Grid) -> Iterator[Block]:
        yield from self._waiting_term()
        quoted = self.contexts[-1].quoted
        quote = "> " * quoted
        if grid.caption:
            yield Block(Kind.PROSE, quote + grid.caption, grid.caption, element, quoted)
        text = "\n".join(quote + line for line in grid.lines())
        kind = Kind.ITEM if grid.labelled else Kind.TABLE
        yield Block(kind, text, "\n".join(grid.cells), element, quoted)


def visible_words(element: Any) -> str:
    """Return the words that the page shows of ``element`` on one line, without the numbers of notes."""
    return " ".join(block.plain.replace("\n", " ") for block in _Walk(element, with_notes=False).blocks())


def _inside(context: _Context, element: Any) -> _Context:
    """Return the context of the words in a block element that stands in ``context``."""
    tag, lists, quoted = element.tag, context.lists, context.quoted
    if tag in ("ul", "ol", "menu", "dir") and len(lists) < _LISTS_DEEP:
        lists = (*lists, _List(_start_of(element) if tag == "ol" else None))
    if opens_quote(element):
        quoted = min(quoted + 1, _QUOTES_DEEP)
    credits = tag in ("cite", "footer", "figcaption") and quoted > 0
    if tag == "figcaption" and element.getparent().find("blockquote") is not None:
        quoted, credits = max(quoted, 1), True
    return _Context(
        element,
        lists,
        quoted,
        level=HEADINGS.get(tag, context.level),
        credits=credits or context.credits,
        code=tag == "pre" or context.code,
        term=tag == "dt" or (context.term and tag != "dd"),
    )


def _start_of(element: Any) -> int:
    given = (element.get("start") or "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 1


def _code(raw: str, context: _Context) -> Block:
    plain = shown(raw)
    fence = "```" if "```" not in plain else "~~~~"
    return Block(Kind.CODE, f"{fence}\n{plain}\n{fence}", plain, context.element)
