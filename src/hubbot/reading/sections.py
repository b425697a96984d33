"""Headings to sections that tile the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hubbot.reading.headings import Heading, Shape, title_words, without_number
from hubbot.reading.layout import Line
from hubbot.reading.places import place_shape, split_place
from hubbot.types import Section, SectionRole, Span

_ROLES = {Shape.AUTHOR: SectionRole.AUTHOR, Shape.CREDIT: SectionRole.CREDIT}


def find_sections(text: str, lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[Section, ...]:
    """Return the sections that ``headings`` make; they tile ``text``.

    A credit line is a section of its own, untitled, inside the section it stands in. Where text follows the
    credit before the next heading, that section goes on in a second record with the same title.
    """
    shapes = sum(place_shape(title_words(text, heading)) for heading in headings)
    starts = _starts(text, lines, headings)
    sections: list[Section] = []
    outer: list[Section] = []
    for index, (start, heading) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        name, span = f"s{index + 1}", Span(start, end)
        if heading is None:
            goes_on = outer[-1] if outer else Section("", "", None, span)
            section = replace(goes_on, id=name, span=span)
        else:
            outer = _enclosing(outer, heading)
            section = _section(text, name, span, heading, outer[-1] if outer else None, loose=shapes > 1)
            if heading.shape is not Shape.CREDIT:
                outer.append(section)
        sections.append(section)
    return tuple(sections)


def _starts(
    text: str, lines: Sequence[Line], headings: Sequence[Heading]
) -> list[tuple[int, Heading | None]]:
    """Return where each section starts; None stands for text without a heading of its own."""
    starts: list[tuple[int, Heading | None]] = [(0, None)]
    for index, heading in enumerate(headings):
        starts.append((lines[heading.line].span.start, heading))
        if heading.shape is Shape.CREDIT:
            after = lines[heading.line].next
            following = headings[index + 1 : index + 2]
            until = lines[following[0].line].span.start if following else len(text)
            if text[after:until].strip():
                starts.append((after, None))
    if len(starts) > 1 and not text[: starts[1][0]].strip():
        starts[:2] = [(0, starts[1][1])]
    return starts


def _enclosing(outer: list[Section], heading: Heading) -> list[Section]:
    """Return the open sections that ``heading`` stands in."""
    if heading.shape is Shape.CREDIT:
        return outer
    return [section for section in outer if section.level < heading.level]


def _section(
    text: str, name: str, span: Span, heading: Heading, parent: Section | None, *, loose: bool
) -> Section:
    """Return the section under ``heading``; place and country come from the nearest heading that has them."""
    role = _ROLES.get(heading.shape, SectionRole.BODY)
    inherited = parent if role is not SectionRole.AUTHOR else None
    place = split_place(text, without_number(text, heading.title), loose=loose)
    city, country = (text[part.start : part.end] for part in place) if place else (None, None)
    if place is None and inherited is not None:
        city, country = inherited.city, inherited.country
    titled = heading.shape is not Shape.CREDIT
    return Section(
        id=name,
        title=text[heading.title.start : heading.title.end] if titled else "",
        title_span=heading.title if titled else None,
        span=span,
        level=heading.level if titled else (parent.level if parent else 0) + 1,
        role=role,
        city=city,
        country=country,
        parent=parent.id if parent else None,
    )
