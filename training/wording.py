"""The same question as other readers would type it: keywords, chatter around it, slips of the hand, other words.

The training sets were asked by people who had the text before them and wrote whole, careful questions in its
words. Readers do not. A reworded question keeps its answer, so its pairs keep their labels.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

Synonyms = dict[str, list[str]]

SHARES = {"keywords": 0.10, "chatter": 0.14, "plain": 0.05, "slip": 0.08, "synonyms": 0.25}
"""How many of the questions are reworded in each way; the ways add up, so a question may get several."""

_WORD = re.compile(r"[A-Za-z][a-z]+(?:-[a-z]+)*")
_EMPTY = frozenset([
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "is", "are", "was", "were",
    "be", "been", "do", "does", "did", "has", "have", "had", "what", "which", "who", "whom", "whose", "when",
    "where", "why", "how", "that", "this", "these", "those", "there", "it", "its", "and", "or", "as", "about",
    "into", "than",
])  # fmt: skip
_ASKING = frozenset(["who", "when", "where", "why", "how"])
_BEFORE = (
    "Hi! ", "Hello, ", "Hey, ", "Quick question: ", "Tell me, ", "Please, ", "I was wondering: ", "Just curious, ",
    "I'm writing a paper on this. ", "I have read about it before. ", "I need this for work. ", "For a quiz: ",
    "Sorry, one more: ", "My friend asked me this. ", "OK. ", "So, ", "Do you know ", "Can you tell me ",
    "Could you say ", "I'd like to know ", "I want to find out ", "Does it say ", "Any idea ", "Remind me: ",
)  # fmt: skip
_AFTER = (
    " thanks",
    " please",
    ", if it says so",
    " again",
    ", please?",
    " according to the text?",
    ", do you know?",
)
_SLIPS = ("drop", "double", "swap", "accent")
_LETTERS = 5  # words shorter than that keep their letters
_EXCHANGED = 4  # and words shorter than that are not exchanged
_AT_MOST = 3  # words of a question that are exchanged


def read_synonyms(folder: Path) -> Synonyms:
    """Return, for each word, the others that share its first sense, the one meant most often.

    ``folder`` holds WordNet's ``data.*`` and ``index.*``.

    WordNet 3.0, Princeton University; Debian's ``wordnet-base`` puts it in ``/usr/share/wordnet``.
    """
    members: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for part in ("noun", "verb", "adj"):
        for line in (folder / f"data.{part}").read_text("latin-1").splitlines():
            if not line.startswith(" "):
                fields = line.split()
                words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
                members[part + fields[0]] = [word.split("(")[0].lower() for word in words if "_" not in word]
        for line in (folder / f"index.{part}").read_text("latin-1").splitlines():
            if not line.startswith(" ") and "_" not in line.split()[0]:
                fields = line.split()
                first.setdefault(fields[0], part + fields[-int(fields[2])])
    # Only words that mean the same first of all: "plane" has "shave" among its senses, "shave" not "plane".
    found = {
        word: [other for other in members[sense] if other != word and first.get(other) == sense]
        for word, sense in first.items()
        if len(word) >= _EXCHANGED
    }
    return {word: others for word, others in found.items() if others}


def _keywords(question: str, source: random.Random) -> str:
    kept = _EMPTY - _ASKING if source.random() < 0.5 else _EMPTY
    words = [word for word in re.findall(r"[\w'’.,-]+", question.rstrip("?. ")) if word.lower() not in kept]
    if len(words) > 2 and source.random() < 0.3:
        words = words[::-1] if len(words) == 3 else words[1:] + words[:1]
    return " ".join(words) or question


def _chatter(question: str, source: random.Random) -> str:
    before = source.choice(_BEFORE)
    if source.random() < 0.25:
        return question.rstrip("?. ") + source.choice(_AFTER)
    return before + (question if before[-2] in ".!:" else question[:1].lower() + question[1:])


def _plain(question: str, source: random.Random) -> str:
    return question.lower().rstrip("?. ")


def _slip(question: str, source: random.Random) -> str:
    places = [m for m in _WORD.finditer(question) if len(m.group()) >= _LETTERS]
    if not places:
        return question
    word = source.choice(places)
    at = source.randrange(word.start() + 1, word.end() - 1)
    kind = source.choice(_SLIPS)
    if kind == "drop":
        return question[:at] + question[at + 1 :]
    if kind == "double":
        return question[:at] + question[at] + question[at:]
    if kind == "swap":
        return question[:at] + question[at + 1] + question[at] + question[at + 2 :]
    return question[:at] + source.choice("aeiou") + question[at + 1 :]


def _other_words(question: str, synonyms: Synonyms, source: random.Random) -> str:
    places = [
        (m, plural)
        for m in _WORD.finditer(question)
        if m.start() > 0 and m.group()[0].islower() and m.group() not in _EMPTY
        for word, plural in ((m.group(), ""), (m.group().removesuffix("s"), "s"))
        if word in synonyms and (not plural or m.group().endswith("s"))
    ]
    chosen = {m.start(): (m, plural) for m, plural in source.sample(places, min(len(places), _AT_MOST))}
    for start in sorted(chosen, reverse=True):
        m, plural = chosen[start]
        word = m.group()[: len(m.group()) - len(plural)]
        question = question[: m.start()] + source.choice(synonyms[word]) + plural + question[m.end() :]
    return question


def reword(question: str, synonyms: Synonyms, source: random.Random, *, exchange: bool = True) -> str:
    """Return the question in other words, or as it is; ``exchange`` allows synonyms.

    Two questions that differ in one word stay apart only if that word is left alone: leave ``exchange`` out there.
    """
    if exchange and source.random() < SHARES["synonyms"]:
        question = _other_words(question, synonyms, source)
    if source.random() < SHARES["keywords"]:
        question = _keywords(question, source)
    elif source.random() < SHARES["chatter"]:
        question = _chatter(question, source)
    if source.random() < SHARES["slip"]:
        question = _slip(question, source)
    return _plain(question, source) if source.random() < SHARES["plain"] else question


_BE = r"(?:is|was|are|were)"
_AUXILIARY = r"(?:did|does|do|has|have|had|can|could|will|would|was|were|is|are)"
_LINKED = re.compile(rf"(?:What|Which|Who) ({_BE}) (.+?)\?? *", re.IGNORECASE)
_PLACED = re.compile(rf"(?:(In|On|At|During|By) )?(?:When|Where|(?:what|which) (?:year|month|day|date|city|country|place|century|decade|state)) ({_AUXILIARY}) (.+?)\?? *", re.IGNORECASE)  # fmt: skip # noqa: E501
_CAUSED = re.compile(rf"Why ({_AUXILIARY}) (.+?)\?? *", re.IGNORECASE)
_COUNTED = re.compile(rf"(?:How (?:many|much)|What|Which)((?: \w+){{0,3}}?) ({_AUXILIARY}) (.+?)\?? *", re.IGNORECASE)  # fmt: skip # noqa: E501
_DONE = re.compile(r"(?:Who|What|Which(?: \w+){1,2}?) ((?!did\b|does\b|do\b)\w+(?:ed|s|d|t|n|k|w|ew|an|e) .+?)\?? *", re.IGNORECASE)  # fmt: skip # noqa: E501
_SUBJECT = re.compile(r"(?:the|an?|it|he|she|they|this|these|there|[A-Z]\w+)\b")
_WHETHER = ("Is it true that {}?", "Is it {} {}?", "Was it {} {}?", "My friend says {}. Is that right?")
_LONGEST_ANSWER = 8  # words of an answer that fits into a question


def as_yes_no(question: str, answer: str, source: random.Random) -> str | None:
    """Return "Did ANSWER ...?" of a question and a possible answer to it, None where it has another form.

    The sentence that answers the question decides this one, with yes or, where the answer is another's, with no.
    """
    answer = answer.strip(" .,;:?!()\"'")
    question = question.strip()
    if not answer or len(answer.split()) > _LONGEST_ANSWER:
        return None
    if found := _LINKED.fullmatch(question):
        be, rest = found[1].capitalize(), found[2]
        return f"{be} {answer} {rest}?" if source.random() < 0.6 else f"{be} {rest} {answer}?"
    if found := _PLACED.fullmatch(question):
        bare = re.match(
            r"(?:in|on|at|near|to|from|by|during|before|after|since|around|between)\b", answer.lower()
        )
        before = "" if bare else f"{(found[1] or 'in').lower()} "
        return f"{found[2].capitalize()} {found[3]} {before}{answer}?"
    if found := _CAUSED.fullmatch(question):
        because = "" if re.match(r"(?:because|due|to|for|as|since)\b", answer.lower()) else "because of "
        return f"{found[1].capitalize()} {found[2]} {because}{answer}?"
    if found := _COUNTED.fullmatch(question):
        counted = found[1] if question.lower().startswith("how") and answer[0].isdigit() else ""
        auxiliary, rest = found[2].capitalize(), found[3]
        if re.fullmatch(_BE, found[2].lower()) and not _SUBJECT.match(rest):
            return f"{auxiliary} {answer}{counted} {rest}?"
        return f"{auxiliary} {rest} {answer}{counted}?"
    if found := _DONE.fullmatch(question):
        form = source.choice(_WHETHER)
        if form.count("{}") == 2:
            return form.format(answer, f"that {found[1]}")
        return form.format(f"{answer} {found[1]}")
    return None
