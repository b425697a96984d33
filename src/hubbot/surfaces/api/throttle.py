"""Rate limits: so many questions from one client, so many in all; and the sites that may ask."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
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
    r"/api/v1/(ask|search|feedback|suggestions)|/ask|/feedback|/mcp/?|/ui/gradio_api/queue/join"
)
FOR_OTHER_SITES = re.compile(r"/(api|mcp|ask|feedback)\b.*|/ui/gradio_api/.*")
OWNERS = re.compile(r"/api/v1/(index|gaps)\b.*")
_OWNER_TRIES = "20/minute"  # of one client: a token cannot be guessed at this rate, a person never reaches it


class Throttle:
    """Answers 429 with Retry-After to whoever asks more than their share."""

    def __init__(self, app: ASGIApp, per_client: str, in_all: str) -> None:
        self._app = app
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._per_client = parse_many(per_client)
        self._in_all = parse_many(in_all)
        self._owner = parse_many(_OWNER_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or scope["method"] == "OPTIONS":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is None:
            await self._app(scope, receive, send)
            return
        limit, who, seconds = refused
        detail = f"More than {_in_words(limit)} came {who}: ask again in {seconds} s."
        response = problem_response(scope, 429, detail, {"retry-after": str(seconds)})
        await response(scope, receive, send)

    def _refused(self, scope: Scope) -> tuple[RateLimitItem, str, int] | None:
        path, client = scope["path"], client_of(scope)
        if OWNERS.fullmatch(path):
            return self._over(self._owner, "from this address", "owner", client)
        if not COSTLY.fullmatch(path):
            return None
        # a client over its share takes nothing from that of all
        return self._over(self._per_client, "from this address", "client", client) or self._over(
            self._in_all, "in all", "all"
        )

    def _over(
        self, limits: Sequence[RateLimitItem], who: str, *names: str
    ) -> tuple[RateLimitItem, str, int] | None:
        for limit in limits:
            if not self._limiter.hit(limit, *names):
                reset = self._limiter.get_window_stats(limit, *names).reset_time
                return limit, who, max(1, math.ceil(reset - time.time()))
        return None


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
                detail = (
                    f"Pages of {origin[:200]} may not ask here: the owner names sites in allowed_origins."
                )
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
