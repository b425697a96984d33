"""The pages that open over the chat: what was understood, and the owner's. Static files; their words come from the API.

Each is a page of its own too, in a frame of the chat page only where that is no frame of another site's.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

OWNER_PATH = "/owner"


def panel_page(static: Path, path: str) -> APIRouter:
    """Return the route of the page at ``path``, whose file in ``static`` has its name."""
    router = APIRouter(include_in_schema=False)

    @router.get(path)
    def panel() -> Response:
        page = _complete(static, f"{path.strip('/')}.html")
        return HTMLResponse(page, headers={"cache-control": "no-cache"})

    return router


@cache
def _complete(static: Path, name: str) -> str:
    """Return a page whose style and scripts have addresses that change when they do."""
    page = (static / name).read_text(encoding="utf-8")
    for part in set(re.findall(r'"/static/([\w.-]+)"', page)):
        digest = hashlib.sha256((static / part).read_bytes()).hexdigest()[:12]
        page = page.replace(f'"/static/{part}"', f'"/static/{part}?v={digest}"')
    return page
