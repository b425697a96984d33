"""The owner's routes for texts: looked at, published, taken back. `owner` guards them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from hubbot.errors import CorpusError, HubbotError
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.faults import sentence_of
from hubbot.surfaces.api.ownerbodies import BuildBody, DraftBody, OwnedIndexBody, RestoredBody, VersionsBody
from hubbot.surfaces.api.pictures import sources_of
from hubbot.surfaces.api.problems import Problem, ProblemError, as_sentence
from hubbot.surfaces.api.publishing import REPLACE, Draft, Publisher, Upload
from hubbot.surfaces.api.snapshot import as_json

T = TypeVar("T")

OWNERS_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "The token is missing or wrong."},
    404: {"model": Problem, "description": "No owner token is set, or there is no such thing."},
}
_BEGUN: dict[int | str, dict[str, Any]] = {202: {"model": BuildBody}}
_REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "The text cannot become a document: why, in one sentence."},
    409: {"model": Problem, "description": "An index is being built, or could not be written."},
}
_CONTENT = {  # described by hand: a body of two forms
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/TextBody"},
                "examples": {
                    "text": {
                        "value": {"text": "# Two rivers\n\nThe Aller is 215 km long.", "name": "two-rivers"}
                    },
                    "address": {"value": {"url": "https://news.example/guide"}},
                },
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            },
        },
    }
}
How = Annotated[
    Literal["replace", "add"],
    Query(description="In place of all documents, or beside them (same ids are replaced)."),
]


class TextBody(BaseModel):
    """A pasted text with its name, or an address."""

    model_config = ConfigDict(extra="forbid")
    text: str | None = Field(default=None, min_length=1)
    name: str = Field(default="", max_length=200)
    url: str | None = Field(default=None, max_length=4000)


def owner_routes(desk: Desk, publisher: Publisher) -> APIRouter:
    """Return the owner's routes."""
    router = APIRouter(tags=["owner"], responses=OWNERS_PROBLEMS)

    @router.get("/index", responses={200: {"model": OwnedIndexBody}})
    def status() -> Response:
        """Say which index answers, how the last build goes or went, and whether a reload was refused."""
        current = desk.current
        published = {source.document_id for source in sources_of(desk, current) if source.published}
        return JSONResponse(
            {
                "index": current.describe(),
                "documents": [
                    {"id": document.id, "title": document.title, "published": document.id in published}
                    for document in current.documents
                ],
                "reload": desk.status(),
                "build": publisher.status,
            }
        )

    @router.post("/index", status_code=202, responses=_BEGUN | _REFUSED, openapi_extra=_CONTENT)
    async def rebuild(request: Request, how: How = REPLACE) -> Response:
        """Read a text, an address or files and publish them; GET says how far it is."""
        draft = await _read(request, publisher)
        return JSONResponse(await run_in_threadpool(_changed, lambda: publisher.publish(draft, how)), 202)

    @router.post(
        "/index/drafts",
        status_code=201,
        responses={201: {"model": DraftBody}, **_REFUSED},
        openapi_extra=_CONTENT,
    )
    async def look(request: Request) -> Response:
        """Read a text, an address or files and show what was understood; nothing answers from it yet."""
        draft = await _read(request, publisher)
        return Response(as_json({"id": draft.id, **draft.report}), 201, media_type="application/json")

    @router.post("/index/drafts/{draft_id}/publish", status_code=202, responses=_BEGUN | _REFUSED)
    def publish(draft_id: str, how: How = REPLACE) -> Response:
        """Build the index of a draft; the old one answers until the new one is complete."""
        draft = publisher.draft(draft_id)
        if draft is None:
            raise ProblemError(
                404, f"There is no draft {draft_id!r}: it was published, discarded, or is a day old."
            )
        return JSONResponse(_changed(lambda: publisher.publish(draft, how)), 202)

    @router.delete("/index/drafts/{draft_id}", status_code=204)
    def discard(draft_id: str) -> Response:
        """Forget a draft."""
        if not publisher.discard(draft_id):
            raise ProblemError(404, f"There is no draft {draft_id!r}.")
        return Response(status_code=204)

    @router.delete("/index/documents/{document_id:path}", status_code=202, responses=_BEGUN | _REFUSED)
    def take_out(document_id: str) -> Response:
        """Build the index without one text that was published here; GET /index says how far it is."""
        _check_published(desk, document_id)
        return JSONResponse(_changed(lambda: publisher.take_out(document_id)), 202)

    @router.get("/index/versions", responses={200: {"model": VersionsBody}})
    def versions() -> Response:
        """List the present index and the earlier ones that can be restored."""
        return JSONResponse({"versions": _versions(desk)})

    @router.post("/index/versions/{generation}/restore", responses={200: {"model": RestoredBody}, **_REFUSED})
    def restore(generation: str) -> Response:
        """Put an earlier version back in place; every byte of it is checked first."""
        from hubbot.generations import restore as put_back

        manifest = _changed(lambda: put_back(desk.settings.index_dir, generation))
        desk.reload()
        return JSONResponse({"generation": manifest.generation, "reload": desk.status()})

    return router


async def _read(request: Request, publisher: Publisher) -> Draft:
    """Return the draft of a request's body: JSON with a text or an address, or files in a form."""
    try:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form(max_files=200) as form:
                files = [
                    Upload(part.filename or "file.txt", await part.read())
                    for part in form.getlist("files")
                    if not isinstance(part, str)
                ]
            return await run_in_threadpool(publisher.read, files=files)
        body = TextBody.model_validate_json(await request.body())
        return await run_in_threadpool(publisher.read, text=body.text, name=body.name, url=body.url)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        fault = {**first, "loc": ("body", *first["loc"])}
        raise ProblemError(422, as_sentence(sentence_of(fault))) from error
    except CorpusError as error:
        raise ProblemError(422, as_sentence(str(error))) from error


def _check_published(desk: Desk, document_id: str) -> None:
    """Raise ProblemError unless the owner published the document: what lies in a folder would come back."""
    current = desk.current
    if document_id not in current.document_by_id:
        raise ProblemError(404, f"There is no document {document_id!r}: GET /api/v1/documents lists them.")
    if document_id not in {source.document_id for source in sources_of(desk, current) if source.published}:
        raise ProblemError(
            409,
            f"{document_id!r} was not published here but read by `hubbot index`: "
            "take its file away and run that again.",
        )


def _versions(desk: Desk) -> list[dict[str, Any]]:
    from hubbot.generations import list_versions

    try:
        return [version.to_dict() for version in list_versions(desk.settings.index_dir)]
    except HubbotError:  # the folder is gone; the index in memory answers, and its state says what is wrong
        return []


def _changed(change: Callable[[], T]) -> T:
    """Return what a change of the index returns; an index that cannot be changed is a conflict."""
    try:
        return change()
    except HubbotError as error:
        raise ProblemError(409, as_sentence(str(error))) from error
