"""Write an index: documents, passages, vectors and words to a new generation, reusing what the present one has."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from hubbot import approximate, store
from hubbot.arrays import KeyRows, mapped
from hubbot.columns import rows_of
from hubbot.dense import file_of
from hubbot.embedding import Known, embed, journal_of, keys_of, known_from, remove_journals
from hubbot.errors import HubbotError
from hubbot.generations import KEEP_VERSIONS, Draft, drafting
from hubbot.index import DOCUMENTS, HEADS, PASSAGES, ROWS, Heads, corpus_digest, stems_of, texts_of
from hubbot.inversion import build_lexical
from hubbot.table import dump
from hubbot.types import Document, Encoder, Passage, PassageKind

logger = logging.getLogger(__name__)

KEYS = "texts.npy"
"""Digests of the texts that were embedded, row by row: how the next build finds a vector again."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A new index: its manifest, and how many texts each encoder had to encode for it."""

    manifest: store.Manifest
    encoded: dict[str, int]


def write_index(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoders: Sequence[Encoder],
    sources: Sequence[store.SourceEntry] = (),
    roots: Sequence[str] = (),
    *,
    keep: int = KEEP_VERSIONS,
    progress: Progress | None = None,
    before: Callable[[], None] | None = None,
    beside: Callable[[], Mapping[str, bytes]] = dict,
) -> Written:
    """Write an index of ``passages`` to ``folder`` and put it in place; row order is passage order.

    ``sources`` say where the documents came from, ``roots`` which folders were read whole; ``keep`` earlier versions
    stay. ``before`` is called when no other build can write any more, and may raise; ``beside`` returns
    files more, name to bytes. Vectors of the present index, and
    those that a killed build left, are used again where encoder and text are the same. Raises CorpusError when there
    are no passages, IndexBusyError while another build writes, HubbotError when the folder cannot be written.
    """
    texts = texts_of(passages)
    with drafting(folder) as draft:
        if before is not None:
            before()
        draft.write(_records(documents, passages))
        draft.write(dict(beside()))
        draft.write(build_lexical(stems_of(documents, passages, texts)).dump())
        encoded = _write_arms(draft, encoders, texts, progress)
        arms = tuple(_entry(draft, encoder, len(texts)) for encoder in encoders)
        manifest = draft.publish(
            arms=arms,
            sources=tuple(sources),
            roots=tuple(roots),
            corpus_sha256=corpus_digest(documents),
            counts=_counts(documents, passages),
            keep=keep,
        )
        remove_journals(folder)
    return Written(manifest, encoded)


def _records(documents: Sequence[Document], passages: Sequence[Passage]) -> dict[str, bytes]:
    """Return the files of documents and passages, and those that find one of many."""
    whole, document_starts = dump(documents, TypeAdapter(Document))
    ids = tuple(document.id for document in documents)
    languages = tuple(document.language for document in documents)
    heads = Heads(ids, languages, tuple(document_starts.tolist()))
    parts, passage_starts = dump(passages, TypeAdapter(Passage))
    return {
        DOCUMENTS: whole,
        HEADS: TypeAdapter(Heads).dump_json(heads),
        PASSAGES: parts,
        ROWS: _npy(rows_of(passages, passage_starts, ids)),
    }


def _npy(array: npt.NDArray[Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _write_arms(
    draft: Draft, encoders: Sequence[Encoder], texts: Sequence[str], progress: Progress | None
) -> dict[str, int]:
    """Write the vector file of each encoder and the keys of the texts; return how many texts each encoded."""
    draft.write({KEYS: _npy(keys_of(texts))})
    own = KeyRows(mapped(draft.path(KEYS)), draft.folder)
    present = _present(draft)
    encoded = {}
    for encoder in encoders:
        with journal_of(draft.index, encoder) as journal:
            encoded[encoder.name] = embed(
                encoder,
                texts,
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
        keys = KeyRows(mapped(folder / manifest.generation / KEYS), draft.folder)
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
        near = approximate.build_lists(draft.path(file), encoder.dimension, count, lists)
    return store.ArmEntry(
        encoder=encoder.name, digest=encoder.digest, dimension=encoder.dimension, file=file, near=near
    )


def _counts(documents: Sequence[Document], passages: Sequence[Passage]) -> dict[str, int]:
    counts = {f"passages.{kind}": 0 for kind in PassageKind}
    for passage in passages:
        counts[f"passages.{passage.kind}"] += 1
    for name in ("sections", "sentences", "speeches", "facts"):
        counts[name] = sum(len(getattr(document, name)) for document in documents)
    return counts | {"documents": len(documents), "passages": len(passages)}
