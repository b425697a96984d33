"""A web page to canonical text and metadata. The one door of trafilatura."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import html as lxml_html

from hubbot.sources.blocks import join_blocks, read_blocks, show_blocks
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Converted
from hubbot.sources.selecting import select_article

# What trafilatura has to say about a page is said by what it finds.
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# A date that the page states as its own. A wider search takes any date of the text for it, and half a minute for some.
_DATES = {"original_date": True, "extensive_search": False}
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


def read_page(text: str, url: str | None = None) -> Converted:
    """Return the article of an HTML page; its text is empty where the page shows no words.

    ``url`` is the address that the page was read from; an address of the same site that it names goes before it.
    """
    tree = parse_tree(text)
    if tree is None:
        return Converted("", Metadata(url=url))
    found = trafilatura.bare_extraction(
        parse_tree(text),
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        date_extraction_params=_DATES,
    )
    blocks = read_blocks(tree)
    article = select_article(blocks, _words_of(found))
    canonical, starts = join_blocks(article)
    return Converted(canonical, _metadata(found, tree, url), page=show_blocks(blocks, article, starts))


def read_fragment(text: str) -> str:
    """Return the canonical text of HTML that is an article as a whole."""
    tree = parse_tree(text)
    return join_blocks(read_blocks(tree))[0] if tree is not None else ""


def parse_tree(text: str) -> Any:
    """Return the tree of an HTML text, or None where it holds no element. Raises MemoryError when it has no room."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml_html.etree.XMLSyntaxError as error:  # a parser that mends everything fails at nothing else
        raise MemoryError from error
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
