"""What a source is, told by its bytes; its name only decides between kinds of text."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from hubbot.errors import CorpusError
from hubbot.sources.formats import DOCX, EPUB, HTML, MARKDOWN, PDF, PLAIN, SUFFIXES, TEXTS

CALLED = {
    PLAIN: "plain text",
    MARKDOWN: "Markdown",
    HTML: "HTML",
    PDF: "PDF",
    DOCX: "a Word document",
    EPUB: "EPUB",
}
_HTML = re.compile(
    rb"(?is)\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*){0,9}"
    rb"<(?:!doctype\s+html|html|head|body)[\s>]"
)
_HEAD = 4096
_OFFICE = {
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "META-INF/MANIFEST.MF": "a Java archive",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def media_type_of(raw: bytes, name: str, declared: str | None = None) -> tuple[str, str | None]:
    """Return the media type of ``raw`` and a warning where its name says another.

    ``name`` is a path or an address, ``declared`` the type that a server gave. Raises CorpusError for what hubbot
    cannot read, naming what it is.
    """
    expected = declared if declared in SUFFIXES.values() else SUFFIXES.get(PurePath(name).suffix.casefold())
    found = PDF if _is_pdf(raw, expected) else _by_bytes(raw, name)
    if found is None:
        found = expected if expected in (PLAIN, MARKDOWN, HTML) else PLAIN
    if expected in (None, found) or {expected, found} <= TEXTS:
        return found, None
    return found, f"{name}: named as {CALLED[expected]} but is {CALLED[found]}; read as that."


def _is_pdf(raw: bytes, expected: str | None) -> bool:
    """Say whether bytes are a PDF: its mark comes first, or within a kibibyte where the name says that it is one."""
    head = raw[:1024]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-") or (expected == PDF and b"%PDF-" in head)


def _by_bytes(raw: bytes, name: str) -> str | None:
    """Return the type that the bytes themselves tell; None for text without a tag at its start."""
    head = raw[:_HEAD]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_archive(raw, name)
    if head.startswith(_OLD_OFFICE):
        raise CorpusError(f"{name}: an old or encrypted Office file; save it as .docx without a password")
    if _HTML.match(head):
        return HTML
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise CorpusError(
            f"{name}: {_binary(raw)}; NUL character at offset {raw.index(0)}; give a text, HTML, PDF, "
            "Word or EPUB file"
        )
    return None


def _in_archive(raw: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise CorpusError(f"{name}: a damaged zip archive ({error}); fetch or save it again") from error
    if "word/document.xml" in names:
        return DOCX
    if "META-INF/container.xml" in names:
        return EPUB
    what = next((what for inner, what in _OFFICE.items() if inner in names), "a zip archive")
    raise CorpusError(f"{name}: {what}, which hubbot does not read; save its text as .docx, .html or .txt")


def _binary(raw: bytes) -> str:
    """Return what binary bytes are, in words."""
    import puremagic  # only junk needs it

    try:
        return f"no text but {puremagic.magic_string(raw[:_HEAD])[0].name or 'binary'}"
    except (puremagic.PureError, ValueError, IndexError):
        return "binary, no text"
