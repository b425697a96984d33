"""Places and years that a question asks for and the text never mentions."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers, understood


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many workshops are there in Rotterdam?", ("Rotterdam",)),
        ("How many workshops are there in Rotterdam's harbour?", ("Rotterdam",)),
        ("What is Sweden known for?", ("Sweden",)),
        ("what is sweden known for?", ("sweden",)),
        ("Which Brazilian city builds boats?", ("Brazilian",)),
        ("Which Swedish city builds boats?", ("Swedish",)),
        ("What happens in Ivory Coast?", ("Ivory Coast",)),
        ("¿Qué pasa en el reino unido?", ("reino unido",)),
        pytest.param(
            "¿Qué pasa en costa de marfil?",
            ("costa de marfil",),
            marks=pytest.mark.xfail(strict=True, reason="the names packaged have it as Côte d’Ivoire alone"),
        ),
        ("Is Rotterdam larger than Antwerp?", ("Rotterdam", "Antwerp")),
        ("¿Cuántos talleres hay en Suecia?", ("Suecia",)),
        ("Quantas oficinas há na Suécia?", ("Suécia",)),
        ("What happened in 1987?", ("1987",)),
        ("How many boats were built during 1987?", ("1987",)),
        ("¿Qué pasó en 1987?", ("1987",)),
        ("What happened in 1908?", ()),  # the text has it
        ("What was built after 1987?", ()),  # a limit, not the time asked for
        ("What happened in 1234?", ()),  # no year of ours
        ("Are there 1987 boats?", ()),
        ("How many workshops are there in Valdivia?", ()),
        ("How many workshops are there in Valdibia?", ()),
        ("What do Peruvian sailors do?", ()),
        ("What is sold to Estados Unidos?", ()),
        ("is reading nice on sale here?", ()),  # small towns, written small: ordinary words
    ],
)
def test_a_place_or_year_that_the_text_lacks_is_named_as_typed(question, missing):
    assert understood(question).missing == missing


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Does Marta use Rustoleum on her boats?", ("Rustoleum",)),
        ("What does Marta say about Rust Oleum?", ("Rust Oleum",)),
        ("Rustoleum is used by whom?", ()),  # the first word is always written large
        ("DOES MARTA USE RUSTOLEUM?", ()),
        ("Does Marta Use Rustoleum On Her Boats Or Not?", ()),  # a title
        ("Does Marta like Workshps?", ()),  # a typo of the text's own word
        ("Does Marta like the Harbour?", ()),
    ],
)
def test_another_capitalised_word_that_the_text_lacks_is_unknown(question, unknown):
    query = understood(question)
    assert query.unknown == unknown
    assert query.missing == ()


def test_a_country_that_the_text_has_as_letters_is_not_missing():
    chatbot = chatbot_on("Most boats are sold to the US, since nobody else pays for them.")
    assert chatbot.understand("What is sold to the United States?").missing == ()
    assert chatbot.understand("What do American buyers pay?").missing == ()
    assert chatbot.understand("What is sold to Mexico?").missing == ("Mexico",)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many workshops are there in Rotterdam?", "The article doesn't mention Rotterdam."),
        ("Is Rotterdam larger than Antwerp?", "The article doesn't mention Rotterdam and Antwerp."),
        ("¿Cuántos talleres hay en Suecia?", "El artículo no menciona Suecia."),
        ("Quantas oficinas há na Suécia?", "O artigo não menciona Suécia."),
        ("What happened in 1987?", "The article doesn't mention 1987."),
    ],
)
def test_the_reader_is_told_what_is_missing(question, reason):
    answer = rivers().ask(question)
    assert (answer.abstained, answer.answer, answer.citations, answer.reason) == (True, None, (), reason)
    assert answer.confidence <= 0.05


def test_a_country_is_there_where_its_adjective_is():
    bot = chatbot_on("Lima (Peru)\n\nThe Spanish founded Lima by the sea.\n")
    assert bot.understand("When did the Spaniards found the city?").missing == ()
    assert bot.understand("When did the Norwegians found the city?").missing == ("Norwegians",)


@pytest.mark.parametrize("question", ["Para que serve a ponte de Lima?", "Who serves as the judge in Lima?"])
def test_a_word_that_looks_like_an_adjective_of_a_country_is_none(question):
    bot = chatbot_on("Lima (Peru)\n\nThe old bridge of Lima is for carts.\n")
    assert bot.understand(question).missing == ()


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How long is the Weser?", ("Weser",)),
        ("Who is Ada Lovelace?", ("Ada Lovelace",)),
        ("¿Quién es Frida Kahlo?", ("Frida Kahlo",)),
        ("What are DMs?", ()),
        ("Who is the CEO?", ()),  # the text may have the words
        ("Why did Lovelace like the fog and the ferries of the harbour?", ()),  # about more than the name
        ("How long is the Weser in Norway?", ()),  # and about Norway
    ],
)
def test_an_unknown_name_that_is_all_that_is_asked_about_is_missing(question, missing):
    assert rivers().understand(question).missing == missing
