"""How a follow-up becomes a stand-alone question: a name put in, a pronoun replaced, a subject carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hubbot.answering.entities import Mention, NameKind
from hubbot.answering.grammar import Grammar
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.language import IN, question_language
from hubbot.answering.newspeaker import without_what_others_spoke_of
from hubbot.answering.pronouns import (
    ASKS_WHO,
    Earlier,
    answered_name,
    find_pronoun,
    plain_form,
    replace_pronoun,
    subject_words,
)
from hubbot.answering.query import content_words
from hubbot.contract import Citation, Turn
from hubbot.text import normalise
from hubbot.types import Span

WHO_SAID = re.compile(
    r"^(?:and |so |y |e )?(?:who|quien|quem) (?:said|says|told|thinks?|claims?|wrote|dijo|dice|disse|diz)\b(?: (?:that|this|so|it|you that|eso|esto|isso|isto))*$"
)


SAME_FOR = re.compile(
    r"^(?:(?:thanks?|thank you|ok|okay|great|gracias|obrigad[oa])\W+)*(?:the )?same (?:question )?(?:for|with|in|about)\b|^lo mismo (?:para|de|en)\b|^o mesmo (?:para|de|em)\b"
)


MEANT = re.compile(
    r"\b(?:i mean|i meant|quise decir|queria decir|me refiero a|me referia a|quero dizer|quis dizer)\b"
)


_THREE = r"\b(?:of|from) (?:the|these|those|all) (?:three|four|five)\b|\b(?:de l[oa]s|d[oa]s) (?:tres|cuatro|quatro)\b"
_OF_SEVERAL = re.compile(_THREE)
AMONG = re.compile(
    r"\b(?:which|what|who) (?:one )?of (?:them|these|those|the two)\b|\bcual de (?:ellos|ellas|los dos|las dos)\b|\bqual del[ea]s\b|"
    + _THREE
)


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
    beside = _put_beside(question, plain, own, content, before, knowledge, grammar)
    if beside is not None:
        return beside
    compared = _compare_again(question, plain, own, before, turns, knowledge, grammar)
    if compared is not None:
        return compared
    replaces = bool(MEANT.search(plain) or grammar.correction.match(plain) or SAME_FOR.match(plain))
    pronoun = None if replaces and own else find_pronoun(question, own, grammar)
    if pronoun is not None:
        return replace_pronoun(question, pronoun, before, cited, knowledge, grammar)
    if own and (replaces or not _meaning(content)):
        return without_what_others_spoke_of(_substitute(before, own, grammar), own, knowledge)
    direction = grammar.superlative.search(plain)
    if direction and len(content) <= 1 and not own:
        swapped = _swap_superlative(before.question, direction.group(), grammar)
        if swapped:
            return swapped
    if not own and not content:
        return _ask_again(question, before, knowledge)
    swapped = _swap_phrase(question, before.question)
    if swapped is not None:
        return swapped
    return _carry(question, own, before, cited, knowledge)


_LEAD_TEXT = re.compile(
    r"^\W*(?:and|what about|how about|or|but|also|then|so|y|e|o|ou|pero|mas)\b\W*", re.IGNORECASE
)


_MORE = "more|less|fewer|higher|lower|bigger|larger|smaller|greater|mas|menos|mais|mayor|maior|menor"
_BESIDE = re.compile(
    rf"^(?:and |so |y |e )?(?:is|es|e) (?:that|it|this|eso|isso)? ?(?P<more>{_MORE}) (?:than|que|do que) "
)
_WHICH_MORE = re.compile(
    r"^(?:and |so |y |e )?(?:which|who|what|cual|quien|qual|quem) (?:one |city |country |place )?(?:has|had|is|tiene|es|tem|e) "
    rf"(?P<more>{_MORE})\b"
)


def leaves_out_the_figure(plain: str, own: Sequence[Mention], content: Sequence[str]) -> bool:
    """Say whether a question compares by a figure that it does not name: "which has more, Lima or Quito?"."""
    if _BESIDE.match(plain):
        return len(own) == 1
    found = _WHICH_MORE.match(plain)
    return found is not None and len(own) > 1 and set(content) <= {found["more"]}


def _put_beside(
    question: str,
    plain: str,
    own: tuple[Mention, ...],
    content: Sequence[str],
    before: Earlier,
    knowledge: Knowledge,
    grammar: Grammar,
) -> str | None:
    """Return such a question with the figure that was asked for before, and the place, where it has one place only."""
    figure = subject_words(before, knowledge)
    if not figure or not leaves_out_the_figure(plain, own, content):
        return None
    found = _BESIDE.match(plain)
    if found is None:
        return re.sub(rf"\b({_MORE})\b", rf"\1 {figure}", question, count=1, flags=re.IGNORECASE)
    places = [m.name.text for m in before.mentions if _kind(m) is NameKind.CITY]
    which, joint = {"es": ("¿Cuál tiene", "o"), "pt": ("Qual tem", "ou")}.get(
        grammar.code, ("Which has", "or")
    )
    return f"{which} {found['more']} {figure}, {places[-1]} {joint} {own[0].name.text}?" if places else None


_WHAT_ELSE = {
    "en": "What else does {} say?",
    "es": "¿Qué más dice {}?",
    "pt": "O que mais {} diz?",
}


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


def _substitute(before: Earlier, own: tuple[Mention, ...], grammar: Grammar) -> str:
    """Return the earlier question with its names replaced by the new ones, each by those of its kind.

    A name of a kind that the earlier question lacks takes the place of its last one, where there is no other new one.
    """
    joint = {"es": " y ", "pt": " e "}.get(grammar.code, " and ")
    kinds = list(dict.fromkeys(_kind(mention) for mention in own))
    new = {kind: _listed([m for m in own if _kind(m) is kind], joint) for kind in kinds}
    if not before.mentions:
        return f"{before.question.rstrip(' ?.!')} {new[kinds[0]]}?"
    old = {_kind(mention): mention for mention in before.mentions}
    old |= {_kind(m): m for m in before.mentions if m.name.kind in {one.name.kind for one in own}}
    replaced = {kind: old[kind] for kind in kinds if kind in old} or {kinds[0]: before.mentions[-1]}
    text = before.question
    for kind, mention in sorted(replaced.items(), key=lambda pair: -pair[1].span.start):
        text = text[: mention.span.start] + new[kind] + _after(text, mention.span)
    return text


def _listed(mentions: Sequence[Mention], joint: str) -> str:
    """Return names of one kind together; of "Santiago in Chile" the first alone."""
    if len({mention.name.kind for mention in mentions}) > 1:
        return mentions[0].name.text
    return joint.join(dict.fromkeys(mention.name.text for mention in mentions))


def _kind(mention: Mention) -> NameKind:
    """Return the kind of a name; a city may take the place of a country."""
    return NameKind.CITY if mention.name.kind is NameKind.COUNTRY else mention.name.kind


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
    subject = subject_words(before, knowledge)
    listed = " or ".join(names)
    return f"{question.rstrip(' ?.!')} {subject}, {listed}?" if names else question


_WHICH_END = re.compile(
    r"^(?:and |so |y |e )?(?:which|who|what|cual|quien|qual|quem)(?: one| city| country| place)?"
    r"(?:'s| is| has| es| tiene| e| tem) (?:the |la |el |a |o )?[\w-]+\W*$"
)


def _compare_again(
    question: str,
    plain: str,
    own: tuple[Mention, ...],
    before: Earlier,
    turns: Sequence[Turn],
    knowledge: Knowledge,
    grammar: Grammar,
) -> str | None:
    """Return a question that compares what the last turns named ("which of them has the most?"), None where it does not."""
    if _WHICH_END.match(plain) or _OF_SEVERAL.search(plain):
        ranked = _end_of_those_named(plain, own, before, turns, knowledge, grammar)
        if ranked is not None:
            return ranked
    if AMONG.search(plain):
        return _among(question, before, turns, knowledge)
    names = _compared(before, own, turns, knowledge) if grammar.difference.search(plain) else None
    return _compare_more(before, names, knowledge, grammar) if names is not None else None


def _end_of_those_named(
    plain: str,
    own: Sequence[Mention],
    before: Earlier,
    turns: Sequence[Turn],
    knowledge: Knowledge,
    grammar: Grammar,
) -> str | None:
    """Return "which is bigger?" with the figure asked for before and the places that the last turns named, two at least."""
    figure = subject_words(before, knowledge)
    end = grammar.superlative.search(plain) or re.search(rf"\b(?:{_MORE})\b", plain)
    asked = [*(m for turn in turns[-3:] for m in knowledge.entities.find(turn.question)), *own]
    places = list(dict.fromkeys(m.name.text for m in asked if _kind(m) is NameKind.CITY))
    if not figure or end is None or len(places) < 2:
        return None
    which, joint = {"es": ("¿Cuál tiene", " o "), "pt": ("Qual tem", " ou ")}.get(
        grammar.code, ("Which has", " or ")
    )
    return f"{which} {end.group()} {figure}, {joint.join(places)}?"


def _compared(
    before: Earlier, own: tuple[Mention, ...], turns: Sequence[Turn], knowledge: Knowledge
) -> tuple[str, str] | None:
    """Return the two names whose difference is asked for: the last one and a new one, or the last two of all turns."""
    if own and before.mentions:
        return before.mentions[-1].name.text, own[-1].name.text
    named = [m.name.text for turn in turns for m in knowledge.entities.find(turn.question)]
    last = list(dict.fromkeys(reversed(named)))[:2]
    return (last[1], last[0]) if len(last) == 2 and not own else None


def _compare_more(before: Earlier, names: tuple[str, str], knowledge: Knowledge, grammar: Grammar) -> str:
    subject = subject_words(before, knowledge)
    first, second = names
    opening = {"es": "diferencia de", "pt": "diferença de"}.get(grammar.code, "difference in")
    joint = {"es": "y", "pt": "e"}.get(grammar.code, "and")
    between = {"es": "entre", "pt": "entre"}.get(grammar.code, "between")
    return f"{opening} {subject} {between} {first} {joint} {second}"


# Words before what is asked about, those that mean the same together: "on traffic", "about jobs".
_PREPOSITIONS = (
    ("about", "on", "regarding", "concerning"), ("for",), ("with",), ("without",), ("from",), ("sobre", "acerca de"),
    ("para",), ("com",), ("con",), ("sin",), ("sem",),
)  # fmt: skip


def _swap_phrase(question: str, earlier: str) -> str | None:
    """Return the earlier question with its last phrase replaced by the new one ("and on jobs?"), None if none is alike."""
    text = _LEAD_TEXT.sub("", question).rstrip(" ?.!")
    for alike in _PREPOSITIONS:
        new = re.match(rf"(?:{'|'.join(alike)}) (?=\w)", text, re.IGNORECASE)
        old = [*re.finditer(rf"\b(?:{'|'.join(alike)}) (?=\w)", earlier, re.IGNORECASE)]
        if new and old:
            return f"{earlier[: old[-1].start()]}{text}?"
    return None


def _ask_again(question: str, before: Earlier, knowledge: Knowledge) -> str:
    """Return a question that is nothing but question words ("by whom?") with what was asked about before."""
    about = " ".join([subject_words(before, knowledge), *(m.name.text for m in before.mentions)]).strip()
    return f"{question.rstrip(' ?.!')} ({about})?" if about else question


_ENDS_OPEN = re.compile(
    r"\b(?:in|from|of|to|for|with|about|at|en|em|de|a|para|por|com|con|sobre)$", re.IGNORECASE
)


def _carry(
    question: str, own: tuple[Mention, ...], before: Earlier, cited: Citation | None, knowledge: Knowledge
) -> str:
    """Return an elliptic question with the names of the earlier one added."""
    text = _LEAD_TEXT.sub("", question).rstrip(" ?.!") or question
    carried = [m for m in before.mentions if m.name.key not in {o.name.key for o in own}]
    names = [m.name.text for m in carried]
    who = answered_name(before, knowledge, (NameKind.PERSON,))
    if who is not None and ASKS_WHO.match(plain_form(before.question)):
        names = [who.text]  # "Who lives in Lima?" - "And with whom?"
    words = text.casefold()
    if re.search(r"\belse\b", words) and cited is not None and cited.speaker:
        if before.answer.kind == "speech" and not own:
            return _WHAT_ELSE.get(question_language(before.question, "en"), _WHAT_ELSE["en"]).format(
                cited.speaker
            )
        return f"{text} {cited.speaker}?"
    if not names:
        answered = answered_name(before, knowledge, tuple(NameKind))
        names = [answered.text] if answered else []
    elif all(_kind(m) is NameKind.CITY for m in carried) and not _ENDS_OPEN.search(text):
        names.insert(0, IN[question_language(before.question, "en")])
    return f"{text} {' '.join(names)}?" if names else question
