"""The packaged scorer itself: it is loaded by digest, ranks, finds words, and int8 agrees with float."""

import json
import shutil

import numpy as np
import pytest

from hubbot.errors import EncoderUnavailableError
from hubbot.scorer import PACKAGED, Scorer, join_context

QUESTION = "Who painted the ceiling of the chapel?"
SENTENCES = [
    "The ceiling of the chapel was painted by Maria Oliveira in 1911.",
    "The chapel has a new roof, which cost two million euros.",
    "Buses to the coast leave every hour from the station.",
    "🎨 Naïve art, she said, “was never the point” — Inês Ramos painted the ceiling of the chapel.",
]
CONTEXTS = ["The chapel", "", "Getting there", ""]


@pytest.fixture(scope="module")
def scorer():
    return Scorer.load()


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(PACKAGED, tmp_path / "scorer")


def test_the_artefact_fits_the_wheel():
    assert sum(path.stat().st_size for path in PACKAGED.iterdir()) <= 25_000_000


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_an_altered_file_is_refused(copied, name):
    path = copied / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(EncoderUnavailableError, match=r"digest.*reinstall"):
        Scorer.load(copied)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.json"])
def test_a_missing_file_is_refused(copied, name):
    (copied / name).unlink()
    with pytest.raises(EncoderUnavailableError, match="reinstall"):
        Scorer.load(copied)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}'])
def test_a_damaged_description_is_refused(copied, text):
    (copied / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(EncoderUnavailableError, match="reinstall"):
        Scorer.load(copied)


def test_the_name_and_digest_are_the_description_s(scorer):
    manifest = json.loads((PACKAGED / "model.json").read_text(encoding="utf-8"))
    assert scorer.name == manifest["name"]
    assert scorer.digest == manifest["sha256"]["model.onnx"]


def test_probabilities_are_float32_between_0_and_1(scorer):
    found = scorer.score(QUESTION, SENTENCES, CONTEXTS)
    assert found.dtype == np.float32
    assert found.shape == (len(SENTENCES),)
    assert ((found >= 0) & (found <= 1)).all()


def test_a_sentence_that_answers_ranks_above_others(scorer):
    found = scorer.score(QUESTION, SENTENCES)
    assert min(found[0], found[3]) > max(found[1], found[2])


def test_spans_are_inside_their_sentence_and_name_the_painter(scorer):
    spans = scorer.spans(QUESTION, SENTENCES, CONTEXTS)
    for span, sentence in zip(spans, SENTENCES, strict=True):
        assert span is not None
        assert 0 <= span[0] < span[1] <= len(sentence)
    assert "Maria Oliveira" in SENTENCES[0][slice(*spans[0])]
    assert "Ramos" in SENTENCES[3][slice(*spans[3])]


def test_eight_bits_agree_with_the_float_network(scorer):
    probes = json.loads((PACKAGED / "model.json").read_text(encoding="utf-8"))["probes"]
    found = [
        float(scorer.score(question, [sentence], [context])[0]) for question, context, sentence, _ in probes
    ]
    wanted = [probe[3] for probe in probes]
    assert np.abs(np.array(found) - np.array(wanted)).max() < 0.15
    assert np.abs(np.array(found) - np.array(wanted)).mean() < 0.05


def test_order_of_the_sentences_does_not_matter(scorer):
    ahead, back = scorer.score(QUESTION, SENTENCES), scorer.score(QUESTION, SENTENCES[::-1])
    assert np.abs(ahead - back[::-1]).max() < 0.02


def test_nothing_empty_and_very_long_are_survived(scorer):
    assert scorer.score(QUESTION, []).shape == (0,)
    found = scorer.read("", ["", " ", "\u200b", "word " * 4000, "\ud83d"], ["", "x", "", "y " * 900, ""])
    assert np.isfinite(found.probabilities).all()
    assert found.spans[0] is None


def test_contexts_must_match_the_sentences(scorer):
    with pytest.raises(ValueError, match="1 contexts for 4 sentences"):
        scorer.score(QUESTION, SENTENCES, ["only one"])


def test_the_context_is_put_before_the_sentence():
    assert join_context("Lisbon", "It rains.") == ("Lisbon: It rains.", 8)
    assert join_context("", "It rains.") == ("It rains.", 0)
