"""Which network reads: English by its own, anything else by the multilingual one, which is loaded when it is needed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hubbot.bylanguage import MULTILINGUAL, ByLanguage
from hubbot.crossencoder import load_scorer
from hubbot.errors import EncoderUnavailableError
from hubbot.scorer import PACKAGED, ReadBy, Scorer

SENTENCES = [
    "The ceiling of the chapel was painted by Maria Oliveira in 1911.",
    "The chapel has a new roof, which cost two million euros.",
    "Buses to the coast leave every hour from the station.",
]
IN_SPANISH = [
    "El techo de la capilla lo pintó María Oliveira en 1911.",
    "La capilla tiene un tejado nuevo, que costó dos millones de euros.",
    "Los autobuses a la costa salen de la estación cada hora.",
]
IN_PORTUGUESE = [
    "O teto da capela foi pintado por Maria Oliveira em 1911.",
    "A capela tem um telhado novo, que custou dois milhões de euros.",
    "Os autocarros para a costa partem da estação de hora a hora.",
]


@pytest.fixture(scope="module")
def scorers():
    return ByLanguage()


def test_the_default_is_both(scorers):
    assert isinstance(load_scorer(), ByLanguage)
    assert (scorers.name, scorers.digest) == (Scorer.load().name, Scorer.load().digest)


def test_english_alone_never_asks_for_the_other_network(tmp_path):
    scorers = ByLanguage(PACKAGED, tmp_path / "none")
    assert scorers.reader_of({"en"}).reads is ReadBy.ENGLISH
    assert scorers.read("Who painted it?", SENTENCES).probabilities.shape == (3,)
    with pytest.raises(EncoderUnavailableError, match="reinstall"):
        scorers.reader_of({"en", "es"})


@pytest.mark.parametrize("languages", [{"es"}, {"pt"}, {"en", "es"}, {"es", "pt"}])
def test_anything_else_is_read_by_the_multilingual_one(scorers, languages):
    reader = scorers.reader_of(languages)
    assert reader.reads is ReadBy.MULTILINGUAL
    assert reader is scorers.reader_of({"pt", "en"})


@pytest.mark.parametrize("sentences", [SENTENCES, IN_SPANISH, IN_PORTUGUESE])
@pytest.mark.parametrize(
    "question",
    [
        "Who painted the ceiling of the chapel?",
        "¿Quién pintó el techo de la capilla?",
        "Quem pintou o teto da capela?",
    ],
)
def test_it_finds_the_answer_across_languages(scorers, question, sentences):
    reading = scorers.reader_of({"en", "es", "pt"}).read(question, sentences)
    assert int(np.argmax(reading.probabilities)) == 0
    words = [text[slice(*span)] for text, span in zip(sentences, reading.spans, strict=True) if span]
    assert "Oliveira" in words[0]
    assert words == [
        text.strip() for text in words
    ]  # pieces of this tokenizer begin with the space before them


def test_few_bits_agree_with_the_float_network(scorers):
    probes = json.loads((MULTILINGUAL / "model.json").read_text(encoding="utf-8"))["probes"]
    reader = scorers.reader_of({"es"})
    found = [float(reader.read(q, [s], [c]).probabilities[0]) for q, c, s, _ in probes]
    gaps = np.abs(np.array(found) - np.array([wanted for *_, wanted in probes]))
    assert gaps.max() < 0.2
    assert gaps.mean() < 0.06


def test_the_artefact_fits_the_wheel():
    assert sum(path.stat().st_size for path in MULTILINGUAL.iterdir()) <= 38_000_000
