"""Facts: "label – value" lines, bold list labels and table cells, each part a span of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hubbot.marks import trim
from hubbot.reading.layout import Line, cells, item_marker, quote_marker, tables
from hubbot.reading.lexicon import words
from hubbot.reading.numbers import parse_quantity
from hubbot.types import Fact, Span

_BOLD_LABEL = re.compile(r"(\*\*|__)(?=\S)([^*\n]{1,80}?)(:?)\1(?:(?<=:\*\*)|(?<=:__)|\s*[:–—-])\s*(?=\S)")
_SEPARATOR = re.compile(r"[ \t\u00a0]+[–—−-][ \t\u00a0]+|:[ \t\u00a0]+|[ \t\u00a0]+=[ \t\u00a0]+|\t+")
_NUMERIC = re.compile(
    r"(?i)(?:about|around|approx(?:imately|\.)?|over|more than|less than|up to|nearly|almost|at least"
    r"|circa|ca\.|cerca de|más de|mais de|alrededor de|aproximadamente|unos|casi|quase|hasta|até)?"
    r"\s*[~≈<>≤≥±+\-−#]?\s*"
    r"(?:(?:US|CA|AU|NZ|R|MX|A|C|S|HK)?\$|€|£|¥|₹|[A-Z]{3}\s)?\s*\d"
)
_NOTE_CHARACTERS = 300  # at the end of a value: a longer bracket is no note
_NOTE = re.compile(r"[\s\u00a0]*[(\[]([^()\[\]\n]*)[)\]]?[\s.]*\Z")
# Words before a colon that introduce a sentence or a person instead of naming a property.
_NOT_A_LABEL = words(
    "a answer attention author autor by caution cc example e.g ejemplo exemplo foto hint http https i.e",
    "image important importante imagen imagem nota note p pd photo ps q question r remember source",
    "spoiler tip update warning aviso fuente fonte pregunta pergunta respuesta resposta",
)
# A label is a noun phrase, a value an entry: longer sides are prose that happens to hold a dash. The longest
# value with a number seen in guides was "3,000 to 4,500 USD per month for a family".
_LABEL_CHARACTERS, _LABEL_WORDS = 70, 8
_VALUE_WORDS, _WORDY_VALUE_WORDS = 10, 6
_VERB_LIKE = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|will|would|can|es|son|fue|era|está|é|são|foi|you|we|they)\b"
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """The parts of a line that reads as a fact."""

    span: Span
    label: Span
    value: Span
    strong: bool


def is_fact_line(words: str) -> bool:
    """Say whether one line, without its neighbours, reads as a fact."""
    parts = split_fact(words, Span(0, len(words)))
    return parts is not None and parts.strong


def split_fact(text: str, span: Span) -> FactLine | None:
    """Return label and value of the line at ``span``, or None for prose.

    ``strong`` says that the line is a fact by itself: its value is a number or its label is bold. A wordy
    value ("Currency: Peso") is one only among other facts.
    """
    span = trim(text, span)
    if bold := _BOLD_LABEL.match(text, span.start, span.end):
        label, value = Span(*bold.span(2)), Span(bold.end(), span.end)
        bold_label = True
    elif plain := _SEPARATOR.search(text, span.start, min(span.end, span.start + _LABEL_CHARACTERS + 5)):
        label, value = Span(span.start, plain.start()), Span(plain.end(), span.end)
        bold_label = False
    else:
        return None
    label, value = trim(text, label), trim(text, value)
    if not _is_label(text[label.start : label.end]) or not len(value):
        return None
    words = text[value.start : value.end]
    if _NUMERIC.match(words):
        return FactLine(span, label, value, strong=True) if _is_entry(words) else None
    short = len(words.split()) <= _WORDY_VALUE_WORDS and words[-1] not in ".!?:;,"
    return FactLine(span, label, value, strong=bold_label) if short and words[0] not in '“"«‘' else None


def _is_label(words: str) -> bool:
    parts = words.split()
    return (
        len(words) <= _LABEL_CHARACTERS
        and 0 < len(parts) <= _LABEL_WORDS
        and any(character.isalpha() for character in words)
        and words.casefold().rstrip(".") not in _NOT_A_LABEL
        and not re.search(r"[.!?,;“”\"«»](?:\s|\Z)", words)
        and words[0] not in "—–―-@("
        and "://" not in words
        and not _VERB_LIKE.search(words)
    )


def _is_entry(words: str) -> bool:
    """Say whether a value that begins with a number ends soon enough to be an entry, not a sentence."""
    outside = re.sub(r"[(\[][^()\[\]]*[)\]]?", "", words).strip()
    count = len(outside.split())
    if outside.endswith((".", "!", "?")):
        return count <= 4 and not _VERB_LIKE.search(outside)
    return count <= _VALUE_WORDS and not _VERB_LIKE.search(outside)


def find_facts(
    text: str, lines: Sequence[Line], skip: frozenset[int], language: str = "en"
) -> Iterator[tuple[int, Fact]]:
    """Yield each fact with the number of its line; the caller sets the section.

    Lines in ``skip`` (headings, interview turns, code) are never facts.
    """
    in_tables: set[int] = set()
    for header, rows in tables(text, lines):
        in_tables |= {header, header + 1, *rows}
        yield from _table_facts(text, lines, header, rows, language)
    candidates: dict[int, FactLine] = {}
    for number, line in enumerate(lines):
        if number not in skip and number not in in_tables and _stands_alone(text, lines, number):
            words = line.of(text)
            marker = quote_marker(words)
            if marker:
                continue
            start = line.span.start + item_marker(words)
            if found := split_fact(text, Span(start, line.span.end)):
                candidates[number] = found
    for number, found in candidates.items():
        if found.strong or _has_strong_neighbour(text, lines, number, candidates):
            yield number, _fact(text, found, language)


def _stands_alone(text: str, lines: Sequence[Line], number: int) -> bool:
    """Say whether the line is not the middle of a hard-wrapped paragraph."""
    above = lines[number - 1].of(text).strip() if number else ""
    words = lines[number].of(text)
    if not above or item_marker(words) or split_fact(text, lines[number - 1].span) is not None:
        return True
    return len(above) < 60 or above[-1] in ".:!?"


def _has_strong_neighbour(
    text: str, lines: Sequence[Line], number: int, candidates: dict[int, FactLine]
) -> bool:
    """Say whether the next line above or below is a fact by itself, or three in a row look alike."""
    alike = 0
    for step in (-1, 1):
        other = number + step
        while 0 <= other < len(lines) and not lines[other].of(text).strip():
            other += step
        neighbour = candidates.get(other)
        if neighbour is not None:
            alike += 1
            if neighbour.strong:
                return True
    return alike == 2


def _fact(text: str, found: FactLine, language: str) -> Fact:
    """Return the record of a fact line, with its section still open."""
    value, note, truncated = _split_note(text, found.value)
    printed = text[value.start : value.end]
    quantity = parse_quantity(printed, language)
    return Fact(
        span=found.span,
        section_id="",
        label=text[found.label.start : found.label.end],
        label_span=found.label,
        value=printed,
        value_span=value,
        number=quantity.number if quantity else None,
        unit=quantity.unit if quantity else None,
        note=text[note.start : note.end] if note else None,
        note_span=note,
        truncated=truncated,
    )


def _split_note(text: str, value: Span) -> tuple[Span, Span | None, bool]:
    """Return the value without its bracket, the words in it, and whether it never closes."""
    match = _NOTE.search(text[value.start : value.end], max(0, len(value) - _NOTE_CHARACTERS))
    if match is None or match.start() == 0:
        return value, None, False
    closed = text[value.start + match.end(1) : value.start + match.end(1) + 1] in (")", "]")
    note = trim(text, Span(value.start + match.start(1), value.start + match.end(1)))
    bare = trim(text, Span(value.start, value.start + match.start()))
    return bare, note if closed and len(note) else None, not closed


def _table_facts(
    text: str, lines: Sequence[Line], header: int, rows: list[int], language: str
) -> Iterator[tuple[int, Fact]]:
    """Yield the cells of a table, each with the names of its row and its column."""
    columns = [_without_markup(text, cell) for cell in cells(text, lines[header])]
    for number in rows:
        row = [_without_markup(text, cell) for cell in cells(text, lines[number])]
        line = trim(text, lines[number].span)
        for column, cell in zip(columns[1:], row[1:], strict=False):
            if not len(cell) or not len(row[0]):
                continue
            label, subject = (column, row[0]) if len(column) else (row[0], None)
            found = _fact(text, FactLine(line, label, cell, strong=True), language)
            words = text[subject.start : subject.end] if subject else None
            yield number, replace(found, subject=words, subject_span=subject)


def _without_markup(text: str, cell: Span) -> Span:
    """Return a cell without the bold or italic marks around all of it."""
    words = text[cell.start : cell.end]
    for mark in ("**", "__", "*", "_"):
        size = len(mark)
        if len(words) > 2 * size and words.startswith(mark) and words.endswith(mark):
            return trim(text, Span(cell.start + size, cell.end - size))
    return cell
