"""The facade's other half: texts to an index in a folder. A question needs none of what is loaded here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hubbot.answering.glossary import Glossary, dump_glossary, glossary_of, read_glossary
from hubbot.answering.learned import learned_files
from hubbot.encoder import load_available
from hubbot.errors import HubbotError
from hubbot.index import GLOSSARY
from hubbot.indexing import write_index
from hubbot.published import DROP, Present, address_of, joined, read_plan
from hubbot.reading.parser import parse_source, read_parsed
from hubbot.reading.passages import split_passages
from hubbot.settings import MULTILINGUAL, Settings
from hubbot.sources.corpus import READING, Progress, is_address
from hubbot.sources.record import Source, limits_from
from hubbot.store import Manifest, SourceEntry, digest_of, read_manifest
from hubbot.types import Document, Encoder, Passage

logger = logging.getLogger(__name__)


def build_index(
    paths: Path | str | Sequence[Path | str],
    index_dir: Path | str,
    *,
    encoders: Sequence[Encoder] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    drop_published: bool = False,
) -> Manifest:
    """Read files, folders and addresses, index them into ``index_dir`` and return the manifest.

    What an owner published in the present index stays in the new one, in place of a file with the same id, unless
    ``drop_published``. ``progress`` is called with ("reading", sources done, sources in all), then with (encoder name,
    passages done, passages in all). Raises CorpusError for a source that cannot become a document; the old index is
    untouched by any error.
    """
    settings = settings or Settings()
    if isinstance(paths, str | Path):
        paths = [paths]
    folder = Path(index_dir)
    present = Present(folder)
    read = read_parsed([*paths], limits_from(settings), progress)
    kept = () if drop_published else present.sources(published=True)
    _tell(present, kept, [source for _, source in read], settings.keep_versions)
    staying = {source.id for source in kept}
    pairs = [pair for pair in read if pair[1].id not in staying]
    pairs += [(parse_source(source), source) for source in kept]
    roots = [_below(Path(path), folder) for path in paths if not is_address(path) and Path(path).is_dir()]
    return _write(folder, pairs, roots, encoders, settings, progress, present.check)


def publish_draft(
    draft: Path,
    index_dir: Path | str,
    *,
    encoders: Sequence[Encoder] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Index what an owner looked at, see ``published.write_plan``, and return the manifest.

    What stays beside it comes from the present index, with the files and folders that it was read from. Raises
    CorpusError for a folder without a draft, IndexBusyError where the present index changed meanwhile.
    """
    settings = settings or Settings()
    folder = Path(index_dir)
    plan = read_plan(draft)
    present = Present(folder)
    kept = present.sources() if plan.beside else ()
    sources = joined([source for source in kept if source.id not in plan.without], plan.sources)
    pairs = []
    for number, source in enumerate(sources, start=1):
        pairs.append((parse_source(source), source))
        if progress:
            progress(READING, number, len(sources))
    roots = present.roots if plan.beside else ()
    return _write(
        folder, pairs, roots, encoders, settings, progress, partial(present.check, whole=plan.beside)
    )


def _write(
    folder: Path,
    pairs: Sequence[tuple[Document, Source]],
    roots: Sequence[str],
    encoders: Sequence[Encoder] | None,
    settings: Settings,
    progress: Progress | None,
    before: Callable[[], None],
) -> Manifest:
    """Index documents, each with its source, ordered by id."""
    pairs = sorted(pairs, key=lambda pair: pair[0].id)
    documents = [document for document, _ in pairs]
    passages = tuple(passage for document in documents for passage in split_passages(document))
    if encoders is None:
        encoders, warnings = load_available(settings.encoders, settings.cache_dir)
        for warning in warnings:
            logger.warning(warning)
    written = write_index(
        folder,
        documents,
        passages,
        encoders,
        [_entry(document, source, folder) for document, source in pairs],
        roots,
        keep=settings.keep_versions,
        progress=progress,
        before=before,
        beside=partial(_beside, folder, documents, passages, encoders),
    )
    return written.manifest


def _beside(
    folder: Path, documents: Sequence[Document], passages: Sequence[Passage], encoders: Sequence[Encoder]
) -> dict[str, bytes]:
    """Return what is kept beside the arms: what a large corpus teaches, and the words for other languages."""
    files = learned_files(documents, passages)
    multilingual = next((encoder for encoder in encoders if encoder.name in MULTILINGUAL), None)
    if multilingual is not None:
        glossary = glossary_of(documents, passages, multilingual, _present_glossary(folder))
        files |= {GLOSSARY: dump_glossary(glossary)} if glossary is not None else {}
    return files


def _present_glossary(folder: Path) -> Glossary | None:
    """Return the glossary of the present index, whose vectors can be used again; None where there is no whole one."""
    try:
        manifest = read_manifest(folder)
        path, entry = folder / manifest.generation / GLOSSARY, manifest.files.get(GLOSSARY)
        if entry is None or digest_of(path) != entry.sha256:
            return None
        return read_glossary(path.read_bytes())
    except (HubbotError, OSError, ValueError, KeyError) as error:
        logger.debug("no words are used again of the index in %s: %s", folder, error)
        return None


def _tell(present: Present, kept: Sequence[Source], read: Sequence[Source], versions: int) -> None:
    """Say what becomes of the texts that an owner published, where that may surprise."""
    if present.published and not kept:
        names = ", ".join(present.published)
        back = f"; `hubbot restore {present.generation}` brings them back" if versions else ""
        logger.warning("texts that the owner published are left out: %s%s", names, back)
    origins = {source.id: source.origin for source in read}
    for source in kept:
        if source.id in origins:
            logger.warning(
                "%s stays as the owner published it, and %s is not read into it; %s takes that",
                *(source.id, origins[source.id], DROP),
            )


def _entry(document: Document, source: Source, folder: Path) -> SourceEntry:
    """Return what the manifest of the index in ``folder`` says of a document's source."""
    return SourceEntry(
        document_id=document.id,
        path=_below(source.path, folder) if source.path else None,
        address=address_of(source),
        file_sha256=source.sha256,
        text_sha256=document.sha256,
        media_type=source.media_type,
        metadata=source.metadata.model_dump(exclude_none=True),
        warnings=source.warnings,
        published=source.published,
    )


def _below(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def read_texts(paths: Sequence[Path | str], settings: Settings) -> tuple[tuple[Document, Source], ...]:
    """Return the documents in files, folders and at addresses, each with its source; nothing is indexed.

    Raises CorpusError for what cannot become a document.
    """
    return read_parsed([*paths], limits_from(settings))
