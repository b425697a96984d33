"""Fixtures of the browser tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from chat_browser import ARGUMENTS, find_browser, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run; a machine without one skips, CI never does."""
    executable = find_browser()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine: install the package chromium")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield launched
        launched.close()


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
