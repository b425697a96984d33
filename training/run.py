"""Make the packaged scorer from nothing: prepare, train, average, export, measure. ``python -m training.run``.

Without ``--averaged`` it makes one network in two hours on two cores; with it the recipe of the shipped one, which is
the average of four trainings, in about seven. Everything resumes where it was stopped.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

RUNS = Path("training/runs")
WORDNET = Path("/usr/share/wordnet")
WORDS = (Path("/usr/share/dict/spanish"), Path("/usr/share/dict/brazilian"))
SPANISH, WRITTEN = 0.08, 0.6  # weights of the Spanish and of the written groups in the multilingual training
LONGER, LONGER_DECAY = 6050, 550  # steps of the first training, gone on
REWORDED, REWORDED_DECAY, REWORDED_RATE = 2100, 2000, 0.6  # of the training on reworded questions

Command = tuple[str, ...]


def one(shared: Path, steps: int, decay: int) -> Iterator[Command]:
    """Yield the commands that make one network."""
    yield "training.prepare", "--train", str(shared / "train")
    yield "training.train", "--sets", str(shared / "train"), "--steps", str(steps), "--decay", str(decay)


def averaged(shared: Path, steps: int, decay: int, share: float, wordnet: Path) -> Iterator[Command]:
    """Yield the commands that go on from one network to the average of four; ``share`` shortens what follows it."""
    first, second, longer, reworded = (RUNS / name for name in ("main", "second", "longer", "reworded"))
    train = ("training.train", "--sets", str(shared / "train"))
    yield *train, "--run", str(second), "--seed", "1", "--steps", str(steps), "--decay", str(decay)
    if not longer.exists():
        shutil.copytree(first, longer)  # it goes on from the first one's last state
    more = ("--steps", str(round(LONGER * share)), "--decay", str(round(LONGER_DECAY * share)))
    yield *train, "--run", str(longer), *more
    three = [str(run / "model") for run in (first, second, longer)]
    yield "training.average", *three, "--out", str(RUNS / "three")
    last = ("--steps", str(round(REWORDED * share)), "--decay", str(round(REWORDED_DECAY * share)))
    start = (
        "--start",
        str(RUNS / "three"),
        "--run",
        str(reworded),
        "--seed",
        "1",
        "--rate",
        str(REWORDED_RATE),
    )
    yield *train, *start, *last, "--wordnet", str(wordnet)
    yield "training.average", *three, str(reworded / "model"), "--out", str(RUNS / "averaged")


def multilingual(
    shared: Path, steps: int, decay: int, words: Sequence[Path], wordnet: Path
) -> Iterator[Command]:
    """Yield the commands that make the multilingual network."""
    base, trained = RUNS / "multilingual-base", RUNS / "multilingual"
    yield "training.prepare", "--train", str(shared / "train")
    yield "training.multilingual", "--words", *map(str, words), "--out", str(base)
    long = ("--steps", str(steps), "--decay", str(decay))
    more = (
        "--multilingual",
        "--written-weight",
        str(WRITTEN),
        "--spanish",
        str(SPANISH),
        "--wordnet",
        str(wordnet),
    )
    yield (
        "training.train",
        "--sets",
        str(shared / "train"),
        "--start",
        str(base),
        "--run",
        str(trained),
        *long,
        *more,
    )
    yield "training.export", "--reads", "multilingual", "--model", str(trained / "model")


def main() -> None:
    """Run the commands one after the other; each may also be run by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="where train/ and eval/ are")
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--decay", type=int, default=700)
    parser.add_argument("--averaged", action="store_true", help="four trainings and their average")
    parser.add_argument("--multilingual", action="store_true", help="the network for other languages, alone")
    parser.add_argument("--words", type=Path, nargs="*", default=WORDS, help="word lists, for --multilingual")
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="folder of WordNet 3.0, for both")
    parser.add_argument("--out", type=Path, default=Path("src/hubbot/models/scorer"))
    arguments = parser.parse_args()
    reworded = arguments.averaged or arguments.multilingual
    if reworded and not (arguments.wordnet / "data.noun").is_file():
        parser.error(
            f"WordNet is not in {arguments.wordnet}: `apt-get install wordnet-base`, or name it with --wordnet"
        )
    if arguments.multilingual:
        missing = [str(path) for path in arguments.words if not path.is_file()]
        if missing:
            parser.error(
                f"{missing[0]} is not there: `apt-get install wspanish wbrazilian`, or name others with --words"
            )
        for command in multilingual(
            arguments.shared, arguments.steps, arguments.decay, arguments.words, arguments.wordnet
        ):
            _run(command)
        return
    for command in one(arguments.shared, arguments.steps, arguments.decay):
        _run(command)
    model = RUNS / ("averaged" if arguments.averaged else "main/model")
    if arguments.averaged:
        for command in averaged(
            arguments.shared, arguments.steps, arguments.decay, arguments.steps / 3500, arguments.wordnet
        ):
            _run(command)
    _run(
        (
            "training.export",
            "--model",
            str(model),
            "--out",
            str(arguments.out),
            "--fp32",
            str(RUNS / "main/fp32"),
        )
    )
    _run(("training.measure", "--scorer", str(arguments.out), "--eval", str(arguments.shared / "eval")))


def _run(command: Command) -> None:
    subprocess.run([sys.executable, "-m", *command], check=True)


if __name__ == "__main__":
    main()
