"""The formats that hubbot reads: media types, and the suffixes that files of them have."""

from __future__ import annotations

PLAIN, MARKDOWN, HTML = "text/plain", "text/markdown", "text/html"
PDF, EPUB = "application/pdf", "application/epub+zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES = {
    ".txt": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
    ".epub": EPUB,
}
TEXTS = frozenset({PLAIN, MARKDOWN})
