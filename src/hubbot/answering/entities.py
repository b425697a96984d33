"""The names a corpus knows: places, people and organisations learned from its text, and how to find them again.

Nothing here is a list of the article's names. Names come from headings, speakers and capitalised words of the
corpus; a public gazetteer (GeoNames) only says which of them, and which words of a question, are places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache, partial

from rapidfuzz import fuzz, process

from hubbot.answering.gazetteer import (
    capital_named,
    country_code,
    country_of_adjective,
    place_kind,
)
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.namewords import name_key as name_key
from hubbot.answering.namewords import plain_word
from hubbot.answering.words import is_ordinary
from hubbot.text import normalise, tokenize
from hubbot.types import Passage, SectionRole, Span

# "capital of Costa Rica" is a name for San José, unless that is what is asked.
CAPITAL_MAX_WORDS = 4
_BEFORE_NAMES = frozenset().union(*(grammar.function_words for grammar in GRAMMARS.values()))
_ASKS_CAPITAL = re.compile(
    r"\b(?:what|which|cual|qual)(?:'s|s| is| es| e)? (?:the |la |a |el |o )?(?:\w+ )?capital\b"
)
_THE = frozenset(["the", "la", "a", "its", "su", "sua"])
# Below this length a typo turns one name into another (Lima, Lime).
FUZZY_MIN_CHARS = 5
CLOSEST_KEPT, QUESTIONS_KEPT = 4096, 256  # misspelt words, and questions, whose meaning stays in memory
MOST_GUESSED = (
    4096  # names of as many words that a misspelt one is compared with: each takes a tenth of a microsecond
)
# rapidfuzz ratio: 83 lets one letter of six differ ("paolo", "paulo" is 80 with five letters, and is tried by
# the whole name "sao paolo", 88).
FUZZY_MIN_RATIO = 83.0


class NameKind(StrEnum):
    """What a name is the name of."""

    CITY = "city"
    COUNTRY = "country"
    PERSON = "person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the corpus prints it; ``key`` is its normal form, ``count`` how often it occurs."""

    text: str
    key: str
    kind: NameKind
    count: int = 1


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a question: ``span`` counts characters of the question."""

    name: Name
    span: Span
    exact: bool = True


@dataclass(frozen=True)
class Entities:
    """The names and the vocabulary of one corpus.

    ``abbreviated`` are codes of countries printed as letters ("US"). ``people`` is the key of the whole name of
    somebody who is also called by a part of it ("isabel": "isabel ruiz").
    """

    names: tuple[Name, ...]
    vocabulary: frozenset[str]
    abbreviated: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, text: str) -> str:
        """Return the key of a name, of the whole name where ``text`` is a part that means one person alone."""
        key = name_key(text)
        return self.people.get(key, key)

    @cached_property
    def by_key(self) -> dict[str, Name]:
        """Names keyed by their normal form, people by each form that the corpus calls them by."""
        # "startup peru" is Start-Up Peru.
        found = {name_key(name.text.replace("-", "")): name for name in self.names if "-" in name.text}
        found |= {name.key: name for name in self.names}
        return found | {part: found[whole] for part, whole in self.people.items()}

    @cached_property
    def _by_country(self) -> dict[str, Name]:
        return {code: name for name in self.names if (code := country_code(name.key))}

    def has_country(self, key: str) -> bool:
        """Say whether the corpus names the country of a normalised name or adjective, if only by its letters."""
        code = country_code(key) or country_of_adjective(key)
        return code is not None and (
            code in self._by_country or code in self.abbreviated or code in self._by_adjective
        )

    @cached_property
    def _by_adjective(self) -> frozenset[str]:
        """Countries whose adjective the corpus has: "Spanish" is of Spain, and so are "the Spaniards"."""
        return frozenset(code for word in self.vocabulary if (code := country_of_adjective(word)))

    @cached_property
    def _longest(self) -> int:
        return 1 + max((key.count(" ") + 1 for key in self.by_key), default=0)

    @cached_property
    def _by_words(self) -> dict[int, list[str]]:
        """Keys by how many spaces are in them, in order; of very many those that the corpus names most often."""
        found: dict[int, list[str]] = defaultdict(list)
        for key in self.by_key:
            found[key.count(" ")].append(key)
        for spaces, keys in found.items():
            if len(keys) > MOST_GUESSED:
                often = sorted(keys, key=lambda key: -self.by_key[key].count)[:MOST_GUESSED]
                found[spaces] = sorted(often)
        return found

    @cached_property
    def _words_by_letter(self) -> dict[str, list[str]]:
        """The vocabulary in alphabetical order, by first letter."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.vocabulary):
            found[word[:1]].append(word)
        return found

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(key.partition(" ")[0] for key in self.by_key)

    def find(self, text: str, *, forgiving: bool = True) -> tuple[Mention, ...]:
        """Return the corpus names that ``text`` mentions, longest first match, in order.

        Case and accents are always forgiven. A ``forgiving`` search, meant for questions, also finds names in
        other languages, their adjectives, and misspelt ones in words that the corpus does not know.
        """
        return self._find_in_question(text) if forgiving else self._find(text, forgiving=False)

    @cached_property
    def _find_in_question(self) -> Callable[[str], tuple[Mention, ...]]:
        return lru_cache(QUESTIONS_KEPT)(
            partial(self._find, forgiving=True)
        )  # it is asked of one several times

    def _find(self, text: str, *, forgiving: bool) -> tuple[Mention, ...]:
        tokens = tokenize(text)
        mentions: list[Mention] = []
        at, capitals = 0, forgiving and not _ASKS_CAPITAL.search(normalise(text))
        longest = max(self._longest, CAPITAL_MAX_WORDS if capitals else 0)
        while at < len(tokens):
            if not forgiving and plain_word(tokens[at][0]) not in self._beginnings:
                at += 1
                continue
            for length in range(min(longest, len(tokens) - at), 0, -1):
                alone = at == 0 or tokens[at - 1][0] in _BEFORE_NAMES  # not "the startup capital of Peru"
                mention = self._match(tokens[at : at + length], forgiving, capitals and alone)
                if mention:
                    mentions.append(mention)
                    at += length - 1
                    break
            at += 1
        if capitals:
            mentions += self._bare_capital(tokens, mentions)
        return tuple(sorted(mentions, key=lambda mention: mention.span))

    def _bare_capital(
        self, tokens: Sequence[tuple[str, Span]], mentions: Sequence[Mention]
    ) -> tuple[Mention, ...]:
        """Return what "the capital" means where one country is named ("Which Peruvian city is older than the capital?")."""
        countries = {mention.name.key for mention in mentions if mention.name.kind is NameKind.COUNTRY}
        for place, (token, span) in enumerate(tokens):
            before = tokens[place - 1][0] if place else ""
            inside = any(mention.span.overlaps(span) for mention in mentions)
            if token != "capital" or before not in _THE or inside or len(countries) != 1:
                continue
            key = capital_named(f"capital of {next(iter(countries))}")
            if key in self.by_key:
                return (Mention(self.by_key[key], span),)
        return ()

    def _match(self, window: Sequence[tuple[str, Span]], forgiving: bool, capitals: bool) -> Mention | None:
        key = " ".join(plain_word(token) for token, _ in window)
        span = Span(window[0][1].start, window[-1][1].end)
        if key in self.by_key:
            return Mention(self.by_key[key], span)
        if not forgiving:
            return None
        code = country_code(key) or country_of_adjective(key)
        if code in self._by_country:
            return Mention(self._by_country[code], span)
        capital = capital_named(key) if capitals and len(window) > 1 else None
        if capital in self.by_key:
            return Mention(self.by_key[capital], span)
        known = any(plain_word(token) in self.vocabulary for token, _ in window[1:]) and len(window) > 1
        if (
            len(key) < FUZZY_MIN_CHARS
            or place_kind(key)
            or (plain_word(window[0][0]) in self.vocabulary and not known)
        ):
            return None
        found = process.extractOne(
            key, self._by_words.get(key.count(" "), ()), scorer=fuzz.ratio, score_cutoff=FUZZY_MIN_RATIO
        )
        return Mention(self.by_key[found[0]], span, exact=False) if found else None

    def correct(self, token: str) -> str | None:
        """Return the corpus word that a misspelt ``token`` (normalised) most likely means, or None."""
        if token in self.vocabulary or len(token) < FUZZY_MIN_CHARS or token.isdigit() or is_ordinary(token):
            return None
        return self._closest_word(token)

    @cached_property
    def _closest_word(self) -> Callable[[str], str | None]:
        return lru_cache(CLOSEST_KEPT)(self._find_closest)

    def _find_closest(self, token: str) -> str | None:
        words = self._words_by_letter.get(token[:1], ())
        near = [word for word in words if abs(len(word) - len(token)) <= 2]
        found = process.extractOne(token, near, scorer=fuzz.ratio, score_cutoff=FUZZY_MIN_RATIO)
        return str(found[0]) if found else None


def surrounding_names(passage: Passage) -> frozenset[str]:
    """Return the keys of the place that a passage stands under and of its speaker."""
    if passage.role is not SectionRole.BODY:
        return frozenset()
    return frozenset(name_key(text) for text in (passage.city, passage.country, passage.speaker) if text)
