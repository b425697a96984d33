"""The fact lines of a corpus, grouped by what they count, so that a comparison ranges over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True, slots=True)
class FactEntry:
    """One fact line with its place in the corpus. ``names`` are the keys of the places it is listed under."""

    document_id: str
    section: Section
    fact: Fact
    names: frozenset[str]
    label_names: frozenset[str]

    @property
    def place(self) -> str:
        """The article's words for what this line is listed under."""
        return self.section.city or self.section.title


@dataclass(frozen=True)
class FactGroup:
    """All lines that count the same thing. ``stems`` are the words that name it, in any of its labels."""

    stems: frozenset[str]
    common: frozenset[str]
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
    """Return the fact lines of ``documents`` in groups.

    The stems in a group are nested ("universities" is in "tech universities"); two groups never share all of theirs.
    """
    groups: list[tuple[set[str], set[str], list[FactEntry]]] = []
    sharing: dict[str, list[int]] = defaultdict(
        list
    )  # groups by each stem they began with: others share none
    for document in documents:
        for fact in document.facts:
            section = document.section_by_id[fact.section_id]
            entry = _entry(document, section, fact, entities)
            stems = _label_stems(entry, document.language)
            if not stems:
                continue
            for number in sorted({number for stem in stems for number in sharing[stem]}):
                known, common, entries = groups[number]
                if stems <= common or common <= stems:
                    known |= stems
                    common &= stems
                    entries.append(entry)
                    break
            else:
                for stem in stems:
                    sharing[stem].append(len(groups))
                groups.append((set(stems), set(stems), [entry]))
    return tuple(
        FactGroup(frozenset(known), frozenset(common), tuple(entries)) for known, common, entries in groups
    )


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
