"""Golden snippets of direct, mixed and reported speech; speech/*.txt say what is expected of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hubbot.reading.structure import parse_text
from hubbot.sources.metadata import Metadata
from hubbot.types import Document, Speech

FOLDER = Path(__file__).parent / "speech"


@dataclass
class Case:
    language: str
    name: str
    text: str
    expected: list[list[str]] = field(default_factory=list)
    failure: str | None = None


def read_cases(path: Path) -> list[Case]:
    cases = []
    for part in re.split(r"(?m)^=== ", path.read_text("utf-8"))[1:]:
        head, _, body = part.partition("\n")
        language, name = head.split(" | ")
        lines = body.split("\n")
        text = "\n".join(line for line in lines if not line.startswith(("-> ", "!! "))).strip("\n")
        found = [line[3:].split(" | ") for line in lines if line.startswith("-> ")]
        failures = [line[3:] for line in lines if line.startswith("!! ")]
        assert found, f"{name}: nothing is expected"
        expected = [] if found == [["none"]] else found
        cases.append(Case(language, name, text, expected, failures[0] if failures else None))
    return cases


def params(path: Path) -> list[object]:
    return [
        pytest.param(
            case,
            id=f"{case.language} {case.name}",
            marks=[pytest.mark.xfail(reason=case.failure, strict=True)] if case.failure else [],
        )
        for case in read_cases(path)
    ]


def fits(document: Document, speech: Speech, expected: list[str]) -> bool:
    kind, words, speaker, *role = expected
    said = document.slice(speech.span)
    if kind == "reported":
        right = words in said
    elif " ~~ " in words:
        first, last = words.split(" ~~ ")
        right = said.startswith(first) and said.endswith(last)
    else:
        right = said == words
    named = (speech.speaker or "-") == speaker
    return right and named and speech.kind == kind and (not role or speech.speaker_role == role[0])


def problems(case: Case) -> list[str]:
    """Return what differs: every expected speech once, and no other."""
    document = parse_text(case.text, document_id="x", metadata=Metadata(language=case.language))
    left = list(document.speeches)
    found = []
    for expected in case.expected:
        match = next((speech for speech in left if fits(document, speech, expected)), None)
        if match is None:
            found.append(f"missing {expected}")
        else:
            left.remove(match)
    extra = [(one.kind.value, document.slice(one.span), one.speaker, one.speaker_role) for one in left]
    return found + [f"extra {one}" for one in extra]


@pytest.mark.parametrize(
    "case", [*params(FOLDER / "blind.txt"), *params(FOLDER / "fresh.txt"), *params(FOLDER / "third.txt")]
)
def test_speech(case):
    assert problems(case) == []
