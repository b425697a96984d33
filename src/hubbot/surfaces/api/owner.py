"""The owner's door: a token from the environment, sent in a header, compared in constant time."""

from __future__ import annotations

import hmac
import re

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from hubbot.settings import Settings
from hubbot.surfaces.api.problems import problem_response
from hubbot.surfaces.api.throttle import Limiter
from hubbot.surfaces.api.visitors import client_of

OWNERS = re.compile(r"/api/v1/(index|gaps|opinions)(/.*)?")
_SCHEME = "bearer "
_TRIES = "20/minute"  # wrong tokens of one client: nobody guesses one at this rate


def is_owner(request: Request, settings: Settings) -> bool:
    """Say whether a request carries the owner's token in its Authorization header, the only place for it."""
    return _is_token(request.headers.get("authorization", ""), settings.owner_token)


class OwnersDoor:
    """Lets only the owner through to the owner's routes, before a byte of a body is read.

    Without a token in the settings there are no such routes: 404, whatever is sent.
    """

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app = app
        self._token = token
        self._limiter = Limiter(_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 404, 401 or 429."""
        if scope["type"] != "http" or not OWNERS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        if self._token is None:
            await problem_response(scope, 404, f"Not found: {scope['path']}")(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if _is_token(given.decode("latin-1"), self._token):
            await self._app(scope, receive, send)
            return
        over = self._limiter.over(client_of(scope))
        if over is not None:
            detail = f"Too many wrong tokens came from this address: try again in {over.seconds} s."
            response = problem_response(scope, 429, detail, {"retry-after": str(over.seconds)})
        else:
            detail = "This is the owner's: send 'Authorization: Bearer' with the owner token in a header."
            response = problem_response(scope, 401, detail, {"www-authenticate": 'Bearer realm="hubbot"'})
        await response(scope, receive, send)


def _is_token(given: str, token: str | None) -> bool:
    if token is None or given[: len(_SCHEME)].lower() != _SCHEME:
        return False
    return hmac.compare_digest(given[len(_SCHEME) :].strip().encode("utf-8", "replace"), token.encode())
