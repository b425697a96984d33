"""What every surface shows and sends: the answer, its citations and its table, with their JSON form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hubbot.types import PassageKind, Span


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange, as handed in with the next question. The chatbot keeps none."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof shown: a span of one document with who said it and where.

    ``sha256`` is the digest of the whole document text that ``start`` and ``end`` point into, so that a
    citation can be re-checked against the version it was made from. ``highlights`` are spans inside
    ``[start, end)`` that decide the answer (set in bold). ``link`` is the document's address, opened at the words and
    with them marked; None where the document has no address.
    """

    document_id: str
    title: str
    author: str | None
    url: str | None
    section: str | None
    city: str | None
    country: str | None
    speaker: str | None
    speaker_role: str | None
    kind: PassageKind
    text: str
    start: int
    end: int
    sha256: str
    publisher: str | None = None
    highlights: tuple[Span, ...] = ()
    link: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of the contract."""
        return {
            "document_id": self.document_id,
            "title": self.title,
            "author": self.author,
            "publisher": self.publisher,
            "url": self.url,
            "link": self.link,
            "section": self.section,
            "city": self.city,
            "country": self.country,
            "speaker": self.speaker,
            "speaker_role": self.speaker_role,
            "kind": str(self.kind),
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "sha256": self.sha256,
            "highlights": [[span.start, span.end] for span in self.highlights],
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: ``text`` as shown; ``citation`` is an index into the answer's citations.

    A cell without a citation holds hubbot's own words or a number that it computed.
    """

    text: str
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison over facts; every cell that holds the article's words names its citation."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of the contract."""
        return {
            "columns": list(self.columns),
            "rows": [[{"text": cell.text, "citation": cell.citation} for cell in row] for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What every surface shows, and the JSON that every surface sends.

    ``answer`` is the short answer in the article's spelling, or the first citation's words where there is no
    shorter one, or hubbot's own words for questions about hubbot itself; None when silent. ``confidence`` is
    in 0..1 and always given. ``closest`` holds passages shown when silent, never as an answer. ``notes``
    are hubbot's own words. ``index`` names the index that answered.
    """

    question: str
    standalone_question: str
    kind: str
    abstained: bool
    reason: str | None
    answer: str | None
    confidence: float
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    table: Table | None = None
    suggestions: tuple[str, ...] = ()
    language: str = "en"
    index: dict[str, Any] = field(default_factory=dict)
    explanation: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of the contract; ``explanation`` is present only when it was asked for."""
        contract: dict[str, Any] = {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "kind": self.kind,
            "abstained": self.abstained,
            "reason": self.reason,
            "answer": self.answer,
            "confidence": self.confidence,
            "citations": [citation.to_dict() for citation in self.citations],
            "closest": [citation.to_dict() for citation in self.closest],
            "notes": list(self.notes),
            "table": self.table.to_dict() if self.table else None,
            "suggestions": list(self.suggestions),
            "language": self.language,
            "index": self.index,
        }
        if self.explanation is not None:
            contract["explanation"] = self.explanation
        return contract
