"""The widget's files, for pages of other sites: kept for a year where their address holds their digest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from hubbot.surfaces.api.problems import ProblemError

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_A_WHILE = "public, max-age=300"  # a page that embeds the loader sees a new one within five minutes


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    digest: str
    media_type: str


def widget_routes(folder: Path) -> APIRouter:
    """Return the routes of the files in ``folder``: ``/widget.js`` and ``/widget/NAME``; others do not exist."""
    router = APIRouter(include_in_schema=False)
    files = _read(folder)

    @router.get("/widget.js")
    def loader(request: Request) -> Response:
        return _send("widget.js", request)

    @router.get("/widget/{name:path}")
    def file(name: str, request: Request) -> Response:
        return _send(name, request)

    def _send(name: str, request: Request) -> Response:
        found = files.get(name)
        if found is None:
            raise ProblemError(404, f"Not found: GET {request.url.path}")
        named = {*_DIGEST.findall(name), request.query_params.get("v", "")}
        for_ever = any(len(part) >= 8 and found.digest.startswith(part) for part in named)
        tag = f'"{found.digest[:32]}"'
        headers = {
            "cache-control": _FOR_EVER if for_ever else _A_WHILE,
            "etag": tag,
            "cross-origin-resource-policy": "cross-origin",
        }
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)

    return router


def _read(folder: Path) -> dict[str, _File]:
    """Read the few files once: what is not read here cannot be asked for."""
    files: dict[str, _File] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _TYPES:
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            files[name] = _File(content, hashlib.sha256(content).hexdigest(), _TYPES[path.suffix])
    return files
