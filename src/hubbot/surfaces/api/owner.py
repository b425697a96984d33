"""The owner's door: a token from the environment, sent in a header, compared in constant time."""

from __future__ import annotations

import hmac

from fastapi import Request

from hubbot.settings import Settings
from hubbot.surfaces.api.problems import ProblemError

_SCHEME = "bearer "


def is_owner(request: Request, settings: Settings) -> bool:
    """Say whether a request carries the owner's token in its Authorization header, the only place for it."""
    if settings.owner_token is None:
        return False
    given = request.headers.get("authorization", "")
    if given[: len(_SCHEME)].lower() != _SCHEME:
        return False
    return hmac.compare_digest(
        given[len(_SCHEME) :].strip().encode("utf-8", "replace"), settings.owner_token.encode()
    )


def require_owner(request: Request, settings: Settings) -> None:
    """Raise ProblemError: 404 where no token is set, because nothing is there then, 401 for a wrong one."""
    if settings.owner_token is None:
        raise ProblemError(404, f"Not found: {request.method} {request.url.path}")
    if not is_owner(request, settings):
        raise ProblemError(
            401,
            "This is the owner's: send HTTP header 'Authorization: Bearer' with the owner token.",
            {"www-authenticate": 'Bearer realm="hubbot"'},
        )
