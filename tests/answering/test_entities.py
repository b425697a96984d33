"""Names: learned from headings, speakers and capitals; found again however a reader writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rivers import chatbot_on, rivers

from hubbot.answering import entities
from hubbot.answering.entities import Entities, Name, NameKind
from hubbot.answering.namewords import capitalised_runs, name_key

KNOWN = rivers().knowledge.entities
SPANISH = rivers("es").knowledge.entities


def found(text, entities=KNOWN, **how):
    return [mention.name.text for mention in entities.find(text, **how)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Arequipa", NameKind.CITY),  # a heading
        ("Puerto Montt", NameKind.CITY),  # prose, and a place of the world
        ("Peru", NameKind.COUNTRY),
        ("United States", NameKind.COUNTRY),
        ("Tomás", NameKind.PERSON),  # a speaker
        ("Olga Reed", NameKind.PERSON),  # the author
        ("The Oar", NameKind.OTHER),  # the publisher
        ("River Survey", NameKind.OTHER),
    ],
)
def test_names_are_learned_with_their_kind(text, kind):
    name = KNOWN.by_key[name_key(text)]
    assert (name.text, name.kind) == (text, kind)


@pytest.mark.parametrize("word", ["While", "Most", "The", "Each", "We", "Its", "Boats"])
def test_a_sentence_opener_is_no_name(word):
    assert name_key(word) not in KNOWN.by_key


def test_a_word_that_opens_a_sentence_is_no_part_of_the_name_after_it():
    assert "puerto montt" in KNOWN.by_key
    assert "while puerto montt" not in KNOWN.by_key


def test_a_word_that_the_text_also_writes_small_is_no_name():
    entities = chatbot_on(
        "We asked the Mayor of the town. The mayor said no. We also asked the Guild."
    ).knowledge
    assert "mayor" not in entities.entities.by_key
    assert "guild" in entities.entities.by_key


def test_a_name_is_printed_as_the_text_prints_it_most():
    text = "They like QuickBoat here. They use Quickboat there. We sell Quickboat too."
    name = chatbot_on(text).knowledge.entities.by_key["quickboat"]
    assert (name.text, name.count >= 3) == ("Quickboat", True)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many workshops does Arequipa have?", ["Arequipa"]),
        ("how many workshops does arequipa have?", ["Arequipa"]),
        ("HOW MANY WORKSHOPS DOES AREQUIPA HAVE?", ["Arequipa"]),
        ("What does Tomas think?", ["Tomás"]),
        ("what does tomás's neighbour think?", ["Tomás"]),
        ("Arequipa's workshops", ["Arequipa"]),
        ("Is Puerto Montt near Valdivia?", ["Puerto Montt", "Valdivia"]),
        ("What is sold to the United States?", ["United States"]),
        ("valdivia,bergen;aveiro", ["Valdivia", "Bergen", "Aveiro"]),
        ("What is Valdivia (Chile) like?", ["Valdivia", "Chile"]),
        ("nothing is named here", []),
        ("", []),
    ],
)
def test_names_are_found_whatever_their_case_and_accents(question, names):
    assert found(question) == names


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Perú", "Peru"),
        ("Peruvian", "Peru"),
        ("peruvians", "Peru"),
        ("peruano", "Peru"),
        ("peruana", "Peru"),
        ("Estados Unidos", "United States"),
        ("estados unidos", "United States"),
        ("Chilean", "Chile"),
        ("chileno", "Chile"),
        ("chilena", "Chile"),
        ("Noruega", "Norway"),
        ("Francia", "France"),
        ("França", "France"),
        ("Norwegian", "Norway"),
        ("Portuguese", "Portugal"),
        ("French", "France"),
    ],
)  # fmt: skip
def test_a_country_is_found_in_other_languages_and_as_an_adjective(word, name):
    assert found(f"what about the {word} boats") == [name]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Arequpia", "Arequipa"),
        ("arequippa", "Arequipa"),
        ("Valdvia", "Valdivia"),
        ("valdibia", "Valdivia"),
        ("Aveirro", "Aveiro"),
        ("puerot montt", "Puerto Montt"),
        pytest.param(
            "puerto mont",
            "Puerto Montt",
            marks=pytest.mark.xfail(
                strict=True, reason="a name is guessed by its first word only where that is misspelt"
            ),
        ),
        ("Ingrit", "Ingrid"),
    ],
)
def test_a_misspelt_name_is_found_and_marked_inexact(word, name):
    (mention,) = KNOWN.find(f"is it quiet in {word}?")
    assert (mention.name.text, mention.exact) == (name, False)


@pytest.mark.parametrize(
    "word",
    [
        "Mart",  # so short that another letter makes another name
        "ferries",  # a word of the text
        "workshop",
        "Bremen",  # a place of its own, one letter from Bergen
        "Lisbon",
    ],
)
def test_another_word_is_not_taken_for_a_name(word):
    assert found(f"is it quiet in {word}?") == []


@pytest.mark.parametrize(
    ("token", "word"), [("workshps", "workshops"), ("carpentr", "carpenter"), ("volcno", "volcano")]
)
def test_a_misspelt_word_is_corrected_to_one_of_the_text(token, word):
    assert KNOWN.correct(token) == word


@pytest.mark.parametrize(
    "token",
    [
        "teach",  # ordinary English, though the text may have "tech" or "reach"
        "boots",  # in the text
        "bats",  # too short
        "1908",
        "19080",
        "sailing",  # ordinary, near "sailors"
        "zzzzzz",
    ],
)
def test_a_known_or_ordinary_word_is_not_corrected(token):
    assert KNOWN.correct(token) is None


def test_teach_is_not_taken_for_tech():
    entities = chatbot_on("The tech talks in Bergen are long. Nobody writes them down.").knowledge.entities
    assert entities.correct("teach") is None
    assert found("who can teach me?", entities) == []


def test_a_strict_search_takes_names_as_they_are_printed():
    assert found("Peruvian and Perú and Valdibia", forgiving=False) == ["Peru"]


def test_the_country_of_a_question_is_known_by_letters_too():
    entities = chatbot_on("Most boats are sold to the US and to the U.K. each year.").knowledge.entities
    assert entities.has_country("estados unidos")
    assert entities.has_country("united kingdom")
    assert not entities.has_country("peru")
    assert not entities.has_country("boats")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("They cross the Río de la Plata by night.", ["Río de la Plata"]),
        ("We met Ana Costa, Rui Melo and others.", ["Ana Costa", "Rui Melo"]),
        ("Boats are slow.", []),
        ("Ana's boat left for Porto.", ["Porto"]),
        ("We saw Ana's boat.", ["Ana"]),
        ("While Puerto Montt sleeps, Oslo works.", ["While Puerto Montt", "Oslo"]),
        ("", []),
    ],
)
def test_runs_of_capitalised_words_are_names_in_waiting(text, runs):
    assert [run.text for run in capitalised_runs(text)] == runs


@pytest.mark.parametrize(
    ("text", "key"), [("  São  Tomé ", "sao tome"), ("Tomás’s", "tomas"), ("U.S.", "u.s"), ("!?", "")]
)
def test_a_key_has_no_case_accents_or_marks(text, key):
    assert name_key(text) == key


WORDS = st.sampled_from(
    [
        "Arequipa",
        "arequpia",
        "Perú",
        "peruvian",
        "the",
        "of",
        "Puerto",
        "Montt",
        "Estados",
        "Unidos",
        "tomás's",
        "¿",
        ",",
        ".",
        "1908",
        "ß",
        "İ",
        "🚣",
        "é",
        "was",
        "River",
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)), st.booleans())
def test_mentions_lie_in_the_text_in_order_and_apart(text, forgiving):
    end = 0
    for mention in KNOWN.find(text, forgiving=forgiving):
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end
        assert KNOWN.by_key[mention.name.key] is mention.name


@given(st.lists(WORDS).map(" ".join))
def test_a_strict_search_finds_no_more_than_a_forgiving_one(text):
    assert len(KNOWN.find(text, forgiving=False)) <= len(KNOWN.find(text))


@pytest.mark.parametrize("name", KNOWN.names, ids=lambda name: name.key)
def test_each_name_is_found_where_it_is_typed(name):
    for text in (name.text, name.text.upper(), name.key):
        (mention,) = KNOWN.find(text)
        assert mention.name is name and mention.exact


def test_names_learned_from_a_spanish_text_are_found_without_accents():
    assert found("cuantos talleres hay en encarnacion", SPANISH) == ["Encarnación"]
    assert found("what does lucia say about France", SPANISH) == ["Lucía", "Francia"]


CAPITALS = chatbot_on("We went to Lima in May. It rains in Bogota and in Lima.").knowledge.entities


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Is it warmer than the Peruvian capital?", ["Lima"]),
        ("What is made in the capital of Peru?", ["Lima"]),
        ("¿Qué se hace en la capital de Colombia?", ["Bogota"]),
        ("Is it the startup capital of Peru?", []),
        ("What is the capital of Peru?", []),  # that would be to answer by asking
        ("What is made in the capital of Chile?", []),  # not a city of this text
    ],
)
def test_a_capital_may_be_called_by_its_country(question, names):
    assert [mention.name.text for mention in CAPITALS.find(question)] == names


def test_of_very_many_names_a_misspelt_one_is_one_that_is_named_often(monkeypatch):
    names = tuple(
        Name(text, text.casefold(), NameKind.OTHER, count)
        for text, count in (("Aveiro", 1), ("Valdivia", 7), ("Zanzibar", 5))
    )
    asked = "the workshops of Aveira and Valdivja"
    found = [mention.name.text for mention in Entities(names, frozenset({"workshops"})).find(asked)]
    assert found == ["Aveiro", "Valdivia"]
    monkeypatch.setattr(entities, "MOST_GUESSED", 2)
    few = Entities(names, frozenset({"workshops"}))
    assert [mention.name.text for mention in few.find(asked)] == ["Valdivia"]
    assert [mention.name.text for mention in few.find("the workshops of Aveiro")] == ["Aveiro"]


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("Which Chilean city has less fog than the capital?", ["chile", "santiago"]),
        ("Is it foggier in Chile than in the capital?", ["chile", "santiago"]),
        ("Has the capital less fog?", []),  # of which country?
        ("What is the capital of Chile?", ["chile"]),  # that is what is asked
    ],
)
def test_the_capital_is_that_of_the_country_that_is_named(question, keys):
    text = "Valdivia (Chile)\n\nValdivia has less fog than Santiago, says the city. Chile has many rivers."
    mentions = chatbot_on(text).knowledge.entities.find(question)
    assert [mention.name.key for mention in mentions] == keys
