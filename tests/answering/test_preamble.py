"""What of a message asks: sentences that say why somebody asks are left out, a claim becomes a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import rivers

from hubbot.answering.preamble import asked_in


def asked(message, language="en"):
    return asked_in(message, rivers(language).knowledge.entities, language)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        # the reader's reasons
        ("I build boats for a living. How many workshops are open?", "How many workshops are open?"),
        ("Quick question: what does Aveiro sell abroad?", "what does Aveiro sell abroad?"),
        ("I'm writing a report on this: who runs the canoe museum?", "who runs the canoe museum?"),
        ("My uncle builds canoes. Tell me what Bergen sells to boat builders.", "Tell me what Bergen sells to boat builders."),
        # thanks, and the last subject left behind
        ("Thanks. Now, what is the canoe museum?", "what is the canoe museum?"),
        ("Never mind him. What about Aveiro?", "What about Aveiro?"),
        # what they name is asked about
        ("I am moving to Aveiro. How many workshops would I find there?", "How many workshops would I find in Aveiro?"),
        ("Bergen interests me. What do boat builders earn?", "What do boat builders earn (Bergen)?"),
        # a question that says too little by itself is left whole
        ("I hate fog and rain. Which city would suit me?", "I hate fog and rain. Which city would suit me?"),
        ("Somebody paints boats in Bergen. Who?", "Somebody paints boats in Bergen. Who?"),
        # two questions are left whole
        ("Did anyone complain about fog? About what else?", "Did anyone complain about fog? About what else?"),
        # a claim to be confirmed
        ("My friend swears that Bergen has no fog. Is he right?", "Is it true that Bergen has no fog?"),
        ("I've heard Aveiro sells salt, is that so?", "Is it true that Aveiro sells salt?"),
        # nothing to do
        ("How many workshops does Bergen have?", "How many workshops does Bergen have?"),
        ("Bergen or Aveiro: which has more fog?", "Bergen or Aveiro: which has more fog?"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_asked_is_found_in_the_readers_words(message, question):
    assert asked(message) == question


def test_a_claim_in_spanish_or_portuguese_is_asked_in_that_language():
    assert asked("Dicen que en Sucre hay niebla, ¿es cierto?", "es").startswith("¿Es cierto que en Sucre")
    assert asked("Ouvi dizer que Maputo vende sal. É verdade?", "pt") == "É verdade que Maputo vende sal?"


def test_a_place_that_was_named_is_put_in_by_the_preposition_of_the_language():
    assert (
        asked("Me mudo a Sucre. ¿Cuántos talleres buenos hay allí?", "es")
        == "¿Cuántos talleres buenos hay en Sucre?"
    )
    assert asked("Vou morar em Maputo. Quantas oficinas boas existem lá?", "pt") == (
        "Quantas oficinas boas existem em Maputo?"
    )


def test_the_stand_alone_form_shows_what_was_left_out():
    answer = rivers().ask("I am moving to Bergen. How many workshops would I find there?")
    assert answer.standalone_question == "How many workshops would I find in Bergen?"
    assert answer.question.startswith("I am moving")
    undone = rivers().ask("I am moving to Bergen. How many workshops would I find there?", verbatim=True)
    assert undone.standalone_question == undone.question


@given(st.text(max_size=200))
def test_any_message_has_something_that_is_asked(message):
    found = asked(message)
    assert found == message or any(character.isalnum() for character in found)
