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
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.model import MAX_TOKENS, SpanCrossEncoder
from training.train import Pair, predict

NAME = "hubbot-scorer-en"
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


def quantise(source: Path, target: Path) -> None:
    """Write the network with eight-bit weights; activations are quantised while it runs."""
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
        )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export(trained: Path, out: Path, fp32: Path | None = None) -> dict[str, Any]:
    """Write the shipped folder and, if asked, the float network in another; return the manifest."""
    model = SpanCrossEncoder(str(trained))
    notes = json.loads((trained / "notes.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        float_path = Path(folder) / "float.onnx"
        export_fp32(model, float_path)
        out.mkdir(parents=True, exist_ok=True)
        quantise(float_path, out / "model.onnx")
        if fp32 is not None:
            fp32.mkdir(parents=True, exist_ok=True)
            shutil.copy(float_path, fp32 / "model.onnx")
    pairs = [Pair(question, context, sentence, 0.0) for question, context, sentence in PROBES]
    floats = [round(1 / (1 + math.exp(-float(logit))), 4) for logit in predict(model, pairs, autocast=False)]
    for place in [out] + ([fp32] if fp32 else []):
        shutil.copy(trained / "tokenizer.json", place / "tokenizer.json")
        manifest = {
            "name": NAME if place == out else f"{NAME}-fp32",
            "steps": notes["step"],
            "seed": notes["seed"],
            **({"averaged": notes["averaged"]} if "averaged" in notes else {}),
            "max_tokens": MAX_TOKENS,
            "sha256": {name: digest(place / name) for name in ("model.onnx", "tokenizer.json")},
        }
        manifest["probes"] = [[*probe, value] for probe, value in zip(PROBES, floats, strict=True)]
        (place / "model.json").write_text(
            json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return json.loads((out / "model.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("training/runs/main/model"))
    parser.add_argument("--out", type=Path, default=Path("src/hubbot/models/scorer"))
    parser.add_argument("--fp32", type=Path, default=None)
    arguments = parser.parse_args()
    print(json.dumps(export(arguments.model, arguments.out, arguments.fp32), indent=1))


if __name__ == "__main__":
    main()
