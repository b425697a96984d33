"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from chat_browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages on an address; the test fails if one of them asked another host or raised an error."""
    with ExitStack() as stack:
        watched: list[list[str]] = []

        def open_at(address: str, **options: Any) -> Page:
            page, wrong = stack.enter_context(opened(browser, **options))
            watched.append(wrong)
            page.goto(address)
            page.wait_for_selector("#hb-question textarea")
            return page

        open_at.wrong = watched  # type: ignore[attr-defined]
        yield open_at
        assert [complaint for wrong in watched for complaint in wrong] == []
