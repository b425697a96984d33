"""axe-core finds nothing: widget and chat page, light and dark, phone and desk, in every state."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_browser import served
from chat_fakes import TRAFFIC_QUESTION, FakeChatbot
from host_pages import ask, chat, open_chat, rest

from hubbot.surfaces.server import create_app

pytestmark = pytest.mark.browser

LOOKS = pytest.mark.parametrize("look", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [375, 1280])
# Everything that axe knows about WCAG 2.0 to 2.2, A and AA, and its best practices.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def violations(page) -> list[str]:
    results = Axe().run(page, options=RULES).response
    assert len(results["passes"]) > 15  # it did look
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in results["violations"]
        for node in found["nodes"]
    ]


def looks(look: str, width: int) -> dict:
    return {"color_scheme": look, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}


@LOOKS
@WIDTHS
def test_the_widget(open_host, look, width):
    page = open_host("strict.html", **looks(look, width))
    assert violations(page) == []  # the button alone
    open_chat(page)
    chat(page).locator(".welcome .chip").first.wait_for()
    assert violations(page) == []
    ask(page, TRAFFIC_QUESTION)
    ask(page, "How many tech professionals are there in Mexico?")
    ask(page, "and in Chile?")
    answer = ask(page, "How many developers live in Peru?")
    for summary in chat(page).locator("summary").all():
        summary.click()
    answer.get_by_role("button", name="No, not helpful").click()
    page.route("**/api/v1/ask", lambda route: route.abort())
    ask(page, "What about this?")
    assert violations(page) == []
    answer.locator(".cite").last.click()  # docked on a phone, beside the words on a desk
    rest(page)
    assert violations(page) == []
    page.evaluate("document.querySelector('main').replaceChildren(document.querySelector('h1'))")
    chat(page).locator(".cite").first.click()  # words that are not on the page
    chat(page).locator(".paragraph").wait_for()
    assert violations(page) == []
    open_host.wrong[-1].clear()


@LOOKS
@WIDTHS
def test_two_widgets_one_inline(open_host, look, width):
    page = open_host("two.html", **looks(look, width))
    open_chat(page, "#here")
    ask(page, TRAFFIC_QUESTION, "#here")
    assert violations(page) == []


@LOOKS
@WIDTHS
def test_the_blog_post(open_host, look, width):
    page = open_host("blog.html", **looks(look, width))
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    rest(page)
    assert violations(page) == []


@pytest.fixture(scope="module")
def chat_page():
    with served(create_app(FakeChatbot())) as address:
        yield address


@LOOKS
@WIDTHS
def test_the_chat_page(browser, chat_page, look, width):
    context = browser.new_context(**looks(look, width))
    page = context.new_page()
    page.goto(chat_page)
    page.wait_for_selector("#hb-question textarea")
    page.wait_for_timeout(300)
    assert violations(page) == []
    for question in (
        TRAFFIC_QUESTION,
        "How many tech professionals are there in Mexico?",
        "How many live in Peru?",
    ):
        before = page.locator(".hb-answer").count()
        page.fill("#hb-question textarea", question)
        page.press("#hb-question textarea", "Enter")
        page.locator(".hb-answer").nth(before).wait_for()
    assert violations(page) == []
    page.locator(".hb-cite").first.click()
    page.wait_for_selector("#hb-mark")
    assert violations(page) == []
    context.close()
