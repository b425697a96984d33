"""The chat page in a real browser that may talk to nothing but its own server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from chat_browser import opened, served
from chat_fakes import (
    ALEX,
    CULTURE,
    EVERY_QUESTION,
    SCRIPT,
    TEXT,
    TRAFFIC,
    TRAFFIC_QUESTION,
    FakeChatbot,
    cite,
    make_answer,
    make_document,
)
from PIL import Image

from hubbot.contract import Answer
from hubbot.surfaces.server import create_app
from hubbot.types import PassageKind

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 720}, "has_touch": True, "is_mobile": True}
BOX = "#hb-question textarea"
INDEX = Path(__file__).resolve().parents[2] / "index"


@pytest.fixture(scope="module")
def backend() -> FakeChatbot:
    return FakeChatbot()


@pytest.fixture(scope="module")
def said() -> list[dict[str, Any]]:
    return []


@pytest.fixture(scope="module")
def address(backend: FakeChatbot, said: list[dict[str, Any]]) -> Iterator[str]:
    with served(create_app(backend, EVERY_QUESTION, on_feedback=said.append)) as at:
        yield at


@pytest.fixture
def page(address: str, open_page: Callable[..., Page]) -> Page:
    return open_page(address)


def ask(page: Page, question: str) -> None:
    before = page.locator(".hb-answer").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.locator(".hb-answer").nth(before).wait_for()


def last(page: Page, selector: str) -> Any:
    return page.locator(".hb-answer").last.locator(selector)


def marked(page: Page) -> str:
    page.locator("#hb-mark").wait_for()
    return page.evaluate("[...document.querySelectorAll('mark.hb-mark')].map(m => m.textContent).join('')")


def until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's own policy forbids the eval that wait_for_function needs."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came: {condition}")


def in_view(page: Page, selector: str) -> bool:
    return page.evaluate(
        """selector => new Promise(resolve => new IntersectionObserver(
             seen => resolve(seen.at(-1).isIntersecting)).observe(document.querySelector(selector)))""",
        selector,
    )


def test_the_first_screen_offers_questions_of_this_corpus(page):
    starters = page.locator(".hb-starter")
    assert starters.all_inner_texts() == list(FakeChatbot().suggestions())
    starters.first.click()
    page.locator(".hb-short", has_text="Medellin").wait_for()
    assert page.locator(".user-row").all_inner_texts() == [TRAFFIC_QUESTION]
    assert not starters.first.is_visible()


def test_an_answer_and_its_sentence_marked_in_the_article(page):
    ask(page, TRAFFIC_QUESTION)
    assert last(page, ".hb-short").inner_text() == "Medellin"
    assert last(page, ".hb-words").first.inner_text() == TRAFFIC
    assert last(page, ".hb-words b").all_inner_texts() == [
        "Medellin is not as heavy of traffic",
        "better than Bogota",
    ]
    page.evaluate("document.querySelector('.hb-page').scrollTop = 1e6")
    last(page, ".hb-cite").first.click()
    assert marked(page) == TRAFFIC
    assert page.locator(".hb-lit").count() == 1
    page.wait_for_timeout(600)
    assert in_view(page, "#hb-mark")
    assert page.locator(".hb-text").evaluate("node => node.textContent") == TEXT


def test_words_after_an_emoji_are_marked_exactly(page):
    ask(page, TRAFFIC_QUESTION)
    last(page, ".hb-more summary").click()
    last(page, ".hb-cite").nth(1).click()
    until(page, "document.querySelector('#hb-mark')?.textContent.startsWith('you have')")
    assert marked(page) == CULTURE


def test_escape_clears_the_mark_and_returns_to_the_citation(page):
    ask(page, TRAFFIC_QUESTION)
    last(page, ".hb-cite").first.click()
    assert marked(page) == TRAFFIC
    page.keyboard.press("Escape")
    assert page.locator("mark").count() == 0
    assert page.locator(".hb-lit").count() == 0
    assert page.evaluate("document.activeElement.className") == "hb-cite"
    assert page.locator(".hb-text").evaluate("node => node.textContent") == TEXT


def test_everything_is_reached_without_a_mouse(page):
    def tab_to(selector: str, keys: str = "Tab") -> None:
        for _ in range(40):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press(keys)
        pytest.fail(f"{selector} is not reached with {keys}")

    until(page, "document.activeElement.matches('#hb-question textarea')")
    page.keyboard.type(TRAFFIC_QUESTION)
    page.keyboard.press("Enter")
    page.locator(".hb-answer").wait_for()
    tab_to("a.hb-cite", "Shift+Tab")  # the nearest one, inside the folded passages or above them
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Enter")
    assert marked(page) == TRAFFIC
    until(page, "document.activeElement.id == 'hb-mark'")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "hb-cite"
    tab_to(".hb-next a")
    page.keyboard.press("Enter")
    page.locator(".user-row", has_text="Who said that?").wait_for()
    tab_to(".hb-can summary", "Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator(".hb-offers").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".hb-offers").is_visible()


def test_a_follow_up_knows_the_questions_before_it(page, backend):
    ask(page, TRAFFIC_QUESTION)
    last(page, ".hb-next a").nth(1).click()
    page.locator(".hb-searched").wait_for()
    assert backend.asked[-1] == ("And Chile?", (TRAFFIC_QUESTION,), None, False)
    assert "How many tech professionals are there in Chile?" in page.locator(".hb-searched").inner_text()
    page.locator(".hb-undo").click()
    until(page, "!document.querySelector('.hb-searched')")
    assert backend.asked[-1] == ("And Chile?", (TRAFFIC_QUESTION,), None, True)
    assert page.locator(".user-row").all_inner_texts() == [TRAFFIC_QUESTION, "And Chile?"]


def test_what_the_reader_is_typing_survives_a_click_on_a_follow_up(page):
    ask(page, TRAFFIC_QUESTION)
    page.fill(BOX, "half a quest")
    last(page, ".hb-next a").first.click()
    page.locator(".hb-answer").nth(1).wait_for()
    assert page.input_value(BOX) == "half a quest"


def test_silence_is_framed_as_no_answer(page):
    ask(page, "Peru?")
    assert last(page, ".hb-says").inner_text() == "The article doesn't say. It doesn't mention Peru."
    assert last(page, ".hb-closest .hb-label").inner_text() == "Closest passages (they don't answer this)"
    quiet, loud = (
        float(
            page.evaluate("s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize)", selector)
        )
        for selector in (".hb-closest .hb-words", ".hb-says")
    )
    assert quiet < loud


def test_each_cell_of_a_table_leads_to_its_line(page):
    ask(page, "tech professionals")
    cells = last(page, "td .hb-cite")
    assert cells.all_inner_texts() == ["223,398", "64,638", "61,068"]
    cells.nth(2).click()
    assert marked(page) == "Number of tech professionals – 61,068"
    ours = page.evaluate("getComputedStyle(document.querySelector('td .hb-ours')).color")
    assert ours != page.evaluate("getComputedStyle(document.querySelector('td .hb-cite')).color")


def test_reported_speech_carries_its_label(page):
    ask(page, "Santiago?")
    assert last(page, ".hb-quote").inner_text() == ALEX
    assert "as reported" in last(page, ".hb-source").inner_text()


def test_a_failure_keeps_the_question_and_offers_to_ask_again(page, backend):
    backend.broken.set()
    try:
        ask(page, TRAFFIC_QUESTION)
        assert page.locator(".user-row").all_inner_texts() == [TRAFFIC_QUESTION]
        assert "secret" not in page.content()
    finally:
        backend.broken.clear()
    page.locator(".hb-retry").click()
    page.locator(".hb-short").wait_for()
    assert page.locator(".hb-answer").count() == 1


def test_what_was_typed_is_kept_when_the_server_is_gone(open_page):
    with served(create_app(FakeChatbot(), EVERY_QUESTION)) as address:
        page = open_page(address)
        ask(page, TRAFFIC_QUESTION)
    page.fill(BOX, TRAFFIC_QUESTION)
    page.press(BOX, "Enter")
    page.wait_for_timeout(1500)
    assert page.input_value(BOX) == TRAFFIC_QUESTION
    assert page.locator(".hb-short").inner_text() == "Medellin"
    last(page, ".hb-cite").first.click()
    page.locator(".hb-status", has_text="is hubbot still running?").wait_for()
    open_page.wrong[-1][:] = [line for line in open_page.wrong[-1] if "ERR_CONNECTION_REFUSED" not in line]


def test_a_question_asked_while_the_server_was_away_is_answered_when_it_is_back(open_page):
    with served(create_app(FakeChatbot(), EVERY_QUESTION)) as address:
        page = open_page(address)
        ask(page, TRAFFIC_QUESTION)
    page.fill(BOX, "and in Chile?")
    page.press(BOX, "Enter")
    page.locator(".hb-trouble", has_text="hubbot cannot be reached").wait_for()
    assert page.locator(".hb-short").is_visible()  # nothing covers what was read
    assert not page.locator(".toast-body").is_visible()
    backend = FakeChatbot()
    with served(create_app(backend, EVERY_QUESTION), int(address.rpartition(":")[2])):
        page.locator(".hb-searched").wait_for()
        assert page.locator(".user-row").all_inner_texts() == [TRAFFIC_QUESTION, "and in Chile?"]
        assert backend.asked[-1][:2] == ("and in Chile?", (TRAFFIC_QUESTION,))
        assert page.locator(".hb-trouble").count() == 0
    # Gradio looks for the server too, where nothing is: it would open the page anew without the question
    expected = ("ERR_CONNECTION_REFUSED", "404")
    open_page.wrong[-1][:] = [
        line for line in open_page.wrong[-1] if not any(part in line for part in expected)
    ]


def test_who_asks_too_often_or_too_much_is_told_so_and_still_reads_the_conversation(open_page):
    settings = replace(EVERY_QUESTION, rate_per_client="2/minute", max_question_chars=50)
    with served(create_app(FakeChatbot(), settings)) as address:
        page = open_page(address)
        ask(page, TRAFFIC_QUESTION)
        page.fill(BOX, "word " * 20)
        page.press(BOX, "Enter")
        page.locator(".hb-trouble", has_text="99 characters; shorten it to 50").wait_for()
        assert page.input_value(BOX) == "word " * 20
        page.fill(BOX, TRAFFIC_QUESTION)
        page.press(BOX, "Enter")
        page.locator(".hb-trouble", has_text="More than 2 requests").wait_for()
        assert in_view(page, ".hb-trouble")
        page.locator(".hb-cite").first.click()  # not under a cover
        assert marked(page) == TRAFFIC
    open_page.wrong[-1][:] = [line for line in open_page.wrong[-1] if "429" not in line]


def test_opening_the_page_and_emptying_it_take_nothing_from_the_questions(open_page):
    with served(
        create_app(Changing(FakeChatbot()), replace(EVERY_QUESTION, rate_per_client="2/hour"))
    ) as address:
        for _ in range(3):
            page = open_page(address)
            page.locator(".hb-starter").first.wait_for()
        ask(page, TRAFFIC_QUESTION)
        page.click("#hb-clear")
        page.locator("#hb-chat .user-row").wait_for(state="detached")
        ask(page, TRAFFIC_QUESTION)
        page.fill(BOX, TRAFFIC_QUESTION)
        page.press(BOX, "Enter")
        page.locator(".hb-trouble", has_text="More than 2 requests").wait_for()
    open_page.wrong[-1][:] = [line for line in open_page.wrong[-1] if "429" not in line]


def test_nothing_seems_to_work_once_there_is_an_answer_or_nothing_was_asked(page):
    twice_what_it_takes_to_seem_busy = 700
    page.click("#hb-send")
    page.wait_for_timeout(twice_what_it_takes_to_seem_busy)
    assert not page.evaluate("document.body.classList.contains('hb-busy')")
    ask(page, TRAFFIC_QUESTION)
    ask(page, "and in Chile?")
    page.locator(".hb-undo").click()
    page.wait_for_timeout(twice_what_it_takes_to_seem_busy)
    assert page.locator(".hb-searched").count() == 0
    assert not page.evaluate("document.body.classList.contains('hb-busy')")
    assert page.evaluate("document.activeElement === document.querySelector('#hb-question textarea')")


@pytest.mark.parametrize("browser_language", ["es-MX", "pt-BR"])
def test_the_page_is_in_the_language_that_it_says_it_is_in(address, open_page, browser_language):
    page = open_page(address, locale=browser_language)
    page.locator(".hb-starter:visible").first.wait_for()
    page.wait_for_timeout(300)
    assert page.get_attribute("html", "lang") == "en"


def test_copy_gives_the_words_with_their_source(address, open_page):
    page = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    ask(page, TRAFFIC_QUESTION)
    last(page, ".hb-copy").dblclick()
    page.locator(".hb-copy", has_text="copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“… {TRAFFIC}”\n— Jorge, senior")
    assert "Latin American tech hubs (Vit Koval, Globy, title by hubbot)" in copied
    page.locator(".hb-copy", has_text="copy with source").wait_for()
    page.wait_for_timeout(600)
    assert last(page, ".hb-copy").inner_text() == "copy with source"


def test_a_vote_is_sent_once_and_shown(page, said):
    said.clear()
    ask(page, TRAFFIC_QUESTION)
    with page.expect_response("**/feedback") as sent:
        last(page, ".hb-up").click()
    assert sent.value.status == 204
    assert last(page, ".hb-up").get_attribute("aria-pressed") == "true"
    assert (said[0]["question"], said[0]["answer"], said[0]["helpful"]) == (
        TRAFFIC_QUESTION,
        "Medellin",
        True,
    )
    assert len(said) == 1
    ask(page, "Peru?")
    assert page.locator(".hb-up").first.get_attribute("aria-pressed") == "true"


def test_clear_empties_the_conversation(page, backend):
    ask(page, TRAFFIC_QUESTION)
    page.click("#hb-clear")
    page.locator(".hb-starter").first.wait_for()
    assert page.locator(".hb-answer").count() == 0
    ask(page, "Peru?")
    assert backend.asked[-1][1] == ()


def test_what_can_i_ask_asks(page, backend):
    page.click(".hb-can summary")
    page.locator(".hb-offers a", has_text="Miguel").click()
    page.locator(".hb-answer").wait_for()
    assert backend.asked[-1][0] == "What does Miguel say?"
    assert not page.locator(".hb-offers").is_visible()


def test_contents_lead_to_their_section(page):
    page.click(".hb-toc summary")
    page.locator(".hb-contents a", has_text="The bottom line").click()
    page.wait_for_timeout(600)
    assert page.evaluate("document.activeElement.textContent") == "The bottom line"
    assert page.url.endswith("/ui/")


def test_a_link_with_a_question_asks_it(address, open_page):
    page = open_page(f"{address}/ui/?q=Which+city+has+less+traffic%3F")
    page.locator(".hb-short", has_text="Medellin").wait_for()
    assert page.url.endswith("/ui/")


def test_a_link_is_asked_once_however_long_the_answer_takes(open_page):
    class Slow(FakeChatbot):
        def ask(self, question: str, history: Sequence[str] = (), **options: Any) -> Answer:
            time.sleep(3)
            return super().ask(question, history, **options)

    backend = Slow()
    with served(create_app(backend, EVERY_QUESTION)) as address:
        page = open_page(f"{address}/ui/?q={TRAFFIC_QUESTION}")
        page.locator(".hb-short").wait_for()
        page.wait_for_timeout(500)
        assert len(backend.asked) == 1
        assert page.locator(".hb-answer").count() == 1


def test_screen_readers_are_not_read_our_markup(page):
    ask(page, TRAFFIC_QUESTION)
    page.wait_for_timeout(100)
    assert page.locator("#hb-chat [role=log] [aria-label*='<']").count() == 0
    assert page.locator("#hb-chat [role=log]").get_attribute("aria-live") == "polite"


def test_a_new_question_stands_at_the_top_of_the_conversation(page):
    for _ in range(4):
        ask(page, TRAFFIC_QUESTION)
    page.wait_for_timeout(200)
    tops = page.evaluate(
        """[document.querySelector('#hb-chat [role=log]'), [...document.querySelectorAll('.user-row')].at(-1)]
           .map(node => node.getBoundingClientRect().top)"""
    )
    bottom = page.evaluate("document.querySelector('#hb-box').getBoundingClientRect().top")
    assert tops[0] <= tops[1] < bottom
    answer_bottom = page.evaluate(
        "[...document.querySelectorAll('.hb-answer')].at(-1).getBoundingClientRect().bottom"
    )
    assert answer_bottom <= bottom


def test_a_phone_shows_the_article_as_a_sheet(address, open_page):
    page = open_page(address, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert float(page.locator(BOX).evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 16
    ask(page, TRAFFIC_QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert not page.locator("#hb-article").is_visible()
    last(page, ".hb-cite").first.tap()
    assert marked(page) == TRAFFIC
    page.wait_for_timeout(700)
    assert in_view(page, "#hb-mark")
    assert page.locator("#hb-article").get_attribute("role") == "dialog"
    page.locator(".hb-close").tap()
    page.wait_for_timeout(400)
    assert not page.locator("#hb-article").is_visible()
    page.locator(".hb-open").tap()
    assert page.locator("#hb-article").is_visible()
    page.touchscreen.tap(180, 20)
    page.wait_for_timeout(400)
    assert not page.locator("#hb-article").is_visible()


def test_the_way_back_from_the_sheet_is_not_out_of_the_chat(address, open_page):
    page = open_page(address, **PHONE)
    ask(page, TRAFFIC_QUESTION)
    for leave in (page.go_back, page.locator(".hb-close").click, lambda: page.keyboard.press("Escape")):
        last(page, ".hb-cite").first.click()
        page.locator("body.hb-sheet").wait_for()
        leave()
        until(page, "!document.body.classList.contains('hb-sheet')")
        until(page, "!history.state?.sheet")
        assert page.locator(".hb-short").inner_text() == "Medellin"
    assert page.evaluate("document.activeElement.className") == "hb-cite"


def test_two_columns_from_900_pixels(address, open_page):
    page = open_page(address, viewport={"width": 900, "height": 700})
    chat, article = (page.locator(selector).bounding_box() for selector in ("gradio-app", "#hb-article"))
    assert chat["x"] + chat["width"] <= article["x"] + 1
    assert 0.55 < chat["width"] / 900 < 0.65


def test_votes_are_seen_where_the_reader_forces_colours(address, open_page):
    page = open_page(address, forced_colors="active")
    ask(page, TRAFFIC_QUESTION)

    def colours(selector: str) -> int:
        page.mouse.move(0, 0)
        with Image.open(BytesIO(last(page, selector).screenshot())) as picture:
            return len(picture.convert("RGB").getcolors(10_000))

    assert colours(".hb-up") > 2  # an arrow on its ground
    assert colours(".hb-down") > 2
    before = last(page, ".hb-votes").screenshot()
    last(page, ".hb-up").click()
    page.mouse.move(0, 0)
    last(page, ".hb-up.hb-on").wait_for()
    assert last(page, ".hb-votes").screenshot() != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_light_and_dark(address, open_page, scheme):
    page = open_page(address, color_scheme=scheme)
    ask(page, TRAFFIC_QUESTION)
    ask(page, "and in Chile?")
    ask(page, "tech professionals")
    ask(page, "Peru?")
    last(page, ".hb-cite").first.click()
    marked(page)
    low = page.evaluate(CONTRAST)
    assert low == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(re.findall(r"\d+", paper)[0]) < 60) == (scheme == "dark")


# every visible stretch of text whose contrast with what lies behind it is under 4.5 to 1
CONTRAST = """() => {
  const weights = [.2126, .7152, .0722];
  const linear = value => (value /= 255) <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const light = colour => weights.reduce((sum, weight, i) => sum + weight * linear(colour[i]), 0);
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parts(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walk.nextNode());) {
    const node = text.parentElement;
    if (!text.data.trim() || node.closest(".hb-sr, script, style")) continue;
    if (!node.checkVisibility({visibilityProperty: true})) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) low.push([node.className, text.data.slice(0, 30), ratio]);
  }
  return low;
}"""


def test_a_hostile_corpus_is_shown_as_text(open_page):
    document = make_document("hubs", f"{SCRIPT} opens it.\n\n" + TEXT, title=SCRIPT, author=SCRIPT)
    backend = FakeChatbot(document)
    backend.suggestions = lambda limit=5: (SCRIPT, "**bold** [link](http://evil.test)")  # type: ignore[method-assign]
    with served(create_app(backend, EVERY_QUESTION)) as address:
        page = open_page(address)
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        assert page.locator(".hb-starter").all_inner_texts() == list(backend.suggestions())
        ask(page, SCRIPT)
        assert page.locator(".user-row").inner_text() == SCRIPT
        assert last(page, ".hb-words").first.inner_text(timeout=1000) in {SCRIPT, ""}
        last(page, ".hb-more summary").click()
        assert last(page, ".hb-words").first.inner_text() == SCRIPT
        last(page, ".hb-more .hb-cite").first.click()
        assert marked(page) == SCRIPT
        assert page.locator("#hb-head h1").inner_text().startswith(SCRIPT)
        assert page.locator("img[src='x']").count() == 0
        assert page.evaluate("window.hacked") is None


def test_several_articles_show_the_one_that_is_cited(open_page):
    other = make_document(
        "deep/er", TEXT.replace("Jorge", "Jorja"), title="Another article", title_is_ours=False
    )
    backend = FakeChatbot(make_document(), other)
    words = "Jorja, a senior"
    answer = make_answer(citations=(cite(other, words, PassageKind.SENTENCE),))
    backend._traffic = lambda document, question: answer  # type: ignore[method-assign]
    with served(create_app(backend, EVERY_QUESTION)) as address:
        page = open_page(address)
        ask(page, TRAFFIC_QUESTION)
        assert "Another article" in last(page, ".hb-source").inner_text()
        last(page, ".hb-cite").first.click()
        assert marked(page) == words
        assert page.locator("#hb-head h1").inner_text() == "Another article"
        page.click(".hb-others summary")
        page.locator(".hb-pick", has_text="Latin American").click()
        page.locator("#hb-head h1", has_text="Latin American").wait_for()
        assert "Jorge" in page.locator(".hb-text").inner_text()
        page.locator("#hb-scope input").click()
        page.get_by_role("option", name="Another article").click()
        ask(page, "Peru?")
        assert backend.asked[-1][2] == "deep/er"


def test_the_chat_without_script_leads_to_the_pages_that_need_none(address, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 720})
    page = context.new_page()
    page.goto(address)
    page.locator(".hb-noscript a").first.click()
    page.fill("#q", TRAFFIC_QUESTION)
    page.press("#q", "Enter")
    page.get_by_text("Medellin", exact=True).first.wait_for()
    page.goto(address)
    page.locator(".hb-noscript a").last.click()
    assert page.locator("article.hb-text").is_visible()
    context.close()


def test_a_question_of_the_article_page_is_not_lost_without_script(address, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?" + urlencode({"q": f"{TRAFFIC_QUESTION} <b>&"}))
    asks = page.locator(".hb-noscript a").first
    assert asks.inner_text() == f"{TRAFFIC_QUESTION} <b>&"
    asks.click()
    assert page.input_value("#q") == f"{TRAFFIC_QUESTION} <b>&"
    page.get_by_text("Medellin", exact=True).first.wait_for()
    context.close()


def test_the_article_alone_needs_no_script(address, browser):
    start = TEXT.index(ALEX)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/article/hubs?start={start}&end={start + len(ALEX)}#hb-mark")
    assert page.locator("#hb-mark").inner_text() == ALEX
    assert page.locator(".hb-offers a").first.get_attribute("href").startswith("/ui/?q=")
    assert page.locator(".hb-home").get_attribute("href") == "/"
    assert not page.locator(".hb-unmark").is_visible()  # it takes a script
    context.close()


def test_a_link_to_words_of_the_article_alone_shows_them_and_takes_the_mark_away(address, browser):
    start = TEXT.index(ALEX)
    with opened(browser, viewport={"width": 600, "height": 300}) as (page, wrong):
        page.goto(f"{address}/article/hubs?start={start}&end={start + len(ALEX)}")
        until(page, "document.querySelector('#hb-mark').getBoundingClientRect().top < innerHeight")
        assert in_view(page, ".hb-unmark")
        page.keyboard.press("Escape")
        assert page.locator("mark.hb-mark").count() == 0
    with opened(browser) as (page, _):
        page.goto(f"{address}/article/hubs?start={start}&end={start + len(ALEX)}")
        page.locator(".hb-unmark").click()
        assert page.locator("mark.hb-mark").count() == 0
    assert wrong == []


# ---------- the seed article, from its real index ----------


@pytest.fixture(scope="module")
def article_address() -> Iterator[str]:
    from hubbot import Chatbot

    with served(create_app(Chatbot.load(INDEX))) as at:
        yield at


@pytest.fixture(params=[{}, {"color_scheme": "dark"}, PHONE], ids=["desk", "dark", "phone"])
def article_page(request, article_address, open_page) -> Page:
    return open_page(article_address, **request.param)


@pytest.mark.model
def test_the_question_of_the_readme_from_typing_to_the_marked_sentence(article_page):
    page = article_page
    assert "Vit Koval, Globy" in page.locator(".hb-byline").inner_text()
    assert "title by hubbot" in page.locator("#hb-head h1").inner_text()
    ask(page, TRAFFIC_QUESTION)
    assert last(page, ".hb-short").inner_text() == "Medellin"
    assert last(page, ".hb-words").first.inner_text() == TRAFFIC
    source = last(page, ".hb-source").first.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert source == "Jorge, senior Node.js/React.js developer · Medellin (Colombia)"
    last(page, ".hb-cite").first.click()
    assert marked(page) == TRAFFIC
    page.wait_for_timeout(700)
    assert in_view(page, "#hb-mark")
    corpus = (INDEX.parent / "corpus" / "latam-tech-hubs.txt").read_text(encoding="utf-8")
    assert page.locator(".hb-text").evaluate("node => node.textContent") == corpus
    page.keyboard.press("Escape")
    assert page.locator("mark").count() == 0


@pytest.mark.model
def test_the_article_answers_with_a_table_a_silence_and_reported_words(article_address, open_page):
    page = open_page(article_address)
    ask(page, "Which country has the most tech professionals?")
    assert last(page, ".hb-short").inner_text() == "Brazil"
    last(page, "td .hb-cite").first.click()
    assert "475,272" in marked(page)
    ask(page, "How many developers live in Peru?")
    assert last(page, ".hb-says").inner_text() == "The article doesn't say. It doesn't mention Peru."
    assert 1 <= last(page, ".hb-closest .hb-passage").count() <= 2
    ask(page, "What does Alex Barrios think of Santiago?")
    assert "as reported" in last(page, ".hb-source").first.inner_text()
    assert "“" not in last(page, ".hb-quote").first.inner_text()


class Changing:
    """A source whose chatbot is another one when the test says so."""

    def __init__(self, chatbot: FakeChatbot) -> None:
        self.current = chatbot


def test_an_answer_that_is_older_than_the_article_marks_no_other_words(open_page):
    source = Changing(FakeChatbot())
    with served(create_app(source, EVERY_QUESTION)) as address:
        page = open_page(address, **PHONE)
        ask(page, TRAFFIC_QUESTION)
        source.current = FakeChatbot(make_document(text="A new first line.\n\n" + TEXT))
        last(page, ".hb-cite").first.click()
        page.locator(".hb-remark", has_text="The article has changed since").wait_for()
        assert in_view(page, ".hb-remark")
        assert "A new first line." in page.locator(".hb-text").inner_text()
        assert page.locator("mark.hb-mark").count() == 0
        page.locator(".hb-close").click()
        ask(page, TRAFFIC_QUESTION)
        last(page, ".hb-cite").first.click()
        assert marked(page) == TRAFFIC
        assert page.locator(".hb-remark").count() == 0
        page.locator(".hb-close").click()
        source.current = FakeChatbot(make_document("other"))
        last(page, ".hb-cite").first.click()
        page.locator(".hb-status", has_text="There is no such article any more.").wait_for()
    open_page.wrong[-1][:] = [line for line in open_page.wrong[-1] if "404" not in line]


def test_a_page_opened_after_a_rebuild_shows_the_new_index(open_page):
    class Other(FakeChatbot):
        def suggestions(self, limit: int = 5) -> tuple[str, ...]:
            return ("What does the new text say?",)

    source = Changing(FakeChatbot())
    with served(create_app(source, EVERY_QUESTION)) as address:
        assert open_page(address).locator(".hb-starter:visible").count() == 3
        source.current = Other(make_document(language="es"), make_document("other", title="Another article"))
        page = open_page(address)
        page.get_by_placeholder("Pregunte al artículo").wait_for()
        assert page.locator("#hb-send").inner_text() == "Preguntar"
        assert page.title() == "hubbot"
        page.get_by_role("button", name="What does the new text say?").wait_for()
        assert page.locator(".hb-starter:visible").count() == 1
        page.locator("#hb-scope input").click()
        page.get_by_role("option", name="Another article").click()
        ask(page, TRAFFIC_QUESTION)
        assert source.current.asked[-1][2] == "other"
