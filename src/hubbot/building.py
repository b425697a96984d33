"""The facade's other half: texts to an index in a folder. A question needs none of what is loaded here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from hubbot.encoder import load_available
from hubbot.indexing import write_index
from hubbot.reading.parser import read_parsed
from hubbot.reading.passages import split_passages
from hubbot.settings import Settings
from hubbot.sources.record import limits_from
from hubbot.store import Manifest
from hubbot.types import Encoder

logger = logging.getLogger(__name__)


def build_index(
    paths: Path | str | Sequence[Path | str],
    index_dir: Path | str,
    *,
    encoders: Sequence[Encoder] | None = None,
    settings: Settings | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Manifest:
    """Read corpus files and folders, index them into ``index_dir`` and return the manifest.

    ``progress`` is called with (encoder name, passages done, passages in all). Raises CorpusError for a text
    that cannot become a document; the old index is untouched by any error.
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
    files = [(document.id, source.path) for document, source in sources if source.path]
    written = write_index(
        Path(index_dir), documents, passages, encoders, files, keep=settings.keep_versions, progress=progress
    )
    return written.manifest
