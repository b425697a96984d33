"""How much each arm counts for a question: one that does not know the question's language, little."""

from __future__ import annotations

from collections.abc import Sequence

from hubbot.answering.query import Query
from hubbot.retriever import LEXICAL
from hubbot.settings import MULTILINGUAL

# English encoders place a Spanish question by its names alone: of 80 over English texts (xquad) the right sentence
# comes first for 55 % where all arms count alike, 71 % at a quarter, 74 % at a tenth.
FOREIGN_ARM_WEIGHT = 0.1
# With a gloss those arms can be asked too: of 300 Spanish questions (xquad) and 155 Portuguese ones (Pirá) the right
# passage comes first for 80 and 69 % at a half, 78 and 66 % at one.
GLOSSED_ARM_WEIGHT = 0.5
# Of 447 Spanish and Portuguese questions over texts in their language (xquad, faquad) the right sentence comes first
# for 77 % where an English encoder counts in full, 80 % at 0.3, 79 % without it.
NATIVE_ARM_WEIGHT = 0.3


def arm_weights(query: Query, encoders: Sequence[str]) -> dict[str, float]:
    """Return the weight of each arm that does not count in full, given the encoders' names."""
    if (query.language == "en" and not query.foreign) or not MULTILINGUAL.intersection(encoders):
        return {}
    english = [name for name in encoders if name not in MULTILINGUAL]
    if not query.foreign:
        return dict.fromkeys(english, NATIVE_ARM_WEIGHT)
    of_words = FOREIGN_ARM_WEIGHT if query.gloss is None else GLOSSED_ARM_WEIGHT
    of_english = GLOSSED_ARM_WEIGHT if query.is_read else FOREIGN_ARM_WEIGHT
    return {LEXICAL: of_words} | dict.fromkeys(english, of_english)
