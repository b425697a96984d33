"""Every error as a problem document (RFC 9457), with the id under which the log knows the request."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubbot.errors import HubbotError, QuestionError
from hubbot.surfaces.api.faults import field_of, sentence_of
from hubbot.surfaces.markup import escaped

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "hubbot.request_id"  # where a request's scope holds its id
_FIRST_ERROR = 400
_SHOWN_ERRORS = 5  # of a body with many faults
_FAILED = "The question could not be answered just now."


class ProblemError(Exception):
    """A request that is answered with a problem document."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


class BusyError(HubbotError):
    """More is waiting than the server takes; ``retry_after`` says in how many seconds to come again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"The server is busy: ask again in {retry_after} s.")
        self.retry_after = retry_after


class Problem(BaseModel):
    """What went wrong, in the form of RFC 9457."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Too Many Requests",
                    "status": 429,
                    "detail": "More than 60 requests per 1 minute came from this address: ask again in 12 s.",
                    "request_id": "8c1f2d0e4b7a4f0f",
                }
            ]
        }
    )
    type: str = Field(description="Always about:blank: the status says what kind of problem it is.")
    title: str = Field(description="The status in words.")
    status: int
    detail: str = Field(description="One sentence: what happened, the value, what to do.")
    request_id: str | None = Field(description="The id of the request in the server's log.")
    errors: list[dict[str, Any]] | None = Field(
        default=None, description="The faults of a body, field by field."
    )


def problem_response(
    scope: Scope,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, Any]] | None = None,
) -> Response:
    """Return the problem document for a request, as a page where a person follows a link."""
    headers = dict(headers or {}) | {"cache-control": "no-store"}
    if _is_for_a_person(scope):
        return HTMLResponse(_page(HTTPStatus(status).phrase, detail), status, headers)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": scope.get(REQUEST_ID),
    }
    if errors:
        body["errors"] = list(errors)
    content = json.dumps(body, ensure_ascii=True)
    return Response(content, status, headers, MEDIA_TYPE)


def _is_for_a_person(scope: Scope) -> bool:
    """Say whether a browser opens an address, and no program asks."""
    if scope["method"] not in {"GET", "HEAD"} or scope["path"].startswith("/api/"):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _page(title: str, detail: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escaped(title)} · hubbot</title><link rel="stylesheet" href="/static/plain.css"></head>'
        f'<body><main><h1>{escaped(title)}</h1><p class="ours">{escaped(detail)}</p>'
        '<p><a href="/">Ask the article</a></p></main></body></html>'
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Let every exception of ``app`` leave it as a problem document; no text of the program reaches a reader."""

    @app.exception_handler(ProblemError)
    def known(request: Request, error: ProblemError) -> Response:
        return problem_response(request.scope, error.status, error.detail, error.headers)

    @app.exception_handler(BusyError)
    def busy(request: Request, error: BusyError) -> Response:
        return problem_response(request.scope, 503, str(error), {"retry-after": str(error.retry_after)})

    @app.exception_handler(QuestionError)
    def question(request: Request, error: QuestionError) -> Response:
        return problem_response(request.scope, 422, as_sentence(str(error)))

    @app.exception_handler(HubbotError)
    def broken(request: Request, error: HubbotError) -> Response:
        logger.error("request %s: %s", request.scope.get(REQUEST_ID), error)
        return problem_response(request.scope, 500, _FAILED)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        found = error.errors()[:_SHOWN_ERRORS]
        faults = [{"field": field_of(fault, error.body), "message": fault["msg"]} for fault in found]
        detail = as_sentence(sentence_of(found[0], error.body))
        return problem_response(request.scope, 422, detail, errors=faults)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        detail = str(error.detail)
        if detail == HTTPStatus(error.status_code).phrase:
            detail = f"{detail}: {request.method} {request.url.path}"
        return problem_response(request.scope, error.status_code, detail, error.headers)


class Unbroken:
    """Turns what nobody expected into a problem document, the trace into the log, right around the app.

    The framework's own handler stands outside all other wrappers, where no header of ours is added.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 where the app raised before it answered."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except asyncio.CancelledError:  # the server goes down and has waited long enough
            if started or scope["type"] != "http":
                raise
            response = problem_response(scope, 503, "The server is going down.", {"retry-after": "5"})
            await response(scope, receive, send)
        except Exception:
            if started or scope["type"] != "http":
                raise
            logger.exception("request %s failed", scope.get(REQUEST_ID))
            await problem_response(scope, 500, _FAILED)(scope, receive, send)


def describe_problems(app: FastAPI) -> None:
    """Let the OpenAPI document name the media type of problems, also of those that the framework describes itself."""
    framework = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = framework()
            for operations in schema["paths"].values():
                for operation in operations.values():
                    for status, response in operation["responses"].items():
                        if int(status) >= _FIRST_ERROR:
                            problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
                            response["content"] = {MEDIA_TYPE: problem}
            for name in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(name, None)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def as_sentence(message: str) -> str:
    """Return an error's message as a sentence for a reader; a file's name or an address at its head stays as it is."""
    is_name = re.match(r"\S*(?:/|\.[a-z]{2,5}:)", message)
    return (message[:1] if is_name else message[:1].upper()) + message[1:].rstrip(".") + "."
