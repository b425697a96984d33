"""Places compared by nothing in particular: every figure that is listed for them, in one table."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers

from hubbot.answering.sidebyside import MISSING

PORTS = """Two ports and what they count.

Arequipa (Peru)

Number of workshops – 120

Number of mills – 7

Arequipa builds boats of reed.

Valdivia (Chile)

Number of workshops – 340

Valdivia paints cups.
"""


@pytest.mark.parametrize(
    "question",
    [
        "compare Arequipa and Valdivia",
        "Compare Arequipa with Valdivia side by side, please",
        "A comparison of Arequipa and Valdivia",
    ],
)
def test_all_figures_of_the_places_stand_in_one_table_whose_cells_are_the_articles_words(question):
    bot = chatbot_on(PORTS)
    answer = bot.ask(question)
    assert answer.table.columns == ("", "Number of workshops", "Number of mills")
    assert [[cell.text for cell in row] for row in answer.table.rows] == [
        ["Arequipa (Peru)", "120", "7"],
        ["Valdivia (Chile)", "340", MISSING],
    ]
    text = bot.documents[0].text
    for cell in (cell for row in answer.table.rows for cell in row if cell.citation is not None):
        citation = answer.citations[cell.citation]
        assert cell.text in citation.text
        assert text[citation.start : citation.end] == citation.text
    assert answer.table.rows[1][2].citation is None  # the dash is ours


def test_places_stand_in_the_order_of_the_question():
    rows = chatbot_on(PORTS).ask("compare Valdivia and Arequipa").table.rows
    assert [row[0].text for row in rows] == ["Valdivia (Chile)", "Arequipa (Peru)"]


@pytest.mark.parametrize(
    "question",
    [
        "compare the fog of Arequipa and Valdivia",
        "compare Arequipa",
        "compare the workshops of Arequipa and Valdivia",
    ],
)
def test_what_is_compared_by_something_is_no_overview(question):
    answer = rivers().ask(question)
    assert answer.table is None or len(answer.table.columns) == 2


@pytest.mark.parametrize(
    "question",
    [
        "What are the figures for Arequipa?",
        "key numbers of Arequipa",
        "dame las cifras de Arequipa",
        "quais são os números de Arequipa?",
    ],
)
def test_the_figures_of_one_place_are_all_that_are_listed_for_it(question):
    answer = chatbot_on(PORTS).ask(question)
    assert [[cell.text for cell in row] for row in answer.table.rows] == [["Arequipa (Peru)", "120", "7"]]
    assert all(cell.citation is not None for cell in answer.table.rows[0])


@pytest.mark.parametrize("question", ["Arequipa vs Valdivia", "Valdivia versus Arequipa?"])
def test_versus_compares(question):
    assert len(chatbot_on(PORTS).ask(question).table.rows) == 2


def test_a_figure_named_beside_versus_is_the_one_that_is_compared():
    answer = chatbot_on(PORTS).ask("Arequipa vs Valdivia workshops")
    assert answer.table.columns == ("", "Number of workshops")
    assert [row[1].text for row in answer.table.rows] == ["340", "120"]


def test_an_average_is_rounded_in_the_unit_it_is_given_in():
    bot = chatbot_on(
        "Three rivers.\n\nLoa (Chile)\n\nThe catch – 1.5 million\n\nIca (Peru)\n\nThe catch – 2.2 million\n\n"
        "Beni (Bolivia)\n\nThe catch – 3 million\n"
    )
    answer = bot.ask("What is the average catch?")
    assert answer.answer == "2.23 million"
    assert "2.23 million" in answer.notes[0]


def test_the_answer_says_what_each_figure_counts_and_leaves_out_what_is_missing():
    answer = chatbot_on(PORTS).ask("compare Arequipa and Valdivia")
    assert answer.answer == "Arequipa (Peru): workshops 120, mills 7; Valdivia (Chile): workshops 340"


@pytest.mark.parametrize("question", ["What is main in Arequipa?", "What is listed in Arequipa?"])
def test_a_word_that_only_qualifies_figures_asks_for_none(question):
    assert chatbot_on(PORTS).ask(question).table is None
