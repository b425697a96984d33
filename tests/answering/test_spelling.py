"""Words that a question cuts short or misspells: what they mean, and where they are left alone."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

from hubbot.answering.spelling import Correction, spell_short_words, spelt
from hubbot.types import Span

PORT = """# The port of Aveiro

The port employs 800 people. Traffic is light in Aveiro, and the dev team of the port is small.
"""


@pytest.fixture(scope="module")
def bot():
    return chatbot_on(PORT)


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("how many ppl work there", "how many people work there", "en"),
        ("Whats the avg wage?", "what is the average wage?", "en"),
        ("q ciudad tiene menos tráfico", "que ciudad tiene menos tráfico", "es"),
        ("qtos habitantes tem vc sabe?", "quantos habitantes tem você sabe?", "pt"),
        ("what is R.E.M. to U.S. ppl", "what is R.E.M. to U.S. people", "en"),  # letters are no words
        ("what does PPL stand for", "what does PPL stand for", "en"),
        ("what about p.p.l and ppl-based", "what about p.p.l and ppl-based", "en"),
    ],
)
def test_shorthand_is_written_out(typed, meant, language):
    assert spell_short_words(typed, frozenset(), language) == meant


def test_a_word_that_the_corpus_has_is_no_shorthand(bot):
    assert (
        spell_short_words("is the dev small", bot.knowledge.entities.vocabulary, "en") == "is the dev small"
    )
    assert spell_short_words("is the dev small", frozenset(), "en") == "is the developer small"


def test_the_chat_searches_for_what_is_meant_and_says_so(bot):
    answer = bot.ask("how many ppl does the port employ")
    assert answer.answer == "800"
    assert answer.standalone_question == "how many people does the port employ"


def test_models_read_a_misspelt_word_as_the_corpus_writes_it(bot):
    query = bot.understand("is trafic light in Avero?")
    assert query.search_text == "is traffic light in Aveiro?"
    assert query.text == "is trafic light in Avero?"


def test_corrections_are_put_in_their_places():
    found = [Correction(Span(0, 2), "long"), Correction(Span(6, 7), "b")]
    assert spelt("ab cd e", found) == "long cd b"
    assert spelt("ab", []) == "ab"
