"""What is learned once from an index and used for every question: names, fact groups, how rare a word is."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from hubbot.answering.entities import Entities, Mention, Name, NameKind, name_key
from hubbot.answering.facttable import FactGroup, group_facts
from hubbot.answering.learned import Learned, Speakers, names_around, read_learned, speakers_of
from hubbot.answering.teaching import learn
from hubbot.columns import CITED_KINDS
from hubbot.index import Index
from hubbot.neighbourhood import Picked
from hubbot.text import normalise, stem_tokens, without_links
from hubbot.types import Document, Passage, PassageKind, SectionRole, Span

LONGEST_OPENING = 24
_OPENS_WITH_PRONOUN = re.compile(
    r"\W*(?:he|she|they|it|his|her|their|its|ella|ellos|ellas|este|esta|ele|ela|eles|elas|seu|sua)\b"
)


@dataclass(frozen=True)
class Knowledge:
    """Everything the question side knows about a corpus beside its passages.

    What is asked of single passages is worked out when it is asked, and remembered. ``learned`` is what a large index
    brings along.
    """

    index: Index
    entities: Entities
    groups: tuple[FactGroup, ...]
    learned: Learned | None = None

    @cached_property
    def stems(self) -> Callable[[Passage], frozenset[str]]:
        """Stems of a passage's own words."""
        return lru_cache(REMEMBERED)(self._stems)

    def _stems(self, passage: Passage) -> frozenset[str]:
        return frozenset(
            stem_tokens(without_links(passage.text), self.index.language_of(passage.document_id))
        )

    @cached_property
    def context_stems(self) -> Callable[[Passage], frozenset[str]]:
        """Stems of the paragraph and the heading around a passage."""
        return lru_cache(REMEMBERED)(self._context_stems)

    def _context_stems(self, passage: Passage) -> frozenset[str]:
        heading = " ".join(filter(None, (passage.section, passage.speaker, passage.speaker_role)))
        around = frozenset(stem_tokens(heading, self.index.language_of(passage.document_id)))
        return around | self.stems(self.paragraph(passage))

    def paragraph(self, passage: Passage) -> Passage:
        """Return the paragraph around a passage, or itself where there is none."""
        return self.index.passages[int(self.index.context_rows[self.index.row_of(passage)])]

    @cached_property
    def fact_rows(self) -> dict[tuple[str, Span], int]:
        """Row of each fact line, keyed by document id and span."""
        passages = self.index.passages
        rows = np.flatnonzero(self.index.columns.facts).tolist()
        return {(passages[row].document_id, passages[row].span): row for row in rows}

    def following(self, passage: Passage) -> Passage | None:
        """Return the sentence or quote that comes next in the same document, None where there is none."""
        passages = self.index.passages
        there = [passages[row] for row in self.index.rows_of_document(passage.document_id)]
        spoken = [p for p in there if p.kind in CITED_KINDS and p.kind is not PassageKind.FACT]
        spoken.sort(key=lambda p: p.span)
        place = next((place for place, each in enumerate(spoken) if each.id == passage.id), len(spoken))
        later = (p for p in spoken[place + 1 : place + 1 + LOOK_AHEAD] if p.span.start >= passage.span.end)
        return next((p for p in later if not p.text.rstrip().endswith("?")), None)

    @cached_property
    def questions_before(self) -> Callable[[str], Mapping[str, Passage]]:
        """Questions of a document's speakers by the ids of the passages in which somebody else answers them."""
        return lru_cache(REMEMBERED)(self._questions_before)

    def _questions_before(self, document_id: str) -> dict[str, Passage]:
        passages = [self.index.passages[row] for row in self.index.rows_of_document(document_id)]
        spoken = sorted(
            (p for p in passages if p.kind in CITED_KINDS), key=lambda p: (p.span.start, -p.span.end)
        )
        found: dict[str, Passage] = {}
        asked: Passage | None = None
        for passage in spoken:
            if passage.kind is not PassageKind.QUOTE or passage.speaker is None:
                asked = None
            elif passage.text.rstrip(' *_)”"').endswith("?") and (
                asked is None or passage.speaker == asked.speaker
            ):
                asked = passage
            elif asked is not None and passage.speaker != asked.speaker:
                found[passage.id] = asked
        return found

    @cached_property
    def mentions(self) -> Callable[[Passage], tuple[Mention, ...]]:
        """Names in a passage's own words; their spans count from the passage's start."""
        return lru_cache(REMEMBERED)(self._mentions)

    def _mentions(self, passage: Passage) -> tuple[Mention, ...]:
        return self.entities.find(without_links(passage.text), forgiving=False)

    @cached_property
    def names(self) -> Callable[[Passage], frozenset[str]]:
        """Keys of the names in a passage, its heading and its speaker."""
        return lru_cache(REMEMBERED)(self._names)

    def _names(self, passage: Passage) -> frozenset[str]:
        around = names_around(passage, self.mentions(passage), self.entities, self._author)
        return self.own_names(passage) | around

    def _author(self, document_id: str) -> str | None:
        return self.index.document_by_id[document_id].author

    def paragraph_names(self, passage: Passage) -> frozenset[str]:
        """Return the keys of the names in the paragraph around a passage, and of those that it goes on about."""
        paragraph = self.paragraph(passage)
        return self.own_names(paragraph) | {name.key for name in self.taken_up(paragraph)}

    @cached_property
    def taken_up(self) -> Callable[[Passage], tuple[Name, ...]]:
        """Names of the paragraph before that a paragraph may go on about, since a pronoun opens it: "She was outside"."""
        return lru_cache(REMEMBERED)(self._taken_up)

    def _taken_up(self, paragraph: Passage) -> tuple[Name, ...]:
        if not _OPENS_WITH_PRONOUN.match(normalise(paragraph.text[:LONGEST_OPENING])):
            return ()
        document = self.index.document_by_id[paragraph.document_id]
        at = bisect_left(document.paragraphs, paragraph.span.start, key=lambda each: each.span.start)
        if not 0 < at < len(document.paragraphs) + 1:
            return ()
        before = document.paragraphs[at - 1]
        if before.section_id != paragraph.section_id:
            return ()
        found = self.entities.find(without_links(document.slice(before.span)), forgiving=False)
        return tuple(dict.fromkeys(mention.name for mention in found))

    def own_names(self, passage: Passage) -> frozenset[str]:
        """Return the keys of the names in a passage's own words."""
        return frozenset(mention.name.key for mention in self.mentions(passage))

    def subject(self, document_id: str) -> Name | None:
        """Return what a document is about where its title is a name, as an encyclopedia's are."""
        name = _title_name(self.index.document_by_id[document_id])
        if not name:
            return None
        return self.entities.by_key.get(name_key(name)) or Name(name, name_key(name), NameKind.OTHER)

    @cached_property
    def side_names(self) -> frozenset[str]:
        """Keys of the names that occur in author boxes and credits alone."""
        if self.learned is not None:
            return self.learned.side_names
        body: set[str] = set()
        side: set[str] = set()
        for passage in self.index.passages:
            (body if passage.role is SectionRole.BODY else side).update(self.names(passage))
        return frozenset(side - body)

    @cached_property
    def _frequency(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for passage in self.cited:
            counts.update(self.stems(passage))
        return counts

    @cached_property
    def cited(self) -> Sequence[Passage]:
        """The passages that can be cited."""
        return Picked(self.index.passages, np.flatnonzero(self.index.columns.citable))

    @cached_property
    def rarity(self) -> Callable[[str], float]:
        """The inverse document frequency of a stem over citable passages, at least 0.

        Of a large index it is read from the lexical arm, whose stems are those of headings and speakers too.
        """
        return lru_cache(REMEMBERED)(self._rarity)

    def _rarity(self, stem: str) -> float:
        total = len(self.cited)
        if self.learned is None:
            held = self._frequency[stem]
        else:
            held = int(np.count_nonzero(self.index.columns.citable[self.index.lexical.holding(stem)]))
        return math.log(1 + (total - held + 0.5) / (held + 0.5))

    @cached_property
    def speakers(self) -> Speakers:
        """Who says something, and where."""
        if self.learned is not None:
            return self.learned.speakers
        return speakers_of(self.index.passages, self.entities)

    def statements(self, key: str) -> list[Passage]:
        """Return the sentences that a person said or is reported to have said, in the order of the text."""
        return [self.index.passages[row] for row in self.speakers.rows.get(key, ())]

    def speakers_by(self, wanted: frozenset[str], language: str) -> frozenset[str]:
        """Return the keys of the speakers each stem of which is met by name, role, place or what they say.

        ``language`` is that of the stems; what is said is compared in its own.
        """
        if self.learned is not None:
            return self._speakers_by_words(wanted, language)
        known: dict[str, set[str]] = {}
        for key, rows in self.speakers.rows.items():
            for passage in (self.index.passages[row] for row in rows):
                words = " ".join(filter(None, (passage.speaker, passage.speaker_role, passage.section)))
                known.setdefault(key, set()).update(self.stems(passage), stem_tokens(words, language))
        return frozenset(key for key, stems in known.items() if wanted <= stems)

    def _speakers_by_words(self, wanted: frozenset[str], language: str) -> frozenset[str]:
        """The same by the lexical arm, which knows the words of names, headings and statements, and by roles."""
        names, numbers = self._speaker_of_row
        roles = [
            frozenset(stem_tokens(" ".join(self.speakers.roles.get(name, ())), language)) for name in names
        ]
        found = set(range(len(names)))
        for stem in wanted:
            said = set(numbers[self.index.lexical.holding(stem)].tolist())
            found &= said | {number for number in found if stem in roles[number]}
        return frozenset(names[number] for number in found)

    @cached_property
    def _speaker_of_row(self) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
        """The keys of all speakers, and for each passage the place of its speaker among them, -1 for none."""
        numbers = np.full(len(self.index.passages), -1, dtype=np.int32)
        for number, rows in enumerate(self.speakers.rows.values()):
            numbers[list(rows)] = number
        return tuple(self.speakers.rows), numbers


REMEMBERED = 16_384  # passages: all of a small corpus, of a large one those that questions come back to
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
    """Learn from an index, or read what was learned when it was built."""
    learned = read_learned(index.learned)
    if learned is not None:
        return Knowledge(index, learned.entities(), learned.groups, learned)
    entities = learn(index.documents, (p for p in index.passages if p.kind in CITED_KINDS))
    return Knowledge(index, entities, group_facts(index.documents, entities))
