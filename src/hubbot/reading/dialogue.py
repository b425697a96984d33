"""Dialogue set with dashes, as Spanish and Portuguese print it: "—No sé —dijo Ana—. Vamos ya."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hubbot.marks import trim
from hubbot.reading.lexicon import Lexicon
from hubbot.types import Span

_OPENING = re.compile(r"[—–―][ \t\u00a0]?(?=[^\s\d])")
_DASH = re.compile(r"(?<=\s)[—–―](?=\S)|(?<=\S)[—–―](?=[\s.,;:!?]|\Z)|(?<=\s)[—–―](?=\s)")
_WORD = re.compile(r"[^\W\d_]+")
_LEADING = re.compile(r"[\s.,;:!?…]*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Spoken words and the narrator's words that follow them, if any."""

    words: Span
    incise: Span | None = None


def dialogue_stretches(text: str, span: Span, lex: Lexicon) -> list[Stretch]:
    """Return the spoken stretches of a paragraph that opens with a dialogue dash; empty for other text.

    The parts between dashes alternate: spoken, then the narrator's where they begin with a verb of speech. In
    a language that does not print dialogue so (English), only such a verb makes it one.
    """
    opening = _OPENING.match(text, span.start, span.end)
    if opening is None:
        return []
    cuts = [opening.end()]
    ends = []
    for dash in _DASH.finditer(text, opening.end(), span.end):
        ends.append(dash.start())
        cuts.append(dash.end())
    ends.append(span.end)
    parts = [Span(start, end) for start, end in zip(cuts, ends, strict=True)]
    narrator = [_is_incise(text, part, lex) for part in parts]
    if not lex.inverts and not any(narrator):
        return []
    stretches: list[Stretch] = []
    spoken: Span | None = None
    for part, told in zip(parts, narrator, strict=True):
        if told and spoken is not None:
            stretches.append(Stretch(spoken, trim(text, part)))
            spoken = None
        elif spoken is not None:  # a dash inside the spoken words
            spoken = Span(spoken.start, trim(text, part).end if len(trim(text, part)) else spoken.end)
        else:
            lead = _LEADING.match(text, part.start, part.end)
            start = lead.end() if lead else part.start
            spoken = trim(text, Span(start, part.end))
            spoken = spoken if len(spoken) else None
    if spoken is not None:
        stretches.append(Stretch(spoken))
    return stretches


def _is_incise(text: str, part: Span, lex: Lexicon) -> bool:
    """Say whether the narrator speaks here: a verb of speech among the first words."""
    words = [match.group() for match in _WORD.finditer(text, part.start, min(part.end, part.start + 60))][:4]
    return bool(words) and words[0][0].islower() and any(word.casefold() in lex.says for word in words)
