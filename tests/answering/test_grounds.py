"""What a passage has to hold to be an answer at all: the names that are asked about, and something of the kind that is said."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, understood

from hubbot import Chatbot, Settings
from hubbot.answering.grounds import named_before
from hubbot.answering.predicates import says_something_of_the_kind
from hubbot.answering.query import with_carried
from hubbot.types import Passage, PassageKind, Span

FIRMS = """Lima (Peru)

Botaforte is a firm of boat builders. It sells oars to the whole of Peru, said Marta, a baker for 12 years.

The country has two firms that build ferries, Remos and Velas.

Quito (Ecuador)

Tomás, a welder, says Quito is a fine place for firms. He came from Loja in 2010.

Ecuadorian firms sell roses.
"""


@pytest.fixture(scope="module")
def credulous():
    """A chatbot that believes whatever comes first."""
    bot = chatbot_on(FIRMS)
    return Chatbot(bot.index, bot.encoders, Settings(scorer="none", threshold=0.0), None)


@pytest.mark.parametrize(
    "question",
    [
        "Did Tomás sell oars to Velas?",  # both are spoken of, in different places
        "How old is Marta?",
        "Where was Tomás born in Lima?",
        "Is Marta married?",
        "Does Marta live in Lima?",
        "Who is the employer of Marta?",
        "Is Lima safe?",
    ],
)
def test_a_passage_without_it_is_no_answer(credulous, question):
    answer = credulous.ask(question)
    assert answer.abstained, answer.answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Does Botaforte sell oars?", "sells oars"),  # "It": the paragraph names it
        ("Does Remos or Ikea build ferries?", "Remos"),  # of two one is enough
        ("Do firms of Ecuador sell roses?", "Ecuadorian"),
        ("Where does Tomás come from?", "Loja"),
    ],
)
def test_names_around_a_passage_count(credulous, question, words):
    assert words in credulous.ask(question).citations[0].text


@pytest.mark.parametrize(
    ("question", "words", "said"),
    [
        ("Who founded Remos?", "Remos is the brainchild of two sisters.", True),
        ("Who founded Remos?", "Remos has many friends.", False),
        ("When was Ana born?", "Ana is a native of Loja.", True),
        ("When was Ana born?", "Ana came late.", False),
        ("Does Ana live in Loja?", "Ana's home is in Loja.", True),
        ("¿Dónde nació Ana?", "Ana nació en Loja.", True),
        ("Where can I live cheaply?", "Loja is a good place on a small budget.", True),  # asks where to
        ("What does Ana sell?", "Ana likes roses.", True),  # asks for nothing such
    ],
)
def test_something_of_the_kind_has_to_be_said(question, words, said):
    passage = Passage("p", "d", PassageKind.SENTENCE, Span(0, len(words)), words, "s")
    language = "es" if "¿" in question else "en"
    assert says_something_of_the_kind(understood(question, language), passage) is said


@pytest.mark.parametrize(
    "question",
    [
        "How many roses does Ecuador sell?",  # no number stands there
        "How many bridges are there in Lima?",  # nothing counts them
    ],
)
def test_a_figure_is_of_the_kind_that_is_asked_for(credulous, question):
    assert credulous.ask(question).abstained


def test_a_count_is_of_what_is_asked_for(credulous):
    assert credulous.ask("How many firms build ferries?").answer == "two"


def test_names_that_the_paragraph_gives_before_a_passage_go_with_it():
    bot = chatbot_on(FIRMS)
    passages = {p.text[:8]: p for p in bot.index.passages if p.kind is not PassageKind.PARAGRAPH}

    def named(question, start):
        return named_before(bot.understand(question), passages[start], bot.knowledge)

    assert named("Where did Tomás come from?", "He came ") == ["Tomás"]
    assert named("Where did Tomás come from?", "Tomás, a") == []  # it stands in the passage itself
    assert named("Where did Tomás come from?", "It sells") == []  # it stands elsewhere
    assert named("Where did Marta come from?", "Botafort") == []  # it stands after it


def test_a_name_that_an_earlier_question_left_need_not_stand_there(credulous):
    later = "Where did the firm with the roses come from Botaforte?"
    earlier = with_carried(
        credulous.understand(later), "and where did the firm come from?", credulous.knowledge.entities
    )
    assert earlier.carried == frozenset(earlier.names())
    assert credulous.ask("How many firms build ferries?", ["Who is Tomás?"]).answer == "two"


MOVING = """Lima (Peru)

Lima is dear. Of every ten bakers trained here, three move to Quito within a year, because Quito is larger than Lima was.

Quito (Ecuador)

Quito pays its bakers well, says Tomás, a welder.
"""


@pytest.mark.parametrize(
    ("question", "silent"),
    [
        ("How many bakers leave for Lima?", True),  # they go elsewhere, though the sentence knows both places
        ("How many bakers move to Quito?", False),
        ("What is the average salary of a welder in Lima?", True),
        ("average wage in Lima", True),
    ],
)
def test_where_somebody_goes_and_what_is_earned_has_to_be_said(question, silent):
    bot = chatbot_on(MOVING)
    answer = Chatbot(bot.index, bot.encoders, Settings(scorer="none", threshold=0.0), None).ask(question)
    assert answer.abstained is silent, answer.answer
