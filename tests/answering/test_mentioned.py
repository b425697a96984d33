"""Whether something is spoken of at all: only a passage that speaks of it decides."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers

from hubbot import Chatbot, Settings

CITY = """Lima (Peru)

Lima is a city of theatres and of parks where people live well. Marta, a baker, said that the city is a fine place to work and to live.
"""


@pytest.fixture(scope="module")
def credulous():
    """A chatbot that believes whatever comes first."""
    bot = chatbot_on(CITY)
    return Chatbot(bot.index, bot.encoders, Settings(scorer="none", threshold=0.0), None)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Does anyone mention the ferries?", "ferries"),
        ("Does the article talk about rent?", "rent"),
        ("Does the article mention a museum?", "museum"),
        ("Did anybody talk about rain?", "rain"),
    ],
)
def test_what_is_spoken_of_is_shown(question, words):
    bot = rivers()
    answer = Chatbot(bot.index, bot.encoders, Settings(scorer="none", threshold=0.0), None).ask(question)
    assert words in answer.citations[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Does anyone mention crime?",
        "Does the article talk about the police?",
        "Does anyone complain about pollution?",
        "Does the text mention nightlife?",
    ],
)
def test_what_is_only_near_is_not(credulous, question):
    assert credulous.ask(question).abstained


def test_a_sentence_of_the_articles_own_is_nobodys(credulous):
    assert credulous.ask("Does anyone mention theatres?").abstained
    assert "theatres" in credulous.ask("Does the article mention theatres?").citations[0].text
