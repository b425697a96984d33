"""Comparisons over fact lines: computed over all that match, shown as a table whose cells are citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hubbot.answering.citations import cite_fact, cite_heading
from hubbot.answering.entities import NameKind, name_key
from hubbot.answering.facttable import FactEntry, FactGroup
from hubbot.answering.grammar import Direction
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Operation, Query
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.text import normalise, stem_tokens
from hubbot.types import Cell, Citation, Table

_SOURCE = re.compile(r"\b(?:source|according to (?:whom|what|which)|where does .* come from|fuente|fonte)\b")
_PLACES = (NameKind.CITY, NameKind.COUNTRY)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a strategy found: the short answer and its proof, or the reason why there is none.

    ``certainty`` is the probability that this answers the question, in 0..1.
    """

    answer: str | None
    citations: tuple[Citation, ...] = ()
    certainty: float = 0.0
    reason: str | None = None
    notes: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def silent(self) -> bool:
        """Whether nothing may be shown as an answer."""
        return self.reason is not None


# A computed comparison is as sure as the reading of the question; measured on the development questions.
COMPUTED_CERTAINTY = 0.95
SILENT_CERTAINTY = 0.05


def compare(query: Query, knowledge: Knowledge, document_id: str | None = None) -> Finding | None:
    """Return the finding for a comparison over fact lines, or None where the question is no such thing."""
    group = query.attribute
    if group is None or query.operation is None:
        return None
    entries = select(query, group, document_id)
    listed = tuple(entry for entry in entries if entry.fact.number is not None)
    asked, unlisted = match_places(query, listed, group)
    if unlisted:
        names = enumerate_words(unlisted, query.language)
        return Finding(
            None,
            certainty=SILENT_CERTAINTY,
            reason=say(Reply.NO_FIGURE, query.language, subject=group.subject, names=names),
        )
    if not listed:
        return None
    return _OPERATIONS[query.operation](query, knowledge, group, entries, listed, asked)


def look_up(query: Query, knowledge: Knowledge, document_id: str | None = None) -> Finding | None:
    """Return the value of one fact line, or the lines of several places; None where no place is asked about."""
    group = query.attribute
    if group is None:
        return None
    entries = select(query, group, document_id)
    asked, unlisted = match_places(query, entries, group)
    if unlisted:
        names = enumerate_words(unlisted, query.language)
        other = [entry for entry in entries if _stands_under(entry, query)]
        if other:
            place = _owner(other[0], group)
            reason = say(Reply.FIGURE_IS_OF, query.language, place=place, names=names)
        else:
            reason = say(Reply.NO_FIGURE, query.language, subject=group.subject, names=names)
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    if len(asked) == 1:
        fact = asked[0].fact
        citation = cite_fact(knowledge.index, asked[0])
        notes = [say(Reply.LISTED_UNDER, query.language, label=fact.label, section=asked[0].section.title)]
        if fact.note:
            notes.append(say(Reply.SOURCE, query.language, note=fact.note))
        if fact.truncated:
            notes.append(say(Reply.CUT_SHORT, query.language, places=asked[0].place))
        asks_source = bool(fact.note) and bool(_SOURCE.search(normalise(query.text)))
        answer = fact.note if asks_source else fact.value
        return Finding(answer, (citation,), COMPUTED_CERTAINTY, notes=tuple(notes))
    rows = asked or entries
    if len(rows) < 2:
        return None
    answer = "; ".join(f"{_owner(entry, group)}: {entry.fact.value}" for entry in rows)
    return _tabulate(query, knowledge, group, entries, rows, answer, rows)


def select(query: Query, group: FactGroup, document_id: str | None) -> tuple[FactEntry, ...]:
    """Return the lines that a question ranges over: those whose label has all the label words it uses."""
    from_document = [e for e in group.entries if document_id in (None, e.document_id)]
    named = query.words & (group.stems - group.common)
    if named:
        exact = [
            entry
            for key, entries in group.variants.items()
            for entry in entries
            if named <= _stems_of(key, group) and entry in from_document
        ]
        if exact:
            return tuple(sorted(exact, key=lambda entry: (entry.document_id, entry.fact.span)))
    return tuple(from_document)


def match_places(
    query: Query, entries: Sequence[FactEntry], group: FactGroup
) -> tuple[tuple[FactEntry, ...], tuple[str, ...]]:
    """Return the lines of the places asked about, in the order asked, and the places that have none."""
    asked: list[FactEntry] = []
    unlisted: list[str] = []
    for mention in query.mentions:
        if mention.name.kind not in _PLACES:
            continue
        found = [entry for entry in entries if mention.name.key in _owners(entry, group)]
        for entry in found:
            if entry not in asked:
                asked.append(entry)
        if not found:
            unlisted.append(mention.name.text)
    # "Medellin in Colombia" names one place twice, "Santiago or Lima" two: silent only if nothing else fits.
    if asked and unlisted and query.operation is None:
        unlisted = []
    return tuple(asked), tuple(unlisted)


def _extreme(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    if query.target is not None and len(asked) == 1:
        return _beyond(query, knowledge, group, entries, listed, asked[0])
    rows = _ordered(asked if len(asked) > 1 else listed, query.direction)
    at = min(query.rank, len(rows)) - 1
    winner = rows[at]
    tied = [entry for entry in rows if entry.fact.number == winner.fact.number]
    answer = enumerate_words(tuple(_name(query, entry, group) for entry in tied), query.language)
    first = [*tied, *(entry for entry in rows if entry not in tied)]
    return _tabulate(query, knowledge, group, entries, rows, answer, first)


def _beyond(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    target: FactEntry,
) -> Finding:
    limit = _number(target)
    less = query.direction is Direction.LESS
    rows = [
        e for e in _ordered(listed, query.direction) if (_number(e) < limit if less else _number(e) > limit)
    ]
    if not rows:
        reason = say(Reply.NONE_MEETS, query.language, total=len(listed))
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    answer = enumerate_words(tuple(_name(query, entry, group) for entry in rows), query.language)
    return _tabulate(query, knowledge, group, entries, [*rows, target], answer, [*rows, target])


def _ranking(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    rows = _ordered(asked if len(asked) > 1 else listed, query.direction)[: query.top]
    answer = ", ".join(_name(query, entry, group) for entry in rows)
    return _tabulate(query, knowledge, group, entries, rows, answer, rows)


def _threshold(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    limit = Decimal(str(query.threshold or 0))
    less = query.direction is Direction.LESS
    pool = _ordered(asked if len(asked) > 1 else listed, query.direction)
    rows = [entry for entry in pool if (_number(entry) < limit if less else _number(entry) > limit)]
    if not rows and query.operation is not Operation.COUNT:
        reason = say(Reply.NONE_MEETS, query.language, total=len(pool))
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    if query.operation is Operation.COUNT:
        answer = str(len(rows))
    else:
        answer = enumerate_words(tuple(_name(query, entry, group) for entry in rows), query.language)
    return _tabulate(query, knowledge, group, entries, rows or pool, answer, rows or pool)


def _count(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    if query.threshold is not None:
        return _threshold(query, knowledge, group, entries, listed, asked)
    rows = asked or entries
    return _tabulate(query, knowledge, group, entries, rows, str(len(rows)), rows)


def _difference(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding | None:
    if len(asked) != 2:
        return None
    value = _printed(abs(_number(asked[0]) - _number(asked[1])), asked)
    finding = _tabulate(query, knowledge, group, entries, asked, value, asked)
    return _computed(finding, value, query)


def _total(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    rows = asked if len(asked) > 1 else listed
    total = sum((_number(entry) for entry in rows), Decimal(0))
    if query.operation is Operation.AVERAGE:
        total = (total / len(rows)).quantize(Decimal("0.01"))
    value = _printed(total, rows)
    return _computed(_tabulate(query, knowledge, group, entries, rows, value, rows), value, query)


def _listing(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    rows = asked or entries
    answer = "; ".join(f"{_owner(entry, group)}: {entry.fact.value}" for entry in rows)
    return _tabulate(query, knowledge, group, entries, rows, answer, rows)


_OPERATIONS = {
    Operation.EXTREME: _extreme,
    Operation.RANKING: _ranking,
    Operation.THRESHOLD: _threshold,
    Operation.COUNT: _count,
    Operation.DIFFERENCE: _difference,
    Operation.TOTAL: _total,
    Operation.AVERAGE: _total,
    Operation.LISTING: _listing,
}


def _tabulate(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: Sequence[FactEntry],
    rows: Sequence[FactEntry],
    answer: str,
    first: Sequence[FactEntry],
) -> Finding:
    """Return the finding with one table row a line; ``first`` gives the order of the citations."""
    facts = [cite_fact(knowledge.index, entry) for entry in first]
    cells: list[tuple[Cell, ...]] = []
    headings: list[Citation] = []
    for entry in rows:
        heading = cite_heading(knowledge.index, entry)
        if heading is None:
            place = Cell(entry.document_id)
        else:
            headings.append(heading)
            place = Cell(heading.text, len(facts) + len(headings) - 1)
        cells.append((place, Cell(entry.fact.value, list(first).index(entry))))
    table = Table(columns=("", group.label), rows=tuple(cells))
    notes = _notes(query, group, entries, rows, knowledge)
    return Finding(answer, (*facts, *headings), COMPUTED_CERTAINTY, notes=notes, table=table)


def _notes(
    query: Query,
    group: FactGroup,
    entries: Sequence[FactEntry],
    rows: Sequence[FactEntry],
    knowledge: Knowledge,
) -> tuple[str, ...]:
    language = query.language
    documents = {entry.document_id for entry in entries}
    total = len(
        {
            (entry.document_id, entry.section.id)
            for other in knowledge.groups
            for entry in other.entries
            if entry.document_id in documents
        }
    )
    notes = [say(Reply.COMPLETE, language, found=len(entries), total=total)]
    shown = {
        key: tuple(entry for entry in variant if entry in rows) for key, variant in group.variants.items()
    }
    shown = {key: variant for key, variant in shown.items() if variant}
    if len(shown) == 2:
        (key, few), (other, _) = sorted(shown.items(), key=lambda item: (len(item[1]), item[0]))
        places = enumerate_words(tuple(entry.place for entry in few), language)
        notes.append(say(Reply.DIFFERENT_LABELS, language, places=places, label=key, other=other))
    for reply, chosen in (
        (Reply.CUT_SHORT, [entry for entry in rows if entry.fact.truncated]),
        (Reply.NOT_A_NUMBER, [entry for entry in entries if entry.fact.number is None]),
    ):
        if chosen:
            places = enumerate_words(tuple(entry.place for entry in chosen), language)
            notes.append(say(reply, language, places=places))
    return tuple(notes)


def _computed(finding: Finding, value: str, query: Query) -> Finding:
    note = say(Reply.COMPUTED, query.language, value=value)
    return Finding(
        finding.answer,
        finding.citations,
        finding.certainty,
        notes=(note, *finding.notes),
        table=finding.table,
    )


def _ordered(entries: Sequence[FactEntry], direction: Direction | None) -> list[FactEntry]:
    sign = 1 if direction is Direction.LESS else -1
    return sorted(entries, key=lambda entry: (sign * _number(entry), entry.document_id, entry.fact.span))


def _number(entry: FactEntry) -> Decimal:
    return Decimal(str(entry.fact.number))


def _printed(value: Decimal, rows: Sequence[FactEntry]) -> str:
    units = {entry.fact.unit for entry in rows}
    unit = units.pop() if len(units) == 1 else None
    scale = {"million": Decimal(10**6), "billion": Decimal(10**9), "thousand": Decimal(1000)}.get(unit or "")
    if scale:
        return f"{(value / scale).normalize():f} {unit}"
    text = f"{value.normalize():,f}"
    return f"{text}{unit}" if unit == "%" else text


def _owners(entry: FactEntry, group: FactGroup) -> frozenset[str]:
    """Return the keys of the places that a line counts for.

    A label that names its place ("The population of Colombia") counts for that place alone; where the lines of
    a group name countries, one that names none is its country's too.
    """
    if entry.label_names:
        return entry.label_names
    country = entry.section.country
    if country and any(other.label_names for other in group.entries):
        return frozenset(n for n in entry.names if n == name_key(country)) or entry.names
    return entry.names


def _owner(entry: FactEntry, group: FactGroup) -> str:
    country = entry.section.country
    if country and _owners(entry, group) == {name_key(country)}:
        return country
    return entry.place


def _name(query: Query, entry: FactEntry, group: FactGroup) -> str:
    """Return the place as the question calls for it: its country where countries are asked about."""
    asked = query.names(*_PLACES)
    country = entry.section.country
    if country and (
        name_key(country) in asked
        and (entry.section.city is None or name_key(entry.section.city) not in asked)
    ):
        return country
    if country and query.answer_type == "country":
        return country
    if query.answer_type == "city":
        return entry.place
    return _owner(entry, group)


def _stands_under(entry: FactEntry, query: Query) -> bool:
    return bool(entry.names & set(query.names(*_PLACES)))


def _stems_of(label: str, group: FactGroup) -> frozenset[str]:

    return frozenset(stem for stem in stem_tokens(label, "en") if stem in group.stems)
