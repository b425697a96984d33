"""The vocabulary of the house: frozen records, enums and protocols, read first.

Every offset here counts Python characters of ``Document.text``, half-open. A record that carries both a
span and a text holds ``document.text[span.start:span.end] == text``; offsets are carried forward from the
first split and never found again by searching.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Python characters in one document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Raise ValueError for a range that no text can have."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: start={self.start}, end={self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Say whether ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


class SectionRole(StrEnum):
    """What a section is for; only BODY sections compete freely for an answer."""

    BODY = "body"
    AUTHOR = "author"
    CREDIT = "credit"


class SpeechKind(StrEnum):
    """How the article gives somebody's words."""

    DIRECT = "direct"
    REPORTED = "reported"


class PassageKind(StrEnum):
    """What a retrieval unit is; SENTENCE, QUOTE, REPORTED and FACT are the units that are cited.

    PARAGRAPH gives a sentence its surroundings; HEADING names a place in a table.
    """

    SENTENCE = "sentence"
    QUOTE = "quote"
    REPORTED = "reported"
    FACT = "fact"
    PARAGRAPH = "paragraph"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text under it. Sections tile the document in order.

    ``title`` is the heading as printed, without its markup (``""`` for the text before the first heading).
    ``city`` and ``country`` are the two halves of a "City (Country)" heading as printed. ``parent`` is the
    id of the enclosing section, or None.
    """

    id: str
    title: str
    title_span: Span | None
    span: Span
    level: int = 1
    role: SectionRole = SectionRole.BODY
    city: str | None = None
    country: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between blank lines (or one list item, table row, or line of its own kind)."""

    span: Span
    section_id: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, trimmed of white space and of a quotation mark whose partner lies outside it."""

    span: Span
    section_id: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody's words: a direct quote (the words between the marks) or a sentence reporting them.

    ``speaker`` and ``speaker_role`` are the article's words at ``speaker_span`` and ``role_span``; a name
    resolved from a pronoun has the span of the name it was resolved to. ``speaker`` is None where the
    article names nobody.
    """

    span: Span
    kind: SpeechKind
    section_id: str
    speaker: str | None = None
    speaker_span: Span | None = None
    speaker_role: str | None = None
    role_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A "label - value" line, or one cell of a table: each part is a span of the text.

    A cell's ``label`` is the name of its column and its ``subject`` that of its row; a line has no subject.
    ``value`` is as printed ("214.3 million"); ``number`` is the value in plain units (214300000.0), None
    where it is no number; ``unit`` is the printed unit or currency ("million", "%", "$"), scale words
    included. ``note`` is what stands in brackets after it ("Statista"); ``truncated`` marks a line that the
    source cut short.
    """

    span: Span
    section_id: str
    label: str
    label_span: Span
    value: str
    value_span: Span
    number: float | None = None
    unit: str | None = None
    note: str | None = None
    note_span: Span | None = None
    truncated: bool = False
    subject: str | None = None
    subject_span: Span | None = None

    @property
    def name(self) -> str:
        """What is counted, for matching and for lists of ours: "Rent", or "Lima – Rent" for a table's cell."""
        return " – ".join(part for part in (self.subject, self.label) if part)


@dataclass(frozen=True, slots=True)
class Page:
    """All words that a web page shows, menus included, a block a line, and where the article stands among them.

    ``places`` are pairs of offsets, ordered: a block of the document's text begins at the first, its words in
    ``text`` at the second.
    """

    text: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Document:
    """One source, parsed. ``text`` is the canonical text that every span points into.

    ``page`` is there for a source that was a web page: what a link into it must be unambiguous in.
    """

    id: str
    text: str
    title: str
    title_is_ours: bool = True
    author: str | None = None
    publisher: str | None = None
    language: str = "en"
    url: str | None = None
    date: str | None = None
    page: Page | None = None
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    speeches: tuple[Speech, ...] = ()
    facts: tuple[Fact, ...] = ()

    def slice(self, span: Span) -> str:
        """Return the article's own words at ``span``."""
        return self.text[span.start : span.end]

    @cached_property
    def sha256(self) -> str:
        """Digest of ``text`` as UTF-8, in lower-case hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def section_by_id(self) -> dict[str, Section]:
        """Sections keyed by their id."""
        return {section.id: section for section in self.sections}


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieval unit: a span of one document with everything that a citation shows.

    ``id`` depends on the document, the kind, the words and which occurrence of them it is, not on offsets,
    so an edit elsewhere in the text leaves it unchanged.
    """

    id: str
    document_id: str
    kind: PassageKind
    span: Span
    text: str
    section_id: str
    section: str | None = None
    role: SectionRole = SectionRole.BODY
    city: str | None = None
    country: str | None = None
    speaker: str | None = None
    speaker_role: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage. ``score`` is the fused score, higher is better; ranks count from 1."""

    passage: Passage
    score: float
    similarity: float = 0.0
    dense_rank: int | None = None
    lexical_rank: int | None = None


class Encoder(Protocol):
    """Texts to unit vectors. Two verbs, because many models prefix the two sides differently."""

    @property
    def name(self) -> str:
        """The name that finds this encoder again."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of the model's weights, or another string that changes when they do."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        ...
