"""Comparisons that a speaker or a sentence makes: who or what satisfies "less traffic than Bogota", by whose words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from hubbot.answering.citations import cite
from hubbot.answering.dimensions import dimensions_of, spoken_of
from hubbot.answering.evidence import Signals
from hubbot.answering.finding import SILENT_CERTAINTY, Finding
from hubbot.answering.grammar import GRAMMARS, AnswerType, Direction, Grammar
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, content_words
from hubbot.answering.replies import Reply, say
from hubbot.answering.shortanswer import place_of, subject_place
from hubbot.text import normalise, stem_tokens, tokenize
from hubbot.types import Hit, Passage, Span

# How many words around a compared word may hold the word that says "less" or "more" of it.
DIRECTION_REACH = 6
# A sentence that shares no word with the comparison is believed only as one of the two nearest by meaning.
MEANING_MAX_RANK = 2
MEANING_MIN_SCORE = 0.3
_EQUALS = r"like|as \w+ as|como"
_UNEQUAL = (
    r"more|less|fewer|than|most|least|compared|second|first|"
    r"(?:bett|wors|bigg|larg|small|cheap|high|low|fast|slow|easi|hard|light|heavi|busi|clos|old|young|new|strong|weak|"
    r"rich|poor|long|short|great|warm|cold|safe|quiet)(?:er|est)|better|worse|best|worst|"
    r"mas|menos|mejor|peor|mayor|menor|mais|melhor|pior|maior"
)
_COMPARES = re.compile(rf"\b(?:{_UNEQUAL}|{_EQUALS})\b")
_ASKS_PAR = re.compile(
    r"\b(?:as|like|same|similar|equal|tan|como|igual(?:es)?|mism[oa]s?|parecid[oa]s?|tao|quanto|mesm[oa]s?)\b"
)
_DIFFERS = re.compile(rf"\b(?:{_UNEQUAL})\b|\bnot (?:\w+ )?as\b")
_THAN = re.compile(r"\bthan\b|\bcompared (?:to|with)\b|\bque\b")


_SCALE = frozenset(("not", "less", "fewer", "more", "as", "so", "too"))
# A sentence that names the target, holds the thing compared and points the same way is rarely about something else.
STATED_CERTAINTY = 0.6


class Weighed(Protocol):
    """A hit with the probability that it answers."""

    @property
    def hit(self) -> Hit:
        """The ranked passage."""
        ...

    @property
    def probability(self) -> float:
        """Probability in 0..1."""
        ...

    @property
    def signals(self) -> Signals:
        """What speaks for and against it."""
        ...


def find_statement(query: Query, candidates: Sequence[Weighed], knowledge: Knowledge) -> Finding | None:
    """Return the sentence that makes this very comparison, silence where none does, None without a target.

    The sentence has to name what is compared with, hold a word of what is compared, and point the same way.
    """
    if query.target is None:
        return None
    target = query.target.name.key
    others = set(query.names()) - {target}
    # Where it is known what is compared, a passage that does not speak of it is not meant, however near.
    known = bool(dimensions_of(_compared_words(query)))
    fitting = [
        c
        for c in candidates
        if target in knowledge.own_names(c.hit.passage)
        and others <= knowledge.names(c.hit.passage)
        and _COMPARES.search(normalise(c.hit.passage.text))
        and not _puts_on_a_par(query, c.hit.passage)
        and (compares_same(query, c.hit.passage, knowledge) or (not known and _is_meant(c)))
        and points_same_way(query, c.hit.passage, knowledge)
    ]
    if not fitting:
        return Finding(
            None,
            certainty=SILENT_CERTAINTY,
            reason=say(Reply.NOT_COMPARED, query.language, names=query.target.name.text),
        )
    best = max(
        fitting,
        key=lambda c: (compares_same(query, c.hit.passage, knowledge), c.probability, c.hit.score),
    )
    passage = best.hit.passage
    bold = tuple(_shift(span, passage.span.start) for span in deciding_words(query, passage, knowledge))
    answer = passage.text
    if query.answer_type in (AnswerType.CITY, AnswerType.COUNTRY, AnswerType.ANY):
        mention = subject_place(query, passage, knowledge)
        if mention is not None:
            answer = passage.text[mention.span.start : mention.span.end]
        else:
            answer = place_of(query, passage, knowledge) or passage.text
    return Finding(answer, (cite(knowledge.index, passage, bold),), max(best.probability, STATED_CERTAINTY))


def deciding_words(query: Query, passage: Passage, knowledge: Knowledge) -> tuple[Span, ...]:
    """Return the spans of ``passage``, from its start, that make the comparison: "not as heavy of traffic"."""
    tokens = tokenize(passage.text)
    scale = [at for at, (token, _) in enumerate(tokens) if _COMPARES.fullmatch(token) or token in _SCALE]
    target = query.target.name.key if query.target else None
    named = [m.span for m in knowledge.mentions(passage) if m.name.key == target]
    ends = [
        at
        for at, (token, span) in enumerate(tokens)
        if set(stem_tokens(token, "en")) & query.words or any(span.overlaps(name) for name in named)
    ]
    found: list[Span] = []
    for end in ends:
        near = [at for at in scale if 0 <= end - at <= DIRECTION_REACH]
        if not near:
            continue
        start = (
            min(near)
            if passage.text.find(",", tokens[min(near)][1].start, tokens[end][1].start) < 0
            else max(near)
        )
        span = Span(tokens[start][1].start, tokens[end][1].end)
        found = [other for other in found if not other.overlaps(span)] + [span]
    return tuple(sorted(found))


def compares_same(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether the passage holds a word of what is compared; any comparison does, where only "better" is asked.

    What is asked for is none: "which city" is not answered by another sentence on a city. Where it is known what a
    word compares by ("safer", "jams"), the passage has to speak of that, in whatever words.
    """
    words = _compared_words(query)
    if compared := dimensions_of(words):
        return bool(compared & spoken_of([token for token, _ in tokenize(passage.text)]))
    if query.gloss is not None:
        words = list(query.gloss.content)
    elif query.language not in knowledge.index.languages:
        return False
    grammar = GRAMMARS[query.language if query.gloss is None else query.gloss.language]
    subjects = {
        stem
        for word in words
        if word not in grammar.scale_words and not grammar.comparative.search(f"{word} than")
        for stem in stem_tokens(word, grammar.code)
    } | {stem for word in query.corrected for stem in stem_tokens(word, query.language)}
    if not subjects:
        return _THAN.search(normalise(passage.text)) is not None
    return bool(subjects & knowledge.stems(passage))


def _compared_words(query: Query) -> list[str]:
    """Return the words of a question that may say what is compared."""
    grammar = GRAMMARS.get(query.language, GRAMMARS["en"])
    wanted = asked_kind(query, grammar)
    return [word for word in content_words(query.text, query.mentions, grammar) if word != wanted]


def asked_kind(query: Query, grammar: Grammar) -> str:
    """Return the word that says what kind of thing is asked for: "city" of "which city", "" where none does."""
    for pattern, kind in grammar.answer_types:
        found = pattern.search(normalise(query.text)) if kind is query.answer_type else None
        if found:
            return found.group().split()[-1]
    return ""


def points_same_way(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    """Say whether the passage's comparison points the way that the question does.

    The words near what is compared decide; where they point neither way or both, it is taken to. "B is less than A"
    says that A is more than B, and whether it is so is decided by a comparison of the two either way.
    """
    if query.answer_type is AnswerType.YES_NO and len(set(query.names())) > 1:
        return True
    mirrored = _is_mirrored(query, passage, knowledge)
    if query.direction is None:
        return not mirrored
    grammar = GRAMMARS["en"]
    tokens = [token for token, _ in tokenize(passage.text)]
    at = [
        place
        for place, token in enumerate(tokens)
        if any(token.startswith(stem[:5]) for stem in query.words if len(stem) > 2)
    ]
    near = {
        token
        for place, token in enumerate(tokens)
        if any(abs(place - other) <= DIRECTION_REACH for other in at)
    }
    less, more = bool(near & grammar.less_words), bool(near & grammar.more_words)
    if less == more:
        return not mirrored
    return (less == (query.direction is Direction.LESS)) != mirrored


def _puts_on_a_par(query: Query, passage: Passage) -> bool:
    """Say whether the passage likens to the target and compares nothing: "prices like those of Lima" are not above them."""
    if _ASKS_PAR.search(normalise(query.text)):
        return False
    return _DIFFERS.search(normalise(passage.text)) is None


def _is_mirrored(query: Query, passage: Passage, knowledge: Knowledge) -> bool:
    found = _THAN.search(normalise(passage.text))
    if query.target is None or not found or len(normalise(passage.text)) != len(passage.text):
        return False
    after = [m.name.key for m in knowledge.mentions(passage) if m.span.start >= found.end()]
    return bool(after) and query.target.name.key not in after


def _is_meant(weighed: Weighed) -> bool:
    """Say whether a passage without a word of the comparison is near it, and the scorer does not deny that it answers."""
    rank = weighed.hit.dense_rank
    return rank is not None and rank <= MEANING_MAX_RANK and weighed.signals.scorer >= MEANING_MIN_SCORE


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
