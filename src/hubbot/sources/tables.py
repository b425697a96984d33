"""Tables of a page: which of them hold data, and their rows with every cell in its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

_PROSE_CHARACTERS = 300  # a cell longer than this is a column of a layout, not an entry
_CELLS, _SPANNED = 20_000, 100  # a table of more is no table, a cell across more no cell
_INNER_BLOCKS = ("p", "ul", "ol", "dl", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "div")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of data: its caption and its rows, equally long, the first of which names the columns.

    ``labelled`` says that it has two columns instead, the first one of names. ``cells`` has every cell once.
    """

    caption: str
    labelled: bool
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield the lines of a Markdown table, or a bold label with its value a line for a box of names."""
        if self.labelled:
            for name, value in self.rows:
                yield f"- **{name.rstrip(':')}**: {value}" if name and value else f"- {name or value}"
            return
        for number, row in enumerate(self.rows):
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
            if number == 0:
                yield "|" + "---|" * len(row)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell in its column; ``below`` counts the rows under this one that it reaches down into."""

    words: str = ""
    is_name: bool = False
    below: int = 0


def read_grid(table: Any, words_of: Callable[[Any], str]) -> Grid | None:
    """Return the data that a ``<table>`` element holds, or None for a table that only lays out a page.

    ``words_of`` gives the visible words of an element.
    """
    if next(table.iterdescendants("table"), None) is not None or table.get("role") == "presentation":
        return None
    rows: list[list[_Cell]] = []
    cells: list[str] = []
    row: list[_Cell] = []
    count = 0
    for element in table.iterdescendants("tr"):
        own = [_read_cell(cell, words_of) for cell in element.iterchildren("td", "th")]
        if any(cell is None for cell in own):
            return None
        cells += [cell.words for cell, _ in filter(None, own) if cell.words]
        row = _placed(list(filter(None, own)), row)
        count += len(row)
        if count > _CELLS:
            return None
        if any(cell.words for cell in row):
            rows.append(row)
    width = max(map(len, rows), default=0)
    labelled = width == 2 and all(line[0].is_name and not line[-1].is_name for line in rows)
    if width < 2 or (len(rows) == 1 and not labelled):
        return None
    captions = [words_of(caption) for caption in table.iterchildren("caption")]
    full = tuple(tuple(cell.words for cell in line) + ("",) * (width - len(line)) for line in rows)
    return Grid(" ".join(captions), labelled, full, tuple(cells))


def _read_cell(element: Any, words_of: Callable[[Any], str]) -> tuple[_Cell, int] | None:
    """Return a cell and how many columns it takes; None where it holds what no entry does."""
    words = words_of(element)
    blocks = sum(1 for _ in element.iterdescendants(*_INNER_BLOCKS))
    if len(words) > _PROSE_CHARACTERS or (blocks > 1 and len(words) > _PROSE_CHARACTERS // 3):
        return None
    cell = _Cell(words, element.tag == "th", _extent(element, "rowspan") - 1)
    return cell, _extent(element, "colspan")


def _extent(element: Any, name: str) -> int:
    given = (element.get(name) or "").strip()
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return number if 1 <= number <= _SPANNED else 1


def _placed(own: list[tuple[_Cell, int]], above: list[_Cell]) -> list[_Cell]:
    """Return the cells of a row, each in its column; a cell that reaches down stands in every row it reaches."""
    row: list[_Cell] = []

    def reach_down() -> None:
        while len(row) < len(above) and above[len(row)].below > 0:
            cell = above[len(row)]
            row.append(replace(cell, below=cell.below - 1))

    for cell, width in own:
        reach_down()
        row.append(cell)
        row += [replace(cell, words="")] * (width - 1)
    reach_down()
    return row
