"""Measuring the scorer: the first few sentences are read twice, as the answerer does."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hubbot.answering.pairs import AGAIN, LARGER_SHARE
from hubbot.scorer import Reading

measure = pytest.importorskip("training.measure", reason="measuring needs scikit-learn")

SENTENCES = [f"Sentence {number}." for number in range(6)]
ARTICLE = SimpleNamespace(
    sentences=SENTENCES,
    contexts=[""] * len(SENTENCES),
    first_stage=lambda question, vector: np.arange(len(SENTENCES), 0, -1).astype(float),
)


class Fixed:
    """Gives every sentence one probability."""

    def __init__(self, probability, second=None):
        self._probability, self._second, self.read_sentences = probability, second, []

    def second(self):
        return self._second

    def read(self, question, sentences, contexts=()):
        self.read_sentences += sentences
        return Reading(np.full(len(sentences), self._probability, np.float32), (None,) * len(sentences))


def test_the_first_few_get_the_mean_that_the_answerer_gives_open_questions():
    larger = Fixed(0.9)
    ranked = measure.rank(Fixed(0.5, larger), ARTICLE, "Who?", None, context=True)
    assert larger.read_sentences == SENTENCES[:AGAIN]
    mean = LARGER_SHARE * np.log(9)
    assert ranked.logits[:AGAIN] == pytest.approx(mean, abs=1e-5)
    assert ranked.logits[AGAIN:] == pytest.approx(0.0, abs=1e-5)


def test_one_network_alone_reads_once():
    ranked = measure.rank(Fixed(0.5), ARTICLE, "Who?", None, context=False)
    assert ranked.rows == list(range(len(SENTENCES)))
    assert ranked.logits == pytest.approx(0.0, abs=1e-5)
