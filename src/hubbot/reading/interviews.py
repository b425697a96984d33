"""Interview turns: "Name: words", "**Name:** words", "Q: words", questions in bold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hubbot.marks import trim
from hubbot.reading.layout import Block, Line
from hubbot.reading.questions import bold_questions
from hubbot.types import Section, Span

_TURN = re.compile(
    r"[ \t]*(?P<open>\*\*|__)?(?P<label>@?[^\W\d_][^:*_\n()]{0,40}?)(?:\s?\((?P<role>[^()\n]{2,60})\))?"
    r"(?P<mark>:\*\*|:__|\*\*:|__:|:)(?:[ \t\u00a0]+|(?=[“\"«¿¡])|\Z)"
)
_ASKS = frozenset(
    {"q", "a", "p", "r", "question", "answer", "pregunta", "respuesta", "pergunta", "resposta", "f"}
)
_FIRST_PERSON = re.compile(
    r"(?i)\b(?:i|i’m|i'm|i’ve|i've|we|my|our|me|you|your|yo|mi|mis|nosotros|nuestro|nuestra|me|tú|usted|eu|meu|minha|nós"
    r"|nosso|nossa|você)\b|\?"
)
_LABEL_WORDS = 5
# Fewer turns than this are two lines that happen to hold a colon. The shortest real interview in the public
# set has twenty.
_MIN_TURNS = 4
# A turn's words speak to somebody: a list of properties does not.
_MIN_SPOKEN = 0.34

_SAYS_I = re.compile(r"\b(?:I|I[’']\w+|[Mm]y|[Mm]yself|[Yy]o|[Mm]is?|[Ee]u|[Mm]eus?|[Mm]inhas?)\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its line, the speaker's name (None for "Q:") and the words after it on that line."""

    line: int
    name: Span | None
    role: Span | None
    words: Span


class Told(Protocol):
    """A block of an article, its section, and the turn that it begins."""

    @property
    def block(self) -> Block:
        """The block."""
        ...

    @property
    def section(self) -> Section:
        """The section it stands in."""
        ...

    @property
    def turn(self) -> Turn | None:
        """The turn, None where it begins none."""
        ...


def find_turns(text: str, lines: Sequence[Line], hidden: set[int]) -> list[Turn]:
    """Return the turns of an interview in order; empty where the text is none.

    Initials ("MK:") become the full name of an earlier label with the same initials.
    """
    candidates: list[tuple[str, Turn]] = []
    for number, line in enumerate(lines):
        if number not in hidden and (match := _TURN.match(text, line.span.start, line.span.end)):
            label = trim(text, Span(*match.span("label")))
            if not _is_label(text[label.start : label.end]):
                continue
            role = Span(*match.span("role")) if match["role"] else None
            words = _without_bold(
                text, Span(match.end(), line.span.end), opened=bool(match["open"]), mark=match["mark"]
            )
            candidates.append((text[label.start : label.end], Turn(number, label, role, words)))
    labelled = _named(text, _kept(text, candidates))
    if labelled:
        return labelled
    return [Turn(number, name, None, words) for number, name, words in bold_questions(text, lines, hidden)]


def _is_label(words: str) -> bool:
    parts = words.split()
    if not 0 < len(parts) <= _LABEL_WORDS:
        return False
    return all(
        part[0].isupper() or part[0] == "@" or part in ("de", "da", "van", "von", "del") for part in parts
    )


def _without_bold(text: str, span: Span, *, opened: bool, mark: str) -> Span:
    """Return the words of a turn without the bold mark that closes a question printed in bold."""
    span = trim(text, span)
    if opened and len(mark) == 1 and text[span.start : span.end].endswith(("**", "__")):
        return trim(text, Span(span.start, span.end - 2))
    return span


def _kept(text: str, candidates: list[tuple[str, Turn]]) -> list[Turn]:
    """Return the candidates whose labels alternate as speakers do."""
    counts = Counter(label.casefold() for label, _ in candidates)
    initials = {_initials(label) for label in counts if " " in label}
    kept = [
        (label, turn)
        for label, turn in candidates
        if counts[label.casefold()] > 1 or _initials(label) in counts or label.casefold() in _ASKS | initials
    ]
    spoken = sum(bool(_FIRST_PERSON.search(text[turn.words.start : turn.words.end])) for _, turn in kept)
    if (
        len(kept) < _MIN_TURNS
        or len({label.casefold() for label, _ in kept}) < 2
        or spoken < _MIN_SPOKEN * len(kept)
    ):
        return []
    return [turn for _, turn in kept]


def _initials(label: str) -> str:
    """Return the initials of a name of several words, "" for one word."""
    words = label.split()
    return "".join(word[0] for word in words).casefold() if len(words) > 1 else ""


def _named(text: str, turns: list[Turn]) -> list[Turn]:
    """Resolve initials to the full name printed earlier; "Q" and "A" name nobody."""
    full: dict[str, Turn] = {}
    named = []
    for turn in turns:
        name = turn.name
        label = text[name.start : name.end] if name else ""
        if label.casefold() in _ASKS:
            named.append(replace(turn, name=None))
            continue
        words = label.split()
        if len(words) > 1:
            full.setdefault("".join(word[0] for word in words).casefold(), turn)
        earlier = full.get(label.casefold())
        named.append(replace(turn, name=earlier.name, role=turn.role or earlier.role) if earlier else turn)
    return named


def open_turns(text: str, body: Sequence[Told]) -> dict[int, Turn]:
    """Return the turn that each paragraph between two turns of one section goes on with.

    Behind the last turn of a section those go on that say "I", up to the first one that does not.
    """
    found: dict[int, Turn] = {}
    waiting: list[Told] = []
    current: tuple[Turn, str] | None = None
    for paragraph in body:
        if paragraph.turn is None:
            waiting.append(paragraph)
            continue
        if current is not None:
            among = current[1] == paragraph.section.id
            kept = waiting if among else _going_on(text, waiting, *current)
            found.update((one.block.span.start, current[0]) for one in kept)
        current, waiting = (paragraph.turn, paragraph.section.id), []
    if current is not None:
        found.update((one.block.span.start, current[0]) for one in _going_on(text, waiting, *current))
    return found


def _going_on(text: str, waiting: Sequence[Told], turn: Turn, section: str) -> Iterator[Told]:
    """Return the first of these paragraphs, as long as each says "I" and does not name the speaker."""
    name = text[turn.name.start : turn.name.end] if turn.name else None
    for paragraph in waiting:
        words = text[paragraph.block.span.start : paragraph.block.span.end]
        if paragraph.section.id != section or not _SAYS_I.search(words):
            return
        if name is not None and any(part in words for part in name.split() if part[0].isupper()):
            return
        yield paragraph
