"""Measures as pure functions: shares with their intervals, AUROC, reliability, the curve of refusals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Z95 = 1.96  # two-sided 95 % point of the normal distribution
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of one range of confidence: how sure hubbot was on average, and how often it was right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, with the interval of the share that was right."""
        return {
            "from": round(self.low, 4),
            "to": round(self.high, 4),
            "count": self.count,
            "confidence": round(self.confidence, 4),
            "right": round(self.right, 4),
            "interval": [round(end, 4) for end in interval(round(self.right * self.count), self.count)],
        }


def interval(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share (Wilson 1927); (0, 1) for nothing counted."""
    if total == 0:
        return 0.0, 1.0
    part = hits / total
    middle = (part + Z95 * Z95 / (2 * total)) / (1 + Z95 * Z95 / total)
    spread = math.sqrt(part * (1 - part) / total + Z95 * Z95 / (4 * total * total))
    half = Z95 * spread / (1 + Z95 * Z95 / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(values: Sequence[bool | None]) -> dict[str, Any] | None:
    """Return how many of ``values`` hold, None left out; None where nothing is counted: no score is not zero."""
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


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the probability that a positive scores above a negative (ties count half); NaN without both."""
    if not positive or not negative:
        return math.nan
    high, low = np.asarray(positive), np.sort(np.asarray(negative))
    below = np.searchsorted(low, high, side="left") + np.searchsorted(low, high, side="right")
    return float(below.sum()) / 2 / (len(high) * len(low))


def rounded(number: float) -> float | None:
    """Return a number for JSON, which has no NaN."""
    return None if math.isnan(number) else round(number, 4)


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """Return the bins of equal width that are not empty; a confidence of 1 falls into the last."""
    found = []
    for place in range(bins):
        inside = [at for at, value in enumerate(confidences) if min(bins - 1, int(value * bins)) == place]
        if inside:
            found.append(
                Bin(
                    place / bins,
                    (place + 1) / bins,
                    len(inside),
                    sum(confidences[at] for at in inside) / len(inside),
                    sum(right[at] for at in inside) / len(inside),
                )
            )
    return tuple(found)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of confidence and truth, by count."""
    total = sum(each.count for each in bins)
    if not total:
        return math.nan
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / total


def refusal_curve(
    confidences: Sequence[float],
    right: Sequence[bool],
    answerable: Sequence[bool],
    thresholds: Sequence[float],
) -> list[dict[str, float]]:
    """Return what each threshold would refuse and let through, if confidence alone decided.

    ``refused`` counts answerable questions, ``wrong_given`` all, ``kept_silent`` those without an answer.
    """
    asked = list(zip(confidences, right, answerable, strict=True))
    real = max(1, sum(answerable))
    void = max(1, len(asked) - sum(answerable))
    return [
        {
            "threshold": round(threshold, 4),
            "refused": round(sum(known and sure < threshold for sure, _, known in asked) / real, 4),
            "wrong_given": round(
                sum(sure >= threshold and not hit for sure, hit, _ in asked) / max(1, len(asked)), 4
            ),
            "kept_silent": round(sum(not known and sure < threshold for sure, _, known in asked) / void, 4),
        }
        for threshold in thresholds
    ]


def recall_and_precision(added: Sequence[set[str]], wanted: Sequence[set[str]]) -> dict[str, float | None]:
    """Return micro-averaged recall, precision and their harmonic mean over sets of words."""
    common = sum(len(mine & theirs) for mine, theirs in zip(added, wanted, strict=True))
    ours, asked = sum(map(len, added)), sum(map(len, wanted))
    recall = common / asked if asked else math.nan
    precision = common / ours if ours else math.nan
    both = 2 * common / (ours + asked) if ours + asked else math.nan
    return {"recall": rounded(recall), "precision": rounded(precision), "f1": rounded(both)}
