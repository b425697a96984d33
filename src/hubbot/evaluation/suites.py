"""The suites: gold questions on the article and on a second one, and public sets of questions.

Each suite returns plain JSON: what `hubbot evaluate --json` prints and docs/quality.md is made of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hubbot.chatbot import Chatbot
from hubbot.errors import HubbotError
from hubbot.evaluation.bench import Asked, Bench, DataMissingError, Text, read_asked, read_texts
from hubbot.evaluation.gold import GoldQuestion, Outcome, read_gold, run, summarise
from hubbot.evaluation.metrics import (
    auroc,
    calibration_error,
    refusal_curve,
    reliability,
    rounded,
    share,
)
from hubbot.evaluation.rewrites import canard
from hubbot.evaluation.structure import structure

LATER = ("fresh", "blind", "readers", "yesno", "visitors", "idiomas")
"""Files of further questions on the same article: ``blind`` and ``idiomas`` are for testing alone."""
OTHER_ARTICLES = (
    *("second", "howto", "post", "guide", "interview", "news", "guia", "praticas"),
    *("blog", "report", "voyage", "community", "paths", "speakers"),
    *("relato", "usuarios", "encuentro", "conferencia"),
)
"""Files of questions beside the gold ones, each on another article: the first and last two are for testing alone."""
UNREAD = frozenset({"relato", "usuarios"})
"""Those for development whose mistakes were not read: nothing is fitted on them."""
GOLD_LIKE = frozenset({"gold", *LATER, *OTHER_ARTICLES})
"""Suites whose report is that of gold questions, by split."""

THRESHOLDS = tuple(step / 50 for step in range(51))
FOREIGN_PER_TEXT = 50
"""Questions of other articles asked of each article of SQuAD 2.0: 350 together, half an AUROC point."""

Report = dict[str, Any]


def gold(bench: Bench) -> Report:
    """Ask the gold questions of the article that the index holds."""
    questions = _of_split(read_gold(bench.gold), bench)
    if not questions:
        raise HubbotError(
            f"{bench.gold} holds no question of the split {bench.split!r}: give dev, test or all"
        )
    return _gold_report(bench.chatbot(bench.settings.index_dir), questions)


def on_the_same_article(name: str) -> Callable[[Bench], Report]:
    """Return the suite that asks questions on the same article that were written after the engine was tuned."""

    def suite(bench: Bench) -> Report:
        return _gold_report(bench.chatbot(bench.settings.index_dir), _others(name, bench))

    return suite


def on_another_article(name: str) -> Callable[[Bench], Report]:
    """Return the suite that asks the questions of a file beside the gold ones, of the article it names."""

    def suite(bench: Bench) -> Report:
        questions = _others(name, bench)
        return _gold_report(bench.over_files(named_article(bench, name)), questions)

    return suite


def named_article(bench: Bench, name: str) -> Path:
    """Return the article that the first line of a file of questions names, unchanged since it was judged."""
    named = json.loads(bench.gold.with_name(f"{name}.jsonl").read_text("utf-8").split("\n")[0])
    article: Path = bench.folder("articles") / named["article"]
    if not article.is_file() or hashlib.sha256(article.read_bytes()).hexdigest() != named["sha256"]:
        raise DataMissingError(f"skipped: {article} is not there, or is not the text that was judged")
    return article


def _others(name: str, bench: Bench) -> list[GoldQuestion]:
    path = bench.gold.with_name(f"{name}.jsonl")
    if not path.is_file():
        raise DataMissingError(f"skipped: {path} is not there")
    questions = _of_split(read_gold(path), bench)
    if not questions:
        raise DataMissingError(f"skipped: none of its questions belongs to the split {bench.split!r}")
    return questions


def _of_split(questions: Sequence[GoldQuestion], bench: Bench) -> list[GoldQuestion]:
    return bench.some([question for question in questions if bench.split in ("all", question.split)])


def _gold_report(chatbot: Chatbot, questions: Sequence[GoldQuestion]) -> Report:
    outcomes = run(chatbot, questions)
    splits = list(dict.fromkeys(outcome.question.split for outcome in outcomes))
    parts = {split: [o for o in outcomes if o.question.split == split] for split in splits}
    if len(splits) > 1:
        parts["all"] = list(outcomes)
    return {
        split: summarise(part) | confidence_report([_judged(o) for o in part if _is_weighed(o)])
        for split, part in parts.items()
    }


def _is_weighed(outcome: Outcome) -> bool:
    """Say whether a probability was behind the answer: not for greetings and the like."""
    return bool(outcome.question.spans) or not outcome.question.answerable


def _judged(outcome: Outcome) -> tuple[float, bool, bool]:
    return outcome.answer.confidence, bool(outcome.nearest_right), outcome.question.answerable


def confidence_report(judged: Sequence[tuple[float, bool, bool]]) -> Report:
    """Return reliability and the refusal curve of (confidence, passage right, answerable) triples."""
    sure = [confidence for confidence, _, _ in judged]
    right = [hit for _, hit, _ in judged]
    bins = reliability(sure, right)
    return {
        "reliability": [each.to_dict() for each in bins],
        "calibration_error": rounded(calibration_error(bins)),
        "curve": refusal_curve(sure, right, [known for _, _, known in judged], THRESHOLDS),
    }


def squad2(bench: Bench) -> Report:
    """Ask SQuAD 2.0 questions, each of its own article, and questions of the other articles."""
    folder = bench.folder("squad2_dev")
    texts = read_texts(folder)
    asked = read_asked(folder / "questions.jsonl", texts)
    chosen = {question.id for question in bench.some(asked)}
    own: list[tuple[float, bool, bool]] = []
    given: list[bool] = []
    others: list[float] = []
    silent: dict[str, list[bool]] = {"answerable": [], "unanswerable": [], "other": []}
    for text in texts.values():
        chatbot = bench.over([text])
        for question in [q for q in asked if q.text_id == text.id and q.id in chosen]:
            confidence, hit, abstained = _ask(chatbot, question)
            own.append((confidence, hit, question.answerable))
            silent["answerable" if question.answerable else "unanswerable"].append(abstained)
            if not abstained:
                given.append(hit)
        for question in _of_others(text, asked, chosen, len(texts)):
            answer = chatbot.ask(question.question)
            others.append(answer.confidence)
            silent["other"].append(answer.abstained)
    known = [confidence for confidence, _, answerable in own if answerable]
    return {
        "questions": len(own),
        "first_right": share([hit for _, hit, answerable in own if answerable]),
        "given_right": share(given),
        "refused": share(silent["answerable"]),
        "kept_silent": share(silent["unanswerable"]),
        "kept_silent_other_article": share(silent["other"]),
        "auroc": rounded(auroc(known, [confidence for confidence, _, answerable in own if not answerable])),
        "auroc_other_article": rounded(auroc(known, others)),
    } | confidence_report(own)


def _of_others(text: Text, asked: Sequence[Asked], chosen: set[str], texts: int) -> list[Asked]:
    """Return questions that other articles answer: always the same ones, at most ``FOREIGN_PER_TEXT``."""
    pool = [q for q in asked if q.answerable and q.text_id != text.id]
    part = len(chosen) / len(asked)  # a sample of the questions takes as large a part of these
    limit = max(1, round(FOREIGN_PER_TEXT * part)) if texts > 1 else 0
    marks = sorted(pool, key=lambda q: hashlib.sha256(f"{text.id} {q.id}".encode()).hexdigest())
    return marks[:limit]


def _ask(chatbot: Chatbot, question: Asked) -> tuple[float, bool, bool]:
    """Return the confidence, whether the passage shown first holds the answer, and whether it is silent."""
    answer = chatbot.ask(question.question)
    hit = _holds((answer.citations or answer.closest)[:1], question)
    return answer.confidence, hit, answer.abstained


def xquad(bench: Bench) -> Report:
    """Ask in English and in Spanish over the same English texts together, and in Spanish over Spanish ones."""
    folder = bench.folder("xquad")
    texts = read_texts(folder)
    return _pooled(
        bench,
        texts,
        {
            "en": ("en", folder / "questions.en.jsonl"),
            "es over en": ("en", folder / "questions.es-en.jsonl"),
            "es": ("es", folder / "questions.es.jsonl"),
        },
        by_paragraph=False,
    )


def pira(bench: Bench) -> Report:
    """Ask in English and in Portuguese over the same English abstracts, and in Portuguese over Portuguese ones."""
    folder = bench.folder("pira_en_pt")
    texts = read_texts(folder)
    return _pooled(
        bench,
        texts,
        {
            "en": ("en", folder / "questions.en.jsonl"),
            "pt over en": ("en", folder / "questions.pt-en.jsonl"),
            "pt": ("pt", folder / "questions.pt.jsonl"),
        },
        by_paragraph=True,
    )


def _pooled(bench: Bench, texts: dict[str, Text], plans: dict[str, Any], *, by_paragraph: bool) -> Report:
    chatbots: dict[str, Chatbot] = {}
    report: Report = {}
    for name, (language, path) in plans.items():
        if language not in chatbots:
            chatbots[language] = bench.over(t for t in texts.values() if t.language == language)
        asked = [q for q in read_asked(path, texts) if q.answerable]
        hits, paragraphs, refused = [], [], []
        for question in bench.some(asked):
            answer = chatbots[language].ask(question.question)
            shown = (answer.citations or answer.closest)[:1]
            text, paragraph = texts[question.text_id], question.paragraph or ""
            paragraphs.append(
                any(
                    cited.document_id == text.id
                    and text.starts[paragraph] <= cited.start < text.ends[paragraph]
                    for cited in shown
                )
            )
            hits.append(_holds(shown, question))
            refused.append(answer.abstained)
        report[name] = {
            "questions": len(refused),
            "first_right": share(paragraphs if by_paragraph else hits),
            "paragraph_right": share(paragraphs),
            "refused": share(refused),
        }
    return report


def _holds(shown: Sequence[Any], question: Asked) -> bool:
    return any(
        cited.document_id == question.text_id and cited.start <= start < cited.end
        for cited in shown
        for start in question.answer_starts
    )


SUITES: dict[str, Callable[[Bench], Report]] = {
    "gold": gold,
    **{name: on_the_same_article(name) for name in LATER},
    **{name: on_another_article(name) for name in OTHER_ARTICLES},
    "squad2": squad2,
    "xquad": xquad,
    "pira": pira,
    "canard": canard,
    "structure": structure,
}
WITHOUT_MODELS = frozenset({"structure"})
"""Suites that only read: neither encoders nor an index are loaded for them."""


def run_suites(bench: Bench, names: Sequence[str]) -> Report:
    """Run suites one after the other; one whose data is absent says so in a sentence."""
    report: Report = {}
    for name in names:
        if name not in SUITES:
            raise HubbotError(f"there is no suite {name!r}: give one of {', '.join(SUITES)}, or all")
        try:
            report[name] = SUITES[name](bench)
        except DataMissingError as error:
            report[name] = {"skipped": str(error).removeprefix("skipped: ")}
    return report
