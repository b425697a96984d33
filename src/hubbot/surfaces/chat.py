"""The chat page: Gradio's conversation, our answers. It keeps nothing between two questions.

Earlier questions come back with each event inside the conversation itself, so there is no session, and what
comes back is untrusted: its number and length are capped and only the reader's own questions are read.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before the import: no version check, no telemetry
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"  # Gradio tabulates its past events after each one;
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"  # CPU a request grew by a third without these two

import gradio as gr
from fastapi import FastAPI

from hubbot.contract import Answer
from hubbot.errors import HubbotError, QuestionError
from hubbot.settings import Settings
from hubbot.surfaces.api.problems import BusyError, as_sentence
from hubbot.surfaces.api.snapshot import Asked
from hubbot.surfaces.article import page_title
from hubbot.surfaces.markup import question_html
from hubbot.surfaces.messages import (
    Message,
    earlier_questions,
    message_of,
    readable,
    within_budget,
    without_last,
)
from hubbot.surfaces.page import answer_html, check_citations, error_html
from hubbot.surfaces.phrases import Phrases, phrases_for
from hubbot.types import Document

logger = logging.getLogger(__name__)

MAX_STARTERS = 5
MAX_REPLAYED = 3  # earlier questions of a page that lost its server
SEARCHES_AT_ONCE = 16  # they wait for the few threads that answer, and share what is asked twice
WAITING_QUESTIONS = 32  # beyond it the page says that the chat is busy
KEPT_SESSIONS = 1000  # Gradio's default of 10 000 grows by 150 MB


class Note(Protocol):
    """What is told of each answer."""

    def __call__(self, answer: Answer, *, document_id: str | None, headers: Mapping[str, str]) -> None:
        """Take an answer, the document it was asked of, and the headers of the request."""
        ...


class Changing(Protocol):
    """A chatbot that may be another one for the next question."""

    @property
    def current(self) -> Asked:
        """The chatbot of the moment."""
        ...


def of_now(backend: Asked | Changing) -> Asked:
    """Return the chatbot that answers from now on."""
    chatbot: Asked = getattr(backend, "current", backend)  # type: ignore[arg-type]
    return chatbot


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers events of the page from the messages that the page sends."""

    backend: Asked | Changing
    settings: Settings
    note: Note | None = None

    @property
    def phrases(self) -> Phrases:
        """The interface in the language of what answers now."""
        documents = of_now(self.backend).documents
        return phrases_for(documents[0].language if documents else "en")

    def ask(
        self, typed: str, messages: Any, scope: str = "", request: gr.Request | None = None
    ) -> tuple[str, list[Message]]:
        """Answer what was typed; the box is emptied only once there is an answer."""
        question = typed.strip()
        shown = readable(messages)
        if not question:
            return typed, shown
        self._refuse_long(question)
        return "", self._with_answer(question, shown, request, scope=scope)

    def follow(
        self, address: str, messages: Any, scope: str = "", request: gr.Request | None = None
    ) -> tuple[str, list[Message]]:
        """Ask the question of a link in the page; ``again`` puts it in place of the exchange it stands in.

        Of several questions all but the last were answered before, on a page that lost its server.
        """
        query = parse_qs(address.lstrip("?"))
        *earlier, question = [asked.strip() for asked in query.get("q", [])] or [""]
        shown = readable(messages)
        if not question:
            return "", shown
        self._refuse_long(question)
        if "again" in query:
            shown = without_last(shown, question)
        for asked in earlier[-MAX_REPLAYED:]:
            self._refuse_long(asked)
            shown = self._with_answer(asked, shown, None, scope=scope)
        return "", self._with_answer(question, shown, request, scope=scope, verbatim="verbatim" in query)

    def contract(
        self, question: str, history: list[str] | None = None, document_id: str | None = None
    ) -> dict[str, Any]:
        """Answer one question with the contract as JSON, for `gradio_client`.

        ``history`` holds earlier questions, oldest first; ``document_id`` asks one document alone.
        """
        self._refuse_long(question)
        try:
            turns = [str(turn) for turn in (history or [])][-self.settings.max_history_turns :]
            return of_now(self.backend).ask(question, turns, document_id=document_id or None).to_dict()
        except HubbotError as error:
            said = (
                as_sentence(str(error))
                if isinstance(error, QuestionError | BusyError)
                else self.phrases.failed
            )
            raise gr.Error(said, print_exception=False) from error

    def opening(self) -> list[Any]:
        """Return what a page shows of the index that answers now: words, documents to choose from, starters."""
        backend, phrases = of_now(self.backend), self.phrases
        documents, questions = backend.documents, _starters(backend)
        words = [
            phrases.invitation,
            gr.update(label=phrases.question, placeholder=phrases.placeholder),
            phrases.send,
            phrases.clear,
            gr.update(
                label=phrases.scope,
                choices=_choices(documents, phrases),
                value="",
                visible=len(documents) > 1,
            ),
        ]
        shown = [gr.update(value=question, visible=True) for question in questions]
        return [*words, *shown, *(gr.update(visible=False) for _ in range(MAX_STARTERS - len(shown)))]

    def _refuse_long(self, question: str) -> None:
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise gr.Error(
                self.phrases.too_long.format(count=len(question), limit=limit), print_exception=False
            )

    def _with_answer(
        self,
        question: str,
        shown: list[Message],
        request: gr.Request | None,
        *,
        scope: str,
        verbatim: bool = False,
    ) -> list[Message]:
        history = earlier_questions(shown, self.settings.max_history_turns, self.settings.max_question_chars)
        backend = of_now(self.backend)  # the one index for the answer and for what is shown of it
        documents = {document.id: document for document in backend.documents}
        try:
            answer = backend.ask(question, history, document_id=scope or None, verbatim=verbatim)
            check_citations(answer, documents)
            reply = answer_html(answer, documents)
            if self.note is not None and request is not None:
                self.note(answer, document_id=scope or None, headers=dict(request.headers))
        except QuestionError as error:
            reply = error_html(question, self.phrases, as_sentence(str(error)))
        except BusyError:
            reply = error_html(question, self.phrases)
        except HubbotError:
            logger.exception("the index could not answer a question")
            reply = error_html(question, self.phrases)
        except Exception:  # the reader keeps their question and one sentence, the log the trace
            logger.exception("answering a question failed")
            reply = error_html(question, self.phrases)
        exchange = [message_of("user", question_html(question)), message_of("assistant", reply)]
        return within_budget([*shown, *exchange])


def build_blocks(backend: Asked | Changing, settings: Settings, note: Note | None = None) -> Any:
    """Return the Gradio page: conversation, starter questions, one box; no state of its own."""
    documents = of_now(backend).documents
    conversation = Conversation(backend, settings, note)
    phrases = conversation.phrases
    with gr.Blocks(title=page_title(documents), fill_height=True, analytics_enabled=False) as blocks:
        messages = gr.Chatbot(
            elem_id="hb-chat",
            label=phrases.question,
            show_label=False,
            container=False,
            render_markdown=False,
            latex_delimiters=[],
            allow_tags=False,
            sanitize_html=True,
            group_consecutive_messages=False,
            autoscroll=False,  # it goes to the end, where the head of a long answer is out of sight
            layout="panel",
            buttons=[],
        )
        with gr.Column(elem_id="hb-start"):
            invitation = gr.Markdown(phrases.invitation, elem_id="hb-invitation")
            offered = _starters(of_now(backend))
            starters = [
                gr.Button(
                    offered[place] if place < len(offered) else "",
                    elem_classes="hb-starter",
                    visible=place < len(offered),
                )
                for place in range(MAX_STARTERS)
            ]
        with gr.Row(elem_id="hb-box"):
            box = gr.Textbox(
                label=phrases.question,
                placeholder=phrases.placeholder,
                show_label=False,
                container=False,
                max_lines=4,
                elem_id="hb-question",
                scale=1,
            )
            send = gr.Button(phrases.send, variant="primary", elem_id="hb-send", scale=0, min_width=64)
            clear = gr.Button(phrases.clear, variant="secondary", elem_id="hb-clear", scale=0, min_width=64)
        scope = gr.Dropdown(
            _choices(documents, phrases),
            value="",
            label=phrases.scope,
            visible=len(documents) > 1,
            elem_id="hb-scope",
        )
        address = gr.Textbox(visible="hidden", elem_id="hb-address", label="address")
        go = gr.Button("go", visible="hidden", elem_id="hb-go")

        # before the events: Gradio names them after their functions, and the first has the name
        gr.api(
            conversation.contract, api_name="ask", concurrency_limit=SEARCHES_AT_ONCE, concurrency_id="ask"
        )
        event: dict[str, Any] = {
            "concurrency_limit": SEARCHES_AT_ONCE,
            "concurrency_id": "ask",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        gr.on([box.submit, send.click], conversation.ask, [box, messages, scope], [box, messages], **event)
        go.click(conversation.follow, [address, messages, scope], [address, messages], **event)
        for starter in starters:
            starter.click(conversation.ask, [starter, messages, scope], [address, messages], **event)
        # What asks nothing stays out of the queue, where it would count as a question.
        beside: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        if hasattr(backend, "current"):  # another index may answer by the time that a page is opened
            words = [invitation, box, send, clear, scope]
            blocks.load(conversation.opening, None, [*words, *starters], **beside)
        clear.click(list, None, messages, **beside)
    blocks.queue(max_size=WAITING_QUESTIONS, default_concurrency_limit=SEARCHES_AT_ONCE, api_open=False)
    blocks.state_session_capacity = KEPT_SESSIONS
    _rest_when_idle(blocks)
    return blocks


def mount_chat(
    app: FastAPI, backend: Asked | Changing, settings: Settings, path: str, note: Note | None = None
) -> None:
    """Add the chat page to ``app`` under ``path``, with everything of Gradio's that can be off turned off.

    ``note`` is told of each answer, and of what the reader's browser said with the question.
    """
    _within_loop(lambda: _mount(app, build_blocks(backend, settings, note), path))


def _mount(app: FastAPI, blocks: Any, path: str) -> None:
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        footer_links=[],
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        max_file_size="1b",
        theme=gr.themes.Default(
            font=["Inter", "system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
        ),
    )


def _within_loop(build: Callable[[], None]) -> None:
    """Run ``build`` inside an event loop: for each lock made outside of one, Gradio leaves a loop open."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def run() -> None:
            build()

        asyncio.run(run())
    else:
        build()


def _rest_when_idle(blocks: Any) -> None:
    """Let Gradio's queue look for work a hundred times a second instead of a thousand (6 % of a core)."""
    queue = getattr(blocks, "_queue", None)
    for name, seconds in (("sleep_when_free", 0.01), ("progress_update_sleep_when_free", 0.25)):
        if hasattr(queue, name):
            setattr(queue, name, seconds)


def _choices(documents: Sequence[Document], phrases: Phrases) -> list[tuple[str, str]]:
    return [(phrases.everything, ""), *((document.title, document.id) for document in documents)]


def _starters(backend: Asked) -> tuple[str, ...]:
    return tuple(backend.suggestions(MAX_STARTERS))[:MAX_STARTERS]
