"""What a question says of somebody by a verb that readers use of anybody: lives, was born, founded, is married.

A passage on the same person or firm answers only where it, or its words for it, say something of the kind.
"""

from __future__ import annotations

import re

from hubbot.answering.grammar import AnswerType
from hubbot.answering.query import Query, plain_words
from hubbot.types import Passage


def _table(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return patterns of what asks for it, in a normalised question, and of what says something of the kind, in a passage."""
    return tuple((re.compile(rf"\b(?:{asks})\b"), re.compile(rf"\b(?:{says})")) for asks, says in pairs)


_SAID = _table(
    (
        r"born|birthplace|birthday|nacio|nacid[oa]|nasceu|nascid[oa]",
        r"born\b|native|birth|grew up|raised|hometown|home town|(?:came|comes?|hails?) from|naci|nasc|origin|\d{3,4} ?[–-]",
    ),
    (
        r"how old (?:is|was|are|were)|what age|age of|cuantos anos tienen?|que edad|quantos anos tem|qual a idade",
        r"years? old|year-old|aged?\b|ages?\b|born\b|founded|since\b|(?:1[5-9]|20)\d\d\b|centur|oldest|ancient|edad|idade|anos de edad",
    ),
    (
        # not "where can I live cheaply?", which asks for any place that is said to be good
        r"(?<!\bi )(?<!\bwe )(?<!\byou )(?<!\bto )(?:lives?|living|lived)|resides?|resided|vive[n]?|vivio|vivia|reside|mora[m]?|morava|morou",
        r"li(?:ve|ves|ved|ving)\b|resid|based|home|mov(?:e|es|ed|ing)\b|settle|stay|dwell|inhabit|neighbo|population|people\b|"
        r"local\b|viv|mora|hogar|casa|muda|radic",
    ),
    (
        r"founded|founder|founders|cofounded|co-founded|cofounder|fundo|fundador(?:a|es)?|fundou|who (?:started|created|launched|set up|established|invented)",
        r"found(?:ed|er|ers|ing|s)\b|creat|start(?:ed|s)?\b|launch|establish|set up|open(?:ed|s)\b|began|begun|built|initiat|introduc|"
        r"formed|co-?found|brainchild|behind|"
        r"fund[aoó]|cre[oóa]|lanz|lanc|inaugur|abri|inici",
    ),
    (
        r"(?:is|was|are|were) in charge|heads|headed by|who (?:runs|leads|directs|manages)|boss of|quien (?:dirige|encabeza|lidera)|quem (?:dirige|comanda|lidera|chefia)",
        r"head|lead|led\b|run(?:s|ning)?\b|ran\b|direct|manag|in charge|chief|ceo\b|cto\b|cfo\b|boss|chair|president|minister|mayor|governor|captain|"
        r"command|oversee|found|owner|owns|dirig|encabez|lider|jefe|chefe|comand|presid|fund",
    ),
    (
        r"married|wife|husband|spouse|children of|casad[oa]|esposa|marido",
        r"marri|wife|husband|spouse|partner|wedding|couple|single\b|divorc|casad|espos|marid|pareja",
    ),
    (
        r"died|dead|death of|murio|muert[oa]|morreu|mort[oa]",
        r"die[ds]?\b|dead|death|late\b|killed|passed away|mur|mort|falec",
    ),
    (
        r"won|winner|winners|gano|ganador(?:a|es)?|ganhou|ganhador|venceu|vencedor(?:a|es)?",
        r"w[io]n\b|wins\b|winn|award|prize|champion|victor|trophy|medal|grant|gan[oó]|ganad|premi|venc|campe|ganh",
    ),
    (
        r"graduated|graduate from|studied at|degree from|estudio en|se graduo|estudou em|formou-se",
        r"graduat|stud|degree|universit|college|school|train|learn|educat|major|estudi|gradu|estud|form|universid",
    ),
)
# The same in a question of any kind: "what does a baker earn in Lima?".
_SAID_OF_ANY = _table(
    (
        r"employer|works? (?:for|at)|worked (?:for|at)|working for|employed by|employs|trabaja para|trabalha para|empleador|empregador",
        r"work|employ|hire|job|staff|join|engineer at|team|trabaj|trabalh|emple|empreg|contrat",
    ),
    (
        r"how many degrees|degrees (?:warmer|hotter|colder|cooler)|how (?:much )?(?:warm|hot|cold|cool)(?:er)?|cuantos grados|quantos graus",
        r"degree|°|celsius|fahrenheit|grados?\b|graus?\b|hot|warm|cold|cool|temperatur|heat|freez|calor|fri[oa]|quent",
    ),
    (
        r"earns?|earning|get paid|gets paid|gana[n]? (?:un|una|el|la|los|las)|cobra[n]?|ganha[m]?",
        r"earn|pay|paid|[$€£]|salar|wage|income|compensat|remunerat|revenue|profit|\bmake[s]? \$|cost|charge|sueldo|ingres|gan[ao]|cobr|pag[aou]|ganh|renda|remunera",
    ),
    (
        r"(?:stands?|stood) for|acronym|abbreviation|abbreviated|siglas?|full form",
        r"stands? for|short for|abbrevia|acronym|spelled|sigla|abrevia|[a-z]{2,}\)|\([a-z]{2,}",
    ),
)
_TYPES = (
    AnswerType.YES_NO,
    AnswerType.PERSON,
    AnswerType.CITY,
    AnswerType.COUNTRY,
    AnswerType.DATE,
    AnswerType.NUMBER,
)


def says_something_of_the_kind(query: Query, passage: Passage) -> bool:
    """Say whether a passage says something of the kind that the question asks about; True where it asks for nothing such."""
    asked = (*_SAID, *_SAID_OF_ANY) if query.answer_type in _TYPES else _SAID_OF_ANY
    said = plain_words(" ".join(filter(None, (passage.text, passage.speaker_role))))
    return all(says.search(said) for asks, says in asked if asks.search(query.plain))
