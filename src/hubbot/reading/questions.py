"""Interviews whose questions are set in bold, without a label: the interviewee answers below each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hubbot.marks import trim
from hubbot.reading.layout import Line, is_rule, item_marker, quote_marker
from hubbot.reading.names import NAME
from hubbot.types import Span

_QUESTION = re.compile(r"[ \t]*(?P<mark>\*\*|__)(?P<words>(?:(?!(?P=mark)).){3,400}\?)[\"”»]?(?P=mark)[ \t]*")
# Who is asked: "An interview with Ann Lee", "Five questions for Ann Lee", "Entrevista a Ann Lee".
_ASKED = re.compile(
    r"(?i:interviews?|conversation|q\s?&\s?a|questions|talk(?:s|ed|ing)?|sp(?:oke|eaks?|eaking)|chat(?:s|ted)?|sat\sdown"
    r"|entrevistas?|conversación|conversa|preguntas|perguntas|charlamos|conversamos|hablamos)"
    r"\s(?i:with|for|to|con|com|a|para|al?|à)\s(?:[^\W\d_A-Z][\w’'-]*\s){0,6}" + rf"(?P<name>{NAME.pattern})"
)
_I = re.compile(
    r"(?i)\b(?:i|i’m|i'm|i’ve|i've|we|my|our|me|yo|mi|mis|me|nosotros|nuestr[oa]|eu|meu|minha|nós|noss[oa])\b"
)
_INTRODUCTION_LINES = 15
# Questions that somebody answers as "I": a page of frequently asked questions has none.
_MIN_QUESTIONS, _MIN_PERSONAL = 2, 0.5


def bold_questions(text: str, lines: Sequence[Line], hidden: set[int]) -> list[tuple[int, Span | None, Span]]:
    """Return (line, name, words) of the questions and answers in order; empty where the text is no interview.

    Questions have no name, answers that of the interviewee where the introduction names one.
    """
    asked: list[tuple[int, Span]] = []
    for number, line in enumerate(lines):
        match = _QUESTION.fullmatch(text, line.span.start, line.span.end)
        if match and number not in hidden:
            asked.append((number, Span(*match.span("words"))))
    if len(asked) < _MIN_QUESTIONS:
        return []
    answers = [_answer(text, lines, number, hidden) for number, _ in asked]
    personal = sum(
        bool(answer) and bool(_I.search(text[answer[1].start : answer[1].end]))
        for answer in answers
        if answer
    )
    if personal < _MIN_PERSONAL * len(asked) or personal < _MIN_QUESTIONS - 1:
        return []
    name = _interviewee(text, lines, asked[0][0])
    found: list[tuple[int, Span | None, Span]] = []
    for (number, words), answer in zip(asked, answers, strict=True):
        found.append((number, None, words))
        if answer is not None:
            found.append((answer[0], name, answer[1]))
    return found


def _answer(text: str, lines: Sequence[Line], question: int, hidden: set[int]) -> tuple[int, Span] | None:
    """Return the line right below a question, blank lines aside, unless it is another question or markup."""
    for number in range(question + 1, min(question + 4, len(lines))):
        words = lines[number].of(text)
        if not words.strip():
            continue
        if number in hidden or is_rule(words) or item_marker(words) or quote_marker(words):
            return None
        if words.lstrip().startswith("#") or _QUESTION.fullmatch(words):
            return None
        return number, trim(text, lines[number].span)
    return None


def _interviewee(text: str, lines: Sequence[Line], first: int) -> Span | None:
    """Return the one name that the lines before the first question introduce as the person asked."""
    start = lines[max(0, first - _INTRODUCTION_LINES)].span.start
    names = [Span(*match.span("name")) for match in _ASKED.finditer(text, start, lines[first].span.start)]
    printed = {text[name.start : name.end] for name in names}
    return names[0] if len(printed) == 1 else None
