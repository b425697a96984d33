"""Quotation marks: which opening mark belongs to which closing mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hubbot.types import Span

_DOUBLE = re.compile('[“”„‟«»"]')
_CLOSERS = {"“": '”"‟', "„": '“”"', "‟": "”", "«": "»", "»": "«", "”": "”", '"': '"”'}
_SINGLE = re.compile(r"(?<![\w’'.])[‘'‚‹](?=[\w¿¡…\[(])([^‘‚‹\n]{2,400}?)(?<=\S)[’'‘›](?![\w’'])")
# A British quotation that holds others: it opens its sentence and closes after punctuation.
_AROUND_DOUBLE = re.compile(
    r"(?:(?<=[\n:,] )|(?<=\n)|(?<=[.!?”’] )|\A|(?<![\s\S]))[‘'](?=[A-Z¿¡])([^‘‚‹\n]{2,400}?[,.!?…])[’'](?![\w’'])"
)
_BEFORE_OPENING = " \t\n\r\u00a0\u2009\u202f\u200b([{-–—―/>*_:¿¡‘'|\ufeff"
QUOTE_MARKS = frozenset("“”„‟«»\"‘’'‚‹›")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between marks. ``inner`` leaves the marks out; ``closed`` is False where no mark ends it."""

    span: Span
    inner: Span
    closed: bool = True


def pair_marks(text: str, span: Span) -> dict[int, int]:
    """Return the partner of each paired quotation mark inside ``span``, in both directions.

    Marks are matched as a stack. A straight mark opens after white space or an opening bracket and closes
    otherwise, so an inch sign or a stray mark pairs with nothing.
    """
    partners: dict[int, int] = {}
    stack: list[int] = []
    for match in _DOUBLE.finditer(text, span.start, span.end):
        at, mark = match.start(), match.group()
        opens = _opens(text, at, span)
        if (
            stack
            and mark in _CLOSERS[text[stack[-1]]]
            and not (mark in '"”' and opens and not _ends(text, at, span))
        ):
            opener = stack.pop()
            partners[opener], partners[at] = at, opener
        elif mark in "“„‟«" or opens:
            stack.append(at)
    for start, end in _gaps(partners, span):
        for match in _SINGLE.finditer(text, start, end):
            partners[match.start()], partners[match.end() - 1] = match.end() - 1, match.start()
    for match in _AROUND_DOUBLE.finditer(text, span.start, span.end):
        if _holds_pairs(match, partners):
            partners[match.start()], partners[match.end() - 1] = match.end() - 1, match.start()
    return partners


def _holds_pairs(match: re.Match[str], partners: dict[int, int]) -> bool:
    """Say whether single marks stand around whole double pairs, as in British print, and inside none."""
    first, last = match.start(), match.end() - 1
    if first in partners or last in partners:
        return False
    inside = [at for at in range(first, last) if at in partners]
    doubles = [mark.start() for mark in _DOUBLE.finditer(match.string, first, last)]
    return bool(doubles) and doubles == inside and all(first < partners[at] < last for at in inside)


def _opens(text: str, at: int, span: Span) -> bool:
    """Say whether the mark at ``at`` stands where an opening mark stands."""
    before = text[at - 1] if at > span.start else " "
    after = text[at + 1] if at + 1 < span.end else " "
    return before in _BEFORE_OPENING and not after.isspace()


def _ends(text: str, at: int, span: Span) -> bool:
    """Say whether the mark at ``at`` follows a word or its punctuation directly."""
    return at > span.start and not text[at - 1].isspace()


def _gaps(partners: dict[int, int], span: Span) -> list[tuple[int, int]]:
    """Return the stretches of ``span`` outside all paired marks."""
    gaps, at = [], span.start
    for opener in sorted(key for key, partner in partners.items() if key < partner):
        if opener >= at:
            gaps.append((at, opener))
            at = partners[opener] + 1
    return [*gaps, (at, span.end)]


def find_quotations(text: str, span: Span) -> list[Quotation]:
    """Return the outermost quotations of one paragraph in order.

    A mark left open makes a last quotation that runs to the end of the paragraph, ``closed`` False: the next
    paragraph may go on with it.
    """
    partners = pair_marks(text, span)
    found: list[Quotation] = []
    end = span.start
    for opener in sorted(key for key, partner in partners.items() if key < partner):
        if opener >= end:
            end = partners[opener] + 1
            found.append(Quotation(Span(opener, end), trim(text, Span(opener + 1, end - 1))))
    for match in _DOUBLE.finditer(text, end, span.end):
        at = match.start()
        if at not in partners and (match.group() in "“«" or _opens(text, at, span)) and match.group() != "”":
            found.append(Quotation(Span(at, span.end), trim(text, Span(at + 1, span.end)), closed=False))
            break
    return found


def trim(text: str, span: Span) -> Span:
    """Return ``span`` without white space at its ends, no-break spaces included."""
    piece = text[span.start : span.end]
    left = len(piece) - len(piece.lstrip())
    if left == len(piece):
        return Span(span.start, span.start)
    return Span(span.start + left, span.start + len(piece.rstrip()))
