"""Which words are places of the world: GeoNames for cities, Unicode CLDR for countries in three languages.

It says what kind of name a word is and that "Brasil" and "Brazil" are one country; it holds no facts. Its names
are in ``places.json``, which ``make places`` writes.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from hubbot.text import normalise

CITY_MIN_POPULATION = 100_000
# Names of smaller cities are common words too often (Sale, Reading, Nice, Población) to be believed in small
# letters: of the cities over a million two are, of those over 300,000 eleven, counted in 600,000 words of prose.
METROPOLIS_MIN_POPULATION = 1_000_000
PLACES = Path(__file__).with_name("places.json")
# "Brazilian", "brasileño", "mexicano", "Uruguayan": the country's name less its last vowel, and an ending.
ADJECTIVE_MIN_STEM = 4
ADJECTIVE_ENDINGS = frozenset(
    [
        "n",
        "an",
        "ian",
        "ean",
        "ns",
        "ans",
        "ians",
        "eans",
        "vian",
        "vians",
        "ese",
        "i",
        "is",
        "ish",
        "no",
        "na",
        "nos",
        "nas",
        "ano",
        "ana",
        "anos",
        "anas",
        "ino",
        "ina",
        "inos",
        "inas",
        "eno",
        "ena",
        "enos",
        "enas",
        "eño",
        "eña",
        "ense",
        "enses",
        "eiro",
        "eira",
        "eiros",
        "eiras",
        "o",
        "a",
        "os",
        "as",
        "es",
        "e",
        "tino",
        "tina",
        "tinos",
        "tinas",
        "tine",
        "tines",
        "ne",
        "nes",
        "neo",
        "nea",
        "rican",
        "ricans",
        "riquense",
        "carioca",
    ]
)


class PlaceKind(StrEnum):
    """What kind of place a name is the name of."""

    CITY = "city"
    COUNTRY = "country"


def place_kind(key: str) -> PlaceKind | None:
    """Say whether a normalised name is a country or a larger city."""
    if key in _countries():
        return PlaceKind.COUNTRY
    return PlaceKind.CITY if _cities().get(key, 0) >= CITY_MIN_POPULATION else None


def is_known_place(key: str, *, written_large: bool) -> bool:
    """Say whether a normalised word is surely a place, ``written_large`` telling whether it starts with a capital."""
    least = CITY_MIN_POPULATION if written_large else METROPOLIS_MIN_POPULATION
    return key in _countries() or _cities().get(key, 0) >= least


def country_code(key: str) -> str | None:
    """Return the ISO code of a country named in English, Spanish or Portuguese, or None."""
    return _countries().get(key)


def country_by_letters(text: str) -> str | None:
    """Return the ISO code of a country abbreviated in capitals ("US", "U.S.", "USA", "UK"), or None."""
    letters = text.replace(".", "")
    return _abbreviations().get(letters) if letters.isupper() else None


def country_of_adjective(key: str) -> str | None:
    """Return the ISO code of the country that a normalised word is the adjective of, or None."""
    return _adjective(key)


_CAPITAL = re.compile(
    r"(?P<adjective>.+) capital(?: city)?|(?:capital|capital city|ciudad capital) (?:of|de|del|do|da|dos) (?:the )?(?P<country>.+)"
)


def capital_named(key: str) -> str | None:
    """Return the normal form of the city that "Colombian capital" or "capital of Peru" (normalised) means, or None."""
    found = _CAPITAL.fullmatch(key)
    if not found:
        return None
    country = found["adjective"] or found["country"]
    code = country_code(country) or country_of_adjective(country)
    name = _places()["capitals"].get(code)
    return normalise(name) if name else None


# Adjectives that are not the country's name with an ending, in their normal form.
_IRREGULAR = {
    word: code
    for code, words in {
        "AR": "argentine argentines", "BE": "belga belgas", "CH": "swiss suizo suiza suizos suico suica",
        "CZ": "czech czechs checo checa", "DE": "german germans aleman alemana alemanes alemao alema", "DK": "danish dane danes danesa dinamarques",
        "ES": "spanish spaniard spaniards espanol espanola espanoles espanhol espanhola espanhois", "FI": "finnish finn finns finlandes finlandesa",
        "FR": "french frances francesa franceses frenchman", "GB": "british english scottish welsh briton britons ingles inglesa britanico britanica",
        "GR": "greek greeks griego griega grego grega", "HU": "hungaro hungara", "IE": "irish irlandes irlandesa", "IL": "israeli israelis",
        "IN": "indian indians indio india", "IS": "icelandic islandes", "KR": "korean koreans coreano coreana", "MX": "mexicano mexicana", "NL": "dutch holandes holandesa neerlandes",
        "NO": "norwegian norwegians noruego noruega noruegues norueguesa", "NZ": "kiwi kiwis", "PE": "peruvian peruvians peruano peruana", "PH": "filipino filipina filipinos",
        "PL": "polish polaco polaca polones polonesa", "PT": "portuguese portugues portuguesa portugueses", "SE": "swedish swede swedes sueco sueca",
        "TH": "thai thais tailandes", "TR": "turkish turk turks turco turca", "UA": "ukrainian ukrainians", "VN": "vietnamese", "CN": "chinese chino china chines chinesa",
        "JP": "japanese japones japonesa", "CR": "tico tica ticos",
    }.items()
    for word in words.split()
}  # fmt: skip


# What looks like a country's name with the ending of an adjective, and is a word or somebody's first name.
_WORDS_ALIKE = (
    "serve serves grenade grenades chili chilies bruno frances francis franco george georges georgina maurice romani romano "
    "colombo"
)
_NO_ADJECTIVES = frozenset(_WORDS_ALIKE.split())


@cache
def _adjective(key: str) -> str | None:
    if key in _NO_ADJECTIVES:
        return None
    if key in _IRREGULAR and key not in _countries():
        return _IRREGULAR[key]
    for name, stem, code in _country_stems():
        if key.startswith(stem) and key != name and key[len(stem) :] in ADJECTIVE_ENDINGS:
            return code
    return None


@cache
def _country_stems() -> tuple[tuple[str, str, str], ...]:
    stems = ((name, name.replace(" ", "").rstrip("aeio"), code) for name, code in _countries().items())
    return tuple((name, stem, code) for name, stem, code in stems if len(stem) >= ADJECTIVE_MIN_STEM)


@cache
def _places() -> dict[str, Any]:
    return dict(json.loads(PLACES.read_text(encoding="utf-8")))


@cache
def _countries() -> dict[str, str]:
    return {normalise(name): code for name, code in _places()["countries"]}


@cache
def _abbreviations() -> dict[str, str]:
    return {"UK": "GB", "US": "US", **_places()["letters"]}


@cache
def _cities() -> dict[str, int]:
    largest: dict[str, int] = {}
    for name, population in _places()["cities"].items():
        key = normalise(name)
        largest[key] = max(largest.get(key, 0), population)
    return largest
