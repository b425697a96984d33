"""An amount with all that belongs to it: its unit, what rounds it, and the other end of a range."""

from __future__ import annotations

import re

from hubbot.types import Span

_UNIT = re.compile(
    r"[\s-]?(?:(?:square|cubic)\s)?(?:km|kilomet(?:er|re)s?|cm|centimet(?:er|re)s?|mm|millimet(?:er|re)s?|m|met(?:er|re)s?|"
    r"miles?|feet|foot|ft|inch(?:es)?|yards?|kg|kilograms?|kilos?|grams?|tons?|tonnes?|pounds?|hectares?|acres?|lit(?:er|re)s?|"
    r"gallons?|degrees?|percent|per cent|kilómetros?|metros?|millas?|toneladas?|hectáreas?|litros?|grados?|por ciento|"
    r"quilômetros?|milhas?|hectares|graus?|por cento)[²³]?(?!\w)"
)
_SO_MANY = re.compile(
    r" of (?:hundreds|thousands|millions|billions)\b|(?<=\w) (?:de|e) (?:miles|milhares|millones|milhões)\b"
)
_ROUNDED = re.compile(
    r"\b(?:(?:(?:less|more|fewer|greater|no more|no less) than|at (?:least|most)|up to|over|under|nearly|almost|about|around|"
    r"roughly|approximately|half|close to|menos de|más de|mais de|quase|casi|cerca de|alrededor de|unos|unas|"
    r"al menos|pelo menos|por lo menos|até|hasta|medi[ao]|mei[ao])\s|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)\s(?:or|to|o|ou|a)\s|\d+\s?[–-]\s?)+$",
    re.IGNORECASE,
)


def whole_amount(span: Span, text: str) -> Span:
    """Return an amount with what it cannot be read without: "215 km", "nearly half an hour", "hundreds of thousands"."""
    start, end = span.start, span.end
    measured = _UNIT.match(text, end) if text[end - 1].isdigit() else None
    more = measured or _SO_MANY.match(text, end)
    rounded = _ROUNDED.search(text[:start])
    return Span(rounded.start() if rounded else start, more.end() if more else end)
