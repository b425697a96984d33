"""The records: frozen, slotted, with a span that is a range and a JSON form that any program can read."""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot import contract, types
from hubbot.contract import Answer, Cell, Citation, Table
from hubbot.types import Document, PassageKind, Section, Span

RECORDS = [
    record
    for module in (types, contract)
    for _, record in inspect.getmembers(module, dataclasses.is_dataclass)
    if record.__module__ == module.__name__
]
spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Span(min(ends), max(ends)))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_is_frozen(record):
    assert record.__dataclass_params__.frozen


@pytest.mark.parametrize(
    "record", [r for r in RECORDS if r is not Document], ids=lambda record: record.__name__
)
def test_a_record_has_slots(record):
    assert "__dict__" not in dir(record) or "__slots__" in vars(record)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_a_span_that_no_text_can_have_is_refused(start, end):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@given(spans, spans)
def test_spans_overlap_when_they_share_a_character(first, second):
    shared = set(range(first.start, first.end)) & set(range(second.start, second.end))
    assert first.overlaps(second) == bool(shared) or not (len(first) and len(second))
    assert first.overlaps(second) == second.overlaps(first)


@given(spans, spans)
def test_a_span_contains_another_when_it_has_all_its_characters(outer, inner):
    if len(inner):
        assert outer.contains(inner) == (set(range(*ends(inner))) <= set(range(*ends(outer))))


def ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


@given(st.text(), spans)
def test_a_document_slices_characters_not_bytes(text, span):
    assert Document("d", text, "t").slice(span) == text[span.start : span.end]


def test_a_document_s_digest_is_that_of_its_text():
    document = Document("d", "São Paulo 🚀\r\n", "t")
    assert document.sha256 == hashlib.sha256("São Paulo 🚀\r\n".encode()).hexdigest()


def test_sections_are_found_by_id():
    section = Section("s1", "Title", None, Span(0, 1))
    assert Document("d", "x", "t", sections=(section,)).section_by_id == {"s1": section}


def test_an_answer_s_json_form_holds_every_field_of_the_record():
    answer = Answer("q", "q", "open", False, None, "a", 0.5, explanation={})
    assert set(answer.to_dict()) == {field.name for field in dataclasses.fields(Answer)}


def test_an_explanation_is_there_only_when_asked_for():
    assert "explanation" not in Answer("q", "q", "open", True, "why", None, 0.0).to_dict()


def test_a_citation_s_json_form_holds_every_field_of_the_record():
    citation = Citation(
        "d",
        "t",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        PassageKind.QUOTE,
        "ab",
        3,
        5,
        "0" * 64,
        None,
        (Span(3, 4),),
    )
    assert set(citation.to_dict()) == {field.name for field in dataclasses.fields(Citation)}
    assert json.loads(json.dumps(citation.to_dict()))["highlights"] == [[3, 4]]


def test_a_table_s_cells_name_their_citation():
    table = Table(("City", "Number"), ((Cell("Aldara"), Cell("120", 0)),))
    assert table.to_dict() == {
        "columns": ["City", "Number"],
        "rows": [[{"text": "Aldara", "citation": None}, {"text": "120", "citation": 0}]],
    }
