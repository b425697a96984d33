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
from scipy.optimize import minimize
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

LEXICAL_ORDER = ("rank_score", "coverage", "names", "type_fits")
FOREIGN_ORDER = ("rank_score", "names", "type_fits")
"""Signals that do not ask for words in common, which a question in another language cannot have."""
SILENCE = ("margin", "names", "type_fits", "scorer")
"""The few that tell on articles which the weights have not seen; with more of them they told less there."""
LEXICAL_SILENCE = ("margin", "coverage", "names", "type_fits")
FOREIGN_SILENCE = ("margin", "names", "type_fits")
"""No cosines, here nor in the order: each encoder has a range of its own, and not every index has all of them."""
YES_NO = ("rank_score", "scorer")


@dataclass(frozen=True)
class Fit:
    """A set of weights: the signals that order passages and those that decide silence, and of which questions."""

    order: tuple[str, ...]
    silence: tuple[str, ...]
    foreign: bool = False
    yes_no: tuple[str, ...] = ()


ENGLISH_FITS = {
    "full": Fit((*LEXICAL_ORDER, "scorer"), SILENCE, yes_no=YES_NO),
    "lexical": Fit(LEXICAL_ORDER, LEXICAL_SILENCE),
    "foreign": Fit(FOREIGN_ORDER, FOREIGN_SILENCE),
}
MULTILINGUAL_FITS = {
    "native": Fit((*LEXICAL_ORDER, "scorer"), SILENCE),
    "multilingual": Fit((*FOREIGN_ORDER, "scorer"), SILENCE, foreign=True),
}
NETWORKS = {"english": ("default", ENGLISH_FITS), "multilingual": (str(MULTILINGUAL), MULTILINGUAL_FITS)}
"""What each network's readings are weighed with; the second reads English too, so it is asked the same questions."""
ALL = ("rank_score", "margin", "coverage", "names", "type_fits", "scorer")

SAMPLE = 1000
WRONG_GOAL, REFUSED_GOAL = 0.05, 0.08
"""Shares of wrong answers given and of answerable questions refused: a threshold misses both by the same factor."""

OWN_SHARE = 2 / 3
"""Weight of our own development questions where silence is fitted: half of SQuAD 2.0's were made to look answerable."""

SORT_FOLDS = 8
OWN_KIND_SHARE = 0.7
"""Weight of yes/no questions where their silence is fitted: they are few, so the others have a say."""
RIDGE = 0.01
"""Of the squared weights of the order, over signals of unit spread."""
SCORER_CLIP = 1e-3  # as in hubbot.answering.evidence

Weights = dict[str, float]
"""Of signals, by their names."""


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


def fit_order(names: Sequence[str], public: Sequence[Weighed], own: Sequence[Weighed]) -> Weights:
    """Return the weights by which the passages that answer come before the others; both sources weigh the same.

    A conditional logit (McFadden 1974): the chance that a passage is chosen among its question's is its share of the
    exponents, and the chance that one of those that answer is chosen is made as large as can be. What is the same for
    all passages of a question does not count.
    """
    columns = [ALL.index(name) for name in names]
    rows, right, shares = [], [], []
    for part in (public, own):
        telling = [each for each in part if each.right.any() and not each.right.all()]
        for each in telling:
            rows.append(each.signals[:, columns])
            right.append(each.right)
            shares.append(1 / (len(telling) * (bool(public) + bool(own))))
    spread = np.concatenate(rows).std(axis=0)
    spread[spread == 0] = 1.0
    table, answers, share = np.concatenate(rows) / spread, np.concatenate(right), np.array(shares)
    starts = np.cumsum([0, *(len(each) for each in rows[:-1])])
    question = np.repeat(np.arange(len(rows)), [len(each) for each in rows])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        totals = table @ weights
        shown = np.exp(totals - np.maximum.reduceat(totals, starts)[question])
        every, found = np.add.reduceat(shown, starts), np.add.reduceat(shown * answers, starts) + 1e-12
        pull = (shown / every[question] - shown * answers / found[question]) * share[question]
        value = -float(share @ np.log(found / every)) + RIDGE * float(weights @ weights)
        return value, table.T @ pull + 2 * RIDGE * weights

    bounds = [(0.0, None)] * len(
        columns
    )  # every signal speaks for a passage: one that did not would be chance
    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", bounds=bounds)
    return dict(zip(names, (found.x / spread).tolist(), strict=True))


def cross_validate(
    names: Sequence[str], public: Sequence[Weighed], own: Sequence[Weighed]
) -> dict[str, list[bool]]:
    """Return of each source whether the first passage answers, by weights that have not seen the question's article."""
    judged: dict[str, list[bool]] = {"squad2_dev": [], "gold dev": []}
    for source, part in (("squad2_dev", public), ("gold dev", own)):
        for article in sorted({each.group for each in part}):
            others = [each for each in part if each.group != article]
            order = fit_order(names, *((others, own) if part is public else (public, others)))
            here = [each for each in part if each.group == article and each.answerable]
            judged[source] += [bool(each.right[_first(order, each)]) for each in here]
    return judged


def _first(order: Weights, each: Weighed) -> int:
    columns = [ALL.index(name) for name in order]
    return int(np.argmax(each.signals[:, columns] @ np.array(list(order.values()))))


def threshold_of(found: dict[str, list[Any]]) -> float:
    """Return the probability at which wrong answers and refusals are as far from their goals as each other.

    Where the questions come with their ``group``, each article counts the same, however many it was asked.
    """
    sure = np.array(found["sure"])
    right, known = np.array(found["right"]), np.array(found["answerable"])
    groups = np.array(found.get("group", ["all"] * len(sure)))
    parts = [groups == group for group in sorted(set(groups))]

    def misses(threshold: float) -> float:
        wrong = np.mean([np.mean((sure[part] >= threshold) & ~right[part]) for part in parts])
        refused = np.mean([np.mean(sure[part & known] < threshold) for part in parts if (part & known).any()])
        return float(max(wrong / WRONG_GOAL, refused / REFUSED_GOAL))

    return float(min(np.round(np.sort(sure), 4), key=misses))


def fit_silence(
    order: Weights, names: Sequence[str], public: Sequence[Weighed], own: Sequence[Weighed]
) -> dict[str, Any]:
    """Return what makes the first passage's signals the probability that it answers, and the threshold for it.

    The threshold is read from probabilities of questions on articles that the weights have not seen.
    """
    public, own = ([each for each in part if not each.yes_no] for part in (public, own))
    shares = [(1 - OWN_SHARE) / max(1, len(public))] * len(public) + [OWN_SHARE / max(1, len(own))] * len(own)
    groups = np.array([each.group for each in (*public, *own)])
    found, fitted = _fit_chosen(order, names, [*public, *own], groups, np.array(shares) * len(shares))
    mine = {name: values[len(public) :] for name, values in found.items()}
    print(f"{'':8} silence, articles unseen: {describe(mine)}")
    return fitted | {"threshold": round(threshold_of(mine), 3)}


def fit_silence_of_yes_no(order: Weights, names: Sequence[str], own: Sequence[Weighed]) -> dict[str, Any]:
    """Return the same for yes/no questions, threshold included: there are none of them in SQuAD 2.0."""
    questions = [each for each in own if each.yes_no] + [each for each in own if not each.yes_no]
    count = sum(each.yes_no for each in own)
    shares = [OWN_KIND_SHARE / count] * count
    shares += [(1 - OWN_KIND_SHARE) / max(1, len(own) - count)] * (len(own) - count)
    folds = np.array([str(at % SORT_FOLDS) if at < count else "others" for at in range(len(own))])
    found, fitted = _fit_chosen(order, names, questions, folds, np.array(shares) * len(own))
    mine = {name: values[:count] for name, values in found.items()} | {"group": ["all"] * count}
    print(f"{'':8} yes or no, questions unseen: {describe(mine)}")
    return fitted | {"threshold": round(threshold_of(mine), 3)}


def _fit_chosen(
    order: Weights,
    names: Sequence[str],
    questions: Sequence[Weighed],
    parts: np.ndarray,
    weights: np.ndarray,
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return how each question is judged by weights fitted on the other ``parts``, and the weights fitted on all."""
    columns, first = [ALL.index(name) for name in names], [_first(order, each) for each in questions]
    rows = np.array([each.signals[at, columns] for each, at in zip(questions, first, strict=True)])
    right = np.array([bool(each.right[at]) for each, at in zip(questions, first, strict=True)])
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


def _fits(fits: dict[str, Fit], public: Sequence[Weighed], own: Sequence[Weighed]) -> dict[str, Any]:
    """Return the weights of each kind; questions in another language than their text count where words do not."""
    fitted: dict[str, Any] = {}
    for kind, signals in fits.items():
        asked, known = (
            [each for each in part if signals.foreign or not each.foreign] for part in (public, own)
        )
        for source, first in cross_validate(signals.order, asked, known).items():
            print(f"{kind:12} {source:10} first {np.mean(first):.4f}  ({len(first)})")
        order = fit_order(signals.order, asked, known)
        fitted[kind] = {
            "order": {name: round(weight, 4) for name, weight in order.items()},
            "silence": fit_silence(order, signals.silence, asked, known),
        }
        if (
            signals.yes_no
        ):  # in other languages a regression of its own refused more and was right no more often
            fitted[kind]["yes_no"] = fit_silence_of_yes_no(order, signals.yes_no, known)
        print(f"{'':12} {fitted[kind]}")
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
