"""Which fact lines a question names: by the words of their labels, or by words that look like them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from hubbot.answering.dimensions import INHABITANTS, asks_inhabitants, spoken_of
from hubbot.answering.entities import Entities
from hubbot.answering.facttable import COUNT_WORDS, FactGroup
from hubbot.answering.grammar import Grammar
from hubbot.answering.operation import SCALES
from hubbot.text import stem_tokens, tokenize

# "populacao" and "popul" are 91 alike, "profissionais" and "profession" 86; unrelated words stay below 75.
COGNATE_MIN_RATIO = 80.0
COGNATE_MIN_CHARS = 6
# "unis" for universities, "pros" for professionals: a beginning this long that the corpus does not use as a word.
ABBREVIATION_MIN_CHARS = 3
# "technology" and "tech" begin alike over this many letters, and count as one word where fact lines are named.
SAME_WORD_MIN_CHARS = 4
# Words that ask for a figure whatever it counts, or for a place whatever it is: "the headcount of professionals", "tamanho da população".
MEASURES = COUNT_WORDS | {
    "headcount", "size", "tally", "figure", "figures", "stat", "stats", "statistic", "statistics", "data",
    "section", "city", "country", "town", "place", "hub", "ciudad", "pais", "lugar", "seccion", "cidade", "secao",
    "cities", "countries", "nation", "nations", "ciudades", "paises", "cidades",
    "article", "text", "list", "listed", "mentioned", "articulo", "texto", "lista", "mencionado", "artigo",
    "tamano", "cifra", "cifras", "dato", "datos", "tamanho", "dados", "numeros", "numbers", "please",
}  # fmt: skip
# "Where do most people live?" asks for people.
_LIVING = frozenset(["live", "lives", "living", "reside", "vive", "viven", "vivir", "vivem", "mora", "moram"])
# "Number of universities" counts them and names none.
# "better than Lima for many people": whom it is better for, not how many there are.
FOR_PEOPLE = re.compile(
    r"\b(?:for|to|para) (?:(?:many|most|some|lots of|a lot of|la mayoria de la|mucha|muchas|muita|muitas|a maioria das) )"
    r"(?:people|folks|gente|personas|pessoas)\b"
)
_COUNTS_OF = frozenset(["number", "count", "amount", "total", "quantity", "numero", "cantidad", "quantidade"])
_WHICH = re.compile(
    r"^(?:and |so )?(?:which|what|name|list)(?: of| are)?(?: the| some)?(?: of the)? (?P<head>(?:[\w-]+ ){0,2}?[\w-]+)"
    r"(?: (?:is|are|does|do|did|has|have|can|in|of|from|at|that|there|exist)\b|\W*$)"
)


def match_attribute(stems: frozenset[str], groups: tuple[FactGroup, ...]) -> FactGroup | None:
    """Return the group of fact lines that the question's words name, or None.

    The words that all labels of the group share have to be named ("universities"); a further label word
    ("tech") decides between groups.
    """
    best: tuple[float, int] | None = None
    for at, group in enumerate(groups):
        shared = group.common & stems
        if not shared:
            continue
        rare = sum(1 for stem in shared if sum(stem in other.stems for other in groups) == 1)
        if not rare:
            continue
        score = rare + 0.1 * len(group.stems & stems)
        if best is None or score > best[0]:
            best = (score, at)
    return groups[best[1]] if best else None


def spell_out(words: Iterable[str], groups: tuple[FactGroup, ...], entities: Entities) -> dict[str, str]:
    """Return the label stem that each abbreviated word of a question stands for, where it can mean one alone."""
    found = {}
    for word in words:
        beginning = word.removesuffix("s")
        if word in entities.vocabulary or len(beginning) < ABBREVIATION_MIN_CHARS or not beginning.isalpha():
            continue
        meant = {stem for group in groups for stem in group.stems if stem.startswith(beginning)}
        if len(meant) == 1:
            found[word] = meant.pop()
    return found


def match_cognates(words: Iterable[str], groups: tuple[FactGroup, ...]) -> FactGroup | None:
    """Return the group that a word of another language resembles ("profissionais")."""
    best: tuple[float, FactGroup] | None = None
    for group in groups:
        rare = [stem for stem in group.common if sum(stem in other.stems for other in groups) == 1]
        for word in words:
            if len(word) < COGNATE_MIN_CHARS:
                continue
            likeness = max((fuzz.ratio(word[: len(stem) + 1], stem) for stem in rare), default=0.0)
            if likeness >= COGNATE_MIN_RATIO and (best is None or likeness > best[0]):
                best = likeness, group
    return best[1] if best else None


def match_inhabitants(
    content: Iterable[str], plain: str, grammar: Grammar, groups: tuple[FactGroup, ...], *, sizes: bool
) -> FactGroup | None:
    """Return the one group that counts inhabitants where a question asks for them and nothing else ("people").

    ``sizes`` says that it compares countries, whose size alone ("bigger") is that of their people.
    """
    if FOR_PEOPLE.search(plain):
        return None
    limits = (grammar.threshold_above, grammar.threshold_below)
    computed = (grammar.difference, grammar.ranking, grammar.total, grammar.average, *limits)
    said = {
        word for pattern in computed for found in pattern.finditer(plain) for word in found.group().split()
    }
    words = [
        w
        for w in content
        if not w[0].isdigit() and w not in (said - grammar.scale_words) | MEASURES | SCALES.keys()
    ]
    meant = [
        w for w in words if w not in grammar.scale_words | _LIVING and not grammar.superlative.fullmatch(w)
    ]
    if not asks_inhabitants(meant or (words if sizes else ())):
        return None
    found = [g for g in groups if INHABITANTS in spoken_of([token for token, _ in tokenize(g.label)])]
    return found[0] if len(found) == 1 else None


def asks_names_of(plain: str, label: str) -> bool:
    """Say whether a normalised question asks which ones they are that a line so labelled only counts: "which mills are there?"."""
    found = _WHICH.match(plain)
    if found is None or not any(token in _COUNTS_OF for token, _ in tokenize(label)):
        return False
    return not frozenset(stem_tokens(label, "en")).isdisjoint(stem_tokens(found["head"].split()[-1], "en"))


def names_more(words: Iterable[str], group: FactGroup) -> bool:
    """Say whether the content words of a question name more than the figures of ``group`` ("population growth")."""
    return any(word not in MEASURES and not _is_of(word, group) for word in words)


def _is_of(word: str, group: FactGroup) -> bool:
    if any(stem in group.stems for language in ("en", "es", "pt") for stem in stem_tokens(word, language)):
        return True
    if any(
        min(len(word), len(stem)) >= SAME_WORD_MIN_CHARS and (word.startswith(stem) or stem.startswith(word))
        for stem in group.stems
    ):
        return True
    return match_cognates([word], (group,)) is not None
