"""What was understood of a text, as records: `inspection` makes them, the command line and the server show them.

Offsets count Unicode code points of the document's text; every ``text`` is ``document.text[start:end]``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading and what stands under it; ``depth`` counts from 0."""

    id: str
    title: str
    depth: int
    role: str
    city: str | None
    country: str | None
    start: int
    end: int
    sentences: int
    quotes: int
    facts: int


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Somebody's words; ``kind`` is "direct" or "reported"."""

    text: str
    kind: str
    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """A speaker with all words of theirs; ``speaker`` is None for those whose speaker nobody names."""

    speaker: str | None
    role: str | None
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact line or a cell of a table, with the section it stands in."""

    section: str
    subject: str | None
    label: str
    value: str
    number: float | None
    unit: str | None
    note: str | None
    truncated: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of the map, of one of ``inspection.KINDS``. The stretches of a document tile its text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document as it was understood. ``covered`` is the share of its characters that can be cited.

    The stretches of ``map`` tile the text, each of one kind. A server gives ``warnings`` to its owner alone.
    """

    id: str
    title: str
    language: str
    author: str | None
    date: str | None
    url: str | None
    characters: int
    words: int
    passages: dict[str, int]
    covered: float
    sections: tuple[SectionView, ...]
    speakers: tuple[SpeakerView, ...]
    facts: tuple[FactView, ...]
    map: tuple[Stretch, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)
