"""Asking: one question, or a file of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hubbot.surfaces.commands.frame import (
    WRONG,
    IndexOption,
    JsonOption,
    ScorerOption,
    console,
    fail,
    load_chatbot,
    print_json,
)


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    history: Annotated[
        list[str] | None, typer.Option("--history", help="An earlier question; repeat, oldest first.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            help='JSON Lines of {"id", "question", "history"?, "document_id"?}; - for standard input.',
        ),
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", help="Answer from this document only.")
    ] = None,
    index: IndexOption = None,
    verbatim: Annotated[
        bool, typer.Option("--verbatim", help="Take the question as typed, without the history.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why this answer, or silence, was chosen.")
    ] = False,
    scorer: ScorerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question, or a whole file of questions with --batch.

    Example: hubbot ask "which city has less traffic than Bogota?"
    """
    if (question is None) == (batch is None):
        raise typer.BadParameter("give one question, or --batch FILE")
    if batch is not None:
        _ask_batch(batch, load_chatbot(index, scorer), document, explain)
        return
    assert question is not None
    chatbot = load_chatbot(index, scorer)
    answer = chatbot.ask(question, history or (), document_id=document, verbatim=verbatim, explain=explain)
    if as_json:
        print_json(answer.to_dict())
        return
    from hubbot.surfaces.terminal import print_answer

    print_answer(console(), answer)
    if answer.explanation is not None:
        print_json(answer.explanation)


def _ask_batch(batch: Path, chatbot: Any, document: str | None, explain: bool) -> None:
    if str(batch) == "-":
        lines = sys.stdin.buffer.readlines()
    else:
        try:
            lines = batch.read_bytes().splitlines()
        except OSError as error:
            fail(f"{batch} cannot be read ({error.strerror}): name a JSON Lines file with --batch")
    from hubbot.surfaces.batch import answer_lines, to_json

    bad = False
    for result in answer_lines(chatbot, lines, document_id=document, explain=explain):
        if result.contract is None:
            bad = True
            typer.echo(result.error, err=True)
        else:
            typer.echo(to_json(result.contract))
    if bad:
        raise typer.Exit(WRONG)
