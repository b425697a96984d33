"""The names printed in a text, each read once: a thousand pronouns look back over the same words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from hubbot.reading.lexicon import Lexicon
from hubbot.reading.names import names_in
from hubbot.types import Span

# What no name holds: whatever stands on one side of it is read the same without the other side.
_BREAK = re.compile(r"[^\w\u0300-\u036f@.’'\-– \u00a0\t\n]")


class Mentions:
    """Names in windows that move forward over one text; what was read of a window stays for the next."""

    def __init__(self, text: str, lex: Lexicon) -> None:
        self._text = text
        self._lex = lex
        self._names: list[Span] = []
        self._starts: list[int] = []
        self._first = self._end = 0  # read from here to there, both at a break

    def inside(self, window: Span) -> Sequence[Span]:
        """Return what ``names_in`` yields for a window, in order."""
        first = _BREAK.search(self._text, window.start, window.end)
        if first is None or first.start() < self._first:  # no break, or further back than what was read
            return list(names_in(self._text, window, self._lex))
        behind = _BREAK.search(self._text[window.start : window.end][::-1])
        last = window.end - behind.end() if behind else first.start()
        self._read(first.start(), last)
        between = self._names[bisect_left(self._starts, first.start()) : bisect_left(self._starts, last)]
        head = names_in(self._text, Span(window.start, first.start()), self._lex)
        tail = names_in(self._text, Span(last, window.end), self._lex)
        return [*head, *between, *tail]

    def _read(self, start: int, end: int) -> None:
        """Read on to ``end``, or from ``start`` where nothing of a window was read."""
        if start > self._end:
            self._names, self._starts = [], []
            self._first = self._end = start
        if end > self._end:
            found = list(names_in(self._text, Span(self._end, end), self._lex))
            self._names += found
            self._starts += [name.start for name in found]
            self._end = end
