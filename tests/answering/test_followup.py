"""Follow-ups to stand-alone questions: a function of the turns, made of the reader's words and the text's names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rivers import rivers

from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.rewriting import find_pronoun
from hubbot.contract import Turn

HOW_MANY = "How many workshops does Bergen have?"
MOST = "Which city has the most workshops?"
FOG = "Which city has less fog than Bergen?"
FERRIES = "What does Ingrid say about the ferries?"
TALLERES = "¿Cuántos talleres hay en Cuenca?"
OFICINAS = "Quantas oficinas há em Braga?"


def resolved(turns, question, language="en"):
    return rivers(language).resolve(question, [Turn(turn) for turn in turns]).text


@pytest.mark.parametrize(
    ("language", "turns", "question", "standalone"),
    [
        # ellipsis
        ("en", [HOW_MANY], "and Aveiro?", "How many workshops does Aveiro have?"),
        ("en", [HOW_MANY], "what about aveiro?", "How many workshops does Aveiro have?"),
        ("en", [HOW_MANY], "And in Perú?", "How many workshops does Peru have?"),
        ("en", [HOW_MANY, "and Aveiro?"], "and Valdivia?", "How many workshops does Valdivia have?"),
        ("en", ["What is the population of Peru?"], "and Chile?", "What is the population of Chile?"),
        ("en", [HOW_MANY], "which has more, Bergen or Aveiro?", "which has more workshops, Bergen or Aveiro?"),
        ("en", [HOW_MANY], "is that more than in Aveiro?", "Which has more workshops, Bergen or Aveiro?"),
        ("en", [HOW_MANY], "and in Peru and Chile?", "How many workshops does Peru and Chile have?"),
        ("en", ["What did Marta say about Arequipa?"], "and Ingrid about Bergen?", "What did Ingrid say about Bergen?"),
        ("en", [FOG], "which country is that in?", "which country is Arequipa in?"),
        ("en", [FOG], "and Valdivia?", "Which city has less fog than Valdivia?"),
        ("es", [TALLERES], "¿y en Sucre?", "¿Cuántos talleres hay en Sucre?"),
        ("pt", [OFICINAS], "e em Maputo?", "Quantas oficinas há em Maputo?"),
        # "it" that means nothing
        ("en", [HOW_MANY], "Is it true that Aveiro sells salt?", "Is it true that Aveiro sells salt?"),
        ("en", [HOW_MANY], "I hear Aveiro sells salt, is that so?", "Is it true that Aveiro sells salt?"),
        # the same for
        ("en", [HOW_MANY], "same for Aveiro", "How many workshops does Aveiro have?"),
        ("en", [HOW_MANY], "Thanks, the same question for Aveiro please", "How many workshops does Aveiro have?"),
        ("es", [TALLERES], "lo mismo para Sucre", "¿Cuántos talleres hay en Sucre?"),
        ("pt", [OFICINAS], "o mesmo para Maputo", "Quantas oficinas há em Maputo?"),
        # a correction
        ("en", [HOW_MANY], "no, I meant Aveiro", "How many workshops does Aveiro have?"),
        ("en", [HOW_MANY], "sorry, Aveiro", "How many workshops does Aveiro have?"),
        ("es", [TALLERES], "perdón, quise decir Sucre", "¿Cuántos talleres hay en Sucre?"),
        ("pt", [OFICINAS], "desculpe, quis dizer Maputo", "Quantas oficinas há em Maputo?"),
        ("en", [HOW_MANY], "no wait, Aveiro", "How many workshops does Aveiro have?"),
        # another phrase
        ("en", [FERRIES], "and on rain?", "What does Ingrid say on rain?"),
        # the difference of the last two
        ("en", [HOW_MANY, "and Aveiro?"], "what's the difference?", "difference in workshops between Bergen and Aveiro"),
        # something else
        ("en", [HOW_MANY], "OK, something else: who is Marta?", "who is Marta?"),
        ("es", [TALLERES], "Gracias. Otra cosa: ¿quién es Lucía?", "¿quién es Lucía?"),
        ("pt", [OFICINAS], "Outra pergunta - quem fala de sal?", "quem fala de sal?"),
        # a pronoun
        ("en", [FERRIES], "What does she say about the rain?", "What does Ingrid say about the rain?"),
        ("en", [FERRIES], "What else does she say?", "What else does Ingrid say?"),
        ("en", [FOG], "What else does she say?", "What else does Marta say?"),  # the speaker that was cited
        ("en", [MOST], "What is it known for?", "What is Valdivia known for?"),  # the answer given
        ("en", [HOW_MANY], "What is its harbour like?", "What is Bergen's harbour like?"),
        ("en", [HOW_MANY], "Who lives there?", "Who lives Bergen?"),
        ("es", ["¿Qué dice Lucía sobre Sucre?"], "¿Qué más dice ella?", "¿Qué más dice Lucía?"),
        # somebody else, who says nothing of what was asked about
        ("en", ["What does Tomás think of Valdivia?"], "and Ingrid?", "What does Ingrid think?"),
        ("en", ["What does Tomás think of Valdivia?"], "Never mind him. What about Marta?", "What does Marta think?"),
        ("en", ["What does Tomás say about Bergen?"], "and Marta?", "What does Marta say about Bergen?"),
        # the other end
        ("en", [MOST], "and the fewest?", "Which city has the fewest workshops?"),
        ("pt", ["Qual cidade tem mais oficinas?"], "E a que menos?", "Qual cidade tem menos oficinas?"),
        pytest.param("es", ["¿Qué ciudad tiene más talleres?"], "¿Y la que menos?", "¿Qué ciudad tiene menos talleres?",
                     marks=pytest.mark.xfail(strict=True, reason="the verb before the superlative is replaced with it")),
        # among them
        ("en", [HOW_MANY, "and Aveiro?"], "which of them has the most?", "which of them has the most workshops, Bergen or Aveiro?"),
        # who said that
        ("en", [FOG], "who said that?", "Who said “Arequipa has less fog than Bergen, and the ferries come on time.”?"),
        ("es", ["¿Qué ciudad tiene menos niebla que Cuenca?"], "¿Quién dijo eso?", "¿Quién dijo “En Sucre hay menos niebla que en Cuenca.”?"),
        ("pt", ["Qual cidade tem menos neblina do que Braga?"], "Quem disse isso?", "Quem disse “Maputo tem menos neblina do que Braga.”?"),
        # courtesy in between
        ("en", [HOW_MANY, "thanks!"], "and Aveiro?", "How many workshops does Aveiro have?"),
        ("en", ["hello", HOW_MANY, "  "], "and Aveiro?", "How many workshops does Aveiro have?"),
        # another figure of all places
        ("en", ["Rank the cities by workshops"], "and by population?", "Rank the cities by population"),
        ("en", ["What is the total number of workshops?"], "and population?", "What is the total number of population?"),
        # by how much
        ("en", [HOW_MANY], "and how many more does Valdivia have?", "difference in workshops between Bergen and Valdivia"),
        pytest.param("en", [HOW_MANY], "how many more does Valdivia have?", "difference in workshops between Bergen and Valdivia",
                     marks=pytest.mark.xfail(strict=True, reason="taken for a new topic without 'and'")),
    ],
)  # fmt: skip
def test_a_follow_up_becomes_a_question_of_its_own(language, turns, question, standalone):
    assert resolved(turns, question, language) == standalone


@pytest.mark.parametrize(
    ("turns", "question", "expected"),
    [
        ([HOW_MANY], "and Aveiro?", "210"),
        ([HOW_MANY], "no, I meant Aveiro", "210"),
        ([MOST], "and the fewest?", "Bergen"),
        ([FOG], "who said that?", "Marta"),
        ([HOW_MANY, "and Aveiro?"], "which of them has the most?", "Aveiro"),
        ([HOW_MANY, "and Aveiro?"], "which is bigger", "Aveiro"),
        ([HOW_MANY, "and Aveiro?"], "and which one has fewer?", "Bergen"),
        ([HOW_MANY, "and Aveiro?"], "add Valdivia: which is the largest of the three?", "Valdivia"),
        ([HOW_MANY], "and how many more does Valdivia have?", "265"),
        ([FERRIES], "what does she say about rubber boots?", "We wear rubber boots for half of the year."),
    ],
)
def test_a_follow_up_is_answered(turns, question, expected):
    assert rivers().ask(question, turns).answer == expected


@pytest.mark.parametrize(
    "question",
    [
        "Which country has the largest population?",
        "Where does the salt of Aveiro go?",
        "What does Marta say about the fog?",
        "How many sailors are there in Valdivia?",
        "Is there a museum of canoes in Valdivia?",
        "How long does it take to build boats?",
        "Who is that carpenter from Arequipa?",
        "What about sailors who work at night?",
        "hello",
        "thanks",
        "What is this article about?",
        "",
    ],
)
@pytest.mark.parametrize("turns", [[HOW_MANY], [FOG], [FERRIES, HOW_MANY]])
def test_a_question_on_another_topic_is_left_as_it_is(turns, question):
    assert resolved(turns, question) == question


@pytest.mark.parametrize("question", ["and Aveiro?", "who said that?", "what about there?", "which of them?"])
@pytest.mark.parametrize("turns", [[], ["hello"], ["thanks", "hi there"], [" "]])
def test_without_an_earlier_question_there_is_nothing_to_lean_on(turns, question):
    assert resolved(turns, question) == question


def test_what_was_shown_is_handed_on_when_more_is_asked_for():
    chatbot = rivers()
    shown = chatbot.ask(FERRIES).citations
    assert chatbot.resolve("what else does she say?", [Turn(FERRIES)]).shown == shown
    assert chatbot.resolve("what does she say about rain?", [Turn(FERRIES)]).shown == ()


@pytest.mark.parametrize(
    ("language", "question", "pronoun"),
    [
        ("en", "Is it cheap?", "it"),
        ("en", "What does she think?", "she"),
        ("en", "Who lives there?", "there"),
        ("en", "Why is that?", "that"),
        ("en", "Why is that so?", "that"),
        ("en", "Are there any boats?", None),
        ("en", "How many boats are there?", None),
        ("en", "Who says that boats are slow?", None),
        ("en", "How long does it take?", None),
        ("en", "Which one is cheaper?", None),
        ("es", "¿Qué dice ella?", "ella"),
        ("es", "¿Qué dice él?", "él"),
        ("es", "¿Qué dice el maestro?", None),
        ("pt", "O que ela diz?", "ela"),
        ("pt", "Quem mora ali?", "ali"),
    ],
)
def test_a_pronoun_points_back_a_conjunction_does_not(language, question, pronoun):
    span = find_pronoun(question, (), GRAMMARS[language])
    assert (span and question[span.start : span.end]) == pronoun


QUESTIONS = st.sampled_from(
    [HOW_MANY, MOST, FOG, FERRIES, "and Aveiro?", "who said that?", "what else?", "thanks", "", "same for Chile",
     "which of them?", "is it cheap?", "what does he think?", "no, I meant Valdivia", "¿y en Perú?", "and the fewest?"]
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(QUESTIONS, max_size=5), QUESTIONS)
def test_the_question_resolved_is_a_function_of_the_turns(turns, question):
    chatbot = rivers()
    history = [Turn(turn) for turn in turns]
    first = chatbot.resolve(question, history)
    chatbot.ask("What did Marta say?")
    assert chatbot.resolve(question, history) == first
    assert chatbot.resolve(question, [Turn(turn, "whatever was shown") for turn in turns]) == first
    assert first.text.strip() or not question.strip()
