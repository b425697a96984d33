"""The owner's routes for what readers ask and say. `owner` guards them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from hubbot.gaps import gaps_csv, group_gaps
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.ownerbodies import GapsBody, OpinionsBody
from hubbot.surfaces.api.rebuilding import OWNERS_PROBLEMS
from hubbot.surfaces.api.records import Records, read_opinions, read_unanswered
from hubbot.surfaces.api.snapshot import as_json

_OPINIONS = 500  # the newest


def learning_routes(desk: Desk, records: Records) -> APIRouter:
    """Return the routes that show what was asked in vain, and what readers said."""
    router = APIRouter(tags=["owner"], responses=OWNERS_PROBLEMS)

    @router.get("/gaps", responses={200: {"model": GapsBody, "content": {"text/csv": {}}}})
    def gaps(
        days: Annotated[int | None, Query(ge=1)] = None, format: Literal["json", "csv"] = "json"
    ) -> Response:
        """Show what readers asked and the article does not answer, grouped by meaning, most asked first."""
        path = records.kept_in
        rows = read_unanswered(path, days or desk.settings.keep_days) if path else []
        found = group_gaps(rows, desk.encoder) if rows else ()
        if format == "csv":
            headers = {"content-disposition": 'attachment; filename="gaps.csv"'}
            return Response(gaps_csv(found), media_type="text/csv", headers=headers)
        kept = {"kept": path is not None, "gaps": [gap.to_dict() for gap in found]}
        return Response(as_json(kept), media_type="application/json")

    @router.get("/opinions", responses={200: {"model": OpinionsBody}})
    def opinions(days: Annotated[int | None, Query(ge=1)] = None) -> Response:
        """Show what readers said of answers, the newest first."""
        path = records.kept_in
        found = read_opinions(path, days or desk.settings.keep_days) if path else []
        told = [
            {
                "question": said.question,
                "answer": said.answer,
                "helpful": said.helpful,
                "comment": said.comment,
                "document_id": said.document_id,
            }
            for said in reversed(found[-_OPINIONS:])
        ]
        return Response(as_json({"opinions": told}), media_type="application/json")

    return router
