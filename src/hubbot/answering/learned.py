"""What a corpus teaches, as it is kept beside a large index: learned once when it is built, read when it is loaded.

To learn from a million passages takes a minute or more; a small corpus is learned from in memory, in less time than it
takes to read a file more.
"""

from __future__ import annotations

import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from hubbot.answering.entities import (
    Entities,
    Mention,
    Name,
    NameKind,
    name_key,
    surrounding_names,
)
from hubbot.answering.facttable import FactEntry, FactGroup, Grouping
from hubbot.answering.teaching import learn
from hubbot.columns import CITED_KINDS
from hubbot.index import LEARNED
from hubbot.types import Document, Passage, PassageKind, SectionRole

KEPT_FROM = 5000
"""Passages from which on this is kept: learning from so many takes half a second."""

VERSION = 2  # of what is learned and how: what another one learned is not used
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


def write_learned(folder: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    """Write what is kept beside an index of these passages into ``folder``; nothing for a small one.

    Documents and passages are gone through several times. In memory are the names and words of the corpus, and eight
    bytes and less for each statement of somebody and each fact line.
    """
    if len(passages) < KEPT_FROM:
        return
    entities = learn(documents, (p for p in passages if p.kind in CITED_KINDS), LONGEST_NUMBER)
    with (folder / LEARNED).open("wb") as file:
        vocabulary = sorted(w for w in entities.vocabulary if len(w) <= LONGEST_NUMBER or not w.isdigit())
        parts: list[tuple[str, Callable[[], Iterable[bytes]]]] = [
            ("version", lambda: [_json(VERSION)]),
            ("names", lambda: [_json(entities.names)]),
            ("vocabulary", lambda: [_json(vocabulary)]),
            ("abbreviated", lambda: [_json(sorted(entities.abbreviated))]),
            ("people", lambda: [_json(entities.people)]),
            ("groups", lambda: _groups(folder, documents, entities)),
            ("speakers", lambda: _speakers(passages, entities)),
            ("side_names", lambda: [_json(sorted(_side_names(documents, passages, entities)))]),
        ]
        for number, (name, pieces) in enumerate(parts):
            file.write(b"," if number else b"{")
            file.write(_json(name) + b":")
            file.writelines(pieces())
        file.write(b"}")


_ANY: TypeAdapter[Any] = TypeAdapter(Any)
_ENTRY = TypeAdapter(FactEntry)
_json = _ANY.dump_json


def _groups(folder: Path, documents: Iterable[Document], entities: Entities) -> Iterator[bytes]:
    """Yield the groups of fact lines in JSON; the lines lie on the disk until it is known which belong together."""
    grouping = Grouping()
    numbers, starts = array("i"), array("q", [0])
    with tempfile.TemporaryFile(dir=folder) as lines:
        for number, entry in grouping.group(documents, entities):
            numbers.append(number)
            starts.append(starts[-1] + lines.write(_ENTRY.dump_json(entry)))
        order = np.argsort(np.frombuffer(numbers, dtype=np.intc), kind="stable")
        ends = np.cumsum(np.bincount(numbers, minlength=len(grouping.groups)))
        yield b"["
        for number, (known, common) in enumerate(grouping.groups):
            yield b"," if number else b""
            yield b'{"stems":%b,"common":%b,"entries":[' % (_json(sorted(known)), _json(sorted(common)))
            for place in range(ends[number - 1] if number else 0, ends[number]):
                start, end = starts[order[place]], starts[order[place] + 1]
                yield b"," if place and place != (ends[number - 1] if number else 0) else b""
                lines.seek(start)
                yield lines.read(end - start)
            yield b"]}"
        yield b"]"


def _speakers(passages: Iterable[Passage], entities: Entities) -> Iterator[bytes]:
    """Yield who says something in JSON."""
    rows, roles = _spoken(passages, entities)
    yield b'{"rows":{'
    for number, (key, each) in enumerate(rows.items()):
        yield b"%b%b:%b" % (b"," if number else b"", _json(key), _json(each.tolist()))
    yield b'},"roles":%b}' % _json({key: list(each) for key, each in roles.items()})


def read_learned(content: bytes | None) -> Learned | None:
    """Return what was learned when an index was built; None where nothing was kept or it is learned otherwise now."""
    if content is None:
        return None
    try:
        kept = _LEARNED.validate_json(content)
    except ValidationError:
        return None
    return kept if kept.version == VERSION else None


def speakers_of(passages: Iterable[Passage], entities: Entities) -> Speakers:
    """Return who says something in the sentences that can be cited."""
    rows, roles = _spoken(passages, entities)
    return Speakers(
        {key: tuple(each) for key, each in rows.items()}, {key: tuple(each) for key, each in roles.items()}
    )


def _spoken(
    passages: Iterable[Passage], entities: Entities
) -> tuple[dict[str, array[int]], dict[str, dict[str, None]]]:
    """Return the rows of the statements of each speaker, and their roles as printed, in order."""
    rows: dict[str, array[int]] = defaultdict(lambda: array("i"))
    roles: dict[str, dict[str, None]] = defaultdict(dict)
    for row, passage in enumerate(passages):
        if passage.kind in SPOKEN and passage.speaker:
            key = entities.canonical(passage.speaker)
            rows[key].append(row)
            if passage.speaker_role:
                roles[key][passage.speaker_role] = None
    return rows, roles


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
    documents: Iterable[Document], passages: Iterable[Passage], entities: Entities
) -> frozenset[str]:
    """Return the keys of names that occur in author boxes and credits and nowhere in the body."""
    author = {document.id: document.author for document in documents if document.author}

    def all_names(passage: Passage) -> frozenset[str]:
        mentions = entities.find(passage.text, forgiving=False)
        around = names_around(passage, mentions, entities, author.get)
        return around | {mention.name.key for mention in mentions}

    side = frozenset(n for p in passages if p.role is not SectionRole.BODY for n in all_names(p))
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
