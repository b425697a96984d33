"""Comparisons that a sentence makes: the pair it names, in the direction it points, and no other."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers

from hubbot.types import Span

FOG = "Arequipa has less fog than Bergen, and the ferries come on time."
NOISE = """We asked one person who works on the water.

Arequipa (Peru)

Marta, a carpenter, told us more. “Arequipa has less noise than Bergen.”

Bergen (Norway)

Bergen has a school of rope makers and a long harbour with many boats.

Aveiro (Portugal)

Aveiro sells its salt to many places, and the boats are painted in summer.
"""


@pytest.mark.parametrize(
    ("chatbot", "question", "expected", "words"),
    [
        (rivers(), "Which city has less fog than Bergen?", "Arequipa", FOG),
        (rivers(), "which city has less fog than Bergn?", "Arequipa", FOG),
        (rivers(), "Does Arequipa have less fog than Bergen?", FOG, FOG),
        (rivers(), "Where are the winters not as cold as in Valdivia?", "Bergen", "The winters in Bergen are not as cold as in Valdivia."),
        (chatbot_on(NOISE), "Which city has less noise than Bergen?", "Arequipa", "Arequipa has less noise than Bergen."),
        (rivers("es"), "¿Qué ciudad tiene menos niebla que Cuenca?", "Sucre", "En Sucre hay menos niebla que en Cuenca."),
        (rivers("pt"), "Qual cidade tem menos neblina do que Braga?", "Maputo", "Maputo tem menos neblina do que Braga."),
    ],
)  # fmt: skip
def test_the_sentence_that_makes_the_comparison_is_cited(chatbot, question, expected, words):
    answer = chatbot.ask(question)
    assert (answer.kind, answer.answer) == ("statement", expected)
    assert [citation.text for citation in answer.citations] == [words]
    assert answer.confidence >= 0.6


@pytest.mark.parametrize(
    ("chatbot", "question", "target"),
    [
        (rivers(), "Which city has less fog than Valdivia?", "Valdivia"),
        (rivers(), "Which city has less fog than Aveiro?", "Aveiro"),
        (rivers("es"), "¿Qué ciudad tiene menos niebla que Encarnación?", "Encarnación"),
        (chatbot_on(NOISE), "Which city has less noise than Aveiro?", "Aveiro"),
        # the other direction
        (chatbot_on(NOISE), "Which city has more noise than Bergen?", "Bergen"),
        pytest.param(rivers(), "Which city has more fog than Bergen?", "Bergen"),
        (rivers(), "Which city has less fog than Arequipa?", "Arequipa"),
        (chatbot_on(NOISE), "Which city has less noise than Arequipa?", "Arequipa"),
        (chatbot_on(NOISE), "Which city is cheaper than Bergen?", "Bergen"),
        (chatbot_on(NOISE), "Is Arequipa safer than Bergen?", "Bergen"),
        (chatbot_on(NOISE), "Which city is more polluted than Bergen?", "Bergen"),
    ],
)  # fmt: skip
def test_another_pair_and_another_direction_are_silence(chatbot, question, target):
    answer = chatbot.ask(question)
    assert answer.abstained
    assert answer.citations == ()
    if answer.language == "en":
        assert answer.reason == f"The article doesn't make this comparison with {target}."


@pytest.mark.parametrize(
    ("chatbot", "question"),
    [
        (rivers(), "Does Arequipa have less fog than Bergen?"),
        (rivers(), "Does Bergen have less fog than Arequipa?"),
        (chatbot_on(NOISE), "Does Bergen have less noise than Arequipa?"),
        (chatbot_on(NOISE), "Does Arequipa have more noise than Bergen?"),
        (chatbot_on(NOISE), "Does Bergen have more noise than Arequipa?"),
    ],
)
def test_whether_it_is_so_of_two_is_decided_by_a_comparison_of_them_either_way(chatbot, question):
    answer = chatbot.ask(question)
    assert not answer.abstained
    assert "Arequipa" in answer.citations[0].text
    assert "Bergen" in answer.citations[0].text
    assert answer.answer == answer.citations[0].text


def test_what_is_less_than_one_is_more_than_the_other():
    answer = chatbot_on(NOISE).ask("Which city has more noise than Arequipa?")
    assert answer.answer == "Bergen"
    assert "Arequipa" in answer.citations[0].text


def test_a_place_that_the_text_lacks_is_named_instead():
    answer = rivers().ask("Which city has less fog than Rotterdam?")
    assert (answer.abstained, answer.reason) == (True, "The article doesn't mention Rotterdam.")


@pytest.mark.parametrize(
    ("question", "deciding"),
    [
        ("Which city has less fog than Bergen?", ["less fog than Bergen"]),
        ("Where are the winters not as cold as in Valdivia?", ["not as cold as in Valdivia"]),
    ],
)
def test_the_words_that_decide_lie_inside_the_passage(question, deciding):
    answer = rivers().ask(question)
    (citation,) = answer.citations
    assert all(Span(citation.start, citation.end).contains(span) for span in citation.highlights)
    assert [rivers().documents[0].slice(span) for span in citation.highlights] == deciding


def test_the_speaker_of_a_comparison_comes_with_it():
    citation = rivers().ask("Which city has less fog than Bergen?").citations[0]
    assert (citation.speaker, citation.speaker_role, citation.city) == (
        "Marta",
        "senior carpenter",
        "Arequipa",
    )


PRICES = """Two ports, by one who knows both.

Arequipa (Peru)

Marta, a carpenter, told us more. “In Arequipa the rent is lower than in Bergen, and the trams are better than in Oslo.”
"""


@pytest.mark.parametrize(
    "question",
    [
        "Which city is cheaper than Bergen?",
        "Which city has a lower cost of living than Bergen?",
        "Is Arequipa less expensive than Bergen?",
        "¿Qué ciudad es más barata que Bergen?",
        "Qual cidade é mais barata que Bergen?",
    ],
)
def test_other_words_of_the_same_dimension_compare_the_same(question):
    answer = chatbot_on(PRICES).ask(question)
    assert not answer.abstained
    assert "rent is lower than in Bergen" in answer.citations[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which city is safer than Bergen?",
        "Which city has better weather than Bergen?",
        "Which city has more inhabitants than Bergen?",
        "¿Qué ciudad es más segura que Bergen?",
        "Qual cidade é mais segura que Bergen?",
    ],
)
def test_a_comparison_by_another_dimension_is_none(question):
    answer = chatbot_on(PRICES).ask(question)
    assert answer.abstained
    assert answer.citations == ()


PAR = """Cities by their prices.

Lima (Peru)

With the price tag of a city like Oslo, many workers have moved to the valley.

Quito (Ecuador)

Quito is quiet.
"""


@pytest.mark.parametrize(
    "question", ["Which city is cheaper than Oslo?", "Which city is more expensive than Oslo?"]
)
def test_a_place_likened_to_another_is_neither_above_nor_below_it(question):
    assert chatbot_on(PAR).ask(question).abstained


def test_a_place_likened_to_another_is_as_dear():
    answer = chatbot_on(PAR).ask("Which city is as expensive as Oslo?")
    assert answer.answer == "Lima"
