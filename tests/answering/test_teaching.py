"""What a corpus teaches of names: who is meant by a last word alone, and whom a paragraph goes on about."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

from hubbot.answering.grounds import lacking, named_before

FAIR = """# The fair of boats

Thousands came, and guests like Ana Quiroga, Stan Olsen and Greta Bloom signed oars.

Quiroga, a builder of rafts, was there to show a new raft. Olsen's day began with a talk of two hours.

Wood was sold out by noon. The Wood Hall was full, and so was the Salt Hall. Hall keys were lost.

Greta Bloom won the race of rafts.

She was outside the hall in the garden, waiting for a friend. The rain did not stop her.
"""


@pytest.fixture(scope="module")
def bot():
    return chatbot_on(FAIR)


@pytest.mark.parametrize(("part", "whole"), [("quiroga", "ana quiroga"), ("olsen", "stan olsen")])
def test_a_last_name_that_opens_a_sentence_is_that_of_the_whole(bot, part, whole):
    (mention,) = bot.knowledge.entities.find(f"what did {part} do")
    assert mention.name.key == whole


@pytest.mark.parametrize("word", ["wood", "hall", "thousands"])
def test_a_word_that_is_written_small_or_ends_two_names_is_nobody(bot, word):
    assert bot.knowledge.entities.find(f"what about {word}") == ()


def test_a_passage_by_the_last_name_has_the_whole_one(bot):
    passage = next(p for p in bot.knowledge.cited if p.text.startswith("Quiroga, a builder"))
    query = bot.understand("Why was Ana Quiroga there?")
    assert set(query.names()) <= bot.knowledge.own_names(passage)


def test_a_paragraph_that_opens_with_a_pronoun_goes_on_about_those_before(bot):
    query = bot.understand("Was Greta Bloom inside or outside the hall?")
    outside = next(p for p in bot.knowledge.cited if p.text.startswith("She was outside"))
    rain = next(p for p in bot.knowledge.cited if p.text.startswith("The rain"))
    assert named_before(query, outside, bot.knowledge) == ["Greta Bloom"]
    assert "greta bloom" in bot.knowledge.paragraph_names(rain)
    assert lacking(query, outside, bot.knowledge) is None


def test_any_other_paragraph_does_not(bot):
    sold = next(p for p in bot.knowledge.cited if p.text.startswith("Wood was sold"))
    assert bot.knowledge.taken_up(bot.knowledge.paragraph(sold)) == ()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "How many people came?",
            "Thousands came, and guests like Ana Quiroga, Stan Olsen and Greta Bloom signed oars.",
        ),
        ("who was greta bloom waiting for", "She was outside the hall in the garden, waiting for a friend."),
    ],
)
def test_a_passage_may_answer_these(bot, question, sentence):
    passage = next(p for p in bot.knowledge.cited if p.text == sentence)
    assert lacking(bot.understand(question), passage, bot.knowledge) is None


POST = """# The post of the isles

The Isles Postal Service carries letters. Isles Post has a board. My IPS is what its app is called. Letters by IPS come late.

The Postal Service of the mainland is another. See the Northern Harbour Research Fund (NHRF) at https://x.example/nhrf-2015.pdf,
since NHRF pays for it. So the Isles Postal Service is paid. The Isles Postal Service knows.
"""


def test_letters_mean_the_name_whose_initials_they_are():
    names = chatbot_on(POST).knowledge.entities
    assert names.canonical("IPS") == "isles postal service"
    assert names.canonical("NHRF") == "northern harbour research fund"  # an address writes it small
    (mention,) = names.find("who pays the ips")
    assert mention.name.text == "Isles Postal Service"


def test_a_name_with_a_small_word_before_it_is_that_name():
    text = "# Choirs\n\nIt was sung by The Harbour Choir. We like the Harbour Choir. They toured El Salvador and saw Salvador.\n"
    names = chatbot_on(text).knowledge.entities
    assert names.canonical("The Harbour Choir") == "harbour choir"
    assert names.canonical("El Salvador") == "el salvador"


def test_letters_of_two_names_mean_neither():
    text = "# Clubs\n\nThe Blue Rowing Club met the Bright Rowing Club. Since then BRC is sung, and BRC is loud.\n"
    assert chatbot_on(text).knowledge.entities.canonical("BRC") == "brc"
