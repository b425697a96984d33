"""Write an index: documents, passages, vectors and words to a new generation, reusing what the present one has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubbot import approximate, store
from hubbot.arrays import KeyRows, mapped
from hubbot.dense import file_of
from hubbot.embedding import Known, embed, journal_of, known_from, remove_journals
from hubbot.errors import HubbotError
from hubbot.generations import KEEP_VERSIONS, Draft, drafting
from hubbot.inversion import write_lexical
from hubbot.records import KEYS, Records, write_records
from hubbot.types import Document, Encoder

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A new index: its manifest, and how many texts each encoder had to encode for it."""

    manifest: store.Manifest
    encoded: dict[str, int]


def write_index(
    folder: Path,
    documents: Iterable[Document],
    encoders: Sequence[Encoder],
    sources: Sequence[store.SourceEntry] = (),
    roots: Sequence[str] = (),
    *,
    keep: int = KEEP_VERSIONS,
    progress: Progress | None = None,
    before: Callable[[], None] | None = None,
    beside: Callable[[Records, Path], None] | None = None,
) -> Written:
    """Write an index of ``documents``, ordered by id, to ``folder`` and put it in place.

    Documents are gone through once; all that comes after reads what was written of them, so that one at a time is in
    memory. ``sources`` say where the documents came from, ``roots`` which folders were read whole; ``keep`` earlier
    versions stay. ``before`` is called when no other build can write any more, and may raise; ``beside`` writes files
    more into the folder that it is given. Vectors of the present index, and those that a killed build left, are used
    again where encoder and text are the same. Raises CorpusError when there are no passages, IndexBusyError while
    another build writes, HubbotError when the folder cannot be written.
    """
    with drafting(folder) as draft:
        if before is not None:
            before()
        records = write_records(draft.folder, documents)
        write_lexical(draft.folder, records.stems(), draft.work)
        encoded = _write_arms(draft, encoders, records, progress)
        arms = tuple(_entry(draft, encoder, len(records.passages)) for encoder in encoders)
        if beside is not None:
            beside(records, draft.folder)  # last: names and words of a large corpus leave gaps in memory
        manifest = draft.publish(
            arms=arms,
            sources=tuple(sources),
            roots=tuple(roots),
            corpus_sha256=records.corpus_sha256,
            counts=records.counts,
            keep=keep,
        )
        remove_journals(folder)
    return Written(manifest, encoded)


def _write_arms(
    draft: Draft, encoders: Sequence[Encoder], records: Records, progress: Progress | None
) -> dict[str, int]:
    """Write the vector file of each encoder; return how many texts each encoded."""
    own = KeyRows(mapped(draft.path(KEYS)), draft.work)
    present = _present(draft)
    encoded = {}
    for encoder in encoders:
        with journal_of(draft.index, encoder) as journal:
            encoded[encoder.name] = embed(
                encoder,
                records.texts,
                draft.path(file_of(encoder.name)),
                own=own,
                known=_known(draft.index, present, encoder),
                journal=journal,
                progress=progress,
            )
    return encoded


def _present(draft: Draft) -> tuple[store.Manifest, KeyRows] | None:
    """Return the manifest of the present index and its keys, None where there is no whole one to learn from."""
    folder = draft.index
    try:
        manifest = store.read_manifest(folder)
        store.check_files(folder, manifest)
        keys = KeyRows(mapped(folder / manifest.generation / KEYS), draft.work)
    except (HubbotError, OSError, ValueError) as error:
        logger.debug("nothing is used again of the index in %s: %s", folder, error)
        return None
    return manifest, keys


def _known(folder: Path, present: tuple[store.Manifest, KeyRows] | None, encoder: Encoder) -> Known | None:
    if present is None:
        return None
    manifest, keys = present
    for arm in manifest.arms:
        if (arm.encoder, arm.digest, arm.dimension) == (encoder.name, encoder.digest, encoder.dimension):
            return known_from(keys, folder / manifest.generation / arm.file, arm.dimension)
    return None


def _entry(draft: Draft, encoder: Encoder, count: int) -> store.ArmEntry:
    """Return what the manifest says of an arm that was written; a large one gets its lists here."""
    file = file_of(encoder.name)
    near = None
    if count >= approximate.APPROXIMATE_FROM:
        lists = draft.path(file).with_suffix(".lists.faiss")
        near = approximate.build_lists(draft.path(file), encoder.dimension, count, lists, draft.work)
    return store.ArmEntry(
        encoder=encoder.name, digest=encoder.digest, dimension=encoder.dimension, file=file, near=near
    )
