"""The language of a question: by its function words, its accents, and a detector where those do not decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.answering.language import question_language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which city has the most workshops?", "en"),
        ("who said that the ferries are slow", "en"),
        ("How many workshops are there in Encarnación?", "en"),
        ("What does Lucía think about São Tomé?", "en"),
        ("¿Qué ciudad tiene más talleres?", "es"),
        ("que ciudad tiene mas talleres", "es"),
        ("¿Quién dijo eso?", "es"),
        ("¿Y Bergen?", "es"),
        ("¿Bergen?", "es"),
        ("cuantos talleres hay en Bergen", "es"),
        ("los niños de mañana", "es"),
        ("Qual cidade tem mais oficinas?", "pt"),
        ("Quem disse isso?", "pt"),
        ("quantas oficinas ha em Bergen", "pt"),
        ("O que a Lúcia diz sobre a neblina?", "pt"),
        ("E a população?", "pt"),
        ("Por que o teatro foi abandonado?", "pt"),
        ("que jeito de recusar soa menos pessoal?", "pt"),
        ("para que poner ejemplos", "es"),
        ("datos de Bergen", "es"),
        ("dados de Bergen", "pt"),
        ("was ferreiro-neto born in bergen", "en"),
    ],
)
@pytest.mark.parametrize("default", ["en", "es", "pt"])
def test_the_words_tell_the_language_whatever_the_text_is_in(question, language, default):
    assert question_language(question, default) == language


@pytest.mark.parametrize("text", ["", "?!", "1908", "🚣", "Bergen", "Arequipa Bergen"])
@pytest.mark.parametrize("default", ["en", "es", "pt"])
def test_where_nothing_tells_it_is_the_language_of_the_text(text, default):
    assert question_language(text, default) == default


def test_quoted_words_do_not_tell():
    question = "Who said “En Sucre hay menos niebla que en Cuenca, y los trenes llegan con la lluvia”?"
    assert question_language(question, "es") == "en"
    assert question_language("“En Sucre hay menos niebla que en Cuenca”", "en") == "es"


@given(st.text(), st.sampled_from(["en", "es", "pt"]))
def test_any_text_has_one_of_the_languages_spoken(text, default):
    assert question_language(text, default) in {"en", "es", "pt"}
