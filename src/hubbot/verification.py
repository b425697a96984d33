"""Re-check an index and the answers made from it: every digest, every span, every citation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubbot import index as index_module
from hubbot import store
from hubbot.answering.citations import recheck
from hubbot.errors import HubbotError
from hubbot.sources.decoding import decode
from hubbot.sources.formats import TEXTS
from hubbot.types import Document, Span


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: nothing in ``problems`` means that all is well."""

    problems: tuple[str, ...]
    checked: dict[str, int]

    @property
    def summary(self) -> str:
        """One sentence on what was checked."""
        parts = ", ".join(
            f"{count} {name if count != 1 else name.removesuffix('s')}"
            for name, count in self.checked.items()
        )
        return f"All well: {parts} checked."

    def to_dict(self) -> dict[str, Any]:
        """Return the report in JSON form."""
        return {"ok": not self.problems, "problems": list(self.problems), "checked": self.checked}


def verify_index(folder: Path) -> Report:
    """Check every file's digest, every span against its document, every document against its corpus file."""
    try:
        index = index_module.load(folder)
        manifest = store.read_manifest(folder)
        index_module.check_words(index, folder)
    except HubbotError as error:
        return Report((str(error),), {})
    problems: list[str] = []
    if index_module.corpus_digest(index.documents) != manifest.corpus_sha256:
        problems.append(f"the documents of the index are not those that its manifest names: {store.REBUILD}")
    for source in manifest.sources:
        problems += _source_problems(index.document_by_id.get(source.document_id), source, folder)
    spans = len(index.passages)  # compared with their documents
    for document in index.documents:
        inner, worded = _spans(document), _worded_spans(document)
        spans += len(inner) + len(worded)
        problems += [
            f"span {span.start} to {span.end} lies outside document {document.id!r}: {store.REBUILD}"
            for span in inner
            if span.end > len(document.text)
        ]
        problems += [
            f"{text!r} does not stand at {span.start} of document {document.id!r}: {store.REBUILD}"
            for text, span in worded
            if document.slice(span) != text
        ]
    checked = {"files": len(manifest.files) + 1, "documents": len(index.documents), "spans": spans}
    return Report(tuple(problems), checked)


def verify_answers(folder: Path, text: str) -> Report:
    """Check the citations of one answer in JSON, or of one answer a line, against the index in ``folder``.

    A citation is false when its words do not stand at its span, or its speaker, section or document is not theirs.
    """
    index = index_module.load(folder)
    try:
        answers = _read_answers(text)
    except ValueError as error:
        return Report((f"this is not an answer's JSON ({error}): pipe in `hubbot ask ... --json`",), {})
    problems: list[str] = []
    count = 0
    for answer in answers:
        if not isinstance(answer, dict) or not isinstance(answer.get("citations"), list):
            problems.append("this is not an answer: it has no list of citations")
            continue
        closest = answer.get("closest")
        for citation in [*answer["citations"], *(closest if isinstance(closest, list) else [])]:
            count += 1
            problems += filter(None, [_citation_problem(citation, index)])
    return Report(tuple(problems), {"answers": len(answers), "citations": count})


def _source_problems(document: Document | None, source: store.SourceEntry, folder: Path) -> Iterator[str]:
    if document is None or document.sha256 != source.text_sha256:
        yield f"document {source.document_id!r} of the index is not the text that was read: {store.REBUILD}"
        return
    if source.path is None or source.media_type not in TEXTS:
        return  # load has compared the digest of the file; what a converter makes of it may change with its version
    try:
        text = decode((folder / source.path).read_bytes(), source.path)[0]
    except OSError:
        return  # the index holds its own copy
    if text != document.text:
        yield f"document {source.document_id!r} of the index is not the text of {source.path}: {store.REBUILD}"


def _spans(document: Document) -> list[Span]:
    """Return every span of a document that has no text of its own beside it."""
    return [
        *(section.span for section in document.sections),
        *(paragraph.span for paragraph in document.paragraphs),
        *(sentence.span for sentence in document.sentences),
        *(speech.span for speech in document.speeches),
        *(fact.span for fact in document.facts),
    ]


def _worded_spans(document: Document) -> list[tuple[str, Span]]:
    """Return every span of a document with the words that a record says stand there."""
    pairs: list[tuple[str | None, Span | None]] = []
    pairs += [(section.title, section.title_span) for section in document.sections]
    for fact in document.facts:
        pairs += [(fact.subject, fact.subject_span), (fact.label, fact.label_span)]
        pairs += [(fact.value, fact.value_span), (fact.note, fact.note_span)]
    for speech in document.speeches:
        pairs += [(speech.speaker, speech.speaker_span), (speech.speaker_role, speech.role_span)]
    return [(text, span) for text, span in pairs if text is not None and span is not None]


def _read_answers(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        return [json.loads(line) for line in lines]


def _citation_problem(citation: Any, index: index_module.Index) -> str | None:
    if not isinstance(citation, dict):
        return "this is not a citation: it is no JSON object"
    document = index.document_by_id.get(str(citation.get("document_id")))
    found = recheck(citation, document)
    if found or document is None:
        return found
    span = Span(citation["start"], citation["end"])
    at = f"at {span.start} of {document.id!r}"
    for name in ("title", "author", "publisher", "url"):
        if name in citation and citation[name] != getattr(document, name):
            return f"the {name} of {document.id!r} is {getattr(document, name)!r}, not {citation[name]!r}"
    section = next((s for s in document.sections if s.span.contains(span)), None)
    place = (section.title or None, section.city, section.country) if section else (None, None, None)
    for name, value in zip(("section", "city", "country"), place, strict=True):
        if citation.get(name) not in (None, value):
            return f"the {name} {at} is {value!r}, not {citation[name]!r}"
    said = (citation.get("speaker"), citation.get("speaker_role"))
    known = {(s.speaker, s.speaker_role) for s in document.speeches if s.span.overlaps(span)}
    if said != (None, None) and said not in known:
        names = " or ".join(sorted({name for name, _ in known if name})) or "nobody"
        return f"the words {at} are said by {names}, not by {', '.join(filter(None, said))!r} as cited"
    return None
