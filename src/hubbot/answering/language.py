"""Which language a question is in: by its function words, and by lingua where those do not decide."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hubbot.answering.grammar import GRAMMARS
from hubbot.text import tokenize

# Three words or fewer are too little for lingua unless it is this sure ("and in Chile?" scores 0.46).
LINGUA_MIN_CONFIDENCE = 0.75

_QUOTED = re.compile(r"“[^”]*”")

IN = {"en": "in", "es": "en", "pt": "em"}
"""The preposition of a place, by language."""


def question_language(text: str, default: str) -> str:
    """Return the code of the language that a question is written in, ``default`` where nothing tells."""
    text = _QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip() else text
    tokens = [token for token, _ in tokenize(text)]
    votes = {code: sum(token in grammar.markers for token in tokens) for code, grammar in GRAMMARS.items()}
    # Accents and inverted marks are written only where they are meant; in names they say nothing.
    small = " ".join(word for word in text.split() if not word.strip('¿¡"“(')[:1].isupper())
    votes["es"] += 2 * sum(mark in text for mark in "¿¡") + 2 * ("ñ" in small)
    votes["pt"] += 2 * sum(mark in small for mark in "ãõç")
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0] != default))
    if ranked[0][1] > ranked[1][1]:
        return ranked[0][0]
    if not tokens or not any(character.isalpha() for character in text):
        return default
    tied = {code for code, count in votes.items() if count == ranked[0][1]}
    best = max(tied, key=lambda code: (_lingua(text).get(code, 0.0), code))
    sure = _lingua(text).get(best, 0.0) >= LINGUA_MIN_CONFIDENCE
    return best if sure or (ranked[0][1] > 0 and default not in tied) else default


@cache
def _detector() -> Any:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_iso_codes_639_1(*_iso_codes()).build()


def _iso_codes() -> list[Any]:
    from lingua import IsoCode639_1

    return [getattr(IsoCode639_1, code.upper()) for code in GRAMMARS]


@cache
def _lingua(text: str) -> dict[str, float]:
    values = _detector().compute_language_confidence_values(text)
    return {value.language.iso_code_639_1.name.lower(): float(value.value) for value in values}
