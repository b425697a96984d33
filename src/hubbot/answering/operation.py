"""What a question wants computed over fact lines: the extreme, a ranking, a count, with rank and threshold."""

from __future__ import annotations

import re
from enum import StrEnum

from hubbot.answering.entities import Mention
from hubbot.answering.facttable import FactGroup
from hubbot.answering.grammar import Direction, Grammar

_NUMBER = re.compile(
    r"(?<![\w.])\$?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(million|billion|thousand|millones|milhoes|mil|bn|m|k|%)?\b"
)


_SCALE = {
    "million": 1e6, "millones": 1e6, "milhoes": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3,
    "mil": 1e3, "k": 1e3,
}  # fmt: skip


_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "segundo": 2,
    "segunda": 2, "tercero": 3, "tercera": 3, "terceiro": 3, "terceira": 3,
}  # fmt: skip


_SMALL_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "dos": 2, "tres": 3, "dois": 2, "duas": 2}


class Operation(StrEnum):
    """What a comparison over fact lines computes."""

    EXTREME = "extreme"
    RANKING = "ranking"
    THRESHOLD = "threshold"
    COUNT = "count"
    DIFFERENCE = "difference"
    TOTAL = "total"
    AVERAGE = "average"


def find_operation(
    plain: str, grammar: Grammar, attribute: FactGroup | None, mentions: tuple[Mention, ...]
) -> tuple[Operation | None, int, int | None, float | None]:
    """Return what is computed over fact lines, with the rank, the number of rows and the threshold asked for."""
    rank = next((number for word, number in _ORDINALS.items() if re.search(rf"\b{word}\b", plain)), 1)
    top = _top(plain)
    number = _threshold(plain)
    limited = number is not None and (
        grammar.threshold_above.search(plain) or grammar.threshold_below.search(plain)
    )
    operation: Operation | None = None
    if limited:
        operation = (
            Operation.COUNT if grammar.counting.search(plain) or _counts(plain) else Operation.THRESHOLD
        )
    elif grammar.difference.search(plain):
        operation = Operation.DIFFERENCE
    elif grammar.total.search(plain):
        operation = Operation.TOTAL
    elif grammar.average.search(plain):
        operation = Operation.AVERAGE
    elif grammar.ranking.search(plain) or top:
        operation = Operation.RANKING
    elif grammar.counting.search(plain):
        operation = Operation.COUNT
    elif (
        grammar.superlative.search(plain)
        or grammar.comparative.search(plain)
        or rank > 1
        or _has_word(plain, grammar.more_words | grammar.less_words)
    ):
        operation = Operation.EXTREME
    return operation, rank, top, number if limited else None


def _has_word(plain: str, words: frozenset[str]) -> bool:
    return any(
        token in words
        for token in re.findall(r"[\w']+", plain)
        if token not in {"no", "not", "without", "sin", "sem", "nao", "never"}
    )


def _counts(plain: str) -> bool:
    return bool(re.search(r"\bhow many\b|\bcuant[oa]s\b|\bquant[oa]s\b|\bin how many\b", plain))


_AT_LEAST = re.compile(r"\b(?:at least|no (?:fewer|less) than|al menos|como minimo|pelo menos|no minimo)\b")
_AT_MOST = re.compile(r"\b(?:at most|no more than|up to|a lo sumo|como maximo|no maximo)\b")


def threshold_side(plain: str, grammar: Grammar) -> tuple[Direction, bool]:
    """Return on which side of a threshold the question looks, and whether the threshold itself counts."""
    if _AT_LEAST.search(plain):
        return Direction.MORE, True
    if _AT_MOST.search(plain):
        return Direction.LESS, True
    return (Direction.MORE if grammar.threshold_above.search(plain) else Direction.LESS), False


def _top(plain: str) -> int | None:
    found = re.search(r"\btop (\w+)|\b(\w+) (?:biggest|largest|most|smallest|highest|lowest)\b", plain)
    if not found:
        return None
    word = found.group(1) or found.group(2)
    return _SMALL_NUMBERS.get(word) or (int(word) if word.isdigit() and int(word) < 100 else None)


def _threshold(plain: str) -> float | None:
    found = _NUMBER.search(plain)
    if not found:
        return None
    return float(found.group(1).replace(",", "")) * _SCALE.get(found.group(2) or "", 1.0)
