"""Sentences, tokens and normal forms; every offset points into the untouched text.

``normalise`` may change a text's length (Turkish İ, ß, ligatures), so its result is for comparing and never
for slicing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Protocol

import sentencex
import Stemmer

from hubbot.marks import QUOTE_MARKS, pair_marks, trim
from hubbot.types import Span

__all__ = ["normalise", "split_sentences", "stem_tokens", "tokenize", "trim", "without_links"]

# sentencex pairs quotation marks in quadratic time (200,000 marks take 10 s), so it sees pieces of this size.
_PIECE = 4000
_PIECE_END = re.compile(r"[.!?…]\s|\s")

# What sentencex must not see: marks between a full stop and the space after it hide the boundary. Each
# character is replaced by one space, so its offsets stay ours.
_HIDDEN = {ord(mark): " " for mark in '“”„‟«»"*\u00a0\u2009\u202f\r\n'}
_HIDDEN_EDGES = re.compile(r"(?<!\w)_+|_+(?!\w)|(?m:^[ \t]*>[> \t]*)")
_GOES_ON = re.compile(r"\s{0,3}(?:[—–]\s?)?(\w)")

_MARKED_NAME = re.compile(r"\w[A-ZÀ-Þ]\w*!$")  # a capital inside
_LONGEST_NAME = 40  # characters

_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "‘": "'", "ʼ": "'"}
_LETTER_TABLE = str.maketrans(_LETTERS)

_SNOWBALL = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Readers type without accents, the stemmers expect them in the commonest endings: put those back.
_ACCENTED_ENDINGS = {
    "es": ((re.compile("([cs])ion$"), r"\1ión"),),
    "pt": ((re.compile("cao$"), "ção"), (re.compile("coes$"), "ções"), (re.compile("soes$"), "sões")),
}
_ELIDING = frozenset({"fr", "it", "ca"})


# Between these lie ideographs and syllables by the ten thousand, which hold no mark and take time to look at.
_MARK_BLOCKS = ((0x300, 0x3100), (0xA600, 0xAC00), (0xFB00, 0xFE30))


def _combining_marks() -> str:
    """Return a character class body of all combining marks, which a word class leaves out."""
    marks = [
        code
        for first, end in _MARK_BLOCKS
        for code in range(first, end)
        if unicodedata.category(chr(code))[0] == "M"
    ]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


_WORD_CHARACTER = rf"(?:[^\W_]|[{_combining_marks()}])"
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?!\w|[.,]\d)"  # 475,272 and 214.3, not the 18 of 18F
    rf"|{_WORD_CHARACTER}+(?:[.’'ʼ]{_WORD_CHARACTER}+)*(?:\+\+|#)?"  # node.js, doesn't, U.S, C++
)
_LINK = re.compile(
    r"!?\[([^\[\]\n]{1,500})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
)
WORDS_KEPT = 1 << 15  # words whose stems stay in memory
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.]\d{3})+")


class _Stems(Protocol):
    def stemWord(self, word: str) -> str:
        """Return the stem of one word."""
        ...


def normalise(text: str) -> str:
    """Return ``text`` case-folded and without accents, for matching only."""
    folded = text.casefold()
    if folded.isascii():
        return folded  # no accents; most words
    folded = unicodedata.normalize("NFKD", folded)
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    return bare.translate(_LETTER_TABLE)


def without_links(text: str) -> str:
    """Return ``text``, as long as it was, with spaces for the addresses of Markdown links: a reader sees none."""
    return _LINK.sub(_blank_link, text) if "](" in text else text


def _blank_link(link: re.Match[str]) -> str:
    return f"{' ' * (link.start(1) - link.start())}{link[1]}{' ' * (link.end() - link.end(1))}"


def tokenize(text: str) -> list[tuple[str, Span]]:
    """Return each word or number, normalised, with its place in ``text``. A mark that stands alone is no word."""
    found = ((normalise(match.group()), Span(*match.span())) for match in _TOKEN.finditer(text))
    return [(token, span) for token, span in found if token]


def has_words(text: str) -> bool:
    """Say whether there is anything to look for in ``text``: a letter or a figure."""
    return any(character.isalnum() for character in text)


def words_of(text: str) -> list[str]:
    """Return each word or number of ``text`` as it is printed: what ``tokenize`` normalises."""
    return _TOKEN.findall(text)


@cache
def _stemmer(language: str) -> _Stems | None:
    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name) if name else None


def stem_tokens(text: str, language: str) -> list[str]:
    """Return the stems of ``text`` for a lexical index.

    Numbers lose their thousands separators ("475,272" is "475272"), names with inner dots lose the dots
    ("Node.js" is "nodejs"), a possessive ending is dropped.
    """
    return [stem for word in words_of(text) for stem in _stems_of(word, language)]


@lru_cache(WORDS_KEPT)
def _stems_of(word: str, language: str) -> tuple[str, ...]:
    """Return the stems of one word as it is printed: most of a text are words that were there before."""
    token = normalise(word)
    if not token:
        return ()
    if token[0].isdigit() and token.replace(",", "").replace(".", "").isdigit():
        return (re.sub("[,.]", "", token) if _THOUSANDS.fullmatch(token) else token,)
    stemmer = _stemmer(language)
    stems = []
    for part in token.split("'") if language in _ELIDING else [token.removesuffix("'s")]:
        plain = part.replace(".", "").replace("'", "")
        for ending, accented in _ACCENTED_ENDINGS.get(language, ()):
            plain = ending.sub(accented, plain)
        stem = plain if stemmer is None or "." in part else stemmer.stemWord(plain)
        if stem:
            stems.append(normalise(stem))
    return tuple(stems)


def split_sentences(text: str, span: Span, language: str) -> tuple[Span, ...]:
    """Return the sentences of ``span`` in order, disjoint.

    Quoted stretches are split inside too. A sentence is trimmed of white space and of a quotation mark whose
    partner lies outside it; nothing else is left out.
    """
    partners = pair_marks(text, span)
    cuts = [span.start, *_boundaries(text, span, language), span.end]
    sentences = []
    for start, end in pairwise(cuts):
        sentence = _trim_marks(text, Span(start, end), partners)
        if len(sentence):
            sentences.append(sentence)
    return tuple(sentences)


def _boundaries(text: str, span: Span, language: str) -> list[int]:
    """Return where a sentence ends and another begins inside ``span``."""
    found = set()
    for piece in _pieces(text, span):
        raw = text[piece.start : piece.end]
        shown = _HIDDEN_EDGES.sub(lambda match: " " * len(match.group()), raw).translate(_HIDDEN)
        for boundary in sentencex.get_sentence_boundaries(language, shown):
            end = len(shown[: boundary["end_index"]].rstrip())
            # Marks that touch the last word belong to it; those after a space open the next sentence.
            while end < boundary["end_index"] and not raw[end].isspace():
                end += 1
            at = piece.start + end
            if span.start < at < span.end and not (_continues(text, at, span) or _is_name(text, at, span)):
                found.add(at)
    return sorted(found)


def _pieces(text: str, span: Span) -> list[Span]:
    """Cut ``span`` into pieces that sentencex handles fast, at a sentence end or else a space."""
    pieces, start = [], span.start
    while span.end - start > _PIECE:
        cut = start + _PIECE
        ends = [match.end() for match in _PIECE_END.finditer(text, start + _PIECE // 2, cut)]
        strong = [end for end in ends if end - 2 >= start and text[end - 2] in ".!?…"]
        cut = (strong or ends or [cut])[-1]
        pieces.append(Span(start, cut))
        start = cut
    return [*pieces, Span(start, span.end)]


def _continues(text: str, at: int, span: Span) -> bool:
    """Say whether the words after ``at`` go on with the sentence: “Is it?” he asked."""
    match = _GOES_ON.match(text, at, span.end)
    if match is None or not match.group(1).islower():
        return False
    return text[at - 1] in QUOTE_MARKS or any(mark in match.group() for mark in "—–")


def _is_name(text: str, at: int, span: Span) -> bool:
    """Say whether the word before ``at`` is written with its mark, and the sentence goes on: “how useR! 2021 began”."""
    following = _GOES_ON.match(text, at, span.end)
    goes_on = following is not None and (following.group(1).islower() or following.group(1).isdigit())
    return goes_on and _MARKED_NAME.search(text, max(span.start, at - _LONGEST_NAME), at) is not None


def _trim_marks(text: str, span: Span, partners: dict[int, int]) -> Span:
    """Trim white space, and a mark at either end whose partner is not in between."""
    while True:
        span = trim(text, span)
        if not len(span):
            return span
        first, last = span.start, span.end - 1
        if _is_stray(text, first, span, partners):
            span = Span(first + 1, span.end)
        elif _is_stray(text, last, span, partners):
            span = Span(first, last)
        else:
            return span


def _is_stray(text: str, at: int, span: Span, partners: dict[int, int]) -> bool:
    """Say whether a mark stands at ``at`` without its partner inside ``span``."""
    if at in partners:
        return not span.start <= partners[at] < span.end
    return text[at] in "“”«»„"
