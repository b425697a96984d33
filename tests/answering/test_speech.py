"""Who said it, and what somebody said: their own words and reports of them, told apart."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers, understood

from hubbot.types import PassageKind

BELIEVES = "Ingrid believes that the ferries are too slow."
TOLD = "Ingrid, a rope maker, told us about the rain."
BOOTS = "We wear rubber boots for half of the year."
HARBOUR = "The harbour never sleeps."
FOG = "Arequipa has less fog than Bergen, and the ferries come on time."


def said(question, language="en"):
    return [citation.text for citation in rivers(language).ask(question).citations]


@pytest.mark.parametrize(
    ("language", "question", "speaker"),
    [
        ("en", "Who believes that the ferries are too slow?", "Ingrid"),
        ("en", "Who thinks Valdivia will double its workshops?", "Tomás"),
        ("en", "Who said that Arequipa has less fog than Bergen?", "Marta"),
        ("en", "Who talks about rubber boots?", "Ingrid"),
        ("en", "who said the harbour never sleeps", "Ingrid"),
        ("es", "¿Quién dijo que en Sucre hay menos niebla que en Cuenca?", "Lucía"),
        ("pt", "Quem disse que Maputo tem menos neblina do que Braga?", "Lúcia"),
    ],
)
def test_asked_who_the_speaker_is_the_answer_and_the_words_are_cited(language, question, speaker):
    answer = rivers(language).ask(question)
    assert (answer.kind, answer.answer) == ("speech", speaker)
    assert all(citation.speaker == speaker for citation in answer.citations)
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who said that Arequipa has less fog than Bergen?", PassageKind.QUOTE),
        ("Who talks about rubber boots?", PassageKind.QUOTE),
        ("Who believes that the ferries are too slow?", PassageKind.REPORTED),
        ("Who thinks Valdivia will double its workshops?", PassageKind.REPORTED),
    ],
)
def test_a_report_is_never_shown_as_a_quote(question, kind):
    assert rivers().ask(question).citations[0].kind is kind


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Ingrid say?", [TOLD, BOOTS, HARBOUR, BELIEVES]),
        ("what did ingrid say", [TOLD, BOOTS, HARBOUR, BELIEVES]),
        ("What did Marta say?", ["Marta, a senior carpenter, told us why she stays.", FOG]),
        ("Tell me everything Ingrid said", [TOLD, BOOTS, HARBOUR, BELIEVES]),
    ],
)  # fmt: skip
def test_all_of_somebody_s_words_come_in_the_order_of_the_text(question, words):
    assert said(question) == words


@pytest.mark.parametrize(
    ("language", "question", "first"),
    [
        ("en", "What does Ingrid say about the ferries?", BELIEVES),
        ("en", "What does Ingrid say about rubber boots?", BOOTS),
        ("en", "What does Marta say about the fog?", FOG),
        pytest.param(
            "en",
            "What does Marta think of Bergen?",
            FOG,
        ),
        pytest.param(
            "en",
            "What does Tomás think?",
            "Tomás, a welder for 12 years, thinks Valdivia will double its workshops within five years.",
        ),
        ("es", "¿Qué dice Lucía sobre la niebla?", "En Sucre hay menos niebla que en Cuenca."),
        ("pt", "O que Lúcia diz sobre a neblina?", "Maputo tem menos neblina do que Braga."),
    ],
)
def test_what_somebody_said_of_a_topic_comes_first(language, question, first):
    answer = rivers(language).ask(question)
    assert (answer.kind, answer.answer) == ("speech", first)
    assert len(answer.citations) <= 3


@pytest.mark.parametrize(
    ("language", "question", "reason"),
    [
        ("en", "What does Ingrid say about Aveiro?", "The article gives no such words of Ingrid."),
        ("en", "What did Marta say about Oslo?", "The article gives no such words of Marta."),
        ("en", "What does Tomás say about Ingrid?", "The article gives no such words of Tomás."),
        ("es", "¿Qué dice Lucía sobre Encarnación?", "El artículo no recoge tales palabras de Lucía."),
        ("pt", "O que Lúcia diz sobre Luanda?", "O artigo não traz tais palavras de Lúcia."),
        ("en", "What does Ingrid say about taxes?", "The article gives no such words of Ingrid."),
        ("en", "¿Qué dice Tomás sobre los atascos?", "El artículo no recoge tales palabras de Tomás."),
        ("en", "What does the World River Fund say?", "The article gives no such words of the World River Fund."),
    ],
)  # fmt: skip
def test_a_topic_that_somebody_never_spoke_of_is_silence(language, question, reason):
    answer = rivers(language).ask(question)
    assert (answer.abstained, answer.citations, answer.reason) == (True, (), reason)


def test_nobody_is_given_another_s_words():
    for name in ("Ingrid", "Marta", "Tomás"):
        assert {c.speaker for c in rivers().ask(f"What did {name} say about boats?").citations} <= {name}


def test_somebody_without_words_in_the_text_is_given_nobody_s():
    assert not any(citation.speaker for citation in rivers().ask("What does Olga Reed say?").citations)


def test_what_was_shown_is_left_out_when_more_is_asked_for():
    first = rivers().ask("What does Ingrid say about the ferries?")
    shown = {citation.text for citation in first.citations}
    more = rivers().ask("What else does she say?", ["What does Ingrid say about the ferries?"])
    assert more.standalone_question == "What else does Ingrid say?"
    assert shown.isdisjoint(citation.text for citation in more.citations)
    assert shown | {citation.text for citation in more.citations} == {TOLD, BOOTS, HARBOUR, BELIEVES}


def test_what_was_shown_is_left_out_when_the_speaker_is_named():
    more = rivers().ask("What else does Ingrid say?", ["What did Ingrid say?"])
    assert more.abstained


def test_what_else_may_be_all_that_is_asked():
    answer = rivers().ask("what else?", ["What does Ingrid say about the ferries?"])
    assert [citation.text for citation in answer.citations] == [TOLD, BOOTS, HARBOUR]


SPOKEN_OF = """The carpenters of Bergen

Marta Olsen, a senior carpenter, told us about the yard. “Knut Berg came to see the ovens last year, and he liked the
painted boats,” said Marta Olsen. “The painted boats are what visitors photograph.”
"""


def test_the_words_of_one_who_only_speaks_of_a_person_are_not_his():
    bot = chatbot_on(SPOKEN_OF)
    answer = bot.ask("What did Knut Berg say about the painted boats?")
    assert all("Knut Berg" in citation.text for citation in answer.citations)
    assert [c.speaker for c in bot.ask("What did Marta Olsen say about the painted boats?").citations] == [
        "Marta Olsen",
        "Marta Olsen",
    ]


@pytest.mark.parametrize(
    ("language", "question"), [("es", "¿Quién habla de la niebla?"), ("pt", "Quem fala sobre a neblina?")]
)
def test_who_speaks_of_something_is_asked_of_speakers(language, question):
    assert understood(question, language).kind == "speech"
