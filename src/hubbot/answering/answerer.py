"""From a query and its hits to an answer: verbatim passages with their short answer, or a stated silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hubbot.answering import aggregate, speech, statement
from hubbot.answering.aliases import find_alias
from hubbot.answering.attitude import Attitude, asked_merits, shows, verbs_asked
from hubbot.answering.citations import cite, distinct
from hubbot.answering.conclusion import concluding
from hubbot.answering.evidence import COUNTS, Signals, confidence, holds_number, measure, preference
from hubbot.answering.finding import SILENT_CERTAINTY, Finding
from hubbot.answering.grammar import GRAMMARS, AnswerType
from hubbot.answering.grounds import lacking
from hubbot.answering.introductions import asks_nothing, introducing, names_only
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.people import find_people, find_role
from hubbot.answering.query import Query, QueryKind, content_words
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.answering.shortanswer import chosen_of_two, find_words, place_of
from hubbot.answering.sidebyside import side_by_side
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.answering.whereabouts import find_country, find_place
from hubbot.answering.words import is_ordinary
from hubbot.contract import Citation
from hubbot.scorer import Reading
from hubbot.text import stem_tokens
from hubbot.types import Hit, Passage, PassageKind, Span

MAX_CITATIONS = 3
FACT_MIN_COVERAGE = 0.5
MAX_CLOSEST = 2
# A number in a sentence without a word of what is counted is believed from here on ("750,000" for "how many people").
COUNT_MIN_SCORE = 0.6
# A passage on what is named that praises or criticises is seldom about something else.
MERITS_CERTAINTY = 0.5
_FIGURES = (AnswerType.MONEY, AnswerType.DURATION)
_WHICH_YEAR = re.compile(
    r"\b(?:what|which|que|qual|cual) (?:year|date|decade|century|ano|fecha|data|decada|siglo|seculo)\b"
)
# A further passage is shown with the first only when it is nearly as likely to answer.
COMPANION_RATIO = 0.75


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with its signals and the probability that it answers.

    ``words`` is the document span of the words that the scorer takes for the answer, ``lacks`` what it has not and an answer
    must have (see ``grounds``).
    """

    hit: Hit
    signals: Signals
    probability: float
    words: Span | None = None
    lacks: str | None = None

    @property
    def passage(self) -> Passage:
        """The passage of the hit."""
        return self.hit.passage


def weigh(
    query: Query, hits: Sequence[Hit], knowledge: Knowledge, reading: Reading | None = None
) -> tuple[Candidate, ...]:
    """Return the candidates, the one most likely to answer of them all first, ties to the better hit.

    That it is the best says little of whether it answers: ``Candidate.probability`` does, and may be larger further down.

    ``reading`` is what the scorer says of each hit, in the same order; ``query.read_by`` says which scorer.
    """
    scores = None if reading is None else reading.probabilities.tolist()
    measured = measure(query, hits, knowledge, scores)
    placed = []
    for place, (hit, signals) in enumerate(zip(hits, measured, strict=True)):
        inside = None if reading is None else reading.spans[place]
        start = hit.passage.span.start
        words = Span(start + inside[0], start + inside[1]) if inside else None
        lacks = lacking(query, hit.passage, knowledge) or _lacking_figure(query, hit.passage, signals)
        candidate = Candidate(hit, signals, confidence(query, signals), words, lacks)
        order = (-round(preference(query, signals), 6), -hit.score)
        placed.append((order, place, candidate))
    return tuple(candidate for _, _, candidate in sorted(placed, key=lambda each: each[:2]))


def answer(
    query: Query,
    candidates: Sequence[Candidate],
    knowledge: Knowledge,
    threshold: float,
    *,
    document_id: str | None = None,
    shown: Sequence[Citation] = (),
) -> tuple[Finding, tuple[Citation, ...]]:
    """Return the finding and the closest passages (empty unless silent).

    A passage less probable than ``threshold`` is no answer; ``shown`` is not shown again.
    """
    candidates = [c for c in candidates if not _is_shown(c.passage, shown)]
    finding = _find(query, candidates, knowledge, document_id, shown, threshold)
    if not finding.silent:
        return finding, ()
    closest = distinct([cite(knowledge.index, c.passage) for c in candidates[: 2 * MAX_CLOSEST]], MAX_CLOSEST)
    return finding, closest


def _find(
    query: Query,
    candidates: Sequence[Candidate],
    knowledge: Knowledge,
    document_id: str | None,
    shown: Sequence[Citation],
    threshold: float,
) -> Finding:
    """Return what the first strategy finds that knows an answer, or a reason for none, else what prose says."""
    if query.missing:
        names = enumerate_words(query.missing, query.language)
        return Finding(
            None,
            certainty=SILENT_CERTAINTY,
            reason=say(Reply.NOT_MENTIONED, query.language, names=names),
        )
    passages = [candidate.passage for candidate in candidates]
    strategies: tuple[Callable[[], Finding | None], ...] = (
        lambda: find_people(query, knowledge, document_id),
        lambda: find_role(query, knowledge, document_id),
        lambda: concluding(query, knowledge, document_id),
        lambda: _of_figures(query, candidates, knowledge, document_id, threshold),
        lambda: find_country(query, passages, knowledge),
        lambda: find_alias(query, candidates, knowledge),
        lambda: _of_statements(query, candidates, knowledge, shown, threshold),
    )
    for strategy in strategies:
        found = strategy()
        if found is not None:
            return found
    found = open_answer(query, candidates, knowledge, threshold)
    if found.silent or found.citations[0].kind is PassageKind.FACT:
        return find_place(query, passages, knowledge) or found
    return found


def _of_figures(
    query: Query,
    candidates: Sequence[Candidate],
    knowledge: Knowledge,
    document_id: str | None,
    threshold: float,
) -> Finding | None:
    """Return what fact lines answer, compared, side by side or one by one, unless prose answers what they do not."""
    if query.kind is QueryKind.COMPARISON:
        found = aggregate.compare(query, knowledge, document_id)
        if found is not None:
            return found
    found = side_by_side(query, knowledge, document_id)
    if found is not None:
        return found
    if query.kind in (QueryKind.FACT, QueryKind.COMPARISON):
        found = aggregate.look_up(query, knowledge, document_id)
        if found is not None and not (found.silent and _answers(candidates, threshold)):
            return found
    return None


def _of_statements(
    query: Query,
    candidates: Sequence[Candidate],
    knowledge: Knowledge,
    shown: Sequence[Citation],
    threshold: float,
) -> Finding | None:
    """Return what somebody says or compares."""
    merits = asked_merits(query)
    if query.kind is QueryKind.SPEECH or (merits is not None and query.speaker is not None):
        return speech.find_speech(query, candidates, knowledge, shown, threshold)
    if merits is not None and query.mentions:
        return _of_merits(query, merits, candidates, knowledge)
    if query.kind is QueryKind.STATEMENT:
        return statement.find_statement(query, candidates, knowledge)
    return None


def _of_merits(
    query: Query, merits: Attitude, candidates: Sequence[Candidate], knowledge: Knowledge
) -> Finding | None:
    """Return what is said for or against something that is named, most likely first; silence where nothing is said against it."""
    fitting = [
        c
        for c in candidates
        if c.passage.kind is not PassageKind.FACT
        and shows(c.passage.text, merits)
        and c.lacks is None
        and not _is_on_another_place(query, c.passage, knowledge)
    ]
    if not fitting:
        if merits is Attitude.LIKE:
            return None
        return Finding(None, certainty=SILENT_CERTAINTY, reason=say(Reply.NOT_FOUND, query.language))
    citations = distinct([cite(knowledge.index, c.passage) for c in fitting], MAX_CITATIONS)
    return Finding(citations[0].text, citations, max(MERITS_CERTAINTY, fitting[0].probability))


def _is_on_another_place(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    asked = set(query.names(*PLACE_KINDS))
    own = {m.name.key for m in knowledge.mentions(passage) if m.name.kind in PLACE_KINDS}
    return bool(asked and own) and not asked & own


def open_answer(
    query: Query, candidates: Sequence[Candidate], knowledge: Knowledge, threshold: float
) -> Finding:
    """Return the passages that answer an open question, most useful first, or silence."""
    if not candidates or _is_no_language(query, knowledge):
        return Finding(None, certainty=0.0, reason=say(Reply.NOTHING_LIKE, query.language))
    candidates = [c for c in candidates if _may_answer(query, c, knowledge)]
    if not candidates or asks_nothing(query):
        return Finding(None, reason=say(Reply.NOT_FOUND, query.language))
    if names_only(query):
        sure = [c for c in candidates if c.probability >= threshold]
        candidates = introducing(query, sure, knowledge) or candidates
    candidates = _by_verb(query, candidates, threshold)
    best = candidates[0]
    if best.probability < threshold:
        return Finding(None, certainty=best.probability, reason=silence_reason(query, best, knowledge))
    chosen = [best] + [
        c for c in candidates[1:] if c.probability >= max(threshold, COMPANION_RATIO * best.probability)
    ]
    words = find_words(query, best.passage, knowledge, best.words)
    # All of a sentence decides yes or no: the words that the scorer takes for the answer are none.
    guessed = best.words if query.kind is not QueryKind.YES_NO else None
    bold = words or guessed
    citations = distinct(
        [cite(knowledge.index, c.passage, [bold] if bold and c is best else ()) for c in chosen],
        MAX_CITATIONS,
    )
    return Finding(short_answer(query, best.passage, words, knowledge), citations, best.probability)


def _by_verb(query: Query, candidates: Sequence[Candidate], threshold: float) -> Sequence[Candidate]:
    """Return the candidates with those first that say the verb itself: "he doesn't like it" of whether he likes it.

    "He appreciates ..." is another reason to think so, and comes after it.
    """
    verbs = verbs_asked(query)

    def decides(candidate: Candidate) -> bool:
        said = frozenset(stem_tokens(candidate.passage.text, query.language))
        names = candidate.signals.names >= candidates[0].signals.names
        return names and candidate.probability >= threshold and bool(verbs & said)

    return sorted(candidates, key=lambda each: not decides(each)) if verbs else candidates


def short_answer(query: Query, passage: Passage, words: Span | None, knowledge: Knowledge) -> str:
    """Return the short answer in the article's spelling: words of the passage, its speaker or its place."""
    if words is not None:
        return knowledge.index.document_by_id[passage.document_id].slice(words)
    if (
        query.answer_type is AnswerType.PERSON
        and passage.speaker
        and passage.kind is not PassageKind.SENTENCE
    ):
        is_asked = knowledge.entities.canonical(passage.speaker) in query.names()
        return (passage.speaker_role or passage.text) if is_asked else passage.speaker
    if query.kind is QueryKind.YES_NO and (chosen := chosen_of_two(query, passage, knowledge)):
        return chosen
    return place_of(query, passage, knowledge) or passage.text


def silence_reason(query: Query, best: Candidate, knowledge: Knowledge) -> str:
    """Return why hubbot is silent, as exactly as it can be told."""
    if query.unknown:
        return say(Reply.NOT_MENTIONED, query.language, names=enumerate_words(query.unknown, query.language))
    return say(Reply.NOT_FOUND, query.language)


def _may_answer(query: Query, candidate: Candidate, knowledge: Knowledge) -> bool:
    """Say whether a passage can answer an open question.

    A comparison has to point the same way; a fact line answers by the words of its label and its place alone.
    """
    if candidate.lacks is not None:
        return False
    if query.target is not None and not statement.points_same_way(query, candidate.passage, knowledge):
        return False
    if candidate.passage.kind is not PassageKind.FACT:
        return True
    return candidate.signals.coverage >= FACT_MIN_COVERAGE and candidate.signals.names >= 1.0


def _lacking_figure(query: Query, passage: Passage, signals: Signals) -> str | None:
    """Return "figure" where a passage has none of the kind asked for, or a count of nothing that is asked.

    Prices and times may be any number: not every currency and way to give a time is known.
    """
    counts = COUNTS.search(query.plain) is not None
    measured = query.answer_type in _FIGURES or _WHICH_YEAR.search(query.plain)
    if signals.type_fits == 0 and (counts or (measured and not holds_number(passage))):
        return "figure"
    likely = signals.scorer >= COUNT_MIN_SCORE
    believed = not query.words or query.foreign or signals.coverage > 0 or likely
    return "figure" if counts and not believed else None


def _is_no_language(query: Query, knowledge: Knowledge) -> bool:
    """Say whether an English question holds no word of English, of the corpus or like one of it: "asdf qwerty"."""
    if query.language != "en" or query.mentions or query.corrected:
        return False
    words = content_words(query.text, query.mentions, GRAMMARS["en"])
    return bool(words) and not any(
        word in knowledge.entities.vocabulary or is_ordinary(word) or word[0].isdigit() for word in words
    )


def _is_shown(passage: Passage, shown: Sequence[Citation]) -> bool:
    return any(
        c.document_id == passage.document_id and passage.span.overlaps(Span(c.start, c.end)) for c in shown
    )


def _answers(candidates: Sequence[Candidate], threshold: float) -> bool:
    """Say whether prose answers where the fact lines do not."""
    return (
        bool(candidates)
        and candidates[0].probability >= threshold
        and candidates[0].passage.kind is not PassageKind.FACT
        and candidates[0].signals.coverage >= FACT_MIN_COVERAGE
    )
