"""How much of the first stage to add to the scorer's logit: measured on the held-out articles of train, as JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from hubbot.scorer import Scorer
from training.measure import STEMMER, Article, Embedder, rank
from training.prepare import read_lines

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0)


def tune(scorer: Scorer, groups: list[dict[str, Any]], embed: Embedder, limit: int) -> dict[str, Any]:
    """Return the share of questions whose first sentence answers, by the weight of the first stage."""
    sentences = sorted({s for g in groups for s in [p[0] for p in g["positives"]] + g["natural"]})
    bm25 = bm25s.BM25()
    bm25.index(bm25s.tokenize(sentences, stemmer=STEMMER, show_progress=False), show_progress=False)
    article = Article(sentences, [], [""] * len(sentences), embed(sentences), bm25)
    asked = groups[:: max(1, len(groups) // limit)]
    vectors = embed([group["question"] for group in asked])
    hits: dict[float, list[bool]] = {share: [] for share in SHARES}
    base, found = [], []
    for group, vector in zip(asked, vectors, strict=True):
        gold = {positive[0] for positive in group["positives"]}
        ranked = rank(scorer, article, group["question"], vector, context=False)
        texts = [sentences[row] for row in ranked.rows]
        base.append(texts[0] in gold)
        found.append(any(text in gold for text in texts))
        for share, values in hits.items():
            values.append(texts[int(np.argmax(ranked.logits + share * ranked.fused))] in gold)
    shares = {str(share): round(float(np.mean(values)), 4) for share, values in hits.items()}
    return {
        "questions": len(asked),
        "sentences": len(sentences),
        "first_stage": round(float(np.mean(base)), 4),
        "in_first_twenty": round(float(np.mean(found)), 4),
        "first_by_share": shares,
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scorer", type=Path, default=None)
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--vectors", type=Path, default=Path("training/runs/vectors"))
    parser.add_argument("--limit", type=int, default=1000)
    arguments = parser.parse_args()
    groups = [g for g in read_lines(arguments.data / "held_out.jsonl") if g["pool"] != "edits"]
    report = tune(Scorer.load(arguments.scorer), groups, Embedder(arguments.vectors), arguments.limit)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
