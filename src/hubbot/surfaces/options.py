"""The options of `hubbot evaluate`, which has more of them than the other commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

GOLD = Path("tests/gold/questions.jsonl")

GoldArgument = Annotated[Path, typer.Argument(help="Gold questions, JSON Lines.")]
SuiteOption = Annotated[
    str,
    typer.Option("--suite", help="gold, others (a wrong name lists them), several with commas, or all."),
]
SplitOption = Annotated[
    str | None,
    typer.Option(
        "--split", help="Which gold questions: dev, test or all.", show_default="all, dev for floors"
    ),
]
SampleOption = Annotated[
    int | None, typer.Option("--sample", min=1, help="At most so many questions of each set.")
]
EvalDirOption = Annotated[
    Path | None, typer.Option("--eval-dir", help="Folder of the public sets.", show_default="../shared/eval")
]
AblationOption = Annotated[
    bool, typer.Option("--ablation", help="Also without each arm, the scorer and each signal.")
]
CheckOption = Annotated[bool, typer.Option("--check", help="Exit with 3 when a number fell below its floor.")]
WriteOption = Annotated[bool, typer.Option("--write-floors", help="Raise the floors to these numbers.")]
FloorsOption = Annotated[
    Path | None,
    typer.Option("--floors", help="File of the floors.", show_default="floors.json beside the questions"),
]
RegressionOption = Annotated[
    str | None,
    typer.Option("--allow-regression", help="Why a floor may be lowered; the reason is written down."),
]
OtherScorersOption = Annotated[
    list[str] | None,
    typer.Option("--other-scorer", help="One more row of the ablation with this scorer; repeat."),
]
