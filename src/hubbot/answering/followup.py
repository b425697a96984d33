"""Follow-up questions to stand-alone ones, without a model: ellipsis, pronouns, corrections, carried subjects.

The stand-alone form is a function of the turns handed in. It is shown to the reader ("searched for: ..."), so it
is made of the reader's own words, names of the corpus and, for "who said that?", the sentence that was cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hubbot.answering.courtesy import without_thanks
from hubbot.answering.entities import Mention
from hubbot.answering.figures import match_attribute
from hubbot.answering.grammar import GRAMMARS, Grammar
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.language import question_language
from hubbot.answering.operation import Operation
from hubbot.answering.pronouns import Earlier, find_pronoun, plain_form
from hubbot.answering.query import content_words, understand
from hubbot.answering.rewriting import (
    AMONG,
    MEANT,
    SAME_FOR,
    WHO_SAID,
    leaves_out_the_figure,
    rewrite,
)
from hubbot.answering.tabulate import PLACE_KINDS
from hubbot.answering.topics import topic_of
from hubbot.contract import Answer, Citation, Turn
from hubbot.text import stem_tokens, tokenize

Ask = Callable[[str], Answer]

_LEAD = re.compile(
    r"^(?:(?:thanks?|thank you|ok|okay|great|cool|gracias|obrigad[oa])\W+)*(?:and|what about|how about|or|but|also|then|so|y|e|que hay de|que tal|o|pero|tambien|ou|mas|tambem|e quanto a)\b\W*",
)
# "What about people who work at night?" has a subject of its own.
_CLAUSE = re.compile(r"\w (?:who|whose|which) \w")
# A question this short has no subject of its own; a longer one without a pronoun starts a new topic.
ELLIPSIS_MAX_CONTENT = 2
# A chain of follow-ups is followed back this many turns.
MAX_DEPTH = 4
CORRECTION_MAX_WORDS = 6
# Operations that are about all places, so that another figure is meant of all of them too.
OVER_ALL = frozenset([Operation.RANKING, Operation.TOTAL, Operation.AVERAGE])


@dataclass(frozen=True, slots=True)
class Resolution:
    """A stand-alone question, and the citations already shown that "what else" leaves out."""

    text: str
    shown: tuple[Citation, ...] = ()


# "OK, something else: who ...?" begins anew, and the words before the colon ask nothing.
_NEW_TOPIC = re.compile(
    r"^(?:(?:ok|okay|thanks|thank you|great|cool|well|right|fine|gracias|vale|bueno|obrigad[oa]|certo|bom)\b\W*)*"
    r"(?:(?:and |now |y |e )?(?:something (?:else|different)|(?:another|one more|a different|new|next) (?:question|topic|thing)|different (?:question|topic)|"
    r"changing (?:the )?(?:topic|subject)|on another (?:note|topic)|by the way|btw|otra (?:cosa|pregunta)|cambiando de tema|"
    r"por cierto|outra (?:coisa|pergunta)|mudando de assunto|a prop[oó]sito))\b\s*[:,.;!\-–—]*\s*(?=\S)",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:else|more|other(?! names?\b)|otra cosa|algo mas|mais alguma|outra coisa|mas)\b")


def resolve(question: str, turns: Sequence[Turn], knowledge: Knowledge, ask: Ask) -> Resolution:
    """Return ``question`` in a form that needs no earlier turn; ``ask`` answers an earlier question again."""
    anew = _NEW_TOPIC.sub("", question)
    if anew != question and any(character.isalnum() for character in anew):
        return Resolution(anew)
    text, before = _resolve(question, turns, knowledge, ask)
    if not _ELSE.search(plain_form(question)):
        return Resolution(text)
    if before is None and turns:
        before = _last_by_the_same(question, turns, knowledge, ask)
    return Resolution(text, before.answer.citations if before else ())


def _last_by_the_same(question: str, turns: Sequence[Turn], knowledge: Knowledge, ask: Ask) -> Earlier | None:
    """Return the last turn where "what else does X say?" names somebody whose words it showed."""
    standalone, _ = _resolve(turns[-1].question, turns[:-1][-MAX_DEPTH:], knowledge, ask)
    answer = ask(standalone)
    speakers = {knowledge.entities.canonical(c.speaker) for c in answer.citations if c.speaker}
    if speakers & {mention.name.key for mention in knowledge.entities.find(question)}:
        return Earlier(standalone, knowledge.entities.find(standalone), answer)
    return None


def _resolve(
    question: str, turns: Sequence[Turn], knowledge: Knowledge, ask: Ask
) -> tuple[str, Earlier | None]:
    substantive = [turn for turn in turns if not topic_of(turn.question) and turn.question.strip()]
    if not substantive:
        return question, None
    plain = plain_form(question)
    own = knowledge.entities.find(question)
    grammar = _grammar_of(question, plain, substantive[-1].question, knowledge)
    if not _depends(plain, question, own, grammar) or _asks_by_itself(question, plain, knowledge, grammar):
        return question, None
    last, earlier = substantive[-1], substantive[:-1]
    standalone, _ = _resolve(last.question, earlier[-MAX_DEPTH:], knowledge, ask)
    before = Earlier(standalone, knowledge.entities.find(standalone), ask(standalone))
    other = None if own else _of_another_figure(question, before, knowledge, grammar)
    return other or rewrite(question, plain, own, before, substantive, knowledge, grammar), before


def _of_another_figure(question: str, before: Earlier, knowledge: Knowledge, grammar: Grammar) -> str | None:
    """Return a question over all places with the figure that "and by universities?" names in the place of its own."""
    language = (knowledge.entities, knowledge.groups, knowledge.index.languages)
    earlier, asked = understand(before.question, *language), understand(question, *language)
    over_all = earlier.operation in OVER_ALL and not earlier.names(*PLACE_KINDS)
    if not over_all or asked.operation is not None or asked.attribute in (None, earlier.attribute):
        return None
    figure = earlier.attribute.stems if earlier.attribute is not None else frozenset()
    places = [
        span
        for token, span in tokenize(before.question)
        if figure.intersection(stem_tokens(token, earlier.language))
    ]
    words = " ".join(content_words(question, (), grammar))
    return (
        f"{before.question[: places[0].start]}{words}{before.question[places[-1].end :]}" if places else None
    )


def _grammar_of(question: str, plain: str, earlier: str, knowledge: Knowledge) -> Grammar:
    """Return the grammar of a follow-up; a few words that correct ("no wait, Lima") are in the language before."""
    language = question_language(earlier, knowledge.index.languages[0])
    before = GRAMMARS.get(language, GRAMMARS["en"])
    if len(plain.split()) <= CORRECTION_MAX_WORDS and before.correction.match(plain):
        return before
    return GRAMMARS.get(question_language(question, language), GRAMMARS["en"])


def _asks_by_itself(question: str, plain: str, knowledge: Knowledge, grammar: Grammar) -> bool:
    """Say whether "and which has the most universities?" names both the figure and the end of the scale it wants."""
    if AMONG.search(plain) or find_pronoun(question, (), grammar) is not None:
        return False
    stems = {s for word in content_words(question, (), grammar) for s in stem_tokens(word, grammar.code)}
    figure = match_attribute(frozenset(stems), knowledge.groups)
    asked = grammar.question_words.search(plain) and grammar.superlative.search(plain)
    return figure is not None and bool(asked)


def _depends(plain: str, question: str, own: tuple[Mention, ...], grammar: Grammar) -> bool:
    """Say whether a question leans on an earlier one."""
    if WHO_SAID.match(plain) or SAME_FOR.match(plain) or MEANT.search(plain) or AMONG.search(plain):
        return True
    if grammar.correction.match(plain) and own:
        return True
    if leaves_out_the_figure(plain, own, content_words(question, own, grammar)):
        return True
    words = set(re.findall(r"[\w']+", plain))
    if find_pronoun(question, own, grammar) is not None or (
        words & {"else", "mas"} and not own and grammar.code == "en"
    ):
        return True
    content = content_words(question, own, grammar)
    if _LEAD.match(plain) and grammar.follow_up.match(without_thanks(plain)):
        return len(content) <= ELLIPSIS_MAX_CONTENT or not (own or _CLAUSE.search(plain))
    return not own and len(content) <= 1 and 1 <= len(words) <= 4
