"""The words inside a cited passage that answer by themselves."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers

from hubbot.answering.answerer import short_answer
from hubbot.answering.grammar import AnswerType
from hubbot.answering.shortanswer import chosen_of_two, find_words, place_of, subject_place
from hubbot.types import PassageKind, Span

LONG = "The town lies on a long river and has been painting boats for as long as anyone here remembers."


def words_for(question, sentence, *, place=None, language="en"):
    """What answers ``question`` in ``sentence``, and the passage; the rest of the text is about nothing."""
    heading = f"{place}\n\n" if place else ""
    chatbot = chatbot_on(f"{LONG}\n\n{heading}{sentence} {LONG}", language)
    passage = next(
        p for p in chatbot.index.passages if p.text == sentence and p.kind is not PassageKind.PARAGRAPH
    )
    span = find_words(chatbot.understand(question), passage, chatbot.knowledge)
    assert span is None or passage.span.contains(span)
    return chatbot.documents[0].slice(span) if span else None


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        # a count has its noun near
        ("How many sailors live here?", "In 1908 the harbour held 40 boats and 1,300 sailors of all ages.", "1,300"),
        ("How many boats did the harbour hold?", "In 1908 the harbour held 40 boats and 1,300 sailors of all ages.", "40"),
        ("How many schools are there?", "The 3rd district has 12 schools for sailors.", "12"),  # an ordinal is no number
        ("How many schools are there?", "The river passes three schools and a mill.", "three"),
        ("What percentage of boats is made of reed?", "Of the boats 45% are made of reed.", "45%"),
        ("How many people live on the river?", "Nearly 2.5 million people live on the river.", "Nearly 2.5 million"),
        # an amount is read whole
        ("How many sailors do the work?", "One or two sailors do most of the work.", "One or two"),
        ("How many people lived here?", "Its population was in the hundreds of thousands.", "hundreds of thousands"),
        ("How many people went to the school?", "It is a school of less than 400 people.", "less than 400"),
        ("How long was the match interrupted?", "After nearly half an hour the match went on.", "nearly half an hour"),
        ("How many hours a week does it take?", "It takes me about 2-5 hours a week.", "about 2-5 hours"),
        ("How many sailors live here?", "Some 40-50 sailors live here.", "40-50"),
        ("How many boats cost $40?", "The harbour has 12 boats for $40 each.", "12"),
        ("How many sailors live here?", "Nobody ever counted the sailors here.", None),
        # money
        ("How much money did the school get?", "In 1908 the school got $3.5 million from 40 sailors.", "$3.5 million"),
        ("How much does a boat cost?", "In spring a boat costs 300 euros and takes 8 weeks.", "300 euros"),
        ("How much did the mill cost?", "The mill cost US$500 when it was built in 1908.", "US$500"),
        ("How much did the mill cost?", "The mill cost 500 when it was built.", "500"),
        # time
        ("How long does the course take?", "The course of 12 sailors takes eight months.", "eight months"),
        ("How long has the mill been closed?", "The mill has been closed for 12 years, since 1908.", "12 years"),
        ("How long has Ana lived there?", "Ana, a welder for 20 years, has lived there for ten years.", "ten years"),
        ("How long is the course?", "The year-long course is made for sailors.", "year-long"),
        ("When did the market open?", "The market opened in 1908 with 40 stalls.", "1908"),
        pytest.param("When did the market open?", "The market opened in March 1908 with 40 stalls.", "March 1908"),
        ("When did the market open?", "The market opened on March 12, 1908 with 40 stalls.", "March 12, 1908"),
        ("When did the market open?", "The market opened on 12th of May, they say.", "May"),
        ("When was the mill built?", "The mill was built in the 18th century by sailors.", "18th century"),
        # names
        ("Which city do boats come from?", "Most of the boats come from Hamburg.", "Hamburg"),
        ("Which cities do boats come from?", "Most of the boats come from Oslo, Hamburg and Antwerp.", "Oslo, Hamburg and Antwerp"),
        ("Which city do boats come from, Oslo?", "Most of the boats come from Oslo and Hamburg.", "Hamburg"),
        ("Which country buys boats?", "Most of the boats go to France by sea.", "France"),
        ("Which countries buy boats?", "Most of the boats go to France and Norway by sea.", "France and Norway"),
        ("Which country buys boats?", "Most of the boats go to Hamburg by sea.", None),
        ("Which countries buy boats?", "Most of the boats go to France and the United States.", "France and the United States"),
        # a number with its unit
        ("How long is the river?", "The river is 215 km long.", "215 km"),
        ("How high is the mill?", "The old mill is 30 metres high.", "30 metres"),
        ("How many mills are there?", "There are 12 mills by the sea.", "12"),
        # no kind of thing is asked for
        ("What do sailors like?", "Some 40 sailors like the river.", None),
        ("Why is the mill closed?", "The mill is closed because of 12 floods.", None),
    ],
)  # fmt: skip
def test_the_words_are_of_the_kind_that_is_asked_for(question, sentence, words):
    assert words_for(question, sentence) == words


@pytest.mark.parametrize(
    ("language", "question", "sentence", "words"),
    [
        pytest.param("es", "¿Cuántos marineros viven aquí?", "En 1908 el puerto tenía 40 barcos y 1.300 marineros de todas las edades.", "1.300"),
        ("es", "¿Cuánto cuesta un barco?", "En primavera un barco cuesta 300 euros y tarda 8 semanas.", "300 euros"),
        ("es", "¿Cuándo abrió el mercado?", "El mercado abrió en marzo de 1908 con 40 puestos.", "marzo de 1908"),
        ("es", "¿Cuánto tiempo tarda el curso?", "El curso de 12 marineros tarda ocho meses y 3 días.", "3 días"),
        pytest.param("pt", "Quantos marinheiros vivem aqui?", "Em 1908 o porto tinha 40 barcos e 1.300 marinheiros de todas as idades.", "1.300"),
        ("pt", "Quando abriu o mercado?", "O mercado abriu em março de 1908 com 40 bancas.", "março de 1908"),
    ],
)  # fmt: skip
def test_words_are_found_in_other_languages(language, question, sentence, words):
    assert words_for(question, sentence, language=language) == words


def passage_of(text):
    return next(p for p in rivers().index.passages if p.text == text and p.kind is not PassageKind.PARAGRAPH)


def test_a_guess_chooses_among_candidates_and_stands_by_itself_for_where():
    chatbot = rivers()
    sentence = "Valdivia has a museum of canoes and 1,300 sailors in its schools."
    passage = passage_of(sentence)
    start = passage.span.start + sentence.index("in its schools")
    guess = Span(start, start + len("in its schools"))
    asked = chatbot.understand("Where are the sailors?")
    assert find_words(asked, passage, chatbot.knowledge, guess) == guess
    assert find_words(asked, passage, chatbot.knowledge) is None
    what = chatbot.understand("What do the sailors do?")
    assert find_words(what, passage, chatbot.knowledge, guess) is None
    assert find_words(asked, passage, chatbot.knowledge, Span(passage.span.start, passage.span.end)) is None


QUOTED = """The town

“I had a baby six weeks after my degree,” said Marta. “Ana Ruiz hired me at the mill, and my brother came too,” said Olga.

“The mill was built by monks,” said Eva.
"""


@pytest.mark.parametrize(
    ("question", "sentence", "guess", "answer"),
    [
        ("Who had a baby?", "I had a baby", "six weeks after", "Marta"),  # who says "I"
        ("Who hired Olga at the mill?", "Ana Ruiz hired me", "Ana Ruiz", "Ana Ruiz"),
        ("Who hired somebody at the mill?", "Ana Ruiz hired me", "Ana Ruiz", "Ana Ruiz"),  # a name in full
        ("Who built the mill?", "The mill was built", "monks", "monks"),  # nobody says "I"
    ],
)
def test_who_is_asked_for_may_be_the_one_who_says_it(question, sentence, guess, answer):
    chatbot = chatbot_on(QUOTED)
    passage = next(
        p
        for p in chatbot.index.passages
        if p.kind is PassageKind.QUOTE and p.text.lstrip("“").startswith(sentence)
    )
    start = passage.span.start + passage.text.index(guess)
    asked = chatbot.understand(question)
    words = find_words(asked, passage, chatbot.knowledge, Span(start, start + len(guess)))
    assert short_answer(asked, passage, words, chatbot.knowledge) == answer


def test_a_name_that_was_read_in_part_is_given_whole():
    sentence = "All the hospitals stand on Pill Hill behind the port."
    chatbot = chatbot_on(f"The town\n\nThe port is old. {sentence}\n")
    passage = next(p for p in chatbot.index.passages if p.text == sentence)
    start = passage.span.start + sentence.index("Pill")
    asked = chatbot.understand("Where are the hospitals?")
    words = find_words(asked, passage, chatbot.knowledge, Span(start, start + len("Pill")))
    assert chatbot.index.document_by_id[passage.document_id].text[words.start : words.end] == "Pill Hill"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many sailors live here?", "1,300"),  # the noun that is counted outweighs the guess
        ("How many boats did the harbour hold?", "40"),
        ("What number is it?", "40"),  # with nothing counted the guess chooses
    ],
)
def test_the_noun_counted_outweighs_a_guess(question, words):
    sentence = "In 1908 the harbour held 40 boats and 1,300 sailors of all ages."
    chatbot = chatbot_on(f"{LONG}\n\n{sentence} {LONG}")
    passage = next(p for p in chatbot.knowledge.cited if p.text == sentence)
    start = passage.span.start + sentence.index("40")
    span = find_words(chatbot.understand(question), passage, chatbot.knowledge, Span(start, start + 2))
    assert chatbot.documents[0].slice(span) == words


def test_the_place_of_a_passage_answers_where_it_is_asked_for_and_not_given():
    chatbot = rivers()
    passage, known = (
        passage_of("Valdivia has a museum of canoes and 1,300 sailors in its schools."),
        chatbot.knowledge,
    )
    assert place_of(chatbot.understand("Which city has a museum of canoes?"), passage, known) == "Valdivia"
    assert place_of(chatbot.understand("Which country has a museum of canoes?"), passage, known) == "Chile"
    assert place_of(chatbot.understand("Which city in Valdivia has a museum?"), passage, known) is None
    assert place_of(chatbot.understand("Who has a museum of canoes?"), passage, known) is None


def test_the_heading_is_not_the_place_where_the_paragraph_spoke_of_another_one():
    chatbot = chatbot_on(
        "Lima (Peru)\n\nLima has trams. While Lima sleeps, Cusco dances. The nights there are long. It has the best bread.\n\n"
        "Cusco (Peru)\n\nCusco lies high.\n"
    )
    known = chatbot.knowledge
    asked = chatbot.understand("Which city has the best bread?")
    bread = next(p for p in known.cited if p.text == "It has the best bread.")
    assert place_of(asked, bread, known) is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Was the school of rope makers in Bergen or Aveiro?", "Bergen"),  # the heading
        ("Do Peruvian sailors visit Aveiro or Bergen?", "Aveiro"),
        ("Does Valdivia or Puerto Montt paint hulls?", None),  # the sentence has both
        ("Is it colder in Bergen or Aveiro?", None),  # compared: a name alone does not decide
    ],
)
def test_of_two_that_are_offered_the_one_in_the_passage_is_the_answer(question, answer):
    chatbot = rivers()
    passages = {
        "Bergen": "The government gave $3.5 million to the school of rope makers.",
        "Aveiro": "Peruvian sailors visit in spring.",
        None: "While Puerto Montt repairs engines, Valdivia paints hulls.",
    }
    query = chatbot.understand(question)
    assert chosen_of_two(query, passage_of(passages[answer]), chatbot.knowledge) == answer


def test_a_role_is_no_place_and_a_city_nobody():
    chatbot = rivers()
    passage = passage_of(
        "Tomás, a welder for 12 years, thinks Valdivia will double its workshops within five years."
    )
    start = passage.span.start + passage.text.index("a welder")
    guess = Span(start, start + len("a welder for 12 years"))
    where = chatbot.understand("Where is Tomás from?")
    assert passage.speaker_role is not None
    assert find_words(where, passage, chatbot.knowledge, guess) is None


def test_the_subject_of_a_sentence_is_the_first_place_that_was_not_asked_about():
    chatbot = rivers()
    passage = passage_of("Arequipa has less fog than Bergen, and the ferries come on time.")
    query = chatbot.understand("Which city has less fog than Bergen?")
    assert query.answer_type is AnswerType.CITY
    assert subject_place(query, passage, chatbot.knowledge).name.text == "Arequipa"
    both = chatbot.understand("Has Arequipa less fog than Bergen?")
    assert subject_place(both, passage, chatbot.knowledge) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many sailors are there in the schools of Valdivia?", "1,300"),
        ("When did the fish market of Valdivia open?", "1908"),
        ("How much money did the government give to the school of rope makers?", "$3.5 million"),
        ("How long does a course in Bergen take?", "eight months"),
        ("How long has Tomás been a welder?", "12 years"),
        ("Which cities do most boats come from?", "Oslo and Hamburg"),
        ("Which city has a museum of canoes?", "Valdivia"),
        ("Which country has a museum of canoes?", "Chile"),
    ],
)
def test_the_short_answer_is_highlighted_or_is_the_place(question, expected):
    answer = rivers().ask(question)
    assert answer.answer == expected
    (citation, *_) = answer.citations
    bold = [rivers().documents[0].slice(span) for span in citation.highlights]
    assert bold == [expected] or expected in (citation.city, citation.country)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which cities have fine beaches?", "Lima and Quito"),
        ("Which city has fine beaches?", "Quito"),
    ],
)
def test_asked_for_several_all_that_are_listed_together_are_the_answer(question, expected):
    text = "Coasts\n\nLima (Peru)\n\nLima has a port.\n\nQuito (Ecuador)\n\nIt is said that Lima and Quito have fine beaches.\n"
    assert chatbot_on(text).ask(question).answer == expected
