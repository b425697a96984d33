"""What readers ask of any place or person: a passage that never speaks of it is no answer, however near it stands."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

from hubbot import Chatbot, Settings
from hubbot.answering.properties import asked_property

VALLEYS = """Quito (Ecuador)

Quito is a capital of roses. Ana Ruiz, the mayor of Quito, opened the market.

Rents in Cuenca are low and the rain falls in spring.

Loja is the oldest town of the south, with less traffic compared to other cities.
"""

LIMA = """Lima (Peru)

Lima has parks and theatres, and the hub of Austin is near by air. Jonathan, a baker, says that the parks are thanks to the help of their current president.
"""


@pytest.fixture(scope="module")
def credulous():
    """Makes chatbots that believe whatever comes first."""

    def on(text):
        bot = chatbot_on(text)
        return Chatbot(bot.index, bot.encoders, Settings(scorer="none", threshold=0.0), None)

    return on


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Peru?",
        "Who is the president of Peru?",
        "Who is Peru's president?",
        "Which language is spoken in Lima?",
        "What's the weather like in Lima?",
        "How is the weather in Lima?",
        "What is the cost of living in Lima?",
        "How much is the rent in Lima?",
        "How many people live in Lima?",
        "How safe is Lima?",
        "What currency is used in Lima?",
        "Who is the mayor of Lima?",
        "¿Quién es el presidente del Perú?",
        "¿Cómo es el clima en Lima?",
        "¿Qué tiempo hace en Lima?",
        "What's the name of Peru's president?",
        "Qual é a moeda do Peru?",
        "Which city is the safest?",
        "Which city is growing fastest?",
    ],
)
def test_a_text_that_never_speaks_of_it_does_not_say(credulous, question):
    answer = credulous(LIMA).ask(question)
    assert answer.abstained, answer.answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is Quito the capital of?", "capital of roses"),
        ("Who is the mayor of Quito?", "Ana Ruiz"),
        ("How high are the rents in Cuenca?", "Rents in Cuenca"),
        ("What's the weather like in Cuenca?", "the rain falls"),
        ("Which town is the oldest?", "the oldest town"),
    ],
)
def test_a_passage_that_speaks_of_it_answers(credulous, question, words):
    assert words in credulous(VALLEYS).ask(question).citations[0].text


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is the capital of Peru?", "capital"),
        ("what's the average salary of a baker", "average salary"),
        ("How many people live in Lima?", "inhabitants"),
        ("When did the market open?", ""),
        ("¿Cuál es la moneda del Perú?", "moneda"),
    ],
)
def test_what_is_asked_of_something_is_its_noun(question, asked):
    assert asked_property(question) == asked
