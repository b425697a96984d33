"""Is a quotation somebody's words? Its surroundings in the sentence, and the tests that tell names apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from hubbot.marks import Quotation, trim
from hubbot.reading import vocabulary
from hubbot.types import Span

_SPOKEN_END = re.compile(r"[.!?…][)\]*_]*\Z")
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[’'.\-][\w\u0300-\u036f]+)*")
# Attributed fragments of three words are speech ("a great place"); shorter ones are mostly terms and names.
# Without a speaker, only a whole sentence of four words or more is.
_ATTRIBUTED_WORDS, _OWN_WORDS = 3, 4


_GOES_ON = vocabulary.words("and but or for in on at as to by y e o pero mas por en em para")


class Surroundings:
    """A paragraph with its sentences and quotations, all in order."""

    def __init__(
        self, text: str, block: Span, sentences: Sequence[Span], quotations: Sequence[Quotation]
    ) -> None:
        self.text = text
        self.block = block
        self.sentences = sentences
        self.quotations = quotations
        self._sentence_starts = [sentence.start for sentence in sentences]
        self._quotation_starts = [quotation.span.start for quotation in quotations]

    def around(self, quotation: Quotation) -> tuple[Span, Span]:
        """Return the words of the quotation's sentence before and after it, up to other quotations."""
        opening, closing = quotation.span.start, quotation.span.end
        first = bisect_right(self._sentence_starts, opening) - 1
        begin = self.sentences[first].start if first >= 0 else self.block.start
        if first >= 0 and self.sentences[first].end <= opening:
            begin = opening
        last = bisect_right(self._sentence_starts, max(closing - 1, opening)) - 1
        end = self.sentences[last].end if last >= 0 else self.block.end
        nearest = bisect_right(self._quotation_starts, opening) - 1
        if nearest > 0:
            begin = max(begin, self.quotations[nearest - 1].span.end)
        if nearest + 1 < len(self.quotations):
            end = min(end, self.quotations[nearest + 1].span.start)
        return Span(min(begin, opening), opening), Span(closing, max(end, closing))

    def sentence_before(self, quotation: Quotation) -> Span | None:
        """Return the sentence that ends right before the quotation, in the same paragraph."""
        at = bisect_right(self._sentence_starts, quotation.span.start) - 1
        if at >= 0 and self.sentences[at].end > quotation.span.start:
            at -= 1
        return self.sentences[at] if at >= 0 else None

    def sentence_of(self, quotation: Quotation) -> Span | None:
        """Return the sentence that the quotation begins in."""
        at = bisect_right(self._sentence_starts, quotation.span.start) - 1
        return self.sentences[at] if at >= 0 and self.sentences[at].end > quotation.span.start else None

    def ends_clause(self, stretch: Span) -> bool:
        """Say whether a quotation follows the stretch and ends a clause: not “smart city” in “smart city” plan."""
        at = bisect_right(self._quotation_starts, stretch.end) - 1
        if at < 0 or self.quotations[at].span.start != stretch.end:
            return False
        rest = self.text[self.quotations[at].span.end : self.quotations[at].span.end + 40].lstrip("*_")
        word = _WORD.match(rest.lstrip())
        return not rest or rest[0] in ",.;:!?)\n" or word is None or word.group().casefold() in _GOES_ON

    def quoted(self, span: Span) -> bool:
        """Say whether ``span`` lies inside one quotation."""
        nearest = bisect_right(self._quotation_starts, span.start) - 1
        return nearest >= 0 and self.quotations[nearest].span.contains(span)

    def outside(self, sentence: Span) -> list[Span]:
        """Return the stretches of a sentence outside quotation marks."""
        stretches, at = [], sentence.start
        nearest = max(0, bisect_right(self._quotation_starts, sentence.start) - 1)
        for quotation in self.quotations[nearest : nearest + 50]:
            if quotation.span.start >= sentence.end:
                break
            if quotation.span.start > at:
                stretches.append(Span(at, quotation.span.start))
            at = max(at, quotation.span.end)
        if at < sentence.end:
            stretches.append(Span(at, sentence.end))
        return stretches


def own_sentence(text: str, before: Span, after: Span) -> bool:
    """Say whether the quotation stands as a sentence of its own."""
    outside = text[before.start : before.end] + text[after.start : after.end]
    return not any(character.isalnum() for character in outside)


def is_speech(
    text: str, quotation: Quotation, *, attributed: bool, own: bool, before: Span, opens: bool = False
) -> bool:
    """Tell somebody's words from a name (“Start-Up Chile”), a title or a scare quote (“smart city”).

    ``opens`` says that the quotation begins its sentence and a verb of speech follows it.
    """
    inner = quotation.inner
    words = [match.group() for match in _WORD.finditer(text, inner.start, min(inner.end, inner.start + 2000))]
    if not words or _is_link_text(text, quotation):
        return False
    printed = text[inner.start : inner.end]
    ended = bool(_SPOKEN_END.search(printed)) or printed[-1] in ",;:—–-"
    if own:
        outside_stop = text[quotation.span.end : quotation.span.end + 1] in (".", "!", "?")
        return len(words) >= (1 if attributed and ended else _OWN_WORDS) and (
            ended or outside_stop or attributed
        )
    if attributed:
        return opens or ((ended or len(words) >= _ATTRIBUTED_WORDS) and not (_is_title(words) and not ended))
    introduced = text[before.start : before.end].rstrip().endswith(":")
    ended = ended or text[quotation.span.end : quotation.span.end + 1] in (".", "!", "?")
    return introduced and len(words) >= _OWN_WORDS and ended and not _is_title(words)


def _is_title(words: Sequence[str]) -> bool:
    """Say whether the words are capitalised as in a title or a name."""
    long = [word for word in words if len(word) > 3]
    return len(words) < 9 and bool(long) and all(word[0].isupper() or word[0].isdigit() for word in long)


def _is_link_text(text: str, quotation: Quotation) -> bool:
    """Say whether the quotation is the text of a Markdown link: a cited title."""
    span = trim(text, quotation.span)
    before = text[max(0, span.start - 2) : span.start].strip("*_")
    return before.endswith("[") and text[span.end : span.end + 30].lstrip("*_").startswith(("]", " ("))
