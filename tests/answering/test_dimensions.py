"""What things are compared by, whatever the words."""

from __future__ import annotations

import pytest

from hubbot.answering.dimensions import dimensions_of, spoken_of


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("cheaper", "monthly expenses are a bit lighter"),
        ("barata", "the price of a flat"),
        ("traffic jams", "there is less congestion"),
        ("buses", "better public transportation"),
        ("bigger", "much smaller than lima"),
        ("safer", "fewer thefts"),
    ],
)
def test_a_sentence_in_other_words_speaks_of_what_is_asked(asked, sentence):
    assert dimensions_of(asked.split()) & spoken_of(sentence.split())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("safer", "monthly expenses are a bit lighter"),
        ("bigger", "larger companies come here"),
        ("people inhabitants", "60 of the people move to lima"),
        ("weather", "less traffic than lima"),
        ("cheaper", "costa rica has fewer lakes"),
        ("inhabitants", "a popular place"),
    ],
)
def test_a_sentence_on_something_else_does_not(asked, sentence):
    wanted = dimensions_of(asked.split())
    assert wanted
    assert not wanted & spoken_of(sentence.split())


def test_an_adjective_that_belongs_to_a_noun_says_nothing_by_itself():
    assert dimensions_of(["larger", "companies"]) == frozenset()
    assert dimensions_of(["larger"]) != frozenset()
