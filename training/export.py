"""Export a trained folder to what the package ships: int8 ONNX, tokenizer and a description with digests."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from hubbot.bylanguage import MULTILINGUAL
from hubbot.scorer import PACKAGED, ReadBy
from training.model import MAX_TOKENS, SpanCrossEncoder
from training.reading import Pair, predict

NAMES = {ReadBy.ENGLISH: "hubbot-scorer-en", ReadBy.MULTILINGUAL: "hubbot-scorer-multilingual"}
OUT = {ReadBy.ENGLISH: PACKAGED, ReadBy.MULTILINGUAL: MULTILINGUAL}
EMBEDDED_TOGETHER = 32  # weights of the word embeddings that share a scale
PROBES = (
    ("Who painted the ceiling?", "The chapel", "The ceiling was painted by Maria Oliveira in 1911."),
    ("Who painted the ceiling?", "", "The chapel has a new roof, which cost two million euros."),
    ("When was the bridge opened?", "Porto", "It was opened to traffic on 4 May 1963, two years late."),
    ("When was the bridge closed?", "Porto", "It was opened to traffic on 4 May 1963, two years late."),
    ("How many people live there?", "Toulouse", "About half a million people live in the city."),
    ("How many people live there?", "", "Buses to the coast leave every hour from the station."),
    ("Why did the mayor resign?", "", "She stepped down because the council had refused her budget."),
    ("What does the museum show?", "Museums", "Entry is free on Sundays."),
)
"""Pairs whose float probabilities ``model.json`` keeps: a test compares the shipped network with them."""

OTHER_PROBES = (
    ("¿Quién pintó el techo?", "La capilla", "El techo lo pintó María Oliveira en 1911."),
    ("Quem pintou o teto?", "", "A capela tem um telhado novo, que custou dois milhões de euros."),
    ("¿Cuándo se abrió el puente?", "Porto", "It was opened to traffic on 4 May 1963, two years late."),
    ("Quantas pessoas vivem lá?", "Toulouse", "About half a million people live in the city."),
)
"""The same for the multilingual network, besides."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export_fp32(model: SpanCrossEncoder, path: Path) -> None:
    """Write the float network with free batch size and length."""
    model.eval()
    model.transformer.config._attn_implementation = "eager"
    example = torch.ones(2, 16, dtype=torch.int64)
    axes: dict[str, Any] = {name: {0: "pairs", 1: "tokens"} for name in INPUTS}
    axes |= {"logits": {0: "pairs"}, "spans": {0: "pairs", 1: "tokens"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (example, example, example),
            str(path),
            input_names=list(INPUTS),
            output_names=["logits", "spans"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def quantise(source: Path, target: Path, kinds: Sequence[str] | None = None) -> None:
    """Write the network with eight-bit weights; activations are quantised while it runs.

    ``kinds`` are the kinds of node whose weights these are, all by default.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
        network = onnx.load(str(ready))
        heads = [
            node.name for node in network.graph.node if "classifier" in node.name or "/span/" in node.name
        ]
        quantize_dynamic(
            str(ready),
            str(target),
            per_channel=True,
            reduce_range=True,  # seven bits: processors without VNNI overflow on eight; measured no worse
            weight_type=QuantType.QInt8,
            nodes_to_exclude=heads,
            op_types_to_quantize=kinds,
        )


def pack_embeddings(path: Path) -> None:
    """Write the word embeddings in the four bits that they came in, every 32 with a half-float scale: nothing is lost.

    Raises ValueError where they are not such numbers, since they were trained.
    """
    network = onnx.load(str(path))
    graph = network.graph
    node = next(n for n in graph.node if n.op_type == "Gather" and "word_embeddings" in n.input[0])
    weights = next(each for each in graph.initializer if each.name == node.input[0])
    values = numpy_helper.to_array(weights)
    parts = values.reshape(values.shape[0], -1, EMBEDDED_TOGETHER)
    largest = np.take_along_axis(parts, np.abs(parts).argmax(2, keepdims=True), 2)[:, :, 0]
    scales = (largest / -8).astype(np.float16)  # the largest is minus eight times the scale
    wide = scales.astype(np.float32)[:, :, None]
    steps = np.rint(parts / np.where(wide == 0, 1, wide))
    if steps.min() < -8 or steps.max() > 7 or not np.array_equal(steps * wide, parts):
        raise ValueError("the word embeddings are no numbers of four bits with a scale")
    nibbles = steps.astype(np.int8).reshape(values.shape).view(np.uint8) & 15
    packed = onnx.TensorProto(name=f"{weights.name}.packed", data_type=onnx.TensorProto.INT4)
    packed.dims.extend(values.shape)
    packed.raw_data = (nibbles[:, 0::2] | nibbles[:, 1::2] << 4).tobytes()
    half = numpy_helper.from_array(scales, f"{weights.name}.scales")
    looked_up = helper.make_node(
        "GatherBlockQuantized",
        [packed.name, node.input[1], f"{half.name}.float"],
        list(node.output),
        name=f"{node.name}.packed",
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=EMBEDDED_TOGETHER,
    )
    widened = helper.make_node("Cast", [half.name], [f"{half.name}.float"], to=onnx.TensorProto.FLOAT)
    place = list(graph.node).index(node)
    graph.node.remove(node)
    graph.node.insert(place, looked_up)
    graph.node.insert(place, widened)
    graph.initializer.remove(weights)
    graph.initializer.extend([packed, half])
    if "com.microsoft" not in {each.domain for each in network.opset_import}:
        network.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(network, str(path))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export(
    trained: Path, out: Path, fp32: Path | None = None, reads: ReadBy = ReadBy.ENGLISH
) -> dict[str, Any]:
    """Write the shipped folder and, if asked, the float network in another; return the manifest."""
    probes = PROBES if reads is ReadBy.ENGLISH else PROBES + OTHER_PROBES
    model = SpanCrossEncoder(str(trained))
    notes = json.loads((trained / "notes.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        float_path = Path(folder) / "float.onnx"
        export_fp32(model, float_path)
        out.mkdir(parents=True, exist_ok=True)
        if reads is ReadBy.MULTILINGUAL:
            quantise(float_path, out / "model.onnx", ["MatMul"])
            pack_embeddings(out / "model.onnx")
        else:
            quantise(float_path, out / "model.onnx")
        if fp32 is not None:
            fp32.mkdir(parents=True, exist_ok=True)
            shutil.copy(float_path, fp32 / "model.onnx")
    pairs = [Pair(question, context, sentence, 0.0) for question, context, sentence in probes]
    floats = [round(1 / (1 + math.exp(-float(logit))), 4) for logit in predict(model, pairs, autocast=False)]
    for place in [out] + ([fp32] if fp32 else []):
        shutil.copy(trained / "tokenizer.json", place / "tokenizer.json")
        manifest = {
            "name": NAMES[reads] if place == out else f"{NAMES[reads]}-fp32",
            **({"reads": str(reads)} if reads is not ReadBy.ENGLISH else {}),
            "steps": notes["step"],
            "seed": notes["seed"],
            **({"averaged": notes["averaged"]} if "averaged" in notes else {}),
            "max_tokens": MAX_TOKENS,
            "sha256": {name: digest(place / name) for name in ("model.onnx", "tokenizer.json")},
        }
        manifest["probes"] = [[*probe, value] for probe, value in zip(probes, floats, strict=True)]
        (place / "model.json").write_text(
            json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return json.loads((out / "model.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("training/runs/main/model"))
    parser.add_argument("--reads", type=ReadBy, choices=list(NAMES), default=ReadBy.ENGLISH)
    parser.add_argument("--out", type=Path, help="the package's folder for it by default")
    parser.add_argument("--fp32", type=Path, default=None)
    arguments = parser.parse_args()
    out = arguments.out or OUT[arguments.reads]
    print(json.dumps(export(arguments.model, out, arguments.fp32, arguments.reads), indent=1))


if __name__ == "__main__":
    main()
