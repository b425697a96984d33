"""Serving: the chat page."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hubbot.surfaces.commands.frame import IndexOption, console, log_warnings, print_json, settings_with


def chat(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="7860")] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Open the chat page, the article beside it. Stop with Ctrl-C."""
    settings = settings_with(index_dir=index, host=host, port=port)
    log_warnings()
    from hubbot.live import Live
    from hubbot.surfaces.server import create_app, serve

    def announce(url: str) -> None:
        if as_json:
            print_json({"url": url})
        else:
            console().print(f"The chat is at {url} (stop with Ctrl-C)")
        sys.stdout.flush()

    with Live(settings=settings) as chatbot:
        serve(
            create_app(chatbot, settings),
            settings.host,
            settings.port,
            open_page=open_page,
            on_ready=announce,
        )
