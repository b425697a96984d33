"""Load and search an index: documents, passages, dense arms (FAISS) and a lexical arm (BM25).

An ``Index`` is an immutable snapshot: nothing in it changes after it was built or loaded, so any number of
readers can search it at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from hubbot import store
from hubbot.columns import Columns, columns_of
from hubbot.dense import Arm, arm_of, load_arm
from hubbot.errors import CorpusError, IndexDamagedError
from hubbot.lexical import LexicalArm, build_lexical, load_lexical
from hubbot.text import stem_tokens
from hubbot.types import Document, Encoder, Passage, PassageKind, Vectors

DOCUMENTS = "documents.json"
PASSAGES = "passages.json"

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Index:
    """A built index. ``passages[i]`` belongs to row i of every arm and of the lexical scores."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    arms: tuple[Arm, ...]
    lexical: LexicalArm
    corpus_sha256: str
    generation: str | None = None

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        """Documents keyed by their id."""
        return {document.id: document for document in self.documents}

    @cached_property
    def arm_by_encoder(self) -> dict[str, Arm]:
        """Dense arms keyed by the name of their encoder."""
        return {arm.encoder: arm for arm in self.arms}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Language codes of the documents, sorted, each once."""
        return tuple(sorted({document.language for document in self.documents}))

    @cached_property
    def columns(self) -> Columns:
        """Kind, role and document of every passage, as arrays."""
        return columns_of(self.passages)

    @cached_property
    def context_rows(self) -> npt.NDArray[np.int64]:
        """For each passage the row of the paragraph passage around it, or its own row, shape (n,)."""
        rows = np.arange(len(self.passages), dtype=np.int64)
        paragraphs = [
            (passage.document_id, passage.span.start, row)
            for row, passage in enumerate(self.passages)
            if passage.kind is PassageKind.PARAGRAPH
        ]
        paragraphs.sort()
        for row, passage in enumerate(self.passages):
            at = bisect_right(paragraphs, (passage.document_id, passage.span.start, len(self.passages))) - 1
            if at < 0 or paragraphs[at][0] != passage.document_id:
                continue
            if self.passages[paragraphs[at][2]].span.contains(passage.span):
                rows[row] = paragraphs[at][2]
        return rows

    def dense_scores(self, encoder: str, vector: Vectors) -> Scores:
        """Return the inner product of one unit vector, shape (dimension,), with every passage, shape (n,).

        Raises KeyError when the index has no arm of that encoder.
        """
        return self.arm_by_encoder[encoder].scores(vector)

    def lexical_scores(self, text: str) -> Scores:
        """Return the BM25 score of every passage for ``text``, stemmed in each language of the index."""
        tokens = sorted({token for language in self.languages for token in stem_tokens(text, language)})
        return self.lexical.scores(tokens)

    def describe(self) -> dict[str, Any]:
        """Return what an answer says about the index that gave it."""
        return {
            "generation": self.generation,
            "corpus_sha256": self.corpus_sha256,
            "documents": len(self.documents),
            "passages": len(self.passages),
            "encoders": [arm.encoder for arm in self.arms],
        }


def search_text(passage: Passage) -> str:
    """Return what is embedded and matched for a passage: its words after the names of its section and speaker.

    A sentence like "The city boasts a vast talent pool" is about a place that only its heading names.
    """
    around = [passage.section or "", passage.speaker or ""]
    words = passage.text.casefold()
    return " ".join([part for part in around if part and part.casefold() not in words] + [passage.text])


def build(documents: Sequence[Document], passages: Sequence[Passage], encoders: Sequence[Encoder]) -> Index:
    """Return an index in memory; row order is passage order. Raises CorpusError when there are no passages."""
    texts = texts_of(passages)
    return Index(
        documents=tuple(documents),
        passages=tuple(passages),
        arms=tuple(arm_of(e.name, e.digest, e.encode_passages(texts)) for e in encoders),
        lexical=build_lexical(stems_of(documents, passages, texts)),
        corpus_sha256=corpus_digest(documents),
    )


def texts_of(passages: Sequence[Passage]) -> list[str]:
    """Return what is embedded for each passage. Raises CorpusError when there are none."""
    if not passages:
        raise CorpusError("the corpus holds no sentence to index: give a text with at least one sentence")
    return [search_text(passage) for passage in passages]


def corpus_digest(documents: Sequence[Document]) -> str:
    """Return one digest over the ids and texts of all documents."""
    return store.sha256_of("".join(f"{document.id} {document.sha256}\n" for document in documents).encode())


def load(folder: Path, *, check_sources: bool = True) -> Index:
    """Load the index in ``folder``. Every byte is checked against the manifest before it is interpreted.

    A build that takes this one's place meanwhile is no damage: the new one is loaded then. Raises
    IndexMissingError, IndexDamagedError or IndexStaleError; the last also where a corpus file was edited since,
    unless ``check_sources`` is false.
    """
    manifest = store.read_manifest(folder)
    while True:
        try:
            return _load(folder, manifest, check_sources)
        except IndexDamagedError:
            newer = store.read_manifest(folder)
            if newer.generation == manifest.generation:
                raise
            manifest = newer


def _load(folder: Path, manifest: store.Manifest, check_sources: bool) -> Index:
    if check_sources:
        store.check_sources(folder, manifest)
    contents = store.read_files(folder, manifest)
    try:
        documents = _DOCUMENTS.validate_json(contents[DOCUMENTS])
        passages = _PASSAGES.validate_json(contents[PASSAGES])
        arms = tuple(
            load_arm(entry, folder / manifest.generation / entry.file, contents.get(entry.file))
            for entry in manifest.arms
        )
        lexical = load_lexical(contents)
    except (KeyError, ValidationError, ValueError, RuntimeError) as error:
        raise IndexDamagedError(f"the index in {folder} cannot be understood: {store.REBUILD}") from error
    index = Index(documents, passages, arms, lexical, manifest.corpus_sha256, manifest.generation)
    check(index, folder)
    return index


def check(index: Index, folder: Path) -> None:
    """Raise IndexDamagedError unless every passage's words stand at its span and the arms cover all passages."""
    for passage in index.passages:
        document = index.document_by_id.get(passage.document_id)
        if document is None or document.slice(passage.span) != passage.text:
            raise IndexDamagedError(
                f"passage {passage.id} of the index in {folder} differs from its document: {store.REBUILD}"
            )
    for arm in index.arms:
        if arm.count != len(index.passages):
            raise IndexDamagedError(
                f"arm {arm.encoder} of the index in {folder} holds {arm.count} vectors for "
                f"{len(index.passages)} passages: {store.REBUILD}"
            )


def stems_of(
    documents: Sequence[Document], passages: Sequence[Passage], texts: Sequence[str]
) -> list[Sequence[str]]:
    """Return the stems of each passage's text, in the language of its document."""
    language = {document.id: document.language for document in documents}
    return [
        stem_tokens(text, language[passage.document_id])
        for passage, text in zip(passages, texts, strict=True)
    ]
