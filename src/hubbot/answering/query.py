"""What is asked: a question read against what the corpus knows, without any model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from hubbot.answering.absent import all_that_is_asked, missing_names
from hubbot.answering.courtesy import asks_what_there_is, without_courtesy
from hubbot.answering.entities import Entities, Mention, NameKind
from hubbot.answering.facttable import FactGroup
from hubbot.answering.figures import (
    asks_names_of,
    match_attribute,
    match_cognates,
    match_inhabitants,
    names_more,
    spell_out,
)
from hubbot.answering.glossary import Gloss
from hubbot.answering.grammar import GRAMMARS, AnswerType, Direction, Grammar
from hubbot.answering.language import question_language
from hubbot.answering.operation import (
    Limit,
    Operation,
    Wanted,
    exactly,
    find_direction,
    find_operation,
    is_of_goodness,
)
from hubbot.answering.spelling import corrections, spelt
from hubbot.scorer import ReadBy
from hubbot.text import normalise, stem_tokens, tokenize

_PLACE_TYPES = (AnswerType.CITY, AnswerType.COUNTRY)


class QueryKind(StrEnum):
    """The kinds of question that are answered in different ways."""

    ABOUT = "about"
    FACT = "fact"
    COMPARISON = "comparison"
    STATEMENT = "statement"
    SPEECH = "speech"
    YES_NO = "yes_no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. ``words`` are the stems that carry its meaning, names and question words left out.

    ``missing`` are places and years that the question asks for and the corpus never mentions, ``unknown`` other
    capitalised words that it does not have. ``limits`` are
    the thresholds that figures have to pass. ``follows`` is the place that the answer comes after ("the largest after Lima"), ``left_out`` one that does not count ("apart from Lima"). ``numbers`` are the figures it gives, ``carried`` the names that an earlier question left to it. ``foreign`` says that no document of the corpus is in the question's language, ``gloss`` is it in a language of the corpus then. ``search_text`` is it as the models see it, with what misspelt words most likely mean in their place. ``read_by`` is what read its passages, once they are weighed. ``rank`` is 1 for "most", 3 for "third". ``target`` is the name after "than".
    """

    text: str
    language: str
    kind: QueryKind
    answer_type: AnswerType
    mentions: tuple[Mention, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    attribute: FactGroup | None = None
    operation: Operation | None = None
    direction: Direction | None = None
    target: Mention | None = None
    limits: tuple[Limit, ...] = ()
    rank: int = 1
    top: int | None = None
    follows: Mention | None = None
    left_out: Mention | None = None
    speaker: str | None = None
    wants_all: bool = False
    corrected: tuple[str, ...] = ()
    search_text: str = ""
    numbers: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    foreign: bool = False
    gloss: Gloss | None = None
    read_by: ReadBy = ReadBy.NOTHING

    def names(self, *kinds: NameKind) -> tuple[str, ...]:
        """Return the keys of the names mentioned, of these kinds (of all, where none is given)."""
        return tuple(m.name.key for m in self.mentions if not kinds or m.name.kind in kinds)

    @property
    def plain(self) -> str:
        """The question as patterns read it."""
        return plain_words(self.text)

    @property
    def is_read(self) -> bool:
        """Whether a reader of English alone can make something of the question or its gloss."""
        return not self.foreign or (self.gloss is not None and self.gloss.language == "en")

    @property
    def corpus_text(self) -> str:
        """The question as what reads the corpus's language alone sees it: its gloss where it is in another."""
        return self.gloss.text if self.gloss is not None else self.search_text

    @property
    def lexical_text(self) -> str:
        """The question as the lexical arm sees it: in another language than the corpus its names and gloss alone."""
        if not self.foreign:
            return self.search_text
        numbers = re.findall(r"\d[\d.,]*", self.text)
        glosses = self.gloss.words if self.gloss is not None else ()
        return " ".join([*(mention.name.text for mention in self.mentions), *numbers, *glosses])


def understand(
    text: str, entities: Entities, groups: tuple[FactGroup, ...], corpus_languages: tuple[str, ...]
) -> Query:
    """Return the query for a stand-alone question."""
    what_there_is, text = asks_what_there_is(text), without_courtesy(text)
    language = question_language(text, corpus_languages[0] if corpus_languages else "en")
    grammar = GRAMMARS.get(language, GRAMMARS["en"])
    plain = plain_words(text)
    mentions = entities.find(text)
    carrying = content_words(text, mentions, grammar)
    respelt = corrections(text, mentions, carrying if grammar.code == "en" else (), entities)
    corrected = tuple(each.text for each in respelt)
    content = tuple(word for word in carrying if grammar.code != "en" or entities.correct(word) is None)
    meant = spell_out(content, groups, entities)
    named = {mention.name.text for mention in mentions}
    words = [word for word in (*content, *(w for w in corrected if w not in named)) if word not in meant]
    stems = frozenset(meant.values()).union(
        *(stem_tokens(" ".join(words), language_) for language_ in {*corpus_languages, language})
    )
    answer_type = find_answer_type(plain_words(_without_city_names(text, mentions)), grammar)
    if what_there_is:
        answer_type = AnswerType.ANY
    foreign = bool(corpus_languages) and language not in corpus_languages
    attribute = match_attribute(stems, groups)
    if attribute is None and foreign:
        attribute = match_cognates(content, groups)
    if attribute is not None and asks_names_of(plain, attribute.label):
        attribute = None
    wanted = find_operation(plain, grammar)
    if attribute is None and (wanted.operation is not None or answer_type is AnswerType.NUMBER):
        countries = {mention.name.key for mention in mentions if mention.name.kind is NameKind.COUNTRY}
        several = len(countries) > 1 and len(countries) == len({mention.name.key for mention in mentions})
        sizes = several or (not mentions and _SAYS_COUNTRY.search(plain) is not None)
        attribute = match_inhabitants(content, plain, grammar, groups, sizes=sizes)
    if wanted.operation is Operation.EXTREME and is_of_goodness(plain, grammar):
        attribute = None
    if attribute is not None and wanted.operation is None and answer_type in _PLACE_TYPES:
        wanted = exactly(plain)
    direction = find_direction(plain, grammar)
    target = find_target(text, plain, grammar, mentions)
    missing, unknown = missing_names(text, mentions, entities, grammar)
    if not mentions and not missing:
        missing = all_that_is_asked(unknown, content)
    people = [m.name.text for m in mentions if m.name.kind is NameKind.PERSON]
    other_words = attribute is not None and names_more(
        (word for word in words if word not in grammar.scale_words and not word[0].isdigit()), attribute
    )
    kind = find_kind(
        plain, grammar, answer_type, attribute, wanted.operation, target, bool(people), other_words
    )
    return Query(
        text=text,
        language=language,
        kind=kind,
        answer_type=answer_type,
        mentions=mentions,
        missing=missing,
        unknown=unknown,
        words=stems,
        attribute=attribute,
        operation=wanted.operation,
        direction=wanted.limits[0].direction if wanted.limits else direction,
        target=target,
        limits=wanted.limits,
        rank=wanted.rank,
        top=wanted.top,
        follows=_first_after(_FOLLOWED.search(plain), text, plain, mentions),
        left_out=_first_after(_LEFT_OUT.search(plain), text, plain, mentions),
        speaker=people[0] if people else None,
        wants_all=bool(re.search(r"\b(?:all|everything|else|todo|todos|todas|tudo|mas|mais)\b", plain)),
        corrected=corrected,
        search_text=spelt(text, respelt),
        numbers=frozenset(token for token, _ in tokenize(text) if token[0].isdigit()),
        foreign=foreign,
    )


_SAYS_COUNTRY = re.compile(r"\b(?:country|countries|nations?|pais|paises)\b")
_SAYS_CITY = re.compile(r"\b(?:city|town|ciudad|cidade|capital|hub|park|place)\b", re.IGNORECASE)


def _without_city_names(text: str, mentions: tuple[Mention, ...]) -> str:
    """Return a question with a name in the place of those that hold a word for a place: "what about Mexico City?" asks for none."""
    for mention in reversed(mentions):
        if mention.exact and _SAYS_CITY.search(mention.name.text):
            text = f"{text[: mention.span.start]}X{text[mention.span.end :]}"
    return text


def plain_words(text: str) -> str:
    """Return ``text`` in normal form as patterns read it: one kind of apostrophe, single spaces, no mark that opens it."""
    return " ".join(normalise(text).replace("’", "'").split()).lstrip("¿¡ ")


def with_attribute(query: Query, attribute: FactGroup) -> Query:
    """Return ``query`` with the fact lines that it is about, found by meaning, and its kind to match.

    Where it gives a figure that none of these lines holds, it is about something else, and comes back as it was.
    """
    wanted = Wanted(query.operation, limits=query.limits)
    if wanted.operation is None and query.answer_type in _PLACE_TYPES:
        wanted = exactly(normalise(query.text))
        figures = [Decimal(str(e.fact.number)) for e in attribute.entries if e.fact.number is not None]
        if wanted.limits and not any(all(limit.admits(f) for limit in wanted.limits) for f in figures):
            return query
    kind = QueryKind.COMPARISON if wanted.operation else QueryKind.FACT
    return replace(query, attribute=attribute, kind=kind, operation=wanted.operation, limits=wanted.limits)


def with_carried(query: Query, question: str, entities: Entities) -> Query:
    """Return ``query`` with the names marked that ``question``, as it was typed, does not have."""
    if query.text == question or not query.mentions:
        return query
    typed = {mention.name.key for mention in entities.find(question)}
    return replace(query, carried=frozenset(query.names()) - typed)


def with_gloss(query: Query, gloss: Gloss) -> Query:
    """Return ``query`` with its words in the corpus's language in the place of its own."""
    stems = frozenset(stem_tokens(" ".join(gloss.content), gloss.language))
    return replace(query, gloss=gloss, words=stems | {stem for stem in query.words if stem[0].isdigit()})


def find_answer_type(plain: str, grammar: Grammar) -> AnswerType:
    """Return the expected answer type of a normalised question."""
    for pattern, kind in grammar.answer_types:
        found = pattern.search(plain)
        if found and not _is_conjunction(kind, plain[: found.start()], grammar):
            return kind
    return AnswerType.ANY


_ASKS_OTHERWISE = re.compile(
    r"^(?:(?:and|so|but|ok|y|e|pero|mas) )*(?:why|how|when|where|what (?:about|if|happens|should)|"
    r"por que|como|cuando|donde|que pasa|quando|onde|e se)\b"
)
_ASKS_WHETHER_TO = re.compile(
    r"^(?:(?:and|so|but|ok) )*(?:should|shall|may|must|do|am|can|could) (?:i|we|one|they)\b"
    r"(?! (?:(?:also|just|even|please) )?(?:know|ask|find|learn|see|get|hear|understand)\b)"
)


def _is_conjunction(kind: AnswerType, before: str, grammar: Grammar) -> bool:
    """Say whether a question word after these words asks for nothing: "is it safe when", "why do people who"."""
    if kind is not AnswerType.YES_NO and _ASKS_WHETHER_TO.search(before):  # "should I say how much it is?"
        return True
    if kind is AnswerType.PERSON:
        return _ASKS_OTHERWISE.search(before) is not None
    if kind is not AnswerType.DATE:
        return False
    decides = any(
        asks is AnswerType.YES_NO and pattern.search(before) for pattern, asks in grammar.answer_types
    )
    return decides or grammar.question_words.search(before) is not None


def content_words(text: str, mentions: tuple[Mention, ...], grammar: Grammar) -> tuple[str, ...]:
    """Return the words of a question that carry its meaning: no function words, none of saying, no names."""
    return tuple(
        token.removesuffix("'s")
        for token, span in tokenize(text)
        if token.removesuffix("'s") not in grammar.function_words
        and not grammar.saying.fullmatch(token)
        and not any(mention.span.overlaps(span) for mention in mentions)
    )


_FOLLOWED = re.compile(r"\b(?:after|behind|next to|despues de|detras de|tras|depois de|atras de)\b")
_LEFT_OUT = re.compile(
    r"\b(?:besides|except(?: for)?|other than|apart from|excluding|leaving out|aparte de|ademas de|excepto|alem de|exceto|fora)\b"
)


def find_target(text: str, plain: str, grammar: Grammar, mentions: tuple[Mention, ...]) -> Mention | None:
    """Return the name that something is compared with: the first one after "than"."""
    return _first_after(grammar.than.search(plain), text, plain, mentions)


def _first_after(
    found: re.Match[str] | None, text: str, plain: str, mentions: tuple[Mention, ...]
) -> Mention | None:
    if not found:
        return None
    # Normal forms keep the number of words, so the words before the match count the place in the text too.
    words_before = len(plain[: found.end()].split())
    words = list(re.finditer(r"\S+", text))
    at = words[min(words_before, len(words)) - 1].end() if words else 0
    return next((mention for mention in mentions if mention.span.start >= at), None)


def find_kind(
    plain: str,
    grammar: Grammar,
    answer_type: AnswerType,
    attribute: FactGroup | None,
    operation: Operation | None,
    target: Mention | None,
    names_person: bool,
    other_words: bool,
) -> QueryKind:
    """Return how a question is to be answered; questions about hubbot itself are recognised elsewhere."""
    if attribute and operation:
        return QueryKind.COMPARISON
    if (
        attribute
        and answer_type is not AnswerType.YES_NO
        and (answer_type is AnswerType.NUMBER or not other_words)
    ):
        return QueryKind.FACT
    if grammar.speech.search(plain) or (names_person and grammar.saying.search(plain)):
        return QueryKind.SPEECH
    if target or grammar.comparative.search(plain):
        return QueryKind.STATEMENT
    either = answer_type is AnswerType.ANY and grammar.either_or.search(plain)
    if answer_type is AnswerType.YES_NO or either:
        return QueryKind.YES_NO
    return QueryKind.OPEN
