"""What two things can be compared by, in the words of three languages: "cheaper" and "monthly expenses" are both of price.

A comparison is about something else where it speaks of another dimension: a sentence on traffic and prices does not say
which of two cities is safer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

# How words of each dimension begin, in normal form; those that end with "." are whole words, those with a hyphen two.
# What a question may ask by and a sentence must not be believed for ("more people" of "60 % of the people") stands after
# the stroke; after a second one what says it only where nothing else does ("bigger than Lima", not "bigger companies").
_WRITTEN = (
    "cheap cost. costs. costly. pric expens inexpens afford unafford rent. rents. rental fare. fares. budget barat caro. cara. "
    "caros. caras. preci preco coste. costo. costos. custo. custos. gasto alquiler aluguel asequib accesib low-cost bargain "
    "spend bill. bills.",
    "safe. safer. safest. safety unsafe danger crime criminal risk. risks. risky secure. security insecur violen theft robb "
    "segur insegur peligr perigo delinc delito",
    "populat populous inhabit habitant resident. residents citizen pobla morador largest. biggest. smallest. "
    "second-largest. smaller-than. bigger-than. larger-than. | "
    "people. gente. pessoas. persons. | bigger. larger. smaller. big. small. large. grande. maior. menor. mayor. size.",
    "weather clima temperatur warm hot. hotter cold. colder cool. cooler sunn rain. rains. rainy rainier humid calor calid "
    "frio. fria. lluv chuv quente tropical",
    "traffic congest jam. jams. gridlock trafico trafego transito. atasco engarraf embotell",
    "transport bus. buses metro. subway tram. trams. train. trains. trolley onibus autobus transit.",
    "nois loud. louder quiet silen ruid barulh tranquil",
    "pollut clean. cleaner dirt smog contamin polu limp || green. greener greenest",
    "school. schools educat universit college colleges escuela escola educac",
    "job. jobs. employ unemploy work-opportunit vacanc empleo trabajo emprego vagas",
    "sea. seas. seaside coast. coastal beach ocean shore. harbour harbor maritim mar. playa costera costero litoral oceano praia",
    "food. cuisine. restaurant gastronom eat. eating comida culinar",
    "nightlife night-life party. parties bars. clubs. vida-nocturna fiesta festa balada",
    "salar wage. wages pay. paid. income earn. earns. earnings sueldo ingreso renda.",
)
_PARTS = tuple(tuple(part.split() for part in (line + "||").split("|")[:3]) for line in _WRITTEN)


OF_LIVING = frozenset(
    number for number, parts in enumerate(_PARTS) if parts[0][0] not in ("populat", "school.", "job.")
)
"""Dimensions that who looks for a place asks by; of people, schools and jobs a text speaks everywhere."""
INHABITANTS = next(number for number, parts in enumerate(_PARTS) if "populat" in parts[0])
"""The dimension of how many people live somewhere."""


def asks_inhabitants(words: Iterable[str]) -> bool:
    """Say whether all these words, one at least, ask how many people live somewhere: "inhabitants", "people", "bigger"."""
    asked = [INHABITANTS in _dimensions([word], parts=3) for word in words]
    return bool(asked) and all(asked)


def dimensions_of(words: Iterable[str], *, compared: bool = True) -> frozenset[int]:
    """Return which dimensions the content words of a question compare by.

    Without ``compared`` a word of size ("big") by itself is of none: "bigger than Lima" is of people, "a big change" is not.
    """
    asked = frozenset(words)
    return _dimensions(asked, parts=3 if compared and len(asked) == 1 else 2)


def spoken_of(words: Sequence[str]) -> frozenset[int]:
    """Return which dimensions the words of a sentence, in their order, speak of."""
    pairs = [f"{word}-{after}" for word, after in pairwise(words)]
    return _dimensions([*words, *pairs], parts=1)


def _dimensions(words: Iterable[str], *, parts: int) -> frozenset[int]:
    found = frozenset(words)
    return frozenset(
        number
        for number, written in enumerate(_PARTS)
        if any(begins(word, start) for word in found for part in written[:parts] for start in part)
    )


def begins(word: str, start: str) -> bool:
    """Say whether a word begins so; a start with "." at its end is a whole word."""
    return word == start[:-1] if start.endswith(".") else word.startswith(start)
