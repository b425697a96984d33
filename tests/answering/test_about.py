"""Questions about hubbot or the whole text: answered from its structure, in hubbot's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import chatbot_on, chatbot_over, rivers

from hubbot.answering.about import reply
from hubbot.answering.replies import LANGUAGES, Reply, enumerate_words, say
from hubbot.answering.topics import topic_of
from hubbot.reading.parser import parse_text
from hubbot.sources.metadata import Metadata

PLACES = "4: Arequipa (Peru), Valdivia (Chile), Bergen (Norway) and Aveiro (Portugal)"
SECTIONS = (
    "Sections: Arequipa (Peru), Valdivia (Chile), Bergen (Norway), Aveiro (Portugal) and The bottom line."
)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Hello!", "greeting"),
        ("hi there", "greeting"),
        ("¡Hola! Buenos días", "greeting"),
        ("Oi, tudo bem?", "greeting"),
        ("Boa tarde", "greeting"),
        ("Thanks a lot!", "thanks"),
        ("muchas gracias", "thanks"),
        ("Obrigada", "thanks"),
        ("Gracias, me sirvió muchísimo.", "thanks"),
        ("bye", "goodbye"),
        ("OK that's it. Have a nice day!", "goodbye"),
        ("hasta luego", "goodbye"),
        ("Até logo!", "goodbye"),
        ("What can you do?", "abilities"),
        ("help", "abilities"),
        ("hey, quick one - what can you tell me?", "abilities"),
        ("¿Qué puedes hacer?", "abilities"),
        ("O que você pode fazer?", "abilities"),
        ("Who did the author speak with?", "people"),
        ("who did you talk to?", "people"),
        ("Which countries are covered?", "cities"),
        ("Which nations get their own chapter?", "cities"),
        ("What is this article about?", "article"),
        ("¿De qué trata el artículo?", "article"),
        ("Do que trata o artigo?", "article"),
        ("summarize the text, please", "article"),
        ("Can you sum up what this text deals with?", "article"),
        ("faz um resumo do texto pra mim", "article"),
        ("What is the title?", "title"),
        ("¿Cuál es el título del artículo?", "title"),
        ("Qual é o título do artigo?", "title"),
        ("Who wrote this?", "author"),
        ("So who is the author of the article?", "author"),
        ("¿Quién escribió el artículo?", "author"),
        ("Quem escreveu o artigo?", "author"),
        ("When was it published?", "date"),
        ("¿Cuándo se publicó?", "date"),
        ("Quando foi publicado?", "date"),
        ("Which cities are covered?", "cities"),
        ("¿Qué ciudades hay?", "cities"),
        ("Quais são as cidades?", "cities"),
        ("How many cities are there in the article?", "city_count"),
        ("¿Cuántas ciudades hay?", "city_count"),
        ("Quantas cidades há no artigo?", "city_count"),
        ("What sections are there?", "sections"),
        ("¿Qué secciones tiene el artículo?", "sections"),
        ("Who is quoted?", "people"),
        ("¿A quién cita el artículo?", "people"),
        ("how are you?", "greeting"),
        ("that helps, thanks a lot", "thanks"),
        ("good night", "goodbye"),
        ("what are you able to do?", "abilities"),
        ("What kind of things can I ask?", "abilities"),
        ("are you ChatGPT?", "abilities"),
        ("what's this?", "abilities"),
        ("tl;dr", "article"),
        ("what are the main points", "article"),
        ("what am I reading?", "article"),
        ("sobre o que é o texto?", "article"),
        ("what is the article called?", "title"),
        ("by whom was this article written?", "author"),
        ("who is the journalist who wrote it?", "author"),
        ("is this article recent?", "date"),
        ("when did this come out?", "date"),
        ("what places are in the article?", "cities"),
        ("can you list the cities for me?", "cities"),
        ("number of cities in the article", "city_count"),
        ("how is the article structured?", "sections"),
        ("who does the article quote?", "people"),
        ("quem é citado?", "people"),
        # questions about what the text says are none of these
        ("who wrote the report?", None),
        ("when was the report published?", None),
        ("which cities does he mention?", None),
        ("what can developers do there?", None),
        ("what would one do with the questions there?", None),
        ("can you help me find a job?", None),
        ("what does the author say about Lima?", None),
        ("which city?", None),
        ("when was it founded?", None),
        ("Who wrote the harbour song?", None),
        ("What is Bergen about?", None),
        ("Which cities have a museum?", None),
        ("How many cities have more than 100 workshops?", None),
        ("Hello, how many workshops does Bergen have?", None),
        ("When was the fish market opened?", None),
        ("thanks to whom?", None),
        ("", None),
        ("?!", None),
    ],
)
def test_a_question_about_the_whole_is_recognised(question, topic):
    assert topic_of(question) == topic


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "Hello!", "Hello. Ask about the article; the answer is its own words, with who said it and where."),
        ("en", "thank you", "You're welcome."),
        ("en", "bye", "Goodbye."),
        ("en", "What is this article about?", f"“Boats on four rivers”, by Olga Reed, The Oar. {SECTIONS}"),
        ("en", "What is the title?", "“Boats on four rivers”."),
        ("en", "Who wrote this?", "Olga Reed, The Oar"),
        ("en", "Which cities are covered?", PLACES),
        ("en", "How many cities are there in the article?", PLACES),
        ("en", "Who is quoted?", "3: Marta, Tomás and Ingrid"),
        ("es", "¿Qué ciudades hay?", "3: Cuenca (Ecuador), Sucre (Bolivia) y Encarnación (Paraguay)"),
        ("es", "¿Quién escribió el artículo?", "Olga Reed, The Oar"),
        ("es", "Muchas gracias", "De nada."),
        ("pt", "Quantas cidades há no artigo?", "3: Braga (Portugal), Maputo (Moçambique) e Luanda (Angola)"),
        ("pt", "Quem escreveu o artigo?", "Olga Reed, The Oar"),
        ("pt", "Até logo", "Até logo."),
    ],
)  # fmt: skip
def test_the_reply_is_made_of_the_text_s_structure_and_cites_nothing(language, question, expected):
    answer = rivers(language).ask(question)
    assert (answer.kind, answer.answer, answer.confidence) == ("about", expected, 1.0)
    assert (answer.citations, answer.closest, answer.table) == ((), (), None)


def test_abilities_are_followed_by_what_the_text_covers():
    assert rivers().ask("What can you do?").answer.endswith(SECTIONS)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("When was it published?", "The article gives no date of its own."),
        ("¿Cuándo se publicó?", "El artículo no da su fecha."),
        ("Quando foi publicado?", "O artigo não dá a sua data."),
    ],
)
def test_a_date_that_is_not_there_is_not_given(question, reason):
    answer = rivers().ask(question)
    assert (answer.abstained, answer.answer, answer.reason) == (True, None, reason)


def test_places_and_people_that_are_not_there_are_not_listed():
    plain = chatbot_on("Boats are built of reed. They last for a year.")
    assert plain.ask("Which cities are covered?").abstained
    assert plain.ask("Who is quoted?").abstained


def test_another_document_is_not_spoken_of():
    assert reply("title", rivers().knowledge, "en", "another").answer == ""


@given(st.text())
def test_any_text_is_looked_at(text):
    topic = topic_of(text)
    assert topic is None or reply(topic, rivers().knowledge, "en").certainty in (0.0, 1.0)


@pytest.mark.parametrize("kind", Reply)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reply_is_there_in_each_language(kind, language):
    words = {name: f"<{name}>" for name in ("names", "subject", "place", "places", "found", "total", "label", "other", "value",
                                           "section", "note", "corpus", "question", "covers", "title", "author", "sections",
                                           "count", "figure", "speaker", "topic")}  # fmt: skip
    text = say(kind, language, **words)
    assert text and "{" not in text
    blanks = {name for name in words if f"<{name}>" in text}
    assert blanks == {name for name in words if f"<{name}>" in say(kind, "en", **words)}


@pytest.mark.parametrize(
    ("words", "language", "text"),
    [
        ((), "en", ""),
        (("a",), "en", "a"),
        (("a", "b"), "en", "a and b"),
        (("a", "b", "c"), "en", "a, b and c"),
        (("a", "b", "c"), "es", "a, b y c"),
        (("a", "b"), "pt", "a e b"),
        (("a", "b"), "fr", "a and b"),
    ],
)
def test_words_are_enumerated_as_the_language_does(words, language, text):
    assert enumerate_words(words, language) == text


BYLINE = """# The ferry of Aveiro

By Ines Duarte | 12 March 2019

The ferry crosses the lagoon. It was built in 1998, and Ines Duarte was on it in March.
"""


@pytest.mark.parametrize(
    ("asked", "answer"), [("who wrote this?", "Ines Duarte"), ("when was this published?", "2019-03-12")]
)
def test_writer_and_date_are_cited_from_the_byline(asked, answer):
    found = chatbot_over(parse_text(BYLINE, document_id="ferry")).ask(asked)
    assert found.answer == answer
    (citation,) = found.citations
    assert citation.text == "By Ines Duarte | 12 March 2019"
    assert BYLINE[citation.start : citation.end] == citation.text


def test_a_writer_who_does_not_stand_in_the_text_is_said_and_not_cited():
    text = "# Boats\n\nBoats are built here. The yard is old.\n"
    found = chatbot_over(parse_text(text, document_id="boats", metadata=Metadata(author="Ivo Reis"))).ask(
        "who wrote this?"
    )
    assert found.answer == "Ivo Reis"
    assert found.citations == ()


@pytest.mark.parametrize(
    ("earlier", "asked", "answer"),
    [
        ("Who wrote this?", "and when?", "2019-03-12"),
        ("Quem escreveu este texto?", "e quando?", "2019-03-12"),
        ("¿Cuándo se publicó el artículo?", "¿y de quién?", "Ines Duarte"),
        ("When was this published?", "By whom?", "Ines Duarte"),
    ],
)
def test_when_is_asked_after_who_wrote_it(earlier, asked, answer):
    assert chatbot_over(parse_text(BYLINE, document_id="ferry")).ask(asked, [earlier]).answer == answer


def test_when_is_asked_of_something_else_after_something_else():
    bot = chatbot_over(parse_text(BYLINE, document_id="ferry"))
    assert bot.ask("and when?", ["Who was on the ferry in March?"]).answer != "2019-03-12"
