"""What was understood of texts, for their owner to look at before they answer anybody: no judgement, only spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hubbot.types import Document, SectionRole

SHORT = 400
"""Characters under which a text is called very short: two paragraphs, too little to answer much."""

NEAR_DUPLICATE = 0.6
"""Share of the shorter text's sentences that stand in another text too, from which it is called a near-duplicate."""

KNOWN_LANGUAGES = ("en", "es", "pt")
_LISTED = 200  # of sections, quotes and facts each; the counts are of all


def understood(document: Document, warnings: Sequence[str], others: Sequence[Document]) -> dict[str, Any]:
    """Return sections, quotes with their speakers and facts of a document, and what may be wrong with it.

    ``others`` are the documents that it would stand beside.
    """
    titles = {section.id: section.title for section in document.sections}
    return {
        "id": document.id,
        "title": document.title,
        "title_is_ours": document.title_is_ours,
        "author": document.author,
        "publisher": document.publisher,
        "date": document.date,
        "url": document.url,
        "language": document.language,
        "characters": len(document.text),
        "counts": {
            "sections": len(document.sections),
            "sentences": len(document.sentences),
            "quotes": len(document.speeches),
            "facts": len(document.facts),
        },
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "role": str(section.role),
                "characters": len(section.span),
            }
            for section in document.sections[:_LISTED]
        ],
        "quotes": [
            {
                "text": document.slice(speech.span),
                "speaker": speech.speaker,
                "speaker_role": speech.speaker_role,
                "kind": str(speech.kind),
                "section": titles.get(speech.section_id, ""),
            }
            for speech in document.speeches[:_LISTED]
        ],
        "facts": [
            {"label": fact.label, "value": fact.value, "section": titles.get(fact.section_id, "")}
            for fact in document.facts[:_LISTED]
        ],
        "warnings": [*warnings, *_warnings(document, others)],
    }


def _warnings(document: Document, others: Sequence[Document]) -> Iterator[str]:
    if document.language.split("-")[0] not in KNOWN_LANGUAGES:
        known = "English, Spanish and Portuguese"
        yield f"The text's language is {document.language!r}: hubbot knows questions in {known}."
    titled = [section for section in document.sections if section.title and section.role is SectionRole.BODY]
    if not titled:
        yield "No heading was found: answers will name no section."
    if len(document.text) < SHORT:
        yield f"The text is very short: {len(document.text)} characters."
    nameless = sum(1 for speech in document.speeches if speech.speaker is None)
    if nameless:
        yield f"{nameless} of {len(document.speeches)} quotes have no speaker whom the text names."
    own = _sentences(document)
    for other in others:
        theirs = _sentences(other)
        least = min(len(own), len(theirs))
        if other.id != document.id and least and len(own & theirs) / least >= NEAR_DUPLICATE:
            yield f"It is nearly the same text as {other.id!r}: the same words would be found twice."


def _sentences(document: Document) -> frozenset[str]:
    return frozenset(" ".join(document.slice(sentence.span).split()) for sentence in document.sentences)
