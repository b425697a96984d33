"""What the API takes and gives, as its OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from hubbot.contract import Turn
from hubbot.surfaces.api.snapshot import MAX_HITS, MAX_STARTERS

_LONGEST = 20_000  # characters of anything; the setting for questions is far below
_MAX_TURNS = 100
EXAMPLE = "which city has less traffic than Bogota?"
_WORDS = (
    "Medellin is not as heavy of traffic, monthly expenses are a bit lighter, and better public transportation, "
    "making it better than Bogota for many."
)

DocumentId = Annotated[
    str | None, Field(default=None, max_length=1000, description="Only from this document; null for all.")
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HistoryTurn(_Body):
    """One earlier exchange of the conversation."""

    question: str = Field(max_length=_LONGEST)
    answer: str | None = Field(default=None, max_length=_LONGEST)


class AskBody(_Body):
    """A question with the conversation so far: the server keeps no session."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": EXAMPLE},
                {
                    "question": "and in Guadalajara?",
                    "history": ["how many tech professionals are there in Medellin?"],
                },
            ]
        },
    )
    question: str = Field(max_length=_LONGEST, description="The question, as the reader typed it.")
    history: list[Annotated[str, Field(max_length=_LONGEST)] | HistoryTurn] = Field(
        default_factory=list, max_length=_MAX_TURNS, description="Earlier questions, oldest first."
    )
    document_id: DocumentId = None
    verbatim: bool = Field(default=False, description="Take the question as typed, without the history.")
    explain: bool = Field(default=False, description="Say also why this answer, or silence, was chosen.")
    keep: bool = Field(
        default=True, description="False: the owner's list of unanswered questions leaves this one out."
    )

    def turns(self, limit: int) -> tuple[Turn | str, ...]:
        """Return the last ``limit`` turns."""
        return tuple(
            turn if isinstance(turn, str) else Turn(turn.question, turn.answer)
            for turn in self.history[-limit:]
        )


class CitationBody(BaseModel):
    """The article's words and where they stand: ``text == document.text[start:end]``, in Unicode code points."""

    document_id: str
    title: str
    author: str | None
    publisher: str | None
    url: str | None
    link: str | None
    section: str | None
    city: str | None
    country: str | None
    speaker: str | None
    speaker_role: str | None
    kind: str
    text: str
    start: int
    end: int
    sha256: str
    highlights: list[tuple[int, int]]


class CellBody(BaseModel):
    """A cell; ``citation`` counts into the answer's citations, null where the words are hubbot's."""

    text: str
    citation: int | None


class TableBody(BaseModel):
    """A comparison."""

    columns: list[str]
    rows: list[list[CellBody]]


class AnswerBody(BaseModel):
    """The answer contract: docs/contract.md says what each field means."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": EXAMPLE,
                    "standalone_question": EXAMPLE,
                    "kind": "statement",
                    "abstained": False,
                    "reason": None,
                    "answer": "Medellin",
                    "confidence": 0.6,
                    "citations": [
                        {
                            "document_id": "latam-tech-hubs",
                            "title": "Latin American tech hubs, city by city",
                            "author": "Vit Koval",
                            "publisher": "Globy",
                            "url": None,
                            "link": None,
                            "section": "Medellin (Colombia)",
                            "city": "Medellin",
                            "country": "Colombia",
                            "speaker": "Jorge",
                            "speaker_role": "senior\u00a0Node.js/React.js developer",
                            "kind": "quote",
                            "text": _WORDS,
                            "start": 3782,
                            "end": 3927,
                            "sha256": "2d1605a4034f17df24742f6ba40f4d987b07b49cff2473209353ecf04866f6f8",
                            "highlights": [[3794, 3817], [3899, 3917]],
                        }
                    ],
                    "closest": [],
                    "notes": [],
                    "table": None,
                    "suggestions": ["Who said that?", "What else does Jorge say?"],
                    "language": "en",
                    "index": {
                        "generation": "cb79f0d64698c89d",
                        "corpus_sha256": "98bc0e203f4a4ec5f687300ecedbab43d64135381be7ae93f89250aa47284153",
                        "documents": 1,
                        "passages": 117,
                        "encoders": ["all-MiniLM-L6-v2", "multilingual-e5-small"],
                    },
                }
            ]
        }
    )
    question: str
    standalone_question: str
    kind: str
    abstained: bool
    reason: str | None
    answer: str | None
    confidence: float
    citations: list[CitationBody]
    closest: list[CitationBody]
    notes: list[str]
    table: TableBody | None
    suggestions: list[str]
    language: str
    index: dict[str, Any]
    explanation: dict[str, Any] | None = None


class SearchBody(_Body):
    """A search for passages, without a judgement whether they answer."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"query": "public transportation", "top_k": 3}]}
    )
    query: str = Field(max_length=_LONGEST)
    top_k: int = Field(default=5, ge=1, le=MAX_HITS)
    document_id: DocumentId = None


class HitBody(BaseModel):
    """A ranked passage; ``score`` orders, it is no probability."""

    passage_id: str
    document_id: str
    kind: str
    text: str
    start: int
    end: int
    section: str | None
    section_id: str
    speaker: str | None
    speaker_role: str | None
    score: float


class HitsBody(BaseModel):
    """Passages, best first."""

    query: str
    hits: list[HitBody]


class DocumentHead(BaseModel):
    """A document without its text."""

    id: str
    title: str
    title_is_ours: bool
    author: str | None
    publisher: str | None
    date: str | None
    url: str | None
    language: str
    sha256: str = Field(description="Of the text, as UTF-8: that of the citations that point into it.")
    characters: int


class SectionBody(BaseModel):
    """A section; offsets count Unicode code points of the document's text."""

    id: str
    title: str
    level: int
    role: str
    start: int
    end: int
    city: str | None
    country: str | None
    parent: str | None


class DocumentBody(DocumentHead):
    """A document with its text: whoever marks a citation in a page finds its surroundings here."""

    text: str
    sections: list[SectionBody]


class DocumentsBody(BaseModel):
    """All documents of the index."""

    documents: list[DocumentHead]
    index: dict[str, Any]


class SuggestionsBody(BaseModel):
    """Starter questions made from the corpus; each of them is answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"suggestions": [EXAMPLE]}]})
    suggestions: list[str] = Field(max_length=MAX_STARTERS)


class FeedbackBody(_Body):
    """A reader's word on one answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": EXAMPLE, "answer": "Medellin", "helpful": True}]},
    )
    question: str = Field(max_length=4000)
    answer: str = Field(default="", max_length=8000)
    citations: list[Annotated[str, Field(max_length=2000)]] = Field(default_factory=list, max_length=50)
    document_id: str | None = Field(default=None, max_length=1000)
    helpful: bool
    comment: str = Field(default="", max_length=2000)


class StateBody(BaseModel):
    """Whether the server is well, and with which index."""

    status: str
    index: dict[str, Any]
    version: str
    questions_inside: int
    reload: dict[str, Any]
