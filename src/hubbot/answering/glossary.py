"""A question in another language than the corpus, word by word in the corpus's own words: a gloss.

What reads one language only (BM25, the English encoder, the scorer) sees nothing in a question in another. A multilingual
encoder places a word near the words that mean the same, so the nearest of those that the corpus itself uses stands for it
(nearest-neighbour retrieval of translations, as in Conneau et al. 2018, "Word Translation Without Parallel Data").
The words of the corpus are encoded once, when its index is built. A gloss is read by machines and never shown.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

import numpy as np
import numpy.typing as npt

from hubbot.answering.entities import Mention
from hubbot.answering.grammar import GRAMMARS
from hubbot.text import normalise, tokenize, words_of
from hubbot.types import Encoder, Passage, Vectors

MOST_WORDS = 8192
"""Words of a corpus that a gloss can use, the commonest: half a minute of encoding, six megabytes."""
MOST_SOUGHT = 32
"""Words of a question that are looked for among them: each takes the encoder three milliseconds."""
LEAST_LETTERS = 3
BATCH = 256

# A word by itself is placed by its letters more than by its meaning. Of 123 Spanish and Portuguese words among 8,000
# English ones the first is right for 45 as they are, 66 as the end of a sentence in their language.
FRAMES = {"en": "it is the {}.", "es": "es la {}.", "pt": "é a {}."}
BARE_FRAME = "{}."
# Words with the same first letters look alike to the encoder whatever they mean ("rama", "lama"): with this taken off
# the cosine for four of them, 69 are right.
SAME_START, START_LETTERS = 0.1, 4
LEAST_COSINE = 0.35  # of centred vectors; what is nearer to no word of the corpus stays as it was typed
# In Spanish and Portuguese one word is "what", "that" and "than".
_THAT = "que"
_OPENS = "¿"  # stands before a word of the table that means this at the beginning of a question only
_BEFORE_WHAT = frozenset(["el", "por", "de", "em", "en", "a", "para", "com", "con"])
_COMPARING = frozenset([
    "mas", "mais", "menos", "mejor", "melhor", "peor", "pior", "mayor", "maior", "menor",
])  # fmt: skip
_NEGATING = frozenset(["un", "in", "im", "ir", "il", "dis", "non"])
COMPARED_WITHIN = 3  # words between "more" and "than", the first counted
NEXT_BEST, MOST_WORDS_EACH = 0.1, 4  # further words for the lexical arm, at most so far behind the best


@dataclass(frozen=True, slots=True)
class Gloss:
    """``text`` is the question word by word, ``words`` what a lexical arm looks for, ``content`` what carries the meaning."""

    text: str
    words: tuple[str, ...]
    content: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class _Part:
    """A piece of a question: its gloss, and the word, in ``language``, that the corpus's words for it are near to."""

    text: str
    word: str | None = None
    language: str = ""
    kept: bool = False


@dataclass(frozen=True)
class Glossary:
    """The words of a corpus and their vectors, shape (words, dimensions), as ``digest``'s encoder places them."""

    language: str
    digest: str
    words: tuple[str, ...]
    vectors: Vectors

    @cached_property
    def _mean(self) -> Vectors:
        mean: Vectors = self.vectors.mean(axis=0)
        return mean

    @cached_property
    def _centred(self) -> Vectors:
        return _unit(self.vectors - self._mean)

    @cached_property
    def _starts(self) -> npt.NDArray[np.uint32]:
        return np.stack([_start(normalise(word)) for word in self.words])

    def reads(self, language: str) -> bool:
        """Say whether questions in a language can be glossed: its words of grammar are known."""
        return language in GRAMMARS and language != self.language

    def wanted(self, question: str, language: str, mentions: Sequence[Mention]) -> list[str]:
        """Return the texts whose vectors ``gloss`` needs."""
        return [
            FRAMES.get(part.language, BARE_FRAME).format(part.word)
            for part in _parts(question, language, mentions, self.language)
            if part.word
        ]

    def gloss(
        self, question: str, language: str, mentions: Sequence[Mention], vectors: Sequence[Vectors]
    ) -> Gloss:
        """Return the gloss of a question; ``vectors``, each of shape (dimensions,), are those of what is ``wanted``."""
        text, words, content = [], [], []
        rows = iter(vectors)
        for part in _parts(question, language, mentions, self.language):
            if part.word is None:
                text.append(part.text)
                words += [part.text] if part.kept else []
                continue
            found = self._nearest(part, next(rows)) or [part.text]
            meant = part.text if part.language == self.language else found[0]
            text.append(meant)
            content.append(meant)
            words += found
        return Gloss(" ".join(filter(None, text)) + "?", tuple(words), tuple(content), self.language)

    def _nearest(self, part: _Part, vector: Vectors) -> list[str]:
        """Return the words of the corpus that may mean the same, likeliest first; none where nothing is near."""
        scores = self._centred @ _unit(vector - self._mean)
        if part.language != self.language:
            same = np.cumprod(self._starts == _start(normalise(part.word or "")), axis=1).sum(axis=1)
            scores = scores - SAME_START / START_LETTERS * same
        best = np.argsort(-scores, kind="stable")[:MOST_WORDS_EACH].tolist()
        least = max(LEAST_COSINE, float(scores[best[0]]) - NEXT_BEST)
        near = [self.words[at] for at in best if scores[at] >= least]
        return [word for word in near if not _is_negated(word, part.text)]


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return unit


def _is_negated(word: str, other: str) -> bool:
    """Say whether one word is the other with a negating prefix: an encoder holds "inexpensive" very like "expensive"."""
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in _NEGATING


def _start(word: str) -> npt.NDArray[np.uint32]:
    """Return the first letters of a word as numbers, 0 where it has fewer."""
    letters = [ord(letter) for letter in word[:START_LETTERS]]
    return np.array(letters + [0] * (START_LETTERS - len(letters)), dtype=np.uint32)


def _parts(
    question: str, language: str, mentions: Sequence[Mention], corpus_language: str
) -> Iterator[_Part]:
    """Yield the pieces of a question in order; of very many words the last stay as they were typed."""
    sought: set[str] = set()
    for part in _all_parts(question, language, mentions, corpus_language):
        if part.word is not None and part.word not in sought:
            if len(sought) == MOST_SOUGHT:
                yield _Part(part.text)
                continue
            sought.add(part.word)
        yield part


def _all_parts(
    question: str, language: str, mentions: Sequence[Mention], corpus_language: str
) -> Iterator[_Part]:
    """Yield the pieces of a question in order: names and figures as they are, grammar by a table, words to look for."""
    table = _table(language) if corpus_language == "en" else {}
    grammar = GRAMMARS.get(language)
    tokens = tokenize(question)
    past = 0  # up to here the question is said
    for at, (token, span) in enumerate(tokens):
        if span.start < past:
            continue
        past = span.end
        typed = question[span.start : span.end].lower()
        mention = next((each for each in mentions if each.span.overlaps(span)), None)
        pair = f"{token} {tokens[at + 1][0]}" if at + 1 < len(tokens) else ""
        if mention is not None:
            past = mention.span.end
            yield _Part(mention.name.text, kept=True)
        elif not token[0].isalpha():
            yield _Part(question[span.start : span.end], kept=True)
        elif at == 0 and f"{_OPENS}{token}" in table and pair not in table:
            yield _Part(table[f"{_OPENS}{token}"])
        elif typed == _THAT and table and at:
            yield _Part(_that([word for word, _ in tokens[:at]]))
        elif pair in table:
            past = tokens[at + 1][1].end
            yield _Part(table[pair])
        elif typed in table or token in table:
            said = table.get(typed) or table[token]  # "é" is not "e"
            idle = grammar is not None and token in grammar.function_words
            yield _Part(said) if idle or " " in said else _Part(said, said, corpus_language)
        elif grammar is not None and token in grammar.function_words:
            continue
        else:
            yield _Part(typed, typed, language)


def _that(before: Sequence[str]) -> str:
    """Return what "que" is in English after these words: "than" where something is compared, "what" after a preposition."""
    if before[-1] in _BEFORE_WHAT:
        return "what"
    return "than" if _COMPARING.intersection(before[-COMPARED_WITHIN:]) else "that"


@cache
def _table(language: str) -> Mapping[str, str]:
    """Return English words for the words of grammar, and the very commonest others, of a language."""
    tables: dict[str, dict[str, str]] = _tables()
    return tables.get(language, {})


@cache
def _tables() -> dict[str, dict[str, str]]:
    path = resources.files("hubbot.answering").joinpath("glosses.json")
    tables: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return tables


def words_in(of: Mapping[str, str], passages: Iterable[Passage]) -> tuple[str, tuple[str, ...]]:
    """Return the language of most passages, English where any is, and its commonest words, in the order of that.

    ``of`` is the language of each document by its id.
    """
    counted = Counter(of.values())
    language = "en" if "en" in counted else counted.most_common(1)[0][0]
    grammar = GRAMMARS.get(language)
    idle = grammar.function_words if grammar is not None else frozenset()
    counts = Counter(
        word
        for passage in passages
        if of[passage.document_id] == language
        for word in map(str.lower, words_of(passage.text))
        if len(word) >= LEAST_LETTERS and word.isalpha() and normalise(word) not in idle
    )
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return language, tuple(ordered[:MOST_WORDS])


def glossary_of(
    of: Mapping[str, str],
    passages: Iterable[Passage],
    encoder: Encoder,
    known: Glossary | None = None,
) -> Glossary | None:
    """Return the glossary of a corpus; vectors in ``known`` are used again. None where it has no word.

    ``of`` is the language of each document by its id.
    """
    language, words = words_in(of, passages)
    if not words:
        return None
    if known is None or (known.digest, known.language) != (encoder.digest, language):
        known = Glossary(language, encoder.digest, (), np.zeros((0, encoder.dimension), dtype=np.float32))
    rows = {word: known.vectors[row] for row, word in enumerate(known.words)}
    new = [word for word in words if word not in rows]
    frame = FRAMES.get(language, BARE_FRAME)
    for first in range(0, len(new), BATCH):
        batch = new[first : first + BATCH]
        rows |= zip(batch, encoder.encode_queries([frame.format(word) for word in batch]), strict=True)
    return Glossary(
        language, encoder.digest, words, np.stack([rows[word] for word in words]).astype(np.float32)
    )


def dump_glossary(glossary: Glossary) -> bytes:
    """Return a glossary as bytes: vectors in half precision, which moves a cosine by less than 0.001."""
    file = io.BytesIO()
    head = {"language": glossary.language, "digest": glossary.digest, "words": glossary.words}
    np.savez(
        file,
        head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode("utf-8"), dtype=np.uint8),
        vectors=glossary.vectors.astype(np.float16),
    )
    return file.getvalue()


def read_glossary(content: bytes) -> Glossary:
    """Return the glossary in ``content``. Raises ValueError or KeyError for what is none."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        head = json.loads(stored["head"].tobytes())
        vectors = stored["vectors"].astype(np.float32)
    words = tuple(head["words"])
    if vectors.ndim != 2 or len(vectors) != len(words):
        raise ValueError("the glossary does not fit together")
    return Glossary(head["language"], head["digest"], words, vectors)
