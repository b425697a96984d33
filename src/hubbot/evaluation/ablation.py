"""What each part is worth: the gold questions again without one arm, without the scorer, without one signal.

Nothing inside hubbot is switched for this: an arm is left out by handing over fewer encoders or an index that knows
no words, a signal by giving every passage the same value of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from hubbot.answering.answerer import Candidate
from hubbot.answering.evidence import Signals, confidence, preference
from hubbot.answering.query import Query
from hubbot.chatbot import Chatbot
from hubbot.columns import CITED_KINDS
from hubbot.crossencoder import load_scorer
from hubbot.evaluation.bench import Bench
from hubbot.evaluation.floors import SPLIT
from hubbot.evaluation.gold import GoldQuestion, covers, measures, read_gold, run
from hubbot.evaluation.metrics import auroc, rounded, share
from hubbot.index import Index
from hubbot.scorer import PACKAGED, PairScorer, Reading
from hubbot.types import Encoder, Hit

Change = Callable[[Query, Sequence[Candidate]], tuple[Query, tuple[Candidate, ...]]]


class ChangedChatbot(Chatbot):
    """A chatbot whose weighed candidates pass through a change before they are answered from."""

    change: Change

    @classmethod
    def of(cls, chatbot: Chatbot, change: Change) -> ChangedChatbot:
        """Return a chatbot like ``chatbot`` with that change."""
        changed = cls(chatbot.index, chatbot.encoders, chatbot.settings, chatbot.scorer)
        changed.knowledge = chatbot.knowledge
        changed.change = change
        return changed

    def _weigh(
        self, query: Query, encoders: Sequence[Encoder], document_id: str | None
    ) -> tuple[Query, tuple[Candidate, ...]]:
        return self.change(*super()._weigh(query, encoders, document_id))


class HeadingsAlone(Chatbot):
    """A chatbot whose scorer reads a passage with its heading and no names that stand before it."""

    @classmethod
    def of(cls, chatbot: Chatbot) -> HeadingsAlone:
        """Return a chatbot like ``chatbot`` that does so."""
        return cls(chatbot.index, chatbot.encoders, chatbot.settings, chatbot.scorer)

    def _read(self, query: Query, hits: Sequence[Hit]) -> tuple[Query, Reading | None]:
        read, reading = super()._read(replace(query, mentions=()), hits)
        return replace(query, read_by=read.read_by), reading


class OnceRead:
    """A scorer whose readings no larger network looks at again."""

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer
        self.name, self.digest, self.reads = scorer.name, scorer.digest, scorer.reads

    def reader_of(self, languages: Collection[str]) -> OnceRead:
        """Return what reads these languages, once."""
        return OnceRead(self._scorer.reader_of(languages))

    def second(self) -> None:
        """Return None."""

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Read as the scorer does."""
        return self._scorer.read(question, sentences, contexts)


def ablation(bench: Bench, other_scorers: Sequence[str] = ()) -> dict[str, Any]:
    """Return one row for each arm, the gloss, each scorer and each signal, over the gold development questions.

    Choosing among variants is what development questions are for, whatever split the bench is about.
    """
    questions = bench.some([q for q in read_gold(bench.gold) if q.split == SPLIT])
    whole = bench.chatbot(bench.settings.index_dir)
    rows = {name: _row(chatbot, questions) for name, chatbot in _variants(whole, questions, other_scorers)}
    return {
        "split": SPLIT,
        "questions": len(questions),
        "rows": {f"{e.name} search alone": _search_row(whole, e, questions) for e in whole.encoders} | rows,
    }


def _variants(
    whole: Chatbot, questions: Sequence[GoldQuestion], other_scorers: Sequence[str]
) -> Iterator[tuple[str, Chatbot]]:
    """Yield each variant by the name of its row, the whole first."""

    def built(index: Index, encoders: Sequence[Encoder], *, scored: bool = True) -> Chatbot:
        return Chatbot(index, encoders, whole.settings, whole.scorer if scored else None)

    yield "everything", whole
    # A lexical arm that knows no word gives every passage the same score and has no say.
    wordless = replace(whole.index, lexical=replace(whole.index.lexical, vocabulary={}))
    for encoder in whole.encoders:
        yield f"{encoder.name} alone", built(wordless, [encoder])
    if len(whole.encoders) > 1:
        yield "dense arms alone", built(wordless, whole.encoders)
        for encoder in whole.encoders:
            rest = [other for other in whole.encoders if other is not encoder]
            yield f"without {encoder.name}", built(whole.index, rest)
    yield "lexical arm alone", built(whole.index, [])
    if whole.index.glossary is not None:
        yield "without the gloss", built(replace(whole.index, glossary=None), whole.encoders)
    if whole.scorer is not None:
        yield "without the scorer", built(whole.index, whole.encoders, scored=False)
        once, english = OnceRead(whole.scorer), load_scorer(str(PACKAGED))
        yield "without a second reading", Chatbot(whole.index, whole.encoders, whole.settings, once)
        yield "without the multilingual scorer", Chatbot(whole.index, whole.encoders, whole.settings, english)
    for name in other_scorers:
        yield f"scorer {name}", Chatbot(whole.index, whole.encoders, whole.settings, load_scorer(name))
    medians = _medians(whole, questions)
    for field in fields(Signals):
        if field.name != "scorer":
            yield f"without {field.name}", ChangedChatbot.of(whole, _fixed(field.name, medians, whole))
    yield "without grounds", ChangedChatbot.of(whole, _without_grounds)
    if whole.scorer is not None:
        yield "without names before", HeadingsAlone.of(whole)
    yield "without absent names", ChangedChatbot.of(whole, _without_absent_names(whole))


def _row(chatbot: Chatbot, questions: Sequence[GoldQuestion]) -> dict[str, Any]:
    outcomes = run(chatbot, questions)
    found = measures(outcomes)
    return {
        "nearest_right": share([o.nearest_right for o in outcomes]),
        **{name: found[name] for name in ("first_right", "refused", "wrong_given", "kept_silent", "auroc")},
    }


def _search_row(chatbot: Chatbot, encoder: Encoder, questions: Sequence[GoldQuestion]) -> dict[str, Any]:
    """Return the row of plain search: the question as typed, the nearest citable passage by cosine."""
    index = chatbot.index
    citable = np.array([passage.kind in CITED_KINDS for passage in index.passages])
    hits: list[bool | None] = []
    sure: dict[bool, list[float]] = {True: [], False: []}
    for question in questions:
        scores = index.dense_scores(encoder.name, encoder.encode_queries([question.question])[0])
        row = int(np.argmax(np.where(citable, scores, -np.inf)))
        passage = index.passages[row]
        place = (passage.document_id, passage.span.start, passage.span.end)
        if question.spans:
            hits.append(any(covers(place, question.document_id, span) for span in question.spans))
        if question.spans or not question.answerable:
            sure[question.answerable].append(float(scores[row]))
    return {
        "nearest_right": share(hits),
        "first_right": None,
        "refused": None,
        "wrong_given": None,
        "kept_silent": None,
        "auroc": rounded(auroc(sure[True], sure[False])),
    }


def _medians(chatbot: Chatbot, questions: Sequence[GoldQuestion]) -> dict[str, float]:
    """Return the median of each signal over the best candidates: the value that says nothing."""
    best = [found[0].signals for q in questions if (found := chatbot.weigh(q.question, q.document_id)[1])]
    return {
        f.name: float(np.median([getattr(signals, f.name) for signals in best] or [0]))
        for f in fields(Signals)
    }


def _fixed(name: str, medians: dict[str, float], chatbot: Chatbot) -> Change:
    """Return the change that weighs every passage with the same value of one signal."""
    same: dict[str, Any] = {name: medians[name]}

    def change(query: Query, candidates: Sequence[Candidate]) -> tuple[Query, tuple[Candidate, ...]]:
        return query, _weighed(query, candidates, chatbot, lambda signals: replace(signals, **same))

    return change


def _without_absent_names(chatbot: Chatbot) -> Change:
    """Return the change that takes no notice of names which the corpus does not have."""

    def change(query: Query, candidates: Sequence[Candidate]) -> tuple[Query, tuple[Candidate, ...]]:
        query = replace(query, missing=(), unknown=())
        return query, _weighed(query, candidates, chatbot, lambda signals: signals)

    return change


def _without_grounds(query: Query, candidates: Sequence[Candidate]) -> tuple[Query, tuple[Candidate, ...]]:
    """Ask of no passage that it hold what an answer must have."""
    return query, tuple(replace(candidate, lacks=None) for candidate in candidates)


def _weighed(
    query: Query, candidates: Sequence[Candidate], chatbot: Chatbot, changed: Callable[[Signals], Signals]
) -> tuple[Candidate, ...]:
    """Return candidates weighed and ordered as `answerer.weigh` does, by changed signals."""
    placed = []
    for place, candidate in enumerate(candidates):
        signals = changed(candidate.signals)
        order = -round(preference(query, signals), 6), -candidate.hit.score
        sure = confidence(query, signals)
        # The signals shown stay as they were: rules beside the weights look at them too.
        placed.append((order, place, replace(candidate, probability=sure)))
    return tuple(candidate for _, _, candidate in sorted(placed, key=lambda each: each[:2]))
