"""The smallest pieces of a page: escaped text, bold where it decides, and the addresses that links carry.

Actions are links (``/ui/?q=…``) and places are links (``/article/…?start=…&end=…&of=…``), because the chat keeps
classes, titles and addresses when it sanitises a message and drops data and aria attributes.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from hubbot.contract import Citation
from hubbot.types import Span

UI_PATH = "/ui/"
ARTICLE_PATH = "/article/"
INSPECT_PATH = "/inspect"
DIGEST_CHARS = 12  # of a digest in a link: enough to tell one edit of a text from another


def escaped(text: str) -> str:
    """Return ``text`` as HTML that shows, and copies as, exactly these characters."""
    return html.escape(text, quote=True).replace("\r", "&#13;")


def ask_link(question: str, *, again: bool = False, verbatim: bool = False) -> str:
    """Return the address that asks ``question``; ``again`` replaces the exchange it was asked in."""
    query = {"q": question, "again": "1" if again else "", "verbatim": "1" if verbatim else ""}
    return UI_PATH + "?" + _encode({name: value for name, value in query.items() if value})


def article_link(document_id: str, start: int | None = None, end: int | None = None, sha256: str = "") -> str:
    """Return the address of an article, with a span to mark where one is given.

    ``sha256`` is the digest of the text that the span points into: in another text nothing is marked.
    """
    address = ARTICLE_PATH + quote(document_id.encode("utf-8", "replace"), safe="/")
    if start is None or end is None:
        return address
    query: dict[str, str | int] = {"start": start, "end": end}
    if sha256:
        query["of"] = sha256[:DIGEST_CHARS]
    return f"{address}?{_encode(query)}#hb-mark"


def citation_link(citation: Citation) -> str:
    """Return the address of the article with the cited words marked."""
    return article_link(citation.document_id, citation.start, citation.end, citation.sha256)


def inspect_link(document_id: str) -> str:
    """Return the address of the page that shows what was understood of a document."""
    return f"{INSPECT_PATH}?{_encode({'document': document_id})}"


def question_html(question: str) -> str:
    """Return what the reader typed, shown as typed."""
    return escaped(question).replace("\n", "<br>")


def question_text(message: str) -> str:
    """Return the question that ``question_html`` made a message of."""
    return html.unescape(message.replace("<br>", "\n"))


def words_html(text: str, start: int, highlights: Iterable[Span]) -> str:
    """Return the article's words with the deciding ones in bold; spans are offsets into the document."""
    pieces: list[str] = []
    cursor, end = start, start + len(text)
    for span in sorted(highlights):
        left, right = max(span.start, cursor), min(span.end, end)
        if left < right:
            pieces += [escaped(text[cursor - start : left - start])]
            pieces += ["<b>", escaped(text[left - start : right - start]), "</b>"]
            cursor = right
    return "".join([*pieces, escaped(text[cursor - start :])])


def _encode(query: Mapping[str, str | int]) -> str:
    return urlencode(query, errors="replace")
