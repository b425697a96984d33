"""Which fact lines a question is about: by words, by their beginnings, by meaning."""

from __future__ import annotations

import numpy as np
import pytest
from rivers import rivers, understood

from hubbot.answering.figures import match_attribute, match_cognates, names_more, spell_out
from hubbot.answering.meaning import by_meaning, may_mean, own_words
from hubbot.retriever import LEXICAL


def groups():
    return rivers().knowledge.groups


def group_of(subject):
    return next(group for group in groups() if group.subject == subject)


def test_an_abbreviation_stands_for_the_one_label_word_that_begins_so():
    entities = rivers().knowledge.entities
    assert spell_out(["pop", "xyz", "po"], groups(), entities) == {"pop": "popul"}
    assert spell_out(["population"], groups(), entities) == {}  # a word of the text stands for itself


@pytest.mark.parametrize("stems", [{"workshop"}, {"workshop", "bergen"}])
def test_a_label_word_names_its_lines(stems):
    assert match_attribute(frozenset(stems), groups()) is group_of("workshops")


def test_a_word_like_a_label_word_names_its_lines():
    assert match_cognates(["populacao"], groups()) is group_of("population")
    assert match_cognates(["pop", "harbour"], groups()) is None


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["workshops"], False),
        (["number", "workshops"], False),
        (["size", "population"], False),
        (["populacao", "tamanho"], False),
        (["population", "growth"], True),
        (["harbour"], True),
        ([], False),
    ],
)
def test_a_question_may_name_more_than_a_figure(words, more):
    group = group_of("population" if "population" in words or "populacao" in words else "workshops")
    assert names_more(words, group) is more


def likeness(subject, value):
    return [value if group.subject == subject else 0.0 for group in groups()]


def arms(value=0.0):
    size = len(rivers().index.passages)
    return {"dense": np.linspace(0, 1 + value, size, dtype=np.float32), LEXICAL: np.zeros(size, np.float32)}


def test_figures_are_found_by_words_that_mean_their_label():
    query = understood("How many ateliers does Bergen have?")
    assert may_mean(query, rivers().knowledge)
    assert own_words(query) == "ateliers"
    assert by_meaning(query, arms(), rivers().knowledge, likeness("workshops", 0.7)) is group_of("workshops")
    assert by_meaning(query, arms(), rivers().knowledge, likeness("workshops", 0.2)) is None


def test_two_encoders_that_agree_need_not_be_as_sure_as_one():
    query, knowledge = understood("How many ateliers does Bergen have?"), rivers().knowledge
    kinship = likeness("workshops", 0.845)

    def meant(alike):
        return by_meaning(query, arms(), knowledge, likeness("workshops", alike), kinship)

    assert meant(0.4) is group_of("workshops")
    assert meant(0.3) is None


@pytest.mark.parametrize(
    "question",
    [
        "How many workshops does Bergen have?",
        "What does Ingrid say about ateliers?",
        "How many boats does Marta own?",
    ],
)
def test_what_is_named_said_or_owned_by_somebody_is_not_looked_for_by_meaning(question):
    assert not may_mean(understood(question), rivers().knowledge)


@pytest.mark.parametrize(
    "question",
    [
        "Which city is better than Bergen for many people?",
        "¿Qué ciudad es mejor que Bergen para mucha gente?",
    ],
)
def test_whom_it_is_better_for_is_no_number_of_people(question):
    assert rivers().weigh(question)[0].attribute is None
