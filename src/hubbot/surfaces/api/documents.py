"""The documents, for whoever shows a citation where it stands."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from hubbot.surfaces.api.bodies import DocumentBody, DocumentsBody
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.problems import Problem, ProblemError
from hubbot.surfaces.api.snapshot import as_json
from hubbot.types import Document


def document_routes(desk: Desk) -> APIRouter:
    """Return the routes that show documents."""
    router = APIRouter(tags=["documents"])

    @router.get("/documents", responses={200: {"model": DocumentsBody}})
    def documents() -> Response:
        """List the documents of the index."""
        current = desk.current
        heads = [head_of(document) for document in current.documents]
        body = as_json({"documents": heads, "index": current.describe()})
        return Response(body, media_type="application/json", headers={"cache-control": "no-cache"})

    @router.get(
        "/documents/{document_id:path}", responses={200: {"model": DocumentBody}, 404: {"model": Problem}}
    )
    def document(document_id: str, request: Request) -> Response:
        """Return one document: its text, letter for letter, and its sections."""
        found = desk.current.document_by_id.get(document_id)
        if found is None:
            raise ProblemError(
                404, f"There is no document {document_id!r}: GET /api/v1/documents lists them."
            )
        headers = {"cache-control": "no-cache", "etag": f'"{found.sha256}"'}
        if f'"{found.sha256}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(as_json(document_to_dict(found)), media_type="application/json", headers=headers)

    return router


def head_of(document: Document) -> dict[str, Any]:
    """Return what is known of a document, without its text."""
    return {
        "id": document.id,
        "title": document.title,
        "title_is_ours": document.title_is_ours,
        "author": document.author,
        "publisher": document.publisher,
        "date": document.date,
        "url": document.url,
        "language": document.language,
        "sha256": document.sha256,
        "characters": len(document.text),
    }


def document_to_dict(document: Document) -> dict[str, Any]:
    """Return a document with its text and sections."""
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "level": section.level,
            "role": str(section.role),
            "start": section.span.start,
            "end": section.span.end,
            "city": section.city,
            "country": section.country,
            "parent": section.parent,
        }
        for section in document.sections
    ]
    return head_of(document) | {"text": document.text, "sections": sections}
