"""Asking: ask, search, suggestions."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from hubbot.errors import QuestionError
from hubbot.settings import Settings
from hubbot.surfaces.api.bodies import AnswerBody, AskBody, HitsBody, SearchBody, SuggestionsBody
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.problems import Problem
from hubbot.surfaces.api.snapshot import MAX_STARTERS, Question, as_json
from hubbot.types import Hit

_REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "The question cannot be answered as given."},
    429: {"model": Problem, "description": "Too many from this address, or in all: see Retry-After."},
    503: {"model": Problem, "description": "Too many wait: see Retry-After."},
}


def question_routes(desk: Desk) -> APIRouter:
    """Return the routes that answer questions."""
    router = APIRouter(tags=["questions"])

    @router.post("/ask", responses={200: {"model": AnswerBody}, **_REFUSED})
    async def ask(body: AskBody, request: Request) -> Response:
        """Answer with the article's own words, or say that it doesn't answer."""
        check_length(body.question, desk.settings)
        turns = body.turns(desk.settings.max_history_turns)
        asked = Question(body.question, turns, body.document_id, body.verbatim, body.explain)
        reply = await desk.current.reply_soon(asked)
        desk.note(reply.answer, "api", body.document_id, request.headers if body.keep else None)
        return _json(reply.body)

    @router.post("/search", responses={200: {"model": HitsBody}, **_REFUSED})
    async def search(body: SearchBody) -> Response:
        """Return the passages nearest to some words, best first."""
        check_length(body.query, desk.settings)
        found = desk.current.search(body.query, body.top_k, body.document_id)
        hits = await asyncio.wrap_future(found)
        return _json(as_json({"query": body.query, "hits": [hit_to_dict(hit) for hit in hits]}))

    @router.get("/suggestions", responses={200: {"model": SuggestionsBody}, **_REFUSED})
    async def suggestions(
        limit: Annotated[int, Query(ge=1, le=MAX_STARTERS)] = 4, document_id: str | None = None
    ) -> Response:
        """Return questions to start with, made from this corpus; each of them is answered."""
        found = await run_in_threadpool(desk.current.suggestions_about, document_id, limit)
        return _json(as_json({"suggestions": list(found)}))

    return router


def check_length(question: str, settings: Settings) -> None:
    """Raise QuestionError for a question over the limit, before anything is done with it."""
    limit = settings.max_question_chars
    if len(question) > limit:
        raise QuestionError(f"the question has {len(question)} characters, the limit is {limit}: shorten it")


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """Return the JSON form of a ranked passage."""
    passage = hit.passage
    return {
        "passage_id": passage.id,
        "document_id": passage.document_id,
        "kind": str(passage.kind),
        "text": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
        "section": passage.section,
        "section_id": passage.section_id,
        "speaker": passage.speaker,
        "speaker_role": passage.speaker_role,
        "score": round(hit.score, 4),
    }


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})
