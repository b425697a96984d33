"""What a corpus teaches, as it is kept beside a large index: learned once when it is built, read when it is loaded.

To learn from a million passages takes a minute or more; a small corpus is learned from in memory, in less time than it
takes to read a file more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from hubbot.answering.entities import (
    Entities,
    Mention,
    Name,
    NameKind,
    learn,
    name_key,
    surrounding_names,
)
from hubbot.answering.facttable import FactGroup, group_facts
from hubbot.columns import CITED_KINDS
from hubbot.index import LEARNED
from hubbot.types import Document, Passage, PassageKind, SectionRole

KEPT_FROM = 5000
"""Passages from which on this is kept: learning from so many takes half a second."""

VERSION = 1  # of what is learned and how: what another one learned is not used
SPOKEN = (PassageKind.QUOTE, PassageKind.REPORTED)
LONGEST_NUMBER = 4
"""Figures of more digits are left out of the words that are kept: a question's are not looked for among them."""


@dataclass(frozen=True)
class Speakers:
    """Who says something, by the key of the whole name: rows of the statements, in order, and roles as printed."""

    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Learned:
    """Names, words and fact lines of a corpus, who speaks in it, and the names that stand beside the body alone."""

    version: int
    names: tuple[Name, ...]
    vocabulary: tuple[str, ...]
    abbreviated: frozenset[str]
    people: Mapping[str, str]
    groups: tuple[FactGroup, ...]
    speakers: Speakers
    side_names: frozenset[str]

    def entities(self) -> Entities:
        """Return the names and the vocabulary as questions use them."""
        return Entities(self.names, frozenset(self.vocabulary), self.abbreviated, dict(self.people))


_LEARNED = TypeAdapter(Learned)


def learned_files(documents: Sequence[Document], passages: Sequence[Passage]) -> dict[str, bytes]:
    """Return what is kept beside an index of these passages, file name to bytes; nothing for a small one."""
    if len(passages) < KEPT_FROM:
        return {}
    entities = learn(documents, (p for p in passages if p.kind in CITED_KINDS))
    kept = Learned(
        version=VERSION,
        names=entities.names,
        vocabulary=tuple(
            sorted(w for w in entities.vocabulary if len(w) <= LONGEST_NUMBER or not w.isdigit())
        ),
        abbreviated=entities.abbreviated,
        people=entities.people,
        groups=group_facts(documents, entities),
        speakers=speakers_of(passages, entities),
        side_names=_side_names(documents, passages, entities),
    )
    return {LEARNED: _LEARNED.dump_json(kept)}


def read_learned(content: bytes | None) -> Learned | None:
    """Return what was learned when an index was built; None where nothing was kept or it is learned otherwise now."""
    if content is None:
        return None
    try:
        kept = _LEARNED.validate_json(content)
    except ValidationError:
        return None
    return kept if kept.version == VERSION else None


def speakers_of(passages: Sequence[Passage], entities: Entities) -> Speakers:
    """Return who says something in the sentences that can be cited."""
    rows: dict[str, list[int]] = defaultdict(list)
    roles: dict[str, dict[str, None]] = defaultdict(dict)
    for row, passage in enumerate(passages):
        if passage.kind in SPOKEN and passage.speaker:
            key = entities.canonical(passage.speaker)
            rows[key].append(row)
            if passage.speaker_role:
                roles[key][passage.speaker_role] = None
    return Speakers(
        {key: tuple(each) for key, each in rows.items()}, {key: tuple(each) for key, each in roles.items()}
    )


def names_around(
    passage: Passage,
    mentions: Sequence[Mention],
    entities: Entities,
    author_of: Callable[[str], str | None],
) -> frozenset[str]:
    """Names of the place and speaker of a passage; a fact line that names its place is about no other.

    ``mentions`` are those in its own words, ``author_of`` a document's author by its id.
    """
    if passage.role is SectionRole.AUTHOR:
        author = author_of(passage.document_id)
        return frozenset({name_key(author)}) if author else frozenset()
    places = (NameKind.CITY, NameKind.COUNTRY)
    if passage.kind is PassageKind.FACT and any(m.name.kind in places for m in mentions):
        return frozenset()
    return frozenset(map(entities.canonical, surrounding_names(passage)))


def _side_names(
    documents: Sequence[Document], passages: Sequence[Passage], entities: Entities
) -> frozenset[str]:
    """Return the keys of names that occur in author boxes and credits and nowhere in the body."""
    author = {document.id: document.author for document in documents}

    def all_names(passage: Passage) -> frozenset[str]:
        mentions = entities.find(passage.text, forgiving=False)
        around = names_around(passage, mentions, entities, author.get)
        return around | {mention.name.key for mention in mentions}

    side = frozenset().union(*(all_names(p) for p in passages if p.role is not SectionRole.BODY))
    if not side:
        return side
    # Names are looked for in all passages, all names in the few that hold one of these.
    wholes = {part: whole for part, whole in entities.people.items() if whole in side}
    few = Entities(tuple(n for n in entities.names if n.key in side), frozenset(), people=wholes)
    found: set[str] = set()
    for passage in passages:
        if passage.role is SectionRole.BODY and (
            few.find(passage.text, forgiving=False)
            or not side.isdisjoint(map(entities.canonical, surrounding_names(passage)))
        ):
            found |= all_names(passage)
    return side - found
