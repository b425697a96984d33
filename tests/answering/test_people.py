"""People by what they are and for how many years, over everybody who speaks: each cell of the table is a citation."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

CREWS = """We asked six people who work on the water.

Arequipa (Peru)

Number of workshops – 120

Marta, a senior carpenter with 25 years in the trade, told us why she stays. “The ferries come on time.”

Pedro, a reed carpenter for 8+ years, thinks the lake will rise. According to Ana, a junior welder, who has been on boats for two decades, the mills stand empty.

Valdivia (Chile)

Number of workshops – 340

Tomás, a senior welder for 12 years, says Valdivia paints hulls. Ingrid, a rope maker, told us that the harbour lost 90 years of records in the fire.

Olga loves the fish market, said Igor, a senior rope maker.
"""


@pytest.fixture(scope="module")
def crews():
    return chatbot_on(CREWS)


def names(answer):
    return [row[0].text for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which carpenters were interviewed?", ["Marta", "Pedro"]),
        ("Who are the welders?", ["Ana", "Tomás"]),
        ("List the senior welders", ["Tomás"]),
        ("Which of the senior people are carpenters?", ["Marta"]),
        ("Who are the rope makers?", ["Ingrid", "Igor"]),
        ("which carps did you talk to", ["Marta", "Pedro"]),
        ("Who has been a welder for 12 years?", ["Tomás"]),
        ("Who has 20 years of experience?", ["Ana"]),
        ("Who has more than 10 years of experience?", ["Marta", "Ana", "Tomás"]),
        ("Which welder has the most experience?", ["Ana"]),
        ("Who has the least experience?", ["Pedro"]),
        ("¿Qué carpinteros hay?", None),
    ],
)
def test_all_who_are_what_is_asked_for_are_named_in_the_order_of_the_text(crews, question, expected):
    answer = crews.ask(question)
    if expected is None:  # the article's roles are English, and no model here knows both languages
        assert answer.table is None
    else:
        assert names(answer) == expected
        assert not answer.abstained


@pytest.mark.parametrize(
    ("question", "count"),
    [("How many carpenters were interviewed?", "2"), ("How many senior rope makers are quoted?", "1")],
)
def test_a_count_is_ours_and_says_so(crews, question, count):
    answer = crews.ask(question)
    assert answer.answer == count
    assert any(count in note for note in answer.notes)


def test_every_cell_is_the_articles_words_and_the_role_is_in_bold(crews):
    answer = crews.ask("Who has more than 10 years of experience?")
    text = crews.documents[0].text
    assert [[cell.text for cell in row] for row in answer.table.rows] == [
        ["Marta", "senior carpenter", "25 years"],
        ["Ana", "junior welder", "two decades"],
        ["Tomás", "senior welder", "12 years"],
    ]
    for row in answer.table.rows:
        for cell in row:
            citation = answer.citations[cell.citation]
            assert cell.text in text[citation.start : citation.end] == citation.text
        bold = [text[span.start : span.end] for span in answer.citations[row[0].citation].highlights]
        assert bold == [row[1].text, row[2].text]


@pytest.mark.parametrize(
    "question",
    [
        "Which carpenter loves the fish market?",  # more is asked than what they are
        "What do the carpenters say?",
        "Which carpenters are from Bergen?",
        "Who built the harbour?",
        "Which workshops have carpenters?",
        "What is a carpenter?",
    ],
)
def test_a_question_that_asks_for_more_is_answered_elsewhere(crews, question):
    assert crews.ask(question).table is None


def test_years_that_are_not_the_speakers_own_do_not_count(crews):
    answer = crews.ask("Which rope makers have more than 10 years of experience?")
    assert answer.table is None


def test_the_article_counts_its_speakers_not_its_figures(crews):
    assert crews.ask("How many bakers were interviewed?").table is None


def test_who_said_that_is_not_offered_after_a_table_of_people(crews):
    answer = crews.ask("Which carpenters were interviewed?")
    assert answer.table is not None
    assert answer.citations[0].speaker
    assert answer.suggestions == ("What is the number of workshops in Arequipa?",)  # where both of them are


def test_no_place_is_asked_about_after_people_of_several(crews):
    answer = crews.ask("Who are the welders?")
    assert {cited.city for cited in answer.citations} == {"Arequipa", "Valdivia"}
    assert answer.suggestions == ()


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Who is Marta?", "senior carpenter"),
        ("What's Pedro's job?", "reed carpenter"),
        ("What is the role of Ana?", "junior welder"),
        ("what does Ingrid do for a living", "rope maker"),
        ("¿A qué se dedica Tomás?", "senior welder"),
        ("Qual é a profissão de Igor?", "senior rope maker"),
    ],
)
def test_what_somebody_is_stands_where_they_are_introduced(crews, question, role):
    answer = crews.ask(question)
    assert answer.answer == role
    (citation,) = answer.citations
    assert crews.documents[0].slice(citation.highlights[0]) == role


@pytest.mark.parametrize("question", ["Who is Olga?", "What does Marta do in the evening?"])
def test_nothing_is_made_up_of_somebody(crews, question):
    assert crews.ask(question).answer not in {"senior carpenter", "senior rope maker"}
