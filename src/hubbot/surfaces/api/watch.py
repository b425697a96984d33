"""What the server notes of each request: a count, a time, a log line. No words of a reader, no address."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubbot.settings import Settings
from hubbot.surfaces.api.desk import QUESTIONS
from hubbot.surfaces.api.metrics import Metrics
from hubbot.surfaces.api.problems import REQUEST_ID

API = "/api/v1"
_MOUNTED = re.compile(r"/(ui|static|mcp)(?=/|$)")

logger = logging.getLogger("hubbot.requests")


class Watch:
    """Counts and times every request, and writes one line about it at level info."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its time ends with the head of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        seconds, status = 0.0, 500

        async def noted(message: Message) -> None:
            nonlocal seconds, status
            if message["type"] == "http.response.start":
                seconds, status = time.perf_counter() - start, message["status"]
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=scope.get(REQUEST_ID))
        try:
            await self._app(scope, receive, noted)
        finally:
            route = _route(scope)
            self._metrics.requests.labels(route, str(status)).inc()
            self._metrics.seconds.labels(route).observe(seconds or time.perf_counter() - start)
            logger.info(
                "request",
                extra={
                    "method": scope["method"],
                    "route": route,
                    "status": status,
                    "ms": round(1000 * (seconds or time.perf_counter() - start), 1),
                },
            )
            structlog.contextvars.unbind_contextvars("request_id")


def configure_logging(settings: Settings) -> None:
    """Send the log of every library through one formatter, to standard error: lines for people, or JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("hubbot").setLevel(settings.log_level.upper())
    if settings.log_questions:
        logging.getLogger(QUESTIONS).setLevel(logging.INFO)


def _route(scope: Scope) -> str:
    """Return the pattern of the route, not the path: a path may hold a reader's words or name a document."""
    found = _MOUNTED.match(scope["path"])
    if found:
        return found[0]
    pattern = str(getattr(scope.get("route"), "path", "other"))
    below_api = scope["path"].startswith(f"{API}/") and pattern.startswith("/")
    return API + pattern.removeprefix(API) if below_api else pattern
