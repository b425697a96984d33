"""Fit the weights that turn signals into a probability: ``src/hubbot/answering/calibration.json``.

``python -m training.calibrate`` gathers the signals of every candidate passage for questions of SQuAD 2.0's
development part (which the scorer never trained on) and for the gold development questions, fits
logistic regressions and writes them, with what they were fitted on. The test splits are never touched.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from hubbot.answering.answerer import Candidate
from hubbot.answering.finding import SILENT_CERTAINTY
from hubbot.answering.query import Query, QueryKind
from hubbot.answering.topics import topic_of
from hubbot.bylanguage import MULTILINGUAL
from hubbot.chatbot import Chatbot
from hubbot.contract import Turn
from hubbot.crossencoder import load_scorer
from hubbot.evaluation.bench import Bench, open_bench, read_asked, read_texts
from hubbot.evaluation.gold import GoldQuestion, covers, read_gold
from hubbot.evaluation.metrics import auroc
from hubbot.evaluation.remembering import RememberingScorer
from hubbot.evaluation.suites import LATER, OTHER_ARTICLES, UNREAD, named_article
from hubbot.scorer import ReadBy
from hubbot.settings import settings_from_environment

CALIBRATION = Path("src/hubbot/answering/calibration.json")
GOLD = Path("tests/gold/questions.jsonl")

FOREIGN = ("rank_score", "margin", "similarity", "names", "own_names", "type_fits")
"""Signals that do not ask for words in common, which a question in another language cannot have."""
LEXICAL = ("rank_score", "margin", "similarity", "coverage", "context", "names", "own_names", "type_fits")
FULL = (*LEXICAL, "scorer")
ENGLISH_FITS = {"full": FULL, "lexical": LEXICAL, "foreign": FOREIGN}
MULTILINGUAL_FITS = {"native": FULL, "multilingual": (*FOREIGN, "scorer")}
NETWORKS = {"english": ("default", ENGLISH_FITS), "multilingual": (str(MULTILINGUAL), MULTILINGUAL_FITS)}
"""What each network's readings are weighed with; the second reads English too, so it is asked the same questions."""
ALL = FULL

SAMPLE = 1000
WRONG_GOAL, REFUSED_GOAL = 0.05, 0.08
"""Shares of wrong answers given and of answerable questions refused: a threshold misses both by the same factor."""

OWN_SHARE = 2 / 3
"""Weight of our own development questions where silence is fitted: half of SQuAD 2.0's were made to look answerable."""

FOLDS, SORT_FOLDS = 5, 8
SCORER_CLIP = 1e-3  # as in hubbot.answering.evidence


@dataclass(frozen=True)
class Weighed:
    """One question with its candidates: ``signals`` (candidates, signals), and which of them answer.

    ``absent`` says that a name asked for is not in the corpus, or that every passage lacks what an answer must have:
    that decides alone. ``yes_no`` says that such a question is asked, which has weights of its own.
    """

    group: str
    answerable: bool
    foreign: bool
    absent: bool
    signals: np.ndarray
    right: np.ndarray
    yes_no: bool = False
    read_by: ReadBy = ReadBy.ENGLISH


def gather_squad2(bench: Bench) -> list[Weighed]:
    """Return the weighed questions of SQuAD 2.0's development part, each asked of its own article."""
    folder = bench.folder("squad2_dev")
    texts = read_texts(folder)
    asked = bench.some(read_asked(folder / "questions.jsonl", texts))
    found = []
    for text in texts.values():
        chatbot = bench.over([text])
        for question in (q for q in asked if q.text_id == text.id):
            query, candidates = chatbot.weigh(question.question)
            right = [
                any(c.passage.span.start <= start < c.passage.span.end for start in question.answer_starts)
                for c in candidates
            ]
            if candidates:
                found.append(_weighed(text.id, question.answerable, query, candidates, right))
        print(f"{text.id}: {len(found)} questions so far", flush=True)
    return found


def gather_gold(bench: Bench) -> list[Weighed]:
    """Return the weighed development questions of all articles that are answered by weighing passages."""
    first = bench.chatbot(bench.settings.index_dir)
    found = _gather(first, "gold", bench.gold)
    for name in LATER:
        found += _gather(first, "gold", bench.gold.with_name(f"{name}.jsonl"))
    for name in (name for name in OTHER_ARTICLES if name not in UNREAD):
        path = bench.gold.with_name(f"{name}.jsonl")
        if path.is_file() and any(question.split == "dev" for question in read_gold(path)):
            found += _gather(bench.over_files(named_article(bench, name)), name, path)
    return found


def _gather(chatbot: Chatbot, group: str, path: Path) -> list[Weighed]:
    found = []
    for question in read_gold(path):
        if question.split != "dev" or question.kind == "about":
            continue
        text = chatbot.resolve(question.question, [Turn(each) for each in question.history]).text
        if topic_of(text):
            continue
        query, candidates = chatbot.weigh(text)
        if query.attribute is None and candidates:  # figures are looked up, not weighed
            right = [_answers(c, question) for c in candidates]
            found.append(_weighed(group, question.answerable, query, candidates, right))
    return found


def _answers(candidate: Candidate, question: GoldQuestion) -> bool:
    span = candidate.passage.span
    cited = (candidate.passage.document_id, span.start, span.end)
    return any(covers(cited, question.document_id, gold) for gold in question.spans)


def _weighed(
    group: str, answerable: bool, query: Query, candidates: Sequence[Candidate], right: Sequence[bool]
) -> Weighed:
    holding = [at for at, candidate in enumerate(candidates) if candidate.lacks is None]
    absent, kept = bool(query.missing) or not holding, holding or range(len(candidates))
    signals = np.array([[_value(candidates[at], name) for name in ALL] for at in kept])
    yes_no = query.kind is QueryKind.YES_NO
    answers = np.array([right[at] for at in kept])
    return Weighed(group, answerable, query.foreign, absent, signals, answers, yes_no, query.read_by)


def _value(candidate: Candidate, name: str) -> float:
    value = float(getattr(candidate.signals, name))
    if name != "scorer":
        return value
    clipped = min(1 - SCORER_CLIP, max(SCORER_CLIP, value))
    return math.log(clipped / (1 - clipped))


def fit(names: Sequence[str], public: Sequence[Weighed], own: Sequence[Weighed]) -> LogisticRegression:
    """Return a logistic regression over candidates; both sources together weigh the same."""
    columns = [ALL.index(name) for name in names]
    rows, labels, weights = [], [], []
    for part in (public, own):
        count = sum(len(each.right) for each in part)
        for each in part:
            rows.append(each.signals[:, columns])
            labels.append(each.right)
            weights.append(np.full(len(each.right), 1 / count))
    scale = sum(len(each.right) for each in (*public, *own)) / max(1, bool(public) + bool(own))
    model = LogisticRegression(max_iter=3000)
    return model.fit(np.concatenate(rows), np.concatenate(labels), np.concatenate(weights) * scale)


def judge(
    model: LogisticRegression, names: Sequence[str], questions: Sequence[Weighed]
) -> dict[str, list[Any]]:
    """Return for each question the best probability, whether its passage answers, and whether any could."""
    columns = [ALL.index(name) for name in names]
    found: dict[str, list[Any]] = {"sure": [], "right": [], "answerable": [], "absent": []}
    for each in questions:
        chances = model.predict_proba(each.signals[:, columns])[:, 1]
        best = int(np.argmax(chances))
        found["sure"].append(SILENT_CERTAINTY if each.absent else float(chances[best]))
        found["right"].append(bool(each.right[best]))
        found["answerable"].append(each.answerable)
        found["absent"].append(each.absent)
    return found


def cross_validate(
    names: Sequence[str], public: Sequence[Weighed], own: Sequence[Weighed]
) -> dict[str, dict[str, list[Any]]]:
    """Judge each question by weights fitted without it: article by article, and gold in folds."""
    judged: dict[str, dict[str, list[Any]]] = {"squad2_dev": {}, "gold dev": {}}
    for article in sorted({each.group for each in public}):
        model = fit(names, [each for each in public if each.group != article], own)
        _extend(judged["squad2_dev"], judge(model, names, [e for e in public if e.group == article]))
    for fold in range(FOLDS):
        model = fit(names, public, [each for at, each in enumerate(own) if at % FOLDS != fold])
        _extend(judged["gold dev"], judge(model, names, own[fold::FOLDS]))
    return judged


def _extend(whole: dict[str, list[Any]], part: dict[str, list[Any]]) -> None:
    for name, values in part.items():
        whole.setdefault(name, []).extend(values)


def rescale(judged: dict[str, dict[str, list[Any]]]) -> tuple[float, float]:
    """Return shift and slope that make the best candidate's logit tell how often it is right (Platt 1999).

    The regression is over all candidates, each by itself; that a passage came first of twenty says more. Both
    sources weigh the same. Scaling all logits alike leaves the order of passages as it is.
    """
    logits, right, weights = [], [], []
    for found in judged.values():
        weighed = [at for at, absent in enumerate(found["absent"]) if not absent]
        sure = np.clip([found["sure"][at] for at in weighed], 1e-6, 1 - 1e-6)
        logits.append(np.log(sure / (1 - sure)))
        right.append([found["right"][at] for at in weighed])
        weights.append(np.full(len(weighed), 1 / max(1, len(weighed))))
    model = LogisticRegression(C=1e6, max_iter=3000)
    scale = sum(map(len, weights)) / len(weights)
    model.fit(np.concatenate(logits)[:, None], np.concatenate(right), np.concatenate(weights) * scale)
    return float(model.intercept_[0]), float(model.coef_[0, 0])


def threshold_of(found: dict[str, list[Any]], shift: float = 0.0, slope: float = 1.0) -> float:
    """Return the probability at which wrong answers and refusals are as far from their goals as each other.

    Where the questions come with their ``group``, each article counts the same, however many it was asked.
    """
    clipped = np.clip(found["sure"], 1e-6, 1 - 1e-6)
    sure = 1 / (1 + np.exp(-(shift + slope * np.log(clipped / (1 - clipped)))))
    right, known = np.array(found["right"]), np.array(found["answerable"])
    groups = np.array(found.get("group", ["all"] * len(sure)))
    parts = [groups == group for group in sorted(set(groups))]

    def misses(threshold: float) -> float:
        wrong = np.mean([np.mean((sure[part] >= threshold) & ~right[part]) for part in parts])
        refused = np.mean([np.mean(sure[part & known] < threshold) for part in parts if (part & known).any()])
        return float(max(wrong / WRONG_GOAL, refused / REFUSED_GOAL))

    return float(min(np.round(np.sort(sure), 4), key=misses))


def fit_silence(
    ranking: LogisticRegression, names: Sequence[str], public: Sequence[Weighed], own: Sequence[Weighed]
) -> tuple[dict[str, Any], float]:
    """Return what makes the best passage's signals the probability that it answers, and the threshold for it.

    The threshold is read from probabilities of questions on articles that the weights have not seen.
    """
    public, own = ([each for each in part if not each.yes_no] for part in (public, own))
    chosen = [_chosen(ranking, names, each) for each in (*public, *own)]
    shares = [(1 - OWN_SHARE) / max(1, len(public))] * len(public) + [OWN_SHARE / max(1, len(own))] * len(own)
    groups = np.array([each.group for each in (*public, *own)])
    found, fitted = _fit_chosen(names, chosen, [*public, *own], groups, np.array(shares) * len(shares))
    mine = {name: [values[at] for at in range(len(public), len(values))] for name, values in found.items()}
    print(f"{'':8} silence, articles unseen: {describe(mine)}")
    return fitted, threshold_of(mine)


def fit_silence_of(
    ranking: LogisticRegression, names: Sequence[str], own: Sequence[Weighed], what: str
) -> dict[str, Any]:
    """Return the same for one sort of our questions, threshold included: there are none of it in SQuAD 2.0."""
    chosen = [_chosen(ranking, names, each) for each in own]
    folds = np.array([str(at % SORT_FOLDS) for at in range(len(own))])
    found, fitted = _fit_chosen(names, chosen, own, folds, np.ones(len(own)))
    found["group"] = ["all"] * len(own)
    print(f"{'':8} {what}, questions unseen: {describe(found)}")
    return fitted | {"threshold": round(threshold_of(found), 3)}


def _fit_chosen(
    names: Sequence[str],
    chosen: Sequence[tuple[np.ndarray, bool]],
    questions: Sequence[Weighed],
    parts: np.ndarray,
    weights: np.ndarray,
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return how each question is judged by weights fitted on the other ``parts``, and the weights fitted on all."""
    rows, right = np.array([row for row, _ in chosen]), np.array([is_right for _, is_right in chosen])
    absent = np.array([each.absent for each in questions])
    sure = np.full(len(rows), SILENT_CERTAINTY)
    for part in sorted(set(parts)):
        others, here = (parts != part) & ~absent, (parts == part) & ~absent
        model = _silence_model().fit(
            rows[others], right[others], logisticregression__sample_weight=weights[others]
        )
        if here.any():
            sure[here] = model.predict_proba(rows[here])[:, 1]
    scaler, model = _silence_model().fit(
        rows[~absent], right[~absent], logisticregression__sample_weight=weights[~absent]
    )
    raw = model.coef_[0] / scaler.scale_
    fitted = {
        "intercept": round(float(model.intercept_[0] - raw @ scaler.mean_), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, raw, strict=True)},
    }
    answerable = [each.answerable for each in questions]
    found = {
        "sure": sure.tolist(),
        "right": right.tolist(),
        "answerable": answerable,
        "group": parts.tolist(),
    }
    return found, fitted


def _silence_model() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000))


def _chosen(ranking: LogisticRegression, names: Sequence[str], each: Weighed) -> tuple[np.ndarray, bool]:
    """Return the signals of the passage that the order puts first, and whether it answers."""
    columns = [ALL.index(name) for name in names]
    best = int(np.argmax(ranking.decision_function(each.signals[:, columns])))
    return each.signals[best, columns], bool(each.right[best])


def describe(judged: dict[str, list[Any]]) -> str:
    """Return one line: right passage first where there is one, AUROC, and how many questions."""
    known = [at for at, answerable in enumerate(judged["answerable"]) if answerable]
    void = [at for at, answerable in enumerate(judged["answerable"]) if not answerable]
    first = sum(judged["right"][at] for at in known) / max(1, len(known))
    area = auroc([judged["sure"][at] for at in known], [judged["sure"][at] for at in void])
    return f"first {first:.4f}  AUROC {area:.4f}  ({len(known)} answerable, {len(void)} not)"


def main() -> None:
    """Gather, fit, say how good it is by cross-validation, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help="questions of SQuAD 2.0; always the same ones"
    )
    parser.add_argument("--eval-dir", type=Path, help="folder of the public sets (default: ../shared/eval)")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--out", type=Path, default=CALIBRATION)
    parser.add_argument(
        "--only", choices=list(NETWORKS), help="fit the weights of one network, keep the others"
    )
    parser.add_argument("--dry-run", action="store_true", help="print only, write nothing")
    options = parser.parse_args()
    settings = settings_from_environment()
    if options.eval_dir:
        settings = replace(settings, eval_dir=options.eval_dir)
    bench = open_bench(settings, options.gold, "dev", options.sample)
    fitted = json.loads(options.out.read_text("utf-8")) if options.only and options.out.exists() else {}
    for network, (name, fits) in NETWORKS.items():
        if options.only and network != options.only:
            continue
        reading = replace(bench, scorer=RememberingScorer(load_scorer(name)))
        own, public = gather_gold(reading), gather_squad2(reading)
        if network == "english":
            own = [each for each in own if each.read_by is ReadBy.ENGLISH]
        fitted |= _fits(fits, public, own)
        fitted.setdefault("fitted_on", {})[network] = {
            "squad2_dev": _counts(public),
            "gold dev": _counts(own),
            "scorer": reading.scorer.digest,
            "command": f"python -m training.calibrate --sample {options.sample}",
        }
    text = json.dumps(fitted, indent=2)
    if options.dry_run:
        print(text)
    else:
        options.out.write_text(text + "\n", "utf-8")
        print(f"wrote {options.out}")


def _fits(
    fits: dict[str, Sequence[str]], public: Sequence[Weighed], own: Sequence[Weighed]
) -> dict[str, Any]:
    """Return the weights of each kind; questions in another language than their text count where words do not."""
    fitted: dict[str, Any] = {}
    for kind, names in fits.items():
        across = kind == "multilingual"
        asked, known = ([each for each in part if across or not each.foreign] for part in (public, own))
        judged = cross_validate(names, asked, known)
        shift, slope = rescale(judged)
        for source, found in judged.items():
            print(f"{kind:12} {source:10} {describe(found)}")
        model = fit(names, asked, known)
        fitted[kind] = {
            "intercept": round(shift + slope * float(model.intercept_[0]), 4),
            "weights": {
                name: round(slope * float(weight), 4)
                for name, weight in zip(names, model.coef_[0], strict=True)
            },
            "threshold": round(threshold_of(judged["gold dev"], shift, slope), 3),
        }
        if "scorer" in names:
            fitted[kind]["silence"], threshold = fit_silence(model, names, asked, known)
            fitted[kind]["threshold"] = round(threshold, 3)
        if (
            kind == "full"
        ):  # in other languages a regression of its own refused more and was right no more often
            decide = [each for each in known if each.yes_no]
            fitted[kind]["yes_no"] = fit_silence_of(model, names, decide, "yes or no")
        print(f"{'':12} logits times {slope:.3f}, {shift:+.3f}; threshold {fitted[kind]['threshold']}")
    return fitted


def _counts(questions: Sequence[Weighed]) -> dict[str, int]:
    return {
        "questions": len(questions),
        "answerable": sum(each.answerable for each in questions),
        "passages": sum(len(each.right) for each in questions),
        "right passages": sum(int(each.right.sum()) for each in questions),
    }


if __name__ == "__main__":
    main()
