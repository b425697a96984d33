"""What is told of something that is only named: "Medellin", "tell me about Medellin", "summarise Medellin"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, QueryKind
from hubbot.answering.statement import asked_kind
from hubbot.text import stem_tokens
from hubbot.types import Passage, PassageKind

# Characters within which a sentence names what it is about.
SUBJECT_WITHIN = 60


_ASKING = frozenset(
    stem
    for language, words in {
        "en": "something anything everything info information overview summary summarize summarise describe explain introduce talk speak",
        "es": "algo información resumen resume resumir describe explica habla háblame cuenta cuéntame",
        "pt": "algo informação resumo resuma resumir descreva explique fala fale conte",
    }.items()
    for stem in (*stem_tokens(words, language), *stem_tokens(words, "en"))
)


class Placed(Protocol):
    """Something with a passage."""

    @property
    def passage(self) -> Passage:
        """The passage."""
        ...


Each = TypeVar("Each", bound=Placed)


def asks_nothing(query: Query) -> bool:
    """Say whether a question has no word that says what it is about: "which city?"."""
    if query.mentions or query.numbers or query.unknown or query.answer_type is AnswerType.DEFINITION:
        return False
    grammar = GRAMMARS.get(query.language, GRAMMARS["en"])
    return query.words <= frozenset(stem_tokens(asked_kind(query, grammar), query.language))


def names_only(query: Query) -> bool:
    """Say whether a question names one thing and asks no more of it than what it is."""
    if query.kind is not QueryKind.OPEN or query.answer_type not in (AnswerType.ANY, AnswerType.DEFINITION):
        return False
    return query.words <= _ASKING and len(query.mentions) == 1


def introducing(query: Query, candidates: Sequence[Each], knowledge: Knowledge) -> list[Each]:
    """Return the candidates whose sentences begin with the thing, in the order of the text; asked what it is, as they were."""
    key = query.mentions[0].name.key
    found = [
        candidate
        for candidate in candidates
        if candidate.passage.kind is not PassageKind.FACT
        and any(
            m.name.key == key and m.span.start <= SUBJECT_WITHIN
            for m in knowledge.mentions(candidate.passage)
        )
    ]
    if query.answer_type is AnswerType.DEFINITION:
        return found
    return sorted(found, key=lambda each: (each.passage.document_id, each.passage.span))
