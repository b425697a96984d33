"""What a question says of somebody by a verb that readers use of anybody: lives, was born, founded, is married.

A passage on the same person or firm answers only where it, or its words for it, say something of the kind.
"""

from __future__ import annotations

import re

from hubbot.answering.grammar import AnswerType
from hubbot.answering.query import Query, plain_words
from hubbot.types import Passage

# What asks for it, in a normalised question, and what says something of the kind, in a normalised passage.
_SAID = tuple(
    (re.compile(rf"\b(?:{asks})\b"), re.compile(rf"\b(?:{says})"))
    for asks, says in (
        (
            r"born|birthplace|birthday|nacio|nacid[oa]|nasceu|nascid[oa]",
            r"born\b|native|birth|grew up|raised|hometown|home town|(?:came|comes?|hails?) from|naci|nasc|origin|\d{3,4} ?[–-]",
        ),
        (
            r"how old (?:is|was|are|were)|what age|age of|cuantos anos tienen?|que edad|quantos anos tem|qual a idade",
            r"years? old|year-old|aged?\b|ages?\b|born\b|founded|since\b|(?:1[5-9]|20)\d\d\b|centur|oldest|ancient|edad|idade|anos de edad",
        ),
        (
            r"lives?|living|lived|resides?|resided|vive[n]?|vivio|vivia|reside|mora[m]?|morava|morou",
            r"li(?:ve|ves|ved|ving)\b|resid|based|home|mov(?:e|es|ed|ing)\b|settle|stay|dwell|inhabit|neighbo|population|people\b|"
            r"local\b|viv|mora|hogar|casa|muda|radic",
        ),
        (
            r"founded|founder|founders|cofounded|co-founded|cofounder|fundo|fundador(?:a|es)?|fundou",
            r"found(?:ed|er|ers|ing|s)\b|creat|start(?:ed|s)?\b|launch|establish|set up|open(?:ed|s)\b|began|begun|built|initiat|introduc|"
            r"formed|co-?found|brainchild|behind|"
            r"fund[aoó]|cre[oóa]|lanz|lanc|inaugur|abri|inici",
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
            r"employer|works? for|worked for|working for|employed by|employs|trabaja para|trabalha para|empleador|empregador",
            r"work|employ|hire|job|staff|join|engineer at|team|trabaj|trabalh|emple|empreg|contrat",
        ),
        (
            r"graduated|graduate from|studied at|degree from|estudio en|se graduo|estudou em|formou-se",
            r"graduat|stud|degree|universit|college|school|train|learn|educat|major|estudi|gradu|estud|form|universid",
        ),
    )
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
    if query.answer_type not in _TYPES:
        return True
    said = plain_words(" ".join(filter(None, (passage.text, passage.speaker_role))))
    return all(says.search(said) for asks, says in _SAID if asks.search(query.plain))
