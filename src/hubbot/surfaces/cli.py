"""The command line: index, compile, ask, chat, verify, evaluate.

Every command takes --json. Libraries are imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from hubbot.errors import HubbotError
from hubbot.settings import Settings, settings_from_environment
from hubbot.surfaces import options

EPILOG = (
    "Exit codes: 0 hubbot replied (with an answer, or that the article doesn't say), 1 it could not, "
    "2 wrong usage, 3 something was found wrong (a damaged index, a false citation, a bad line, a lower number)."
)
FAILED, WRONG = 1, 3
PIPE_WIDTH = 100_000  # nothing is wrapped or cut for another program

app = typer.Typer(
    name="hubbot",
    help="Ask an article, get the article's own words: the exact sentence or quote, who said it and where.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index.", show_default="index")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON for machines instead of text for people.")
]


def main() -> None:
    """Run the command line; an error of hubbot's ends in one sentence, never in a traceback."""
    try:
        app()
    except HubbotError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.exit(0)


@app.command("index", epilog=EPILOG)
def index_command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files (.txt, .md) and folders. Default: corpus/")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write the index to.", show_default="index")
    ] = None,
    encoder: Annotated[
        list[str] | None,
        typer.Option("--encoder", help="A sentence-transformers name or folder; repeat for several arms."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the index from new text. The old index stays in place until the new one is complete.

    Example: hubbot index my-article.md --out my-index
    """
    settings = _settings(encoders=tuple(encoder) if encoder else None)
    with _progress(not as_json) as progress:
        from hubbot.chatbot import build_index

        manifest = build_index(
            [*(paths or [settings.corpus_dir])],
            out or settings.index_dir,
            settings=settings,
            progress=progress,
        )
    if as_json:
        _print_json(manifest.model_dump(mode="json"))
        return
    counts = manifest.counts
    _console().print(
        f"Indexed {_plural(counts['documents'], 'document')} into {out or settings.index_dir}: "
        f"{_plural(counts['passages'], 'passage')}, {_plural(counts['sections'], 'section')}, "
        f"{_plural(counts['facts'], 'fact')}, {_plural(counts['speeches'], 'statement')} by speakers."
    )


@app.command("compile", epilog=EPILOG)
def compile_command(as_json: JsonOption = False) -> None:
    """Compile the embedding models once, so that questions start fast; `hubbot index` does it by itself."""
    _log_warnings()
    from hubbot.encoder import load_available, starts_fast

    settings = _settings()
    encoders, missing = load_available(settings.encoders, settings.cache_dir)
    ready = {encoder.name: starts_fast(encoder) for encoder in encoders}
    if as_json:
        _print_json(ready)
    else:
        for name, fast in ready.items():
            typer.echo(f"{name}: {'ready' if fast else 'not compiled, takes seconds to start'}")
    for warning in missing:
        typer.echo(f"hubbot: {warning}", err=True)
    sys.exit(0 if all(ready.values()) else FAILED)


@app.command(epilog=EPILOG)
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
    as_json: JsonOption = False,
) -> None:
    """Ask a question, or a whole file of questions with --batch.

    Example: hubbot ask "which city has less traffic than Bogota?"
    """
    if (question is None) == (batch is None):
        raise typer.BadParameter("give one question, or --batch FILE")
    if batch is not None:
        _ask_batch(batch, index, document, explain)
        return
    assert question is not None
    chatbot = _load(index)
    answer = chatbot.ask(question, history or (), document_id=document, verbatim=verbatim, explain=explain)
    if as_json:
        _print_json(answer.to_dict())
        return
    from hubbot.surfaces.terminal import print_answer

    print_answer(_console(), answer)
    if answer.explanation is not None:
        _print_json(answer.explanation)


@app.command(epilog=EPILOG)
def chat(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="7860")] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Open the chat page, the article beside it. Stop with Ctrl-C."""
    settings = _settings(index_dir=index, host=host, port=port)
    chatbot = _load(settings.index_dir)
    from hubbot.surfaces.server import create_app, serve

    def announce(url: str) -> None:
        if as_json:
            _print_json({"url": url})
        else:
            _console().print(f"The chat is at {url} (stop with Ctrl-C)")
        sys.stdout.flush()

    serve(
        create_app(chatbot, settings),
        settings.host,
        settings.port,
        open_page=open_page,
        on_ready=announce,
    )


@app.command(epilog=EPILOG)
def verify(
    answer: Annotated[
        Path | None,
        typer.Argument(help="A file with an answer's JSON, - for standard input; a pipe is read by itself."),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every digest and every span of the index against the corpus, and an answer's citations.

    Example: hubbot ask "..." --json | hubbot verify
    """
    from hubbot.verification import verify_answers, verify_index

    folder = _settings(index_dir=index).index_dir
    report = verify_index(folder)
    text = _piped_answer(answer)
    if text.strip() and not report.problems:
        report = verify_answers(folder, text)
    if as_json:
        _print_json(report.to_dict())
    else:
        for problem in report.problems:
            _console(stderr=True).print(problem, style="bold red", markup=False)
        if not report.problems:
            _console().print(report.summary, markup=False)
    if report.problems:
        raise typer.Exit(WRONG)


@app.command(epilog=EPILOG)
def evaluate(
    gold: options.GoldArgument = options.GOLD,
    suite: options.SuiteOption = "gold",
    split: options.SplitOption = None,
    sample: options.SampleOption = None,
    eval_dir: options.EvalDirOption = None,
    ablation: options.AblationOption = False,
    check: options.CheckOption = False,
    write: options.WriteOption = False,
    floors: options.FloorsOption = None,
    regression: options.RegressionOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the answers: right citations, right silence, by kind and language, with 95 % intervals.

    Example: hubbot evaluate --split dev --check
    """
    from hubbot.evaluation import bench, report
    from hubbot.surfaces.scoreboard import print_report

    settings = _settings(index_dir=index, eval_dir=eval_dir)
    opened = bench.open_bench(settings, gold, split or ("dev" if check or write else "all"), sample)
    wishes = report.FloorWishes(floors or gold.with_name("floors.json"), check, write, regression)
    found = report.evaluate(opened, suite, ablate=ablation, floors=wishes)
    _print_json(found) if as_json else print_report(_console(), found)
    if found.get("floors", {}).get("drops"):
        raise typer.Exit(WRONG)


def _ask_batch(batch: Path, index: Path | None, document: str | None, explain: bool) -> None:
    if str(batch) == "-":
        lines = sys.stdin.buffer.readlines()
    else:
        try:
            lines = batch.read_bytes().splitlines()
        except OSError as error:
            _fail(f"{batch} cannot be read ({error.strerror}): give a JSON Lines file")
    from hubbot.surfaces.batch import answer_lines, to_json

    bad = False
    for result in answer_lines(_load(index), lines, document_id=document, explain=explain):
        if result.contract is None:
            bad = True
            typer.echo(result.error, err=True)
        else:
            typer.echo(to_json(result.contract))
    if bad:
        raise typer.Exit(WRONG)


def _piped_answer(path: Path | None) -> str:
    if path is not None and str(path) != "-":
        try:
            return path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            _fail(f"{path} cannot be read ({error.strerror})")
    if path is None:
        try:
            mode = sys.stdin.fileno()
            kind = stat.S_IFMT(Path(f"/dev/fd/{mode}").stat().st_mode)
        except (OSError, ValueError, AttributeError):
            return ""
        if kind not in (stat.S_IFIFO, stat.S_IFREG):
            return ""
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _settings(**given: object) -> Settings:
    from dataclasses import replace

    return replace(settings_from_environment(), **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]


def _log_warnings() -> None:
    import logging

    logging.basicConfig(level=logging.WARNING, format="hubbot: %(message)s")


def _load(index: Path | None) -> Any:
    _log_warnings()
    from hubbot.chatbot import Chatbot

    return Chatbot.load(settings=_settings(index_dir=index))


@contextmanager
def _progress(shown: bool) -> Iterator[Any]:
    if not shown:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        tasks: dict[str, Any] = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done)

        yield advance


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    if (sys.stderr if stderr else sys.stdout).isatty():
        return Console(stderr=stderr, highlight=False)
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=PIPE_WIDTH)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _fail(message: str) -> Any:
    typer.echo(f"hubbot: {message}", err=True)
    sys.exit(FAILED)


if __name__ == "__main__":
    main()
