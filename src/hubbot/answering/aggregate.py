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
from hubbot.answering.operation import Operation
from hubbot.answering.query import Query
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.answering.tabulate import (
    PLACE_KINDS,
    Scope,
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

AVERAGE_DECIMALS = 2
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
    return _OPERATIONS[query.operation](Scope(query, knowledge, group, entries, listed, asked))


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
        notes = [say(Reply.LISTED_UNDER, query.language, label=fact.name, section=asked[0].section.title)]
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
    return tabulate(Scope(query, knowledge, group, entries, entries, asked), rows, answer, rows)


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


def _extreme(scope: Scope) -> Finding:
    if scope.query.target is not None and len(scope.asked) == 1:
        return _beyond(scope, scope.asked[0])
    rows = _remaining(scope, ordered(_pool(scope), scope.query.direction))
    at = min(scope.query.rank, len(rows)) - 1
    winner = rows[at]
    tied = [entry for entry in rows if entry.fact.number == winner.fact.number]
    answer = enumerate_words(
        tuple(place_name(scope.query, entry, scope.group) for entry in tied), scope.query.language
    )
    first = [*tied, *(entry for entry in rows if entry not in tied)]
    return tabulate(scope, rows, answer, first)


def _pool(scope: Scope) -> Sequence[FactEntry]:
    """Return the lines that are compared: those of the places named, where several are."""
    return scope.asked if len(scope.asked) > 1 else scope.listed


def _remaining(scope: Scope, rows: list[FactEntry]) -> list[FactEntry]:
    """Return the rows that are meant: those that follow a place ("after Lima"), all but one ("apart from Lima")."""
    if len(scope.asked) != 1 or scope.asked[0] not in rows:
        return rows
    at = rows.index(scope.asked[0])
    if scope.query.follows is not None:
        return rows[at + 1 :] or rows
    if scope.query.left_out is not None:
        return rows[:at] + rows[at + 1 :] or rows
    return rows


def _beyond(scope: Scope, target: FactEntry) -> Finding:
    limit = number_of(target)
    less = scope.query.direction is Direction.LESS
    rows = [
        e
        for e in ordered(scope.listed, scope.query.direction)
        if (number_of(e) < limit if less else number_of(e) > limit)
    ]
    if not rows:
        reason = say(Reply.NONE_MEETS, scope.query.language, total=len(scope.listed))
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    answer = enumerate_words(
        tuple(place_name(scope.query, entry, scope.group) for entry in rows), scope.query.language
    )
    return tabulate(scope, [*rows, target], answer, [*rows, target])


def _ranking(scope: Scope) -> Finding:
    rows = ordered(_pool(scope), scope.query.direction)[: scope.query.top]
    answer = ", ".join(place_name(scope.query, entry, scope.group) for entry in rows)
    return tabulate(scope, rows, answer, rows)


def _threshold(scope: Scope) -> Finding:
    pool = ordered(_pool(scope), scope.query.direction)
    rows = [entry for entry in pool if all(limit.admits(number_of(entry)) for limit in scope.query.limits)]
    if not rows and scope.query.operation is not Operation.COUNT:
        reason = say(Reply.NONE_MEETS, scope.query.language, total=len(pool))
        return Finding(None, certainty=SILENT_CERTAINTY, reason=reason)
    if scope.query.operation is Operation.COUNT:
        answer = str(len(rows))
    else:
        answer = enumerate_words(
            tuple(place_name(scope.query, entry, scope.group) for entry in rows), scope.query.language
        )
    return tabulate(scope, rows or pool, answer, rows or pool)


def _count(scope: Scope) -> Finding:
    if scope.query.limits:
        return _threshold(scope)
    rows = scope.asked or scope.entries
    return tabulate(scope, rows, str(len(rows)), rows)


def _difference(scope: Scope) -> Finding | None:
    if len(scope.asked) != 2:
        return None
    value = printed_number(abs(number_of(scope.asked[0]) - number_of(scope.asked[1])), scope.asked)
    finding = tabulate(scope, scope.asked, value, scope.asked)
    return computed(finding, value, scope.query)


def _total(scope: Scope) -> Finding:
    rows = _pool(scope)
    total = sum((number_of(entry) for entry in rows), Decimal(0))
    places = None
    if scope.query.operation is Operation.AVERAGE:
        total, places = total / len(rows), AVERAGE_DECIMALS
    value = printed_number(total, rows, places)
    return computed(tabulate(scope, rows, value, rows), value, scope.query)


_OPERATIONS = {
    Operation.EXTREME: _extreme,
    Operation.RANKING: _ranking,
    Operation.THRESHOLD: _threshold,
    Operation.COUNT: _count,
    Operation.DIFFERENCE: _difference,
    Operation.TOTAL: _total,
    Operation.AVERAGE: _total,
}


def _stands_under(entry: FactEntry, query: Query) -> bool:
    return bool(entry.names & set(query.names(*PLACE_KINDS)))


def _stems_of(label: str, group: FactGroup) -> frozenset[str]:
    return frozenset(stem for stem in stem_tokens(label, "en") if stem in group.stems)
