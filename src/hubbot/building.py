"""The facade's other half: texts to an index in a folder. A question needs none of what is loaded here."""

from __future__ import annotations

import heapq
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from hubbot.answering.glossary import Glossary, dump_glossary, glossary_of, read_glossary
from hubbot.answering.learned import write_learned
from hubbot.collected import Collected
from hubbot.encoder import load_available
from hubbot.errors import CorpusError, HubbotError
from hubbot.index import GLOSSARY, NOTHING
from hubbot.indexing import write_index
from hubbot.published import DROP, Present, Stored, address_of, read_plan
from hubbot.reading.parser import parse_source, read_parsed
from hubbot.records import Records
from hubbot.settings import MULTILINGUAL, Settings
from hubbot.sources.corpus import READING, Progress, is_address
from hubbot.sources.record import Source, limits_from
from hubbot.store import Manifest, SourceEntry, digest_of, read_manifest
from hubbot.types import Document, Encoder

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
    kept = Stored() if drop_published else present.sources(published=True)
    displaced: list[Source] = []
    read = read_parsed([*paths], limits_from(settings), progress)
    roots = [_below(Path(path), folder) for path in paths if not is_address(path) and Path(path).is_dir()]
    with Collected(folder) as collected:
        _collect(collected, folder, _others(read, kept, displaced), map(_parsed, kept))
        _tell(present, kept, displaced, settings.keep_versions)
        return _write(folder, collected, roots, encoders, settings, progress, present.check)


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
    given = {source.id: source for source in plan.sources}
    kept = present.sources().without({*given, *plan.without}) if plan.beside else Stored()
    ordered = heapq.merge((given[name] for name in sorted(given)), kept, key=_id)
    counted = _counted(ordered, len(given) + len(kept.entries), progress)
    roots = present.roots if plan.beside else ()
    check = partial(present.check, whole=plan.beside)
    with Collected(folder) as collected:
        _collect(collected, folder, map(_parsed, counted))
        return _write(folder, collected, roots, encoders, settings, progress, check)


Pair = tuple[Document, Source]


def _parsed(source: Source) -> Pair:
    return parse_source(source), source


def _id(source: Source) -> str:
    return source.id


def _counted(sources: Iterable[Source], count: int, progress: Progress | None) -> Iterator[Source]:
    """Yield sources, and say of each when it was read."""
    for number, source in enumerate(sources, start=1):
        yield source
        if progress:
            progress(READING, number, count)


def _others(read: Iterable[Pair], kept: Stored, displaced: list[Source]) -> Iterator[Pair]:
    """Yield what no ``kept`` source stands in place of; note what one does, without its text."""
    for document, source in read:
        if source.id in kept.entries:
            displaced.append(replace(source, text="", page=None))
        else:
            yield document, source


def _collect(collected: Collected, folder: Path, *pairs: Iterable[Pair]) -> None:
    """Take in documents with their sources, each iterable ordered by id; none of them stays in memory.

    Raises CorpusError when there is no passage in them.
    """
    for document, source in heapq.merge(*pairs, key=lambda pair: pair[1].id):
        collected.add(document, _entry(document, source, folder))
    if not collected.has_passages:
        raise CorpusError(NOTHING)


def _write(
    folder: Path,
    collected: Collected,
    roots: Sequence[str],
    encoders: Sequence[Encoder] | None,
    settings: Settings,
    progress: Progress | None,
    before: Callable[[], None],
) -> Manifest:
    """Index documents."""
    if encoders is None:
        encoders, warnings = load_available(settings.encoders, settings.cache_dir)
        for warning in warnings:
            logger.warning(warning)
    written = write_index(
        folder,
        collected.documents(),
        encoders,
        collected.entries,
        roots,
        keep=settings.keep_versions,
        progress=progress,
        before=before,
        beside=partial(_beside, folder, encoders),
    )
    return written.manifest


def _beside(folder: Path, encoders: Sequence[Encoder], records: Records, out: Path) -> None:
    """Write what is kept beside the arms: what a large corpus teaches, and the words for other languages."""
    write_learned(out, records.documents, records.passages)
    multilingual = next((encoder for encoder in encoders if encoder.name in MULTILINGUAL), None)
    if multilingual is not None:
        present = _present_glossary(folder)
        glossary = glossary_of(records.heads.languages_by_id(), records.passages, multilingual, present)
        if glossary is not None:
            (out / GLOSSARY).write_bytes(dump_glossary(glossary))


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


def _tell(present: Present, kept: Stored, displaced: Sequence[Source], versions: int) -> None:
    """Say what becomes of the texts that an owner published, where that may surprise."""
    if present.published and not kept.entries:
        names = ", ".join(present.published)
        back = f"; `hubbot restore {present.generation}` brings them back" if versions else ""
        logger.warning("texts that the owner published are left out: %s%s", names, back)
    for source in displaced:
        logger.warning(
            "%s stays as the owner published it, and %s is not read into it; %s takes that",
            *(source.id, source.origin, DROP),
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
    return tuple(read_parsed([*paths], limits_from(settings)))
