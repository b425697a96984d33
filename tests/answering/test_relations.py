"""What a passage has to say of the relation that is asked about: from where, of which rank, as much as, which ones."""

from __future__ import annotations

import pytest
from rivers import chatbot_on

from hubbot.answering.grounds import lacking

TOWNS = """Lima (Peru)

Number of mills – 23

The population of Peru – 33.7 million

Lima is the capital of mills. Rosa, a baker, moved to Lima from Quito. Ayacucho is a close second in mills.

Cusco is as dear as Lima. Tacna is not as dear as Lima, and its rent is lower. The RBM group (Río Bravo Mills) owns a mill. Far south of Cusco and of Lima lies Puno, a town of boats.

The TTX group runs a ferry. People leave Tacna for Lima.

Quito (Ecuador)

Number of mills – 40

The population of Ecuador – 18 million

Iván, a welder for 12 years, likes the nights of Quito. The firm Remos sells oars there.

“The trams of Quito are great,” said Eva, a clerk who has two children. Olga, a nurse with 20 years in the field, said the bread is good. “The bread of Tacna is better,” said Eva.
"""


@pytest.fixture(scope="module")
def bot():
    return chatbot_on(TOWNS)


@pytest.mark.parametrize(
    ("question", "words", "lacks"),
    [
        ("Where is Iván from?", "Iván, a welder", "origin"),  # he likes Quito
        ("Is Iván from Quito?", "Iván, a welder", "origin"),
        ("Where is Rosa from?", "Rosa, a baker", None),
        ("Is Rosa from Lima?", "Rosa, a baker", None),  # she is not: that decides it
        ("Do people move to Tacna?", "People leave Tacna", "destination"),
        ("Which mills are there in Lima?", "Number of mills – 23", "names of them"),
        ("How many mills are in Lima?", "Number of mills – 23", None),
        ("What does TTX stand for?", "The TTX group", "predicate"),
        ("What does RBM stand for?", "The RBM group", None),
        ("What does a baker earn in Lima?", "Rosa, a baker", "predicate"),
        ("Who started Remos?", "The firm Remos", "predicate"),
        ("Which developer talked about oars?", "The firm Remos", "person"),
        ("Which city is second in bread?", "Lima is the capital", "rank"),
        ("Which city is second in bread?", "Ayacucho is a close", None),
        ("Which town has the same rent as Lima?", "Tacna is not", "par"),
        ("Which town is as dear as Lima?", "Cusco is as dear", None),
        ("How long does it take to found a firm in Quito?", "Olga, a nurse", "figure"),  # 20 years are hers
        ("How long has the nurse worked in the field?", "Olga, a nurse", None),
        ("Who is in charge of the trams?", "The trams of Quito", "predicate"),
        ("By how many degrees is it warmer?", "Olga, a nurse", "predicate"),
        ("Which company does Iván work for?", "Iván, a welder", "predicate"),
        ("Any nickname for Quito?", "The firm Remos", "property"),
        ("Where is Cusco?", "Far south", "whereabouts"),  # it says where Puno lies
        ("Where is Puno?", "Far south", None),
        ("Where's Cusco?", "Cusco is as dear", None),
        ("What lies near Cusco?", "Far south", None),
        ("Is Tacna as dear as Lima?", "Tacna is not", None),  # a difference decides it too
    ],
)
def test_another_relation_is_no_answer(bot, question, words, lacks):
    passage = next(p for p in bot.knowledge.cited if p.text.startswith(words))
    assert lacking(bot.understand(question), passage, bot.knowledge) == lacks


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is Peru bigger than Ecuador?", "Peru"),  # countries are compared by their people
        ("difference in people between Peru and Ecuador", "15.7 million"),
        ("cual es el pais mas chico en habitantes", "Ecuador"),
        ("quais paises passam de 20 milhões de habitantes", "Peru"),
        ("How far ahead of Lima is Quito in mills?", "17"),
        ("¿Cuántos mills más tiene Quito que Lima?", "17"),
        ("top 2 mills", "Quito, Lima"),
    ],
)
def test_figures_are_compared_however_it_is_put(bot, question, answer):
    assert bot.ask(question).answer == answer


def test_which_ones_they_are_is_not_answered_by_how_many(bot):
    assert bot.ask("How many mills are in Lima?").answer == "23"
    assert bot.ask("Which city has 40 mills?").answer == "Quito"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who praised the trams of Quito?", "The trams of Quito"),  # she praises bread too
        ("A quote about Quito?", "The trams of Quito"),
        ("What did Eva say about Tacna?", "The bread of Tacna"),
    ],
)
def test_what_is_said_is_on_what_was_asked(bot, question, words):
    assert words in bot.ask(question).citations[0].text


def test_what_another_said_of_it_in_the_same_paragraph_is_not_theirs(bot):
    assert bot.ask("What did Olga say about Tacna?").abstained


CAPITALS = """Tarma (Peru)

The population of Peru – 33.7 million

Tarma is the capital of Junín, and flowers are its trade. Lima is Peru's capital. Ana Ruiz is the president of Remos in Tarma.

Quito (Ecuador)

The population of Ecuador – 18 million

The Ecuadorian capital has trams.
"""


@pytest.mark.parametrize(
    ("question", "words", "lacks"),
    [
        ("What is the capital of Peru?", "Tarma is the capital", "head"),
        ("What is the capital of Peru?", "Lima is Peru's", None),
        ("What is the capital of Junín?", "Tarma is the capital", None),
        ("Who is the president of Peru?", "Ana Ruiz is the president", "head"),
        ("Who is the president of Remos?", "Ana Ruiz is the president", None),
        ("What does the capital of Ecuador have?", "The Ecuadorian capital", None),
    ],
)
def test_what_is_the_capital_of_one_is_not_that_of_another(question, words, lacks):
    bot = chatbot_on(CAPITALS)
    passage = next(p for p in bot.knowledge.cited if p.text.startswith(words))
    assert lacking(bot.understand(question), passage, bot.knowledge) == lacks


@pytest.mark.parametrize(
    "question",
    [
        "Which is the biggest country?", "which country in the article has the most people", "where do most people live",
        "Em qual desses países mora mais gente?", "¿En cuál de estos países vive más gente?",
    ],
)  # fmt: skip
def test_the_size_of_a_country_is_that_of_its_people(question):
    answer = chatbot_on(CAPITALS).ask(question)
    assert answer.table is not None
    assert [citation.text for citation in answer.citations[:1]] == ["The population of Peru – 33.7 million"]
