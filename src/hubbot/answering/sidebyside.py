"""Places side by side: "compare A and B" without a figure named is answered with every figure that is listed for them.

So is "the figures for A", with the one place.
"""

from __future__ import annotations

from collections.abc import Sequence

from hubbot.answering.citations import cite_fact, cite_heading
from hubbot.answering.entities import Name
from hubbot.answering.facttable import FactEntry, FactGroup
from hubbot.answering.finding import COMPUTED_CERTAINTY, Finding
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.operation import Operation
from hubbot.answering.query import Query, content_words
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.answering.tabulate import PLACE_KINDS, different_labels, owners
from hubbot.contract import Cell, Citation, Table
from hubbot.text import normalise

MISSING = "–"
Lines = dict[str, FactEntry]


def side_by_side(query: Query, knowledge: Knowledge, document_id: str | None = None) -> Finding | None:
    """Return a table of the places whose figures a question wants, a column a figure; None where it is about something else.

    Every cell is a citation; a place that lists no such figure has a dash there, which is ours.
    """
    places = _compared(query)
    if not places:
        return None
    columns = [(group, _lines(group, places, document_id)) for group in knowledge.groups]
    columns = [(group, lines) for group, lines in columns if lines]
    rows = [place for place in places if any(place.key in lines for _, lines in columns)]
    if len(rows) < min(2, len(places)):
        return None
    citations: list[Citation] = []
    cells = [_row(place, [lines for _, lines in columns], citations, knowledge) for place in rows]
    table = Table(columns=("", *(group.label for group, _ in columns)), rows=tuple(cells))
    answer = "; ".join(_in_words(row, [group for group, _ in columns]) for row in cells)
    notes = [
        note
        for group, lines in columns
        for note in different_labels(group, [*lines.values()], query.language)
    ]
    cut = tuple(line.place for _, lines in columns for line in lines.values() if line.fact.truncated)
    if cut:
        notes.append(say(Reply.CUT_SHORT, query.language, places=enumerate_words(cut, query.language)))
    return Finding(answer, tuple(citations), COMPUTED_CERTAINTY, notes=tuple(notes), table=table)


def _in_words(row: Sequence[Cell], groups: Sequence[FactGroup]) -> str:
    """Return the figures of a place as a phrase: "Lima (Peru): mills 7, workshops 120"; those it lacks are left out."""
    place, *values = row
    told = [
        f"{group.subject} {cell.text}"
        for group, cell in zip(groups, values, strict=True)
        if cell.text != MISSING
    ]
    return f"{place.text}: {', '.join(told)}"


def _compared(query: Query) -> list[Name]:
    """Return the places that a question asks of nothing in particular, in the order it names them.

    Several where it compares, and one where it asks for figures in so many words.
    """
    if query.attribute is not None or query.operation not in (None, Operation.RANKING):
        return []
    grammar = GRAMMARS.get(query.language, GRAMMARS["en"])
    said = " ".join(match.group() for match in grammar.ranking.finditer(normalise(query.text))).split()
    words = set(content_words(query.text, query.mentions, grammar)) - set(said)
    asks_figures = grammar.asks_figures(words)
    if not asks_figures and (words or not said):
        return []
    names = list({m.name.key: m.name for m in query.mentions if m.name.kind in PLACE_KINDS}.values())
    return names if asks_figures or len(names) > 1 else []


def _lines(group: FactGroup, places: Sequence[Name], document_id: str | None) -> Lines:
    """Return the line of a group that counts for each place, by its key."""
    return {
        place.key: entry
        for place in places
        for entry in reversed(group.entries)  # of several the first in the text
        if place.key in owners(entry, group) and document_id in (None, entry.document_id)
    }


def _row(
    place: Name, columns: Sequence[Lines], citations: list[Citation], knowledge: Knowledge
) -> tuple[Cell, ...]:
    """Return the cells of a place; what they cite is added to ``citations``."""
    cells = []
    for lines in columns:
        line = lines.get(place.key)
        if line is None:
            cells.append(Cell(MISSING))
            continue
        citations.append(cite_fact(knowledge.index, line))
        cells.append(Cell(line.fact.value, len(citations) - 1))
    entry = next(lines[place.key] for lines in columns if place.key in lines)
    heading = cite_heading(knowledge.index, entry)
    if heading is None:
        return (Cell(place.text), *cells)
    citations.append(heading)
    return (Cell(heading.text, len(citations) - 1), *cells)
