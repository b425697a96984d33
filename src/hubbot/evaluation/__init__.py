"""How well hubbot answers: measures, suites of questions, and floors that may not drop."""

from hubbot.evaluation.gold import (
    GoldQuestion,
    GoldSpan,
    Outcome,
    covers,
    judge,
    read_gold,
    run,
    short_answer_right,
    summarise,
)
from hubbot.evaluation.metrics import auroc, interval

__all__ = [
    "GoldQuestion",
    "GoldSpan",
    "Outcome",
    "auroc",
    "covers",
    "interval",
    "judge",
    "read_gold",
    "run",
    "short_answer_right",
    "summarise",
]
