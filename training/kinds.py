"""How well the scorer tells each kind of negative from the answers, on the held-out part of train, as JSON."""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from hubbot.scorer import Scorer
from training.measure import auroc, logit
from training.negatives import Table, edit_question
from training.prepare import read_lines


def kinds(scorer: Scorer, groups: list[dict[str, Any]], table: Table) -> dict[str, Any]:
    """Return an AUROC a kind of negative, each against the positives of the same questions."""
    source = random.Random(3)
    articles = [group for group in groups if group["pool"] != "edits"]
    anywhere = [group["positives"][0][0] for group in articles]
    yes: dict[str, list[float]] = defaultdict(list)
    no: dict[str, list[float]] = defaultdict(list)
    for group in articles:
        question, sentence = group["question"], group["positives"][0][0]
        pairs = [("answers", question, sentence), ("anywhere", question, source.choice(anywhere))]
        pairs += [("same paragraph", question, other) for other in group["natural"][:2]]
        pairs += [("found by BM25", question, other) for other in group["mined"][:2]]
        edited = edit_question(question, sentence, group["natural"] + group["mined"], table, source)
        if edited:
            pairs.append((f"made edit, {edited[1]}", edited[0], sentence))
        scores = [float(logit(scorer.score(asked, [text]))[0]) for _, asked, text in pairs]
        for (kind, _, _), score in zip(pairs[1:], scores[1:], strict=True):
            no[kind].append(score)
        for kind in {kind for kind, _, _ in pairs[1:]}:
            yes[kind].append(scores[0])
    for group in groups:
        if group["pool"] == "edits" and group["questions"]:
            for asked, into in ((group["questions"], yes), (group["edits"], no)):
                into["human edit"] += [float(logit(scorer.score(q, [group["sentence"]]))[0]) for q in asked]
    return {kind: {"pairs": len(no[kind]), "auroc": auroc(yes[kind], no[kind])} for kind in sorted(no)}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scorer", type=Path, default=None)
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    arguments = parser.parse_args()
    table = json.loads((arguments.data / "substitutions.json").read_text(encoding="utf-8"))
    groups = read_lines(arguments.data / "held_out.jsonl")
    print(json.dumps(kinds(Scorer.load(arguments.scorer), groups, table), indent=1))


if __name__ == "__main__":
    main()
