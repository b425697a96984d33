"""What a question asks: its kind, the type of its answer, what it is about, which way it points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import rivers, understood, workshops

from hubbot.answering.courtesy import without_courtesy
from hubbot.answering.entities import NameKind
from hubbot.answering.grammar import GRAMMARS, AnswerType, Direction
from hubbot.answering.operation import Operation
from hubbot.answering.query import QueryKind, find_answer_type
from hubbot.text import normalise

SCHOOLS = workshops(
    Arequipa="Number of schools – 75", Valdivia="Number of schools – 60", Bergen="Number of boat yards – 20"
)


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "Which city has the most workshops?", AnswerType.CITY),
        ("en", "In what small old town is the mill?", AnswerType.CITY),
        ("en", "Where are the boats?", AnswerType.CITY),
        ("en", "Which country buys salt?", AnswerType.COUNTRY),
        ("en", "Who said that?", AnswerType.PERSON),
        ("en", "Which developer lives there?", AnswerType.PERSON),
        ("en", "How many workshops are there?", AnswerType.NUMBER),
        ("en", "What is the population of Peru?", AnswerType.NUMBER),
        ("en", "number of workshops in Bergen", AnswerType.NUMBER),
        ("en", "How much money was given?", AnswerType.MONEY),
        ("en", "What is the price of a boat?", AnswerType.MONEY),
        ("en", "How long does it take?", AnswerType.DURATION),
        ("en", "How many years has he been a welder?", AnswerType.DURATION),
        ("en", "When did the market open?", AnswerType.DATE),
        ("en", "In which year did it open?", AnswerType.DATE),
        ("en", "Why is the rent low?", AnswerType.REASON),
        ("en", "What is a reed boat?", AnswerType.DEFINITION),
        ("en", "Is the rent low?", AnswerType.YES_NO),
        ("en", "List the boats", AnswerType.LIST),
        ("en", "Tell me about boats", AnswerType.ANY),
        ("es", "¿Qué ciudad tiene más talleres?", AnswerType.CITY),
        ("es", "¿Dónde están los barcos?", AnswerType.CITY),
        ("es", "¿Qué país compra sal?", AnswerType.COUNTRY),
        ("es", "¿Quién dijo eso?", AnswerType.PERSON),
        ("es", "¿Cuántos talleres hay?", AnswerType.NUMBER),
        ("es", "¿Cuánto dinero se dio?", AnswerType.MONEY),
        ("es", "¿Cuánto tiempo tarda?", AnswerType.DURATION),
        ("es", "¿Cuándo abrió el mercado?", AnswerType.DATE),
        ("es", "¿Por qué es bajo el alquiler?", AnswerType.REASON),
        ("es", "¿Qué es un molino?", AnswerType.DEFINITION),
        ("es", "hay un museo", AnswerType.YES_NO),
        ("es", "Hay un museo?", AnswerType.YES_NO),
        ("pt", "Há um museu?", AnswerType.YES_NO),
        ("pt", "Qual cidade tem mais oficinas?", AnswerType.CITY),
        ("pt", "Onde estão os barcos?", AnswerType.CITY),
        ("pt", "Que país compra sal?", AnswerType.COUNTRY),
        ("pt", "Quem disse isso?", AnswerType.PERSON),
        ("pt", "Quantas oficinas há?", AnswerType.NUMBER),
        ("pt", "Quanto custa um barco?", AnswerType.MONEY),
        ("pt", "Quanto tempo demora?", AnswerType.DURATION),
        ("pt", "Quando abriu o mercado?", AnswerType.DATE),
        ("pt", "Por que o aluguel é baixo?", AnswerType.REASON),
        ("pt", "O que é um moinho?", AnswerType.DEFINITION),
    ],
)
def test_a_question_asks_for_one_type_of_answer(language, question, expected):
    plain = " ".join(normalise(question).split())
    assert find_answer_type(plain, GRAMMARS[language]) is expected


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("en", "How many workshops does Bergen have?", QueryKind.FACT),
        ("en", "workshops in Bergen", QueryKind.FACT),
        ("en", "Which city has the most workshops?", QueryKind.COMPARISON),
        ("en", "Has Bergen more workshops than Aveiro?", QueryKind.COMPARISON),
        ("en", "Which city has less fog than Bergen?", QueryKind.STATEMENT),
        ("en", "Is Bergen as foggy as Aveiro?", QueryKind.STATEMENT),
        ("en", "Who said that the ferries are slow?", QueryKind.SPEECH),
        ("en", "What does Ingrid think about fog?", QueryKind.SPEECH),
        ("en", "Ingrid's opinion about fog", QueryKind.SPEECH),
        ("en", "quotes on fog", QueryKind.SPEECH),
        ("en", "Is the rent low?", QueryKind.YES_NO),
        ("en", "Are there workshops in Bergen?", QueryKind.YES_NO),
        ("en", "Why is the rent low?", QueryKind.OPEN),
        ("en", "fog", QueryKind.OPEN),
        ("es", "¿Cuántos talleres hay en Cuenca?", QueryKind.FACT),
        ("es", "¿Qué ciudad tiene más talleres?", QueryKind.COMPARISON),
        ("es", "¿Qué ciudad tiene menos niebla que Cuenca?", QueryKind.STATEMENT),
        ("es", "¿Qué dice Lucía sobre la niebla?", QueryKind.SPEECH),
        ("es", "es bajo el alquiler en Cuenca", QueryKind.YES_NO),
        pytest.param("es", "¿Es bajo el alquiler?", QueryKind.YES_NO),
        ("pt", "É baixo o aluguel em Braga?", QueryKind.YES_NO),
        ("es", "¿Por qué es bajo el alquiler?", QueryKind.OPEN),
        ("pt", "Quantas oficinas há em Braga?", QueryKind.FACT),
        ("pt", "Qual cidade tem mais oficinas?", QueryKind.COMPARISON),
        ("pt", "Qual cidade tem menos neblina do que Braga?", QueryKind.STATEMENT),
        ("pt", "O que Lúcia diz sobre a neblina?", QueryKind.SPEECH),
        ("pt", "Por que o aluguel é baixo?", QueryKind.OPEN),
    ],
)
def test_a_question_is_of_one_kind(language, question, kind):
    assert understood(question, language).kind is kind


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("How many workshops does Bergen have?", "Number of workshops"),
        ("how many worksops does Bergen have?", "Number of workshops"),
        ("workshop count", "Number of workshops"),
        ("What is the population of Norway?", "The population"),
        ("population and workshops", "Number of workshops"),
        ("What is the number of ferries?", None),
        ("Why is the rent low?", None),
    ],
)
def test_what_is_counted_is_named_by_a_word_of_its_label(question, label):
    attribute = understood(question).attribute
    assert (attribute.label if attribute else None) == label


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("How many schools are there?", "Number of schools"),
        ("How many boat yards are there?", "Number of boat yards"),
        ("How many yards are there?", "Number of boat yards"),
        ("How many workshops are there?", None),
    ],
)
def test_one_of_several_figures_is_chosen(question, label):
    attribute = SCHOOLS.understand(question).attribute
    assert (attribute.label if attribute else None) == label


@pytest.mark.parametrize("question", ["Qual é a população da Noruega?", "¿Cuál es la población de Noruega?"])
def test_a_figure_is_recognised_by_its_cognate_in_another_language(question):
    assert understood(question).foreign
    assert rivers().ask(question).answer == "5.4 million"


@pytest.mark.parametrize(
    ("language", "question", "direction"),
    [
        ("en", "the most workshops", Direction.MORE),
        ("en", "the fewest workshops", Direction.LESS),
        ("en", "less fog than Bergen", Direction.LESS),
        ("en", "not as cold as in Bergen", Direction.LESS),
        ("en", "cheaper than Bergen", Direction.LESS),
        ("en", "workshops in Bergen", None),
        ("es", "más talleres", Direction.MORE),
        ("es", "menos niebla", Direction.LESS),
        ("pt", "a maior cidade", Direction.MORE),
        ("pt", "menos neblina", Direction.LESS),
    ],
)
def test_a_comparison_points_one_way(language, question, direction):
    assert understood(question, language).direction is direction


@pytest.mark.parametrize(
    ("language", "question", "target"),
    [
        ("en", "Which city has less fog than Bergen?", "Bergen"),
        ("en", "Does Aveiro have less fog than Bergen?", "Bergen"),
        ("en", "Which city is as quiet as Bergen?", "Bergen"),
        ("en", "Which city is quiet compared to Bergen and Aveiro?", "Bergen"),
        ("en", "Is Bergen foggier than others?", None),
        ("en", "Which city has the least fog, Bergen or Aveiro?", None),
        ("es", "¿Qué ciudad tiene menos niebla que Cuenca?", "Cuenca"),
        ("pt", "Qual cidade tem menos neblina do que Braga?", "Braga"),
    ],
)
def test_the_target_is_the_name_after_than(language, question, target):
    found = understood(question, language).target
    assert (found.name.text if found else None) == target


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("Could you please tell me how many workshops there are?", "how many workshops there are?"),
        ("Hi! I would like to know who said that", "who said that"),
        ("I'm curious, who said that?", "who said that?"),
        ("¿Me podrías decir cuántos talleres hay?", "cuántos talleres hay?"),
        ("Você pode me dizer quantas oficinas há?", "quantas oficinas há?"),
        ("What about sailors who work at night?", "sailors who work at night?"),
        ("What does the article say about the rents in Bergen?", "the rents in Bergen?"),
        ("Could you tell me what the article says on it?", "what the article says on it?"),
        ("¿Qué dice el artículo sobre los talleres de Bergen?", "los talleres de Bergen?"),
        ("O que o artigo diz sobre as oficinas de Bergen?", "as oficinas de Bergen?"),
        ("What about Bergen?", "What about Bergen?"),  # of which something was asked before
        ("What does the article say about Bergen?", "What does the article say about Bergen?"),
        ("Tell me", "Tell me"),  # nothing is left: the words stay
        ("How many workshops are there?", "How many workshops are there?"),
        ("", ""),
    ],
)
def test_courtesy_is_no_part_of_a_question(question, core):
    assert without_courtesy(question) == core


def test_names_words_and_figures_are_told_apart():
    query = understood("Did Ingrid give $3.5 million to the ropemakers of Bergen?")
    assert query.names() == ("ingrid", "bergen")
    assert query.names(NameKind.CITY) == ("bergen",)
    assert query.speaker == "Ingrid"
    assert query.numbers == {"3.5"}
    assert "bergen" not in query.words and "million" in query.words


def test_the_models_read_what_misspelt_words_mean():
    query = understood("How many worksops are in Valdibia?")
    assert query.corrected == ("Valdivia", "workshops")
    assert query.search_text == "How many workshops are in Valdivia?"
    assert understood("Who can teach me?").corrected == ()


def test_the_lexical_arm_looks_for_names_and_figures_alone_in_another_language():
    query = understood("¿Quién dijo que hay 340 talleres en Noruega?")
    assert query.foreign
    assert query.lexical_text == "Norway 340"
    assert understood("Who said that?").lexical_text == "Who said that?"


@pytest.mark.parametrize(
    ("question", "wants_all"),
    [("What did Ingrid say?", False), ("Tell me all she said", True), ("Dime todo", True), ("tudo", True)],
)
def test_everything_is_asked_for_by_word(question, wants_all):
    assert understood(question).wants_all is wants_all


def test_a_total_may_stand_before_what_is_counted():
    assert understood("What is the total population of Peru and Chile?").operation is Operation.TOTAL


@given(st.text())
def test_any_text_is_understood(text):
    query = rivers().understand(text)
    assert query.kind in QueryKind
    assert query.target is None or query.target in query.mentions
    assert all(0 <= m.span.start < m.span.end <= len(query.text) for m in query.mentions)
    assert query == rivers().understand(text)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the fish market open?", AnswerType.DATE),
        ("And since when?", AnswerType.DATE),
        ("Is it dangerous when the river rises?", AnswerType.YES_NO),
        ("How do the sailors react when it rains?", AnswerType.ANY),
        ("By how much did the rents rise?", AnswerType.NUMBER),
        ("How much did the trade fall?", AnswerType.NUMBER),
        ("How much did the ferry cost?", AnswerType.MONEY),
        ("Why should people who live in Bergen see the market?", AnswerType.REASON),
        ("What about sailors who live far from the sea?", AnswerType.ANY),
        ("Where do those who mend boats live?", AnswerType.CITY),
        ("Should I say how much the ferry costs?", AnswerType.YES_NO),
        ("May we take the boat out without a licence?", AnswerType.YES_NO),
        ("Can I ask who mends the boats?", AnswerType.PERSON),
        ("Do we know how many sailors there are?", AnswerType.NUMBER),
        ("What is the name of the woman who mends boats?", AnswerType.PERSON),
    ],
)
def test_the_kind_that_is_asked_for_is_told_from_a_conjunction_or_a_change(question, kind):
    assert rivers().understand(question).answer_type is kind


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("pt", "e para os barcos?", AnswerType.ANY),
        ("pt", "e se a ponte fechar", AnswerType.ANY),
        ("pt", "e normal ter medo do barco?", AnswerType.YES_NO),
        ("pt", "quanto ganha um barqueiro", AnswerType.MONEY),
        ("pt", "quanto demora a viagem?", AnswerType.DURATION),
        ("es", "estoy obligado a pagar el barco?", AnswerType.YES_NO),
        ("es", "se puede cruzar de noche?", AnswerType.YES_NO),
        ("es", "precio de la entrada al puerto", AnswerType.MONEY),
        ("es", "cuanto llevaba trabajando en el puerto?", AnswerType.DURATION),
        ("es", "quisiera la cita donde confiesa sus nervios", AnswerType.ANY),
        ("es", "donde esta el puerto?", AnswerType.CITY),
    ],
)
def test_spanish_and_portuguese_ask_in_many_forms(language, question, kind):
    assert find_answer_type(question, GRAMMARS[language]) is kind


@pytest.mark.parametrize("word", ["Haven't", "Hasnt", "Isn't", "wouldn't", "cant"])
def test_a_question_that_denies_asks_yes_or_no_and_its_verb_carries_nothing(word):
    query = understood(f"{word} Bergen anything to do with salt?")
    assert query.kind is QueryKind.YES_NO
    assert query.words == {"salt"} or query.words == {"anyth", "salt"}
