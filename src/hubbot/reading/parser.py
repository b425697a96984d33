"""Corpus files to documents: which files, which bytes, which metadata."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from hubbot.errors import CorpusError
from hubbot.reading.metadata import Metadata, read_metadata
from hubbot.reading.structure import parse_text
from hubbot.types import Document

__all__ = ["Metadata", "parse_text", "read_corpus", "read_document", "read_text"]

SUFFIXES = frozenset({".txt", ".md", ".markdown"})
_SKIPPED_NAMES = frozenset({"readme.md", "readme.txt"})
_BOM = b"\xef\xbb\xbf"


def read_document(path: Path, root: Path) -> Document:
    """Return the document in the file at ``path``; its id is the path below ``root`` without suffix.

    Raises:
        CorpusError: the file cannot be read, is no UTF-8 text, is empty, or its metadata is wrong.
    """
    text = read_text(path)
    metadata = read_metadata(path.with_suffix(".meta.json"))
    try:
        document_id = path.relative_to(root).with_suffix("").as_posix()
    except ValueError:
        document_id = path.stem
    try:
        return parse_text(text, document_id=document_id, metadata=metadata)
    except CorpusError as error:
        raise CorpusError(f"{path}: {str(error).removeprefix(f'{document_id}: ')}") from error


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, unaltered except for a byte order mark at its start.

    Raises:
        CorpusError: the file cannot be read or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}") from error
    raw = raw.removeprefix(_BOM)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CorpusError(
            f"{path}: not UTF-8 but UTF-16; convert it with `iconv -f UTF-16 -t UTF-8 {path.name}`"
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path}: not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}; convert it, for "
            f"example with `iconv -f WINDOWS-1252 -t UTF-8 {path.name}`"
        ) from error


def read_corpus(paths: Sequence[Path]) -> tuple[Document, ...]:
    """Return the documents in files and folders; see `read_sources`."""
    return tuple(document for document, _ in read_sources(paths))


def read_sources(paths: Sequence[Path]) -> tuple[tuple[Document, Path], ...]:
    """Return the documents in files and folders, each with its file, ordered by id.

    Folders are searched to the bottom.

    The id of a file found in a folder is its path below that folder; that of a file named itself is its name.

    Raises:
        CorpusError: a path does not exist, a file cannot become a document, two files have one id, or there
            is no document at all.
    """
    documents: dict[str, tuple[Document, Path]] = {}
    seen: set[Path] = set()
    for path in paths:
        for file, root in _files(path):
            real = file.resolve()
            if real in seen:
                continue
            seen.add(real)
            document = read_document(file, root)
            if document.id in documents:
                other = documents[document.id][1]
                raise CorpusError(f"two files have the id {document.id!r}: {other} and {file}; rename one")
            documents[document.id] = (document, file)
    if not documents:
        names = ", ".join(str(path) for path in paths) or "no path given"
        raise CorpusError(f"no document found ({names}); a corpus holds .txt and .md files")
    return tuple(documents[name] for name in sorted(documents))


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the corpus files at ``path`` with the folder their ids start from."""
    if path.is_dir():
        for file in _walk(path, frozenset()):
            yield file, path
    elif path.suffix.casefold() in SUFFIXES and path.is_file():
        yield path, path.parent
    elif path.exists():
        raise CorpusError(f"{path}: not a corpus file; use {', '.join(sorted(SUFFIXES))}")
    else:
        raise CorpusError(f"{path}: no such file or folder")


def _walk(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Yield the corpus files below ``folder`` in order; a link back to a folder above is not followed."""
    real = folder.resolve()
    if real in above:
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise CorpusError(f"{folder}: cannot be read: {error.strerror}") from error
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path, above | {real})
        elif (
            path.is_file()
            and path.suffix.casefold() in SUFFIXES
            and entry.name.casefold() not in _SKIPPED_NAMES
        ):
            yield path
