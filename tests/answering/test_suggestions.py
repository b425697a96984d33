"""Questions offered to the reader: each is answered."""

from __future__ import annotations

import pytest
from rivers import ENGLISH, SPANISH, chatbot_on, parsed, rivers, workshops

from hashing import HashingEncoder
from hubbot import Chatbot, Settings
from hubbot.answering.suggestions import MAX_NEXT, starters
from hubbot.index import build
from hubbot.reading.parser import parse_text
from hubbot.reading.passages import split_passages
from hubbot.sources.metadata import Metadata


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_all_starters_offered_are_answered(language):
    chatbot = rivers(language)
    offered = chatbot.suggestions(8)
    assert offered
    assert [question for question in offered if chatbot.ask(question).abstained] == []
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_no_more_starters_than_asked_for(limit):
    assert len(rivers().suggestions(limit)) == limit
    assert rivers().suggestions(limit) == rivers().suggestions(8)[:limit]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Which place has the highest number of workshops?"),
        ("en", "What does Marta say about Arequipa?"),
        ("en", "What is the number of workshops in Aveiro?"),
        ("es", "¿Qué lugar tiene mayor número de talleres?"),
        ("es", "¿Qué dice Lucía sobre Sucre?"),
        ("pt", "O que Lúcia diz sobre Maputo?"),
    ],
)
def test_starters_are_made_of_figures_speakers_and_places(language, question):
    assert question in starters(rivers(language).knowledge)


def test_starters_speak_the_language_of_the_text_that_they_are_made_of():
    documents = [parsed(ENGLISH, "en"), parsed(SPANISH, "es", "puertos")]
    encoder = HashingEncoder()
    index = build(documents, [passage for one in documents for passage in split_passages(one)], [encoder])
    found = starters(Chatbot(index, [encoder], Settings(scorer="none"), None).knowledge)
    assert "Which place has the highest number of workshops?" in found
    assert "¿Qué lugar tiene mayor número de talleres?" in found
    assert "¿Qué dice Lucía sobre Sucre?" in found
    assert "What does Marta say about Arequipa?" in found
    assert not [question for question in found if "Lucía" in question and "What" in question]


def test_a_starter_names_no_place_that_it_is_not_about():
    assert "Which place has the highest population?" in starters(rivers().knowledge)


def test_a_starter_says_number_once():
    assert not any("número de número" in question for question in starters(rivers("pt").knowledge))


TOMATOES = """# Tomatoes on a balcony

You need a pot, some soil and six hours of sun.

## Choose a variety

Small cherry tomatoes grow best in pots. “I always take Sungold,” says Mara Lind, a gardener.

## How often should you water?

Water every morning, and twice a day above 30 degrees.

## Prices

- **Price**: 3 euros

## What a pot costs

- **Price**: 9 euros

## Soil

- **Price**: 5 euros
"""


def test_a_heading_that_is_no_place_is_not_asked_about_like_one():
    document = parse_text(TOMATOES, document_id="t", metadata=Metadata(title="Tomatoes on a balcony"))
    encoder = HashingEncoder()
    index = build([document], split_passages(document), [encoder])
    found = starters(Chatbot(index, [encoder], Settings(scorer="none"), None).knowledge)
    assert "What does Mara Lind say?" in found
    assert "What does the article say about Choose a variety?" in found
    assert "How often should you water?" in found  # the heading's own question
    assert not [question for question in found if "known for" in question or "Which place" in question]
    assert not [question for question in found if "Tomatoes on a balcony" in question]  # it is all about that


def test_what_is_no_number_is_not_asked_for_the_highest():
    boats = {"Arequipa (Peru)": "red", "Valdivia (Chile)": "blue", "Bergen (Norway)": "white"}
    parts = [
        f"## {place}\n\n- **Colour**: {colour}\n- **Boats**: 1{at}"
        for at, (place, colour) in enumerate(boats.items())
    ]
    found = starters(chatbot_on("# Boats\n\nBoats of three cities.\n\n" + "\n\n".join(parts)).knowledge)
    assert [question for question in found if "highest" in question] == ["Which place has the highest boats?"]
    assert not [question for question in found if "colour" in question.casefold()]


def test_a_text_without_figures_speakers_and_headings_offers_nothing():
    assert chatbot_on("Boats are built of reed. They last for a year.").suggestions() == ()


@pytest.mark.parametrize(
    ("language", "question", "following"),
    [
        ("en", "Which city has the most workshops?", "And the fewest?"),
        ("en", "Which city has the fewest workshops?", "And the most?"),
        ("en", "How many workshops does Bergen have?", "And Arequipa?"),
        ("en", "Which city has less fog than Bergen?", "Who said that?"),
        ("en", "Which city has less fog than Bergen?", "What else does Marta say?"),
        ("es", "¿Qué ciudad tiene más talleres?", "¿Y la que menos?"),
        ("es", "¿Cuántos talleres hay en Cuenca?", "¿Y Sucre?"),
        ("es", "¿Qué ciudad tiene menos niebla que Cuenca?", "¿Quién dijo eso?"),
        ("pt", "Qual cidade tem mais oficinas?", "E a que menos?"),
        ("pt", "Quantas oficinas há em Braga?", "E Maputo?"),
        ("pt", "Qual cidade tem menos neblina do que Braga?", "Quem disse isso?"),
    ],
)
def test_what_may_be_asked_next_follows_from_the_answer_and_is_answered(language, question, following):
    chatbot = rivers(language)
    answer = chatbot.ask(question)
    assert following in answer.suggestions
    assert len(answer.suggestions) <= MAX_NEXT
    assert not chatbot.ask(following, [question]).abstained


@pytest.mark.parametrize(
    "question", ["Hello!", "Who wrote this?", "How many workshops does Oslo have?", "?", "blah"]
)
def test_nothing_follows_from_silence_or_talk(question):
    assert rivers().ask(question).suggestions == ()


def test_the_figure_that_was_asked_for_is_not_offered_again():
    answer = workshops(Arequipa="75", Valdivia="60", Bergen="20").ask("How many workshops does Bergen have?")
    assert answer.suggestions == ("And Arequipa?", "And Valdivia?")


@pytest.mark.parametrize("question", ["compare Arequipa and Valdivia", "What are the figures for Arequipa?"])
def test_figures_that_stand_side_by_side_are_not_offered_again(question):
    answer = workshops(Arequipa="75", Valdivia="60", Bergen="20").ask(question)
    assert answer.table is not None
    assert answer.suggestions == ()


@pytest.mark.xfail(strict=True, reason="a quote and its sentences are counted apart")
def test_nothing_else_is_offered_where_all_was_shown():
    assert "What else does Ingrid say?" not in rivers().ask("What did Ingrid say?").suggestions
