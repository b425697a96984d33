"""What a question wants computed over fact lines: the extreme, a ranking, a count, with rank and threshold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hubbot.answering.grammar import Direction, Grammar

_NUMBER = re.compile(
    r"(?<![\w.])\$?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(million|billion|thousand|millones|milhoes|mil|bn|m|k|%)?\b"
)


SCALES = {
    "million": 1e6, "millones": 1e6, "milhoes": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3,
    "mil": 1e3, "k": 1e3,
}  # fmt: skip


_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "segundo": 2,
    "segunda": 2, "tercero": 3, "tercera": 3, "terceiro": 3, "terceira": 3, "cuarto": 4, "cuarta": 4, "quarto": 4,
    "quarta": 4, "quinto": 5, "quinta": 5, "runner-up": 2, "runner up": 2, "subcampeon": 2,
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


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold in plain units, the side of it that is asked for, and whether it counts itself."""

    value: float
    direction: Direction
    inclusive: bool = False

    def admits(self, number: Decimal) -> bool:
        """Say whether a figure is on the side asked for."""
        value = Decimal(str(self.value))
        if number == value:
            return self.inclusive
        return (number < value) == (self.direction is Direction.LESS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants computed, with the rank, the number of rows and the limits that it names."""

    operation: Operation | None
    rank: int = 1
    top: int | None = None
    limits: tuple[Limit, ...] = ()


_NO_AMOUNT = re.compile(r"^\W*(?:which|what|que|cuales|quais) \d+\b|(?<![\d,.])(?:1[5-9]|20)\d\d\b(?![,.]\d)")


def exactly(plain: str) -> Wanted:
    """Return what a question wants that gives a figure and asks whose it is: "which city has 36 mills"."""
    number = None if _NO_AMOUNT.search(plain) else _number(plain)
    if number is None:
        return Wanted(None)
    limits = (Limit(number, Direction.MORE, True), Limit(number, Direction.LESS, True))
    return Wanted(Operation.THRESHOLD, limits=limits)


_GOODNESS = re.compile(r"\b(?:best|better|worst|worse|mejor(?:es)?|peor(?:es)?|melhor(?:es)?|pior(?:es)?)\b")


def is_of_goodness(plain: str, grammar: Grammar) -> bool:
    """Say whether a question asks for the best: no count of things says how good they are."""
    without = _GOODNESS.sub(" ", plain)
    return without != plain and _operation_of(without, grammar, 1, None) is None


def has_rank(plain: str, rank: int) -> bool:
    """Say whether normalised words have one for a rank: "second", "runner-up", "2nd"."""
    return any(_has_ordinal(plain, word) for word, number in _ORDINALS.items() if number == rank)


def _has_ordinal(plain: str, word: str) -> bool:
    return (
        re.search(rf"\b{word}\b(?!-(?:party|hand|rate|class|person|degree|grade|generation))", plain)
        is not None
    )


def find_operation(plain: str, grammar: Grammar) -> Wanted:
    """Return what a normalised question wants computed over fact lines."""
    rank = next((number for word, number in _ORDINALS.items() if _has_ordinal(plain, word)), 1)
    top, limits = _top(plain), _limits(plain, grammar)
    if limits:
        counts = grammar.counting.search(plain) or _counts(plain)
        return Wanted(Operation.COUNT if counts else Operation.THRESHOLD, rank, top, limits)
    return Wanted(_operation_of(plain, grammar, rank, top), rank, top)


def _operation_of(plain: str, grammar: Grammar, rank: int, top: int | None) -> Operation | None:
    for pattern, operation in (
        (grammar.difference, Operation.DIFFERENCE),
        (grammar.total, Operation.TOTAL),
        (grammar.average, Operation.AVERAGE),
        (grammar.ranking, Operation.RANKING),
    ):
        if pattern.search(plain):
            return operation
    if top:
        return Operation.RANKING
    if grammar.counting.search(plain):
        return Operation.COUNT
    if (
        grammar.superlative.search(plain)
        or grammar.comparative.search(plain)
        or rank > 1
        or _has_word(plain, grammar.more_words | grammar.less_words)
    ):
        return Operation.EXTREME
    return None


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


_BETWEEN = re.compile(
    r"\b(?:between|ranging from|in the range of|entre|from|de|desde)\W+(?P<low>\$?\d[^ ]*(?: (?:million|billion|thousand|millones|milhoes|mil)\b)?) "
    r"(?:and|to|y|e|a|ate|hasta)\W+(?P<high>\$?\d.*)"
)


def _limits(plain: str, grammar: Grammar) -> tuple[Limit, ...]:
    """Return the thresholds that a question names, the lower bound of a range first."""
    within = _BETWEEN.search(plain)
    if within and (high := _number(within["high"])) is not None:
        low, scale = _number(within["low"]), _scale(within["high"])
        if low is not None and low < high:
            low = low * scale if low * scale < high and _scale(within["low"]) == 1 else low
            return Limit(low, Direction.MORE, True), Limit(high, Direction.LESS, True)
    found: dict[Direction, Limit] = {}
    for pattern, direction, inclusive in (
        (_AT_LEAST, Direction.MORE, True),
        (_AT_MOST, Direction.LESS, True),
        (grammar.threshold_above, Direction.MORE, False),
        (grammar.threshold_below, Direction.LESS, False),
    ):
        for match in pattern.finditer(plain):
            number = _number(plain[match.end() :])
            if number is not None and direction not in found:
                found[direction] = Limit(number, direction, inclusive)
    first, second = found.get(Direction.MORE), found.get(Direction.LESS)
    if first and second and first.value >= second.value:  # "no more than 40" holds "more than 40" too
        return (second,) if second.inclusive else (first,)
    return tuple(limit for limit in (first, second) if limit)


_TOP = re.compile(
    r"\btop (\w+)|\b(\w+) (?:biggest|largest|most|smallest|highest|lowest)\b|"
    r"^\W*(?:which|what|que|cuales|quais) (?!1\b)(\w+) (?:cities|countries|places|hubs|towns|nations|ciudades|paises|cidades)\b"
    r".*\b(?:most|fewest|least|largest|biggest|smallest|highest|lowest|mas|mayor(?:es)?|menos|menor(?:es)?|mais|maior(?:es)?)\b"
)


def _top(plain: str) -> int | None:
    found = _TOP.search(plain)
    if not found:
        return None
    word = next(word for word in found.groups() if word)
    return _SMALL_NUMBERS.get(word) or (int(word) if word.isdigit() and int(word) < 100 else None)


def _number(words: str) -> float | None:
    """Return the first figure in ``words`` in plain units."""
    found = _NUMBER.search(words)
    if not found:
        return None
    return float(found.group(1).replace(",", "")) * SCALES.get(found.group(2) or "", 1.0)


def _scale(words: str) -> float:
    found = _NUMBER.search(words)
    return SCALES.get(found.group(2) or "", 1.0) if found else 1.0


_DEGREES = {word: Direction.MORE for word in ("more", "most", "mas", "mais")} | {
    word: Direction.LESS for word in ("less", "least", "menos")
}


def find_direction(plain: str, grammar: Grammar) -> Direction | None:
    """Return whether the question points to more or to less, by the first such word.

    What stands before an adjective turns it or leaves it as it is: "más barato" is less, "less cheap" is more.
    """
    tokens = re.findall(r"[\w']+", plain)
    for token, after in zip(tokens, [*tokens[1:], ""], strict=False):
        degree = _DEGREES.get(token)
        if degree is not None and after not in _DEGREES and _points(after, grammar) is Direction.LESS:
            return Direction.LESS if degree is Direction.MORE else Direction.MORE
        if (points := _points(token, grammar)) is not None:
            return points
    return None


def _points(word: str, grammar: Grammar) -> Direction | None:
    if word in grammar.less_words:
        return Direction.LESS
    return Direction.MORE if word in grammar.more_words else None
