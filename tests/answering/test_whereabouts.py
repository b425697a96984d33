"""Where a place is by its heading: the heading is what is cited."""

from __future__ import annotations

import pytest
from rivers import rivers

from hubbot.types import PassageKind


@pytest.mark.parametrize(
    ("question", "answer", "heading"),
    [
        ("Which country is Valdivia in?", "Chile", "Valdivia (Chile)"),
        ("What country is Bergen located in?", "Norway", "Bergen (Norway)"),
        ("In which country is Aveiro?", "Portugal", "Aveiro (Portugal)"),
        ("Which city is in Norway?", "Bergen", "Bergen (Norway)"),
        ("Which town is in Peru?", "Arequipa", "Arequipa (Peru)"),
    ],
)
def test_the_heading_says_it_and_is_cited(question, answer, heading):
    found = rivers().ask(question)
    text = rivers().documents[0].text
    assert (found.answer, [c.text for c in found.citations]) == (answer, [heading])
    assert found.citations[0].kind is PassageKind.HEADING
    assert text[found.citations[0].start : found.citations[0].end] == heading


def test_in_spanish_too():
    found = rivers("es").ask("¿En qué país está Sucre?")
    assert (found.answer, found.citations[0].text) == ("Bolivia", "Sucre (Bolivia)")


def test_where_a_place_is_comes_from_its_heading_where_no_sentence_says_more():
    assert rivers().ask("Where is Bergen?").answer == "Norway"


@pytest.mark.parametrize(
    "question",
    ["Which country is Puerto Montt in?", "Which city is in Iceland?", "Which country is Marta in?"],
)
def test_of_a_place_without_a_heading_no_heading_tells(question):
    assert all(c.kind is not PassageKind.HEADING for c in rivers().ask(question).citations)
