"""Questions that a sentence no longer answers, made from those it does by the edits that people made."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

Table = dict[str, list[tuple[str, int]]]

_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:(?:of|de|the|von) )?[A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"[\w'-]+")
_SHARES = (
    ("word", 0.5),
    ("name", 0.35),
    ("number", 0.15),
)  # near to the reasons of the human edits: E, A + N, #


def _swap_word(question: str, table: Table, source: random.Random) -> str | None:
    places = [m for m in _WORD.finditer(question) if m.group().lower() in table]
    if not places:
        return None
    place = source.choice(places)
    words, counts = zip(*table[place.group().lower()], strict=True)
    new = source.choices(words, weights=counts)[0]
    if place.group()[0].isupper():
        new = new[:1].upper() + new[1:]
    return question[: place.start()] + new + question[place.end() :]


def _swap_name(question: str, sentence: str, others: Sequence[str], source: random.Random) -> str | None:
    known = (question + " " + sentence).lower()
    places = [m for m in _NAME.finditer(question) if m.start() > 0 and m.group().lower() in sentence.lower()]
    names = [m.group() for other in others for m in _NAME.finditer(other) if m.start() > 0]
    names = [name for name in names if name.lower() not in known]
    if not places or not names:
        return None
    place = source.choice(places)
    return question[: place.start()] + source.choice(names) + question[place.end() :]


def _swap_number(question: str, sentence: str, others: Sequence[str], source: random.Random) -> str | None:
    places = [m for m in _NUMBER.finditer(question) if m.group() in sentence]
    if not places:
        return None
    place = source.choice(places)
    old = place.group()
    numbers = [m.group() for other in others for m in _NUMBER.finditer(other)]
    numbers = [number for number in numbers if len(number) == len(old) and number not in sentence]
    if numbers:
        new = source.choice(numbers)
    else:
        at = source.choice([i for i, letter in enumerate(old) if letter.isdigit()])
        new = old[:at] + str((int(old[at]) + source.randint(1, 8)) % 10) + old[at + 1 :]
    return question[: place.start()] + new + question[place.end() :]


def edit_question(
    question: str, sentence: str, others: Sequence[str], table: Table, source: random.Random
) -> tuple[str, str] | None:
    """Return an edited question and the kind of edit, or None where nothing could be exchanged."""
    kinds = [kind for kind, _ in _SHARES]
    weights = [share for _, share in _SHARES]
    while kinds:
        kind = source.choices(kinds, weights=weights)[0]
        if kind == "word":
            edited = _swap_word(question, table, source)
        elif kind == "name":
            edited = _swap_name(question, sentence, others, source)
        else:
            edited = _swap_number(question, sentence, others, source)
        if edited is not None and edited != question:
            return edited, kind
        at = kinds.index(kind)
        del kinds[at], weights[at]
    return None
