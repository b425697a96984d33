"""Questions about hubbot in words of their own: near to a known one, and only where the article has no answer."""

from __future__ import annotations

import numpy as np
import pytest

from hubbot.answering.exemplars import (
    EXEMPLARS,
    known_questions,
    known_vectors,
    likest_topic,
    may_be_about,
)
from hubbot.answering.topics import TOPICS
from hubbot.chatbot import Chatbot
from hubbot.encoder import load_encoder
from hubbot.settings import E5_SMALL


def test_every_topic_is_one_that_hubbot_replies_to():
    assert EXEMPLARS.keys() <= {topic.name for topic in TOPICS}


@pytest.mark.parametrize(
    "question",
    [
        "how old is he?",
        "and what else?",
        "¿y por qué?",
        "e do que ele gosta?",
        "what do they do?",
        "where was it published (the study)?",
    ],
)
def test_a_question_that_leans_on_another_is_about_neither(question):
    assert not may_be_about(question)


@pytest.mark.model
def test_the_packaged_vectors_are_those_of_the_model():
    encoder = load_encoder(E5_SMALL)
    packaged = known_vectors(encoder)
    questions = known_questions()[1]
    assert len(packaged) == len(questions)
    for at in (0, len(questions) // 2, len(questions) - 1):
        vector = encoder.encode_queries([questions[at]])[0]
        assert float(packaged[at] @ vector) > 0.9999
        assert likest_topic(packaged, vector)[0] == known_questions()[0][at]


def test_vectors_of_another_model_are_made_anew():
    class Other:
        name, digest, dimension = "other", "none", 3

        def encode_queries(self, texts):
            return np.eye(3, dtype=np.float32)[[len(text) % 3 for text in texts]]

        encode_passages = encode_queries

    assert known_vectors(Other()).shape == (len(known_questions()[1]), 3)


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Do you ever invent your replies?", "about"),
        ("could you give me the gist", "about"),
        ("¿me entiendes si escribo en español?", "about"),
        ("which city has less traffic than Bogota?", "statement"),
        ("How tall is the Eiffel Tower?", "open"),
    ],
)
def test_such_questions_are_told_from_those_about_the_text(question, kind):
    answer = Chatbot.load("index").ask(question)
    assert answer.kind == kind
    assert bool(answer.citations) == (kind == "statement")
