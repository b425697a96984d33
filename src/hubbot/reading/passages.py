"""A document to its passages: the units that are searched and cited.

Kinds, by what is printed:

- FACT: each fact line or table row; it is not a sentence too.
- QUOTE: each sentence inside a direct quote, and the whole quote where it holds several sentences.
- REPORTED: each sentence that reports what somebody said; also a sentence that mixes the article's words with
  a quote (``He said, “X is good.”``): the sentence is REPORTED with the speaker, the words between the marks
  are a QUOTE of their own.
- SENTENCE: every other sentence. PARAGRAPH: each paragraph of two sentences or more.

Headings are not passages. A passage never crosses a section.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from hubbot.marks import QUOTE_MARKS, trim
from hubbot.reading.credits import is_byline
from hubbot.types import Document, Passage, PassageKind, Section, SectionRole, Span, Speech, SpeechKind

# Longer sentences are cut: beyond this an encoder reads no further and a reader sees no answer.
_LONGEST = 1000
_CLAUSE_END = re.compile(r"[;:.!?…,][”\"»)]*\s+|\s[–—]\s")
_DASHES = "—–―-~"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    span: Span
    kind: PassageKind
    section: Section
    speech: Speech | None = None


def split_passages(document: Document) -> tuple[Passage, ...]:
    """Return the passages of ``document``, ordered by start, end and kind."""
    pieces = {(piece.span, piece.kind): piece for piece in reversed(list(_pieces(document)))}
    ordered = sorted(pieces.values(), key=lambda piece: (piece.span, piece.kind))
    seen: Counter[str] = Counter()
    credited = {
        s.speaker_span.start for s in document.speeches if s.speaker_span and s.kind is SpeechKind.DIRECT
    }
    passages = []
    for piece in ordered:
        text = document.slice(piece.span)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        base = f"{document.id}#{piece.kind}-{digest[:12]}"
        seen[base] += 1
        passages.append(
            Passage(
                id=base if seen[base] == 1 else f"{base}-{seen[base]}",
                document_id=document.id,
                kind=piece.kind,
                span=piece.span,
                text=text,
                section_id=piece.section.id,
                section=piece.section.title or None,
                role=SectionRole.CREDIT
                if _is_credit(text, piece, credited, document.author)
                else piece.section.role,
                city=piece.section.city,
                country=piece.section.country,
                speaker=piece.speech.speaker if piece.speech else None,
                speaker_role=piece.speech.speaker_role if piece.speech else None,
            )
        )
    return tuple(passages)


def _is_credit(text: str, piece: _Piece, speakers: Collection[int], author: str | None) -> bool:
    """Say whether a passage only names the writer, or the speaker of a quote above it: "— Jane Doe, in *Letters*"."""
    names_writer = piece.section.role is SectionRole.BODY and text.strip("*_ ") == author
    if names_writer or is_byline(text):
        return True
    if piece.kind is not PassageKind.SENTENCE or text[0] not in _DASHES:
        return False
    first = next((at for at, character in enumerate(text) if character.isalnum() or character == "@"), 0)
    return piece.span.start + first in speakers


def _pieces(document: Document) -> Iterator[_Piece]:
    """Yield the pieces of a document; of two with one span and kind the first counts."""
    sections = document.section_by_id
    for fact in document.facts:
        yield _Piece(fact.span, PassageKind.FACT, sections[fact.section_id])
    direct = [speech for speech in document.speeches if speech.kind is SpeechKind.DIRECT]
    starts = [speech.span.start for speech in direct]
    reported = {speech.span: speech for speech in document.speeches if speech.kind is SpeechKind.REPORTED}
    quoted: Counter[Span] = Counter()
    for sentence in document.sentences:
        section = sections[sentence.section_id]
        inside = [
            speech for speech in _near(direct, starts, sentence.span) if speech.span.overlaps(sentence.span)
        ]
        for speech in inside:
            quoted[speech.span] += 1
            common = Span(
                max(speech.span.start, sentence.span.start), min(speech.span.end, sentence.span.end)
            )
            for span in _cut(document.text, trim(document.text, common)):
                yield _Piece(span, PassageKind.QUOTE, section, speech)
        if not inside or _has_other_words(document.text, sentence.span, inside):
            speech_of = inside[0] if inside else reported.get(sentence.span)
            named = speech_of is not None and (speech_of.speaker is not None or not inside)
            kind = PassageKind.REPORTED if named else PassageKind.SENTENCE
            for span in _cut(document.text, sentence.span):
                yield _Piece(span, kind, section, speech_of if named else None)
    for speech in direct:
        if quoted[speech.span] > 1:
            yield _Piece(speech.span, PassageKind.QUOTE, sections[speech.section_id], speech)
    yield from _paragraphs(document, sections)


def _near(direct: Sequence[Speech], starts: Sequence[int], span: Span) -> Sequence[Speech]:
    """Return the few direct speeches that can overlap ``span``."""
    first = bisect_right(starts, span.start) - 1
    return direct[max(0, first) : bisect_right(starts, span.end)]


def _has_other_words(text: str, sentence: Span, inside: Sequence[Speech]) -> bool:
    """Say whether a sentence has words of its own beside the quotes in it."""
    at = sentence.start
    for speech in inside:
        if any(character.isalnum() for character in text[at : max(at, speech.span.start)]):
            return True
        at = max(at, speech.span.end)
    return any(character.isalnum() for character in text[at : sentence.end])


def _paragraphs(document: Document, sections: dict[str, Section]) -> Iterator[_Piece]:
    """Yield the paragraphs that hold two sentences or more."""
    counts = Counter(sentence.paragraph for sentence in document.sentences)
    for number, paragraph in enumerate(document.paragraphs):
        if counts[number] > 1:
            span = trim(document.text, paragraph.span)
            yield _Piece(span, PassageKind.PARAGRAPH, sections[paragraph.section_id])


def _cut(text: str, span: Span) -> Iterator[Span]:
    """Cut an overlong sentence at a clause, else at a space, else anywhere."""
    while len(span) > _LONGEST:
        half, limit = span.start + _LONGEST // 2, span.start + _LONGEST
        ends = [match.end() for match in _CLAUSE_END.finditer(text, half, limit)]
        ends = ends or [match.end() for match in _SPACE.finditer(text, half, limit)] or [limit]
        yield trim(text, Span(span.start, ends[-1]))
        span = trim(text, Span(ends[-1], span.end))
    if any(
        character not in QUOTE_MARKS and not character.isspace() for character in text[span.start : span.end]
    ):
        yield span
