"""The facade: load or build, ask, and keep nothing of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import hubbot.chatbot
from hashing import DATA, ROOT, HashingEncoder
from hubbot import Chatbot, Settings, build_index
from hubbot.contract import Turn
from hubbot.errors import (
    EncoderUnavailableError,
    IndexMissingError,
    QuestionError,
    SpanMismatchError,
)
from hubbot.index import build
from hubbot.settings import E5_SMALL
from hubbot.types import PassageKind

TRAFFIC = "which city has less traffic than Bogota?"
TRAFFIC_WORDS = (
    "Medellin is not as heavy of traffic, monthly expenses are a bit lighter, and better public "
    "transportation, making it better than Bogota for many."
)


def test_history_may_be_words_or_turns(mini_chatbot):
    first = "How many workshops does Corvo have?"
    words = mini_chatbot.ask("and Brenna?", [first])
    turns = mini_chatbot.ask("and Brenna?", [Turn(first, "75")])
    assert words.to_dict() == turns.to_dict()
    assert words.answer == "340"


def test_nothing_is_remembered_between_questions(mini_chatbot):
    before = mini_chatbot.ask("and Brenna?").to_dict()
    mini_chatbot.ask("How many workshops does Corvo have?")
    assert mini_chatbot.ask("and Brenna?").to_dict() == before


def test_verbatim_takes_the_question_as_typed(mini_chatbot):
    history = ["How many workshops does Corvo have?"]
    assert mini_chatbot.ask("and Brenna?", history, verbatim=True).standalone_question == "and Brenna?"


@pytest.mark.parametrize("question", ["", "  ", "?!", "\N{ROCKET}"])
def test_a_question_without_words_is_no_silence_of_the_article(mini_chatbot, question):
    answer = mini_chatbot.ask(question)
    assert (answer.abstained, answer.answer, answer.citations) == (False, "Type a question.", ())
    assert mini_chatbot.search(question) == ()


def test_the_length_limit_is_a_setting(mini_index, encoder):
    short = Chatbot.load(
        mini_index, encoders=[encoder], settings=Settings(scorer="none", max_question_chars=10)
    )
    assert short.ask("who? " * 2)
    with pytest.raises(QuestionError, match="11 characters, the limit is 10"):
        short.ask("x" * 11)


def test_an_unknown_document_is_named_with_those_there_are(mini_chatbot):
    with pytest.raises(QuestionError, match=r"no document 'x'.*three_workshops"):
        mini_chatbot.ask("hi", document_id="x")


def test_no_index_and_no_encoder_are_errors_that_repair(tmp_path, mini_index):
    with pytest.raises(IndexMissingError, match=r"run `hubbot index my-article\.md`"):
        Chatbot.load(tmp_path)
    with pytest.raises(EncoderUnavailableError, match="hashing"):
        Chatbot.load(mini_index)


def test_a_second_encoder_that_is_gone_is_left_out(tmp_path, monkeypatch, caplog):
    build_index(DATA, tmp_path, encoders=[HashingEncoder("one"), HashingEncoder("two")])

    def load(name: str, *_: object) -> HashingEncoder:
        if name == "two":
            raise EncoderUnavailableError("two is gone")
        return HashingEncoder(name)

    monkeypatch.setattr(hubbot.chatbot, "load_encoder", load)
    chatbot = Chatbot.load(tmp_path, settings=Settings(scorer="none"))
    assert [encoder.name for encoder in chatbot.encoders] == ["one"]
    assert "two is gone" in caplog.text
    assert chatbot.ask("Which city has less noise than Brenna?").answer == "Aldara"


def test_words_that_are_not_the_article_s_are_never_returned(mini_index, encoder):
    chatbot = Chatbot.load(mini_index, encoders=[encoder], settings=Settings(scorer="none"))
    falsified = [replace(p, text=p.text.replace("less", "more")) for p in chatbot.index.passages]
    chatbot = Chatbot(
        replace(chatbot.index, passages=tuple(falsified)), chatbot.encoders, Settings(scorer="none"), None
    )
    with pytest.raises(SpanMismatchError, match="are not"):
        chatbot.ask("Which city has less noise than Brenna?")


def test_many_threads_share_one_chatbot(mini_chatbot):
    questions = [
        "Which city has less noise than Brenna?",
        "How many workshops does Corvo have?",
        "Hello!",
    ] * 8
    expected = [mini_chatbot.ask(question).to_dict() for question in questions]
    start = threading.Barrier(6)

    def ask_all(_: int) -> list[dict]:
        start.wait()
        return [mini_chatbot.ask(question).to_dict() for question in questions]

    with ThreadPoolExecutor(6) as pool:
        assert all(found == expected for found in pool.map(ask_all, range(6)))


def test_search_returns_hits_of_the_wanted_document(mini_chatbot):
    hits = mini_chatbot.search("a school for boat builders", 2)
    assert len(hits) == 2
    assert "boat builders" in hits[0].passage.text
    assert mini_chatbot.search("school", document_id="absent") == ()


def test_suggestions_are_questions_that_this_corpus_answers(mini_chatbot):
    starters = mini_chatbot.suggestions(4)
    assert 1 <= len(starters) <= 4
    for question in starters:
        assert not mini_chatbot.ask(question).abstained, question


def test_describe_names_the_index(mini_chatbot):
    described = mini_chatbot.describe()
    assert described["documents"] == 1
    assert described["passages"] == len(mini_chatbot.index.passages)
    assert mini_chatbot.ask("hi").index == described


def test_one_path_or_several_may_be_given(tmp_path, encoder):
    names = {
        str(build_index(paths, tmp_path / str(number), encoders=[encoder]).files)
        for number, paths in enumerate([DATA, str(DATA), [DATA], (str(DATA / "three_workshops.txt"),)])
    }
    assert len(names) == 1


@pytest.mark.model
def test_the_question_of_the_first_page_is_answered_with_jorge_s_words(seed_chatbot):
    answer = seed_chatbot.ask(TRAFFIC)
    assert answer.answer == "Medellin"
    cited = answer.citations[0]
    assert cited.text == TRAFFIC_WORDS
    assert cited.kind is PassageKind.QUOTE
    assert (cited.speaker, cited.speaker_role) == ("Jorge", "senior\u00a0Node.js/React.js developer")
    assert (cited.section, cited.city, cited.country) == ("Medellin (Colombia)", "Medellin", "Colombia")
    assert (cited.author, cited.publisher, cited.url) == ("Vit Koval", "Globy", None)
    article = (ROOT / "corpus" / "latam-tech-hubs.txt").read_bytes().decode()
    assert article[cited.start : cited.end] == cited.text


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "how many tech professionals are there in Lima?",
        "what is the weather in Medellin?",
        "who won in 1998?",
    ],
)
def test_what_the_article_does_not_say_is_not_answered(seed_chatbot, question):
    answer = seed_chatbot.ask(question)
    assert answer.abstained
    assert answer.reason
    assert answer.answer is None
    assert not answer.citations


@pytest.mark.model
def test_reported_speech_is_never_a_direct_quote(seed_chatbot):
    answer = seed_chatbot.ask("who thinks Santiago can become Chile's next Silicon Valley?")
    assert answer.citations[0].kind is PassageKind.REPORTED
    assert answer.citations[0].speaker == "Alex Barrios"


class Counting(HashingEncoder):
    """An encoder that counts how often it is called."""

    def __init__(self, name):
        super().__init__(name)
        self.calls = 0

    def encode_queries(self, texts):
        self.calls += 1
        return super().encode_passages(texts)


@pytest.mark.parametrize(
    "question",
    [
        TRAFFIC,
        "how many coders has Chile?",  # a figure by other words
        "do you make things up?",  # not about the text
        "How tall is the Eiffel Tower?",  # silence
    ],
)
def test_each_encoder_is_called_once_a_question(question, mini_chatbot):
    counting = [Counting("hashing"), Counting(E5_SMALL)]
    index = build(mini_chatbot.documents, mini_chatbot.index.passages, counting)
    chatbot = Chatbot(index, counting, Settings(scorer="none"))
    chatbot.ask(question)  # labels and known questions are encoded once an index
    counting[0].calls = counting[1].calls = 0
    chatbot.ask(question)
    assert [encoder.calls for encoder in counting] == [1, 1]


@pytest.mark.model
def test_the_explanation_says_what_passages_lack_and_from_what_probability_on_they_answer(seed_chatbot):
    explained = seed_chatbot.ask("What is the capital of Costa Rica?", explain=True).explanation
    assert 0 < explained["threshold"] < 1
    assert all(candidate["lacks"] == "property" for candidate in explained["candidates"])
    other = seed_chatbot.ask("What is Plan Ceibal?", explain=True).explanation
    assert other["candidates"][0]["lacks"] is None
