"""What every command shares: exit codes, settings from flags, printing for people and for machines."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from hubbot.settings import Settings, settings_from_environment

FAILED, WRONG = 1, 3
PIPE_WIDTH = 100_000  # nothing is wrapped or cut for another program

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index.", show_default="index")
]
ScorerOption = Annotated[
    str | None,
    typer.Option(
        "--scorer",
        help="What reads question and passage: default, none, a folder made by training, or a CrossEncoder's name.",
        show_default="default",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON for machines instead of text for people.")
]


def settings_with(**given: object) -> Settings:
    """Return the settings of the environment, replaced by the flags that were given."""
    from dataclasses import replace

    return replace(settings_from_environment(), **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]


def log_warnings() -> None:
    """Show warnings of the library as sentences on standard error."""
    import logging

    logging.basicConfig(level=logging.WARNING, format="hubbot: %(message)s")
    logging.getLogger("huggingface_hub").propagate = False  # it prints its warnings itself


def load_chatbot(index: Path | None, scorer: str | None = None) -> Any:
    """Return the chatbot of the index in a folder, or in the folder of the settings, with the scorer asked for."""
    log_warnings()
    with nothing_collected():
        from hubbot.chatbot import Chatbot

        return Chatbot.load(settings=settings_with(index_dir=index, scorer=scorer))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no garbage while things are imported and loaded: none of it is, and looking takes a tenth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def progress_bar(shown: bool) -> Iterator[Any]:
    """Yield what a build calls with a stage, what is done and the total; None where nothing is shown."""
    if not shown:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        rate,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        tasks: dict[str, Any] = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total, rate="")
            bar.update(tasks[name], completed=done)
            speed = bar.tasks[tasks[name]].speed  # of the last half minute
            bar.update(tasks[name], rate=f"{speed:,.0f}/s" if speed else "")

        yield advance


def print_progress(stage: str, done: int, total: int) -> None:
    """Print how far a build is, for another program."""
    typer.echo(json.dumps({"stage": stage, "done": done, "total": total}), err=True)


def console(*, stderr: bool = False) -> Any:
    """Return a console that wraps for people and not for other programs."""
    from rich.console import Console

    if (sys.stderr if stderr else sys.stdout).isatty():
        return Console(stderr=stderr, highlight=False)
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=PIPE_WIDTH)


def print_json(value: object) -> None:
    """Print JSON for machines."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def plural(count: int, noun: str) -> str:
    """Return a count and its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def fail(message: str) -> Any:
    """Say one sentence on standard error and leave with exit code 1."""
    typer.echo(f"hubbot: {message}", err=True)
    sys.exit(FAILED)
