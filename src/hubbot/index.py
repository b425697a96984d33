"""Load and search an index: documents, passages, dense arms (FAISS) and a lexical arm (BM25).

An ``Index`` is an immutable snapshot: nothing in it changes after it was built or loaded, so any number of
readers can search it at once.
"""

from __future__ import annotations

import hashlib
import io
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from hubbot import store
from hubbot.columns import ROW, Columns, columns_in, columns_of, context_of
from hubbot.dense import Arm, arm_of, load_arm
from hubbot.errors import CorpusError, IndexDamagedError
from hubbot.inversion import build_lexical
from hubbot.lexical import LexicalArm, load_lexical
from hubbot.table import ById, Table
from hubbot.text import stem_tokens, without_links
from hubbot.types import Document, Encoder, Passage, Vectors

DOCUMENTS = "documents.json"
PASSAGES = "passages.json"

HEADS = "heads.json"
LEARNED = "learned.json"
"""What a large corpus teaches those who answer questions about it; to search, nobody reads it."""

GLOSSARY = "glossary.npz"
"""The words of the corpus as a multilingual encoder places them, for questions in other languages."""

ROWS = "rows.npy"

NOTHING = "the corpus holds no sentence to index: give a text with at least one sentence"


@dataclass(frozen=True, slots=True)
class Heads:
    """What is asked of all documents, without decoding one: ids, languages, and where each record begins."""

    ids: tuple[str, ...]
    languages: tuple[str, ...]
    starts: tuple[int, ...]

    def languages_by_id(self) -> dict[str, str]:
        """Return the language code of each document by its id."""
        return dict(zip(self.ids, self.languages, strict=True))


_HEADS = TypeAdapter(Heads)
_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])

Scores = npt.NDArray[np.float32]

DOCUMENTS_KEPT = 256  # decoded ones of a table that is mapped: fifty kilobytes each and more
SAME_SPAN = 4  # passages that may share a span: one of each kind
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True)
class Index:
    """A built index. ``passages[i]`` belongs to row i of every arm and of the lexical scores."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    arms: tuple[Arm, ...]
    lexical: LexicalArm
    corpus_sha256: str
    generation: str | None = None
    rows: Any = None
    heads: Heads | None = None
    learned: bytes | None = None
    glossary: bytes | None = None

    @cached_property
    def document_by_id(self) -> Mapping[str, Document]:
        """Documents keyed by their id, in order."""
        if self.heads is not None:
            return ById(self.heads.ids, self.documents)
        return {document.id: document for document in self.documents}

    @cached_property
    def arm_by_encoder(self) -> dict[str, Arm]:
        """Dense arms keyed by the name of their encoder."""
        return {arm.encoder: arm for arm in self.arms}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Language codes of the documents, sorted, each once."""
        if self.heads is not None:
            return tuple(sorted(set(self.heads.languages)))
        return tuple(sorted({document.language for document in self.documents}))

    @cached_property
    def _document_numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.document_by_id)}

    def language_of(self, document_id: str) -> str:
        """Return the language code of a document. Raises KeyError for an unknown one."""
        if self.heads is not None:
            return self.heads.languages[self._document_numbers[document_id]]
        return self.document_by_id[document_id].language

    @cached_property
    def _row_by_id(self) -> dict[str, int]:
        return {passage.id: row for row, passage in enumerate(self.passages)}

    def row_of(self, passage: Passage) -> int:
        """Return the row of a passage. Raises KeyError for one that is not of this index."""
        if not isinstance(self.passages, Table):
            return self._row_by_id[passage.id]
        rows = self.rows_of_document(passage.document_id)
        # Passages of a document stand in the order of their spans, unless somebody else wrote them.
        first = bisect_left(rows, passage.span, key=lambda row: self.passages[row].span)
        for row in (*rows[first : first + SAME_SPAN], *rows):
            if self.passages[row].id == passage.id:
                return int(row)
        raise KeyError(passage.id)

    @cached_property
    def _in_order(self) -> bool:
        """Whether passages stand document by document."""
        documents = self.columns.documents
        return bool(np.all(documents[1:] >= documents[:-1]))

    def rows_of_document(self, document_id: str) -> Sequence[int]:
        """Return the rows of a document's passages, ascending."""
        columns = self.columns
        number = np.int32(self._column_numbers.get(document_id, -1))  # another width would copy the column
        if not self._in_order:
            found: list[int] = np.flatnonzero(columns.documents == number).tolist()
            return found
        return range(*(int(np.searchsorted(columns.documents, number, side)) for side in _SIDES))

    @cached_property
    def _column_numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.columns.document_ids)}

    @cached_property
    def columns(self) -> Columns:
        """Kind, role and document of every passage, as arrays."""
        if self.rows is None:
            return columns_of(self.passages)
        return columns_in(self.rows, list(self.document_by_id))

    @cached_property
    def context_rows(self) -> npt.NDArray[np.int64]:
        """For each passage the row of the paragraph passage around it, or its own row, shape (n,)."""
        if self.rows is None:
            return context_of(self.passages)
        return np.ascontiguousarray(self.rows["context"][:-1])

    def dense_scores(self, encoder: str, vector: Vectors) -> Scores:
        """Return the inner product of one unit vector, shape (dimension,), with every passage, shape (n,).

        Raises KeyError when the index has no arm of that encoder.
        """
        return self.arm_by_encoder[encoder].scores(vector)

    def lexical_scores(self, text: str) -> Scores:
        """Return the BM25 score of every passage for ``text``, stemmed in each language of the index."""
        return self.lexical.scores(self.stems(text))

    def stems(self, text: str) -> list[str]:
        """Return what the lexical arm looks for: the stems of ``text`` in each language of the index."""
        return sorted({token for language in self.languages for token in stem_tokens(text, language)})

    @property
    def is_large(self) -> bool:
        """Whether its arms choose candidates, instead of looking at every passage for every question."""
        return any(arm.lists is not None for arm in self.arms)

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

    A sentence like "The city boasts a vast talent pool" is about a place that only its heading names. Addresses of
    links are left out: their words are not the article's.
    """
    around = [passage.section or "", passage.speaker or ""]
    text = without_links(passage.text)
    if text != passage.text:
        text = " ".join(text.split())
    words = text.casefold()
    return " ".join([part for part in around if part and part.casefold() not in words] + [text])


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
        raise CorpusError(NOTHING)
    return [search_text(passage) for passage in passages]


def corpus_digest(documents: Iterable[Document]) -> str:
    """Return one digest over the ids and texts of all documents."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(digest_line(document))
    return digest.hexdigest()


def digest_line(document: Document) -> bytes:
    """Return what stands for one document in the digest of a corpus."""
    return f"{document.id} {document.sha256}\n".encode()


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
    generation = folder / manifest.generation
    try:
        heads = _HEADS.validate_json(_content(generation, contents, HEADS))
        rows = _rows(generation, contents, manifest)
        documents = _documents(generation, contents, heads)
        index = Index(
            documents=documents,
            passages=_passages(generation, contents, rows),
            arms=tuple(
                load_arm(entry, generation / entry.file, contents.get(entry.file)) for entry in manifest.arms
            ),
            lexical=load_lexical(contents, generation),
            corpus_sha256=manifest.corpus_sha256,
            generation=manifest.generation,
            rows=rows,
            heads=heads,
            learned=_content(generation, contents, LEARNED) if LEARNED in manifest.files else None,
            glossary=_content(generation, contents, GLOSSARY) if GLOSSARY in manifest.files else None,
        )
    except (KeyError, ValidationError, ValueError, RuntimeError) as error:
        raise IndexDamagedError(f"the index in {folder} cannot be understood: {store.REBUILD}") from error
    check(index, folder)
    return index


def _content(generation: Path, contents: Mapping[str, bytes], name: str) -> bytes:
    """Return a file that is needed as a whole, however large; its digest was checked."""
    return contents[name] if name in contents else (generation / name).read_bytes()


def _rows(generation: Path, contents: Mapping[str, bytes], manifest: store.Manifest) -> Any:
    rows = np.load(io.BytesIO(_content(generation, contents, ROWS)), allow_pickle=False)
    if rows.dtype != ROW or len(rows) != manifest.counts.get("passages", len(rows) - 1) + 1:
        raise ValueError(f"{ROWS} is not of this index")
    return rows


def _documents(generation: Path, contents: Mapping[str, bytes], heads: Heads) -> Sequence[Document]:
    if DOCUMENTS in contents:
        return _DOCUMENTS.validate_json(contents[DOCUMENTS])
    starts = np.array(heads.starts, dtype=np.int64)
    return Table(generation / DOCUMENTS, starts, TypeAdapter(Document), DOCUMENTS_KEPT)


def _passages(generation: Path, contents: Mapping[str, bytes], rows: Any) -> Sequence[Passage]:
    if PASSAGES in contents:
        return _PASSAGES.validate_json(contents[PASSAGES])
    return Table(generation / PASSAGES, np.ascontiguousarray(rows["start"]), TypeAdapter(Passage))


def check(index: Index, folder: Path) -> None:
    """Raise IndexDamagedError unless the arms cover all passages and every passage's words stand at its span.

    The words of a mapped table are left to ``check_words``: a citation's are compared before it is shown anyway.
    """
    for arm in index.arms:
        if arm.count != len(index.passages):
            raise IndexDamagedError(
                f"arm {arm.encoder} of the index in {folder} holds {arm.count} vectors for "
                f"{len(index.passages)} passages: {store.REBUILD}"
            )
    if not isinstance(index.passages, Table):
        check_words(index, folder)


def check_words(index: Index, folder: Path) -> None:
    """Raise IndexDamagedError unless every passage's words stand at its span of its document."""
    for passage in index.passages:
        document = index.document_by_id.get(passage.document_id)
        if document is None or document.slice(passage.span) != passage.text:
            raise IndexDamagedError(
                f"passage {passage.id} of the index in {folder} differs from its document: {store.REBUILD}"
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
