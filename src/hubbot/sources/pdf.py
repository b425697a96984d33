"""A PDF to canonical text: lines joined to paragraphs, headings told by their size. The one door of pypdfium2.

PDFium is what Chromium reads PDF with: fuzzed for years, without the hangs of readers in Python. A PDF holds glyphs
and places, so paragraphs, headings and running lines are inferred from sizes and gaps; tables come as lines.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw_pdfium

from hubbot.errors import CorpusError
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Converted

PAGES = 3000  # a longer file is an archive of its own; part it
_HEADING_SIZE = 1.12  # of the body's size: a third heading of a browser is 1.17 of it
_HEADING_CHARACTERS = 200
_BOLD_CHARACTERS = 120
_SAME_SIZE = 0.1
_GAP = 1.3  # of the usual distance of two lines: more parts two paragraphs
_INDENT = 0.8  # of the size: a first line that begins so far to the right opens a paragraph
_MARGIN = 0.08  # of a page's height, at its top and bottom, where running lines stand
_RUNNING_SHARE = 0.5  # of the pages: a margin line on more of them is no text
_BESIDE = 2.5  # times the size: lines that begin so near each other are set alike, first lines among them
_FEW, _FULL = 3, 0.15  # lines that show how far a paragraph runs; what a ragged line leaves free of its width
_WORD_END = 0.35  # of the size: the space before a word that would still have fitted into the line above
_BULLET = re.compile(r"[•▪●◦‣·∙○■□–-][ \t\u00a0]+(?=\S)")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t\u00a0]+\S")
_PAGE_NUMBER = re.compile(
    r"(?i)(?:page|página|p\.)?\s*\d{1,4}(?:\s*(?:/|of|de)\s*\d{1,4})?|(?:https?|file)://\S+(?:\s+\d+/\d+)?"
)
_BOLD_FONT = re.compile(r"(?i)bold|black|heavy|semibold|demi")
_SPEAKER = re.compile(r"\S.{0,60}?:(?=\s|\Z)")
_HYPHENS = ("\ufffe", "\u00ad", "\x02")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPACES = re.compile(r"[ \t\u2000-\u200a]+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words, how many of its first characters are bold, its size and its box on the page."""

    words: str
    bold: int
    size: float
    left: float
    right: float
    base: float
    page: int
    first_word: float

    @property
    def all_bold(self) -> bool:
        """Say whether every letter is bold."""
        return self.bold >= len(self.words)


def read_pdf(raw: bytes, name: str) -> Converted:
    """Return the text of a PDF. Raises CorpusError for one that is damaged, encrypted, too long or without words."""
    try:
        document = pdfium.PdfDocument(raw)
        pages = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise CorpusError(f"{name}: an encrypted PDF; save it without a password") from error
        raise CorpusError(f"{name}: a damaged PDF ({_reason(error)}); fetch or save it again") from error
    if pages > PAGES:
        raise CorpusError(f"{name}: a PDF of {pages} pages, the limit is {PAGES}; part it")
    lines: list[Line] = []
    warnings = []
    edges: set[int] = set()
    for number in range(pages):
        try:
            page = document[number]
            height = page.get_height()
            found = _lines(page.get_textpage(), number)
        except pdfium.PdfiumError:
            warnings.append(f"{name}: page {number + 1} is damaged and left out.")
            continue
        edges |= {
            len(lines) + place
            for place, line in enumerate(found)
            if not _MARGIN * height < line.base < (1 - _MARGIN) * height
        }
        lines += found
    if not any(line.words for line in lines):
        raise CorpusError(
            f"{name}: a PDF of {pages} pages without a word; if it is scanned, run a text recognition first "
            "(for example `ocrmypdf`)"
        )
    running = _running(lines, edges, pages)
    if running:
        example = lines[min(running)].words
        warnings.append(f"{name}: left out {len(running)} running lines and page numbers ({example[:60]!r}).")
    text = _compose([line for place, line in enumerate(lines) if place not in running])
    title = _SPACES.sub(" ", str(document.get_metadata_dict().get("Title") or "")).strip()
    author = _SPACES.sub(" ", str(document.get_metadata_dict().get("Author") or "")).strip()
    known = title if title and not re.search(r"(?i)\.\w{2,5}\Z|^microsoft word|^untitled", title) else None
    return Converted(text, Metadata(title=known, author=author or None), tuple(warnings))


def _reason(error: Exception) -> str:
    match = re.search(r"PDFium: (.*?)\)", str(error))
    return match.group(1) if match else "it cannot be opened"


def _lines(textpage: Any, page: int) -> list[Line]:
    """Return the printed lines of a page in PDFium's order, which is the order of the content."""
    lines: list[Line] = []
    characters: list[tuple[str, bool, float, tuple[float, float, float, float]]] = []
    for index in range(textpage.count_chars()):
        code = raw_pdfium.FPDFText_GetUnicode(textpage, index)
        letter = chr(code) if code < 0x110000 else "\ufffd"
        if letter in "\r\n" or (characters and characters[-1][0] in _HYPHENS and not letter.isspace()):
            _close(characters, page, lines)
            characters = []
        if letter not in "\r\n":
            characters.append(
                (letter, _is_bold(textpage, index), _size(textpage, index), textpage.get_charbox(index))
            )
    _close(characters, page, lines)
    return lines


def _close(characters: list[Any], page: int, lines: list[Line]) -> None:
    """Append the line that ``characters`` are, unless it is blank."""
    words = _SPACES.sub(" ", "".join(letter for letter, *_ in characters))
    hyphen = words.rstrip().endswith(_HYPHENS)
    words = _UNSEEN.sub("", words.replace("\u00ad", "").replace("\x02", "")).strip()
    if not words:
        return
    inked = [one for one in characters if not one[0].isspace()]
    bold = next((place for place, one in enumerate(inked) if not one[1]), len(inked))
    boxes = [one[3] for one in inked]
    space = next(
        (place for place, one in enumerate(characters) if place and one[0].isspace()), len(characters)
    )
    first = [one[3] for one in characters[:space] if not one[0].isspace()] or boxes[:1]
    lines.append(
        Line(
            words + ("\u00ad" if hyphen else ""),
            _with_spaces(words, bold) if bold < len(inked) else len(words) + 1,
            Counter(round(one[2], 1) for one in inked).most_common(1)[0][0],
            min(box[0] for box in boxes),
            max(box[2] for box in boxes),
            sorted(box[1] for box in boxes)[len(boxes) // 2],
            page,
            first[-1][2] - first[0][0],
        )
    )


def _with_spaces(words: str, inked: int) -> int:
    """Return how many characters of ``words`` the first ``inked`` letters take."""
    seen = 0
    for place, letter in enumerate(words):
        if seen == inked:
            return place
        seen += not letter.isspace()
    return len(words)


def _size(textpage: Any, index: int) -> float:
    """Return the printed size of a character: that of its font times what the page scales it by."""
    matrix = raw_pdfium.FS_MATRIX()
    scale = 1.0
    if raw_pdfium.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
        scale = (matrix.b**2 + matrix.d**2) ** 0.5 or 1.0
    return float(raw_pdfium.FPDFText_GetFontSize(textpage, index)) * scale


def _is_bold(textpage: Any, index: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw_pdfium.FPDFText_GetFontInfo(textpage, index, name, 128, ctypes.byref(flags))
    if length and _BOLD_FONT.search(name.value.decode("latin-1")):
        return True
    return bool(flags.value & 1 << 18)  # ForceBold, PDF 32000-1, table 123


def _running(lines: Sequence[Line], edges: set[int], pages: int) -> set[int]:
    """Return the numbers of the margin lines that are page numbers or stand on most pages."""

    def shape(line: Line) -> str:
        return re.sub(r"\d+", "0", line.words.casefold())

    seen: dict[str, set[int]] = {}
    for place in edges:
        seen.setdefault(shape(lines[place]), set()).add(lines[place].page)
    often = max(2, _RUNNING_SHARE * pages)
    return {
        place
        for place in edges
        if _PAGE_NUMBER.fullmatch(lines[place].words) or len(seen[shape(lines[place])]) >= often
    }


def _compose(lines: Sequence[Line]) -> str:
    """Return the lines as paragraphs, headings and items in Markdown's shapes."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.words)
    body = weights.most_common(1)[0][0]
    sizes = sorted({_rounded(line.size) for line in lines if _is_heading(line, body)}, reverse=True)
    levels = {size: min(place + 1, 6) for place, size in enumerate(sizes)}
    leading = _leading(lines)
    margins = _margins(lines)
    parts: list[list[Line]] = []
    for line in lines:
        if parts and _goes_on(parts[-1], line, body, leading, margins[id(parts[-1][-1])]):
            parts[-1].append(line)
        else:
            parts.append([line])
    known = _whole_words(lines)
    return "\n\n".join(_shaped(part, body, levels, known) for part in parts) + "\n"


def _whole_words(lines: Sequence[Line]) -> set[str]:
    """Return the words of the lines without the halves of those that a hyphen parts."""
    known: set[str] = set()
    parted = False
    for line in lines:
        words = _LETTERS.findall(line.words.casefold())[1 if parted else 0 :]
        parted = line.words.endswith("\u00ad")
        known.update(words[:-1] if parted else words)
    return known


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _is_heading(line: Line, body: float) -> bool:
    return line.size >= _HEADING_SIZE * body and len(line.words) <= _HEADING_CHARACTERS


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance of two lines of one size, as a multiple of the size."""
    found: Counter[float] = Counter()
    for above, line in pairwise(lines):
        distance = above.base - line.base
        if above.page == line.page and above.size == line.size and 0 < distance < 3 * line.size:
            found[round(distance / line.size, 1)] += 1
    return min(found.most_common(3), key=lambda one: one[0])[0] if found else 1.2


def _margins(lines: Sequence[Line]) -> dict[int, float]:
    """Return where the words of each line could have run to, keyed by the line's id.

    That is the right edge of its column, or of the paragraphs that begin where it does, if they fill their lines.
    """
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    margins: dict[int, float] = {}
    known: dict[tuple[int, float, float], float] = {}
    for line in lines:
        key = (line.page, round(line.left), line.size)
        if key not in known:
            alike = [one for one in pages[line.page] if abs(one.size - line.size) <= _SAME_SIZE * line.size]
            beside = [one for one in alike if abs(one.left - line.left) <= _BESIDE * line.size]
            edge = max(one.right for one in beside)
            full = sum(one.right >= edge - _FULL * (edge - one.left) for one in beside)
            if len(beside) < _FEW or full < len(beside) / 2:
                left = line.left + _BESIDE * line.size
                edge = max(one.right for one in alike if one.left <= left and one.right > line.left)
            known[key] = edge
        margins[id(line)] = known[key]
    return margins


def _goes_on(part: list[Line], line: Line, body: float, leading: float, margin: float) -> bool:
    """Say whether ``line`` belongs to the paragraph, heading or item that ``part`` holds."""
    above = part[-1]
    if abs(above.size - line.size) > _SAME_SIZE * body or above.all_bold != line.all_bold:
        return False
    if _BULLET.match(line.words):
        return False
    ended = above.words.endswith((".", "!", "?", ":", "”", "»", '"'))
    distance = above.base - line.base
    if above.page != line.page or distance <= 0:  # the next page or column
        return not ended and line.words[:1].islower()
    if distance > _GAP * leading * line.size:
        return False
    if _is_heading(line, body):
        return True
    if above.right + _WORD_END * line.size + line.first_word < margin - line.size:
        return False  # the word would have fitted: the line was broken on purpose
    return not (ended and line.left > part[0].left + _INDENT * line.size and len(part) > 1)


def _shaped(part: Sequence[Line], body: float, levels: dict[float, int], known: set[str]) -> str:
    """Return a paragraph with its mark; a word parted by a hyphen at a line's end is whole again.

    The hyphen of "fast-changing" stays: both halves are among the words ``known`` from the whole text.
    """
    words = ""
    for line in part:
        if words.endswith("\u00ad"):
            halves = _LETTERS.findall(words.casefold())[-1:] + _LETTERS.findall(line.words.casefold())[:1]
            bond = "-" if known.issuperset(halves) else ""
            words = words[:-1].rstrip("-") + bond + line.words
        else:
            words = f"{words} {line.words}" if words else line.words
    words = words.rstrip("\u00ad")
    first = part[0]
    if _is_heading(first, body):
        return "#" * levels[_rounded(first.size)] + " " + words
    if bullet := _BULLET.match(words):
        return "- " + words[bullet.end() :]
    if all(line.all_bold for line in part):
        return f"**{words}**" if len(words) <= _BOLD_CHARACTERS else words
    label = words[: first.bold].rstrip()
    if label and _SPEAKER.match(words[: len(label) + 1]) and len(label) <= _BOLD_CHARACTERS:
        return f"**{label}**{words[len(label) :]}"
    return words
