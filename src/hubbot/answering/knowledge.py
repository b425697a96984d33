"""What is learned once from an index and used for every question: names, fact groups, how rare a word is."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hubbot.answering.entities import Entities, Mention, Name, NameKind, learn, name_key, surrounding_names
from hubbot.answering.facttable import FactGroup, group_facts
from hubbot.columns import CITED_KINDS
from hubbot.index import Index
from hubbot.text import stem_tokens
from hubbot.types import Document, Passage, PassageKind, SectionRole, Span


@dataclass(frozen=True)
class Knowledge:
    """Everything the question side knows about a corpus beside its passages."""

    index: Index
    entities: Entities
    groups: tuple[FactGroup, ...]

    @cached_property
    def stems(self) -> dict[str, frozenset[str]]:
        """Stems of each passage's own words, keyed by passage id."""
        language = {document.id: document.language for document in self.index.documents}
        return {
            passage.id: frozenset(stem_tokens(passage.text, language[passage.document_id]))
            for passage in self.index.passages
        }

    @cached_property
    def context_stems(self) -> dict[str, frozenset[str]]:
        """Stems of the paragraph and the heading around each passage, keyed by passage id."""
        rows = self.index.context_rows
        language = {document.id: document.language for document in self.index.documents}
        return {
            passage.id: self.stems[self.index.passages[rows[row]].id]
            | frozenset(
                stem_tokens(
                    " ".join(filter(None, (passage.section, passage.speaker, passage.speaker_role))),
                    language[passage.document_id],
                )
            )
            for row, passage in enumerate(self.index.passages)
        }

    @cached_property
    def fact_rows(self) -> dict[tuple[str, Span], int]:
        """Row of each fact line, keyed by document id and span."""
        passages = self.index.passages
        rows = np.flatnonzero(self.index.columns.facts).tolist()
        return {(passages[row].document_id, passages[row].span): row for row in rows}

    @cached_property
    def following(self) -> dict[str, Passage]:
        """The sentence or quote that comes next in the same document, keyed by the id of the passage before it."""
        spoken = sorted(
            (p for p in self.cited if p.kind is not PassageKind.FACT), key=lambda p: (p.document_id, p.span)
        )
        found: dict[str, Passage] = {}
        for place, passage in enumerate(spoken):
            later = (
                p
                for p in spoken[place + 1 : place + 1 + LOOK_AHEAD]
                if p.document_id == passage.document_id and p.span.start >= passage.span.end
            )
            following = next((p for p in later if not p.text.rstrip().endswith("?")), None)
            if following is not None:
                found[passage.id] = following
        return found

    @cached_property
    def mentions(self) -> dict[str, tuple[Mention, ...]]:
        """Names in each passage's own words, keyed by passage id; their spans count from the passage's start."""
        return {p.id: self.entities.find(p.text, forgiving=False) for p in self.index.passages}

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """Keys of the names in each passage, its heading and its speaker, keyed by passage id."""
        return {p.id: self.own_names[p.id] | self._surrounding(p) for p in self.index.passages}

    def _surrounding(self, passage: Passage) -> frozenset[str]:
        """Names of the place and speaker of a passage; a fact line that names its place is about no other."""
        if passage.role is SectionRole.AUTHOR:
            author = self.index.document_by_id[passage.document_id].author
            return frozenset({name_key(author)}) if author else frozenset()
        if passage.kind is PassageKind.FACT and any(
            m.name.kind in (NameKind.CITY, NameKind.COUNTRY) for m in self.mentions[passage.id]
        ):
            return frozenset()
        return frozenset(map(self.entities.canonical, surrounding_names(passage)))

    @cached_property
    def paragraph_names(self) -> dict[str, frozenset[str]]:
        """Keys of the names in the paragraph around each passage, keyed by passage id."""
        rows = self.index.context_rows
        return {
            passage.id: self.own_names[self.index.passages[rows[row]].id]
            for row, passage in enumerate(self.index.passages)
        }

    @cached_property
    def subjects(self) -> dict[str, Name]:
        """What each document is about where its title is a name, as an encyclopedia's are, keyed by document id."""
        found = {}
        for document in self.index.documents:
            name = _title_name(document)
            if name:
                known = self.entities.by_key.get(name_key(name))
                found[document.id] = known or Name(name, name_key(name), NameKind.OTHER)
        return found

    @cached_property
    def side_names(self) -> frozenset[str]:
        """Keys of the names that occur in author boxes and credits alone."""
        body: set[str] = set()
        side: set[str] = set()
        for passage in self.index.passages:
            (body if passage.role is SectionRole.BODY else side).update(self.names[passage.id])
        return frozenset(side - body)

    @cached_property
    def own_names(self) -> dict[str, frozenset[str]]:
        """Keys of the names in each passage's own words, keyed by passage id."""
        return {key: frozenset(m.name.key for m in found) for key, found in self.mentions.items()}

    @cached_property
    def _frequency(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for passage in self.cited:
            counts.update(self.stems[passage.id])
        return counts

    @cached_property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that can be cited."""
        return tuple(passage for passage in self.index.passages if passage.kind in CITED_KINDS)

    def rarity(self, stem: str) -> float:
        """Return the inverse document frequency of a stem over citable passages, at least 0."""
        total = len(self.cited)
        return math.log(1 + (total - self._frequency[stem] + 0.5) / (self._frequency[stem] + 0.5))


LOOK_AHEAD = 6  # passages: a question and its answer are neighbours
TITLE_NAME_MAX_WORDS = 5
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_NAME_WORD = re.compile(
    r"[\W_]*(?:[^\W\d_a-z].*|\d+(?:st|nd|rd|th)?\W*|of|the|de|da|do|von|van|and|du|la|le|der)"
)


def _title_name(document: Document) -> str | None:
    """Return the title without its brackets where it is a name: the text never writes it small, and uses it where others speak."""
    title = _IN_BRACKETS.sub("", document.title).strip()
    words = title.split()
    if document.title_is_ours or not 1 <= len(words) <= TITLE_NAME_MAX_WORDS:
        return None
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return None
    last = re.escape(words[-1])
    body = document.text.replace(title, "", 1)
    large = re.search(rf"\b{last}\b", body) is not None
    small = words[-1][0].isupper() and re.search(rf"\b{last.lower()}\b", body) is not None
    return title if not small and (large or not document.speeches) else None


def know(index: Index) -> Knowledge:
    """Learn from an index."""
    entities = learn(index.documents, (p for p in index.passages if p.kind in CITED_KINDS))
    return Knowledge(index, entities, group_facts(index.documents, entities))
