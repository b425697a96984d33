"""The fact lines of a corpus, grouped by what they count, so that a comparison ranges over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import PlainSerializer

from hubbot.answering.entities import Entities, NameKind, name_key
from hubbot.text import stem_tokens, tokenize
from hubbot.types import Document, Fact, Section

# Words that only say that something is counted: "Number of universities" is about universities.
COUNT_WORDS = frozenset(
    [
        "number",
        "count",
        "amount",
        "total",
        "quantity",
        "no",
        "the",
        "of",
        "a",
        "an",
        "in",
        "numero",
        "cantidad",
        "total",
        "de",
        "del",
        "la",
        "el",
        "los",
        "las",
        "en",
        "quantidade",
        "do",
        "da",
        "dos",
        "das",
        "o",
        "os",
        "as",
        "no",
        "na",
    ]
)

ARTICLES = frozenset(["the", "a", "an", "el", "la", "los", "las", "o", "a", "os", "as"])

Ordered = Annotated[frozenset[str], PlainSerializer(sorted, return_type=list[str])]
"""A set that is always written in one order."""


@dataclass(frozen=True, slots=True)
class FactEntry:
    """One fact line with its place in the corpus. ``names`` are the keys of the places it is listed under."""

    document_id: str
    section: Section
    fact: Fact
    names: Ordered
    label_names: Ordered

    @property
    def place(self) -> str:
        """The article's words for what this line is listed under."""
        return self.section.city or self.section.title


@dataclass(frozen=True)
class FactGroup:
    """All lines that count the same thing. ``stems`` are the words that name it, in any of its labels."""

    stems: Ordered
    common: Ordered
    entries: tuple[FactEntry, ...]

    @cached_property
    def label(self) -> str:
        """The commonest printed label without the names of places in it, shortest first among equals."""
        labels = sorted(
            (_without_places(entry) for entry in self.entries), key=lambda text: (len(text), text)
        )
        counts = Counter(labels)
        return max(labels, key=lambda label: counts[label])

    @cached_property
    def subject(self) -> str:
        """The words that say what is counted ("tech professionals"), from the label without count words."""
        words = [
            self.label[span.start : span.end]
            for token, span in tokenize(self.label)
            if token not in COUNT_WORDS
        ]
        return " ".join(words).casefold()

    @cached_property
    def figure(self) -> str:
        """The label as a phrase inside a question: no leading article, no capital ("number of universities")."""
        words = self.label.split()
        kept = words[1:] if words and words[0].casefold() in ARTICLES else words
        return " ".join(kept).casefold() if not any(word.isupper() for word in kept) else " ".join(kept)

    @cached_property
    def names_places(self) -> bool:
        """Whether a label of the group names its place ("The population of Colombia")."""
        return any(entry.label_names for entry in self.entries)

    @cached_property
    def variants(self) -> dict[str, tuple[FactEntry, ...]]:
        """Entries by the way their label names the thing, where the labels differ in more than a place."""
        by_key: dict[str, list[FactEntry]] = {}
        for entry in self.entries:
            by_key.setdefault(_bare_label(entry), []).append(entry)
        return {key: tuple(entries) for key, entries in by_key.items()}


def group_facts(documents: Iterable[Document], entities: Entities) -> tuple[FactGroup, ...]:
    """Return the fact lines of ``documents`` in groups."""
    grouping = Grouping()
    entries: list[list[FactEntry]] = []
    for number, entry in grouping.group(documents, entities):
        if number == len(entries):
            entries.append([])
        entries[number].append(entry)
    return tuple(
        FactGroup(frozenset(known), frozenset(common), tuple(of))
        for (known, common), of in zip(grouping.groups, entries, strict=True)
    )


class Grouping:
    """Puts fact lines into groups, one after another.

    ``groups`` are the stems in any label of each and those in all. They are nested ("universities" is in "tech
    universities"); two groups never share all of theirs.
    """

    def __init__(self) -> None:
        self.groups: list[tuple[set[str], set[str]]] = []
        # groups by each stem they began with: others share none
        self._sharing: dict[str, list[int]] = defaultdict(list)

    def group(self, documents: Iterable[Document], entities: Entities) -> Iterator[tuple[int, FactEntry]]:
        """Yield each fact line that says what it counts, with the number of its group."""
        for document in documents:
            for fact in document.facts:
                entry = _entry(document, document.section_by_id[fact.section_id], fact, entities)
                stems = _label_stems(entry, document.language)
                if stems:
                    yield self._number(stems), entry

    def _number(self, stems: frozenset[str]) -> int:
        for number in sorted({number for stem in stems for number in self._sharing[stem]}):
            known, common = self.groups[number]
            if stems <= common or common <= stems:
                known |= stems
                common &= stems
                return number
        for stem in stems:
            self._sharing[stem].append(len(self.groups))
        self.groups.append((set(stems), set(stems)))
        return len(self.groups) - 1


def _entry(document: Document, section: Section, fact: Fact, entities: Entities) -> FactEntry:
    label_names = {
        mention.name.key
        for mention in entities.find(fact.name)
        if mention.exact and mention.name.kind in (NameKind.CITY, NameKind.COUNTRY)
    }
    around = {name_key(text) for text in (section.city, section.country, section.title) if text}
    return FactEntry(document.id, section, fact, frozenset(around | label_names), frozenset(label_names))


def _without_places(entry: FactEntry) -> str:
    """Return the label as printed, less the names of places and what joined them on ("The population of Peru")."""
    if not entry.label_names:
        return entry.fact.name
    inside = {word for name in entry.label_names for word in name.split()}
    words = [
        (token, entry.fact.name[span.start : span.end])
        for token, span in tokenize(entry.fact.name)
        if token.removesuffix("'s") not in inside
    ]
    while words and words[-1][0] in COUNT_WORDS:
        words.pop()
    return " ".join(word for _, word in words) or entry.fact.name


def _label_stems(entry: FactEntry, language: str) -> frozenset[str]:
    return frozenset(stem_tokens(_bare_label(entry), language))


def _bare_label(entry: FactEntry) -> str:
    inside = {word for name in entry.label_names for word in name.split()}
    words = [
        token
        for token, _ in tokenize(entry.fact.name)
        if token.removesuffix("'s") not in inside and token not in COUNT_WORDS
    ]
    return " ".join(words)
