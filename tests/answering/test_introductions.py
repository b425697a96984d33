"""What is told of something that is only named, and of nothing at all."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

from hubbot import Chatbot, Settings

HARBOURS = """Lima (Peru)

Number of workshops – 120

Number of mills – 7

The cooks of the coast say that Lima is fine. Lima is a harbour of cooks. Under the old bridge, which the fire of 1908 took down, boats for Lima were built.

Quito (Ecuador)

Number of workshops – 30

Quito is a town of roses.
"""


@pytest.fixture(scope="module")
def credulous():
    """A chatbot that believes whatever comes first."""
    bot = chatbot_on(HARBOURS)
    return Chatbot(bot.index, bot.encoders, Settings(scorer="none", threshold=0.0), None)


@pytest.mark.parametrize("question", ["Lima", "Tell me about Lima", "Summarize Lima", "háblame de Lima"])
def test_sentences_that_begin_with_it_are_told_in_order_and_no_figure(credulous, question):
    cited = [citation.text for citation in credulous.ask(question).citations]
    assert cited[0] == "The cooks of the coast say that Lima is fine."
    assert set(cited) <= {cited[0], "Lima is a harbour of cooks."}


@pytest.mark.parametrize("question", ["which city", "how many?", "why?"])
def test_a_question_about_nothing_is_not_answered(credulous, question):
    answer = credulous.ask(question)
    assert (answer.abstained, answer.table) == (True, None)


def test_a_question_that_asks_something_of_it_is_answered_with_that(credulous):
    assert "built" in credulous.ask("Where were boats for Lima built?").citations[0].text
