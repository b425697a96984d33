"""The names and the vocabulary that a corpus teaches: from headings, speakers and capitalised words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from hubbot.answering.entities import Entities, Name, NameKind
from hubbot.answering.gazetteer import country_by_letters, place_kind
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.namewords import Run, capitalised_runs, name_key, plain_word
from hubbot.answering.words import is_of_calendar
from hubbot.text import normalise, words_of
from hubbot.types import Document, Passage

_LETTERS = re.compile(r"\b(?:[A-Z]\.?){2,3}(?![\w.])")
_POSSESSIVE = re.compile(r"['’]s\b|[^\w]+$")
_SMALL = frozenset().union(*(grammar.function_words for grammar in GRAMMARS.values()))
_ADDRESS = re.compile(r"https?://\S+")
_INITIALS = re.compile(r"[A-Z]{3,6}")
_JOINING = re.compile(r"[^\W\d_][\w’'.&-]*")
LONGEST_INITIALS = 6  # letters
LONGEST_CALLED = 3  # words of a name whose last one stands for it
_CALLED_BY_A_PART = (NameKind.PERSON, NameKind.OTHER)


def learn(
    documents: Iterable[Document], passages: Iterable[Passage], longest_number: int | None = None
) -> Entities:
    """Return the entities of a corpus; numbers of more than ``longest_number`` figures are no words of it."""
    kinds: dict[str, NameKind] = {}
    printed: Counter[tuple[str, str]] = Counter()  # names by key and form
    printed_words: Counter[str] = Counter()
    abbreviated: set[str] = set()

    def note(text: str | None, kind: NameKind | None = None, count: int = 1) -> None:
        key = name_key(text or "")
        words = key.split()
        if len(key) < 2 or all(is_of_calendar(word) or word.isdigit() for word in words):
            return
        if kind is None and all(word in _SMALL for word in words):
            return  # "What Does", "El Que": no name, however it is written
        printed[key, " ".join((text or "").split())] += count
        if kind is not None:
            kinds[key] = kind

    for document in documents:
        for speech in document.speeches:
            note(speech.speaker, NameKind.PERSON)
        note(document.author, NameKind.PERSON)
        note(document.publisher)
        for section in document.sections:
            note(section.city, NameKind.CITY)
            note(section.country, NameKind.COUNTRY)
        printed_words.update(
            word
            for word in words_of(_ADDRESS.sub(" ", document.text))  # an address is written small all of it
            if longest_number is None or len(word) <= longest_number or not word.isdigit()
        )
        abbreviated |= {
            code for word in _LETTERS.findall(document.text) if (code := country_by_letters(word))
        }
    vocabulary, small = _vocabulary(printed_words)
    printed_words.clear()
    runs, openers = _runs(passages)
    inside = {name_key(run.text) for run in runs if not run.opens} | set(kinds)
    for run, count in runs.items():
        text = run.without_opening(inside) if run.opens else run.text
        key = name_key(text)
        # A word that the corpus also writes small is a name only if a heading says so.
        if " " in key or key not in small or key in kinds:
            note(text, count=count)
    stood_for = _windows(runs, {key for key, _ in printed})
    runs.clear()
    names = []
    for key, same in groupby(sorted(printed), key=itemgetter(0)):
        forms = [form for _, form in same]
        kind = kinds.get(key) or NameKind(place_kind(key) or NameKind.OTHER)
        text = min(forms, key=lambda form: (-printed[key, form], form))
        names.append(Name(text, key, kind, sum(printed[key, form] for form in forms)))
    alone = openers - small - {name.key for name in names}
    names += [
        Name(key.capitalize(), key, NameKind.OTHER) for key in sorted(alone & _last_words(names).keys())
    ]
    names.sort(key=lambda name: (name.kind, name.key))
    called = _parts_of_people(names) | _by_initials(stood_for, names)
    bare = _without_opening(names)
    called = {part: bare.get(whole, whole) for part, whole in called.items()} | bare
    return Entities(tuple(names), frozenset(vocabulary), frozenset(abbreviated), called)


def _runs(passages: Iterable[Passage]) -> tuple[Counter[Run], set[str]]:
    """Return the capitalised words in a row of all passages, and the keys of the words that open one."""
    runs: Counter[Run] = Counter()
    openers: set[str] = set()
    for passage in passages:
        runs.update(capitalised_runs(passage.text))
        first = next(iter(passage.text.split(maxsplit=1)), "")
        if first[:1].isupper():
            openers.add(name_key(_POSSESSIVE.sub("", first)))
    return runs, openers


def _windows(runs: Iterable[Run], keys: Container[str]) -> dict[str, set[str]]:
    """Return the words in a row that letters could stand for, by those letters: "USPS" for "U.S. Postal Service".

    Only letters that are a name of the corpus are looked for.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for run in runs:
        words = [word for word in _JOINING.findall(run.text) if word[0].isupper()]
        letters = ["".join(part[0] for part in word.split(".") if part) for word in words]
        for start in range(len(words)):
            initials = ""
            for end in range(start, len(words)):
                initials += letters[end]
                if len(initials) > LONGEST_INITIALS:
                    break
                if end > start and _INITIALS.fullmatch(initials) and name_key(initials) in keys:
                    at = run.text.index(words[start])
                    until = run.text.index(words[end], at) + len(words[end])
                    found[name_key(initials)].add(name_key(run.text[at:until]))
    return found


def _by_initials(stood_for: Mapping[str, Collection[str]], names: Iterable[Name]) -> dict[str, str]:
    """Return the key of the one name that letters stand for, by the key of the letters.

    The name may be a part of the words ("the Postal Service" of "U.S. Postal Service"), the longest that is one.
    """
    keys = {name.key for name in names}
    found: dict[str, str] = {}
    for letters, wholes in stood_for.items():
        parts = {_longest_name(whole.split(), keys - {letters}) for whole in wholes} - {""}
        if len(parts) == 1:
            found[letters] = parts.pop()
    return found


def _without_opening(names: Iterable[Name]) -> dict[str, str]:
    """Return the names that are others with a small word before them, and those: "the Postal Service", "So the ..."."""
    keys = {name.key: name.kind for name in names}
    found = {}
    for key, kind in keys.items():
        words = key.split()
        while (
            len(words) > 2 and words[0] in _SMALL and kind is NameKind.OTHER
        ):  # "El Salvador" is not "Salvador"
            words = words[1:]
            if (rest := " ".join(words)) in keys:
                found[key] = rest
    return found


def _longest_name(words: Sequence[str], keys: Container[str]) -> str:
    """Return the longest run of these words that is one of ``keys``, of two words at least; "" where none is."""
    for length in range(len(words), 1, -1):
        for start in range(len(words) - length + 1):
            if (part := " ".join(words[start : start + length])) in keys:
                return part
    return ""


def _vocabulary(printed: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the words of a corpus, and those that are written small somewhere, from its words as printed."""
    words: set[str] = set()
    small: set[str] = set()
    for form in printed:
        plain = normalise(form)
        if plain:
            words.add(plain_word(plain))
            if form[0].islower():
                small.add(plain_word(plain))
    return words, small


def _last_words(names: Iterable[Name]) -> dict[str, set[str]]:
    """Return the keys of the longer names of people and of what is no place, by their last words."""
    wholes: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name.key.split()
        surname = (
            len(words[-1]) > 1 and words[-1].isalpha() and words[0] not in _SMALL
        )  # not "My USPS", "Once I"
        if surname and name.kind in _CALLED_BY_A_PART and 1 < len(words) <= LONGEST_CALLED:
            wholes[words[-1]].add(name.key)
    return wholes


def _parts_of_people(names: Sequence[Name]) -> dict[str, str]:
    """Return the whole name for each part that the corpus uses by itself, of one alone.

    That is the first or last name of a person, and the last word of what may be one: "Atwood" is Margaret Atwood.
    """
    wholes = _last_words(names)
    for name in names:
        words = name.key.split()
        if name.kind is NameKind.PERSON and len(words) > 1:
            for word in (words[0], words[-1]):
                wholes[word].add(name.key)
    return {
        name.key: next(iter(wholes[name.key]))
        for name in names
        if len(wholes.get(name.key, ())) == 1 and name.kind in _CALLED_BY_A_PART
    }
