"""The web app: the chat page on our own FastAPI, with the article beside it, and how it is served."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field

from hubbot.errors import HubbotError
from hubbot.settings import Settings
from hubbot.surfaces.article import article_page, header_html, pane_html
from hubbot.surfaces.chat import ChatBackend, mount_chat
from hubbot.surfaces.guard import (
    Guard,
    InsertIntoPage,
    KnownHosts,
    SecurityHeaders,
    content_security_policy,
)
from hubbot.surfaces.markup import UI_PATH
from hubbot.surfaces.phrases import phrases_for
from hubbot.types import Document, Span

logger = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
_LAST_PORT = 65535
_MOUNT = UI_PATH.rstrip("/")
_SHUTDOWN_SECONDS = 3  # an open event stream would hold the server for as long as its page is open
_NO_PREVIEW = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')  # they name other hosts


class PortTakenError(HubbotError):
    """The address to serve on cannot be had."""


class Feedback(BaseModel):
    """A reader's word on one answer."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=4000)
    answer: str = Field(default="", max_length=8000)
    citations: list[str] = Field(default_factory=list, max_length=50)
    helpful: bool


def create_app(
    chatbot: ChatBackend,
    settings: Settings | None = None,
    *,
    hosts: Sequence[str] = (),
    origins: Sequence[str] = (),
    frame_ancestors: Sequence[str] = (),
    on_feedback: Callable[[dict[str, Any]], None] | None = None,
) -> FastAPI:
    """Return the app: the chat at ``/ui/``, articles, health, and nothing from any other host.

    ``hosts`` are further names the page may be reached under, besides this machine's; ``origins`` may call it
    from other sites, none by default; ``frame_ancestors`` may show it in a frame. ``on_feedback`` gets what
    readers say about answers; without it that is written to the log.
    """
    settings = settings or Settings()
    app = FastAPI(title="hubbot", docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, chatbot, on_feedback or _log_feedback)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    mount_chat(app, chatbot, settings, _MOUNT)
    # the last one added is the first one asked
    app.add_middleware(InsertIntoPage, path=UI_PATH, insert=partial(_complete_page, chatbot))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type"],
        allow_credentials=False,
    )
    app.add_middleware(Guard, mount=_MOUNT)
    app.add_middleware(KnownHosts, names=(*_own_names(settings.host), *hosts))
    app.add_middleware(
        SecurityHeaders,
        policy=content_security_policy(frame_ancestors),
        immutable=f"{_MOUNT}/assets/",
    )
    return app


def serve(
    app: FastAPI,
    host: str,
    port: int,
    *,
    open_page: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve ``app`` until interrupted; ``on_ready`` gets the address once it can be reached.

    Port 0 takes a free one; ``open_page`` opens the page where there is a desktop to open it on. Raises
    PortTakenError with the flag that changes it.
    """
    listener = open_socket(host, port)
    try:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        if on_ready:
            on_ready(address)
        if open_page and _has_desktop():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        make_server(app).run(sockets=[listener])
    finally:
        listener.close()


def open_socket(host: str, port: int) -> socket.socket:
    """Return a bound socket, or raise PortTakenError saying which flag to change."""
    if not 0 <= port <= _LAST_PORT:
        raise PortTakenError(f"{port} is no port: choose one from 0 to {_LAST_PORT} with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise PortTakenError(f"{host} is no address of this machine: give another with --host.") from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else "cannot be opened"
        raise PortTakenError(f"Port {port} {why} on {host}: choose another with --port.") from error
    return listener


def _own_names(host: str) -> tuple[str, ...]:
    """Return the names of this machine: its network name only where it was told to listen to the network."""
    if host in {"127.0.0.1", "::1", "localhost"}:
        return ("localhost",)
    name = socket.gethostname()
    return ("localhost", host, name, f"{name}.local")


def _has_desktop() -> bool:
    """Say whether a browser would be a window; a text browser would take the terminal over."""
    return sys.platform in {"darwin", "win32"} or any(
        os.environ.get(variable) for variable in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def make_server(app: FastAPI) -> uvicorn.Server:
    """Return the one-process server: Gradio's queue lives in memory."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    return uvicorn.Server(config)


def _add_routes(app: FastAPI, chatbot: ChatBackend, on_feedback: Callable[[dict[str, Any]], None]) -> None:
    @app.get("/", include_in_schema=False)
    def start() -> Response:
        return RedirectResponse(UI_PATH)

    @app.get("/health")
    def health() -> Response:
        return JSONResponse({"status": "ok", "index": chatbot.describe()})

    @app.get("/article/{document_id:path}")
    def article(document_id: str, start: int | None = None, end: int | None = None) -> Response:
        document = next((known for known in chatbot.documents if known.id == document_id), None)
        if document is None:
            raise HTTPException(404, "There is no such article.")
        page = article_page(document, chatbot.documents, _head(), _mark(document, start, end))
        return HTMLResponse(page.encode("utf-8", "replace"), headers={"cache-control": "no-cache"})

    @app.post("/feedback", status_code=204)
    def feedback(feedback: Feedback) -> None:
        on_feedback(feedback.model_dump())

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")

    @app.get("/manifest.json", include_in_schema=False)
    def manifest() -> Response:
        icon = {"src": "/favicon.ico", "sizes": "any", "type": "image/svg+xml"}
        return JSONResponse(
            {"name": "hubbot", "start_url": UI_PATH, "display": "standalone", "icons": [icon]},
            media_type="application/manifest+json",
        )


def _log_feedback(feedback: dict[str, Any]) -> None:
    logger.info("feedback %s", json.dumps(feedback, ensure_ascii=False))


def _mark(document: Document, start: int | None, end: int | None) -> Span | None:
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    return Span(start, end)


def _head() -> str:
    """Return our style and script, under an address that changes when they do."""
    digest = hashlib.sha256(b"".join((STATIC / name).read_bytes() for name in ("chat.css", "chat.js")))
    version = digest.hexdigest()[:12]
    return (
        '<link rel="icon" href="/favicon.ico" type="image/svg+xml">'
        f'<link rel="stylesheet" href="/static/chat.css?v={version}">'
        f'<script src="/static/chat.js?v={version}" defer></script>'
    )


def _complete_page(chatbot: ChatBackend, page: str) -> str:
    """Return Gradio's page with our head, the header and the article in it, in the article's language."""
    documents = chatbot.documents
    before = after = ""
    phrases = phrases_for(documents[0].language if documents else "en")
    if documents:
        before, after = header_html(documents[0], documents), pane_html(documents[0])
    before += f'<noscript><p class="hb-noscript">{phrases.no_script}</p></noscript>'
    page = _NO_PREVIEW.sub("", page)
    page = page.replace('lang="en"', f'lang="{phrases.code}"', 1)
    page = page.replace("</head>", f"{_head()}</head>", 1)
    page = re.sub(r"<body[^>]*>", lambda opening: f'<body class="hb-chat-page">{before}', page, count=1)
    return f"{after}</body>".join(page.rsplit("</body>", 1))
