"""What is shipped of a trained network: word embeddings in four bits are the very numbers that they were in floats."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
export = pytest.importorskip("training.export", reason="training needs scikit-learn")

ROWS, WIDTH = 50, 64


def write_network(path, embeddings):
    """A network that looks word embeddings up and does nothing else."""
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Gather", ["bert.word_embeddings.weight", "ids"], ["found"], name="look")],
        "lookup",
        [onnx.helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, ["pairs", "tokens"])],
        [onnx.helper.make_tensor_value_info("found", onnx.TensorProto.FLOAT, ["pairs", "tokens", WIDTH])],
        [onnx.numpy_helper.from_array(embeddings, "bert.word_embeddings.weight")],
    )
    opsets = [onnx.helper.make_opsetid("", 17)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opsets, ir_version=10), str(path))


def in_four_bits():
    source = np.random.default_rng(3)
    steps = source.integers(-8, 8, (ROWS, WIDTH // export.EMBEDDED_TOGETHER, export.EMBEDDED_TOGETHER))
    steps[:, :, 0] = -8
    steps[0] = 0  # a row of nothing
    scales = (
        source.random((ROWS, steps.shape[1], 1)) * source.choice([-1, 1], (ROWS, steps.shape[1], 1))
    ) * 0.1
    return (steps * scales.astype(np.float16).astype(np.float32)).reshape(ROWS, WIDTH).astype(np.float32)


def test_packed_embeddings_are_the_same_numbers_in_less_room(tmp_path):
    path, embeddings = tmp_path / "model.onnx", in_four_bits()
    write_network(path, embeddings)
    before = path.stat().st_size
    export.pack_embeddings(path)
    assert path.stat().st_size < before / 3
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ids = np.arange(ROWS, dtype=np.int64)[None]
    assert np.array_equal(session.run(["found"], {"ids": ids})[0][0], embeddings)


def test_embeddings_that_were_trained_are_not_packed(tmp_path):
    path = tmp_path / "model.onnx"
    write_network(path, np.random.default_rng(4).random((ROWS, WIDTH), dtype=np.float32))
    with pytest.raises(ValueError, match="four bits"):
        export.pack_embeddings(path)
