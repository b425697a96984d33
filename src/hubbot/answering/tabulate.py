"""A comparison as a table: one row a place, each cell a citation, with notes on how complete it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hubbot.answering.citations import cite_fact, cite_heading
from hubbot.answering.entities import NameKind, name_key
from hubbot.answering.facttable import FactEntry, FactGroup
from hubbot.answering.finding import COMPUTED_CERTAINTY, Finding
from hubbot.answering.grammar import Direction
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.contract import Cell, Citation, Table

CURRENCIES = frozenset("$€£¥")
PLACE_KINDS = (NameKind.CITY, NameKind.COUNTRY)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a comparison ranges over.

    ``entries`` are all lines of the group that match the question, ``listed`` those with a number, ``asked`` those
    of the places it names, in the order it names them.
    """

    query: Query
    knowledge: Knowledge
    group: FactGroup
    entries: tuple[FactEntry, ...]
    listed: tuple[FactEntry, ...]
    asked: tuple[FactEntry, ...]


def tabulate(
    scope: Scope,
    rows: Sequence[FactEntry],
    answer: str,
    first: Sequence[FactEntry],
) -> Finding:
    """Return the finding with one table row a line; ``first`` gives the order of the citations."""
    facts = [cite_fact(scope.knowledge.index, entry) for entry in first]
    cells: list[tuple[Cell, ...]] = []
    headings: list[Citation] = []
    for entry in rows:
        heading = cite_heading(scope.knowledge.index, entry)
        if heading is None:
            place = Cell(entry.document_id)
        else:
            headings.append(heading)
            place = Cell(heading.text, len(facts) + len(headings) - 1)
        cells.append((place, Cell(entry.fact.value, list(first).index(entry))))
    table = Table(columns=("", scope.group.label), rows=tuple(cells))
    notes = _notes(scope, rows)
    return Finding(answer, (*facts, *headings), COMPUTED_CERTAINTY, notes=notes, table=table)


def _notes(scope: Scope, rows: Sequence[FactEntry]) -> tuple[str, ...]:
    query, group, entries, knowledge = scope.query, scope.group, scope.entries, scope.knowledge
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
    if len(scope.asked) > 1:
        notes = [say(Reply.COMPLETE, language, found=len(scope.asked), total=len(scope.asked))]
    else:
        notes = [say(Reply.COMPLETE, language, found=len(entries), total=total)]
    # A ranking over all places also says which were left out for counting something else.
    compared = rows if len(scope.asked) > 1 else group.entries
    notes += different_labels(group, compared, language)
    for reply, chosen in (
        (Reply.CUT_SHORT, [entry for entry in rows if entry.fact.truncated]),
        (Reply.NOT_A_NUMBER, [entry for entry in entries if entry.fact.number is None]),
    ):
        if chosen:
            places = enumerate_words(tuple(entry.place for entry in chosen), language)
            notes.append(say(reply, language, places=places))
    return tuple(notes)


def different_labels(group: FactGroup, compared: Sequence[FactEntry], language: str) -> list[str]:
    """Return the note that says which of the lines compared count something else, where there are two labels."""
    among = {id(entry) for entry in compared}
    shown = {
        key: tuple(entry for entry in variant if id(entry) in among)
        for key, variant in group.variants.items()
    }
    shown = {key: variant for key, variant in shown.items() if variant}
    if len(shown) != 2:
        return []
    (key, few), (other, _) = sorted(shown.items(), key=lambda item: (len(item[1]), item[0]))
    places = enumerate_words(tuple(entry.place for entry in few), language)
    return [say(Reply.DIFFERENT_LABELS, language, places=places, label=key, other=other)]


def computed(finding: Finding, value: str, query: Query) -> Finding:
    """Return ``finding`` with the note that its number is hubbot's."""
    note = say(Reply.COMPUTED, query.language, value=value)
    return Finding(
        finding.answer,
        finding.citations,
        finding.certainty,
        notes=(note, *finding.notes),
        table=finding.table,
    )


def ordered(entries: Sequence[FactEntry], direction: Direction | None) -> list[FactEntry]:
    """Return the lines by their number, the largest first unless less is asked for; ties in text order."""
    sign = 1 if direction is Direction.LESS else -1
    return sorted(entries, key=lambda entry: (sign * number_of(entry), entry.document_id, entry.fact.span))


def number_of(entry: FactEntry) -> Decimal:
    """Return a line's number, exact as printed."""
    return Decimal(str(entry.fact.number))


def printed_number(value: Decimal, rows: Sequence[FactEntry], places: int | None = None) -> str:
    """Return a computed number in the unit that all lines share, to so many decimals of it (to all of them)."""
    units = {entry.fact.unit for entry in rows}
    unit = units.pop() if len(units) == 1 else None
    scale = {"million": Decimal(10**6), "billion": Decimal(10**9), "thousand": Decimal(1000)}.get(unit or "")
    value = value / (scale or 1)
    if places is not None:
        value = round(value, places)
    text = f"{value.normalize():,f}"
    if scale:
        return f"{text} {unit}"
    if unit in CURRENCIES:
        return f"{unit}{text}"
    return f"{text}{unit}" if unit == "%" else text


def owners(entry: FactEntry, group: FactGroup) -> frozenset[str]:
    """Return the keys of the places that a line counts for.

    A label that names its place ("The population of Colombia") counts for that place alone; where the lines of
    a group name countries, one that names none is its country's too.
    """
    if entry.label_names:
        return entry.label_names
    country = entry.section.country
    if country and group.names_places:
        return frozenset(n for n in entry.names if n == name_key(country)) or entry.names
    return entry.names


def owner(entry: FactEntry, group: FactGroup) -> str:
    """Return the article's words for the place that a line counts for."""
    country = entry.section.country
    if country and owners(entry, group) == {name_key(country)}:
        return country
    return entry.place


def place_name(query: Query, entry: FactEntry, group: FactGroup) -> str:
    """Return the place as the question calls for it: its country where countries are asked about."""
    asked = query.names(*PLACE_KINDS)
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
    return owner(entry, group)
