"""Citations: the article's words with where they stand, refused where they are not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import chatbot_on, rivers

from hubbot.answering.citations import check_citation, cite, cite_fact, cite_heading, distinct, recheck
from hubbot.errors import SpanMismatchError
from hubbot.types import PassageKind, Span

CHATBOT = rivers()
DOCUMENT = CHATBOT.documents[0]
FOG = "Arequipa has less fog than Bergen, and the ferries come on time."


def quote():
    passage = next(p for p in CHATBOT.index.passages if p.kind is PassageKind.QUOTE and p.text == FOG)
    return cite(CHATBOT.index, passage)


def test_a_citation_says_who_where_and_in_which_text():
    found = quote()
    assert (found.text, found.kind) == (FOG, PassageKind.QUOTE)
    assert (found.speaker, found.speaker_role) == ("Marta", "senior carpenter")
    assert (found.section, found.city, found.country) == ("Arequipa (Peru)", "Arequipa", "Peru")
    assert (found.document_id, found.title) == ("rivers", "Boats on four rivers")
    assert (found.author, found.publisher, found.url) == ("Olga Reed", "The Oar", None)
    assert found.sha256 == DOCUMENT.sha256
    assert DOCUMENT.text[found.start : found.end] == FOG


@pytest.mark.parametrize("passage", CHATBOT.knowledge.cited, ids=lambda passage: passage.text[:30])
def test_each_passage_that_is_cited_stands_in_its_text(passage):
    found = cite(CHATBOT.index, passage, [passage.span])
    assert DOCUMENT.slice(Span(found.start, found.end)) == passage.text
    check_citation(found, DOCUMENT)
    assert recheck(found.to_dict(), DOCUMENT) is None


@pytest.mark.parametrize(
    "entry", [e for g in CHATBOT.knowledge.groups for e in g.entries], ids=lambda e: e.fact.value
)
def test_a_line_and_its_heading_are_cited_as_printed(entry):
    line, heading = cite_fact(CHATBOT.index, entry), cite_heading(CHATBOT.index, entry)
    assert (line.kind, heading.kind) == (PassageKind.FACT, PassageKind.HEADING)
    assert heading.text == line.section == DOCUMENT.slice(Span(heading.start, heading.end))
    assert [DOCUMENT.slice(span) for span in line.highlights] == [entry.fact.value]
    assert line.text.startswith(entry.fact.label)


def test_a_line_without_a_heading_has_none_to_cite():
    chatbot = chatbot_on("Number of workshops – 120\n\nBoats are built of reed here. They last for a year.")
    (entry,) = chatbot.knowledge.groups[0].entries
    assert cite_heading(chatbot.index, entry) is None
    assert cite_fact(chatbot.index, entry).section is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Arequipa has more fog than Bergen."}, "are not"),
        ({"text": ""}, "are not"),
        ({"start": 0, "end": 5}, "are not"),
        ({"sha256": "0" * 64}, "another version"),
        ({"highlights": (Span(0, 3),)}, "lies outside the citation"),
    ],
)
def test_words_that_are_not_the_article_s_are_refused(change, message):
    with pytest.raises(SpanMismatchError, match=message):
        check_citation(replace(quote(), **change), DOCUMENT)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"start": None}, "has no usable start, end and text"),
        ({"start": -1}, "has no usable start, end and text"),
        ({"end": 0}, "has no usable start, end and text"),
        ({"text": 5}, "has no usable start, end and text"),
        ({"text": "other words"}, "are not 'other words'"),
        ({"sha256": "0"}, "another version"),
        ({"sha256": None}, "another version"),
    ],
)
def test_a_citation_in_json_is_checked_again(change, problem):
    found = recheck(quote().to_dict() | change, DOCUMENT)
    assert found is None if problem is None else problem in found


def test_a_citation_of_an_unknown_document_or_of_nothing_is_told():
    assert recheck(quote().to_dict(), None) == "document 'rivers' is not in this index"
    assert recheck({}, DOCUMENT) == "the citation of None has no usable start, end and text"


@given(
    st.dictionaries(
        st.sampled_from(["start", "end", "text", "sha256", "document_id"]),
        st.none() | st.integers() | st.text(),
    )
)
def test_a_changed_citation_never_passes_and_never_breaks(change):
    original = quote().to_dict()
    problem = recheck(original | change, DOCUMENT)
    same = all(original[key] == value for key, value in change.items() if key != "document_id")
    assert (problem is None) is same


@given(st.lists(st.sampled_from(CHATBOT.knowledge.cited), max_size=8), st.integers(1, 4))
def test_citations_shown_together_do_not_overlap(passages, limit):
    citations = [cite(CHATBOT.index, passage) for passage in passages]
    kept = distinct(citations, limit)
    assert len(kept) <= limit
    assert kept[:1] == tuple(citations[:1])
    spans = sorted(Span(c.start, c.end) for c in kept)
    assert not any(one.overlaps(other) for at, one in enumerate(spans) for other in spans[at + 1 :])
