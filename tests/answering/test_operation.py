"""What a comparison computes, with its rank, its number of rows and its threshold."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.answering.grammar import GRAMMARS, Direction
from hubbot.answering.operation import Limit, Operation, find_operation
from hubbot.text import normalise

EXTREME, RANKING, THRESHOLD = Operation.EXTREME, Operation.RANKING, Operation.THRESHOLD
COUNT, DIFFERENCE = Operation.COUNT, Operation.DIFFERENCE


def read(question, language="en"):
    plain = " ".join(normalise(question).split())
    return find_operation(plain, GRAMMARS[language])


@pytest.mark.parametrize(
    ("language", "question", "operation"),
    [
        ("en", "Which city has the most workshops?", EXTREME),
        ("en", "Which city has the fewest workshops?", EXTREME),
        ("en", "the smallest number of workshops", EXTREME),
        ("en", "Which city has more workshops than Bergen?", EXTREME),
        ("en", "Where are there few workshops?", EXTREME),
        ("en", "Which city has the third most workshops?", EXTREME),
        ("en", "Rank the cities by workshops", RANKING),
        ("en", "the top three cities by workshops", RANKING),
        ("en", "Compare the workshops of Bergen and Aveiro", RANKING),
        ("en", "Which cities have more than 100 workshops?", THRESHOLD),
        ("en", "Which cities have at most 100 workshops?", THRESHOLD),
        ("en", "How many cities have more than 100 workshops?", COUNT),
        ("en", "How many cities list workshops?", COUNT),
        ("en", "How many more workshops has Bergen than Aveiro?", DIFFERENCE),
        ("en", "What is the difference in workshops?", DIFFERENCE),
        ("en", "How many workshops are there in total?", Operation.TOTAL),
        ("en", "What is the sum of workshops?", Operation.TOTAL),
        ("en", "What is the average number of workshops?", Operation.AVERAGE),
        ("en", "How many workshops does Bergen have?", None),
        ("en", "What is Bergen known for?", None),
        ("es", "¿Qué ciudad tiene más talleres?", EXTREME),
        ("es", "¿Qué ciudad tiene el menor número de talleres?", EXTREME),
        ("es", "Ordena las ciudades por talleres", RANKING),
        ("es", "¿Qué ciudades tienen más de 100 talleres?", THRESHOLD),
        ("es", "¿Cuántas ciudades tienen más de 100 talleres?", COUNT),
        ("es", "¿Cuántas ciudades dan la cifra?", COUNT),
        ("es", "¿Cuántos talleres más tiene Cuenca?", EXTREME),
        ("es", "¿Cuál es la diferencia de talleres?", DIFFERENCE),
        ("es", "¿Cuántos talleres hay en total?", Operation.TOTAL),
        ("es", "¿Cuál es el promedio de talleres?", Operation.AVERAGE),
        ("es", "¿Cuántos talleres hay en Cuenca?", None),
        ("pt", "Qual cidade tem mais oficinas?", EXTREME),
        ("pt", "Qual cidade tem o menor número de oficinas?", EXTREME),
        ("pt", "Compare as cidades por oficinas", RANKING),
        ("pt", "Quais cidades têm mais de 100 oficinas?", THRESHOLD),
        ("pt", "Quantas cidades têm menos de 100 oficinas?", COUNT),
        ("pt", "Qual é a diferença de oficinas?", DIFFERENCE),
        ("pt", "Quantas oficinas há no total?", Operation.TOTAL),
        ("pt", "Quantas oficinas há em média?", Operation.AVERAGE),
        ("pt", "Quantas oficinas há em Braga?", None),
    ],
)
def test_a_question_asks_for_one_operation(language, question, operation):
    assert read(question, language).operation is operation


@pytest.mark.parametrize(
    ("language", "question", "rank"),
    [
        ("en", "Which city has the most workshops?", 1),
        ("en", "Which city has the second most workshops?", 2),
        ("en", "the 3rd largest number of workshops", 3),
        ("en", "the fifth highest", 5),
        ("es", "la tercera ciudad con más talleres", 3),
        ("pt", "a terceira cidade com mais oficinas", 3),
    ],
)
def test_an_ordinal_is_a_rank(language, question, rank):
    assert read(question, language).rank == rank


@pytest.mark.parametrize(
    ("question", "top"),
    [
        ("the top 3 cities", 3),
        ("the top three cities", 3),
        ("the two largest cities", 2),
        ("the 4 smallest cities", 4),
        ("the top cities", None),
        ("the largest city", None),
        ("the top 1908 cities", None),
    ],
)
def test_a_small_number_before_a_superlative_is_how_many_rows(question, top):
    assert read(question).top == top


@pytest.mark.parametrize(
    ("language", "question", "threshold"),
    [
        ("en", "more than 100 workshops", 100),
        ("en", "over 1,300 workshops", 1300),
        ("en", "at least 5 million people", 5e6),
        ("en", "under 2.5 million people", 2.5e6),
        ("en", "fewer than 3 thousand", 3000),
        ("en", "more than $500k", 500e3),
        ("en", "workshops in 1908", None),  # no limit
        ("en", "more than Bergen", None),  # no number
        ("es", "más de 5 millones de personas", 5e6),
        ("es", "menos de 3 mil", 3000),
        ("pt", "mais de 5 milhões de pessoas", 5e6),
    ],
)
def test_a_threshold_is_in_plain_units(language, question, threshold):
    assert [limit.value for limit in read(question, language).limits] == (
        [] if threshold is None else [threshold]
    )


@given(st.text(), st.sampled_from(sorted(GRAMMARS)))
def test_any_text_is_read(text, language):
    wanted = read(text, language)
    assert wanted.operation is None or wanted.operation in Operation
    assert 1 <= wanted.rank <= 5
    assert wanted.top is None or 0 <= wanted.top < 100
    assert all(limit.value >= 0 for limit in wanted.limits)


MORE, LESS = Direction.MORE, Direction.LESS


@pytest.mark.parametrize(
    ("language", "question", "limits"),
    [
        ("en", "more than 100 workshops", [Limit(100, MORE)]),
        ("en", "no more than 100 workshops", [Limit(100, LESS, inclusive=True)]),
        ("en", "at least 20 but fewer than 40 workshops", [Limit(20, MORE, inclusive=True), Limit(40, LESS)]),
        ("en", "over 60k but under 120k people", [Limit(60e3, MORE), Limit(120e3, LESS)]),
        ("en", "between 25 and 40 workshops", [Limit(25, MORE, inclusive=True), Limit(40, LESS, inclusive=True)]),
        ("en", "between 2 and 5 million people", [Limit(2e6, MORE, inclusive=True), Limit(5e6, LESS, inclusive=True)]),
        ("es", "entre 25 y 40 talleres", [Limit(25, MORE, inclusive=True), Limit(40, LESS, inclusive=True)]),
        ("pt", "entre 25 e 40 oficinas", [Limit(25, MORE, inclusive=True), Limit(40, LESS, inclusive=True)]),
        ("en", "between Bergen and Aveiro", []),
    ],
)  # fmt: skip
def test_a_range_has_two_limits(language, question, limits):
    assert list(read(question, language).limits) == limits


@pytest.mark.parametrize(
    ("limit", "number", "admitted"),
    [
        (Limit(100, MORE), 101, True),
        (Limit(100, MORE), 100, False),
        (Limit(100, MORE, inclusive=True), 100, True),
        (Limit(100, LESS), 99, True),
        (Limit(100, LESS), 101, False),
    ],
)
def test_a_limit_admits_figures_on_its_side(limit, number, admitted):
    assert limit.admits(Decimal(number)) is admitted
