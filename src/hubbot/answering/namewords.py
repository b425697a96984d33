"""Names as words: the form under which they are compared, and capitalised words in a row, which may be one."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from hubbot.answering.grammar import GRAMMARS
from hubbot.text import normalise, tokenize

_CAPITALISED = re.compile(r"[^\W\d_][\w’'.\-]*")
# "I'm", "There's" open a sentence and no name.
_CONTRACTED = re.compile(
    r"(?i)(?:i|you|he|she|it|we|they|there|that|this|here|what|who|where|let)[’'](?:m|s|re|ve|ll|d)"
)
ABBREVIATION_MAX_CHARS = 4
_JOINERS = frozenset(
    {"de", "del", "la", "las", "los", "da", "do", "dos", "das", "of", "the", "e", "y", "von", "van"}
)
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "o", "a", "os", "as"})
# "See the Harbour Fund for more": they open a sentence and no name.
_IMPERATIVES = frozenset(
    [
        "see",
        "visit",
        "read",
        "check",
        "note",
        "meet",
        "ask",
        "call",
        "join",
        "try",
        "use",
        "take",
        "find",
        "follow",
        "thank",
        "add",
        "open",
        "consider",
        "vea",
        "vease",
        "visite",
        "visita",
        "lee",
        "lea",
        "consulte",
        "consulta",
        "busca",
        "veja",
        "leia",
    ]
)
_OPENERS = frozenset().union(*(grammar.function_words for grammar in GRAMMARS.values()))


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words in a row; ``opens`` says that they open a sentence, where any word is written large."""

    text: str
    opens: bool

    def without_opening(self, names: Container[str]) -> str:
        """Return the run without its first word where that is no part of the name ("While Belo Horizonte")."""
        first, _, rest = self.text.partition(" ")
        article, _, after = rest.partition(" ")
        if after and article in _ARTICLES and normalise(first) in _IMPERATIVES:
            return after
        ordinary = normalise(first) in _OPENERS
        return rest if rest and (name_key(rest) in names or ordinary) else self.text


def capitalised_runs(text: str) -> list[Run]:
    """Return runs of capitalised words in ``text``, small joining words kept inside ("Río de la Plata").

    The first word of the text counts only as part of a longer run, since every sentence starts large.
    """
    runs: list[Run] = []
    current: list[re.Match[str]] = []

    def close() -> None:
        while current and not current[-1].group()[0].isupper():
            current.pop()
        if current and (len(current) > 1 or current[0].start() > 0):
            run = text[current[0].start() : current[-1].end()].rstrip(".'’")
            runs.append(Run(run.removesuffix("'s").removesuffix("’s"), current[0].start() == 0))
        current.clear()

    for word in _CAPITALISED.finditer(text):
        gap = text[current[-1].end() : word.start()] if current else ""
        if current and (gap.strip(" \u00a0-") or _ends_sentence(current[-1].group())):
            close()
        if _CONTRACTED.fullmatch(word.group()):
            close()
        elif word.group()[0].isupper() or (current and word.group() in _JOINERS):
            current.append(word)
        else:
            close()
    close()
    return runs


def _ends_sentence(word: str) -> bool:
    """Say whether the full stop after a word is a sentence's and not an abbreviation's ("J.", "Dr.", "U.S.")."""
    return word.endswith(".") and "." not in word[:-1] and len(word) > ABBREVIATION_MAX_CHARS


def name_key(text: str) -> str:
    """Return the form under which a name is compared: words normalised, single spaces."""
    return " ".join(plain_word(token) for token, _ in tokenize(text))


def plain_word(token: str) -> str:
    """Return a normalised token without a possessive ending and marks around it."""
    return token.removesuffix("'s").strip("'.")
