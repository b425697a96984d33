"""Many questions from a JSON Lines file: one contract object a line out, bad lines reported, the rest answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from hubbot.chatbot import Chatbot
from hubbot.errors import HubbotError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BatchLine(BaseModel):
    """One line of a batch file; fields that are not named here are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)
    id: str | int | None = None
    question: str
    history: list[str] = []
    document_id: str | None = None


FORM = 'a line is {"id": 1, "question": "..."}'


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The contract object of a line, or what is wrong with it."""

    number: int
    contract: dict[str, Any] | None = None
    error: str | None = None


def answer_lines(
    chatbot: Chatbot, lines: Iterable[bytes], *, document_id: str | None = None, explain: bool = False
) -> Iterator[BatchResult]:
    """Yield one result a non-blank line, in order. ``document_id`` holds where a line names none."""
    for number, line_as_read in enumerate(lines, start=1):
        raw = line_as_read.removeprefix(BYTE_ORDER_MARK) if number == 1 else line_as_read
        if not raw.strip():
            continue
        try:
            line = BatchLine.model_validate_json(raw)
            answer = chatbot.ask(
                line.question, line.history, document_id=line.document_id or document_id, explain=explain
            )
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            yield BatchResult(
                number, error=f"line {number}: {where + ': ' if where else ''}{first['msg']}; {FORM}"
            )
        except HubbotError as error:
            yield BatchResult(number, error=f"line {number}: {error}")
        else:
            yield BatchResult(number, {"id": line.id} | answer.to_dict())


def to_json(contract: dict[str, Any]) -> str:
    """Return one line of JSON that any encoding can print."""
    return json.dumps(contract, ensure_ascii=True)
