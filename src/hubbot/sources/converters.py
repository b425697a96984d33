"""Every format but plain text and Markdown to canonical text, in the worker; a library is loaded when needed."""

from __future__ import annotations

from dataclasses import replace

from hubbot.errors import CorpusError
from hubbot.sources.decoding import declared_in_html, decode
from hubbot.sources.formats import DOCX, EPUB, HTML, PDF
from hubbot.sources.record import Converted


def convert(
    raw: bytes, media_type: str, name: str, url: str | None = None, charset: str | None = None
) -> Converted:
    """Return what is in ``raw``, bytes of the given type; ``name`` is how a message calls them.

    ``url`` is the address of a page, ``charset`` what its server says. Raises CorpusError with the reason.
    """
    if media_type == HTML:
        return _convert_page(raw, name, url, charset)
    if media_type == PDF:
        from hubbot.sources.pdf import read_pdf

        return read_pdf(raw, name)
    from hubbot.sources import office

    return {DOCX: office.read_docx, EPUB: office.read_epub}[media_type](raw, name)


def _convert_page(raw: bytes, name: str, url: str | None, charset: str | None) -> Converted:
    from hubbot.sources.html import read_page

    text, _, warning = decode(raw, name, charset or declared_in_html(raw))
    if not text.strip():
        raise CorpusError(f"{name}: the text is empty; put the article into it, or leave it out")
    page = read_page(text, url)
    if not page.text.strip():
        raise CorpusError(
            f"{name}: the page shows no text; if a script makes it, open it in a browser and save it from there"
        )
    return replace(page, warnings=(warning,)) if warning else page
