"""Whether the server is alive, whether it can answer, and its counters."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from hubbot.surfaces.api.bodies import StateBody
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.metrics import CONTENT_TYPE
from hubbot.surfaces.api.owner import is_owner
from hubbot.surfaces.api.problems import Problem, ProblemError
from hubbot.surfaces.api.visitors import is_local


def state_routes(desk: Desk) -> APIRouter:
    """Return the routes for whoever runs the server."""
    router = APIRouter(tags=["state"])

    @router.get("/health", responses={200: {"model": StateBody}})
    def health() -> Response:
        """Say that the server is alive, with which index, and how its last reload went."""
        return JSONResponse(state_of(desk), headers={"cache-control": "no-store"})

    @router.get("/ready", responses={200: {"model": StateBody}, 503: {"model": Problem}})
    def ready() -> Response:
        """Say whether questions can be answered now: 503 while the server starts or goes down."""
        if not desk.ready:
            raise ProblemError(503, "The server is starting or going down.", {"retry-after": "5"})
        return JSONResponse(state_of(desk), headers={"cache-control": "no-store"})

    @router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, 404: {"model": Problem}})
    def metrics(request: Request) -> Response:
        """Return counters for Prometheus, to this machine or to the owner's token."""
        if not is_local(request.scope) and not is_owner(request, desk.settings):
            raise ProblemError(404, "Not found: GET /api/v1/metrics")
        return Response(desk.metrics.text(), headers={"content-type": CONTENT_TYPE})

    return router


def state_of(desk: Desk) -> dict[str, Any]:
    """Return how the server is."""
    return {
        "status": "ok",
        "index": desk.current.describe(),
        "version": version("hubbot"),
        "questions_inside": desk.pool.inside,
        "reload": desk.status(),
    }


def refusal_of(desk: Desk) -> dict[str, Any]:
    """Return which newer index was refused, when and why, and which keeps serving; nothing where none was."""
    status = desk.status()
    if not status.get("reason"):
        return {}
    return {
        "refused": {
            "generation": status["refused"],
            "reason": status["reason"],
            "at": status["refused_at"],
            "keeps_serving": status["generation"],
        }
    }
