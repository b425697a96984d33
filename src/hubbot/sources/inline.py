"""What stands inside a block of a page: its words as shown, and the marks of bold and of quotes that are kept.

While a block is collected, private characters stand for its marks: where they end up is known only when it is whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" {2,}")
# Soft hyphens, zero-width spaces, marks of direction: nobody sees them, and they would part a word.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\x00-\x08\x0b\x0e-\x1f\x7f]")
_BOLD_ON, _BOLD_OFF, _Q_ON, _Q_OFF, _BREAK = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
NOTE_ON, NOTE_OFF = "\ue005", "\ue006"
_PRIVATE = re.compile("[\ue000-\ue006]")
_NOTE = re.compile(f"{NOTE_ON}[^{NOTE_OFF}]*{NOTE_OFF}?")
_BOLD = re.compile(f"[{_BOLD_ON}{_BOLD_OFF}]")
_NO_BOLD = re.compile(f"{_BOLD_OFF}([ \u00a0]*){_BOLD_ON}|{_BOLD_ON}([ \u00a0]*){_BOLD_OFF}")
_LEADING_BOLD = re.compile(f"[ \u00a0]*{_BOLD_ON}([^{_BOLD_ON}{_BOLD_OFF}]*){_BOLD_OFF}")
_PARTED = re.compile(f"{_BREAK}[ ]*(?:{_BREAK}[ ]*)+")
_BOLD_CHARACTERS = 120  # the parser takes no longer line for a heading, a question or a label

OPENING = {"b": _BOLD_ON, "strong": _BOLD_ON, "q": _Q_ON, "br": _BREAK}
CLOSING = {"b": _BOLD_OFF, "strong": _BOLD_OFF, "q": _Q_OFF}


def collapse(words: str, *, code: bool = False) -> str:
    """Return words of the page's source with white space as a browser shows it; in code every line break counts."""
    words = _INVISIBLE.sub("", _PRIVATE.sub("", words))
    return words.replace("\n", _BREAK) if code else _SPACE.sub(" ", words)


def split_paragraphs(raw: str) -> list[list[str]]:
    """Return the lines of each paragraph of a block; two line breaks in a row part paragraphs."""
    parts = []
    for part in _PARTED.split(raw):
        lines = [_SPACES.sub(" ", line) for line in part.split(_BREAK)]
        parts.append([line for line in lines if shown(_NOTE.sub("", line))])
    return [lines for lines in parts if lines]


def shown(raw: str) -> str:
    """Return the words that the page itself holds, trimmed of blanks."""
    return _PRIVATE.sub("", raw.replace(_BREAK, "\n")).strip(" \n")


def without_bold(raw: str) -> str:
    """Return words without marks of bold and notes, and with those of ``<q>`` as a browser prints them."""
    return _BOLD.sub("", _NOTE.sub("", raw)).replace(_Q_ON, "“").replace(_Q_OFF, "”")


def _parts_a_word(bold: str, rest: str) -> bool:
    """Say whether bold ends inside a word, as in a drop capital: a mark there would part the word."""
    return bold[-1:].isalnum() and rest[:1].isalnum()


def with_leading_bold(lines: Sequence[str]) -> list[str]:
    """Return lines as Markdown: bold is kept where a line begins with it, for labels and speakers."""
    marked, bold = [], False
    for line in lines:
        line = (_BOLD_ON if bold else "") + line
        line = _NOTE.sub("", line)
        bold = line.rfind(_BOLD_ON) > line.rfind(_BOLD_OFF)
        line = _NO_BOLD.sub(r"\1\2", line + (_BOLD_OFF if bold else ""))
        match = _LEADING_BOLD.match(line)
        words = without_bold(match.group(1)).strip() if match else ""
        rest = without_bold(line[match.end() :]) if match else ""
        if match and words and len(words) <= _BOLD_CHARACTERS and not _parts_a_word(match.group(1), rest):
            space = " " if match.group(1)[-1:] == " " and rest[:1] not in ("", " ") else ""
            marked.append(f"**{words}**{space}{rest.rstrip(' ')}")
        else:
            marked.append(without_bold(line).strip(" "))
    return marked
