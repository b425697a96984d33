"""The messages of a conversation as the page sends them back: untrusted, capped, read for the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hubbot.surfaces.markup import question_text

MAX_CONVERSATION_CHARS = 400_000  # the conversation travels with each question; the oldest exchanges go first

Message = dict[str, Any]


def readable(messages: Any) -> list[Message]:
    """Return the messages that have the form the page gave them; anything else is left out."""
    if not isinstance(messages, Iterable):
        return []
    return [
        message_of(message["role"], _text(message["content"])) for message in messages if _is_ours(message)
    ]


def earlier_questions(messages: Iterable[Message], limit: int, max_chars: int) -> tuple[str, ...]:
    """Return the last ``limit`` questions of a conversation, each cut to ``max_chars``."""
    asked = [question_text(message["content"]) for message in messages if message["role"] == "user"]
    return tuple(question[:max_chars] for question in asked[-limit:]) if limit > 0 else ()


def without_last(messages: list[Message], question: str) -> list[Message]:
    """Return the conversation without its last exchange where that one asked ``question``."""
    for position in range(len(messages) - 1, -1, -1):
        if messages[position]["role"] == "user":
            same = question_text(messages[position]["content"]).strip() == question
            return messages[:position] if same else messages
    return messages


def message_of(role: str, content: str) -> Message:
    """Return a message in the form that the page takes."""
    return {"role": role, "content": content}


def _is_ours(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and message.get("role") in {"user", "assistant"}
        and _text(message.get("content")) != ""
    )


def _text(content: Any) -> str:
    """Return a message's text from either form that Gradio sends it in."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part.get("text", "") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def within_budget(messages: list[Message]) -> list[Message]:
    """Return the conversation without its oldest exchanges where it has grown too long to travel."""
    size = 0
    for position in range(len(messages) - 1, -1, -1):
        size += len(messages[position]["content"])
        if size > MAX_CONVERSATION_CHARS:
            kept = messages[position + 1 :]
            return kept[1:] if kept and kept[0]["role"] == "assistant" and len(kept) > 2 else kept
    return messages
