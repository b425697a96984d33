"""Re-check an index and the answers made from it: every digest, every span, every citation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubbot import index as index_module
from hubbot import store
from hubbot.answering.citations import recheck
from hubbot.errors import HubbotError


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: nothing in ``problems`` means that all is well."""

    problems: tuple[str, ...]
    checked: dict[str, int]

    @property
    def summary(self) -> str:
        """One sentence on what was checked."""
        parts = ", ".join(f"{count} {name}" for name, count in self.checked.items())
        return f"All well: {parts} checked."

    def to_dict(self) -> dict[str, Any]:
        """Return the report in JSON form."""
        return {"ok": not self.problems, "problems": list(self.problems), "checked": self.checked}


def verify_index(folder: Path) -> Report:
    """Check every file's digest, every span against its document, every document against its corpus file."""
    try:
        index = index_module.load(folder)
        manifest = store.read_manifest(folder)
    except HubbotError as error:
        return Report((str(error),), {})
    problems = [
        f"document {source.document_id!r} of the index is not the text that was read: {store.REBUILD}"
        for source in manifest.sources
        if index.document_by_id[source.document_id].sha256 != source.text_sha256
    ]
    spans = 0
    for document in index.documents:
        size = len(document.text)
        records = [s.span for s in (*document.sections, *document.paragraphs, *document.sentences)]
        records += [s.span for s in (*document.speeches, *document.facts)]
        spans += len(records)
        problems += [
            f"span {span.start} to {span.end} lies outside document {document.id!r}: {store.REBUILD}"
            for span in records
            if span.end > size
        ]
        named = [(f.label, f.label_span) for f in document.facts] + [
            (f.value, f.value_span) for f in document.facts
        ]
        named += [(s.speaker, s.speaker_span) for s in document.speeches if s.speaker and s.speaker_span]
        problems += [
            f"{text!r} does not stand at {span.start} of document {document.id!r}: {store.REBUILD}"
            for text, span in named
            if document.slice(span) != text
        ]
        spans += len(named)
    checked = {
        "files": len(manifest.files) + 1,
        "documents": len(index.documents),
        "spans": spans + len(index.passages),
    }
    return Report(tuple(problems), checked)


def verify_answers(folder: Path, text: str) -> Report:
    """Check the citations of one answer in JSON, or of one answer a line, against the index in ``folder``."""
    index = index_module.load(folder)
    try:
        answers = [json.loads(text)]
    except ValueError:
        try:
            answers = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            return Report((f"this is not an answer's JSON ({error}): pipe in `hubbot ask ... --json`",), {})
    problems: list[str] = []
    count = 0
    for answer in answers:
        if not isinstance(answer, dict) or "citations" not in answer:
            problems.append("this is not an answer: it has no citations field")
            continue
        for citation in [*answer["citations"], *answer.get("closest", [])]:
            count += 1
            found = recheck(citation, index.document_by_id.get(citation.get("document_id")))
            if found:
                problems.append(found)
    return Report(tuple(problems), {"answers": len(answers), "citations": count})
