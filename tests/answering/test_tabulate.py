"""Computed numbers, the order of rows, and the place that a line counts for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import parsed, rivers, workshops

from hashing import HashingEncoder
from hubbot import Chatbot, Settings
from hubbot.answering.grammar import Direction
from hubbot.answering.tabulate import number_of, ordered, owner, owners, printed_number
from hubbot.index import build
from hubbot.reading.passages import split_passages

WORKSHOPS, POPULATION = rivers().knowledge.groups
FILLER = "Boats come from two rivers and are built of reed or of wood by many hands."


@pytest.mark.parametrize(
    ("first", "second", "difference", "average"),
    [
        ("120", "75", "45", "97.5"),
        ("1,000,000", "1", "999,999", "500,000.5"),
        ("0.1", "0.2", "0.1", "0.15"),  # exact, as printed
        ("1.5 million", "2.5 million", "1 million", "2 million"),
        ("1.5 million", "300,000", "1,200,000", "900,000"),  # no unit is shared
        ("45%", "40%", "5%", "42.5%"),
        ("45%", "45%", "0%", "45%"),
        ("$500", "$300", "$200", "$400"),
    ],
)
def test_a_computed_number_is_in_the_unit_that_all_lines_share(first, second, difference, average):
    chatbot = workshops(Arequipa=f"Rent of a workshop – {first}", Valdivia=f"Rent of a workshop – {second}")
    asked = chatbot.ask("What is the difference in rent between Arequipa and Valdivia?")
    assert (asked.answer, asked.notes[0]) == (difference, f"{difference} is computed by hubbot.")
    assert chatbot.ask("What is the average rent?").answer == average


@given(st.permutations(WORKSHOPS.entries), st.sampled_from([None, *Direction]))
def test_lines_are_ordered_by_their_number_alone(entries, direction):
    numbers = [number_of(entry) for entry in ordered(entries, direction)]
    assert numbers == sorted(numbers, reverse=direction is not Direction.LESS)


@given(st.permutations(workshops(Arequipa="75", Valdivia="75", Bergen="75").knowledge.groups[0].entries))
def test_ties_stand_in_the_order_of_the_text(entries):
    for direction in Direction:
        assert [e.place for e in ordered(entries, direction)] == ["Arequipa", "Valdivia", "Bergen"]


@given(st.decimals(0, 10**9, places=2))
def test_a_printed_number_is_the_number(value):
    assert Decimal(printed_number(value, WORKSHOPS.entries).replace(",", "")) == value


@pytest.mark.parametrize(
    ("entry", "group", "place", "keys"),
    [
        (WORKSHOPS.entries[0], WORKSHOPS, "Arequipa", {"arequipa", "peru"}),
        (POPULATION.entries[0], POPULATION, "Peru", {"peru"}),  # the label names its country
    ],
)
def test_a_line_counts_for_the_place_in_its_label_else_for_its_heading(entry, group, place, keys):
    assert owner(entry, group) == place
    assert owners(entry, group) >= keys
    assert "arequipa" in owners(entry, group) or place == "Peru"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which city has the most workshops?", "Valdivia"),
        ("Which country has the most workshops?", "Chile"),
        ("Which has more workshops, Peru or Chile?", "Chile"),
        ("Which has the largest population?", "Peru"),
        ("Which country has the largest population?", "Peru"),
    ],
)
def test_the_place_is_named_as_the_question_calls_for_it(question, expected):
    assert rivers().ask(question).answer == expected


def test_the_reason_for_silence_names_no_other_place():
    answer = rivers().ask("Which city has a larger population, Bergen or Aveiro?")
    assert answer.reason == "The article gives no figure for population in Bergen and Aveiro."


def two_texts():
    documents = [
        parsed(f"{FILLER}\n\nNumber of workshops – {count}\n\n{FILLER} {FILLER}", "en", name)
        for name, count in (("north", 12), ("south", 30))
    ]
    passages = [passage for document in documents for passage in split_passages(document)]
    encoder = HashingEncoder()
    return Chatbot(build(documents, passages, [encoder]), [encoder], Settings(scorer="none"), None)


def test_a_line_without_a_heading_stands_under_its_document():
    answer = two_texts().ask("How many workshops are there in total?")
    assert answer.answer == "42"
    assert [[cell.text for cell in row] for row in answer.table.rows] == [["north", "12"], ["south", "30"]]
    assert all(place.citation is None for place, _ in answer.table.rows)


def test_one_document_may_be_asked_alone():
    answer = two_texts().ask("How many workshops are there in total?", document_id="north")
    assert (answer.answer, {citation.document_id for citation in answer.citations}) == ("12", {"north"})


def test_an_answer_is_never_empty():
    assert two_texts().ask("Which place has the most workshops?").answer != ""
