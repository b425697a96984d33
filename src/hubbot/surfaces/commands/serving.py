"""Serving: the whole server, the chat page on this machine, and the settings that both go by."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from hubbot.settings import Settings, checked, explained, misspelt_variables, variables
from hubbot.surfaces.commands.frame import (
    IndexOption,
    JsonOption,
    console,
    fail,
    log_warnings,
    nothing_collected,
    plural,
    print_json,
    settings_with,
)

_DEFAULTS = Settings()
HostOption = Annotated[str | None, typer.Option(help="Address to listen on.", show_default=_DEFAULTS.host)]
PortOption = Annotated[int | None, typer.Option(help="Port to listen on.", show_default=str(_DEFAULTS.port))]
OriginOption = Annotated[
    list[str] | None,
    typer.Option(
        "--origin", help="A site that may ask and show us in a frame (https://news.example); repeat."
    ),
]
HostNameOption = Annotated[
    list[str] | None, typer.Option("--host-name", help="A further name of this server; repeat.")
]
ProxyOption = Annotated[
    list[str] | None,
    typer.Option("--proxy", help="Address or network of a proxy that may say whom it asks for; repeat."),
]
ChatOption = Annotated[
    bool | None, typer.Option("--chat/--no-chat", help="The chat page.", show_default="on")
]
McpOption = Annotated[
    bool | None, typer.Option("--mcp/--no-mcp", help="MCP over HTTP, at /mcp.", show_default="on")
]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, max=64, help="Questions answered at once.", show_default=str(_DEFAULTS.workers)),
]
LogFormatOption = Annotated[
    str | None, typer.Option("--log-format", help="text or json.", show_default="text")
]
LogLevelOption = Annotated[
    str | None, typer.Option("--log-level", help="debug, info, warning or error.", show_default="warning")
]


def serve(
    index: IndexOption = None,
    host: HostOption = None,
    port: PortOption = None,
    origin: OriginOption = None,
    host_name: HostNameOption = None,
    proxy: ProxyOption = None,
    workers: WorkersOption = None,
    chat: ChatOption = None,
    mcp: McpOption = None,
    log_format: LogFormatOption = None,
    log_level: LogLevelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Serve the API, the widget, the chat page and MCP from one process. Stop with Ctrl-C.

    Every setting has an environment variable: `hubbot config` lists them. Example: hubbot serve --origin https://news.example
    """
    settings = checked(
        settings_with(
            index_dir=index,
            host=host,
            port=port,
            allowed_origins=_several(origin),
            allowed_hosts=_several(host_name),
            trusted_proxies=_several(proxy),
            workers=workers,
            chat=chat,
            mcp=mcp,
            log_format=log_format,
            log_level=log_level,
        )
    )
    from hubbot.surfaces.api.watch import configure_logging

    configure_logging(settings)
    _run(settings, "hubbot serves", open_page=False, as_json=as_json)


def chat(
    index: IndexOption = None,
    host: HostOption = None,
    port: PortOption = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Open the chat page, the article beside it. Stop with Ctrl-C."""
    settings = checked(settings_with(index_dir=index, host=host, port=port, chat=True))
    log_warnings()
    _run(settings, "The chat is", open_page=open_page, as_json=as_json)


def mcp(index: IndexOption = None) -> None:
    """Offer the tools ask, search and read_section over standard input and output (MCP).

    Example, in an MCP client's settings: {"command": "hubbot", "args": ["mcp", "--index", "/path/to/index"]}
    """
    settings = checked(settings_with(index_dir=index))
    _print_misspelt()
    from hubbot.live import Live
    from hubbot.surfaces.api.desk import Desk
    from hubbot.surfaces.api.watch import configure_logging
    from hubbot.surfaces.tools import build_tools

    configure_logging(settings)  # to standard error: standard output is the protocol's
    with Live(settings=settings) as live:
        build_tools(Desk(live, settings)).run("stdio")


def gaps(
    index: IndexOption = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Of the last days.", show_default="all kept")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write all of them to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what readers asked and the article does not answer, grouped by meaning, most asked first.

    Example: hubbot gaps --days 30 --csv gaps.csv
    """
    settings = settings_with(index_dir=index)
    from hubbot.encoder import load_encoder
    from hubbot.gaps import gaps_csv, group_gaps
    from hubbot.store import read_manifest
    from hubbot.surfaces.api.records import read_unanswered, records_path

    path = records_path(settings)
    if path is None:
        fail("nothing is kept: HUBBOT_KEEP_QUESTIONS is off")
    elif not path.exists():
        read_manifest(settings.index_dir)  # nothing was asked yet; or the folder is misspelt, which raises
    rows = read_unanswered(path, days or settings.keep_days) if path else []
    found = group_gaps(rows, load_encoder(settings.encoders[0], settings.cache_dir)) if rows else ()
    if csv is not None:
        try:
            csv.write_text(gaps_csv(found), encoding="utf-8", newline="")
        except OSError as error:
            fail(f"{csv} cannot be written ({error.strerror}): give another file with --csv")
    if as_json:
        print_json([gap.to_dict() for gap in found[:limit]])
        return
    if not found:
        console().print(f"No unanswered question is kept in {path}.", markup=False)
    for gap in found[:limit]:
        others = f" (in {plural(len(gap.wordings), 'wording')})" if len(gap.wordings) > 1 else ""
        console().print(f"{gap.asked:>5}  {gap.question}{others}", markup=False)
    if csv is not None:
        console().print(f"All {plural(len(found), 'group')} are in {csv}.", markup=False)


def config(as_json: JsonOption = False) -> None:
    """Show every setting, its value, where that comes from, and its variable; secrets are masked."""
    rows = explained(checked(settings_with()))
    _print_misspelt()
    if as_json:
        print_json({row["name"]: row | {"value": _plain(row["value"])} for row in rows})
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("setting", "value", "source", "variable"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row["name"], str(_plain(row["value"])), row["source"], row["variable"])
    console().print(table)


def _print_misspelt() -> None:
    for sentence in misspelt_variables():
        typer.echo(f"hubbot: {sentence}", err=True)


def _run(settings: Settings, what: str, *, open_page: bool, as_json: bool) -> None:
    _print_misspelt()
    from hubbot.surfaces.listening import open_socket

    open_socket(settings.host, settings.port).close()  # what is taken is told at once, not after the models
    # The server drains when it is told to end, then passes the signal on: to this, so that all is closed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as opened:
        with nothing_collected():
            from hubbot.live import Live

            # Gradio takes three seconds to import: meanwhile the models load, outside of Python for the most part.
            threading.Thread(
                target=_import_surfaces, args=(settings,), name="hubbot-imports", daemon=True
            ).start()
            live = opened.enter_context(Live(settings=settings))
            from hubbot.surfaces.api.records import Records, records_path
            from hubbot.surfaces.server import create_app
            from hubbot.surfaces.server import serve as serve_app

            records = Records(records_path(settings), settings.keep_days)
            app = create_app(live, settings, records=records)
        try:
            on_ready = _announce(what, as_json, records.kept_in)
            serve_app(app, settings.host, settings.port, open_page=open_page, on_ready=on_ready)
        finally:
            records.close()


def _import_surfaces(settings: Settings) -> None:
    """Import ahead of time what is needed soon; what is wrong with it is told where it is needed, not by a thread."""
    with suppress(Exception):
        import hubbot.surfaces.server

        if settings.chat:
            import hubbot.surfaces.chat
        if settings.mcp:
            import hubbot.surfaces.tools  # noqa: F401


def _announce(what: str, as_json: bool, kept_in: Path | None) -> Callable[[str], None]:
    def announce(url: str) -> None:
        if as_json:
            print_json({"url": url})
        else:
            console().print(f"{what} at {url} (stop with Ctrl-C)")
            if kept_in is not None:
                off = f"{variables()['keep_questions']}=false keeps nothing"
                console().print(
                    f"Unanswered questions and feedback are kept in {kept_in}; {off}.", markup=False
                )
        sys.stdout.flush()

    return announce


def _several(given: list[str] | None) -> tuple[str, ...] | None:
    return tuple(given) if given else None


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value
