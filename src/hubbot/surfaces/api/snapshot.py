"""One index as the surfaces ask it: through the pool, remembering answers, the same for chat, API and tools.

An answer is a function of the index and of what was asked, so asking the same again costs nothing, and readers
who ask the same at once share one computation. A new index is a new snapshot, with nothing remembered.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from hubbot.contract import Answer, Turn
from hubbot.errors import QuestionError
from hubbot.surfaces.api.pool import Pool
from hubbot.surfaces.page import check_citations
from hubbot.types import Document, Hit

MAX_STARTERS = 6  # questions offered; each is tried when an index is opened
MAX_HITS = 50


class Asked(Protocol):
    """What the surfaces need of a chatbot."""

    @property
    def documents(self) -> Sequence[Document]:
        """The articles that can be asked."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[Any] = (),
        *,
        document_id: str | None = None,
        verbatim: bool = False,
    ) -> Answer:
        """Answer one question, or stay silent."""
        ...

    def suggestions(self, limit: int = 5) -> tuple[str, ...]:
        """Return questions that this corpus answers."""
        ...

    def describe(self) -> dict[str, Any]:
        """Return what the index is made of."""
        ...


@dataclass(frozen=True)
class Reply:
    """An answer with its JSON form, made once."""

    answer: Answer

    @cached_property
    def body(self) -> bytes:
        """The contract as UTF-8; a half of a character pair is escaped as JSON does."""
        return as_json(self.answer.to_dict())


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that an answer depends on, beside the index."""

    question: str
    history: tuple[Turn | str, ...] = ()
    document_id: str | None = None
    verbatim: bool = False
    explain: bool = False


class Snapshot:
    """One chatbot, asked by many readers at once."""

    def __init__(self, chatbot: Asked, pool: Pool, remembered: int = 0) -> None:
        self.chatbot = chatbot
        self._pool = pool
        self._remembered = remembered
        self._replies: OrderedDict[Question, Future[Reply]] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The articles that can be asked."""
        return tuple(self.chatbot.documents)

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        """The articles by their ids."""
        return {document.id: document for document in self.documents}

    def reply(self, question: Question) -> Future[Reply]:
        """Return the future reply, one for all who ask the same. Raises BusyError where too many wait."""
        with self._lock:
            known = self._replies.get(question)
            if known is not None:
                self._replies.move_to_end(question)
                return known
            future = self._pool.submit(lambda: self._work(question))
            self._replies[question] = future  # also while it is computed
        future.add_done_callback(lambda done: self._keep_or_forget(question, done))
        return future

    async def reply_soon(self, question: Question) -> Reply:
        """Return the reply; a reader who leaves does not end it for the others who wait for the same."""
        return await asyncio.shield(asyncio.wrap_future(self.reply(question)))

    def ask(
        self,
        question: str,
        history: Sequence[Turn | str] = (),
        *,
        document_id: str | None = None,
        verbatim: bool = False,
    ) -> Answer:
        """Answer one question, waiting for it; for threads that may wait."""
        asked = Question(question, tuple(history), document_id, verbatim)
        return self.reply(asked).result().answer

    def search(
        self, question: str, top_k: int = 5, document_id: str | None = None
    ) -> Future[tuple[Hit, ...]]:
        """Return the future of the nearest passages. Raises QuestionError for a document that is not there."""
        self._check_document(document_id)
        search: Callable[..., tuple[Hit, ...]] = self.chatbot.search  # type: ignore[attr-defined]
        return self._pool.submit(lambda: search(question, min(top_k, MAX_HITS), document_id=document_id))

    def suggestions(self, limit: int = 5) -> tuple[str, ...]:
        """Return starter questions that the corpus answers, worked out once."""
        return self._starters[:limit]

    def suggestions_about(self, document_id: str | None, limit: int) -> tuple[str, ...]:
        """Return starter questions that one document answers. Raises QuestionError when there is none such."""
        self._check_document(document_id)
        if document_id is None or len(self.documents) == 1:
            return self.suggestions(limit)
        found: list[str] = []
        for question in self._starters:
            if len(found) < limit and not self.ask(question, document_id=document_id).abstained:
                found.append(question)
        return tuple(found)

    def describe(self) -> dict[str, Any]:
        """Return what the index is made of."""
        return self.chatbot.describe()

    @cached_property
    def _starters(self) -> tuple[str, ...]:
        return tuple(self.chatbot.suggestions(MAX_STARTERS))

    def _work(self, asked: Question) -> Reply:
        options = {"explain": True} if asked.explain else {}
        answer = self.chatbot.ask(
            asked.question,
            asked.history,
            document_id=asked.document_id,
            verbatim=asked.verbatim,
            **options,
        )
        check_citations(answer, self.document_by_id)  # the last check, right before it leaves
        reply = Reply(answer)
        _ = reply.body  # made here, on a thread that may take its time
        return reply

    def _keep_or_forget(self, question: Question, done: Future[Reply]) -> None:
        with self._lock:
            failed = done.cancelled() or done.exception() is not None
            if failed or question.explain or not self._remembered:
                self._replies.pop(question, None)
            while len(self._replies) > max(self._remembered, 1) and self._oldest_is_done():
                self._replies.popitem(last=False)

    def _oldest_is_done(self) -> bool:
        return next(iter(self._replies.values())).done()

    def _check_document(self, document_id: str | None) -> None:
        if document_id is not None and document_id not in self.document_by_id:
            known = ", ".join(list(self.document_by_id)[:5])
            raise QuestionError(f"there is no document {document_id!r} in this index; it holds {known}")


def as_json(value: Any) -> bytes:
    """Return JSON as UTF-8; text that no encoding can carry is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
