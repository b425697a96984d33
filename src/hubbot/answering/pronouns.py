"""Pronouns of a follow-up: where one stands, and the name that it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hubbot.answering.entities import Mention, Name, NameKind, name_key
from hubbot.answering.grammar import GRAMMARS, Grammar
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.language import question_language
from hubbot.contract import Answer, Citation
from hubbot.text import normalise, tokenize
from hubbot.types import Span

_PERSON = frozenset(["he", "she", "him", "his", "her", "hers", "ele", "ela", "dele", "dela", "el", "ella"])


_PLACE = frozenset(["there", "here", "alli", "ahi", "aqui", "la", "ali"])


_ONES = frozenset(["one", "ones"])


# "Is it true that ...?", "it takes a week to ...": no thing that was named before.
_AFTER_EMPTY_IT = frozenset(["take", "takes", "possible", "rain", "true", "correct", "right", "so", "said"])


_ENDS = frozenset(["in", "at", "from", "near"])  # "which country is that in?"
_ASKS_PLACE = re.compile(
    r"\b(?:country|nation|city|region|state|province|section|continent)\b.*\b(?:that|this|it)\b(?:\W+(?:in|at|from|near))\W*$"
)


ASKS_WHO = re.compile(r"^(?:and |so |y |e )?(?:who|whos|who's|whom|quien|quienes|quem)\b")


@dataclass(frozen=True)
class Earlier:
    """What an earlier turn leaves behind for the next one."""

    question: str
    mentions: tuple[Mention, ...]
    answer: Answer


def subject_words(before: Earlier, knowledge: Knowledge) -> str:
    """Return the words of the earlier question that say what was asked, without names and question words."""
    language = question_language(before.question, knowledge.index.languages[0])
    grammar = GRAMMARS.get(language, GRAMMARS["en"])
    keep = [
        before.question[span.start : span.end]
        for token, span in tokenize(before.question)
        if token not in grammar.function_words and not any(m.span.overlaps(span) for m in before.mentions)
    ]
    return " ".join(keep)


def find_pronoun(question: str, own: tuple[Mention, ...], grammar: Grammar) -> Span | None:
    """Return where a pronoun stands that points back, or None.

    "that" before a noun clause, "there is" and the like are no pronouns.
    """
    tokens = tokenize(question)
    for place, (token, span) in enumerate(tokens):
        word = token.removesuffix("'s")
        if word not in grammar.pronouns or any(m.span.overlaps(span) for m in own):
            continue
        following = tokens[place + 1][0] if place + 1 < len(tokens) else ""
        previous = tokens[place - 1][0] if place else ""
        if grammar.code == "en":
            if word == "there" and (
                following in {"is", "are", "was", "were", "any", "a"}
                or previous in {"is", "are", "was", "were"}
            ):
                continue
            ends = place + 2 == len(tokens) and following in _ENDS
            if word in {"that", "this", "these", "those"} and following and not ends and following not in {
                "is", "was", "mean", "lead", "true", "happen", "work", "cost", "help", "happened", "for", "than",
                "then", "too", "again", "and", "so", "come", "affect", "make",
            }:  # fmt: skip
                continue
            if word == "it" and following in _AFTER_EMPTY_IT:
                continue
            if word in _ONES or (word == "her" and not following):
                continue
        elif word in {"el", "la", "le", "lo", "su", "sus", "seu", "sua", "e"} and not question[
            span.start : span.end
        ].endswith(("él",)):
            continue
        return span
    return None


def replace_pronoun(
    question: str, span: Span, before: Earlier, cited: Citation | None, knowledge: Knowledge, grammar: Grammar
) -> str:
    """Return the question with the name in the pronoun's place, or with what was asked before added to it."""
    word = name_key(question[span.start : span.end])
    possessive = word in {"his", "her", "its", "their", "dele", "dela"} or question[
        span.start : span.end
    ].endswith("'s")
    name: Name | None = None
    if word in _PERSON:
        name = _person(before, cited, knowledge)
    elif word in _PLACE or _ASKS_PLACE.search(plain_form(question)):
        name = _place(before, cited, knowledge)
    elif word in {"they", "them", "their"}:
        name = before.mentions[-1].name if before.mentions else _subject(before, knowledge)
    else:
        name = _thing(before, cited, knowledge)
    rest = question[span.end :]
    points = word in {"that", "this", "eso", "esto", "isso", "isto"}
    if name is None or (points and not _ASKS_PLACE.search(plain_form(question))):
        carried = subject_words(before, knowledge)
        names = " ".join(mention.name.text for mention in before.mentions)
        return f"{question.rstrip(' ?.!')} ({carried} {names})?".replace(" )", ")").replace("( ", "(")
    shown = f"{name.text}'s" if possessive and grammar.code == "en" else name.text
    tail = "" if word in _PERSON or not _wants_more(question, knowledge, grammar) else _tail(before, name)
    return f"{question[: span.start]}{shown}{rest.rstrip(' ?.!')}{tail}?"


def _wants_more(question: str, knowledge: Knowledge, grammar: Grammar) -> bool:
    """Say whether "is it cheaper too?" leaves out what the earlier question compared with."""
    return bool(re.search(r"\b(?:too|also|as well|tambien|tambem)\b", plain_form(question)))


def _tail(before: Earlier, name: Name) -> str:
    others = [m.name.text for m in before.mentions if m.name.key != name.key]
    return f" than {others[-1]}" if others else ""


def _person(before: Earlier, cited: Citation | None, knowledge: Knowledge) -> Name | None:
    people = [m.name for m in before.mentions if m.name.kind is NameKind.PERSON]
    if people:
        return people[-1]
    if ASKS_WHO.match(plain_form(before.question)):
        answered = answered_name(before, knowledge, (NameKind.PERSON, NameKind.OTHER))
        if answered is not None:
            return answered
        told = knowledge.entities.find(before.answer.answer or "")
        named = [m.name for m in before.mentions if m.name.kind is NameKind.OTHER]
        if named and not any(mention.name.kind is NameKind.PERSON for mention in told):
            return named[-1]
    subject = _subject(before, knowledge)
    if subject is not None:
        return subject
    if cited is not None and cited.speaker:
        return knowledge.entities.by_key.get(name_key(cited.speaker))
    found = knowledge.entities.find(before.answer.answer or "") or knowledge.entities.find(
        cited.text if cited else ""
    )
    people = [
        m.name for m in found if m.name.kind in (NameKind.PERSON, NameKind.OTHER) and " " in m.name.text
    ]
    return people[0] if people else None


def _place(before: Earlier, cited: Citation | None, knowledge: Knowledge) -> Name | None:
    kinds = (NameKind.CITY, NameKind.COUNTRY)
    asked = [m.name for m in before.mentions if m.name.kind in kinds]
    answered = answered_name(before, knowledge, kinds)
    if answered is not None:
        return answered
    if asked:
        return asked[-1]
    place = (cited.city or cited.country) if cited else None
    return knowledge.entities.by_key.get(name_key(place)) if place else None


def _thing(before: Earlier, cited: Citation | None, knowledge: Knowledge) -> Name | None:
    answered = answered_name(before, knowledge, (NameKind.CITY, NameKind.COUNTRY, NameKind.OTHER))
    if answered is not None:
        return answered
    things = [m.name for m in before.mentions if m.name.kind is not NameKind.PERSON]
    return things[-1] if things else None


def _subject(before: Earlier, knowledge: Knowledge) -> Name | None:
    """Return what the document is about that the earlier answer was taken from, or the only one."""
    cited = before.answer.citations[:1]
    documents = [c.document_id for c in cited] or list(knowledge.index.document_by_id)
    return knowledge.subject(documents[0]) if len(documents) == 1 else None


def answered_name(before: Earlier, knowledge: Knowledge, kinds: tuple[NameKind, ...]) -> Name | None:
    """Return the name that the earlier answer consists of, where it is one."""
    key = name_key(before.answer.answer or "")
    name = knowledge.entities.by_key.get(key)
    return name if name is not None and name.kind in kinds else None


def plain_form(text: str) -> str:
    """Return ``text`` normalised, punctuation as spaces, for matching."""
    return " ".join(re.sub(r"[^\w' ]+", " ", normalise(text).replace("’", "'")).split())
