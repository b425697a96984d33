"""Likes and dislikes: a complaint does not say what somebody likes, nor praise what he doesn't."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rivers import chatbot_on

from hubbot.answering.answerer import open_answer
from hubbot.answering.attitude import Attitude, shows, verbs_asked
from hubbot.types import Span

LIKES = "Marta told us that she is in love with the ferries of Arequipa."
DISLIKES = "Marta also said that Arequipa is not a good place for old ships."
HARBOUR = f"""We asked two people about Arequipa.

Arequipa (Peru)

{LIKES} {DISLIKES}

Tomás, a welder, believes the rent of Arequipa is too high.
"""


@pytest.fixture(scope="module")
def harbour():
    return chatbot_on(HARBOUR)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does Marta like about Arequipa?", LIKES),
        ("What does Marta love about Arequipa?", LIKES),
        ("What does Marta dislike about Arequipa?", DISLIKES),
        ("What does Marta not like about Arequipa?", DISLIKES),
        ("What doesn't Marta like about Arequipa?", DISLIKES),
    ],
)
def test_the_statement_that_shows_it_is_cited_and_the_other_is_not(harbour, question, words):
    assert [citation.text for citation in harbour.ask(question).citations] == [words]


def test_who_likes_something_is_who_says_so(harbour):
    answer = harbour.ask("Who loves Arequipa?")
    assert (answer.answer, answer.citations[0].text) == ("Marta", LIKES)


def test_who_dislikes_something_is_nobody_who_praises_it(harbour):
    cited = [citation.text for citation in harbour.ask("Who dislikes Arequipa?").citations]
    assert cited
    assert LIKES not in cited


def test_nobody_is_taken_to_like_what_he_complains_of(harbour):
    assert harbour.ask("What does Tomás like about Arequipa?").abstained


@pytest.mark.parametrize(
    ("words", "like", "dislike"),
    [
        ("The culture is amazing there.", True, False),
        ("It’s not a good place to live.", False, True),
        ("It is not as heavy of traffic, and better transport.", True, False),
        ("A great city, but too noisy.", True, True),
        ("Smaller cities like Lima can join.", False, False),
        ("People like it.", True, False),
        ("He doesn’t like the city.", False, True),
        ("Le encanta el museo.", True, False),
        ("No le gusta el ruido.", False, True),
        ("Não gosta do trânsito.", False, True),
    ],
)
def test_words_show_one_the_other_both_or_neither(words, like, dislike):
    assert (shows(words, Attitude.LIKE), shows(words, Attitude.DISLIKE)) == (like, dislike)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What are the advantages of Arequipa?", LIKES),
        ("What are the disadvantages of Arequipa?", DISLIKES),
        ("What are the downsides of living in Arequipa?", DISLIKES),
        ("What advantages does Marta see in Arequipa?", LIKES),
        ("¿Cuáles son las desventajas de Arequipa?", DISLIKES),
    ],
)
def test_what_is_good_or_bad_of_a_place_is_what_praises_or_criticises_it(harbour, question, words):
    cited = [citation.text for citation in harbour.ask(question).citations]
    assert words in cited
    assert (LIKES in cited) != (DISLIKES in cited)


def test_nothing_is_bad_of_a_place_that_nobody_criticises():
    assert (
        chatbot_on("Lima (Peru)\n\nMarta told us that Lima is a great place to live.")
        .ask("What are the downsides of Lima?")
        .abstained
    )


def test_whether_somebody_likes_it_is_decided_first_by_what_says_so_in_that_verb():
    bot = chatbot_on(
        "Arequipa (Peru)\n\nMarta appreciates the ferries and the trams of Arequipa, she told us. The wind is why Marta doesn’t like Arequipa.\n"
    )
    query, candidates = bot.weigh("Does Marta like Arequipa?")
    both = sorted(
        candidates, key=lambda each: "like" in each.passage.text
    )  # what she appreciates comes first
    guessed = [
        replace(each, words=Span(each.passage.span.start, each.passage.span.start + 3)) for each in both
    ]
    finding = open_answer(query, guessed, bot.knowledge, threshold=0.0)
    assert "doesn’t like" in finding.citations[0].text
    assert finding.citations[0].highlights == ()  # all of it decides: no word of it is the answer
    other, _ = bot.weigh("Is Marta tall?")
    assert verbs_asked(other) == frozenset()
