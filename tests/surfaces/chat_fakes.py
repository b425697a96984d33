"""A small article with every shape the page must show, and a chatbot whose answers are known by heart."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Any

from hubbot.contract import Answer, Cell, Citation, Table
from hubbot.errors import QuestionError
from hubbot.settings import Settings
from hubbot.types import (
    Document,
    Fact,
    Paragraph,
    PassageKind,
    Section,
    SectionRole,
    Sentence,
    Span,
    Speech,
    SpeechKind,
)

SCRIPT = '<img src=x onerror="window.hacked=1">'

TEXT = """\
Many cities of Latin America \N{ROCKET} have nailed innovation.\N{NO-BREAK SPACE}

Medellin (Colombia)

The population of Colombia – 51.52 million

Number of tech professionals – 64,638

Jorge, a senior\N{NO-BREAK SPACE}Node.js/React.js developer, noted that Medellin is a great place to live \
and work. “60-80% of the people that get their degrees from his small town move to Medellin for better work \
opportunities. Medellin is not as heavy of traffic, monthly expenses are a bit lighter, and better public \
transportation, making it better than Bogota for many.”

Medellin, photo by Joel Duncan on Unsplash

Guadalajara (Mexico)

The population of Mexico – 126.7 million

Number of tech professionals – 223,398

Miguel, a senior RoR developer, told us that although he lives in Monterrey, he’s in love with Guadalajara. \
“The culture is amazing there \N{SPARKLING HEART}; you have all the traditional things, and there is less \
traffic compared to other cities.”

Santiago (Chile)

The population – 19.49 million

Number of tech professionals – 61,068

Alex Barrios, a senior RoR developer for 15 years, thinks Santiago can become Chile’s next Silicon Valley.

The bottom line

It’s no surprise why so many developers choose to make a career change in these places.
"""

TRAFFIC = (
    "Medellin is not as heavy of traffic, monthly expenses are a bit lighter, and better public "
    "transportation, making it better than Bogota for many."
)
CULTURE = "you have all the traditional things, and there is less traffic compared to other cities."
ALEX = (
    "Alex Barrios, a senior RoR developer for 15 years, thinks Santiago can become Chile’s next Silicon "
    "Valley."
)

TRAFFIC_QUESTION = "which city has less traffic than Bogota?"


def span_of(text: str, words: str, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


def make_document(
    document_id: str = "hubs",
    text: str = TEXT,
    title: str = "Latin American tech hubs",
    **fields: Any,
) -> Document:
    """Parse a text of blank-line paragraphs, "City (Country)" headings and "label – value" lines."""
    lines = [Span(found.start(), found.end()) for found in re.finditer(r"\S[^\n]*", text)]
    lines = [Span(line.start, line.start + len(text[line.start : line.end].rstrip())) for line in lines]
    heads = [
        line
        for line in lines
        if re.fullmatch(r"[^.–]{2,40}\)|The bottom line", text[line.start : line.end])
        or "photo by" in text[line.start : line.end]
    ]
    starts = [0, *(head.start for head in heads)]
    sections = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        head = heads[number - 1] if number else None
        title_text = text[head.start : head.end] if head else ""
        place = re.fullmatch(r"(.+) \((.+)\)", title_text)
        credit = "photo by" in title_text
        sections.append(
            Section(
                id=f"s{number}",
                title="" if credit else title_text,
                title_span=None if credit else head,
                span=Span(start, end),
                role=SectionRole.CREDIT if credit else SectionRole.BODY,
                city=place[1] if place else None,
                country=place[2] if place else None,
            )
        )

    def section_id(span: Span) -> str:
        return next(section.id for section in sections if section.span.contains(span))

    paragraphs = [line for line in lines if line not in [section.title_span for section in sections]]
    facts = []
    for line in paragraphs:
        if found := re.fullmatch(r"(.+?) – (\d.*)", text[line.start : line.end]):
            label = Span(line.start + found.start(1), line.start + found.end(1))
            value = Span(line.start + found.start(2), line.start + found.end(2))
            facts.append(Fact(line, section_id(line), found[1], label, found[2], value))
    sentences = [
        Sentence(Span(line.start + found.start(), line.start + found.end()), section_id(line), number)
        for number, line in enumerate(paragraphs)
        for found in re.finditer(r"[^\s“”][^“”]*?[.!?](?=[\s”]|$)", text[line.start : line.end])
    ]
    speeches = []
    for found in re.finditer(r"“([^”]*)”", text):
        span = Span(found.start(1), found.end(1))
        speaker = re.search(r"([A-Z]\w+), an? ([^,]+),", text[text.rfind("\n", 0, span.start) : span.start])
        speeches.append(
            Speech(
                span,
                SpeechKind.DIRECT,
                section_id(span),
                speaker=speaker[1] if speaker else None,
                speaker_role=speaker[2] if speaker else None,
            )
        )
    return Document(
        id=document_id,
        text=text,
        title=title,
        **{"author": "Vit Koval", "publisher": "Globy", **fields},
        sections=tuple(sections),
        paragraphs=tuple(Paragraph(line, section_id(line)) for line in paragraphs),
        sentences=tuple(sentences),
        speeches=tuple(speeches),
        facts=tuple(facts),
    )


def cite(
    document: Document,
    words: str,
    kind: PassageKind = PassageKind.SENTENCE,
    *,
    bold: Sequence[str] = (),
    after: int = 0,
    **fields: Any,
) -> Citation:
    span = span_of(document.text, words, after)
    section = next(section for section in document.sections if section.span.contains(span))
    known: dict[str, Any] = {
        "document_id": document.id,
        "title": document.title,
        "author": document.author,
        "publisher": document.publisher,
        "url": document.url,
        "section": section.title or None,
        "city": section.city,
        "country": section.country,
        "speaker": None,
        "speaker_role": None,
        "kind": kind,
        "text": words,
        "start": span.start,
        "end": span.end,
        "sha256": document.sha256,
        "highlights": tuple(span_of(document.text, part, span.start) for part in bold),
    }
    return Citation(**{**known, **fields})


def make_answer(question: str = TRAFFIC_QUESTION, **fields: Any) -> Answer:
    known: dict[str, Any] = {
        "question": question,
        "standalone_question": question,
        "kind": "open",
        "abstained": False,
        "reason": None,
        "answer": None,
        "confidence": 0.9,
    }
    return Answer(**{**known, **fields})


# A browser test asks the same again and again and looks at how the chatbot was asked.
EVERY_QUESTION = Settings(remembered_answers=0, rate_per_client="10000/minute", rate_global="10000/minute")


class FakeChatbot:
    """Answers from a handful of rules over the documents it was given."""

    def __init__(self, *documents: Document) -> None:
        self.documents = documents or (make_document(),)
        self.asked: list[tuple[str, tuple[str, ...], str | None, bool]] = []
        self.broken = threading.Event()

    def describe(self) -> dict[str, Any]:
        return {"documents": len(self.documents), "passages": 42}

    def suggestions(self, limit: int = 5) -> tuple[str, ...]:
        known = (
            TRAFFIC_QUESTION,
            "How many tech professionals are there in Mexico?",
            "What does Miguel say?",
        )
        return known[:limit]

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        document_id: str | None = None,
        verbatim: bool = False,
    ) -> Answer:
        self.asked.append((question, tuple(history), document_id, verbatim))
        if self.broken.is_set():
            raise RuntimeError("a secret path: /etc/hubbot")
        if question == "nonsense":
            raise QuestionError("The question has no words.")
        document = next((known for known in self.documents if known.id == document_id), self.documents[0])
        if SCRIPT in document.text:
            return self._hostile(document, question)
        words = question.lower()
        if "traffic" in words:
            return self._traffic(document, question)
        if "chile" in words:
            return self._chile(document, question, verbatim)
        if "professionals" in words:
            return self._table(document, question)
        if "santiago" in words:
            return make_answer(question, citations=(self._alex(document),))
        if "hello" in words:
            return make_answer(
                question, answer="Ask about the cities, the people or the figures in it.", kind="meta"
            )
        return make_answer(
            question,
            abstained=True,
            reason="The article doesn't mention Peru.",
            confidence=0.1,
            closest=(self._alex(document), cite(document, TRAFFIC, PassageKind.QUOTE, speaker="Jorge")),
        )

    def _traffic(self, document: Document, question: str) -> Answer:
        jorge = cite(
            document,
            TRAFFIC,
            PassageKind.QUOTE,
            bold=("Medellin is not as heavy of traffic", "better than Bogota"),
            speaker="Jorge",
            speaker_role="senior\N{NO-BREAK SPACE}Node.js/React.js developer",
        )
        miguel = cite(
            document, CULTURE, PassageKind.QUOTE, speaker="Miguel", speaker_role="senior RoR developer"
        )
        return make_answer(
            question,
            answer="Medellin",
            citations=(jorge, miguel),
            suggestions=("Who said that?", "And Chile?", "Number of tech professionals"),
        )

    def _chile(self, document: Document, question: str, verbatim: bool) -> Answer:
        fact = cite(document, "Number of tech professionals – 61,068", PassageKind.FACT, bold=("61,068",))
        standalone = question if verbatim else "How many tech professionals are there in Chile?"
        return make_answer(question, standalone_question=standalone, answer="61,068", citations=(fact,))

    def _table(self, document: Document, question: str) -> Answer:
        facts = [fact for fact in document.facts if fact.label.startswith("Number")]
        facts.sort(key=lambda fact: -float(fact.value.replace(",", "")))
        citations, rows = [], []
        for place, fact in enumerate(facts):
            section = document.section_by_id[fact.section_id]
            words = document.slice(fact.span)
            citations.append(
                cite(document, words, PassageKind.FACT, after=fact.span.start, bold=(fact.value,))
            )
            rows.append((Cell(section.title, place), Cell(fact.value, place), Cell(f"{place + 1}.")))
        return make_answer(
            question,
            answer="Guadalajara (Mexico)",
            citations=tuple(citations),
            table=Table(("Place", "Number of tech professionals", "Rank"), tuple(rows)),
            notes=("computed by hubbot from 3 of 3 sections",),
        )

    def _alex(self, document: Document) -> Citation:
        return cite(
            document,
            ALEX,
            PassageKind.REPORTED,
            speaker="Alex Barrios",
            speaker_role="senior RoR developer for 15 years",
        )

    def _hostile(self, document: Document, question: str) -> Answer:
        evil = cite(
            document,
            SCRIPT,
            PassageKind.QUOTE,
            section=SCRIPT,
            speaker=SCRIPT,
            speaker_role=SCRIPT,
            title=SCRIPT,
        )
        return make_answer(
            question,
            standalone_question=SCRIPT,
            answer=SCRIPT + "!",
            citations=(evil, evil),
            notes=(SCRIPT,),
            suggestions=(SCRIPT,),
            table=Table((SCRIPT, SCRIPT), ((Cell(SCRIPT, 0), Cell(SCRIPT)),)),
        )
