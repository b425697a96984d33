"""Sources to documents: what is read of a file or an address, parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hubbot.errors import CorpusError
from hubbot.reading.structure import parse_text
from hubbot.sources.corpus import Found, Progress, find_sources, read_source, read_sources
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Limits, Source
from hubbot.sources.sandbox import Sandbox
from hubbot.types import Document

__all__ = [
    "Metadata",
    "find_sources",
    "parse_source",
    "parse_text",
    "read_corpus",
    "read_document",
    "read_parsed",
]


def parse_source(source: Source) -> Document:
    """Return the document in ``source``. Raises CorpusError for a text that is empty or no text."""
    try:
        document = parse_text(source.text, document_id=source.id, metadata=source.metadata)
    except CorpusError as error:
        raise CorpusError(f"{source.origin}: {str(error).removeprefix(f'{source.id}: ')}") from error
    return replace(document, page=source.page) if source.page else document


def read_document(path: Path, root: Path, limits: Limits | None = None) -> Document:
    """Return the document in the file at ``path``; its id is the path below ``root`` without suffix.

    Raises:
        CorpusError: the file cannot be read or is no text of a kind that hubbot knows, or its metadata is wrong.
    """
    limits = limits or Limits()
    name = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    found = Found(name.with_suffix("").as_posix(), str(path), path)
    with Sandbox(limits) as sandbox:
        return parse_source(read_source(found, limits, sandbox))


def read_corpus(paths: Sequence[Path | str]) -> tuple[Document, ...]:
    """Return the documents in files and folders and at addresses; see `read_parsed`."""
    return tuple(document for document, _ in read_parsed(paths))


def read_parsed(
    paths: Sequence[Path | str], limits: Limits | None = None, progress: Progress | None = None
) -> Iterator[tuple[Document, Source]]:
    """Yield the documents in files and folders and at addresses, each with its source, ordered by id.

    Raises:
        CorpusError: a path does not exist, a source cannot become a document, two have one id, or there is none.
    """
    for source in read_sources(paths, limits, progress):
        yield parse_source(source), source
