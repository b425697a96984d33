"""CANARD: how much of what a human puts into a follow-up question does hubbot put in, and how much else?

There is no article here: the conversation is about a Wikipedia section, of which the set holds the title and
the answers given so far. Those are the text; names are learned from it, and each earlier question is followed by
the answer that its reader saw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hubbot.answering import followup
from hubbot.answering.citations import cite
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.knowledge import Knowledge, know
from hubbot.contract import Answer, Turn
from hubbot.evaluation.bench import Bench
from hubbot.evaluation.metrics import recall_and_precision
from hubbot.index import build
from hubbot.reading.passages import split_passages
from hubbot.text import split_sentences, stem_tokens, tokenize
from hubbot.types import Document, Paragraph, PassageKind, Section, Sentence, Span

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A follow-up, what was said before it, and a person's stand-alone form of it."""

    id: str
    title: str
    heading: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    question: str
    rewrite: str


def canard(bench: Bench) -> dict[str, Any]:
    """Resolve follow-ups and compare the words put in with those of the human rewrite, and with two baselines."""
    path = bench.folder("canard_dev") / "rewrites.jsonl"
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    follow_ups = [each for each in map(read_rewrite, lines) if each.questions]
    chosen = bench.some(follow_ups)
    wanted = [added_words(each.rewrite, each.question) for each in chosen]
    ours = [added_words(stand_alone(each), each.question) for each in chosen]
    prepended = [
        added_words(" ".join((each.heading, *each.questions, *each.answers)), each.question)
        for each in chosen
    ]
    titled = [added_words(f"{each.title} {each.question}", each.question) for each in chosen]
    return {
        "questions": len(chosen),
        "changed": sum(map(bool, ours)),
        "hubbot": recall_and_precision(ours, wanted),
        "copy the question": recall_and_precision([set() for _ in chosen], wanted),
        "put the title in": recall_and_precision(titled, wanted),
        "prepend the history": recall_and_precision(prepended, wanted),
    }


def read_rewrite(line: str) -> Rewrite:
    """Return one line of the set."""
    fields = json.loads(line)
    said = fields["history"]
    return Rewrite(
        fields["id"],
        fields["title"],
        " - ".join(filter(None, (fields["title"], fields["section"]))),
        tuple(turn["text"] for turn in said if turn["role"] == "user"),
        tuple(turn["text"] for turn in said if turn["role"] == "assistant"),
        fields["question"],
        fields["rewrite"],
    )


def added_words(text: str, question: str) -> set[str]:
    """Return the stems of the content words that ``text`` has and ``question`` has not."""
    return _content_stems(text) - set(stem_tokens(question, LANGUAGE))


def _content_stems(text: str) -> set[str]:
    plain = GRAMMARS[LANGUAGE].function_words
    words = [token.removesuffix("'s") for token, _ in tokenize(text)]
    return {stem for word in words if word not in plain for stem in stem_tokens(word, LANGUAGE)}


def stand_alone(follow_up: Rewrite) -> str:
    """Return hubbot's stand-alone form of a follow-up, after the turns that its reader saw."""
    document = conversation(follow_up.title, follow_up.heading, follow_up.answers)
    knowledge = know(build([document], split_passages(document), ()))
    turns = [
        Turn(question, answer)
        for question, answer in zip(follow_up.questions, follow_up.answers, strict=False)
    ]
    seen: dict[str, Answer] = {}

    def ask(text: str) -> Answer:
        return seen.get(text) or _answer(text, (), knowledge)

    for place, turn in enumerate(turns):
        text = followup.resolve(turn.question, turns[:place], knowledge, ask).text
        seen[text] = _answer(text, document.paragraphs[place + 1 :][:1], knowledge)
    return followup.resolve(follow_up.question, turns, knowledge, ask).text


def conversation(title: str, heading: str, answers: Sequence[str]) -> Document:
    """Return a document of that title: a heading and one paragraph an answer."""
    text, paragraphs, sentences = "", [], []
    for place, words in enumerate((heading, *answers)):
        whole = Span(len(text), len(text) + len(words))
        text += words + "\n\n"
        paragraphs.append(Paragraph(whole, "s0"))
        sentences += [Sentence(span, "s0", place) for span in split_sentences(text, whole, LANGUAGE)]
    section = Section("s0", "", None, Span(0, len(text)))
    return Document(
        "conversation",
        text,
        title,
        title_is_ours=False,
        language=LANGUAGE,
        sections=(section,),
        paragraphs=tuple(paragraphs),
        sentences=tuple(sentences),
    )


def _answer(text: str, paragraphs: Sequence[Paragraph], knowledge: Knowledge) -> Answer:
    """Return the answer that a reader saw, cited sentence by sentence; silence where there was none."""
    cited = tuple(
        cite(knowledge.index, passage)
        for passage in knowledge.index.passages
        if passage.kind is PassageKind.SENTENCE and any(p.span.contains(passage.span) for p in paragraphs)
    )
    shown = cited[0].text if cited else None
    return Answer(text, text, "open", not cited, None, shown, 1.0 if cited else 0.0, cited)
