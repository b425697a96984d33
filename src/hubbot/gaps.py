"""What readers ask and the article does not answer: grouped by meaning, most asked first; also as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from hubbot.types import Encoder

SAME_MEANING = 0.74
"""Least cosine of two questions in one group, with all-MiniLM-L6-v2. Of ten pairs that ask the same in other words
("is Santiago safe?", "how dangerous is it in Santiago?") the lowest has 0.74; of ten that ask something else about the
same, or the same of another place, two are above it, and they are worth reading together."""

MAX_GROUPED = 5_000  # different questions; the most asked ones of more
_HOUR = 3600
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question that was met with silence."""

    hour: int
    question: str
    standalone: str
    reason: str | None
    language: str
    document_id: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions of one meaning, the most asked wording first."""

    question: str
    asked: int
    first: str
    last: str
    language: str
    reason: str | None
    wordings: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "question": self.question,
            "asked": self.asked,
            "first": self.first,
            "last": self.last,
            "language": self.language,
            "reason": self.reason,
            "wordings": [{"question": wording, "asked": count} for wording, count in self.wordings],
        }


def group_gaps(unanswered: Iterable[Unanswered], encoder: Encoder) -> tuple[Gap, ...]:
    """Return the gaps, most asked first; equal ones in the order in which they were asked first.

    Wordings are taken from the most asked down, and each joins the nearest group that is near enough, so a group's
    first wording is its own.
    """
    rows: dict[str, list[Unanswered]] = {}
    for row in unanswered:
        rows.setdefault(_plain(row.standalone), []).append(row)
    keys = sorted(rows, key=lambda key: (-len(rows[key]), rows[key][0].hour, key))[:MAX_GROUPED]
    if not keys:
        return ()
    vectors = encoder.encode_queries([rows[key][0].standalone for key in keys])
    groups: list[list[str]] = []
    leaders: list[int] = []
    for place, key in enumerate(keys):
        scores = vectors[leaders] @ vectors[place] if leaders else np.zeros(0)
        best = int(np.argmax(scores)) if len(scores) else -1
        if best >= 0 and scores[best] >= SAME_MEANING:
            groups[best].append(key)
        else:
            groups.append([key])
            leaders.append(place)
    gaps = [_gap([row for key in group for row in rows[key]]) for group in groups]
    return tuple(sorted(gaps, key=lambda gap: (-gap.asked, gap.first, gap.question)))


def gaps_csv(gaps: Sequence[Gap]) -> str:
    """Return the gaps as CSV; a cell that a spreadsheet would carry out as a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["asked", "question", "language", "reason", "first", "last", "wordings"])
    for gap in gaps:
        wordings = " | ".join(f"{wording} ({count})" for wording, count in gap.wordings)
        cells = [gap.question, gap.language, gap.reason or "", gap.first, gap.last, wordings]
        writer.writerow([gap.asked, *(_harmless(cell) for cell in cells)])
    return out.getvalue()


def _gap(rows: Sequence[Unanswered]) -> Gap:
    wordings = Counter(row.standalone.strip() for row in rows)
    most = wordings.most_common()
    return Gap(
        question=most[0][0],
        asked=len(rows),
        first=_time(min(row.hour for row in rows)),
        last=_time(max(row.hour for row in rows)),
        language=Counter(row.language for row in rows).most_common(1)[0][0],
        reason=rows[0].reason,
        wordings=tuple(most),
    )


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip(" ?!.")


def _time(hour: int) -> str:
    return datetime.fromtimestamp(hour * _HOUR, UTC).strftime("%Y-%m-%dT%H:00Z")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
