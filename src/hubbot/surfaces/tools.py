"""hubbot as tools for other programs' assistants, in the Model Context Protocol: ask, search, read_section.

The tools return the article's words with their offsets, never a summary: what an assistant makes of them, its
reader can check.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import FastAPI
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field, ValidationError

from hubbot.errors import HubbotError
from hubbot.surfaces.api.bodies import AnswerBody, HitsBody
from hubbot.surfaces.api.desk import Desk
from hubbot.surfaces.api.faults import sentence_of
from hubbot.surfaces.api.problems import as_sentence
from hubbot.surfaces.api.questions import check_length, hit_to_dict
from hubbot.surfaces.api.snapshot import MAX_HITS, Question, Snapshot
from hubbot.types import Document, Section

INSTRUCTIONS = (
    "Answers come from the indexed articles, in their own words. Every citation holds the exact words (text), who "
    "said them (speaker; null where nobody is named) and where they stand (document_id, section, start, end). "
    "Quote citations as they are. When `abstained` is true the articles do not answer: say so; the passages under "
    "`closest` are near and are no answer."
)
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_LISTED = 40  # headings named in an error

DocumentId = Annotated[str | None, Field(description="Only this document; null for all of them.")]


def build_tools(desk: Desk) -> MCPServer:
    """Return the MCP server with its three tools."""
    server = _Tools("hubbot", version=version("hubbot"), instructions=INSTRUCTIONS, log_level="WARNING")

    @server.tool(annotations=_READS)
    async def ask(
        question: Annotated[str, Field(description="The question, in English, Spanish or Portuguese.")],
        history: Annotated[
            list[str] | None, Field(description="Earlier questions of the conversation, oldest first.")
        ] = None,
        document_id: DocumentId = None,
    ) -> AnswerBody:
        """Answer a question with the article's exact words, speaker and place, or say that it doesn't answer."""
        with _Spoken():
            check_length(question, desk.settings)
            turns = tuple((history or [])[-desk.settings.max_history_turns :])
            reply = await desk.current.reply_soon(Question(question, turns, document_id))
            desk.note(reply.answer, "mcp", document_id, {})
            return AnswerBody.model_validate(reply.answer.to_dict())

    @server.tool(annotations=_READS)
    async def search(
        query: Annotated[str, Field(description="Words or a sentence.")],
        top_k: Annotated[int, Field(ge=1, le=MAX_HITS, description="How many passages.")] = 5,
        document_id: DocumentId = None,
    ) -> HitsBody:
        """Find the passages nearest in words and meaning, best first; near is not the same as answering."""
        with _Spoken():
            check_length(query, desk.settings)
            hits = await asyncio.wrap_future(desk.current.search(query, top_k, document_id))
            return HitsBody.model_validate({"query": query, "hits": [hit_to_dict(hit) for hit in hits]})

    @server.tool(annotations=_READS)
    def read_section(
        section: Annotated[str, Field(description="A heading, or a section's id; empty for the opening.")],
        document_id: DocumentId = None,
    ) -> dict[str, Any]:
        """Read one section of an article, letter for letter, with its offsets."""
        return _read(desk.current, section, document_id)

    return server


def add_tools(app: FastAPI, desk: Desk, path: str) -> None:
    """Add the tools to ``app`` at ``path``, over HTTP without sessions; they live as long as the app does.

    Hosts and origins are checked around the whole app, so the transport's own check is off.
    """
    server = build_tools(desk)
    inner = server.streamable_http_app(
        streamable_http_path=path,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.router.routes.extend(inner.routes)
    app.state.parts.append(server.session_manager.run)


class _Tools(MCPServer):
    """The server, whose complaint of a wrong argument is one sentence."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool. Raises ToolError as the base does."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            first = error.__cause__.errors(include_url=False)[0]
            fault = {**first, "loc": ("body", *first["loc"])}
            raise ToolError(as_sentence(f"{name}: {sentence_of(fault)}")) from error


class _Spoken:
    """Turns an error of ours into one sentence for the assistant."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, HubbotError):
            raise ToolError(as_sentence(str(error))) from error


def _read(current: Snapshot, wanted: str, document_id: str | None) -> dict[str, Any]:
    if document_id is not None and document_id not in current.document_by_id:
        raise ToolError(
            f"There is no document {document_id!r}; there are {', '.join(current.document_by_id)}."
        )
    documents = [
        document for document in current.documents if document_id is None or document.id == document_id
    ]
    for matches in (_is_exactly, _contains):
        for document in documents:
            for section in document.sections:
                if matches(section, wanted.strip().casefold()):
                    return _section_of(document, section)
    known = [section.title for document in documents for section in document.sections if section.title]
    raise ToolError(f"There is no section {wanted!r}; there are: {'; '.join(known[:_LISTED])}.")


def _is_exactly(section: Section, wanted: str) -> bool:
    return wanted in {section.title.casefold(), section.id.casefold()}


def _contains(section: Section, wanted: str) -> bool:
    return bool(wanted) and wanted in section.title.casefold()


def _section_of(document: Document, section: Section) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "document_title": document.title,
        "sha256": document.sha256,
        "section_id": section.id,
        "title": section.title,
        "start": section.span.start,
        "end": section.span.end,
        "text": document.slice(section.span),
    }
