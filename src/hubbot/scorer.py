"""Does this sentence answer this question? A small cross-encoder that reads both together.

The packaged model (``models/scorer``: int8 ONNX, its tokenizer and ``model.json`` with their digests) is
made by ``training/`` and described in ``docs/scorer.md``. One pass gives a probability and the words
that answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from hubbot.errors import EncoderUnavailableError
from hubbot.runtime import onnxruntime

PACKAGED = Path(__file__).parent / "models" / "scorer"
MANIFEST = "model.json"

THREADS = 2
"""Threads of one pass: the machines hubbot is measured on have two cores."""

AT_ONCE = 2
"""Questions that are read side by side; more take memory (14 MB each) and nobody is done sooner."""

BATCH = 10
"""Pairs a pass: sorted by length, so that a long sentence does not make short ones wait for its padding."""

SPAN_TOKENS = 24
"""Longest answer in word pieces; 98 % of the training answers are shorter, longer ones are whole clauses."""

_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters: text that was cut badly holds them, and the tokenizer refuses them."""

_REPAIR = "reinstall hubbot, or make the model again with `python -m training.run`"

Probabilities = npt.NDArray[np.float32]
Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass says: a probability a sentence, and the words in it that answer best (or None)."""

    probabilities: Probabilities
    spans: tuple[Offsets | None, ...]


class ReadBy(StrEnum):
    """What read the passages of a question: nothing, a scorer of English, or one of several languages."""

    NOTHING = "nothing"
    ENGLISH = "english"
    MULTILINGUAL = "multilingual"


class PairScorer(Protocol):
    """What reads a question together with sentences; another model can take the packaged one's place."""

    name: str
    digest: str
    reads: ReadBy

    def reader_of(self, languages: Collection[str]) -> PairScorer:
        """Return what reads questions and sentences in these languages (ISO 639-1) best: itself, or another."""
        ...

    def second(self) -> PairScorer | None:
        """Return a larger network to read a few passages again where this one leaves it open, or None."""
        ...

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Score sentences and find their answering words; ``contexts`` holds one a sentence, or none at all."""
        ...


def join_context(context: str, sentence: str) -> tuple[str, int]:
    """Return the second segment of the input, and where the sentence starts in it."""
    prefix = f"{context}: " if context else ""
    return prefix + sentence, len(prefix)


class Scorer:
    """The packaged cross-encoder, or another folder made by ``training/export.py``."""

    def __init__(
        self, session: Any, tokenizer: Tokenizer, name: str, digest: str, reads: ReadBy = ReadBy.ENGLISH
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._turns = threading.Semaphore(AT_ONCE)
        self.name = name
        self.digest = digest
        self.reads = reads

    @classmethod
    def load(cls, directory: Path | None = None) -> Scorer:
        """Load the model in ``directory`` (the packaged one by default) once its files are the expected ones.

        Raises:
            EncoderUnavailableError: a file is missing, or is not the one that ``model.json`` names.
        """
        folder = directory or PACKAGED
        manifest = _read_manifest(folder)
        for file_name, expected in manifest["sha256"].items():
            _check_digest(folder / file_name, expected)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(int(manifest["max_tokens"]), strategy="longest_first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores too
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
        return cls(
            session,
            tokenizer,
            str(manifest["name"]),
            str(manifest["sha256"]["model.onnx"]),
            ReadBy(manifest.get("reads", ReadBy.ENGLISH)),
        )

    def reader_of(self, languages: Collection[str]) -> Scorer:
        """Return this one: it is all there is."""
        return self

    def second(self) -> None:
        """Return None: it is all there is."""

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Probabilities:
        """Return the probability, 0 to 1, that each sentence answers the question."""
        return self.read(question, sentences, contexts).probabilities

    def spans(
        self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()
    ) -> list[Offsets | None]:
        """Return the words of each sentence that answer best, as half-open character offsets into it."""
        return list(self.read(question, sentences, contexts).spans)

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Score sentences and find their answering words in one pass.

        ``contexts`` holds a heading, a title or the sentence before, one a sentence ("" for none); leave it
        out when there is none at all.
        """
        if contexts and len(contexts) != len(sentences):
            raise ValueError(f"{len(contexts)} contexts for {len(sentences)} sentences")
        probabilities = np.zeros(len(sentences), dtype=np.float32)
        spans: list[Offsets | None] = [None] * len(sentences)
        joined = [
            join_context(_whole(context), _whole(sentence))
            for context, sentence in zip(contexts or [""] * len(sentences), sentences, strict=True)
        ]
        encodings = (
            self._tokenizer.encode_batch([(_whole(question), text) for text, _ in joined]) if joined else []
        )
        order = sorted(range(len(sentences)), key=lambda row: (len(encodings[row].ids), row))
        batches = [order[first : first + BATCH] for first in range(0, len(order), BATCH)]
        with self._turns:
            logits = [self._run([encodings[row] for row in rows]) for rows in batches]
        for rows, (scores, span_logits) in zip(batches, logits, strict=True):
            probabilities[rows] = 1 / (1 + np.exp(-scores))
            for at, row in enumerate(rows):
                shift = joined[row][1]
                spans[row] = _trimmed(sentences[row], _best_span(encodings[row], span_logits[at], shift))
        return Reading(probabilities, tuple(spans))

    def _run(self, encodings: Sequence[Encoding]) -> tuple[Any, Any]:
        width = max(len(encoding.ids) for encoding in encodings)
        ids, mask, types = (np.zeros((len(encodings), width), dtype=np.int64) for _ in range(3))
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
            types[row, : len(encoding.ids)] = encoding.type_ids
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        logits, spans = self._session.run(["logits", "spans"], inputs)
        return logits, spans


def _whole(text: str) -> str:
    """Return the text, as long as it was, with a replacement for halves of characters."""
    return _SURROGATES.sub("\ufffd", text)


def _read_manifest(folder: Path) -> dict[str, Any]:
    """Return what ``model.json`` says."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if not {"name", "max_tokens", "sha256"} <= manifest.keys():
            raise ValueError("a field is missing")
    except (OSError, ValueError, AttributeError) as error:
        message = f"the scorer's description {path} cannot be read ({error}); {_REPAIR}"
        raise EncoderUnavailableError(message) from error
    return dict(manifest)


def _check_digest(path: Path, expected: str) -> None:
    """Raise unless the file is the one that was measured."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailableError(f"the scorer's file {path} cannot be read; {_REPAIR}") from error
    if found != expected:
        message = f"the scorer's file {path} has digest {found[:12]}, not {expected[:12]}; {_REPAIR}"
        raise EncoderUnavailableError(message)


def _trimmed(sentence: str, span: Offsets | None) -> Offsets | None:
    """Return the offsets without the white space that a tokenizer may count to a word; None where nothing is left."""
    if span is None:
        return None
    start, end = span[0], min(span[1], len(sentence))
    words = sentence[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return (start, end) if start < end else None


def _best_span(encoding: Encoding, logits: Any, shift: int) -> Offsets | None:
    """Return the likeliest answer inside the sentence, which starts ``shift`` characters into its segment."""
    tokens = [
        (token, start - shift, end - shift)
        for token, (kind, special, (start, end)) in enumerate(
            zip(encoding.type_ids, encoding.special_tokens_mask, encoding.offsets, strict=True)
        )
        if kind == 1 and not special and start >= shift and end > start
    ]
    if not tokens:
        return None
    rows = [token for token, _, _ in tokens]
    totals = logits[rows, 0][:, None] + logits[rows, 1][None, :]
    lengths = np.arange(len(rows))[None, :] - np.arange(len(rows))[:, None]
    allowed = (lengths >= 0) & (lengths < SPAN_TOKENS)
    first, last = divmod(int(np.argmax(np.where(allowed, totals, -np.inf))), len(rows))
    return tokens[first][1], tokens[last][2]
