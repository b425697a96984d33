"""Word documents and EPUB books to canonical text, by way of HTML. The one door of mammoth."""

from __future__ import annotations

import posixpath
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import mammoth
from lxml import etree

from hubbot.errors import CorpusError
from hubbot.sources.archives import open_archive, read_entry
from hubbot.sources.decoding import declared_in_html, decode
from hubbot.sources.html import read_fragment
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Converted

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='caption'] => p:fresh
"""
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_docx(raw: bytes, name: str) -> Converted:
    """Return the text of a Word document with headings, lists, tables and quotes.

    Raises CorpusError for a damaged or encrypted file, and for one without words.
    """
    archive = open_archive(raw, name)
    try:
        html = mammoth.convert_to_html(
            BytesIO(raw), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda image: {})
        ).value
    except (MemoryError, CorpusError):
        raise
    except Exception as error:  # whatever a library raises at a damaged file
        raise CorpusError(f"{name}: a damaged Word document ({_first_line(error)}); save it again") from error
    text = read_fragment(html)
    if not text.strip():
        raise CorpusError(
            f"{name}: the document holds no words; if it is made of pictures, run a text recognition first"
        )
    core = (
        _parse(read_entry(archive, "docProps/core.xml", name))
        if "docProps/core.xml" in archive.namelist()
        else None
    )
    return Converted(text, Metadata(title=_named(core, "title"), author=_named(core, "creator")))


def read_epub(raw: bytes, name: str) -> Converted:
    """Return the chapters of an EPUB book in reading order as one text.

    Raises CorpusError for a damaged or protected book, and for one without words.
    """
    archive = open_archive(raw, name)
    _check_protection(archive, name)
    container = _parse(read_entry(archive, "META-INF/container.xml", name))
    root = container.find(f".//{_CONTAINER}rootfile") if container is not None else None
    place = root.get("full-path") if root is not None else None
    package = _parse(read_entry(archive, place, name)) if place else None
    if package is None:
        raise CorpusError(f"{name}: a damaged EPUB: its table of contents cannot be read; fetch it again")
    chapters, warnings = [], []
    for page in _spine(package, posixpath.dirname(place or "")):
        if page not in archive.namelist():
            warnings.append(f"{name}: chapter {page!r} is missing from the book.")
            continue
        content = read_entry(archive, page, name)
        words, _, warning = decode(content, f"{name} ({page})", declared_in_html(content))
        warnings += [warning] if warning else []
        chapters.append(read_fragment(words))
    text = "\n".join(chapter for chapter in chapters if chapter.strip())
    if not text.strip():
        raise CorpusError(
            f"{name}: the book holds no words; if it is made of pictures, run a text recognition first"
        )
    language = (_named(package, "language") or "")[:2].lower()
    metadata = Metadata(
        title=_named(package, "title"),
        author=_named(package, "creator"),
        publisher=_named(package, "publisher"),
        language=language if len(language) == 2 and language.isalpha() else None,
        date=_named(package, "date"),
    )
    return Converted(text, metadata, tuple(warnings))


def _check_protection(archive: ZipFile, name: str) -> None:
    """Raise CorpusError for a book whose chapters are encrypted; scrambled fonts do no harm."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    tree = _parse(read_entry(archive, "META-INF/encryption.xml", name))
    methods = tree.iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod") if tree is not None else ()
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise CorpusError(f"{name}: protected against reading (DRM); give one without protection")


def _spine(package: Any, folder: str) -> list[str]:
    """Return the files of the chapters in reading order; the table of contents is none."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    pages = []
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if (
            item is None
            or item.get("media-type") not in _PAGES
            or "nav" in (item.get("properties") or "").split()
        ):
            continue
        pages.append(posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or ""))))
    return list(dict.fromkeys(pages))


def _parse(content: bytes) -> Any:
    """Return the tree of an XML file; entities are not resolved, nothing is fetched. None where it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _named(tree: Any, field: str) -> str | None:
    """Return the Dublin Core fields of that name, joined with commas, or None."""
    if tree is None:
        return None
    words = [" ".join("".join(element.itertext()).split()) for element in tree.iter(f"{_DC}{field}")]
    words = [one for one in words if one]
    return (", ".join(words) if field == "creator" else words[0]) if words else None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200] or type(error).__name__
