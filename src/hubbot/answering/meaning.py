"""Which fact lines a question is about that does not name them ("how many coders"): by meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from hubbot.answering.facttable import FactGroup
from hubbot.answering.figures import FOR_PEOPLE, asks_names_of
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.operation import Operation, is_of_goodness
from hubbot.answering.query import Query, QueryKind, content_words
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.retriever import LEXICAL, standardise
from hubbot.text import normalise

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
# ... where something is compared, which only figures are; "how many kids got laptops" (0.30) may count anything.
LEAST_LIKENESS_OF_A_COUNT = 0.35
CERTAIN = 100.0  # goes before any nearness
# The same with a multilingual encoder, whose cosines lie close together: the likest label is the one that is meant for
# 38 of 39 questions that mean one, in any language; that one is meant is certain at this cosine and lead over the next.
CERTAIN_KINSHIP, KINSHIP_LEAD = 0.86, 0.03
# ... and where the other encoder finds the same words alike at least, it need not be so near: "how many coders does Lima have?".
AGREED_KINSHIP = 0.84
# ... and in another language than the corpus, where nothing else can tell, it is believed from here on.
FOREIGN_KINSHIP, FOREIGN_LEAD = 0.835, 0.025
# Figures of their own that a label without these words does not give: "the unemployment rate among developers".
OTHER_MEASURES = frozenset([
    "rate", "rates", "salary", "salaries", "wage", "wages", "pay", "earn", "earns", "income", "age", "ages",
    "old", "share", "percentage", "percent", "proportion", "growth", "grow", "grew", "density", "cost",
    "costs", "price", "prices", "rent", "budget", "gdp", "unemployment", "tax", "taxes", "area", "surface",
    "distance", "temperature", "salario", "salarios", "sueldo", "sueldos", "ganan", "gana", "renta", "tasa",
    "taxa", "edad", "idade", "porcentaje", "porcentagem", "crecimiento", "crescimento", "costo", "custo",
    "precio", "preco", "alquiler", "aluguel", "impuestos", "impostos", "superficie", "desempleo", "desemprego",
])  # fmt: skip
# Who or what stands in the text is counted by reading it: no figure of a place says how many are quoted.
_IN_THE_TEXT = re.compile(
    r"\b(?:quoted|interviewed|mentioned|cited|featured|citad[oa]s|entrevistad[oa]s|mencionad[oa]s)\b"
)
FIGURE_TYPES = (AnswerType.NUMBER, AnswerType.ANY, AnswerType.CITY, AnswerType.COUNTRY, AnswerType.DEFINITION)


def may_mean(query: Query, knowledge: Knowledge) -> bool:
    """Say whether a question that names no fact lines can be about some all the same."""
    if query.attribute is not None or not knowledge.groups or query.kind is QueryKind.SPEECH:
        return False
    if any(asks_names_of(query.plain, group.label) for group in knowledge.groups):
        return False
    if any(mention.name.kind not in PLACE_KINDS for mention in query.mentions):
        return False  # what a firm or a person has is no figure of a place
    words, grammar = frozenset(own_words(query).split()), GRAMMARS.get(query.language, GRAMMARS["en"])
    if not (words or query.mentions) or OTHER_MEASURES & words or grammar.asks_figures(words):
        return False
    plain = normalise(query.text)
    if (
        is_of_goodness(plain, grammar)
        or FOR_PEOPLE.search(plain)
        or (not query.names(*PLACE_KINDS) and _IN_THE_TEXT.search(plain))
    ):
        return False
    if query.answer_type is AnswerType.LIST:
        return bool(query.mentions)
    return query.answer_type in FIGURE_TYPES or query.operation is not None


def by_meaning(
    query: Query,
    arms: Mapping[str, Scores],
    knowledge: Knowledge,
    likeness: Sequence[float] | None,
    kinship: Sequence[float] | None = None,
) -> FactGroup | None:
    """Return the fact lines that a question is about without naming them, or None.

    ``arms`` are the scores of all passages, ``likeness`` that of the question's own words to the words of each
    group, in their order; None where they are in different languages, or no encoder can tell. ``kinship`` is that of
    the words to "How many ...?" by an encoder that knows many languages; where it is given, the likest group is
    the only one that can be meant.
    """
    likest, certain = _likest(query, kinship, likeness)
    least = LEAST_LIKENESS if query.operation else LEAST_LIKENESS_OF_A_COUNT
    nearness = _nearness(arms)
    if nearness is None:
        return None
    columns = knowledge.index.columns
    best_prose = float(np.max(nearness[columns.citable & ~columns.facts], initial=-math.inf))
    found: list[tuple[float, FactGroup]] = []
    for at, group in enumerate(knowledge.groups):
        if likest is not None and at != likest:
            continue
        alike = None if likeness is None else likeness[at]
        score = _stands_out(group, nearness, best_prose, knowledge)
        if certain or (alike is not None and _asks_figure(query) and alike >= CERTAIN_LIKENESS):
            found.append((CERTAIN + (alike or 0.0), group))
        elif score is not None and (alike is None or alike >= least):
            found.append((score, group))
    return max(found, key=lambda one: one[0])[1] if found else None


def _likest(
    query: Query, kinship: Sequence[float] | None, likeness: Sequence[float] | None
) -> tuple[int | None, bool]:
    """Return which group the question's words are likest to, and whether it is certainly meant."""
    if not kinship:
        return None, False
    ranked = sorted(kinship, reverse=True)
    lead = ranked[0] - ranked[1] if len(ranked) > 1 else 0.0
    least, ahead = (FOREIGN_KINSHIP, FOREIGN_LEAD) if query.foreign else (CERTAIN_KINSHIP, KINSHIP_LEAD)
    at = list(kinship).index(ranked[0])
    if not query.foreign and likeness is not None and likeness[at] >= LEAST_LIKENESS_OF_A_COUNT:
        least = AGREED_KINSHIP
    return at, ranked[0] >= least and lead >= ahead and _asks_figure(query)


def _asks_figure(query: Query) -> bool:
    """Say whether a figure is asked for, or the place where it is largest, of all or of those that are named."""
    if query.answer_type is AnswerType.NUMBER:
        return True
    if query.answer_type is AnswerType.LIST and query.names(*PLACE_KINDS):
        return True  # "give me Peru's inhabitants"
    places = (AnswerType.CITY, AnswerType.COUNTRY)
    apart = query.follows is not None or query.left_out is not None
    among = len(set(query.names(*PLACE_KINDS))) > 1 and query.answer_type is not AnswerType.YES_NO
    ranked = query.operation is Operation.RANKING and query.top is not None  # "top 3 workforces"
    return query.operation is not None and (query.answer_type in places or apart or among or ranked)


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
