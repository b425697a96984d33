"""Answers in the terminal, with the anatomy of the chat page: short answer, words, speaker and place."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from hubbot.contract import Answer, Citation, Table
from hubbot.surfaces.phrases import Phrases, phrases_for
from hubbot.types import PassageKind

# An article may hold control characters, which a terminal would obey: they are drawn instead.
_DRAWN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t\r"}
_DRAWN |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


@dataclass(frozen=True, slots=True)
class Led:
    """Text whose every line starts with ``lead``, wrapped to what is left of the width."""

    lead: str
    body: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield one line after the other."""
        width = max(1, options.max_width - len(self.lead))
        for line in self.body.split("\n") if options.no_wrap else self.body.wrap(console, width):
            line.rstrip()
            yield Text.assemble((self.lead, "dim"), line)


def print_answer(console: Console, answer: Answer) -> None:
    """Print one answer: hubbot's words dim, the article's words in full contrast behind a rule."""
    console.print(Group(*_parts(answer)))


def _parts(answer: Answer) -> list[RenderableType]:
    parts: list[RenderableType] = []
    phrases = phrases_for(answer.language)
    if answer.standalone_question != answer.question:
        parts.append(Text(f"{phrases.searched} {_visible(answer.standalone_question)}", style="dim italic"))
    if answer.abstained:
        parts.append(Text(answer.reason or phrases.silent, style="bold"))
        if answer.closest:
            parts.append(Text(f"\n{phrases.closest}", style="dim"))
            parts.extend(_quote(citation, phrases, dim=True) for citation in answer.closest)
        return parts
    shown = _visible(answer.answer or "")
    if not answer.citations or answer.answer != answer.citations[0].text:
        parts.append(Text(shown, style="bold"))
    if answer.table is not None:
        parts.append(_table(answer.table))
        parts.extend(Text(note, style="dim") for note in answer.notes)
        return parts
    parts.extend(_quote(citation, phrases) for citation in answer.citations)
    parts.extend(Text(note, style="dim") for note in answer.notes)
    return parts


def _quote(citation: Citation, phrases: Phrases, *, dim: bool = False) -> RenderableType:
    words = Text(style="dim" if dim else "")
    at = citation.start
    for span in citation.highlights:
        words.append(_visible(citation.text[at - citation.start : span.start - citation.start]))
        decisive = citation.text[span.start - citation.start : span.end - citation.start]
        words.append(_visible(decisive), style="bold")
        at = span.end
    words.append(_visible(citation.text[at - citation.start :]))
    if citation.kind is PassageKind.QUOTE:
        words = Text("“") + words + Text("”")
    source = Text(_visible(_source_line(citation, phrases)), style=Style(dim=True, link=citation.link))
    return Group("", Led("  ┃ ", words), Led("  ", source))


def _source_line(citation: Citation, phrases: Phrases) -> str:
    """Return who said it, where, in which article: the parts that are known."""
    who = ", ".join(filter(None, (citation.speaker, citation.speaker_role)))
    if who and citation.kind is PassageKind.REPORTED:
        who += f" ({phrases.reported})"
    by = ", ".join(filter(None, (citation.author, citation.publisher)))
    article = f"{citation.title}{f' ({by})' if by else ''}"
    section = citation.section if citation.section != citation.title else None
    return " · ".join(filter(None, (who, section, article)))


def _table(table: Table) -> RenderableType:
    grid = RichTable(show_edge=False, pad_edge=False)
    for column in table.columns:
        grid.add_column(column)
    for row in table.rows:
        grid.add_row(*(Text(_visible(cell.text)) for cell in row))
    return Padding(grid, (1, 0, 1, 2), expand=False)


def _visible(text: str) -> str:
    return text.translate(_DRAWN)
