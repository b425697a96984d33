"""A shipped network taken back to floats says what it said, and can be trained on without dropout."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hubbot.scorer import ReadBy

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
restore = pytest.importorskip("training.restore", reason="training needs scikit-learn")
export = pytest.importorskip("training.export")
trained = pytest.importorskip("training.train")
reading = pytest.importorskip("training.reading")
network = pytest.importorskip("training.model")

SENTENCE = "The ceiling was painted by Maria Oliveira in 1911."


@pytest.fixture(scope="module", params=[ReadBy.ENGLISH, ReadBy.MULTILINGUAL], ids=str)
def restored(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("restored")
    shipped = export.OUT[request.param]
    restore.restore(request.param, shipped, folder)
    probes = json.loads((shipped / "model.json").read_text("utf-8"))["probes"]
    return probes, network.SpanCrossEncoder(str(folder))


def probabilities(model, probes):
    pairs = [reading.Pair(question, context, sentence, 0.0) for question, context, sentence, _ in probes]
    return 1 / (1 + np.exp(-reading.predict(model, pairs, autocast=False)))


def test_what_it_says_is_what_the_floats_said(restored):
    probes, model = restored
    assert np.abs(probabilities(model, probes) - [each[3] for each in probes]).max() < 0.06
    inputs = model.tokenizer("Who painted it?", SENTENCE, return_tensors="pt", return_token_type_ids=True)
    model.eval()
    with torch.inference_mode():
        _, spans = model(**inputs)
    start, end = (int(spans[0, :, edge].argmax()) for edge in (0, 1))
    words = model.tokenizer.decode(inputs["input_ids"][0, start : end + 1])
    assert words.casefold().strip() == "maria oliveira"


def test_training_without_dropout_leaves_nothing_to_chance(restored):
    probes, model = restored
    before = probabilities(model, probes)
    model.plain()
    model.train()
    yes, no = (
        reading.Pair("Who sang?", "", "Ana sang.", 1.0, 0, 3),
        reading.Pair("Who sang?", "", "It rained.", 0.0),
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        first, again = (trained.losses(model, [[yes, no]])["answers"] for _ in range(2))
    assert float(first.detach()) == float(again.detach())
    first.backward()
    assert model.transformer.bert.encoder.layer[0].attention.self.query.weight.grad.abs().sum() > 0
    assert np.abs(probabilities(model, probes) - before).max() < 0.03  # it attends in bfloat16 now
