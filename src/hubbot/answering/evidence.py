"""How well one passage answers one query: signals, and the probability made of them.

Each signal is a number in a known range with a reason a reader can check; ``--explain`` prints them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from hubbot.answering.entities import NameKind
from hubbot.answering.grammar import AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, QueryKind
from hubbot.scorer import ReadBy
from hubbot.text import normalise, stem_tokens, tokenize, without_links
from hubbot.types import Hit, Passage

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|"
    r"thousand|million|billion|dozen|half|third|once|twice|single|sole|both|pair|couple|hundreds|thousands|millions|billions|dozens|scores|cientos|miles|decenas|centenas|milhares|dezenas|dos|tres|cuatro|cinco|diez|cien|mil|duas|dois|quatro|dez)\b"
)
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d\d)s?\b|\b(?:in|since|until|by|around|before|after|en|desde|em|ate) (?:the )?(?:early |late |mid-?)?\d{3,4}s?\b|"
    r"\b(?:mornings?|evenings?|nights?|noon|afternoons?|today|yesterday|springs?|summers?|autumns?|winters?|tarde|noche|"
    r"manana|verano|invierno|primavera|otono|noite|manha|verao|inverno|outono)\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|decade|year|ago|enero|febrero|marzo|abril|mayo|"
    r"junio|julio|agosto|septiembre|octubre|noviembre|diciembre|siglo|ano|janeiro|fevereiro|maio|junho|julho|setembro|"
    r"outubro|novembro|dezembro|seculo)\b|\b\d{1,2}(?:st|nd|rd|th)\b"
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pesos?|reais|usd|million|billion|dolares|millones|milhoes)\b"
)
_DURATION = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|hour-long|anos?|meses|dias|"
    r"horas?|minutos?|semanas?)\b"
)
COUNTS = re.compile(r"\b(?:how many|number of|cuant[oa]s|quant[oa]s|numero d[eao]s?)\b")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\ds?\b")
_DURATION_WITH_NUMBER = re.compile(rf"\b\S+[\s-](?={_DURATION.pattern})")
_REASON = re.compile(
    r"\b(?:because|since|due to|thanks to|reason|why|so that|in order to|as a result|owing|therefore|make[s]?|made|as it|"
    r"porque|debido|gracias a|razon|por eso|devido|gracas|razao|motivo)\b"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against a passage.

    ``rank_score``: fused score per arm, in standard deviations above the corpus mean.
    ``margin``: how far that is above the best other passage. ``similarity``: best cosine.
    ``coverage``: share of the question's rare words in the passage; ``context``: the same with the paragraph and
    the heading counted in. ``names``: share of the names asked about that the passage, its heading or speaker
    holds. ``type_fits``: 1 where the kind of thing asked for is there, 0 where not, 0.5 where it cannot be told.
    ``numbers``: share of the figures in the question that the passage holds. ``scorer``: the cross-encoder's probability, 0.5 without one. ``own_names``: as ``names``, in its own words.
    """

    rank_score: float
    margin: float
    similarity: float
    coverage: float
    context: float
    names: float
    own_names: float
    type_fits: float
    scorer: float
    numbers: float = 1.0

    def to_dict(self) -> dict[str, float]:
        """Return the signals rounded for display."""
        return {key: round(float(value), 3) for key, value in asdict(self).items()}


# A passage of so few words that the question holds them all is a bare name, and answers nothing about it.
BARE_NAME_MAX_WORDS = 4
UNREAD = 0.5  # the scorer's probability of a passage that it has not read
CLOSING_MARKS = "”’\"'»*_) "
_MARKED = re.compile(r"([*_]{1,3})[^.!?*_]+\1")


def informative(query: Query, hits: Sequence[Hit], knowledge: Knowledge) -> tuple[Hit, ...]:
    """Return the hits that can answer: a name answers nothing about itself, and a question not at all.

    What the text asks itself, as an interview does, is answered by what follows: that takes the question's place.
    """
    there = {hit.passage.id for hit in hits}
    found = []
    for hit in hits:
        passage = hit.passage
        if passage.text.rstrip(CLOSING_MARKS).endswith("?"):
            following = knowledge.following(passage)
            if following is None or following.id in there:
                continue
            there.add(following.id)
            hit, passage = replace(hit, passage=following), following
        asked = frozenset(stem_tokens(query.text, knowledge.index.language_of(passage.document_id)))
        if len(passage.text.split()) > BARE_NAME_MAX_WORDS or (
            knowledge.stems(passage) - asked and not _is_marked_name(passage.text)
        ):
            found.append(hit)
    return tuple(found)


def _is_marked_name(text: str) -> bool:
    """Say whether a passage is a title or the caption of a picture: words in bold or italics without a sentence."""
    return bool(_MARKED.fullmatch(text))


def measure(
    query: Query, hits: Sequence[Hit], knowledge: Knowledge, scores: Sequence[float] | None = None
) -> tuple[Signals, ...]:
    """Return the signals of each hit. ``scores`` are the cross-encoder's probabilities, one a hit."""
    arms = max(1, len(knowledge.index.arms) + 1)
    wanted = {stem: knowledge.rarity(stem) for stem in query.words}
    asked = frozenset(query.names())
    top = sorted((hit.score for hit in hits), reverse=True)[:2]
    found = []
    for at, hit in enumerate(hits):
        passage = hit.passage
        own = knowledge.stems(passage)
        around = own | knowledge.context_stems(passage)
        others = top[0] if len(top) < 2 or hit.score < top[0] else top[1]
        found.append(
            Signals(
                rank_score=hit.score / arms,
                margin=(hit.score - others) / arms,
                similarity=hit.similarity,
                coverage=_share(wanted, own),
                context=_share(wanted, around),
                names=_name_share(asked, knowledge.names(passage), knowledge.paragraph_names(passage)),
                own_names=_name_share(asked, knowledge.own_names(passage)),
                type_fits=type_fits(query, passage, knowledge),
                scorer=scores[at] if scores is not None else UNREAD,
                numbers=_number_share(query, passage),
            )
        )
    return tuple(found)


def type_fits(query: Query, passage: Passage, knowledge: Knowledge) -> float:
    """Say whether the passage holds the kind of thing that is asked for: 1, 0, or 0.5 where it cannot be told."""
    plain = normalise(without_links(passage.text))
    patterns = {
        AnswerType.NUMBER: _NUMBER,
        AnswerType.DATE: _DATE,
        AnswerType.MONEY: _MONEY,
        AnswerType.DURATION: _DURATION,
        AnswerType.REASON: _REASON,
    }
    pattern = patterns.get(query.answer_type)
    if query.answer_type is AnswerType.NUMBER and COUNTS.search(normalise(query.text)):
        plain = _DURATION_WITH_NUMBER.sub(" ", _YEAR.sub(" ", plain))  # neither counts anything else
    if pattern is not None:
        return 1.0 if pattern.search(plain) else (0.4 if query.answer_type is AnswerType.REASON else 0.0)
    kinds = {
        AnswerType.CITY: NameKind.CITY,
        AnswerType.COUNTRY: NameKind.COUNTRY,
        AnswerType.PERSON: NameKind.PERSON,
    }
    kind = kinds.get(query.answer_type)
    if kind is None:
        return 0.5
    new = {
        mention.name.kind for mention in knowledge.mentions(passage) if mention.name.key not in query.names()
    }
    if kind in new or (kind is NameKind.PERSON and passage.speaker):
        return 1.0
    if NameKind.OTHER in new or (kind is NameKind.CITY and passage.city):
        return 0.6
    return 0.0


def holds_number(passage: Passage) -> bool:
    """Say whether a passage holds a number, in figures or words."""
    return _NUMBER.search(normalise(passage.text)) is not None


def _number_share(query: Query, passage: Passage) -> float:
    if not query.numbers:
        return 1.0
    there = {token for token, _ in tokenize(without_links(passage.text))}
    return len(query.numbers & there) / len(query.numbers)


def _share(wanted: dict[str, float], there: frozenset[str]) -> float:
    total = sum(wanted.values())
    return sum(weight for stem, weight in wanted.items() if stem in there) / total if total else 1.0


# A name in the paragraph is worth this much of one in the sentence itself, its heading or its speaker.
PARAGRAPH_NAME = 0.6


def _name_share(asked: frozenset[str], there: frozenset[str], near: frozenset[str] = frozenset()) -> float:
    if not asked:
        return 1.0
    return (len(asked & there) + PARAGRAPH_NAME * len((asked & near) - there)) / len(asked)


def preference(query: Query, signals: Signals) -> float:
    """Return by how much a passage is preferred to others: of two, the difference is the logit that it and not the other answers.

    The weights are fitted by ``training/calibrate.py`` (see docs/quality.md): one set where the English scorer has read
    the passage, one for the lexical signals alone, one for questions in another language than the corpus, and for these and
    for texts in other languages one each where the multilingual scorer has. A gloss is read with the first, and not
    believed altogether.
    """
    fit = _fit(query)
    total = _total(query, signals, _calibration()[fit]["order"])
    if query.gloss is not None and fit == "full":
        total += GLOSS_DOUBT * (_total(query, signals, _calibration()["foreign"]["order"]) - total)
    return total


def confidence(query: Query, signals: Signals) -> float:
    """Return the probability, in 0..1, that a passage answers the question: what silence is decided by.

    Which passage is best and whether it answers at all are two questions with weights of their own, yes/no questions with
    others again. All are fitted by ``training/calibrate.py``.
    """
    weights = _weights_of_silence(query)
    total = float(weights["intercept"]) + _total(query, signals, weights["weights"])
    shares = not query.words or signals.context > 0 or query.kind is QueryKind.YES_NO
    if not shares and signals.scorer <= UNREAD and query.language == "en" and not query.foreign:
        total += NOTHING_SHARED_LOGIT
    return _sigmoid(total)


def _weights_of_silence(query: Query) -> dict[str, Any]:
    fitted = _calibration()[_fit(query)]
    asks_yes_no = query.kind is QueryKind.YES_NO and "yes_no" in fitted
    weights: dict[str, Any] = fitted["yes_no" if asks_yes_no else "silence"]
    return weights


def _total(query: Query, signals: Signals, weights: dict[str, float]) -> float:
    total = 0.0
    for name, weight in weights.items():
        value = getattr(signals, name)
        total += weight * (_logit(value) if name == "scorer" else value)
    if query.unknown:
        total += UNKNOWN_NAME_LOGIT
    if signals.numbers < 1 and query.kind is not QueryKind.YES_NO:
        total += ABSENT_NUMBER_LOGIT
    return total


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))


def silence_threshold(query: Query) -> float:
    """Return the probability below which hubbot is silent; see docs/quality.md for the curve it was read from."""
    return float(_weights_of_silence(query)["threshold"])


def _fit(query: Query) -> str:
    """Return which of the fitted sets of weights a question is weighed with."""
    if query.read_by is ReadBy.MULTILINGUAL:
        return "multilingual" if query.foreign else "native"
    scored = query.read_by is ReadBy.ENGLISH
    if query.foreign and not (scored and query.gloss is not None and query.is_read):
        return "foreign"
    return "full" if scored else "lexical"


# Of 62 Spanish and Portuguese development questions the right passage comes first for 82 % by the full weights of their
# gloss alone, 87 % with this share of those that look at no words; on xquad 80 and 79 %, on Pirá 68 % both.
GLOSS_DOUBT = 0.25
# Of SQuAD 2.0 development questions with a capitalised word that the article lacks 30 % are answerable, of the
# others 46 %; half of that third are abbreviations, so the word lowers the odds and does not decide.
UNKNOWN_NAME_LOGIT = -0.7
# A sentence without the figure that the question gives ("$500 million") is about another one: an odds ratio of 1/5.
ABSENT_NUMBER_LOGIT = -1.6
# Of 65 development questions without a word in common with passage, paragraph and heading, of which the scorer thinks
# little besides, 31 are answerable and 16 are answered by the passage that comes first: half the odds of the others.
NOTHING_SHARED_LOGIT = -0.8
SCORER_CLIP = 1e-3


def _logit(value: float) -> float:
    clipped = min(1 - SCORER_CLIP, max(SCORER_CLIP, value))
    return math.log(clipped / (1 - clipped))


@cache
def _calibration() -> dict[str, Any]:
    path = resources.files("hubbot.answering").joinpath("calibration.json")
    fitted: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return fitted
