"""How a follow-up becomes a stand-alone question: a name put in, a pronoun replaced, a subject carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hubbot.answering.entities import Mention, Name, NameKind, name_key
from hubbot.answering.grammar import GRAMMARS, Grammar
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.language import question_language
from hubbot.answering.query import content_words
from hubbot.contract import Answer, Citation, Turn
from hubbot.text import normalise, tokenize
from hubbot.types import Span

_PERSON = frozenset(["he", "she", "him", "his", "her", "hers", "ele", "ela", "dele", "dela", "el", "ella"])


_PLACE = frozenset(["there", "here", "alli", "ahi", "aqui", "la", "ali"])


_THING = frozenset(
    [
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "they",
        "them",
        "their",
        "theirs",
        "eso",
        "esto",
        "isso",
        "isto",
        "ello",
        "su",
        "sus",
    ]
)


_ONES = frozenset(["one", "ones"])


_ASKS_WHO = re.compile(r"^(?:and |so |y |e )?(?:who|whos|who's|whom|quien|quienes|quem)\b")


WHO_SAID = re.compile(
    r"^(?:and |so |y |e )?(?:who|quien|quem) (?:said|says|told|thinks?|claims?|wrote|dijo|dice|disse|diz)\b(?: (?:that|this|so|it|you that|eso|esto|isso|isto))*$"
)


SAME_FOR = re.compile(
    r"^(?:(?:thanks?|thank you|ok|okay|great|gracias|obrigad[oa])\W+)*(?:the )?same (?:question )?(?:for|with|in|about)\b|^lo mismo (?:para|de|en)\b|^o mesmo (?:para|de|em)\b"
)


MEANT = re.compile(
    r"\b(?:i mean|i meant|quise decir|queria decir|me refiero a|me referia a|quero dizer|quis dizer)\b"
)


AMONG = re.compile(
    r"\b(?:which|what|who) (?:one )?of (?:them|these|those|the two)\b|\bcual de (?:ellos|ellas|los dos|las dos)\b|\bqual del[ea]s\b"
)


@dataclass(frozen=True)
class Earlier:
    """What an earlier turn leaves behind for the next one."""

    question: str
    mentions: tuple[Mention, ...]
    answer: Answer


def rewrite(
    question: str,
    plain: str,
    own: tuple[Mention, ...],
    before: Earlier,
    turns: Sequence[Turn],
    knowledge: Knowledge,
    grammar: Grammar,
) -> str:
    """Return the stand-alone form of a question that depends on ``before``."""
    cited = before.answer.citations[0] if before.answer.citations else None
    if WHO_SAID.match(plain) and cited:
        asks = {"es": "¿Quién dijo", "pt": "Quem disse"}.get(grammar.code, "Who said")
        return f"{asks} “{cited.text}”?"
    content = content_words(question, own, grammar)
    if not own and not content and find_pronoun(question, own, grammar) is None:
        return _ask_again(question, before, knowledge)
    if AMONG.search(plain):
        return _among(question, before, turns, knowledge)
    if grammar.difference.search(plain) and own and before.mentions:
        return _compare_more(before, own, knowledge, grammar)
    replaces = bool(MEANT.search(plain) or grammar.correction.match(plain) or SAME_FOR.match(plain))
    pronoun = None if replaces and own else find_pronoun(question, own, grammar)
    if pronoun is not None:
        return _replace_pronoun(question, pronoun, before, cited, knowledge, grammar)
    if own and (replaces or not _meaning(content)):
        return _substitute(before, own)
    direction = grammar.superlative.search(plain)
    if direction and len(content) <= 1 and not own:
        swapped = _swap_superlative(before.question, direction.group(), grammar)
        if swapped:
            return swapped
    return _carry(question, own, before, cited, knowledge)


_LEAD_TEXT = re.compile(
    r"^\W*(?:and|what about|how about|or|but|also|then|so|y|e|o|ou|pero|mas)\b\W*", re.IGNORECASE
)


_FILLER = frozenset(
    [
        "same",
        "question",
        "mean",
        "meant",
        "sorry",
        "please",
        "thanks",
        "thank",
        "ok",
        "okay",
        "perdon",
        "desculpe",
        "mismo",
        "mesmo",
        "too",
        "also",
        "quise",
        "decir",
    ]
)


def _meaning(content: Sequence[str]) -> list[str]:
    return [word for word in content if word not in _FILLER]


def _substitute(before: Earlier, own: tuple[Mention, ...]) -> str:
    """Return the earlier question with its name replaced by the new one (of the same kind where there is one)."""
    new = own[0].name
    if not before.mentions:
        return f"{before.question.rstrip(' ?.!')} {new.text}?"
    places = {NameKind.CITY, NameKind.COUNTRY}
    alike = (
        [m for m in before.mentions if m.name.kind is new.kind]
        or [m for m in before.mentions if {m.name.kind, new.kind} <= places]
        or list(before.mentions)
    )
    span = alike[-1].span
    return before.question[: span.start] + new.text + _after(before.question, span)


def _after(text: str, span: Span) -> str:
    rest = text[span.end :]
    return re.sub(r"^\s*\([^)]*\)", "", rest)


def _swap_superlative(earlier: str, word: str, grammar: Grammar) -> str | None:
    plain = normalise(earlier)
    found = grammar.superlative.search(plain) or grammar.comparative.search(plain)
    if not found or len(plain) != len(earlier):
        return None
    return earlier[: found.start()] + word + earlier[found.end() :]


def _among(question: str, before: Earlier, turns: Sequence[Turn], knowledge: Knowledge) -> str:
    """Return the question asked of all places named in the last turns, with what was asked of them."""
    names: list[str] = []
    for turn in turns[-3:]:
        for mention in knowledge.entities.find(turn.question):
            if mention.name.text not in names:
                names.append(mention.name.text)
    subject = _subject_words(before, knowledge)
    listed = " or ".join(names)
    return f"{question.rstrip(' ?.!')} {subject}, {listed}?" if names else question


def _compare_more(before: Earlier, own: tuple[Mention, ...], knowledge: Knowledge, grammar: Grammar) -> str:
    subject = _subject_words(before, knowledge)
    first, second = before.mentions[-1].name.text, own[-1].name.text
    opening = {"es": "diferencia de", "pt": "diferença de"}.get(grammar.code, "difference in")
    joint = {"es": "y", "pt": "e"}.get(grammar.code, "and")
    between = {"es": "entre", "pt": "entre"}.get(grammar.code, "between")
    return f"{opening} {subject} {between} {first} {joint} {second}"


def _subject_words(before: Earlier, knowledge: Knowledge) -> str:
    """Return the words of the earlier question that say what was asked, without names and question words."""
    language = question_language(before.question, knowledge.index.languages[0])
    grammar = GRAMMARS.get(language, GRAMMARS["en"])
    keep = [
        before.question[span.start : span.end]
        for token, span in tokenize(before.question)
        if token not in grammar.function_words and not any(m.span.overlaps(span) for m in before.mentions)
    ]
    return " ".join(keep)


def find_pronoun(question: str, own: tuple[Mention, ...], grammar: Grammar) -> Span | None:
    """Return where a pronoun stands that points back, or None.

    "that" before a noun clause, "there is" and the like are no pronouns.
    """
    tokens = tokenize(question)
    for place, (token, span) in enumerate(tokens):
        word = token.removesuffix("'s")
        if word not in grammar.pronouns or any(m.span.overlaps(span) for m in own):
            continue
        following = tokens[place + 1][0] if place + 1 < len(tokens) else ""
        previous = tokens[place - 1][0] if place else ""
        if grammar.code == "en":
            if word == "there" and (
                following in {"is", "are", "was", "were", "any", "a"}
                or previous in {"is", "are", "was", "were"}
            ):
                continue
            if word in {"that", "this", "these", "those"} and following and following not in {
                "is", "was", "mean", "lead", "true", "happen", "work", "cost", "help", "happened", "for", "than",
                "then", "too", "and", "so", "come", "affect", "make",
            }:  # fmt: skip
                continue
            if word == "it" and following in {"take", "takes", "possible", "rain"}:
                continue
            if word in _ONES or (word == "her" and not following):
                continue
        elif word in {"el", "la", "le", "lo", "su", "sus", "seu", "sua", "e"} and not question[
            span.start : span.end
        ].endswith(("él",)):
            continue
        return span
    return None


def _replace_pronoun(
    question: str, span: Span, before: Earlier, cited: Citation | None, knowledge: Knowledge, grammar: Grammar
) -> str:
    word = name_key(question[span.start : span.end])
    possessive = word in {"his", "her", "its", "their", "dele", "dela"} or question[
        span.start : span.end
    ].endswith("'s")
    name: Name | None = None
    if word in _PERSON:
        name = _person(before, cited, knowledge)
    elif word in _PLACE:
        name = _place(before, cited, knowledge)
    elif word in {"they", "them", "their"}:
        name = before.mentions[-1].name if before.mentions else _subject(before, knowledge)
    else:
        name = _thing(before, cited, knowledge)
    rest = question[span.end :]
    if name is None or word in {"that", "this", "eso", "esto", "isso", "isto"}:
        carried = _subject_words(before, knowledge)
        names = " ".join(mention.name.text for mention in before.mentions)
        return f"{question.rstrip(' ?.!')} ({carried} {names})?".replace(" )", ")").replace("( ", "(")
    shown = f"{name.text}'s" if possessive and grammar.code == "en" else name.text
    tail = "" if word in _PERSON or not _wants_more(question, knowledge, grammar) else _tail(before, name)
    return f"{question[: span.start]}{shown}{rest.rstrip(' ?.!')}{tail}?"


def _wants_more(question: str, knowledge: Knowledge, grammar: Grammar) -> bool:
    """Say whether "is it cheaper too?" leaves out what the earlier question compared with."""
    return bool(re.search(r"\b(?:too|also|as well|tambien|tambem)\b", plain_form(question)))


def _tail(before: Earlier, name: Name) -> str:
    others = [m.name.text for m in before.mentions if m.name.key != name.key]
    return f" than {others[-1]}" if others else ""


def _person(before: Earlier, cited: Citation | None, knowledge: Knowledge) -> Name | None:
    people = [m.name for m in before.mentions if m.name.kind is NameKind.PERSON]
    if people:
        return people[-1]
    if _ASKS_WHO.match(plain_form(before.question)):
        named = [m.name for m in before.mentions if m.name.kind is NameKind.OTHER]
        answered = _answered(before, knowledge, (NameKind.PERSON, NameKind.OTHER))
        if answered or named:
            return answered or named[-1]
    subject = _subject(before, knowledge)
    if subject is not None:
        return subject
    if cited is not None and cited.speaker:
        return knowledge.entities.by_key.get(name_key(cited.speaker))
    found = knowledge.entities.find(before.answer.answer or "") or knowledge.entities.find(
        cited.text if cited else ""
    )
    people = [
        m.name for m in found if m.name.kind in (NameKind.PERSON, NameKind.OTHER) and " " in m.name.text
    ]
    return people[0] if people else None


def _ask_again(question: str, before: Earlier, knowledge: Knowledge) -> str:
    """Return a question that is nothing but question words ("by whom?") with what was asked about before."""
    about = " ".join([_subject_words(before, knowledge), *(m.name.text for m in before.mentions)]).strip()
    return f"{question.rstrip(' ?.!')} ({about})?" if about else question


def _place(before: Earlier, cited: Citation | None, knowledge: Knowledge) -> Name | None:
    kinds = (NameKind.CITY, NameKind.COUNTRY)
    asked = [m.name for m in before.mentions if m.name.kind in kinds]
    answered = _answered(before, knowledge, kinds)
    if answered is not None:
        return answered
    if asked:
        return asked[-1]
    place = (cited.city or cited.country) if cited else None
    return knowledge.entities.by_key.get(name_key(place)) if place else None


def _thing(before: Earlier, cited: Citation | None, knowledge: Knowledge) -> Name | None:
    answered = _answered(before, knowledge, (NameKind.CITY, NameKind.COUNTRY, NameKind.OTHER))
    if answered is not None:
        return answered
    things = [m.name for m in before.mentions if m.name.kind is not NameKind.PERSON]
    return things[-1] if things else None


def _subject(before: Earlier, knowledge: Knowledge) -> Name | None:
    """Return what the document is about that the earlier answer was taken from, or the only one."""
    cited = before.answer.citations[:1]
    documents = [c.document_id for c in cited] or [d.id for d in knowledge.index.documents]
    return knowledge.subjects.get(documents[0]) if len(documents) == 1 else None


def _answered(before: Earlier, knowledge: Knowledge, kinds: tuple[NameKind, ...]) -> Name | None:
    """Return the name that the earlier answer consists of, where it is one."""
    key = name_key(before.answer.answer or "")
    name = knowledge.entities.by_key.get(key)
    return name if name is not None and name.kind in kinds else None


def _carry(
    question: str, own: tuple[Mention, ...], before: Earlier, cited: Citation | None, knowledge: Knowledge
) -> str:
    """Return an elliptic question with the names of the earlier one added."""
    text = _LEAD_TEXT.sub("", question).rstrip(" ?.!") or question
    names = [m.name.text for m in before.mentions if m.name.key not in {o.name.key for o in own}]
    words = text.casefold()
    if re.search(r"\belse\b", words) and cited is not None and cited.speaker:
        return f"{text} {cited.speaker}?"
    if not names:
        answered = _answered(before, knowledge, tuple(NameKind))
        names = [answered.text] if answered else []
    return f"{text} {' '.join(names)}?" if names else question


def without_thanks(plain: str) -> str:
    """Return a normalised question without the thanks that it opens with."""
    return re.sub(r"^(?:(?:thanks?|thank you|ok|okay|great|cool|gracias|obrigad[oa])\W+)+", "", plain)


def plain_form(text: str) -> str:
    """Return ``text`` normalised, punctuation as spaces, for matching."""
    return " ".join(re.sub(r"[^\w' ]+", " ", normalise(text).replace("’", "'")).split())
