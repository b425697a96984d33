"""How a network does on what is held out of its training."""

from __future__ import annotations

import random

import numpy as np
from sklearn.metrics import roc_auc_score

from training.model import SpanCrossEncoder
from training.prepare import Group
from training.reading import Pair, predict
from training.written import POOL


def held_out_metrics(model: SpanCrossEncoder, groups: list[Group], limit: int = 160) -> dict[str, float]:
    """Return sentence-first and AUROC on the held-out articles, AUROC on held-out human edits."""
    source = random.Random(5)
    articles = [group for group in groups if group["pool"] not in ("edits", POOL)]
    edits = [group for group in groups if group["pool"] == "edits"]
    written = [group for group in groups if group["pool"] == POOL]
    articles = source.sample(articles, min(limit, len(articles)))
    edits = source.sample(edits, min(2 * limit, len(edits)))
    pairs: list[Pair] = []
    ranges = []
    for group in articles:
        first = len(pairs)
        pairs += [Pair(group["question"], "", positive[0], 1.0) for positive in group["positives"]]
        pairs += [Pair(group["question"], "", s, 0.0) for s in group["natural"] + group["mined"]]
        ranges.append((first, len(pairs)))
    middle = len(pairs)
    for group in edits:
        pairs += [Pair(q, "", group["sentence"], 1.0) for q in group["questions"]]
        pairs += [Pair(q, "", group["sentence"], 0.0) for q in group["edits"]]
    scores = predict(model, pairs)
    labels = np.array([pair.label for pair in pairs])
    return {
        "first": round(float(np.mean(labels[_firsts(scores, ranges)])), 4),
        "auroc": round(float(roc_auc_score(labels[:middle], scores[:middle])), 4),
        "auroc_edits": round(float(roc_auc_score(labels[middle:], scores[middle:])), 4),
        "pairs": len(pairs),
        **written_metrics(model, written),
    }


def written_metrics(model: SpanCrossEncoder, groups: list[Group]) -> dict[str, float]:
    """Return how often the likeliest sentence answers, and the AUROC of likeliest ones that do against all others.

    Each question is read with all sentences of its text and their headings, those that nothing answers too.
    """
    pairs: list[Pair] = []
    ranges = []
    for group in groups:
        first = len(pairs)
        pairs += [Pair(group["question"], heading, s, 1.0) for heading, s, *_ in group["positives"]]
        pairs += [Pair(group["question"], heading, s, 0.0) for heading, s in group["others"]]
        ranges.append((first, len(pairs)))
    if not pairs:
        return {}
    scores = predict(model, pairs)
    firsts = _firsts(scores, ranges)
    right = np.array([pairs[first].label for first in firsts])
    answered = np.array([bool(group["positives"]) for group in groups])
    return {
        "written": len(groups),
        "written_first": round(float(right[answered].mean()), 4),
        "written_auroc": round(float(roc_auc_score(right, scores[firsts])), 4),
    }


def _firsts(scores: np.ndarray, ranges: list[tuple[int, int]]) -> list[int]:
    """Return the place of the highest score of each question, whose pairs are a range of all."""
    return [start + int(np.argmax(scores[start:end])) for start, end in ranges]
