"""The web app: the chat page on our own FastAPI, with the article beside it, and how it is served."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from hubbot.settings import Settings
from hubbot.surfaces.api.builder import Build, build_aside
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.documents import document_routes
from hubbot.surfaces.api.fallback import PATH as PLAIN_PATH
from hubbot.surfaces.api.fallback import fallback_routes
from hubbot.surfaces.api.feedback import feedback_routes
from hubbot.surfaces.api.learning import learning_routes
from hubbot.surfaces.api.owner import OwnersDoor
from hubbot.surfaces.api.panels import OWNER_PATH, panel_page
from hubbot.surfaces.api.pictures import picture_routes
from hubbot.surfaces.api.problems import ProblemError, Unbroken, add_problem_handlers, describe_problems
from hubbot.surfaces.api.publishing import Publisher
from hubbot.surfaces.api.questions import question_routes
from hubbot.surfaces.api.rebuilding import owner_routes
from hubbot.surfaces.api.records import Records
from hubbot.surfaces.api.state import refusal_of, state_routes
from hubbot.surfaces.api.throttle import KnownSites, Throttle
from hubbot.surfaces.api.visitors import Visitors
from hubbot.surfaces.api.watch import API, Watch
from hubbot.surfaces.api.widget import widget_routes
from hubbot.surfaces.article import article_page, header_html, page_title, pane_html, panel_html
from hubbot.surfaces.guard import MAX_BODY, Guard, InsertIntoPage, KnownHosts, SecurityHeaders
from hubbot.surfaces.listening import open_socket
from hubbot.surfaces.markup import INSPECT_PATH, UI_PATH, article_link, escaped
from hubbot.surfaces.phrases import Phrases, phrases_for
from hubbot.types import Document, Span

logger = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
_MOUNT = UI_PATH.rstrip("/")
_SHUTDOWN_SECONDS = 10  # for the questions in line; an open event stream would hold the server for ever
_NO_PREVIEW = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')  # they name other hosts
_COMPRESSED_FROM = 1024  # bytes
_COMPRESSION = 4  # of 9: an answer takes 0.1 ms


def create_app(
    source: Any,
    settings: Settings | None = None,
    *,
    hosts: Sequence[str] = (),
    origins: Sequence[str] = (),
    frame_ancestors: Sequence[str] = (),
    on_feedback: Callable[[dict[str, Any]], None] | None = None,
    records: Records | None = None,
    build: Build = build_aside,
) -> FastAPI:
    """Return the app: the API, the chat at ``/ui/``, articles, the widget, and nothing from any other host.

    ``source`` is a chatbot, or an object whose ``current`` is the chatbot of the moment. ``hosts`` are further
    names the app may be reached under, besides those of the settings; ``origins`` may call it from other sites;
    ``frame_ancestors`` may show it in a frame. ``on_feedback`` gets what readers say about answers instead of
    ``records``, which keep it and the unanswered questions; without records nothing is kept. ``build`` makes the
    indexes that the owner publishes.
    """
    settings = settings or Settings()
    records = records or Records(None)
    desk = Desk(source, settings, records)
    origins = (*settings.allowed_origins, *origins)
    app = FastAPI(
        lifespan=partial(_life, desk, records),
        title="hubbot",
        summary="Ask an article, get the article's own words.",
        version="1",
        docs_url=None,  # its pages load scripts from another host
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )
    app.state.desk, app.state.records, app.state.publisher, app.state.parts = desk, records, None, []
    add_problem_handlers(app)
    describe_problems(app)
    tell = on_feedback or records.opine
    for router in (question_routes(desk), feedback_routes(desk, tell), state_routes(desk)):
        app.include_router(router, prefix=API)
    if settings.owner_token is not None:
        publisher = Publisher(settings, lambda: desk.current.documents, desk.reload, build)
        app.include_router(owner_routes(desk, publisher), prefix=API)
        app.include_router(learning_routes(desk, records), prefix=API)
        app.include_router(panel_page(STATIC, OWNER_PATH))
        app.state.publisher = publisher
    app.include_router(picture_routes(desk), prefix=API)
    app.include_router(panel_page(STATIC, INSPECT_PATH))
    app.include_router(document_routes(desk), prefix=API)  # its last route takes any path below it
    app.include_router(feedback_routes(desk, tell), include_in_schema=False)  # where the chat page sends it
    app.include_router(fallback_routes(desk))
    app.include_router(widget_routes(STATIC / "widget"))
    app.include_router(_page_routes(desk))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    if settings.mcp:
        from hubbot.surfaces.tools import add_tools

        add_tools(app, desk, "/mcp")
    if settings.chat:
        from hubbot.surfaces.chat import mount_chat  # three seconds of imports

        mount_chat(app, desk, settings, _MOUNT, partial(desk.note, surface="chat"))
    _add_middleware(app, desk, hosts, origins, (*settings.allowed_origins, *frame_ancestors))
    return app


@asynccontextmanager
async def _life(desk: Desk, records: Records, app: FastAPI) -> AsyncIterator[None]:
    """What runs while the app does; what waits when it ends is still answered and written."""
    async with AsyncExitStack() as stack:
        for part in app.state.parts:
            await stack.enter_async_context(part())
        yield
    desk.ready = False
    await run_in_threadpool(desk.pool.close)
    if app.state.publisher is not None:
        await run_in_threadpool(app.state.publisher.close)
    await run_in_threadpool(records.close)


def _add_middleware(
    app: FastAPI, desk: Desk, hosts: Sequence[str], origins: Sequence[str], frame_ancestors: Sequence[str]
) -> None:
    """Put the rules around the app; the last one added is the first one asked."""
    settings = desk.settings
    app.add_middleware(Unbroken)
    app.add_middleware(InsertIntoPage, path=UI_PATH, insert=partial(_complete_page, desk))
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM, compresslevel=_COMPRESSION)
    app.add_middleware(Guard, mount=_MOUNT, max_upload=settings.max_source_bytes + MAX_BODY)
    app.add_middleware(OwnersDoor, token=settings.owner_token)
    app.add_middleware(Throttle, per_client=settings.rate_per_client, in_all=settings.rate_global)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "mcp-protocol-version", "mcp-session-id"],
        expose_headers=["retry-after", "x-request-id"],
        allow_credentials=False,
        max_age=86400,
    )
    app.add_middleware(KnownSites, origins=origins)
    app.add_middleware(KnownHosts, names=(*_own_names(settings.host), *settings.allowed_hosts, *hosts))
    app.add_middleware(SecurityHeaders, frame_ancestors=frame_ancestors, mount=_MOUNT, own_frame=OWNER_PATH)
    app.add_middleware(Watch, metrics=desk.metrics)
    app.add_middleware(Visitors, trusted=settings.trusted_proxies)


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
        proxy_headers=False,  # who asks is read by `visitors`, which believes named proxies alone
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    return uvicorn.Server(config)


def _page_routes(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def start(request: Request) -> Response:
        path = UI_PATH if desk.settings.chat else PLAIN_PATH
        return RedirectResponse(f"{path}?{request.url.query}" if request.url.query else path)

    @router.get("/health")
    def health() -> Response:
        """Say that the server is alive and with which index; a newer one that was refused, and why."""
        state = {"status": "ok", "index": desk.current.describe(), **refusal_of(desk)}
        return JSONResponse(state, headers={"cache-control": "no-store"})

    @router.get("/article/{document_id:path}")
    def article(document_id: str, start: int | None = None, end: int | None = None, of: str = "") -> Response:
        current = desk.current
        document = current.document_by_id.get(document_id)
        if document is None:
            raise ProblemError(404, f"There is no article {document_id!r} here, or no longer.")
        changed = not document.sha256.startswith(of)  # since the link was made: its offsets lead elsewhere
        mark = None if changed else _mark(document, start, end)
        page = article_page(document, current.documents, _head(), mark, changed=changed)
        return HTMLResponse(page.encode("utf-8", "replace"), headers={"cache-control": "no-cache"})

    @router.get("/favicon.ico")
    def favicon() -> Response:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")

    @router.get("/manifest.json")
    def manifest() -> Response:
        icon = {"src": "/favicon.ico", "sizes": "any", "type": "image/svg+xml"}
        start = UI_PATH if desk.settings.chat else PLAIN_PATH
        return JSONResponse(
            {"name": "hubbot", "start_url": start, "display": "standalone", "icons": [icon]},
            media_type="application/manifest+json",
        )

    return router


def _mark(document: Document, start: int | None, end: int | None) -> Span | None:
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    return Span(start, end)


@cache
def _head() -> str:
    """Return our style and scripts, under an address that changes when they do."""
    scripts = ("chat.js", "answer.js", "trouble.js")
    digest = hashlib.sha256(b"".join((STATIC / name).read_bytes() for name in ("chat.css", *scripts)))
    version = digest.hexdigest()[:12]
    return (
        '<link rel="icon" href="/favicon.ico" type="image/svg+xml">'
        f'<link rel="stylesheet" href="/static/chat.css?v={version}">'
        + "".join(f'<script src="/static/{name}?v={version}" defer></script>' for name in scripts)
    )


def _without_script(documents: Sequence[Document], phrases: Phrases, question: str) -> str:
    """Return links to the pages that need no script: one that asks the question, and the article."""
    asking = (
        f"{PLAIN_PATH}?{urlencode({'q': question}, errors='replace')}" if question.strip() else PLAIN_PATH
    )
    links = {asking: question.strip() or phrases.placeholder}
    if documents:
        links[article_link(documents[0].id)] = phrases.show_article
    return " · ".join(f'<a href="{escaped(link)}">{escaped(words)}</a>' for link, words in links.items())


def _complete_page(desk: Desk, page: str, question: str = "") -> str:
    """Return Gradio's page with our head, the header and the article in it, in the article's language."""
    documents = desk.current.documents
    before = after = ""
    phrases = phrases_for(documents[0].language if documents else "en")
    if documents:
        link = f'<a class="hb-owner hb-panel" href="{OWNER_PATH}" hidden>{phrases.owner}</a>'
        is_owned = desk.settings.owner_token is not None
        before = header_html(documents[0], documents, link if is_owned else "")
        after = pane_html(documents[0])
    after += panel_html(phrases)
    elsewhere = _without_script(documents, phrases, question)
    before += f'<noscript><p class="hb-noscript">{phrases.no_script} {elsewhere}</p></noscript>'
    page = _NO_PREVIEW.sub("", page)
    page = page.replace('lang="en"', f'lang="{phrases.code}"', 1)
    title = f"<title>{escaped(page_title(documents))}</title>"  # Gradio knows that of the first index alone
    page = re.sub(r"<title>.*?</title>", lambda _: title, page, count=1, flags=re.DOTALL)
    page = page.replace("</head>", f"{_head()}</head>", 1)
    page = re.sub(r"<body[^>]*>", lambda opening: f'<body class="hb-chat-page">{before}', page, count=1)
    return f"{after}</body>".join(page.rsplit("</body>", 1))
