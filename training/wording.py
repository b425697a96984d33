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
