"""Encoders and scorer that remember: a run asks the same things again, and each answer must be the same."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from hubbot.scorer import PairScorer, Reading
from hubbot.types import Encoder, Vectors


class RememberingEncoder:
    """An encoder that encodes a text once, and with a ``folder`` once for all runs.

    The texts of public sets do not change, and embedding them is most of the work of asking about them. What is
    kept is keyed by the digest of the model and the text.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self._folder = folder / sha256(encoder.digest.encode()).hexdigest()[:16] if folder else None
        self.name = encoder.name
        self.digest = encoder.digest
        self.dimension = encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._encoder.encode_queries([text])[0]
        return np.stack([self._known[text] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32.

        A batch is kept as it was encoded: the vectors of one batch depend on each other in the last digits.
        """
        if self._folder is None:
            return self._encoder.encode_passages(texts)
        path = self._folder / f"{sha256(json.dumps(list(texts)).encode()).hexdigest()}.npy"
        try:
            kept = np.load(path)
        except (OSError, ValueError):
            kept = None
        if kept is not None and kept.shape == (len(texts), self.dimension) and kept.dtype == np.float32:
            return np.asarray(kept)
        vectors = self._encoder.encode_passages(texts)
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.stem}.{os.getpid()}.npy")
        np.save(fresh, vectors)
        fresh.replace(path)
        return vectors


class RememberingScorer(PairScorer):
    """A scorer that reads the same question over the same sentences once.

    Whole readings are kept, never single pairs: in eight bits the pairs of one pass have a little to do with
    each other, and a number must be the one that a reader would get.
    """

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer
        self._known: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Reading] = {}
        self._others: dict[int, RememberingScorer] = {id(scorer): self}
        self.name = scorer.name
        self.digest = scorer.digest
        self.reads = scorer.reads

    def reader_of(self, languages: Collection[str]) -> PairScorer:
        """Return what reads these languages, remembering too."""
        return self._remembering(self._scorer.reader_of(languages))

    def second(self) -> PairScorer | None:
        """Return what reads a few passages again, remembering too."""
        scorer = self._scorer.second()
        return self._remembering(scorer) if scorer is not None else None

    def _remembering(self, scorer: PairScorer) -> RememberingScorer:
        return self._others.setdefault(id(scorer), RememberingScorer(scorer))

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Return what the scorer says, from memory where it was asked before."""
        key = (question, tuple(sentences), tuple(contexts))
        if key not in self._known:
            self._known[key] = self._scorer.read(question, sentences, contexts)
        return self._known[key]
