"""A client of the app in this process, and a chatbot whose answers a test decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from hashing import ROOT
from hubbot.settings import Settings
from hubbot.surfaces.server import create_app

CONTRACT = json.loads((ROOT / "docs" / "contract.schema.json").read_text("utf-8"))


def client_of_chatbot(chatbot: Any, settings: Settings | None = None, **options: Any) -> TestClient:
    """A client of the API alone; the chat page takes seconds to import."""
    app = create_app(chatbot, settings or Settings(chat=False, rate_per_client="10000/second"), **options)
    return TestClient(
        app, base_url="http://127.0.0.1", raise_server_exceptions=False, client=("127.0.0.1", 5000)
    )


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem document of a response, in the form of RFC 9457."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith((".", "/ask")) or status in {404, 405}
    assert body["request_id"] == response.headers["x-request-id"]
    assert "content-security-policy" in response.headers
    return body


class answering:
    """A chatbot that answers as a function says."""

    def __init__(self, answer: Callable[[str], Any], like: Any = None) -> None:
        self._answer = answer
        self.documents = like.documents if like else ()

    def ask(self, question: str, history: Any = (), **options: Any) -> Any:
        return self._answer(question)

    def suggestions(self, limit: int = 5) -> tuple[str, ...]:
        return ()

    def describe(self) -> dict[str, Any]:
        return {"documents": len(self.documents)}
