"""Another name of something is found where a sentence gives it, and is the short answer."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

from hubbot.answering.entities import name_key

TEXT = """Lima (Peru)

Lima is also known as the City of Kings by those who sell maps there. The fair of Lima opens in May.

Quito (Ecuador)

Quito, nicknamed “Luz de América”, lies on a hill. The Remos-Velas firm sells oars in Quito.

Loja (Ecuador)

Loja is known for its music.
"""


@pytest.fixture(scope="module")
def bot():
    return chatbot_on(TEXT)


@pytest.mark.parametrize(
    ("question", "alias"),
    [
        ("What is the nickname of Lima?", "the City of Kings"),
        ("nickname of lima", "the City of Kings"),
        ("What else is Lima called?", "the City of Kings"),
        ("Does Quito have another name?", "Luz de América"),
        ("¿Cuál es el apodo de Quito?", "Luz de América"),
    ],
)
def test_another_name_is_the_answer_and_the_words_in_bold(bot, question, alias):
    answer = bot.ask(question)
    assert answer.answer == alias
    (citation,) = answer.citations
    document = bot.documents[0]
    assert document.slice(citation.highlights[0]) == alias


def test_another_name_is_given_though_its_sentence_was_shown(bot):
    assert bot.ask("any other name for it?", ["What is Lima known as?"]).answer == "the City of Kings"


def test_what_has_no_other_name_is_not_given_one(bot):
    assert bot.ask("What is the nickname of Loja?").abstained


@pytest.mark.parametrize("written", ["Remos-Velas", "remosvelas", "remos velas"])
def test_a_name_with_a_hyphen_is_found_without(bot, written):
    (mention,) = bot.knowledge.entities.find(f"what does {written} sell")
    assert name_key(mention.name.text) == "remos velas"
