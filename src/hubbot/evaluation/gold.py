"""Gold questions: reading them, asking them with their history, and judging each answer by its spans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.answering.entities import name_key
from hubbot.chatbot import Chatbot
from hubbot.contract import Answer, Citation
from hubbot.errors import HubbotError
from hubbot.evaluation.metrics import auroc, rounded, share

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
    """How one question came out. None means that the measure does not apply to it.

    ``nearest_right`` judges the passage shown first, be it as an answer or, when silent, as the closest one:
    what the ranking knew, whatever the threshold made of it.
    """

    question: GoldQuestion
    answer: Answer
    first_right: bool | None
    complete: bool | None
    short_right: bool | None
    nearest_right: bool | None = None


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Return the gold questions of a JSON Lines file; raises HubbotError naming a line that is none.

    A line without a question (the second set's first line names its article) is passed over.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HubbotError(
            f"{path} cannot be read: name a file of gold questions, `hubbot evaluate my-questions.jsonl`"
        ) from error
    questions = []
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip() and "question" in (fields := json.loads(line)):
                questions.append(GoldQuestion.model_validate(fields))
        except (ValidationError, ValueError, TypeError) as error:
            said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
            raise HubbotError(
                f"{path}, line {number} is no gold question ({said}): mend the line, or take it out"
            ) from error
    return tuple(questions)


def run(chatbot: Chatbot, questions: Iterable[GoldQuestion]) -> tuple[Outcome, ...]:
    """Ask every question with its history and judge the answer."""
    return tuple(judge(q, chatbot.ask(q.question, q.history, document_id=q.document_id)) for q in questions)


def judge(question: GoldQuestion, answer: Answer) -> Outcome:
    """Return how an answer compares with the gold: first citation, all spans, short answer."""
    if not question.answerable:
        return Outcome(question, answer, None, None, None)
    short = short_answer_right(answer.answer, question.short_answers) if question.short_answers else None
    if not question.spans:
        return Outcome(question, answer, not answer.abstained and not answer.citations, None, short)
    matched = [any(_cites(cited, question, span) for cited in answer.citations) for span in question.spans]
    first = any(_cites(cited, question, span) for cited in answer.citations[:1] for span in question.spans)
    shown = (answer.citations or answer.closest)[:1]
    nearest = any(_cites(cited, question, span) for cited in shown for span in question.spans)
    complete = all(matched) if question.require == "all" else None
    return Outcome(question, answer, first, complete, short, nearest)


def _cites(cited: Citation, question: GoldQuestion, span: GoldSpan) -> bool:
    return covers((cited.document_id, cited.start, cited.end), question.document_id, span)


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


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the measures of a run: overall, per kind and per language, shares with their intervals."""
    kinds = list(dict.fromkeys(outcome.question.kind for outcome in outcomes))
    languages = sorted({outcome.question.language for outcome in outcomes})
    return {
        "overall": measures(outcomes),
        "kinds": {kind: measures([o for o in outcomes if o.question.kind == kind]) for kind in kinds},
        "languages": {
            code: measures([o for o in outcomes if o.question.language == code]) for code in languages
        },
    }


def measures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return every measure over these outcomes; None where it applies to none of them.

    ``refused`` counts answerable questions, ``kept_silent`` the others, ``wrong_given`` all: an answer to a
    question that has none, or one whose first citation is wrong.
    """
    answerable = [o for o in outcomes if o.question.answerable]
    silent = [o for o in outcomes if not o.question.answerable]
    return {
        "questions": len(outcomes),
        "first_right": share([o.first_right for o in answerable]),
        "complete": share([o.complete for o in answerable]),
        "short_right": share([o.short_right for o in answerable]),
        "refused": share([o.answer.abstained for o in answerable]),
        "wrong_given": share([is_wrong(o) for o in outcomes]),
        "kept_silent": share([o.answer.abstained for o in silent]),
        "auroc": rounded(
            auroc([o.answer.confidence for o in answerable], [o.answer.confidence for o in silent])
        ),
    }


def is_wrong(outcome: Outcome) -> bool:
    """Say whether an answer was given that should not have been, or not this one."""
    return not outcome.answer.abstained and not outcome.first_right
