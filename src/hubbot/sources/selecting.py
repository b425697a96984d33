"""Which blocks of a page are its article: those that trafilatura finds, and what stands among them.

Trafilatura tells an article from the page around it better than anything else measured on public pages, but it
drops captions, pull quotes, credits and short last lines. So its text is taken as a witness: a block of the page
is the article's when its words are the witness's, or when it stands between such blocks and is no furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hubbot.sources.blocks import Block, Kind

_SHINGLE = 4  # words in a row that two texts hardly share by accident
_WITNESSED = 0.5  # share of a block's shingles that the witness has as well
# A witness of this share of all words leaves too little out to be worth cutting: the page is its article.
_NEARLY_ALL = 0.9
_WORD = re.compile(r"\w+")
_FURNITURE_TAGS = frozenset({"nav", "form", "button", "dialog", "menu"})
_FRAME_TAGS = frozenset({"header", "footer", "aside"})
_FURNITURE_ROLES = frozenset(
    ["banner", "navigation", "contentinfo", "search", "complementary", "dialog", "alert", "menu", "toolbar"]
)
_FURNITURE = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|navigation|breadcrumbs?|cookies?|consent|share|sharing|social|comments?|disqus"
    r"|related|recommended|newsletter|subscribe|subscription|paywall|promo|advert|advertisement|ads?|sponsored"
    r"|sidebar|popup|modal|toolbar|pagination|pager|widget|skip-link|masthead|site-header|site-footer|toc"
    r"|editsection|navbox|catlinks|printfooter|noprint|tags)(?:$|[\s_-])"
)


def select_article(blocks: Sequence[Block], witness: str) -> list[Block]:
    """Return the blocks of the article; all but the page's furniture where ``witness`` knows none of them."""
    seen = _Witness(witness)
    known = [block for block in blocks if seen.knows(block)]
    furniture = _Furniture(known)
    kept = {id(block) for block in _among(blocks, known, furniture)}
    numbers = [number for number, block in enumerate(blocks) if id(block) in kept]
    words = sum(_count(block) for block in blocks if not furniture.holds(block))
    if not numbers or sum(map(_count, known)) >= _NEARLY_ALL * words:
        first, last = 0, len(blocks) - 1
    else:
        first, last = _widened(blocks, numbers, furniture)
    return [
        block
        for number, block in enumerate(blocks)
        if id(block) in kept or (first <= number <= last and not furniture.holds(block))
    ]


def _among(blocks: Sequence[Block], known: Sequence[Block], furniture: _Furniture) -> list[Block]:
    """Return the known blocks without those in furniture that stand beside the article, not in the midst of it.

    A teaser beside it often has the words of one of its sentences.
    """
    inside = [block for block in known if not furniture.holds(block)]
    if not inside:
        return list(known)
    places = {id(block): place for place, block in enumerate(blocks)}
    first, last = places[id(inside[0])], places[id(inside[-1])]
    plain = {block.plain for block in inside}
    return [
        block
        for block in known
        if not furniture.holds(block) or (first < places[id(block)] < last and block.plain not in plain)
    ]


def _widened(blocks: Sequence[Block], numbers: list[int], furniture: _Furniture) -> tuple[int, int]:
    """Return the first and last block of the element that holds every known block, if it says it is an article.

    Elsewhere a heading right before the first known block is taken in.
    """
    first, last = numbers[0], numbers[-1]
    article = _article_around([blocks[number].element for number in numbers])
    if article is not None:
        inside = [number for number, block in enumerate(blocks) if _stands_in(block.element, article)]
        return min(inside[0], first), max(inside[-1], last)
    while first and blocks[first - 1].kind is Kind.HEADING and not furniture.holds(blocks[first - 1]):
        first -= 1
    return first, last


def _article_around(elements: Sequence[Any]) -> Any:
    """Return the innermost ``<article>`` or ``<main>`` that all ``elements`` stand in, or None."""
    common: list[Any] | None = None
    for element in elements:
        around = [one for one in _upwards(element) if one.tag in ("article", "main")]
        common = around if common is None else [one for one in common if one in around]
    return common[0] if common else None


def _stands_in(element: Any, outer: Any) -> bool:
    return any(one is outer for one in _upwards(element))


def _upwards(element: Any) -> list[Any]:
    return [element, *element.iterancestors()]


def _count(block: Block) -> int:
    return len(_WORD.findall(block.plain))


class _Witness:
    """The words of a text, to be asked whether a block is part of it."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text.casefold())
        self.shingles = {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
        self.lines = {tuple(_WORD.findall(line)) for line in text.casefold().split("\n")}

    def knows(self, block: Block) -> bool:
        """Say whether the words of ``block`` are in the text: half of their rows of four, or a short line whole."""
        words = _WORD.findall(block.plain.casefold())
        rows = [tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)]
        if not rows:
            return bool(words) and tuple(words) in self.lines
        return sum(row in self.shingles for row in rows) >= _WITNESSED * len(rows)


class _Furniture:
    """Says of a block whether it is the page's own; remembers the elements it was asked about.

    An element around most of the words that are known to be the article's is never furniture, whatever it is called.
    """

    def __init__(self, known: Sequence[Block]) -> None:
        self.known: dict[Any, bool] = {}
        held: Counter[Any] = Counter()
        for block in known:
            count = _count(block)
            for element in _upwards(block.element):
                held[element] += count
        most = sum(map(_count, known)) / 2
        self.trusted = {element for element, count in held.items() if count > most}

    def holds(self, block: Block) -> bool:
        """Say whether ``block`` stands in a menu, a form, the page's frame or another part that no article has."""
        return self._is_furniture(block.element)

    def _is_furniture(self, element: Any) -> bool:
        passed = []
        answer = False
        while element is not None:
            if element in self.known:
                answer = self.known[element]
                break
            passed.append(element)
            if element not in self.trusted and _names_furniture(element):
                answer = True
                break
            element = element.getparent()
        for one in passed:
            self.known[one] = answer
        return answer


def _names_furniture(element: Any) -> bool:
    tag = element.tag
    if tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if tag in _FRAME_TAGS and not any(
        one.tag in ("article", "blockquote", "figure") for one in element.iterancestors()
    ):
        return True
    if tag in ("html", "body", "article", "main"):
        return False
    return _FURNITURE.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
