"""The facade's other half: texts to an index in a folder. A question needs none of what is loaded here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from hubbot.encoder import load_available
from hubbot.indexing import write_index
from hubbot.reading.parser import read_parsed
from hubbot.reading.passages import split_passages
from hubbot.settings import Settings
from hubbot.sources.corpus import is_address
from hubbot.sources.record import Source, limits_from
from hubbot.store import Manifest, SourceEntry
from hubbot.types import Document, Encoder

logger = logging.getLogger(__name__)


def build_index(
    paths: Path | str | Sequence[Path | str],
    index_dir: Path | str,
    *,
    encoders: Sequence[Encoder] | None = None,
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Manifest:
    """Read files, folders and addresses, index them into ``index_dir`` and return the manifest.

    ``progress`` is called with ("reading", sources done, sources in all), then with (encoder name, passages done,
    passages in all). Raises CorpusError for a source that cannot become a document; the old index is untouched by any
    error.
    """
    settings = settings or Settings()
    if isinstance(paths, str | Path):
        paths = [paths]
    sources = read_parsed([*paths], limits_from(settings), progress)
    documents = [document for document, _ in sources]
    passages = tuple(passage for document in documents for passage in split_passages(document))
    if encoders is None:
        encoders, warnings = load_available(settings.encoders, settings.cache_dir)
        for warning in warnings:
            logger.warning(warning)
    folder = Path(index_dir)
    written = write_index(
        folder,
        documents,
        passages,
        encoders,
        [_entry(document, source, folder) for document, source in sources],
        [_below(Path(path), folder) for path in paths if not is_address(path) and Path(path).is_dir()],
        keep=settings.keep_versions,
        progress=progress,
    )
    return written.manifest


def _entry(document: Document, source: Source, folder: Path) -> SourceEntry:
    """Return what the manifest of the index in ``folder`` says of a document's source."""
    return SourceEntry(
        document_id=document.id,
        path=_below(source.path, folder) if source.path else None,
        address=None if source.path else source.origin,
        file_sha256=source.sha256,
        text_sha256=document.sha256,
        media_type=source.media_type,
        metadata=source.metadata.model_dump(exclude_none=True),
        warnings=source.warnings,
    )


def _below(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def read_texts(
    paths: Sequence[Path | str], settings: Settings
) -> tuple[tuple[Document, tuple[str, ...]], ...]:
    """Return the documents in files, folders and at addresses, each with its reader's warnings; nothing is indexed.

    Raises CorpusError for what cannot become a document.
    """
    found = read_parsed([*paths], limits_from(settings))
    return tuple((document, source.warnings) for document, source in found)
