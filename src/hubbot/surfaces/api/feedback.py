"""What readers say of answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from hubbot.surfaces.api.bodies import FeedbackBody
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.problems import Problem
from hubbot.surfaces.api.records import wants_no_record


def feedback_routes(desk: Desk, tell: Callable[[dict[str, Any]], None]) -> APIRouter:
    """Return the route that takes feedback and hands it to ``tell``."""
    router = APIRouter(tags=["feedback"])

    @router.post("/feedback", status_code=204, responses={422: {"model": Problem}, 429: {"model": Problem}})
    def feedback(body: FeedbackBody, request: Request) -> Response:
        """Say whether an answer helped; with "Sec-GPC: 1" or "DNT: 1" it is counted and not kept."""
        desk.metrics.feedback.labels("yes" if body.helpful else "no").inc()
        if not wants_no_record(request.headers):
            tell(body.model_dump(exclude_unset=True))
        return Response(status_code=204)

    return router
