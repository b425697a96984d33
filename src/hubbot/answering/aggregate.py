"""Comparisons over fact lines: computed over all that match, shown as a table whose cells are citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from hubbot.answering.citations import cite_fact
from hubbot.answering.facttable import FactEntry, FactGroup
from hubbot.answering.finding import COMPUTED_CERTAINTY, SILENT_CERTAINTY, Finding
from hubbot.answering.grammar import Direction
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Operation, Query
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.answering.tabulate import (
    PLACE_KINDS,
    computed,
    number_of,
    ordered,
    owner,
    owners,
    place_name,
    printed_number,
    tabulate,
)
from hubbot.text import normalise, stem_tokens

_SOURCE = re.compile(r"\b(?:source|according to (?:whom|what|which)|where does .* come from|fuente|fonte)\b")


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
            place = owner(other[0], group)
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
    answer = "; ".join(f"{owner(entry, group)}: {entry.fact.value}" for entry in rows)
    return tabulate(query, knowledge, group, entries, rows, answer, rows)


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
        if mention.name.kind not in PLACE_KINDS:
            continue
        found = [entry for entry in entries if mention.name.key in owners(entry, group)]
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
    rows = ordered(asked if len(asked) > 1 else listed, query.direction)
    at = min(query.rank, len(rows)) - 1
    winner = rows[at]
    tied = [entry for entry in rows if entry.fact.number == winner.fact.number]
    answer = enumerate_words(tuple(place_name(query, entry, group) for entry in tied), query.language)
    first = [*tied, *(entry for entry in rows if entry not in tied)]
    return tabulate(query, knowledge, group, entries, rows, answer, first)


def _beyond(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    target: FactEntry,
) -> Finding:
    limit = number_of(target)
    less = query.direction is Direction.LESS
    rows = [
        e
        for e in ordered(listed, query.direction)
        if (number_of(e) < limit if less else number_of(e) > limit)
    ]
    if not rows:
        reason = say(Reply.NONE_MEETS, query.language, total=len(listed))
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    answer = enumerate_words(tuple(place_name(query, entry, group) for entry in rows), query.language)
    return tabulate(query, knowledge, group, entries, [*rows, target], answer, [*rows, target])


def _ranking(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    rows = ordered(asked if len(asked) > 1 else listed, query.direction)[: query.top]
    answer = ", ".join(place_name(query, entry, group) for entry in rows)
    return tabulate(query, knowledge, group, entries, rows, answer, rows)


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
    pool = ordered(asked if len(asked) > 1 else listed, query.direction)
    rows = [entry for entry in pool if (number_of(entry) < limit if less else number_of(entry) > limit)]
    if not rows and query.operation is not Operation.COUNT:
        reason = say(Reply.NONE_MEETS, query.language, total=len(pool))
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    if query.operation is Operation.COUNT:
        answer = str(len(rows))
    else:
        answer = enumerate_words(tuple(place_name(query, entry, group) for entry in rows), query.language)
    return tabulate(query, knowledge, group, entries, rows or pool, answer, rows or pool)


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
    return tabulate(query, knowledge, group, entries, rows, str(len(rows)), rows)


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
    value = printed_number(abs(number_of(asked[0]) - number_of(asked[1])), asked)
    finding = tabulate(query, knowledge, group, entries, asked, value, asked)
    return computed(finding, value, query)


def _total(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    rows = asked if len(asked) > 1 else listed
    total = sum((number_of(entry) for entry in rows), Decimal(0))
    if query.operation is Operation.AVERAGE:
        total = (total / len(rows)).quantize(Decimal("0.01"))
    value = printed_number(total, rows)
    return computed(tabulate(query, knowledge, group, entries, rows, value, rows), value, query)


def _listing(
    query: Query,
    knowledge: Knowledge,
    group: FactGroup,
    entries: tuple[FactEntry, ...],
    listed: tuple[FactEntry, ...],
    asked: tuple[FactEntry, ...],
) -> Finding:
    rows = asked or entries
    answer = "; ".join(f"{owner(entry, group)}: {entry.fact.value}" for entry in rows)
    return tabulate(query, knowledge, group, entries, rows, answer, rows)


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


def _stands_under(entry: FactEntry, query: Query) -> bool:
    return bool(entry.names & set(query.names(*PLACE_KINDS)))


def _stems_of(label: str, group: FactGroup) -> frozenset[str]:

    return frozenset(stem for stem in stem_tokens(label, "en") if stem in group.stems)
