"""Questions about hubbot or the whole article, recognised by how alike they are to some that are known.

``topics`` reads the words such questions are made of; readers find other words ("do you make things up?"). Where the
article has no answer, a question this near to one below is taken for that topic. The vectors of the multilingual model
are in ``exemplars.npz``, which ``make exemplars`` writes, so that nobody waits for them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np

from hubbot.answering.pronouns import plain_form
from hubbot.types import Encoder, Vectors

VECTORS = Path(__file__).with_name("exemplars.npz")
# Cosine of multilingual-e5-small: 0.898 and more for all eight development questions of 970 that are of this kind and not
# recognised by their words; of all others, those that lean on an earlier turn or ask about "him" apart, one of 0.92.
LEAST_COSINE = 0.897
# An answer from the article that is not sure of itself gives way from here on.
CERTAIN_COSINE = 0.92
# "Do you ever invent your replies?" can hardly be about anything but hubbot.
SPOKEN_TO_COSINE = 0.88

EXEMPLARS: dict[str, tuple[str, ...]] = {
    "goodbye": (
        "bye", "goodbye, see you later", "that's all for today", "adiós, hasta luego", "tchau, até logo",
    ),
    "greeting": ("hello", "hi there, how are you?", "good morning", "hola, ¿qué tal?", "oi, tudo bem?"),
    "thanks": (
        "thanks a lot", "thank you, that was very helpful", "great answer, well done", "muchas gracias por la ayuda",
        "muito obrigado pela ajuda",
        "cheers, you've been a great help", "perfect, that's all I needed to know", "gracias, me has ayudado mucho",
        "valeu, você ajudou bastante",
    ),
    "abilities": (
        "what can you do?", "who are you?", "are you a human or a bot?", "are you an AI language model like ChatGPT?",
        "how do you work?", "do you make up answers?", "can I trust your answers?", "where do your answers come from?",
        "which languages do you speak?", "can I ask you in Spanish?", "what kind of questions can I ask?",
        "can you help me?", "¿qué puedes hacer?", "¿quién eres?", "¿puedo preguntar en español?",
        "¿de dónde sacas las respuestas?", "o que você sabe fazer?", "você é um robô?", "posso perguntar em português?",
    ),
    "article": (
        "what is this article about?", "summarise the text for me", "give me the short version",
        "what are the main points?", "tl;dr", "¿de qué trata el artículo?", "hazme un resumen",
        "resuma o texto para mim", "sobre o que é o artigo?",
    ),
    "author": (
        "who wrote this article?", "who is the author?", "¿quién escribió el artículo?", "quem escreveu o artigo?",
    ),
    "date": (
        "when was this article published?", "how old is this text?", "¿cuándo se publicó el artículo?",
        "quando o artigo foi publicado?",
    ),
    "cities": (
        "which cities does the article cover?", "what places are described in the text?",
        "which countries have their own section?", "which countries get a chapter of their own?", "¿qué ciudades aparecen en el artículo?",
        "quais cidades aparecem no artigo?",
    ),
    "sections": (
        "which sections does the article have?", "how is the text structured?", "list the headings",
        "¿qué secciones tiene el artículo?", "quais são as seções do artigo?",
    ),
    "people": (
        "who is quoted in the article?", "which people were interviewed?", "¿a quién se cita en el artículo?",
        "quem é citado no artigo?",
    ),
}  # fmt: skip

_LEANS = re.compile(
    r"^(?:and|or|but|y|e|o|ou|pero|mas)\b|\b(?:he|she|him|his|her|hers|they|them|their|ele|ela|eles|elas|ella|ellos|el dice)\b"
)


_SPOKEN_TO = re.compile(
    r"\b(?:you|your|yours|yourself|tu|tus|usted|voce|voces|seu|sua|puedes|eres|hablas|sabes)\b"
)


def known_questions() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the topics and the questions, in the same order."""
    pairs = [(topic, question) for topic, questions in EXEMPLARS.items() for question in questions]
    return tuple(topic for topic, _ in pairs), tuple(question for _, question in pairs)


def known_vectors(encoder: Encoder) -> Vectors:
    """Return the unit vectors of the known questions, shape (questions, dimensions)."""
    shipped = _shipped()
    if shipped is not None and shipped[0] == encoder.digest:
        return shipped[1]
    return encoder.encode_queries(known_questions()[1])


@cache
def _shipped() -> tuple[str, Vectors] | None:
    if not VECTORS.is_file():
        return None
    with np.load(VECTORS) as stored:
        vectors = stored["vectors"].astype(np.float32)
        fits = list(stored["questions"]) == list(known_questions()[1])
        return (str(stored["digest"]), vectors) if fits else None


def may_be_about(question: str) -> bool:
    """Say whether a question stands by itself, so that it can be about hubbot or the whole article."""
    carries = "(" in question  # what an earlier question was about
    return not carries and not _LEANS.search(plain_form(question))


def is_spoken_to(question: str) -> bool:
    """Say whether a question addresses somebody, who can only be hubbot."""
    return bool(_SPOKEN_TO.search(plain_form(question)))


def likest_topic(vectors: Vectors, question: Vectors) -> tuple[str, float]:
    """Return the topic of the known question that a unit vector is nearest to, and the cosine."""
    cosines = vectors @ question
    at = int(np.argmax(cosines))
    return known_questions()[0][at], float(cosines[at])
