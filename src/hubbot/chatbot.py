"""The facade: load an index, ask it. State is held here, logic in the stages it wires."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from hubbot import index as index_module
from hubbot.answering import about, answerer, followup
from hubbot.answering.armweights import arm_weights
from hubbot.answering.citations import check_citation
from hubbot.answering.evidence import informative, silence_threshold
from hubbot.answering.finding import Finding
from hubbot.answering.followup import Resolution
from hubbot.answering.knowledge import Knowledge, know
from hubbot.answering.language import question_language
from hubbot.answering.meaning import by_meaning, may_mean
from hubbot.answering.pairs import read_again, read_hits
from hubbot.answering.preamble import asked_in
from hubbot.answering.query import Query, QueryKind, understand, with_attribute, with_carried
from hubbot.answering.replies import Reply, say
from hubbot.answering.suggestions import next_questions, starters
from hubbot.answering.topics import goes_on, topic_of
from hubbot.batching import batched
from hubbot.contract import Answer, Turn
from hubbot.crossencoder import load_scorer
from hubbot.encoder import load_encoder
from hubbot.errors import EncoderUnavailableError, IndexStaleError, QuestionError
from hubbot.index import Index
from hubbot.likeness import Likeness
from hubbot.neighbourhood import score
from hubbot.retriever import fuse
from hubbot.scorer import PairScorer, Reading
from hubbot.settings import Settings
from hubbot.store import REBUILD
from hubbot.text import has_words
from hubbot.types import Document, Encoder, Hit

logger = logging.getLogger(__name__)

SURE = 0.65  # an answer below gives way to one about hubbot itself where the question is very like one of that kind
POOL = 20  # candidates that are weighed for every question


class Chatbot:
    """Answers questions from one immutable index. Safe to share between threads; keeps no session."""

    def __init__(
        self,
        index: Index,
        encoders: Sequence[Encoder],
        settings: Settings | None = None,
        scorer: PairScorer | None = None,
    ) -> None:
        self.index = index
        self.settings = settings or Settings()
        self.encoders = batched(encoders, self.settings)
        self.scorer = scorer
        self.knowledge: Knowledge = know(index)
        self._likeness = Likeness(self.encoders, self.knowledge)

    @classmethod
    def load(
        cls,
        index_dir: Path | str | None = None,
        *,
        encoders: Sequence[Encoder] | None = None,
        settings: Settings | None = None,
    ) -> Chatbot:
        """Load the index in ``index_dir`` with the encoders it was built with.

        Raises IndexMissingError, IndexDamagedError, IndexStaleError or EncoderUnavailableError. An arm after the
        first whose encoder is not there is left out with a warning.
        """
        settings = settings or Settings()
        folder = Path(index_dir) if index_dir is not None else settings.index_dir
        index = index_module.load(folder)
        with ThreadPoolExecutor() as pool:  # reading and checking models leaves Python free
            scorer = pool.submit(load_scorer, settings.scorer)
            if encoders is None:
                encoders = _encoders_of(index, settings, pool)
        return cls(index, _matching(index, encoders, folder), settings, scorer.result())

    def reloaded(self, index_dir: Path | str) -> Chatbot:
        """Return a chatbot over the index in ``index_dir`` with the models of this one where they fit.

        Corpus files that were edited since are no reason to refuse it: it is newer than this one. Raises as
        ``load`` does.
        """
        folder = Path(index_dir)
        index = index_module.load(folder, check_sources=False)
        present = {(encoder.name, encoder.digest): encoder for encoder in self.encoders}
        encoders: Sequence[Encoder] = [
            present[arm.encoder, arm.digest] for arm in index.arms if (arm.encoder, arm.digest) in present
        ]
        if len(encoders) < len(index.arms):
            with ThreadPoolExecutor() as pool:
                encoders = _encoders_of(index, self.settings, pool, encoders)
        return Chatbot(index, _matching(index, encoders, folder), self.settings, self.scorer)

    @property
    def documents(self) -> Sequence[Document]:
        """The documents of the index."""
        return self.index.documents

    def ask(
        self,
        question: str,
        history: Sequence[Turn | str] = (),
        *,
        document_id: str | None = None,
        verbatim: bool = False,
        explain: bool = False,
    ) -> Answer:
        """Answer ``question`` with the article's own words, or say that it doesn't answer.

        ``history`` holds the earlier turns, oldest first; ``verbatim`` takes the question as typed, without them.
        Every citation is checked against its document before the answer is returned. Raises QuestionError for
        an unknown ``document_id`` or a question over the length limit.
        """
        self._check(question, document_id)
        turns = _turns(history)[-self.settings.max_history_turns :]
        resolution = Resolution(question) if verbatim else self.resolve(question, turns, document_id)
        answer = self._answer(question, resolution, document_id, explain)
        for citation in (*answer.citations, *answer.closest):
            check_citation(citation, self.index.document_by_id[citation.document_id])
        return answer

    def search(self, question: str, top_k: int = 5, *, document_id: str | None = None) -> tuple[Hit, ...]:
        """Return the ``top_k`` passages nearest to ``question``, best first; none where it has no words."""
        if not has_words(question):
            return ()
        index, arms = score(self.index, self.encoders, question, document_id=document_id)
        return fuse(index, arms, top_k=top_k, document_id=document_id)

    def resolve(self, question: str, turns: Sequence[Turn], document_id: str | None = None) -> Resolution:
        """Return the stand-alone form of ``question`` after ``turns``; a function of the turns alone."""
        if topic_of(question):
            return Resolution(question)
        asked = asked_in(question, self.knowledge.entities, self.index.languages[0])
        if not turns:
            return Resolution(asked)
        of_the_whole = goes_on(
            asked, turns[-1].question, question_language(turns[-1].question, self.index.languages[0])
        )
        if of_the_whole:
            return Resolution(of_the_whole)
        return followup.resolve(
            asked, turns, self.knowledge, lambda text: self._answer(text, Resolution(text), document_id)
        )

    def suggestions(self, limit: int = 4) -> tuple[str, ...]:
        """Return up to ``limit`` starter questions made from this corpus, each of which it answers."""
        answered: list[str] = []
        for question in starters(self.knowledge)[: 4 * limit]:
            if len(answered) < limit and not self.ask(question).abstained:
                answered.append(question)
        return tuple(answered)

    def describe(self) -> dict[str, Any]:
        """Return what the index holds, for a health page."""
        return self.index.describe()

    def understand(self, question: str) -> Query:
        """Return how ``question`` is read by its words alone."""
        return understand(question, self.knowledge.entities, self.knowledge.groups, self.index.languages)

    def weigh(
        self, question: str, document_id: str | None = None
    ) -> tuple[Query, tuple[answerer.Candidate, ...]]:
        """Return how ``question`` is read and its weighed candidates, most probable first."""
        query, encoders = self._likeness.at_once(self.understand(question), self.knowledge)
        return self._weigh(query, encoders, document_id)

    def _weigh(
        self, query: Query, encoders: Sequence[Encoder], document_id: str | None
    ) -> tuple[Query, tuple[answerer.Candidate, ...]]:
        """Weigh a question whose vectors are known."""
        index, arms = score(self.index, encoders, query.search_text, query.lexical_text, document_id)
        # A large index keeps no score of every line.
        if index is self.index and may_mean(query, self.knowledge):
            alike = self._likeness.to_labels(query, encoders), self._likeness.to_counts(query, encoders)
            group = by_meaning(query, arms, self.knowledge, *alike)
            query = with_attribute(query, group) if group else query
        on_the_side = bool(self.knowledge.side_names & set(query.names()))
        weights = arm_weights(query, [encoder.name for encoder in self.encoders])
        hits = fuse(
            index, arms, top_k=POOL, document_id=document_id, side_sections=on_the_side, weights=weights
        )
        hits = informative(query, hits, self.knowledge)
        query, reading = self._read(query, hits)
        candidates = answerer.weigh(query, hits, self.knowledge, reading)
        again = read_again(self.scorer, query, hits, candidates, reading, self.knowledge)
        return query, answerer.weigh(query, hits, self.knowledge, again) if again else candidates

    def _read(self, query: Query, hits: Sequence[Hit]) -> tuple[Query, Reading | None]:
        return read_hits(self.scorer, query, hits, self.knowledge)

    def _check(self, question: str, document_id: str | None) -> None:
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise QuestionError(
                f"the question has {len(question)} characters, the limit is {limit}: shorten it"
            )
        if document_id is not None and document_id not in self.index.document_by_id:
            known = ", ".join(list(self.index.document_by_id)[:5])
            raise QuestionError(
                f"there is no document {document_id!r} in this index: name one that it holds, {known}"
            )

    def _answer(
        self, question: str, resolution: Resolution, document_id: str | None, explain: bool = False
    ) -> Answer:
        standalone = resolution.text
        language = question_language(standalone, self.index.languages[0])
        if not has_words(standalone):
            invitation = Finding(say(Reply.EMPTY, language), certainty=about.CERTAIN)
            return self._compose(question, standalone, "about", invitation, language)
        topic = topic_of(standalone)
        if topic:
            finding = about.reply(topic, self.knowledge, language, document_id)
            return self._compose(question, standalone, "about", finding, language)
        query = with_carried(self.understand(standalone), question, self.knowledge.entities)
        query, encoders = self._likeness.at_once(query, self.knowledge)
        query, candidates = self._weigh(query, encoders, document_id)
        threshold = self.settings.threshold
        if threshold is None:
            threshold = silence_threshold(query)
        finding, closest = answerer.answer(
            query, candidates, self.knowledge, threshold, document_id=document_id, shown=resolution.shown
        )
        meant = self._about(query, finding, encoders)
        if meant:
            finding = about.reply(meant, self.knowledge, query.language, document_id)
            return self._compose(question, standalone, "about", finding, query.language)
        answer = self._compose(question, standalone, str(query.kind), finding, query.language)
        return replace(
            answer,
            closest=closest,
            suggestions=next_questions(query, finding, self.knowledge),
            explanation=_explain(query, candidates, threshold) if explain else None,
        )

    def _about(self, query: Query, finding: Finding, encoders: Sequence[Encoder]) -> str | None:
        """Return the topic of a question on hubbot or the whole article, where the article has no sure answer."""
        if not finding.silent and (finding.certainty >= SURE or query.kind is QueryKind.SPEECH):
            return None
        return self._likeness.topic(query, encoders, sure=not finding.silent)

    def _compose(self, question: str, standalone: str, kind: str, finding: Finding, language: str) -> Answer:
        return Answer(
            question=question,
            standalone_question=standalone,
            kind=kind,
            abstained=finding.silent,
            reason=finding.reason,
            answer=None if finding.silent else finding.answer or _words(finding),
            confidence=round(min(1.0, max(0.0, finding.certainty)), 4),
            citations=() if finding.silent else finding.citations,
            notes=finding.notes,
            table=finding.table,
            language=language,
            index=self.index.describe(),
        )


def _words(finding: Finding) -> str | None:
    """Return the first cited words, for a place or value that the article leaves blank."""
    return finding.citations[0].text if finding.citations else None


def _turns(history: Sequence[Turn | str]) -> list[Turn]:
    return [turn if isinstance(turn, Turn) else Turn(turn) for turn in history]


def _encoders_of(
    index: Index, settings: Settings, pool: Executor, present: Sequence[Encoder] = ()
) -> tuple[Encoder, ...]:
    """Return the encoder of each arm, in order; those in ``present`` are not loaded again."""
    loaded = {encoder.name: encoder for encoder in present}
    loading = {
        arm.encoder: pool.submit(load_encoder, arm.encoder, settings.cache_dir)
        for arm in index.arms
        if arm.encoder not in loaded
    }
    encoders: list[Encoder] = []
    for place, arm in enumerate(index.arms):
        try:
            encoders.append(loaded.get(arm.encoder) or loading[arm.encoder].result())
        except EncoderUnavailableError as error:
            if place == 0:
                raise
            logger.warning("%s", error)
    return tuple(encoders)


def _matching(index: Index, encoders: Sequence[Encoder], folder: Path) -> tuple[Encoder, ...]:
    matching = [encoder for encoder in encoders if encoder.name in index.arm_by_encoder]
    for encoder in matching:
        arm = index.arm_by_encoder[encoder.name]
        if (arm.digest, arm.dimension) != (encoder.digest, encoder.dimension):
            raise IndexStaleError(
                f"the index in {folder} was built with another version of encoder {encoder.name!r}: {REBUILD}"
            )
    if not matching:
        names = ", ".join(index.arm_by_encoder)
        raise IndexStaleError(f"the index in {folder} was built with {names}, which is not loaded: {REBUILD}")
    return tuple(matching)


def _explain(query: Query, candidates: Sequence[answerer.Candidate], threshold: float) -> dict[str, Any]:
    return {
        "threshold": threshold,
        "query": {
            "kind": str(query.kind),
            "answer_type": str(query.answer_type),
            "language": query.language,
            "names": list(query.names()),
            "missing": list(query.missing),
            "gloss": query.gloss.text if query.gloss else None,
            "words": sorted(query.words),
            "attribute": query.attribute.label if query.attribute else None,
            "operation": str(query.operation) if query.operation else None,
            "direction": str(query.direction) if query.direction else None,
            "target": query.target.name.text if query.target else None,
        },
        "candidates": [
            {
                "text": candidate.passage.text,
                "section": candidate.passage.section,
                "kind": str(candidate.passage.kind),
                "probability": round(candidate.probability, 4),
                "dense_rank": candidate.hit.dense_rank,
                "lexical_rank": candidate.hit.lexical_rank,
                "signals": candidate.signals.to_dict(),
                "lacks": candidate.lacks,
            }
            for candidate in candidates[:5]
        ],
    }
