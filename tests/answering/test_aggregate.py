"""Comparisons over fact lines: computed over all that match, each cell the article's own words."""

from __future__ import annotations

import pytest
from rivers import rivers, workshops

from hubbot.types import PassageKind, Span

# Valdivia 340, Aveiro 210, Arequipa 120, Bergen 75.
COMPLETE = "Computed by hubbot: 4 of 4 sections list this figure."


def shown(answer):
    return [[cell.text for cell in row] for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which city has the most workshops?", "Valdivia"),
        ("Which city has the highest number of workshops?", "Valdivia"),
        ("Which city has the fewest workshops?", "Bergen"),
        ("Which city has the second most workshops?", "Aveiro"),
        ("Which city has the third most workshops?", "Arequipa"),
        ("Which city has the third fewest workshops?", "Aveiro"),
        ("Which country has the most workshops?", "Chile"),
        ("Which country has the largest population?", "Peru"),
        ("Which country has the smallest population?", "Norway"),
        ("Who has more workshops, Bergen or Aveiro?", "Aveiro"),
        ("Which of Bergen, Aveiro and Valdivia has the second most workshops?", "Aveiro"),
        ("Which has fewer workshops, Peru or Norway?", "Norway"),
        ("Which city has more workshops than Arequipa?", "Valdivia and Aveiro"),
        ("Which city has fewer workshops than Arequipa?", "Bergen"),
        ("Rank the cities by number of workshops", "Valdivia, Aveiro, Arequipa, Bergen"),
        ("Rank the cities from the fewest workshops", "Bergen, Arequipa, Aveiro, Valdivia"),
        ("the top two cities by workshops", "Valdivia, Aveiro"),
        ("Compare the number of workshops of Bergen and Valdivia", "Valdivia, Bergen"),
        ("Which cities have more than 100 workshops?", "Valdivia, Aveiro and Arequipa"),
        ("Which cities have fewer than 200 workshops?", "Bergen and Arequipa"),
        ("Which cities have more than 120 workshops?", "Valdivia and Aveiro"),
        ("Which countries have a population of more than 10 million?", "Peru, Chile and Portugal"),
        ("How many cities have more than 100 workshops?", "3"),
        ("How many cities have more than 1,000 workshops?", "0"),
        ("How many cities list workshops?", "4"),
        ("What is the difference in workshops between Bergen and Aveiro?", "135"),
        ("How many more workshops does Valdivia have than Bergen?", "265"),
        ("How many workshops are there in total?", "745"),
        ("What is the sum of workshops in Bergen and Aveiro?", "285"),
        ("What is the population of Norway and Chile combined?", "25 million"),
        ("What is the average number of workshops?", "186.25"),
        pytest.param("Which cities have at least 120 workshops?", "Valdivia, Aveiro and Arequipa"),
        pytest.param("Which cities have at most 120 workshops?", "Bergen and Arequipa"),
        pytest.param("Which cities have no fewer than 120 workshops?", "Valdivia, Aveiro and Arequipa"),
        pytest.param("How many cities have at least 100 workshops?", "3"),
        ("Which cities have between 75 and 200 workshops?", "Arequipa and Bergen"),
        ("Which cities have more than 100 but fewer than 300 workshops?", "Aveiro and Arequipa"),
        ("Which city has the most workshops after Valdivia?", "Aveiro"),
        ("Which city has the most workshops after Aveiro?", "Arequipa"),
        ("Apart from Valdivia, which city has the most workshops?", "Aveiro"),
        ("Apart from Aveiro, which city has the most workshops?", "Valdivia"),
        ("Which city except Bergen has the fewest workshops?", "Arequipa"),
        ("How many workshops do Bergen and Aveiro have together?", "285"),
    ],
)  # fmt: skip
def test_a_comparison_is_computed_over_all_lines(question, expected):
    answer = rivers().ask(question)
    assert (answer.kind, answer.answer) == ("comparison", expected)
    assert not answer.abstained


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("es", "¿Qué ciudad tiene más talleres?", "Encarnación"),
        ("es", "¿Qué ciudad tiene menos talleres?", "Sucre"),
        ("es", "Ordena las ciudades por número de talleres", "Encarnación, Cuenca, Sucre"),
        ("es", "¿Qué ciudades tienen más de 70 talleres?", "Encarnación y Cuenca"),
        ("es", "¿Cuántas ciudades tienen más de 70 talleres?", "2"),
        ("es", "¿Cuál es la diferencia de talleres entre Cuenca y Sucre?", "35"),
        ("es", "¿Cuántos talleres hay en total?", "255"),
        ("es", "¿Cuál es el promedio de talleres?", "85"),
        ("pt", "Qual cidade tem mais oficinas?", "Luanda"),
        ("pt", "Qual cidade tem menos oficinas?", "Braga"),
        ("pt", "Quais cidades têm mais de 70 oficinas?", "Luanda e Maputo"),
        ("pt", "Qual é a diferença de oficinas entre Braga e Luanda?", "90"),
        ("pt", "Quantas oficinas há no total?", "305"),
        ("pt", "Qual é a média de oficinas?", "101.67"),
    ],
)
def test_a_comparison_is_computed_in_the_language_of_the_text(language, question, expected):
    assert rivers(language).ask(question).answer == expected


@pytest.mark.parametrize(
    "question",
    [
        "Which city has the most workshops?",
        "Rank the cities by number of workshops",
        "the top two cities by workshops",
        "Which cities have more than 100 workshops?",
        "How many cities have more than 1,000 workshops?",
        "What is the difference in workshops between Bergen and Aveiro?",
        "How many workshops are there in total?",
        "How many workshops are in Bergen and Aveiro?",
        "Which country has the largest population?",
    ],
)
def test_each_cell_is_the_citation_of_a_heading_or_a_line(question):
    answer = rivers().ask(question)
    document = rivers().documents[0]
    assert answer.table.columns[0] == ""
    for place, value in answer.table.rows:
        heading, line = answer.citations[place.citation], answer.citations[value.citation]
        assert heading.kind is PassageKind.HEADING
        assert line.kind is PassageKind.FACT
        assert place.text == heading.text == line.section == document.slice(Span(heading.start, heading.end))
        assert document.slice(Span(line.start, line.end)) == line.text
        assert [document.slice(span) for span in line.highlights] == [value.text]


def test_the_table_is_in_order_and_the_winner_is_cited_first():
    answer = rivers().ask("Which city has the third most workshops?")
    assert shown(answer) == [
        ["Valdivia (Chile)", "340"],
        ["Aveiro (Portugal)", "210"],
        ["Arequipa (Peru)", "120"],
        ["Bergen (Norway)", "75"],
    ]
    assert answer.citations[0].text == "Number of workshops – 120 (River Survey)"


def test_places_asked_about_stand_in_the_order_asked():
    answer = rivers().ask("How many workshops are in Bergen, Arequipa and Aveiro?")
    assert answer.answer == "Bergen: 75; Arequipa: 120; Aveiro: 210"
    assert shown(answer) == [
        ["Bergen (Norway)", "75"],
        ["Arequipa (Peru)", "120"],
        ["Aveiro (Portugal)", "210"],
    ]


@pytest.mark.parametrize(
    ("question", "notes"),
    [
        ("Which city has the most workshops?", (COMPLETE,)),
        (
            "How many workshops are there in total?",
            ("745 is computed by hubbot.", COMPLETE),
        ),
        (
            "What is the difference in workshops between Bergen and Aveiro?",
            ("135 is computed by hubbot.", "Computed by hubbot: 2 of 2 sections list this figure."),
        ),
    ],
)
def test_notes_say_what_is_computed_and_over_how_many(question, notes):
    assert rivers().ask(question).notes == notes


def test_places_of_one_number_share_the_place():
    chatbot = workshops(Arequipa="75", Valdivia="340", Bergen="75")
    answer = chatbot.ask("Which city has the fewest workshops?")
    assert answer.answer == "Arequipa and Bergen"
    assert [c.city for c in answer.citations if c.kind is PassageKind.FACT] == [
        "Arequipa",
        "Bergen",
        "Valdivia",
    ]
    assert chatbot.ask("Which city has the most workshops?").answer == "Valdivia"


def test_a_line_cut_short_counts_and_is_noted():
    answer = workshops(Arequipa="75 (based on", Valdivia="340").ask("Which city has the most workshops?")
    assert answer.answer == "Valdivia"
    assert "The line for Arequipa is cut short in the source." in answer.notes
    single = workshops(Arequipa="75 (based on", Valdivia="340").ask("How many workshops does Arequipa have?")
    assert single.answer == "75"
    assert "The line for Arequipa is cut short in the source." in single.notes


def test_a_value_that_is_no_number_is_left_out_and_noted():
    chatbot = workshops(Arequipa="75", Valdivia="60-80", Bergen="90")
    answer = chatbot.ask("Which city has the fewest workshops?")
    assert (answer.answer, shown(answer)) == (
        "Arequipa",
        [["Arequipa (Peru)", "75"], ["Bergen (Norway)", "90"]],
    )
    assert "The value for Valdivia is not a number and is left out." in answer.notes
    assert chatbot.ask("How many workshops are there in total?").answer == "165"
    assert chatbot.ask("How many workshops does Valdivia have?").answer == "60-80"


@pytest.mark.parametrize(
    "question",
    [
        "Which city has more workshops, Valdivia or Bergen?",
        "What is the difference in workshops between Valdivia and Bergen?",
        "Which city has more workshops than Valdivia?",
    ],
)
def test_a_place_whose_value_is_no_number_is_not_compared(question):
    answer = workshops(Arequipa="75", Valdivia="60-80", Bergen="90").ask(question)
    assert (answer.abstained, answer.reason) == (
        True,
        "The article gives no figure for workshops in Valdivia.",
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many workshops does Oslo have?", "The article gives no figure for workshops in Oslo."),
        ("Does Bergen have more workshops than Oslo?", "The article gives no figure for workshops in Oslo."),
        ("What is the difference in workshops between Oslo and Hamburg?", "The article gives no figure for workshops in Oslo and Hamburg."),
        ("What is the population of Aveiro?", "The article gives this figure for Portugal, not for Aveiro."),
        ("Which cities have fewer than 10 workshops?", "None of the 4 places listed does."),
        ("Which city has more workshops than Valdivia?", "None of the 4 places listed does."),
    ],
)  # fmt: skip
def test_a_place_without_the_figure_is_silence(question, reason):
    answer = rivers().ask(question)
    assert (answer.abstained, answer.answer, answer.table, answer.reason) == (True, None, None, reason)


def test_lines_that_count_something_narrower_are_noted():
    chatbot = workshops(Arequipa="75", Valdivia="60", Bergen="Number of boat workshops – 20")
    note = "Bergen list 'boat workshops', the others 'workshops'."
    answer = chatbot.ask("Which city has the fewest workshops?")
    assert answer.answer == "Bergen"
    assert note in answer.notes
    narrow = chatbot.ask("Which city has the most boat workshops?")
    assert (narrow.answer, len(narrow.table.rows)) == ("Bergen", 1)
    assert "Computed by hubbot: 1 of 3 sections list this figure." in narrow.notes
    assert note in narrow.notes
    both = chatbot.ask("Who has more workshops, Arequipa or Valdivia?")
    assert note not in both.notes


def test_one_line_is_looked_up_with_its_section_and_source():
    answer = rivers().ask("How many workshops are there in Arequipa?")
    assert (answer.kind, answer.answer, answer.table) == ("fact", "120", None)
    (line,) = answer.citations
    assert (line.text, line.city, line.country) == (
        "Number of workshops – 120 (River Survey)",
        "Arequipa",
        "Peru",
    )
    assert answer.notes == (
        "Number of workshops, listed under Arequipa (Peru).",
        "Source given: River Survey.",
    )


def test_the_source_of_a_figure_is_what_stands_in_brackets():
    assert rivers().ask("What is the source of the number of workshops in Arequipa?").answer == "River Survey"


def test_a_figure_s_source_may_be_asked_for_by_according_to_whom():
    assert rivers().ask("According to whom does Arequipa have 120 workshops?").answer == "River Survey"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the population of Peru?", "33.7 million"),
        ("how many people live in the Peruvian population?", "33.7 million"),
        ("How many workshops are there in Perú?", "120"),
        ("number of workshops valdivia", "340"),
        ("How many workshops are in Bergen, Norway?", "75"),
    ],
)
def test_a_line_counts_for_the_place_in_its_label_or_its_heading(question, expected):
    assert rivers().ask(question).answer == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which city has 340 workshops?", "Valdivia"),
        ("Which city has exactly 120 workshops?", "Arequipa"),
        ("Which country has a population of 19.6 million?", "Chile"),
        ("Which two cities have the most workshops?", "Valdivia, Aveiro"),
        ("Which 2 cities have the fewest workshops?", "Bergen, Arequipa"),
    ],
)
def test_whose_figure_it_is_and_the_first_so_many_are_computed(question, expected):
    answer = rivers().ask(question)
    assert (answer.kind, answer.answer) == ("comparison", expected)


def test_a_figure_that_no_place_has_is_silence():
    answer = rivers().ask("Which city has 341 workshops?")
    assert answer.abstained
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    [
        "Which city has the best workshops?",
        "Which city has the worst workshops?",
        "¿Qué ciudad tiene los mejores talleres?",
    ],
)
def test_a_count_does_not_say_what_is_best(question):
    assert rivers().ask(question).kind != "comparison"
