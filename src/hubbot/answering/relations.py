"""What a passage has to say of the relation that a question asks about: where somebody goes or comes from, a rank, a likeness.

A sentence with the same names in another relation is no answer: where people move to says nothing of where they are from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hubbot.answering.entities import Mention, NameKind
from hubbot.answering.evidence import holds_number
from hubbot.answering.figures import asks_names_of
from hubbot.answering.grammar import AnswerType
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.operation import has_rank
from hubbot.answering.query import Query, plain_words
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.text import normalise, stem_tokens
from hubbot.types import Passage, PassageKind

_GOING_TO = re.compile(
    r"\b(?:leav(?:e|es|ing)|left|mov(?:e|es|ed|ing)|go|goes|going|went|gone|head(?:s|ed|ing)?|relocat(?:e|es|ed|ing)|e?migrat(?:e|es|ed|ing)|"
    r"v[ao]n|va|vai|vao|ir|fueron|foram|mudan?|mudar(?:on|am|se)?|trasladan?|emigran?|partem?|parten?) "
    r"(?:\w+ ){0,2}?(?:to|for|a|al|para|pra|hacia) $"
)
_COMING_FROM = re.compile(
    r"^(?:is|are|was|were|does|do|did|es|son|era|e|sao)\b(?: [\w.'-]+){1,4}? (?<!far )(?<!away )(?<!different )(?<!apart )"
    r"(?:from|come from|comes from|hail from|originally from|de) $"
)
_FROM = re.compile(
    r"\b(?:from|native of|native to|born in|raised in|grew up in|natural de|nacid[oa] en|nascid[oa] em|de) $"
)
_WHERE_FROM = re.compile(
    r"^(?:where|which|what)\b.* (?:come |comes |came |hail |hails )?from\W*$|^(?:de|desde) (?:donde|onde|que|qual)\b.*\b(?:es|viene|e|vem)\b"
)
_ASKS_PAR = re.compile(
    r"\bsame (?:\w+ ){0,3}as\b|\bas (?!soon|well|long|far|many|much|early|late|of)\w+ as\b|\bsimilar(?:ly)? to\b|\b(?:equal|identical) to\b|"
    r"\bmism[oa]s? (?:\w+ ){0,2}que\b|\btan \w+ como\b|\bmesm[oa]s? (?:\w+ ){0,2}que\b|\btao \w+ quanto\b"
)
_ON_A_PAR = re.compile(
    r"\b(?:like|as|same|similar(?:ly)?|equal(?:s|ly)?|identical|match(?:es|ed)?|rivals?|par|alike|likewise|compar(?:able|es)|resembl\w+|reminiscent|"
    r"como|igual(?:es)?|mism[oa]s?|mesm[oa]s?|parecid[oa]s?|semejan\w+|semelhan\w+|iguala)\b"
)
_NOT_AS = re.compile(
    r"\bnot (?:quite |nearly )?(?:as|so) (?:\w+ ){1,2}?as\b|\bnot (?:quite |nearly )?(?:as|like|the same)\b|\b(?:no|nao) (?:es |e )?(?:tan|tao|como|igual)\b|\bsuch as\b"
)
_HEADS = (
    r"capital(?: city)?|presidents?|mayors?|governors?|ministers?|ceos?|heads?|chiefs?|directors?|founders?|leaders?|kings?|queens?|"
    r"chair(?:man|woman|person)?|presidentes?|presidentas?|alcaldes?|alcaldesas?|gobernador(?:a|es)?|ministr[oa]s?|jef[ea]s?|director[ae]?s?|"
    r"fundador(?:a|es)?|prefeit[oa]s?|governador(?:a|es)?|chefes?|diretor(?:a|es)?|rey|reina|rei|rainha"
)
_HEAD_OF = re.compile(rf"\b(?P<head>{_HEADS}) (?:of|de|del|do|da|dos|das)(?: (?:the|la|el|los|las))? $")
_ITS_HEAD = re.compile(rf"^(?:['’]s?)? (?:\w+ )?(?P<head>{_HEADS})\b")
_WHERE_IS = re.compile(
    r"^(?:(?:and|so|y|e) )*(?:where(?:'s|s| is| are| lies?| can i find)|(?:en )?donde (?:esta|estan|queda|quedan)|onde (?:fica|ficam|esta|estao))\b"
)
# What stands behind these is what something else lies in or beside: "south of Rockridge", "between Lima and Quito".
_BESIDE = re.compile(
    r"\b(?:in|at|en|em|no|na|of|from|near|to|beside|behind|outside|beyond|between|de|del|da|do|desde|cerca de|perto de|entre|lejos de|longe de) (?:the |la |el |o |a )?$"
)
STEM = 5  # letters by which "Mongol" is of Mongolia
_SECOND = 2
_WHERE = (AnswerType.CITY, AnswerType.COUNTRY)
_FIGURES = (AnswerType.NUMBER, AnswerType.DURATION)
_RANKED = (AnswerType.CITY, AnswerType.COUNTRY, AnswerType.PERSON, AnswerType.ANY)
_SOMEBODYS = re.compile(
    r"\bhow long (?:has|have|had)\b.*\bbeen\b|\bexperience\b|\bhace cuanto\b|\bha quanto tempo\b"
)
_WHICH_OF_A_ROLE = re.compile(
    r"^(?:which|what|que|qual|cual) (?:of the )?(?!people\b|persons?\b|personas?\b|pessoas?\b)\w+"
)


def goes_there(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage that says where somebody goes says that they go where the question asks about."""
    asked = _destinations(query.text, query.mentions)
    there = _destinations(passage.text, knowledge.mentions(passage)) if asked else set()
    return not asked or not there or bool(asked & there)


def is_head_of_it(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage with "the capital of Minas Gerais" answers what asks for the capital of Brazil: it does not.

    Of a passage that says whose capital, president or founder it speaks of, it has to be that of what is asked about.
    """
    asked = _heads(query.text, query.mentions)
    if not asked:
        return True
    there = _heads(passage.text, knowledge.mentions(passage))
    owners = {key for head, key in there if any(head == other for other, _ in asked)}
    return not owners or any(key[:STEM] == other[:STEM] for other in owners for _, key in asked)


def _heads(text: str, mentions: Sequence[Mention]) -> set[tuple[str, str]]:
    """Return what is said to be the head of which name, by the name's key: "capital" of "brazil"."""
    found = set()
    for mention in mentions:
        before = _HEAD_OF.search(normalise(text[: mention.span.start]))
        after = _ITS_HEAD.match(normalise(text[mention.span.end :]))
        found |= {(match["head"], mention.name.key) for match in (before, after) if match}
    return found


def says_where(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage says where a place is, and not only what lies beside it: "South of Rockridge lies Piedmont"."""
    asked = set(query.names()) if _WHERE_IS.search(query.plain) and query.answer_type in _WHERE else set()
    mentions = knowledge.mentions(passage) if len(asked) == 1 else ()
    there = [mention for mention in mentions if mention.name.key in asked]
    if not there or len(there) == len(mentions):
        return True
    return not all(_BESIDE.search(normalise(passage.text[: mention.span.start])) for mention in there)


def _destinations(text: str, mentions: Sequence[Mention]) -> set[str]:
    """Return the keys of the places that a verb of going stands before, with "to"."""
    return {
        mention.name.key
        for mention in mentions
        if mention.name.kind in PLACE_KINDS and _GOING_TO.search(normalise(text[: mention.span.start]))
    }


def comes_from_there(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage says of some place that somebody is from there where the question asks for that."""
    asks_where = query.names(NameKind.PERSON) and _WHERE_FROM.search(query.plain)
    asks_whether = query.answer_type is AnswerType.YES_NO and any(
        m.name.kind in PLACE_KINDS and _COMING_FROM.search(normalise(query.text[: m.span.start]))
        for m in query.mentions
    )
    if not asks_where and not asks_whether:
        return True
    return any(
        m.name.kind in PLACE_KINDS and _FROM.search(normalise(passage.text[: m.span.start]))
        for m in knowledge.mentions(passage)
    )


def names_them(query: Query, passage: Passage, _: Knowledge) -> bool:
    """Say whether a passage does more than count what the question wants named: "which mills are there?", "mills: 23"."""
    return passage.kind is not PassageKind.FACT or not asks_names_of(query.plain, passage.text)


def has_the_rank(query: Query, passage: Passage, _: Knowledge) -> bool:
    """Say whether a passage has a word of the rank asked for: "the second city" is not the capital."""
    if query.rank < _SECOND or query.attribute is not None or query.answer_type not in _RANKED:
        return True
    return has_rank(plain_words(passage.text), query.rank)


def is_on_a_par(query: Query, passage: Passage, _: Knowledge) -> bool:
    """Say whether a passage puts two on a par where the question does: "the same rain as Lima", "as dear as Lima".

    Whether it is so, a difference decides as well.
    """
    if query.answer_type is AnswerType.YES_NO or not _ASKS_PAR.search(query.plain):
        return True
    said = plain_words(passage.text)
    return _ON_A_PAR.search(_NOT_AS.sub(" ", said)) is not None


def tells_more_than_a_career(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a figure stands outside the words on the speaker: "a baker for 15 years" tells how long nothing else takes.

    Who asks about the speaker, or by a word of the role, is answered by these.
    """
    if query.answer_type not in _FIGURES or passage.speaker is None or not passage.speaker_role:
        return True
    if query.speaker is not None or _SOMEBODYS.search(query.plain):
        return True
    if knowledge.entities.canonical(passage.speaker) in query.names():
        return True
    own = re.compile(
        rf"{re.escape(passage.speaker_role)}(?: (?:for|with|of)\b[^,.;]*)?|, who (?:has|had|have|is|was) [^,.;]*,"
    )
    career = " ".join(own.findall(passage.text))
    if not career or query.words & frozenset(stem_tokens(f"{career} experience career", "en")):
        return True
    return holds_number(replace(passage, text=own.sub(" ", passage.text)))


def names_somebody(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether a passage names a person where one of a profession is asked for: "which baker" is no firm."""
    if query.answer_type is not AnswerType.PERSON or not _WHICH_OF_A_ROLE.match(query.plain):
        return True
    return passage.speaker is not None or any(
        mention.name.kind is NameKind.PERSON for mention in knowledge.mentions(passage)
    )
