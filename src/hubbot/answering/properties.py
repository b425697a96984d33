"""What a question asks of something by a common noun: its capital, its president, its weather, the cost of living there.

Readers ask for such things of any place or person, and a text that never speaks of them still has sentences that come near:
other numbers, other people, other towns. A passage answers only where it, or the paragraph around it, has a word of the thing.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from hubbot.answering.dimensions import begins, dimensions_of, spoken_of
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, plain_words
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.text import stem_tokens, tokenize
from hubbot.types import Passage

# How the words of each begin, in normal form; whole words end with ".". The sentence itself has to have one of these, or one
# that stands after the stroke.
_WRITTEN = (
    "capital.",
    "president. presidents. presidenta presidente presidential presidency",
    "mayor. mayors. alcald prefeit",
    "minister. ministers. ministr. ministro ministra",
    "king. queen. monarch rey. reina. rei. rainha",
    "language idioma lengua lingua | spanish portuguese english espanol portugues ingles french frances bilingual",
    "currency currencies moneda moeda | peso. pesos. dollar real. reais euro. euros. colon. colones sol. soles",
    "religio | catholic catolic church iglesia igreja muslim islam christian protestant buddhis hindu jewish confucian faith worship",
    "airport aeropuerto aeroporto | flight. flights. vuelo voo. voos.",
    "visa. visas. visto. vistos.",
    "timezone time-zone huso-horario fuso-horario",
    "elevation altitud altitude | metres. meters. metros.",
    "gdp. pib.",
    "salary salaries salario wage. wages. sueldo ordenado | earn. earns. earned pay. pays. paid. paycheck compensation gana. ganan. ganha. ganham. cobra. cobran.",
    "flag. bandera bandeira",
    "anthem himno hino.",
    "motto lema.",
    "nickname apodo apelido | called. known. name. llamad chamad conocid conhecid",
)
_FOREMOST = re.compile(
    r"\b(?:first|second|third|leads?|leading|leaders?|ahead|main|number one|no\. 1|capital|champions?|rival(?:s|led)? none|second to none|"
    r"takes? the (?:cake|crown|lead)|compared (?:to|with) (?:the )?(?:other|rest)\w*|than (?:any|all|the|other)\w* ?\w*|unmatched|unrivalled|unrivaled|primer[oa]?|segund[oa]|lider(?:es)?|principal(?:es)?|"
    r"primeir[oa]|campeon|campea)\b"
)
NAME_REACH = 8
"""Words between somebody's name and what they are, at most: "X, who has long been the president"."""
_LISTS = tuple(tuple(part.split() for part in (line + "|").split("|")[:2]) for line in _WRITTEN)
_NOT_HEADS = (
    r"(?:they|he|she|we|you|it|i|the|of|in|for|on|at|to|from|by|with|about|like|that|who|which|does|do|did|is|are|was|were|has|have|had|can|could|will|would|should|"
    r"de|del|en|da|do|das|dos|em|no|na|se|es|son|e|sao|tiene|tem|hay|ha|como|para|por)"
)
_HEAD = r"[\w'-]+(?: [\w'-]+){0,2}?"
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:what|who|which|cual|cuales|quien|que|qual|quais|quem)(?:'s| is| are| was| were| es| son| era| fue| e| sao| foi)"
        rf"(?: (?:the|a|an|its|their|el|la|los|las|o|a|os|as))? (?P<head>{_HEAD})(?: {_NOT_HEADS}\b|[?.,!]|$)",
        rf"^(?:in |at |on |for |with |by )?(?:what|which|que|qual) (?P<head>{_HEAD}) {_NOT_HEADS}\b",
        rf"^(?:how much|how many|how high|how low|cuanto|cuanta|quanto|quanta)(?: is| are| was| were| cuesta| cuestan| es| son| custa| custam| e| sao)"
        rf"(?: (?:the|a|an|el|la|los|las|o|a|os|as))? (?P<head>{_HEAD})(?: {_NOT_HEADS}\b|[?.,!]|$)",
        rf"^how (?:is|are|was|were) the (?P<head>{_HEAD})(?: (?:in|of|at|there|like)\b|[?.,!]|$)",
        rf"^(?:the |an )?(?:average|mean|median|typical) (?P<head>{_HEAD})(?: {_NOT_HEADS}\b|[?.,!]|$)",
        r"^how (?P<head>expensive|cheap|costly|safe|dangerous|hot|cold|warm|rainy|polluted|noisy|populous)\b",
        rf"^(?:como (?:es|esta|son|e|esta|sao)) (?:el|la|o|a|los|las|os|as) (?P<head>{_HEAD})(?: (?:en|de|em|no|na)\b|[?.,!]|$)",
    )
)
_WHO_IS_THE = re.compile(
    r"^(?:who|quien|quem) (?:is|was|are|were|es|era|fue|e|foi) (?:the|a|an|el|la|o|\w[\w-]*'s) "
)
# "What's the name of Peru's president?" asks who the president is, "another name for" Lima what Lima is called besides.
_NAME_OF = re.compile(r"(?<= )(?:the name of|el nombre del?|o nome d[aeo]) (?=\S)")
_OTHER_NAME = re.compile(r"\b(?:other|another|second|alternative) name\b|\botro nombre\b|\boutro nome\b")
_ANY_NICKNAME = re.compile(r"^(?:(?:is there|are there|does it have|has it) )?(?:any |a |an )?nicknames?\b")
_RULERS = ("president", "mayor", "minister", "king", "queen", "alcalde", "prefeit", "ministr")
_INHABITANTS = re.compile(
    r"^how many (?:people|persons|inhabitants|residents|citizens) (?:live|reside|dwell|are there|do(?:es)? [\w .'-]+ have\W*$)(?!\w)|"
    r"^cuant[oa]s (?:personas|habitantes) (?:viven|hay|tiene)\b|^quant[oa]s (?:pessoas|habitantes) (?:vivem|ha|tem|moram)\b"
)
_WEATHER = re.compile(
    r"^(?:y |e )?(?:que tiempo (?:hace|hay|hizo)|que tempo (?:faz|esta)|como (?:esta|fica) o tempo)\b"
)
_COST_OF_LIVING = re.compile(r"\bcost(?:s)? of living\b|\bcosto de (?:la )?vida\b|\bcusto de vida\b")


def may_have_property(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage speaks of what the question asks for, where that is something that readers ask of anything.

    Who is something has to be named where the passage speaks of that: "their president" is nobody.
    """
    head = asked_property(query.text)
    if not head:
        return True
    asks_who = _WHO_IS_THE.match(query.plain) or head.split()[-1].startswith(_RULERS)
    if asks_who and not head.endswith("ing") and not _is_named(head, query, passage, knowledge):
        return False
    words = head.split()
    own = [token for token, _ in tokenize(passage.text)]
    own += [f"{word}-{after}" for word, after in pairwise(own)]  # "time zones" as "time-zones"
    heading = [token for token, _ in tokenize(passage.section or "")]
    for asked, other in _lists_of(head):
        if not any(begins(word, start) for word in (*own, *heading) for start in (*asked, *other)):
            return False
    compared = dimensions_of(words, compared=False)
    if not compared or (query.mentions and not query.names(*PLACE_KINDS)):  # "Juan's job" is his own
        return True
    around = [token for token, _ in tokenize(knowledge.paragraph(passage).text)]
    return bool(compared & spoken_of([*own, *heading]) or compared & spoken_of(around))


def _is_named(head: str, query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a name stands near what somebody is said to be, or the passage does not say so in that word."""
    language = knowledge.index.language_of(passage.document_id)
    wanted = frozenset(stem_tokens(head.split()[-1], language)) & query.words
    starts = [start for asked, _ in _lists_of(head) for start in asked]
    tokens = tokenize(passage.text)
    there = [
        at
        for at, (token, _) in enumerate(tokens)
        if wanted & frozenset(stem_tokens(token, language)) or any(begins(token, start) for start in starts)
    ]
    if not there or wanted & frozenset(stem_tokens(passage.speaker_role or "", language)):
        return True
    places = [m.span for m in knowledge.mentions(passage) if m.name.kind in PLACE_KINDS]
    large = [passage.text[span.start].isupper() for _, span in tokens]
    named = [
        at
        for at, (_, span) in enumerate(tokens)
        # The first word of a sentence is large whatever it is: a name where the next one is too.
        if large[at]
        and (at > 0 or large[at + 1 : at + 2] == [True])
        and not any(span.overlaps(p) for p in places)
    ]
    return any(abs(at - other) <= NAME_REACH for at in there for other in named)


@cache
def asked_property(question: str) -> str:
    """Return the words of what a question asks of something ("average salary"), "" where it is put in another way."""
    plain = _OTHER_NAME.sub("nickname", _NAME_OF.sub("", plain_words(question)))
    if _INHABITANTS.match(plain):
        return "inhabitants"
    if _ANY_NICKNAME.match(plain):
        return "nickname"
    if _WEATHER.match(plain):
        return "weather"
    if _COST_OF_LIVING.search(plain):
        return "cost"
    found = next((match for head in _HEADS if (match := head.match(plain))), None)
    return found["head"].strip() if found else ""


def _lists_of(head: str) -> list[tuple[list[str], ...]]:
    last = head.split()[-1]
    return [lists for lists in _LISTS if any(begins(last, start) for start in lists[0])]


def may_be_foremost(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage can say which place is the most of something: it has to put one above others in some words."""
    asked = GRAMMARS.get(query.language, GRAMMARS["en"])
    if query.answer_type not in (AnswerType.CITY, AnswerType.COUNTRY) or query.target is not None:
        return True
    if not asked.superlative.search(query.plain):
        return True
    plain = plain_words(passage.text)
    compared = dimensions_of(token for token, _ in tokenize(query.text) if token not in asked.function_words)
    if compared and not compared & spoken_of([token for token, _ in tokenize(passage.text)]):
        return False
    told = GRAMMARS.get(knowledge.index.language_of(passage.document_id), GRAMMARS["en"])
    return bool(told.superlative.search(plain) or _FOREMOST.search(plain))
