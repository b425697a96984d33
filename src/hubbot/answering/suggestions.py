"""Questions that this index can answer: starters for the first screen, and what to ask next."""

from __future__ import annotations

from hubbot.answering.aggregate import Finding
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query


def starters(knowledge: Knowledge, limit: int) -> tuple[str, ...]:
    """Return up to ``limit`` questions made from the corpus."""
    return ()


def next_questions(query: Query, finding: Finding, knowledge: Knowledge) -> tuple[str, ...]:
    """Return up to three questions that go on from an answer."""
    return ()
