"""What a question means by words that are cut short or misspelt: "how many ppl", "les trafic then bogota"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from hubbot.answering.entities import Entities, Mention
from hubbot.text import normalise, tokenize
from hubbot.types import Span

# As people type to each other, by language; none is a word of it by itself.
SHORTHAND = {
    "en": {
        "ppl": "people", "u": "you", "ur": "your", "r": "are", "cuz": "because", "bcoz": "because", "bc": "because",
        "govt": "government", "gov": "government", "yr": "year", "yrs": "years", "hrs": "hours", "mins": "minutes",
        "avg": "average", "approx": "approximately", "uni": "university", "unis": "universities", "univ": "university",
        "dev": "developer", "devs": "developers", "abt": "about", "wat": "what", "wut": "what", "wats": "what is",
        "whats": "what is", "whos": "who is", "wheres": "where is", "whens": "when is", "hows": "how is",
        "gimme": "give me", "wanna": "want to", "gonna": "going to", "b4": "before", "btw": "by the way",
        "dunno": "do not know", "w": "with", "biz": "business", "info": "information", "nr": "number",
        "diff": "difference", "pop": "population", "dept": "department", "mgr": "manager", "ceo's": "ceo's",
    },
    "es": {
        "q": "que", "k": "que", "xq": "por qué", "pq": "por qué", "porq": "porque", "tb": "también",
        "tmb": "también", "cuants": "cuántos", "cnts": "cuántos", "dnd": "dónde", "xa": "para",
        "pa": "para", "x": "por", "uni": "universidad", "unis": "universidades", "info": "información",
    },
    "pt": {
        "q": "que", "vc": "você", "vcs": "vocês", "pq": "por que", "oq": "o que", "qto": "quanto", "qts": "quantos",
        "qtos": "quantos", "qtas": "quantas", "qm": "quem", "qdo": "quando", "tb": "também", "tbm": "também",
        "mto": "muito", "mtos": "muitos", "hj": "hoje", "p": "para", "pra": "para", "uni": "universidade",
        "info": "informação",
    },
}  # fmt: skip
_ALONE = re.compile(r"(?<![\w.'’-])[^\W_][\w']*(?![\w'’-]|\.\w)")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a misspelt word of a question, at ``span``, most likely means: a name or a word of the corpus."""

    span: Span
    text: str


def spell_short_words(text: str, vocabulary: Container[str], language: str) -> str:
    """Return a message with its shorthand in full; words that the corpus has are left as they are."""
    table = SHORTHAND.get(language, {})

    def whole(found: re.Match[str]) -> str:
        word = found.group()
        plain = normalise(word)
        if word.isupper() and len(word) > 1:  # letters that stand for a name
            return word
        return word if plain in vocabulary else table.get(plain, word)

    return _ALONE.sub(whole, text)


def corrections(
    text: str, mentions: Sequence[Mention], words: Container[str], entities: Entities
) -> tuple[Correction, ...]:
    """Return what misspelt names and those of ``words`` that are misspelt most likely mean, in the corpus's spelling."""
    found = [Correction(mention.span, mention.name.text) for mention in mentions if not mention.exact]
    for token, span in tokenize(text):
        word = token.removesuffix("'s")
        if word in words and not any(mention.span.overlaps(span) for mention in mentions):
            meant = entities.correct(word)
            if meant:
                found.append(Correction(Span(span.start, span.start + len(word)), meant))
    return tuple(found)


def spelt(text: str, found: Iterable[Correction]) -> str:
    """Return the text with every correction in its place."""
    for each in sorted(found, key=lambda correction: -correction.span.start):
        text = text[: each.span.start] + each.text + text[each.span.end :]
    return text
