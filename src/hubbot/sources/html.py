"""A web page to canonical text and metadata. The one door of trafilatura."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import html as lxml_html

from hubbot.sources.blocks import Block, join_blocks, read_blocks
from hubbot.sources.metadata import Metadata
from hubbot.sources.selecting import select_article

# What trafilatura has to say about a page is said by what it finds.
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read: the article's canonical text, what is known about it, and all words of the page.

    ``shown`` holds the words of every block as a browser shows them, menus included: the text in which a link to
    a sentence must be unambiguous.
    """

    text: str
    metadata: Metadata
    shown: str


def read_page(text: str, url: str | None = None) -> Page:
    """Return the article of an HTML page; its text is empty where the page shows no words.

    ``url`` is the address that the page was read from; the canonical address that the page names goes before it.
    """
    tree = parse_tree(text)
    if tree is None:
        return Page("", Metadata(url=url), "")
    found = trafilatura.bare_extraction(
        parse_tree(text),
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    blocks = read_blocks(tree)
    article = select_article(blocks, _words_of(found))
    return Page(join_blocks(article), _metadata(found, tree, url), shown_words(blocks))


def read_fragment(text: str) -> tuple[str, str]:
    """Return the canonical text of HTML that is an article as a whole, and its words as shown."""
    tree = parse_tree(text)
    blocks = read_blocks(tree) if tree is not None else []
    return join_blocks(blocks), shown_words(blocks)


def shown_words(blocks: list[Block]) -> str:
    """Return the words of ``blocks`` as a browser shows them, a block a line."""
    return "\n".join(block.plain for block in blocks)


def parse_tree(text: str) -> Any:
    """Return the tree of an HTML text, or None where it holds no element."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, lxml_html.etree.ParserError):
        return None


def _words_of(found: Any) -> str:
    """Return the text of what trafilatura extracted, a block a line."""
    body = getattr(found, "body", None)
    if body is None:
        return ""
    title = getattr(found, "title", None) or ""
    return "\n".join(
        [
            title,
            *(
                " ".join(block.itertext())
                for block in body.iter("p", "head", "item", "quote", "cell", "code")
            ),
        ]
    )


def _metadata(found: Any, tree: Any, url: str | None) -> Metadata:
    canonical = getattr(found, "url", None)
    return Metadata(
        title=getattr(found, "title", None) or None,
        author=getattr(found, "author", None) or None,
        publisher=getattr(found, "sitename", None) or None,
        date=getattr(found, "date", None) or None,
        language=_language(tree),
        url=canonical if _may_stand_for(canonical, url) else url,
    )


def _may_stand_for(canonical: str | None, url: str | None) -> bool:
    """Say whether the address that a page gives itself is taken: on the site that it was read from, if on any."""
    if not canonical or urlsplit(canonical).scheme not in ("http", "https"):
        return False
    hosts = [(urlsplit(one).hostname or "").removeprefix("www.") for one in (canonical, url or canonical)]
    return hosts[0] == hosts[1]


def _language(tree: Any) -> str | None:
    """Return the ISO 639-1 code that the page names as its language."""
    declared = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    declared += [meta.get("content") for meta in tree.iterfind('.//meta[@http-equiv="content-language"]')]
    for name in filter(None, declared):
        if match := _LANGUAGE.fullmatch(name.strip()):
            return match.group(1).lower()
    return None
