"""Citations: the one place where the article's words are taken to be shown, and checked first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hubbot.answering.facttable import FactEntry
from hubbot.contract import Citation
from hubbot.errors import SpanMismatchError
from hubbot.fragments import link_to
from hubbot.index import Index
from hubbot.types import Document, Passage, PassageKind, Section, Span


def cite(index: Index, passage: Passage, highlights: Iterable[Span] = ()) -> Citation:
    """Return the citation of a passage; ``highlights`` are document spans inside it."""
    document = index.document_by_id[passage.document_id]
    return _citation(
        document,
        passage.span,
        passage.text,
        passage.kind,
        section=passage.section,
        city=passage.city,
        country=passage.country,
        speaker=passage.speaker,
        speaker_role=passage.speaker_role,
        highlights=tuple(highlights),
    )


def cite_fact(index: Index, entry: FactEntry) -> Citation:
    """Return the citation of a whole fact line with its value highlighted."""
    document = index.document_by_id[entry.document_id]
    span = entry.fact.span
    return _citation(
        document,
        span,
        document.slice(span),
        PassageKind.FACT,
        section=entry.section.title or None,
        city=entry.section.city,
        country=entry.section.country,
        highlights=(entry.fact.value_span,),
    )


def cite_heading(index: Index, entry: FactEntry) -> Citation | None:
    """Return the citation of the heading that a fact line stands under, or None where it has none."""
    if entry.section.title_span is None:
        return None
    return cite_section(index, entry.document_id, entry.section)


def cite_section(index: Index, document_id: str, section: Section) -> Citation:
    """Return the citation of a section's heading.

    Raises ValueError for a section without a heading.
    """
    document = index.document_by_id[document_id]
    if section.title_span is None:
        raise ValueError(f"section {section.id!r} of {document_id!r} has no heading")
    return _citation(
        document,
        section.title_span,
        document.slice(section.title_span),
        PassageKind.HEADING,
        section=section.title or None,
        city=section.city,
        country=section.country,
    )


def check_citation(citation: Citation, document: Document) -> None:
    """Raise SpanMismatchError unless the citation's words stand in ``document`` at its span.

    Called on every citation before an answer leaves hubbot: nothing is shown that is not the article's.
    """
    if citation.sha256 != document.sha256:
        raise SpanMismatchError(
            f"the citation was made from another version of {citation.document_id!r} "
            f"(SHA-256 {citation.sha256}, the index holds {document.sha256}): ask again"
        )
    if document.text[citation.start : citation.end] != citation.text or not citation.text:
        raise SpanMismatchError(
            f"characters {citation.start} to {citation.end} of {citation.document_id!r} are not "
            f"{citation.text!r}: run `hubbot verify`"
        )
    for span in citation.highlights:
        if not Span(citation.start, citation.end).contains(span):
            raise SpanMismatchError(
                f"the highlight {span.start} to {span.end} lies outside the citation "
                f"{citation.start} to {citation.end} of {citation.document_id!r}: run `hubbot verify`"
            )


def recheck(citation: dict[str, Any], document: Document | None) -> str | None:
    """Return what is wrong with a citation in JSON form, or None where its words are the article's."""
    name = citation.get("document_id")
    if document is None:
        return f"document {name!r} is not in this index"
    start, end, text = citation.get("start"), citation.get("end"), citation.get("text")
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(text, str) and 0 <= start < end):
        return f"the citation of {name!r} has no usable start, end and text"
    if citation.get("sha256") != document.sha256:
        return f"the citation was made from another version of {name!r}"
    if document.text[start:end] != text:
        return f"characters {start} to {end} of {name!r} are not {text!r}"
    return None


def distinct(citations: Sequence[Citation], limit: int) -> tuple[Citation, ...]:
    """Return the first ``limit`` citations that do not overlap an earlier one."""
    kept: list[Citation] = []
    for citation in citations:
        span = Span(citation.start, citation.end)
        if not any(
            other.document_id == citation.document_id and span.overlaps(Span(other.start, other.end))
            for other in kept
        ):
            kept.append(citation)
        if len(kept) == limit:
            break
    return tuple(kept)


def _citation(
    document: Document,
    span: Span,
    text: str,
    kind: PassageKind,
    *,
    section: str | None,
    city: str | None,
    country: str | None,
    speaker: str | None = None,
    speaker_role: str | None = None,
    highlights: tuple[Span, ...] = (),
) -> Citation:
    citation = Citation(
        document_id=document.id,
        title=document.title,
        author=document.author,
        publisher=document.publisher,
        url=document.url,
        section=section,
        city=city,
        country=country,
        speaker=speaker,
        speaker_role=speaker_role,
        kind=kind,
        text=text,
        start=span.start,
        end=span.end,
        sha256=document.sha256,
        highlights=highlights,
        link=link_to(document, span),
    )
    check_citation(citation, document)
    return citation
