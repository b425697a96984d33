"""``/ask?q=…``: one question and its answer as a page without any script, for a link where no script runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from hubbot.contract import Answer, Citation, Table
from hubbot.errors import HubbotError, QuestionError
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.problems import REQUEST_ID, BusyError, as_sentence
from hubbot.surfaces.api.questions import check_length
from hubbot.surfaces.api.snapshot import Question, Snapshot
from hubbot.surfaces.markup import citation_link, escaped, words_html
from hubbot.surfaces.page import MAX_CLOSEST
from hubbot.surfaces.phrases import Phrases, phrases_for
from hubbot.types import PassageKind

PATH = "/ask"
MAX_OFFERED = 4  # questions to start with
_OPENING = '"“„«'


def fallback_routes(desk: Desk) -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def page(
        request: Request,
        q: Annotated[str, Query(max_length=20_000)] = "",
        document: Annotated[str, Query(max_length=1000)] = "",
    ) -> Response:
        current = desk.current
        phrases = _phrases(current, document)
        status, headers, shown = 200, {"cache-control": "no-store"}, ""
        try:
            if q.strip():
                check_length(q, desk.settings)
                reply = await current.reply_soon(Question(q.strip(), document_id=document or None))
                desk.note(reply.answer, "page", document or None, request.headers)
                phrases = phrases_for(reply.answer.language)
                shown = _answer(reply.answer, current, phrases)
            else:
                offered = await run_in_threadpool(current.suggestions_about, document or None, MAX_OFFERED)
                shown = _offer(offered, document, phrases)
        except BusyError as error:
            status, shown = 503, _says(str(error))
            headers["retry-after"] = str(error.retry_after)
        except QuestionError as error:
            status, shown = 422, _says(as_sentence(str(error)))
        except HubbotError:
            request_id = str(request.scope.get(REQUEST_ID))
            status, shown = 500, _says(f"{phrases.failed} ({request_id})")
        content = _page(current, phrases, q, document, shown)
        return HTMLResponse(content.encode("utf-8", "replace"), status, headers)

    return router


def _phrases(current: Snapshot, document_id: str) -> Phrases:
    known = current.document_by_id.get(document_id) or next(iter(current.documents), None)
    return phrases_for(known.language if known else "en")


def _page(current: Snapshot, phrases: Phrases, question: str, document_id: str, shown: str) -> str:
    titles = [current.document_by_id[document_id]] if document_id in current.document_by_id else []
    title = escaped((titles or list(current.documents))[0].title) if current.documents else "hubbot"
    hidden = f'<input type="hidden" name="document" value="{escaped(document_id)}">' if document_id else ""
    return (
        f'<!doctype html><html lang="{phrases.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="/favicon.ico" type="image/svg+xml">'
        f'<title>{title} · hubbot</title><link rel="stylesheet" href="/static/plain.css"></head><body><main>'
        f"<h1><bdi>{title}</bdi></h1>"
        f'<form action="{PATH}" method="get" role="search"><label for="q">{escaped(phrases.question)}</label>'
        f'<div><input id="q" name="q" value="{escaped(question)}" dir="auto" required>{hidden}'
        f"<button>{escaped(phrases.send)}</button></div></form>"
        f"{shown}</main></body></html>"
    )


def _offer(questions: Iterable[str], document_id: str, phrases: Phrases) -> str:
    """Return questions to start with, each a link that asks it."""
    asked = {"document": document_id} if document_id else {}
    items = "".join(
        f'<li><a href="{PATH}?{escaped(urlencode({"q": question, **asked}))}"><bdi>{escaped(question)}</bdi></a></li>'
        for question in questions
    )
    return (
        f'<section class="answer"><h2>{escaped(phrases.can_ask)}</h2><ul>{items}</ul></section>'
        if items
        else ""
    )


def _answer(answer: Answer, current: Snapshot, phrases: Phrases) -> str:
    parts = [f'<section class="answer" lang="{phrases.code}" aria-live="polite">']
    if answer.abstained:
        parts.append(_says(phrases.silent, phrases.reason_after_silence(answer.reason)))
        if answer.closest:
            passages = "".join(_passage(cited, current, phrases) for cited in answer.closest[:MAX_CLOSEST])
            parts.append(f'<div class="closest"><h2>{escaped(phrases.closest)}</h2>{passages}</div>')
    else:
        if answer.answer and all(answer.answer != cited.text for cited in answer.citations):
            parts.append(f'<p class="short"><bdi>{escaped(answer.answer)}</bdi></p>')
        if answer.table is not None:
            parts.append(_table(answer.table, answer))
        parts += [
            _passage(cited, current, phrases)
            for cited in answer.citations
            if cited.kind is not PassageKind.HEADING
        ]
    parts += [f'<p class="ours"><bdi>{escaped(note)}</bdi></p>' for note in answer.notes]
    parts.append("</section>")
    return "".join(parts)


def _says(sentence: str, more: str = "") -> str:
    return f'<p class="ours"><strong>{escaped(sentence)}</strong> <bdi>{escaped(more)}</bdi></p>'


def _passage(cited: Citation, current: Snapshot, phrases: Phrases) -> str:
    link = escaped(citation_link(cited))
    document = current.document_by_id.get(cited.document_id)
    language = escaped(document.language if document else "en")
    marks = cited.kind is PassageKind.QUOTE and cited.text[:1] not in _OPENING
    before, after = ("“", "”") if marks else ("", "")
    who = ", ".join(part for part in (cited.speaker, cited.speaker_role) if part)
    if who and cited.kind is PassageKind.REPORTED:
        who += f" ({phrases.reported})"
    source = f"<bdi>{escaped(who)}</bdi> · " if who else ""
    words = words_html(cited.text, cited.start, cited.highlights)
    title = f"<bdi>{escaped(cited.title)}</bdi>"
    if cited.link:  # an http address, opened at the words
        title = f'<a href="{escaped(cited.link)}" rel="noopener noreferrer">{title}</a>'
    after_section = f" · {title}" if cited.link or cited.title != cited.section else ""
    return (
        f'<figure><blockquote lang="{language}" dir="auto">{before}<bdi class="words">{words}</bdi>{after}'
        f'</blockquote><figcaption>{source}<a href="{link}"><bdi>{escaped(cited.section or phrases.opening)}</bdi>'
        f"</a>{after_section}</figcaption></figure>"
    )


def _table(table: Table, answer: Answer) -> str:
    head = "".join(
        f'<th scope="col"><bdi>{escaped(name)}</bdi></th>' if name else "<td></td>" for name in table.columns
    )
    rows = ""
    for row in table.rows:
        cells = ""
        for cell in row:
            text = f"<bdi>{escaped(cell.text)}</bdi>"
            if cell.citation is not None and 0 <= cell.citation < len(answer.citations):
                cited = answer.citations[cell.citation]
                link = escaped(citation_link(cited))
                text = f'<a href="{link}">{text}</a>'
            cells += f"<td>{text}</td>"
        rows += f"<tr>{cells}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
