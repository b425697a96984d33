"""Printed numbers to plain ones: "214.3 million" is 214300000.0."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCALES = {
    1e3: "k thousand mil tausend mille mila",
    1e6: "m mn mio million millions millón millones milhão milhões millionen milioni millionen",
    1e9: "bn billion billions bilhão bilhões milliarde milliarden milliard milliards miliardo miliardi",
    1e12: "tn trillion trillions trilhão trilhões billón billones",
}
_SCALE = {word: scale for scale, words in _SCALES.items() for word in words.split()}
# German and Spanish "Billion/billón" is 10^12, and "mil millones" 10^9.
_LONG_SCALE = {"es": {"mil millones": 1e9}, "de": {"billion": 1e12, "billionen": 1e12}}

_APPROXIMATELY = (
    r"(?:about|around|approx(?:imately|\.)?|some|over|more than|less than|under|up to|nearly|almost"
    r"|at least|roughly|est\.|circa|ca\.|cerca de|más de|mais de|menos de|alrededor de|aproximadamente"
    r"|unos|unas|casi|quase|hasta|até|[~≈<>≤≥±])"
)
_CURRENCY = (
    r"(?:(?:US|CA|AU|NZ|R|MX|A|C|S|HK)?\$|€|£|¥|₹|₽|₩|₺|₫"
    r"|USD|EUR|GBP|BRL|MXN|COP|CLP|ARS|UYU|CRC|PEN|CHF|JPY)"
)
_DIGITS = r"[+\-−]?\d{1,3}(?:[ \u00a0\u2009\u202f'’.,]\d{3})+(?:[.,]\d+)?|[+\-−]?\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?i:(?P<approx>{_APPROXIMATELY})\s*)?(?P<before>{_CURRENCY})?\s*(?P<digits>{_DIGITS})\+?"
    rf"(?P<gap>[\s\u00a0]*)(?P<unit>[^\W\d]?[^\d\n]{{0,60}})"
)
_DECIMAL_COMMA = frozenset({"es", "pt", "de", "it", "fr", "nl", "pl", "ru", "tr", "da", "sv", "no", "fi"})
_UNIT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in plain units with the unit as printed."""

    number: float
    unit: str | None


def parse_quantity(printed: str, language: str = "en") -> Quantity | None:
    """Return the number that ``printed`` is, or None where it is a range, a date or no number at all."""
    match = _NUMBER.fullmatch(printed.strip())
    if match is None:
        return None
    unit = match["unit"].strip().rstrip(".,;")
    if len(unit.split()) > _UNIT_WORDS or unit[:1] in ("-", "–", "—", "/", ":", "−"):
        return None
    number = _plain(match["digits"], language)
    scale, _ = _scale(unit, language)
    currency = match["before"]
    return Quantity(number * scale, currency or unit or None)


def _scale(unit: str, language: str) -> tuple[float, str]:
    """Return the factor of the scale word that ``unit`` begins with, and the word."""
    folded = " ".join(unit.casefold().split())
    for phrase, factor in _LONG_SCALE.get(language, {}).items():
        if folded == phrase or folded.startswith(phrase + " "):
            return factor, phrase
    first = folded.split(" ")[0]
    # A bare "m" is metres as often as millions; only "M" and "k" directly after the digits scale.
    if first == "m" and not unit.startswith("M"):
        return 1.0, ""
    return _SCALE.get(first, 1.0), first


def _plain(digits: str, language: str) -> float:
    """Return the value of digits with separators; the language decides where they are ambiguous."""
    sign = -1.0 if digits[0] in "-−" else 1.0
    bare = re.sub(r"[ \u00a0\u2009\u202f'’]", "", digits.lstrip("+-−"))
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return sign * float(bare)
    separator, tail = bare[last], bare[last + 1 :]
    other = "," if separator == "." else "."
    thousands = ("." if language in _DECIMAL_COMMA else ",") == separator
    if bare.count(separator) > 1 or (other not in bare and len(tail) == 3 and thousands and bare[0] != "0"):
        return sign * float(bare.replace(separator, "").replace(other, "."))
    return sign * float(bare.replace(other, "").replace(separator, "."))
