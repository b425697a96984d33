"""Which fact lines a question is about that does not name them ("how many coders"): by meaning."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from hubbot.answering.facttable import FactGroup
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, QueryKind, content_words
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.retriever import LEXICAL, standardise

Scores = npt.NDArray[np.float32]

# Fact lines answer a question that never names them ("how many inhabitants") when all of them together are this
# many standard deviations nearer to it than the corpus is: 1.26 and more for 23 of 23 such development questions,
# 1.2 and less for all others that are about figures at all.
ATTRIBUTE_MIN_NEARNESS = 1.25
# Groups smaller than this have no mean to speak of: their best line has to be the nearest passage of all.
ATTRIBUTE_MIN_LINES = 3
# Cosine of a question's own words ("technology specialists") with the words of a label ("tech professionals"): of
# 29 questions 0.55 and more for most that mean the figure, 0.46 and less for others; below 0.25 nearness is chance.
CERTAIN_LIKENESS, LEAST_LIKENESS = 0.55, 0.25
CERTAIN = 100.0  # goes before any nearness
FIGURE_TYPES = (AnswerType.NUMBER, AnswerType.ANY, AnswerType.CITY, AnswerType.COUNTRY, AnswerType.DEFINITION)


def may_mean(query: Query, knowledge: Knowledge) -> bool:
    """Say whether a question that names no fact lines can be about some all the same."""
    if query.attribute is not None or not knowledge.groups or query.kind is QueryKind.SPEECH:
        return False
    if any(mention.name.kind not in PLACE_KINDS for mention in query.mentions):
        return False  # what a firm or a person has is no figure of a place
    return query.answer_type in FIGURE_TYPES or query.operation is not None


def by_meaning(
    query: Query, arms: Mapping[str, Scores], knowledge: Knowledge, likeness: Sequence[float] | None
) -> FactGroup | None:
    """Return the fact lines that a question is about without naming them, or None.

    ``arms`` are the scores of all passages, ``likeness`` that of the question's own words to the words of each
    group, in their order; None where they are in different languages, or no encoder can tell.
    """
    nearness = _nearness(arms)
    if nearness is None:
        return None
    columns = knowledge.index.columns
    best_prose = float(np.max(nearness[columns.citable & ~columns.facts], initial=-math.inf))
    found: list[tuple[float, FactGroup]] = []
    for at, group in enumerate(knowledge.groups):
        alike = None if likeness is None else likeness[at]
        score = _stands_out(group, nearness, best_prose, knowledge)
        if alike is not None and _asks_figure(query) and alike >= CERTAIN_LIKENESS:
            found.append((CERTAIN + alike, group))
        elif score is not None and (alike is None or alike >= LEAST_LIKENESS):
            found.append((score, group))
    return max(found, key=lambda one: one[0])[1] if found else None


def _asks_figure(query: Query) -> bool:
    """Say whether a figure is asked for, or the place where it is largest."""
    if query.answer_type is AnswerType.NUMBER:
        return True
    places = (AnswerType.CITY, AnswerType.COUNTRY)
    apart = query.follows is not None or query.left_out is not None
    return query.operation is not None and (query.answer_type in places or apart)


def own_words(query: Query) -> str:
    """Return the words of a question that may name a figure: no names, no figures, no ends of a scale."""
    grammar = GRAMMARS.get(query.language, GRAMMARS["en"])
    return " ".join(
        word
        for word in content_words(query.text, query.mentions, grammar)
        if word not in grammar.scale_words
        and not word[0].isdigit()
        and not grammar.superlative.fullmatch(word)
    )


def _nearness(arms: Mapping[str, Scores]) -> npt.NDArray[np.float64] | None:
    dense = [standardise(one, np.ones(len(one), dtype=bool)) for name, one in arms.items() if name != LEXICAL]
    return np.mean(dense, axis=0) if dense else None


def _stands_out(
    group: FactGroup, nearness: npt.NDArray[np.float64], best_prose: float, knowledge: Knowledge
) -> float | None:
    """Return how much nearer than the corpus the lines of a group are, None where that says nothing."""
    rows = knowledge.fact_rows
    places = [(entry.document_id, entry.fact.span) for entry in group.entries]
    lines = [float(nearness[rows[place]]) for place in places if place in rows]
    if not lines or (len(lines) < ATTRIBUTE_MIN_LINES and max(lines) < best_prose):
        return None
    mean = sum(lines) / len(lines)
    return mean if mean >= ATTRIBUTE_MIN_NEARNESS and max(lines) >= best_prose - 1 else None
