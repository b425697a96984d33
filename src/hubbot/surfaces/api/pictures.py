"""What was understood of a document of the index: the view of `hubbot inspect`, for the page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from hubbot import store
from hubbot.errors import HubbotError
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.owner import is_owner
from hubbot.surfaces.api.problems import Problem, ProblemError
from hubbot.surfaces.api.snapshot import Snapshot, as_json
from hubbot.types import Passage
from hubbot.views import DocumentView


def picture_routes(desk: Desk) -> APIRouter:
    """Return the route that shows how a document was read."""
    router = APIRouter(tags=["documents"])

    @router.get("/inspection", responses={200: {"model": DocumentView}, 404: {"model": Problem}})
    async def inspection(request: Request, document_id: str | None = None) -> Response:
        """Show what was understood: sections, quotes by speaker, facts, a map; the owner sees warnings too.

        Without an id it is the first document.
        """
        current = desk.current
        name = document_id if document_id is not None else next(iter(current.document_by_id), "")
        if name not in current.document_by_id:
            raise ProblemError(404, f"There is no document {name!r}: GET /api/v1/documents lists them.")
        if is_owner(request, desk.settings):
            body = await run_in_threadpool(_view, desk, current, name, whole=True)
        else:
            body = await asyncio.wrap_future(desk.pool.submit(lambda: _view(desk, current, name)))
        return Response(body, media_type="application/json", headers={"cache-control": "no-store"})

    return router


def _view(desk: Desk, current: Snapshot, name: str, *, whole: bool = False) -> bytes:
    """Return a document's view as JSON; warnings name files of the server and are made where ``whole``."""
    from hubbot.inspection import inspect_documents  # answering needs nothing of it

    passages = _passages(current, name)
    if not whole:
        (view,) = inspect_documents([current.document_by_id[name]], passages)
        return as_json(view.to_dict() | {"warnings": []})
    remarks = remarks_of(desk, current)
    (view,) = inspect_documents(current.documents, passages, remarks=remarks, only=[name])
    return as_json(view.to_dict())


def _passages(current: Snapshot, name: str) -> Sequence[Passage] | None:
    """Return the passages of a document as the index has them, None where there is no index to ask."""
    index: Any = getattr(current.chatbot, "index", None)
    if index is None:
        return None
    return [index.passages[int(row)] for row in index.columns.of_document(name).nonzero()[0]]


def remarks_of(desk: Desk, current: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the warnings of whoever read the sources of the index that answers, by document."""
    return {source.document_id: source.warnings for source in sources_of(desk, current)}


def sources_of(desk: Desk, current: Snapshot) -> tuple[store.SourceEntry, ...]:
    """Return where the documents that answer now came from; nothing while another index is on the disk."""
    try:
        manifest = store.read_manifest(desk.settings.index_dir)
    except HubbotError:
        return ()
    same = manifest.generation == current.describe().get("generation")
    return manifest.sources if same else ()
