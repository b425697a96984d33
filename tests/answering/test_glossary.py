"""Questions in another language than the corpus, word by word in the corpus's words."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing import HashingEncoder
from hubbot import Chatbot, Settings, build_index, index, store
from hubbot.answering.armweights import arm_weights
from hubbot.answering.glossary import (
    MOST_SOUGHT,
    dump_glossary,
    glossary_of,
    read_glossary,
    words_in,
)
from hubbot.reading.parser import parse_text
from hubbot.reading.passages import split_passages
from hubbot.retriever import LEXICAL
from hubbot.settings import E5_SMALL, MINILM
from hubbot.sources.metadata import Metadata

SETTINGS = Settings(scorer="none")
SHIP = dict.fromkeys(("barco", "velero", "navio", "ship"), "(ship)")
SAME = SHIP | {"barcos": "(ships)", "ships": "(ships)", "puerto": "harbour"}
TEXT = """The ship

The ship left the harbour at dawn. Old sailors sold painted cups on the quay of Bergen. The ship came back empty.
The harbour was closed in winter, and the sailors mended their nets by the stove.
"""
SPANISH = """El barco

El barco salió del puerto al alba. Los marineros viejos vendían tazas pintadas en el muelle de Bergen. El barco volvió vacío.
"""


class Bilingual(HashingEncoder):
    """Places a word where its translation is: what a multilingual encoder does, as far as a test can see it."""

    def __init__(self, translations: dict[str, str] = SAME) -> None:
        super().__init__(E5_SMALL, "bilingual-1")
        self._translations = translations
        self.texts: list[str] = []

    def encode_queries(self, texts):
        self.texts += texts
        frames = ("it is the ", "es la ", "é a ")
        bare = [text.removesuffix(".") for text in texts]
        for frame in frames:
            bare = [text.removeprefix(frame) for text in bare]
        return super().encode_passages([self._translations.get(text, text) for text in bare])

    def encode_passages(self, texts):
        return super().encode_passages(texts)


def corpus(text: str = TEXT, language: str = "en"):
    document = parse_text(text, document_id="ships", metadata=Metadata(language=language))
    return [document], split_passages(document)


def read_in(*given: str):
    """What a glossary is made of: the language of each document, and the passages."""
    documents, passages = corpus(*given)
    return {document.id: document.language for document in documents}, passages


def gloss(question: str, language: str = "es", mentions=(), text: str = TEXT, of: str = "en"):
    encoder = Bilingual()
    glossary = glossary_of(*read_in(text, of), encoder)
    wanted = glossary.wanted(question, language, mentions)
    return glossary.gloss(question, language, mentions, encoder.encode_queries(wanted) if wanted else [])


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("¿Dónde está el velero?", "es", "where is the ship?"),
        ("onde está o navio?", "pt", "where is the ship?"),
        ("¿Quién dijo que el barco es lento?", "es", "who said that the ship is slow?"),
        ("¿Qué barco es más lento que el otro?", "es", "what ship is more slow than the other?"),
        ("o que é o navio?", "pt", "what is the ship?"),
        ("quem disse que o navio é mais lento?", "pt", "who said that the ship is more slow?"),
        ("¿Cuántos barcos había en 1902?", "es", "how many ships there was in 1902?"),
    ],
)
def test_grammar_comes_from_a_table_and_the_rest_from_the_corpus(question, language, said):
    text = TEXT + "Two ships are better than one ship, an old sailor said.\n"
    assert gloss(question, language, text=text).text == said


def test_what_is_near_to_no_word_of_the_corpus_stays_as_it_was_typed():
    found = gloss("¿Dónde está la zanfoña?")
    assert found.text == "where is the zanfoña?"
    assert found.words == ("zanfoña",)


def test_names_and_figures_are_what_the_corpus_calls_them_and_no_words_to_look_for():
    document, passages = corpus()
    knows = Chatbot(index.build(document, passages, [HashingEncoder()]), [HashingEncoder()], SETTINGS)
    query = knows.understand("¿Cuántos barcos hay en bergen en 1902?")
    found = gloss(query.text, "es", query.mentions, TEXT + "Three ships came.\n")
    assert found.text == "how many ships there is in Bergen in 1902?"
    assert "Bergen" in found.words
    assert "1902" in found.words
    assert "Bergen" not in found.content


def test_words_of_grammar_are_left_out_where_there_is_no_table():
    found = gloss("Where is the ship?", "en", text=SPANISH, of="es")
    assert found.text == "barco?"
    assert found.language == "es"


@given(st.text(max_size=60))
def test_any_question_has_a_gloss_of_as_many_vectors_as_were_wanted(question):
    glossary = GLOSSARY
    wanted = glossary.wanted(question, "es", ())
    found = glossary.gloss(question, "es", (), list(Bilingual().encode_queries(wanted)) if wanted else [])
    assert found.text.endswith("?")
    assert len(found.content) == len(wanted)


GLOSSARY = glossary_of(*read_in(), Bilingual())


def test_a_glossary_is_the_commonest_words_and_the_same_after_it_was_written():
    language, words = words_in(*read_in())
    assert (language, words[:3]) == ("en", ("harbour", "sailors", "ship"))
    assert "the" not in words
    back = read_glossary(dump_glossary(GLOSSARY))
    assert (back.language, back.digest, back.words) == ("en", "bilingual-1", words)
    assert np.abs(back.vectors - GLOSSARY.vectors).max() < 1e-3
    assert dump_glossary(GLOSSARY) == dump_glossary(GLOSSARY)


def test_one_that_does_not_fit_together_is_refused():
    whole = replace(GLOSSARY, words=GLOSSARY.words[:-1])
    with pytest.raises(ValueError, match="does not fit together"):
        read_glossary(dump_glossary(whole))


def test_vectors_are_used_again_for_the_same_encoder_alone():
    encoder = Bilingual()
    again = glossary_of(*read_in(TEXT + "A lighthouse stands there.\n"), encoder, GLOSSARY)
    assert encoder.texts == ["it is the lighthouse.", "it is the stands."]
    assert np.array_equal(
        again.vectors[again.words.index("ship")], GLOSSARY.vectors[GLOSSARY.words.index("ship")]
    )
    other = Bilingual()
    glossary_of(*read_in(), other, replace(GLOSSARY, digest="another"))
    assert len(other.texts) == len(GLOSSARY.words)


def test_a_text_without_a_word_has_none():
    assert glossary_of(*read_in("1902. 1903.\n"), Bilingual()) is None


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("glossary")
    (home / "ships.txt").write_text(TEXT, "utf-8")
    encoders = [HashingEncoder(), Bilingual()]
    build_index(home / "ships.txt", home / "index", encoders=encoders, settings=SETTINGS)
    return home, encoders


def test_building_keeps_one_beside_the_index_and_a_question_in_another_language_uses_it(built):
    home, encoders = built
    assert index.GLOSSARY in store.read_manifest(home / "index").files
    chatbot = Chatbot.load(home / "index", encoders=encoders, settings=SETTINGS)
    answer = chatbot.ask("¿Cuándo salió el velero del puerto?", explain=True)
    assert answer.explanation["query"]["gloss"].endswith("the ship of the harbour?")
    shown = (*answer.citations, *answer.closest)
    assert shown[0].text == "The ship left the harbour at dawn."
    assert shown[0].text == chatbot.documents[0].text[shown[0].start : shown[0].end]


def test_a_question_in_the_language_of_the_corpus_has_no_gloss(built):
    home, encoders = built
    chatbot = Chatbot.load(home / "index", encoders=encoders, settings=SETTINGS)
    answer = chatbot.ask("When did the ship leave the harbour?", explain=True)
    assert answer.explanation["query"]["gloss"] is None


def test_building_again_encodes_only_the_words_that_are_new(built, tmp_path):
    home, _ = built
    encoder = Bilingual()
    text = tmp_path / "ships.txt"
    text.write_text(TEXT + "A lighthouse stands there.\n", "utf-8")
    build_index(text, home / "index", encoders=[HashingEncoder(), encoder], settings=SETTINGS)
    assert [each for each in encoder.texts if each.startswith("it is the")] == [
        "it is the lighthouse.",
        "it is the stands.",
    ]


def test_an_index_without_a_multilingual_arm_has_none(tmp_path):
    (tmp_path / "ships.txt").write_text(TEXT, "utf-8")
    build_index(tmp_path / "ships.txt", tmp_path / "index", encoders=[HashingEncoder()], settings=SETTINGS)
    assert index.GLOSSARY not in store.read_manifest(tmp_path / "index").files


def test_one_made_by_another_version_of_the_encoder_is_not_used(built):
    home, encoders = built
    loaded = index.load(home / "index")
    stale = json.loads(np.load(home / "index" / loaded.generation / index.GLOSSARY)["head"].tobytes())
    assert stale["digest"] == "bilingual-1"
    old = dump_glossary(replace(read_glossary(loaded.glossary), digest="bilingual-0"))
    chatbot = Chatbot(replace(loaded, glossary=old), encoders, SETTINGS)
    assert chatbot.ask("¿Dónde está el velero?", explain=True).explanation["query"]["gloss"] is None


def test_arms_that_do_not_know_the_language_count_more_with_a_gloss(built):
    home, encoders = built
    chatbot = Chatbot.load(home / "index", encoders=encoders, settings=SETTINGS)
    plain = chatbot.understand("¿Dónde está el velero?")
    glossed = replace(plain, gloss=gloss(plain.text))
    names = [MINILM, E5_SMALL]
    assert set(arm_weights(glossed, names)) == {MINILM, LEXICAL}
    assert all(arm_weights(glossed, names)[arm] > weight for arm, weight in arm_weights(plain, names).items())
    assert arm_weights(chatbot.understand("Where is the ship?"), names) == {}


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("¿Qué ciudad tiene menos tráfico que Bogotá?", "what city has less traffic than Bogota?"),
        ("Qual cidade tem menos trânsito do que Bogotá?", "less traffic"),
        ("¿Cuántas universidades hay en Medellín?", "how many universities there is in Medellin?"),
        ("Quem mora em Monterrey?", "who lives in Monterrey?"),
    ],
)
def test_the_real_encoder_finds_the_words_of_the_article(seed_chatbot, question, said):
    gloss = seed_chatbot.weigh(question)[0].gloss
    assert said in gloss.text


def test_a_word_is_never_said_by_its_own_negation():
    text = "The quay of Bergen is inexpensive, and its stoves are expensive to heat. Nobody painted the unpainted cups.\n"
    near = {"cara": "(dear)", "expensive": "(dear)", "inexpensive": "(dear)"}
    encoder = Bilingual(near)
    only_negated = glossary_of(*read_in(text.replace(", and its stoves are expensive to heat", "")), encoder)
    wanted = only_negated.wanted("¿Qué es cara?", "es", ())
    found = only_negated.gloss("¿Qué es cara?", "es", (), encoder.encode_queries(wanted))
    assert found.text == "what is expensive?"
    assert "inexpensive" not in found.words
    assert found.content == ("expensive",)


def test_of_very_many_words_the_last_stay_as_they_were_typed():
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"zz{first}{second}" for first in letters for second in letters]
    question = " ".join([*words, "velero"])
    assert len(GLOSSARY.wanted(question, "es", ())) == MOST_SOUGHT
    assert gloss(question).text.endswith(" velero?")
    assert gloss(" ".join(["velero"] * 99)).text == " ".join(["ship"] * 99) + "?"
