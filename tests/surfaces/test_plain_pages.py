"""The page without script, the article alone and the owner's page: axe-core finds nothing, light and dark, phone and desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_browser import opened, served
from chat_fakes import FakeChatbot

from hubbot.settings import Settings
from hubbot.surfaces.server import create_app

pytestmark = pytest.mark.browser
TOKEN = "a-token-of-some-length"
QUESTIONS = ("", "which city has less traffic than Bogota?", "professionals", "hello", "Peru?", "nonsense")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    settings = Settings(
        chat=False,
        owner_token=TOKEN,
        index_dir=tmp_path_factory.mktemp("none") / "index",
        rate_per_client="9999/minute",
    )
    with served(create_app(FakeChatbot(), settings)) as at:
        yield at


def violations(page) -> list[str]:
    results = Axe().run(page).response
    assert len(results["passes"]) > 10  # it did look
    return [f"{found['id']}: {node['html']}" for found in results["violations"] for node in found["nodes"]]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_anybody_can_read_and_use_them(browser, address, look, width):
    with opened(browser, color_scheme=look, viewport={"width": width, "height": 800}) as (page, wrong):
        for question in QUESTIONS:
            page.goto(f"{address}/ask?q={question}")
            assert violations(page) == [], question
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}/article/hubs?start=4&end=30")
        page.locator("#hb-mark").wait_for()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}/article/gone")
        assert violations(page) == []
        page.goto(f"{address}/owner")
        assert violations(page) == []
        page.evaluate("document.getElementById('inside').hidden = false")
        page.evaluate("document.getElementById('draft').hidden = false")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [said for said in wrong if "422" not in said and "404" not in said] == []
