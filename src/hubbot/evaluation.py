"""How well hubbot answers: metrics as pure functions, the run over gold questions, floors that may not drop."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.answering.entities import name_key
from hubbot.chatbot import Chatbot
from hubbot.contract import Answer
from hubbot.errors import HubbotError

QUOTE_MARKS = "“”‘’\"'«» \u00a0\n"


class GoldSpan(BaseModel):
    """A span of the article that answers, as the gold file gives it."""

    model_config = ConfigDict(frozen=True)
    start: int
    end: int
    text: str


class GoldQuestion(BaseModel):
    """One judged question. ``require`` says whether each span answers by itself or all are needed."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    split: str
    kind: str
    language: str
    question: str
    document_id: str
    answerable: bool
    history: tuple[str, ...] = ()
    spans: tuple[GoldSpan, ...] = ()
    require: str = "any"
    short_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question came out. None means that the measure does not apply to it."""

    question: GoldQuestion
    answer: Answer
    first_right: bool | None
    complete: bool | None
    short_right: bool | None


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Return the gold questions of a JSON Lines file; raises HubbotError naming a line that is none.

    A line without a question (the second set's first line names its article) is passed over.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HubbotError(f"{path} cannot be read: give a file of gold questions") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip() and "question" in (fields := json.loads(line)):
                questions.append(GoldQuestion.model_validate(fields))
        except (ValidationError, ValueError, TypeError) as error:
            said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
            raise HubbotError(f"{path}, line {number} is no gold question: {said}") from error
    return tuple(questions)


def run(chatbot: Chatbot, questions: Iterable[GoldQuestion]) -> tuple[Outcome, ...]:
    """Ask every question with its history and judge the answer."""
    return tuple(judge(q, chatbot.ask(q.question, q.history, document_id=q.document_id)) for q in questions)


def judge(question: GoldQuestion, answer: Answer) -> Outcome:
    """Return how an answer compares with the gold: first citation, all spans, short answer."""
    if not question.answerable:
        return Outcome(question, answer, None, None, None)
    if not question.spans:
        right = not answer.abstained and not answer.citations
        short = short_answer_right(answer.answer, question.short_answers) if question.short_answers else None
        return Outcome(question, answer, right, None, short)
    texts = [(c.document_id, c.start, c.end) for c in answer.citations]
    matched = [any(covers(cited, question.document_id, span) for cited in texts) for span in question.spans]
    first = bool(texts) and any(covers(texts[0], question.document_id, span) for span in question.spans)
    complete = all(matched) if question.require == "all" else None
    short = short_answer_right(answer.answer, question.short_answers) if question.short_answers else None
    return Outcome(question, answer, first, complete, short)


def covers(cited: tuple[str, int, int], document_id: str, span: GoldSpan) -> bool:
    """Say whether a citation covers a gold span; quotation marks and white space at its ends do not count."""
    document, start, end = cited
    lead = len(span.text) - len(span.text.lstrip(QUOTE_MARKS))
    trail = len(span.text) - len(span.text.rstrip(QUOTE_MARKS + "."))
    return document == document_id and start <= span.start + lead and end >= span.end - trail


def short_answer_right(answer: str | None, accepted: Sequence[str]) -> bool:
    """Say whether an accepted short answer stands in ``answer`` as whole words, case and accents aside."""
    key = f" {name_key(answer or '')} "
    return any(f" {name_key(text)} " in key for text in accepted)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the probability that a positive scores above a negative (ties count half); NaN without both."""
    if not positive or not negative:
        return math.nan
    high, low = np.asarray(positive), np.asarray(negative)
    wins = (high[:, None] > low[None, :]).sum() + 0.5 * (high[:, None] == low[None, :]).sum()
    return float(wins) / (len(high) * len(low))


def interval(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share (Wilson 1927); (0, 1) for nothing counted."""
    if total == 0:
        return 0.0, 1.0
    z = 1.96
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the measures of a run: overall, per kind and per language, shares with their intervals."""
    kinds = sorted({outcome.question.kind for outcome in outcomes})
    languages = sorted({outcome.question.language for outcome in outcomes})
    return {
        "overall": _measures(outcomes),
        "kinds": {kind: _measures([o for o in outcomes if o.question.kind == kind]) for kind in kinds},
        "languages": {
            code: _measures([o for o in outcomes if o.question.language == code]) for code in languages
        },
    }


def _measures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    answerable = [o for o in outcomes if o.question.answerable]
    silent = [o for o in outcomes if not o.question.answerable]
    given = [o for o in outcomes if not o.answer.abstained]
    wrong = [o for o in given if not o.question.answerable or o.first_right is False]
    return {
        "questions": len(outcomes),
        "first_right": _share([o.first_right for o in answerable]),
        "complete": _share([o.complete for o in answerable]),
        "short_right": _share([o.short_right for o in answerable]),
        "refused": _share([o.answer.abstained for o in answerable]),
        "wrong_given": _share([o in wrong for o in outcomes]),
        "kept_silent": _share([o.answer.abstained for o in silent]),
        "auroc": round(
            auroc([o.answer.confidence for o in answerable], [o.answer.confidence for o in silent]), 4
        )
        if answerable and silent
        else None,
    }


def _share(values: Sequence[bool | None]) -> dict[str, Any] | None:
    counted = [value for value in values if value is not None]
    if not counted:
        return None
    low, high = interval(sum(counted), len(counted))
    return {
        "value": round(sum(counted) / len(counted), 4),
        "hits": sum(counted),
        "of": len(counted),
        "interval": [round(low, 4), round(high, 4)],
    }
