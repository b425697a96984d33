"""The words of each language that hubbot reads speech in; English where there are none."""

from __future__ import annotations

from hubbot.reading.english import ENGLISH
from hubbot.reading.portuguese import PORTUGUESE
from hubbot.reading.spanish import SPANISH
from hubbot.reading.vocabulary import Lexicon, words

__all__ = ["Lexicon", "lexicon", "words"]

_LEXICONS = {"en": ENGLISH, "es": SPANISH, "pt": PORTUGUESE}


def lexicon(language: str) -> Lexicon:
    """Return the words of ``language`` ("pt-BR" is "pt"); English where there are none."""
    return _LEXICONS.get(language.casefold()[:2], ENGLISH)
