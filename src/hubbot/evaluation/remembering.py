"""Encoders and scorer that remember: a run asks the same things again, and each answer must be the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hubbot.scorer import Reading, Scorer
from hubbot.types import Encoder, Vectors


class RememberingEncoder:
    """An encoder that encodes a question once; passages go through as they are."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
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
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        return self._encoder.encode_passages(texts)


class RememberingScorer(Scorer):
    """A scorer that reads the same question over the same sentences once.

    Whole readings are kept, never single pairs: in eight bits the pairs of one pass have a little to do with
    each other, and a number must be the one that a reader would get.
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._known: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Reading] = {}
        self.name = scorer.name
        self.digest = scorer.digest

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Return what the scorer says, from memory where it was asked before."""
        key = (question, tuple(sentences), tuple(contexts))
        if key not in self._known:
            self._known[key] = self._scorer.read(question, sentences, contexts)
        return self._known[key]
