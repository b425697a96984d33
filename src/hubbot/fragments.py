"""Links that open a web page at a passage and mark it: URL text fragments, ``#:~:text=prefix-,start,end,-suffix``.

A browser takes the first place in the page that fits (WICG, "URL Fragment Text Directives", section 3.5.3), so a
fragment is unambiguous when that place is the passage. It is judged against all words that the page shows, menus
included, with the browser's own search, only more willing to find: letters without case and accents, no borders of
words. What is the first fit here is then the first fit there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise, product
from urllib.parse import quote

from hubbot.types import Document, Page, Span

# Two words at each end are often unique and yet fragile: one edit, and the mark runs to the end of the page.
_LEAST_WORDS, _MOST_WORDS, _CONTEXT_WORDS = 3, 9, 10
_TRIES = 400  # forms that are judged before the passage is linked without a fragment
_MARKERS = re.compile(
    r"[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+(?=\S)|\d{1,3}[.)][ \t]+(?=\S))?(?:[—–-][ \t]*(?=[^\W\d]))?"
)
_INLINE = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|\\(?=\|)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"\w+")
# What no address holds unencoded: a page or a header may say anything, and a link is printed.
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0<>\"`\\^{|}]")
_QUOTES = str.maketrans("“”„«»‘’‚´`\u00a0\u202f\u2011", "\"\"\"\"\"''''' " + " -")


def link_to(document: Document, span: Span) -> str | None:
    """Return the address of ``document`` that opens at ``span``, its plain address where no form is unambiguous.

    None for a document that has no web address.
    """
    if document.url is None or not document.url.startswith(("http://", "https://")):
        return None
    url = _UNSAFE.sub(lambda match: quote(match.group()), document.url)
    directive = text_directive(document.page or page_of(document.text), document.text, span)
    return f"{url.partition('#')[0]}#:~:text={directive}" if directive else url


def text_directive(page: Page, text: str, span: Span) -> str | None:
    """Return the shortest directive whose first fit in ``page`` is the passage at ``span`` of ``text``, or None."""
    target = locate(page, text, span)
    if target is None:
        return None
    folded = _fold(page.text)
    forms = sorted(_forms(page.text, target), key=lambda form: (len(form.encoded()), form.encoded()))
    return next((form.encoded() for form in forms[:_TRIES] if form.first_fit(folded) == target), None)


def locate(page: Page, text: str, span: Span) -> tuple[int, int] | None:
    """Return where the words at ``span`` of the canonical ``text`` stand in ``page``, or None for none of them."""
    starts = [start for start, _ in page.places]
    number = max(0, bisect_right(starts, span.start) - 1)
    found: list[tuple[Span, Span]] = []
    borders = [*page.places, (len(text), len(page.text))]
    for (start, shown), (end, until) in pairwise(borders[number:]):
        if start >= span.end:
            break
        found += [
            pair
            for pair in _same_words(text, Span(start, end), page.text, Span(shown, max(shown, until)))
            if span.contains(pair[0])
        ]
    if not found:
        return None
    (first, begin), (last, finish) = found[0], found[-1]
    lead = _shared(text[span.start : first.start][::-1], page.text[: begin.start][::-1])
    tail = _shared(text[last.end : span.end], page.text[finish.end :])
    return begin.start - lead, finish.end + tail


def _same_words(text: str, block: Span, shown: str, place: Span) -> list[tuple[Span, Span]]:
    """Return the words of a block of the text, each with where the page shows it.

    The page may show more: the number of a note in the middle of a sentence.
    """
    ours = [Span(*match.span()) for match in _LETTERS.finditer(text, block.start, block.end)]
    theirs = [Span(*match.span()) for match in _LETTERS.finditer(shown, place.start, place.end)]
    matcher = SequenceMatcher(
        None,
        [text[one.start : one.end] for one in ours],
        [shown[one.start : one.end] for one in theirs],
        autojunk=False,
    )
    return [
        (ours[run.a + step], theirs[run.b + step])
        for run in matcher.get_matching_blocks()
        for step in range(run.size)
    ]


def _shared(words: str, others: str) -> int:
    """Return how many marks at the beginning of both are the same."""
    count = 0
    for one, other in zip(words, others, strict=False):
        if one != other or one.isspace():
            break
        count += 1
    return count


def page_of(text: str) -> Page:
    """Return the page that ``text`` is where it is shown as it is: its lines without Markdown's marks."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    size = 0
    for match in re.finditer(r"[^\r\n]+", text):
        words = _LINK.sub(r"\1", match.group()[_marker(match.group()) :])
        words = " ".join(_INLINE.sub("", words).split(" ")).strip()
        if words:
            places.append((match.start(), size))
            parts.append(words)
            size += len(words) + 1
    return Page("\n".join(parts), tuple(places))


def _marker(line: str) -> int:
    match = _MARKERS.match(line)
    return match.end() if match else 0


@dataclass(frozen=True, slots=True)
class _Form:
    """A directive in words."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def encoded(self) -> str:
        """Return the directive percent-encoded; its own commas and dashes stay."""
        parts = [f"{_encode(self.prefix)}-" if self.prefix else "", _encode(self.start), _encode(self.end)]
        parts.append(f"-{_encode(self.suffix)}" if self.suffix else "")
        return ",".join(filter(None, parts))

    def first_fit(self, folded: str) -> tuple[int, int] | None:
        """Return the first range of a folded page that the directive fits, as the browser searches it."""
        prefix, start, end, suffix = (
            _fold(part) for part in (self.prefix, self.start, self.end, self.suffix)
        )
        at = 0
        while True:
            before = folded.find(prefix or start, at)
            if before < 0:
                return None
            at = before + 1
            begin = _skip_space(folded, before + len(prefix)) if prefix else before
            if not folded.startswith(start, begin):
                continue
            fit = _end_of_fit(folded, begin + len(start), end, suffix)
            if fit is not None:
                return begin, fit


def _end_of_fit(folded: str, after: int, end: str, suffix: str) -> int | None:
    """Return where a range ends whose start was found, or None where no end has the suffix behind it."""
    while True:
        if end:
            found = folded.find(end, after)
            if found < 0:
                return None
            after = found + len(end)
        if not suffix or folded.startswith(suffix, _skip_space(folded, after)):
            return after
        if not end:
            return None


def _skip_space(folded: str, at: int) -> int:
    while at < len(folded) and folded[at].isspace():
        at += 1
    return at


def _forms(shown: str, target: tuple[int, int]) -> Iterator[_Form]:
    """Yield directives for ``target``: whole, or its first and last words, each with more and more around it."""
    words = [match.span() for match in _WORD.finditer(shown, *target)]
    before = _context(shown[: target[0]].rstrip()[-400:], last=True)
    after = _context(shown[target[1] : target[1] + 400].lstrip(), last=False)
    bodies = [(shown[slice(*target)], "")] if "\n" not in shown[slice(*target)] else []
    first_line = shown[target[0] : target[1]].partition("\n")[0]
    last_line = shown[target[0] : target[1]].rpartition("\n")[2]
    for head, tail in product(range(_LEAST_WORDS, _MOST_WORDS + 1), repeat=2):
        if head + tail < len(words):
            start, end = shown[target[0] : words[head - 1][1]], shown[words[-tail][0] : target[1]]
            if len(start) <= len(first_line) and len(end) <= len(last_line):
                bodies.append((start, end))
    if not bodies:  # short lines: each end is its line
        bodies.append((first_line, last_line))
    for (start, end), prefix, suffix in product(bodies, ("", *before), ("", *after)):
        yield _Form(start, end, prefix, suffix)


def _context(shown: str, *, last: bool) -> list[str]:
    """Return the nearest one, two, three ... words of the line at the end (or the beginning) of ``shown``."""
    line = shown.rpartition("\n")[2] if last else shown.partition("\n")[0]
    words = [match.span() for match in _WORD.finditer(line)][-_CONTEXT_WORDS if last else 0 :][
        :_CONTEXT_WORDS
    ]
    if last:
        return [line[words[-count][0] :] for count in range(1, len(words) + 1)]
    return [line[: words[count][1]] for count in range(len(words))]


@lru_cache(maxsize=16)
def _fold(text: str) -> str:
    """Return ``text`` as a browser compares it, character by character: no case, no accents, plain quotes."""
    return "".join(_folded(letter) for letter in text.translate(_QUOTES))


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


def _encode(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")
