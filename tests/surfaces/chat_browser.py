"""A page served from this process, and a browser that may talk to nothing but it."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hubbot.surfaces.listening import open_socket
from hubbot.surfaces.server import make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOPBACK = re.compile(r"^(http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/|data:|blob:|about:)")


def find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """Serve an app on a port of this machine, a free one if none is named; yield its address."""
    listener = open_socket("127.0.0.1", port)
    server = make_server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that refuses and notes every request to another host, and every error of its own."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    wrong: list[str] = []

    def route_all(route: Any) -> None:
        if LOOPBACK.match(route.request.url):
            route.continue_()
        else:
            wrong.append(f"asked {route.request.url}")
            route.abort()

    context.route("**/*", route_all)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"page error {error}"))
    page.on(
        "console",
        lambda said: wrong.append(f"console {said.text}") if said.type == "error" else None,
    )
    try:
        yield page, wrong
    finally:
        context.close()
