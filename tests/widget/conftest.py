"""Fixtures of the widget's tests: hubbot on one port, a host page on another, a browser that may ask only these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chat_browser import opened, served
from chat_fakes import TEXT, FakeChatbot, make_document
from examples.site import PAGES, ExampleSite

from hubbot import Settings
from hubbot.surfaces.server import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCUMENT = "latam-tech-hubs"
# Long enough to scroll; the rocket before all citations makes code points and UTF-16 units differ.
FILLER = "".join(
    f"On day {day} we walked on, wrote down what we saw, and slept. \N{ROCKET}\n\n" for day in range(25)
)
ARTICLE = TEXT.replace("Medellin (Colombia)\n", f"{FILLER}Medellin (Colombia)\n", 1)


@pytest.fixture(scope="session")
def fake_chatbot() -> FakeChatbot:
    """Answers known by heart, over a small article."""
    return FakeChatbot(make_document(DOCUMENT, ARTICLE))


@pytest.fixture(scope="session")
def embedding() -> Callable[[Any], Any]:
    """Serve a chatbot and the example pages that embed it; a context of the pages' address."""

    def serve(chatbot: Any, article: str | None = None, pages: Path = PAGES, **settings: Any) -> Any:
        return Embedding(chatbot, ExampleSite("http://127.0.0.1:1", article=article, pages=pages), settings)

    return serve


class Embedding:
    """The two servers: ``site`` is the host pages' address, ``hubbot`` the server's."""

    def __init__(self, chatbot: Any, site: ExampleSite, settings: dict[str, Any]) -> None:
        self._chatbot = chatbot
        self._site = site
        self._settings = settings
        self._stack = ExitStack()

    def __enter__(self) -> Embedding:
        # hubbot has to know the site's origin, and the site hubbot's: the site takes its port first
        self.site = self._stack.enter_context(self._site).address
        settings = Settings(allowed_origins=(self.site,), **{"chat": False, "mcp": False, **self._settings})
        self.hubbot = self._stack.enter_context(served(create_app(self._chatbot, settings)))
        self._site.hubbot = self.hubbot
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)


@pytest.fixture(scope="session")
def hosted(fake_chatbot: FakeChatbot, embedding: Any) -> Iterator[Embedding]:
    """The example pages with answers known by heart."""
    with embedding(
        fake_chatbot, ARTICLE, rate_per_client="100000/minute", rate_global="100000/minute"
    ) as pages:
        yield pages


@pytest.fixture
def open_host(browser: Browser, hosted: Embedding) -> Iterator[Callable[..., Page]]:
    """Open an example page; the test fails if it asked another host or raised an error.

    ``wrong`` of the function is the list of complaints of each page, which a test may clear.
    """
    with ExitStack() as stack:
        watched: list[list[str]] = []

        def open_at(
            name: str,
            pages: Embedding = hosted,
            *,
            ready: str = "hubbot-chat .pill",
            **options: Any,
        ) -> Page:
            page, wrong = stack.enter_context(opened(browser, **options))
            watched.append(wrong)
            page.set_default_timeout(10_000)
            page.goto(f"{pages.site}/{name}")
            page.wait_for_selector(ready, state="attached")
            return page

        open_at.wrong = watched  # type: ignore[attr-defined]
        yield open_at
        assert [complaint for wrong in watched for complaint in wrong] == []
