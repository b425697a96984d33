"""The line under a title that says who wrote an article and when: "By Ann Lee | 2016-04-26"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from hubbot.reading.givennames import is_given_name
from hubbot.reading.layout import Line
from hubbot.reading.names import NAME

# A byline stands above the article's text: the title, a subtitle and a picture's credit may come before it.
_LINES, _LONGEST = 14, 160
_BY = re.compile(
    r"[\W_]*(?:(?i:(?:written|words|text|story|reported)?\s*by|texto\s+de|escrito\s+por|por|autora?|author)\s*:?)\s+"
    + rf"[*_\[]*(?P<name>{NAME.pattern})"
    + rf"(?P<more>(?:\s*,\s*{NAME.pattern})*\s+(?:and|y|e|&)\s+{NAME.pattern})?"
)
_NAMES = re.compile(
    rf"[*_]*(?P<names>{NAME.pattern}(?:\s*,\s*{NAME.pattern})*(?:,?\s+(?:and|y|e|&)\s+{NAME.pattern})?)[*_]*"
)
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s|y\s|e\s|&\s)?|\s+(?:and|y|e|&)\s+")
_BELOW_TITLE = 2  # the line of names alone that says who wrote: the one right below the title
# After the names: the end, a date, an employer, a place of work; not a sentence going on.
_AFTER_NAME = re.compile(
    r"[\])*_]*(?:\([^()\s]*\))?[*_]*\s*(?:\Z|[|•·–—/,(-]|(?i:on|in|at|for|para|em|en|el)\s|\d)"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janeiro", "february feb febrero fevereiro fev", "march mar marzo março",
            "april apr abril abr", "may mayo maio", "june jun junio junho", "july jul julio julho",
            "august aug agosto ago", "september sep sept septiembre setiembre setembro set",
            "october oct octubre outubro out", "november nov noviembre novembro",
            "december dec diciembre dic dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s|de\s)?(?P<month>[^\W\d_]{{3,10}})\.?,?\s(?:del?\s)?{_YEAR}"
)
_MONTH_FIRST = re.compile(rf"\b(?P<month>[^\W\d_]{{3,10}})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}")
# A date on a line with more words than this is part of a sentence.
DATE_WORDS = 8


def read_byline(text: str, lines: Sequence[Line], hidden: set[int]) -> tuple[str | None, str | None]:
    """Return author and date (ISO 8601) as printed above the text of an article; None for what is not there."""
    author: str | None = None
    written: str | None = None
    seen = 0
    for number, line in enumerate(lines):
        words = line.of(text).strip()
        if not words or number in hidden:
            continue
        seen += 1
        if seen > _LINES or (author and written) or (len(words) > _LONGEST and seen > 1):
            break
        if len(words) > _LONGEST or not _stands_alone(text, lines, number):
            continue
        named = _author(words) or (_authors_alone(words) if seen == _BELOW_TITLE else None)
        author = author or named
        if written is None and (named or len(words.split()) <= DATE_WORDS):
            written = date_in(words)
    return author, written


def _stands_alone(text: str, lines: Sequence[Line], number: int) -> bool:
    """Say whether a line is no part of a hard-wrapped paragraph: its neighbours are blank, headings or like it."""
    near = [lines[other].of(text).strip() for other in (number - 1, number + 1) if 0 <= other < len(lines)]
    return all(
        not words
        or words[0] == "#"
        or (len(words) <= _LONGEST and _BY.match(words))
        or (len(words) <= _LONGEST and len(words.split()) <= DATE_WORDS and date_in(words))
        for words in near
    )


def _author(words: str) -> str | None:
    match = _BY.match(words)
    if match is None or not _AFTER_NAME.match(words, match.end()) or words.endswith((".", "!", "?", ":")):
        return None
    return match["name"] + (match["more"] or "")


def _authors_alone(words: str) -> str | None:
    """Return a list of two and more people's full names that is all of a line: "Ann Lee, Tom Hale"."""
    match = _NAMES.fullmatch(words)
    names = [name.split() for name in _BETWEEN_NAMES.split(match["names"])] if match else []
    people = len(names) > 1 and all(len(name) > 1 for name in names)
    return match["names"] if match and people and any(is_given_name(name[0]) for name in names) else None


def date_in(words: str) -> str | None:
    """Return the first date in a line as YYYY-MM-DD; a date that is none (31 June) is left out."""
    for pattern in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(words):
            month = match["month"].casefold()
            number = int(month) if month.isdigit() else _MONTHS.get(month)
            if number is None:
                continue
            try:
                return date(int(match["year"]), number, int(match["day"])).isoformat()
            except ValueError:
                continue
    return None
