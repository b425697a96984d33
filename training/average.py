"""Average the weights of trained folders that started from the same network: one network, better than each.

Wortsman et al. 2022, "Model soups". A folder given twice counts twice. ``python -m training.average A B --out C``
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from safetensors.torch import load_file, save_file

from training.held_out import held_out_metrics
from training.model import SpanCrossEncoder
from training.prepare import read_lines

WEIGHTS, HEAD, NOTES = "model.safetensors", "span_head.pt", "notes.json"


def mean(parts: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of tensors of the same names and shapes. Raises ValueError where names differ."""
    if any(part.keys() != parts[0].keys() for part in parts):
        raise ValueError("the networks are not of one kind: average folders of the same training")
    return {name: sum(part[name].float() for part in parts) / len(parts) for name in parts[0]}  # type: ignore[misc]


def average(folders: Sequence[Path], out: Path, held_out: Path, limit: int = 600) -> dict[str, object]:
    """Write the averaged network to ``out`` and return its notes: steps of all, and how it does on held-out data."""
    shutil.copytree(folders[0], out, dirs_exist_ok=True)
    save_file(mean([load_file(folder / WEIGHTS) for folder in folders]), out / WEIGHTS, {"format": "pt"})
    torch.save(mean([torch.load(folder / HEAD, weights_only=True) for folder in folders]), out / HEAD)
    notes = [json.loads((folder / NOTES).read_text("utf-8")) for folder in folders]
    found: dict[str, object] = {
        "step": max(note["step"] for note in notes),
        "seed": notes[0]["seed"],
        "averaged": [{"step": note["step"], "seed": note["seed"]} for note in notes],
        **held_out_metrics(SpanCrossEncoder(str(out)), read_lines(held_out), limit),
    }
    (out / NOTES).write_text(json.dumps(found, indent=1), "utf-8")
    return found


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="trained folders (runs/NAME/model)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, default=Path("training/runs/data/held_out.jsonl"))
    parser.add_argument("--limit", type=int, default=600, help="held-out questions asked")
    arguments = parser.parse_args()
    found = average(arguments.folders, arguments.out, arguments.held_out, arguments.limit)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
