"""The command line: every command by its name, and what an error looks like.

Every command but `mcp` takes --json. Libraries are imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from hubbot.errors import CorpusError, HubbotError
from hubbot.surfaces.commands import asking, building, inspecting, judging, serving
from hubbot.surfaces.commands.frame import fail

EPILOG = (
    "Exit codes: 0 hubbot replied (with an answer, or that the article doesn't say), 1 it could not, "
    "2 wrong usage, 3 something was found wrong (a damaged index, a false citation, a bad line, a lower number)."
)
COMMANDS: dict[str, Callable[..., None]] = {  # in the order in which help lists them
    "index": building.index_command,
    "versions": building.versions,
    "restore": building.restore,
    "compile": building.compile_command,
    "ask": asking.ask,
    "chat": serving.chat,
    "serve": serving.serve,
    "mcp": serving.mcp,
    "gaps": serving.gaps,
    "config": serving.config,
    "inspect": inspecting.inspect,
    "verify": judging.verify,
    "evaluate": judging.evaluate,
}


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"hubbot {version('hubbot')}")
        raise typer.Exit


app = typer.Typer(
    name="hubbot",
    help="Ask an article, get the article's own words: the exact sentence or quote, who said it and where.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def hubbot(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Carry the options of `hubbot` itself."""


for name, command in COMMANDS.items():
    app.command(name, epilog=EPILOG)(command)


def main() -> None:
    """Run the command line; an error of hubbot's ends in one sentence, never in a traceback."""
    _print_everything()
    try:
        app()
    except CorpusError as error:
        fail(_and_again(str(error), sys.argv[1:2]))
    except HubbotError as error:
        fail(str(error))
    except BrokenPipeError:
        sys.exit(0)


def _print_everything() -> None:
    """Let every character be printed: a program reads UTF-8 whatever the locale, a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _and_again(sentence: str, command: list[str]) -> str:
    """Return what is wrong with a text, and the command to give again, where the sentence names none itself."""
    known = [name for name in command if name in COMMANDS]
    return f"{sentence}; then run `hubbot {known[0]}` again" if known and "`" not in sentence else sentence


if __name__ == "__main__":
    main()
