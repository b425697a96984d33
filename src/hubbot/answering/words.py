"""Which words are ordinary: English ones, so that "teach" is not taken for a misspelt "tech", and those of a calendar."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

# Written large in English, and yet no names: "Sundays", "in January".
_CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "segunda",
        "terca",
        "quarta",
        "quinta",
        "sexta",
        "janeiro",
        "fevereiro",
        "marco",
        "maio",
        "junho",
        "julho",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ]
)


def is_of_calendar(word: str) -> bool:
    """Say whether a normalised word is a day of the week or a month, in the plural too."""
    return word in _CALENDAR or word.removesuffix("s") in _CALENDAR


def is_ordinary(word: str) -> bool:
    """Say whether a normalised word is in the vocabulary that the packaged scorer was built on (BERT's, 23,000 words)."""
    return word in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    path = resources.files("hubbot").joinpath("models", "scorer", "tokenizer.json")
    pieces = json.loads(path.read_text("utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isalpha() and len(piece) > 1)
