"""Whether somebody likes or dislikes something: what a question asks for, and what a statement shows, in three languages.

"What does she dislike about Lima?" is not answered by what she praises there, nor "who likes Lima?" by a complaint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from hubbot.answering.query import Query, QueryKind, plain_words
from hubbot.text import stem_tokens
from hubbot.types import Passage


class Attitude(StrEnum):
    """What somebody thinks of something."""

    LIKE = "like"
    DISLIKE = "dislike"


_LIKING = (
    r"likes?|liked|loves?|loved|enjoys?|enjoyed|praises?|praised|appreciates?|appreciated|admires?|admired|prefers?|preferred|"
    r"gustan?|encantan?|aman?|adoran?|elogian?|valoran?|apreciar?|gostam?|elogiam?|valorizam?|adoram?|aprecia[mn]?"
)
_DISLIKING = (
    r"dislikes?|disliked|hates?|hated|complains?|complained|criticis(?:es?|ed)|criticiz(?:es?|ed)|odian?|critican?|"
    r"se quejan?|disgustan?|odeiam?|criticam?|reclamam?|detestan?|detestam?"
)
_NOT = r"(?:not|never|\w*n't|no|nunca|nao|jamas|jamais)"
_ASKED = r"\b(?:who|what|which \w+|do|does|did|quien(?:es)?|que|a quien|quem|o que|do que)(?: [\w.'-]+){0,5}?"
_ASKS_DISLIKE = re.compile(
    rf"{_ASKED} (?:{_DISLIKING})\b|{_ASKED} {_NOT} (?:[\w.'-]+ ){{0,3}}?(?:{_LIKING})\b"
)
_ASKS_LIKE = re.compile(rf"{_ASKED} (?:{_LIKING})\b")
_WORDS_OF_ASKING = re.compile(rf"\b(?:{_LIKING}|{_DISLIKING}|\w+n't)\b")

_GOOD = (
    r"(?:in )?love[sd]?|enjoy\w*|apprecia\w+|admir\w+|prais\w+|prefer\w*|recommend\w*|great|good|amazing|wonderful|excellent|fantastic|"
    r"awesome|best|better|favou?rites?|impress\w+|attractive|promising|nice|beautiful|comfortable|perfect|ideal|fond|happy|"
    r"likes|liked|(?:people|they|we|i|who|you|really|also|not|never|\w*n't) like|"
    r"gusta\w*|encanta\w*|enamorad\w+|ama[n]?|adora\w*|excelentes?|mejor(?:es)?|buen[oa]?s?|gran(?:des?)?|hermos\w+|favorit\w+|perfect\w+|"
    r"gosta\w*|apaixonad\w+|melhor(?:es)?|bo[am]s?|otim\w+|maravilhos\w+|incriveis|incrivel"
)
_BAD = (
    r"dislik\w+|hat(?:e|es|ed)|complain\w*|critici\w+|bad|worse|worst|terrible|awful|horrible|problems?|difficult|lacks?|lacking|unsafe|"
    r"expensive|dangerous|poor|annoying|boring|too (?:many|much|\w+)|odia\w*|queja\w*|mal[oa]?s?|peor(?:es)?|problemas?|dificil\w*|falta\w*|"
    r"car[oa]s?|peligros\w+|odeia\w*|reclama\w*|rui[mn]s?|pior(?:es)?|perigos\w+|demais|demasiad\w+"
)
_SHOWS_NOT = re.compile(rf"\b{_NOT}(?: (?!as\b|only\b)[\w']+){{0,3}}? (?:{_GOOD}|likes?)\b")
_SHOWS_LIKE = re.compile(rf"\b(?:{_GOOD})\b")
_SHOWS_DISLIKE = re.compile(rf"\b(?:{_BAD})\b")


def asked_attitude(query: Query) -> Attitude | None:
    """Return whether a question asks what somebody likes or dislikes, or who does; None where it asks neither."""
    plain = query.plain
    if _ASKS_DISLIKE.search(plain):
        return Attitude.DISLIKE
    return Attitude.LIKE if _ASKS_LIKE.search(plain) else None


_VERB = re.compile(rf"\b(?:{_LIKING}|{_DISLIKING})\b")


def verbs_asked(query: Query) -> frozenset[str]:
    """Return the stems of the verbs by which "does he like Lima?" asks for an attitude."""
    if query.kind is not QueryKind.YES_NO or asked_attitude(query) is None:
        return frozenset()
    return frozenset(stem_tokens(" ".join(_VERB.findall(query.plain)), query.language))


_MERITS = re.compile(
    r"\b(?:advantages?|benefits?|upsides?|pros|strengths?|merits?|good (?:things?|points?|sides?)|positives|ventajas?|beneficios?|"
    r"vantage(?:m|ns)|beneficios?|pontos positivos|puntos positivos)\b"
)
_DEMERITS = re.compile(
    r"\b(?:disadvantages?|downsides?|drawbacks?|cons|weaknesses|negatives|bad (?:things?|points?|sides?)|desventajas?|inconvenientes?|"
    r"desvantage(?:m|ns)|pontos negativos|puntos negativos)\b"
)


def asked_merits(query: Query) -> Attitude | None:
    """Return whether a question asks for what is good of something, or what is bad ("the downsides of Lima"); None for neither."""
    if _DEMERITS.search(query.plain):
        return Attitude.DISLIKE
    return Attitude.LIKE if _MERITS.search(query.plain) else None


def shows(text: str, attitude: Attitude) -> bool:
    """Say whether the words of a statement show an attitude; one may show both: "great, but not a good place to live"."""
    plain = plain_words(text)
    if attitude is Attitude.DISLIKE:
        return bool(_SHOWS_NOT.search(plain) or _SHOWS_DISLIKE.search(plain))
    return bool(_SHOWS_LIKE.search(_SHOWS_NOT.sub(" ", plain)))


def that_show(passages: Sequence[Passage], attitude: Attitude | None) -> list[Passage]:
    """Return the passages that show an attitude; where none shows liking in so many words, those that show no dislike."""
    if attitude is None:
        return list(passages)
    found = [passage for passage in passages if shows(passage.text, attitude)]
    if found or attitude is Attitude.DISLIKE:
        return found
    return [passage for passage in passages if not shows(passage.text, Attitude.DISLIKE)]


def words_of_attitude(query: Query) -> frozenset[str]:
    """Return the stems of the words by which a question asks for an attitude: no statement has to have them."""
    asking = (_WORDS_OF_ASKING, _MERITS, _DEMERITS)
    found = " ".join(word for pattern in asking for word in pattern.findall(query.plain)) + " see sees seen"
    return frozenset(stem for language in {"en", query.language} for stem in stem_tokens(found, language))
