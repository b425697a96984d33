"""The owner's page: one static file and its script; everything in it comes from the owner's routes with the token."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

PATH = "/owner"


def owner_page(static: Path) -> APIRouter:
    """Return the route of the page, whose style and script lie in ``static``."""
    router = APIRouter(include_in_schema=False)
    page = (static / "owner.html").read_text(encoding="utf-8")
    for name in ("owner.css", "owner.js"):
        digest = hashlib.sha256((static / name).read_bytes()).hexdigest()[:12]
        page = page.replace(f"/static/{name}", f"/static/{name}?v={digest}")

    @router.get(PATH)
    def owner() -> Response:
        return HTMLResponse(page, headers={"cache-control": "no-cache"})

    return router
