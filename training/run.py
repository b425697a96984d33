"""Make the packaged scorer from nothing: prepare, train, export, measure. ``python -m training.run``."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run the four commands one after the other; each may also be run by itself, and training resumes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="where train/ and eval/ are")
    parser.add_argument("--steps", default="3500")
    parser.add_argument("--decay", default="700")
    arguments = parser.parse_args()
    commands = (
        ("training.prepare", "--train", str(arguments.shared / "train")),
        ("training.train", "--steps", arguments.steps, "--decay", arguments.decay),
        ("training.export", "--fp32", "training/runs/main/fp32"),
        ("training.measure", "--eval", str(arguments.shared / "eval")),
    )
    for command in commands:
        subprocess.run([sys.executable, "-m", *command], check=True)


if __name__ == "__main__":
    main()
