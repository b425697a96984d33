"""Rate limits: so many questions from one client, so many in all; and the sites that may ask."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hubbot.surfaces.api.problems import problem_response
from hubbot.surfaces.api.visitors import client_of

# What costs something to answer. Reading documents, health and static files does not.
COSTLY = re.compile(
    r"/api/v1/(ask|search|feedback|suggestions|inspection)|/ask|/feedback|/mcp/?|/ui/gradio_api/queue/join"
)
FOR_OTHER_SITES = re.compile(r"/(api|mcp|ask|feedback)\b.*|/ui/gradio_api/.*")


@dataclass(frozen=True, slots=True)
class Over:
    """A limit that was reached, and in how many seconds there is room again."""

    limit: str
    seconds: int


class Limiter:
    """Counts against rates ("60/minute", several with ";") in memory; what is over counts no further."""

    def __init__(self, rates: str) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rates = parse_many(rates)

    def over(self, *names: str) -> Over | None:
        """Count one more under ``names``; return the rate that has no room for it."""
        for rate in self._rates:
            if not self._limiter.hit(rate, *names):
                reset = self._limiter.get_window_stats(rate, *names).reset_time
                return Over(_in_words(rate), max(1, math.ceil(reset - time.time())))
        return None


class Throttle:
    """Answers 429 with Retry-After to whoever asks more than their share."""

    def __init__(self, app: ASGIApp, per_client: str, in_all: str) -> None:
        self._app = app
        self._per_client = Limiter(per_client)
        self._in_all = Limiter(in_all)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        costly = scope["type"] == "http" and scope["method"] != "OPTIONS" and COSTLY.fullmatch(scope["path"])
        if costly:
            who = "from this address"
            over = self._per_client.over(client_of(scope))
            if over is None:  # a client over its share takes nothing from that of all
                who, over = "in all", self._in_all.over()
            if over is not None:
                detail = f"More than {over.limit} came {who}: ask again in {over.seconds} s."
                response = problem_response(scope, 429, detail, {"retry-after": str(over.seconds)})
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


class KnownSites:
    """Refuses calls from pages of sites that the owner did not name, before anything is computed for them.

    A browser names the page's site in ``Origin``; programs send none and are not held up. Compared are host and
    port with the request's own, because a proxy that speaks TLS hides the scheme.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self._app = app
        self._origins = frozenset(origin.lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403."""
        if scope["type"] == "http" and FOR_OTHER_SITES.fullmatch(scope["path"]):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and not self._is_known(origin.lower(), headers.get("host", "").lower()):
                detail = f"Pages of {origin[:200]} may not ask here: the owner names sites in HUBBOT_ALLOWED_ORIGINS."
                await problem_response(scope, 403, detail, {"vary": "Origin"})(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_known(self, origin: str, host: str) -> bool:
        if origin in self._origins:
            return True
        try:
            return bool(host) and urlsplit(origin).netloc == host
        except ValueError:
            return False


def _in_words(limit: RateLimitItem) -> str:
    requests = "1 request" if limit.amount == 1 else f"{limit.amount} requests"
    return f"{requests} per {limit.multiples} {limit.GRANULARITY.name}"
