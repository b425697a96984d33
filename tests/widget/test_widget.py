"""The widget on a page of another origin, in a real browser."""

from __future__ import annotations

import re

import pytest
from chat_fakes import ALEX, TRAFFIC, TRAFFIC_QUESTION
from host_pages import PHONE, ask, box_of_mark, chat, heard, marked, open_chat, record_events, rest

from hubbot.contract import Turn

pytestmark = pytest.mark.browser

HOW_MANY = "How many tech professionals are there in Mexico?"


# ---------- what is loaded, and when ----------


def test_nothing_but_the_loader_is_fetched_before_the_chat_is_opened(open_host, hosted):
    page = open_host("plain.html")
    names = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    assert [name for name in page.evaluate(names) if name.startswith(hosted.hubbot)] == [
        f"{hosted.hubbot}/widget.js"
    ]
    open_chat(page)
    chat(page).locator(".welcome .chip").first.wait_for()
    requests = [name for name in page.evaluate(names) if name.startswith(hosted.hubbot)]
    assert [request.split("?")[0].removeprefix(hosted.hubbot) for request in requests] == [
        "/widget.js",
        "/widget/chat.js",
        "/api/v1/documents/latam-tech-hubs",
        "/api/v1/suggestions",
    ]


def test_no_cookie_no_storage_no_credentials(open_host, hosted):
    page = open_host("plain.html")
    # cookies know no ports: this one is of both servers, and the page's own script can see it
    page.context.add_cookies([{"name": "session", "value": "secret", "url": hosted.hubbot}])
    sent, answered = [], []
    page.on("response", lambda response: answered.append(response.all_headers()))
    page.on("request", lambda request: sent.append(request.all_headers()))
    open_chat(page)
    ask(page, TRAFFIC_QUESTION)
    assert len(sent) >= 4
    assert not any("cookie" in headers for headers in sent)
    assert not any("set-cookie" in response for response in answered)
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == [
        "session=secret",
        0,
        0,
    ]


def test_the_page_does_not_jump(open_host):
    page = open_host("plain.html")
    page.evaluate("scrollTo(0, 700)")
    rest(page)
    before = page.evaluate(
        "[scrollY, document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    )
    open_chat(page)
    ask(page, TRAFFIC_QUESTION)
    page.keyboard.press("Escape")
    after = page.evaluate(
        "[scrollY, document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    )
    assert after == before


def test_a_chat_that_cannot_be_loaded_is_loaded_on_the_next_click(open_host):
    page = open_host("plain.html")
    record_events(page)
    page.route("**/widget/chat.js*", lambda route: route.abort())
    chat(page).locator(".pill").click()
    page.wait_for_function("heard.length")
    assert heard(page) == ["error"]
    assert chat(page).locator(".pill").is_visible()
    page.unroute("**/widget/chat.js*")
    open_host.wrong[-1].clear()  # the browser says that the first load failed
    open_chat(page)


# ---------- an answer ----------


def test_the_missions_question(open_host):
    page = open_host("plain.html")
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    assert answer.locator(".short").inner_text() == "Medellin"
    quote = answer.locator("blockquote").first
    assert quote.locator(".words").text_content() == TRAFFIC
    assert quote.text_content() == f"“… {TRAFFIC}”"  # narrowed: the speech begins before these words
    assert quote.locator("b").all_text_contents() == [
        "Medellin is not as heavy of traffic",
        "better than Bogota",
    ]
    source = answer.locator("figcaption").first.inner_text().replace("\u00a0", " ")
    assert source == "Jorge, senior Node.js/React.js developer · Medellin (Colombia)"
    assert answer.locator(".more summary").inner_text() == "1 more passage"
    assert answer.locator(".next .chip").all_inner_texts()[:2] == ["Who said that?", "And Chile?"]


def test_reported_speech_says_so_and_has_no_marks_of_ours(open_host):
    page = open_host("plain.html")
    open_chat(page)
    answer = ask(page, "What does Alex Barrios think of Santiago?")
    assert answer.locator("blockquote").text_content() == ALEX
    assert answer.locator(".reported").inner_text() == "as reported"


def test_a_comparison_is_a_table_whose_cells_lead_to_their_lines(open_host):
    page = open_host("plain.html")
    open_chat(page)
    answer = ask(page, HOW_MANY)
    cell = answer.locator("td .cite", has_text="223,398")
    cell.click()
    assert marked(page).replace("\u00a0", " ") == "Number of tech professionals – 223,398"
    assert answer.locator("td .ours").first.inner_text() == "1."
    assert answer.locator(".note").inner_text() == "computed by hubbot from 3 of 3 sections"
    assert answer.locator("thead th").all_inner_texts() == ["Place", "Number of tech professionals", "Rank"]


def test_a_follow_up_says_what_was_searched_for_and_can_be_undone(open_host, fake_chatbot):
    page = open_host("plain.html")
    open_chat(page)
    ask(page, HOW_MANY)
    answer = ask(page, "and in Chile?")
    earlier = (Turn(HOW_MANY),)
    assert fake_chatbot.asked[-1][1:] == (earlier, "latam-tech-hubs", False)
    assert (
        answer.locator(".searched")
        .inner_text()
        .startswith("searched for: How many tech professionals are there in Chile?")
    )
    answer.get_by_role("button", name="Search the words as typed").click()
    chat(page).locator(".turn").nth(1).locator(".short").wait_for()
    page.wait_for_function("!document.querySelector('hubbot-chat').shadowRoot.querySelector('.searched')")
    assert fake_chatbot.asked[-1] == ("and in Chile?", earlier, "latam-tech-hubs", True)
    assert chat(page).locator(".turn").count() == 2


def test_silence_is_no_answer(open_host):
    page = open_host("plain.html")
    open_chat(page)
    answer = ask(page, "How many developers live in Peru?")
    assert answer.locator(".says").inner_text() == "The article doesn't say. It doesn't mention Peru."
    closest = answer.locator(".closest")
    assert closest.locator(".label").inner_text() == "Closest passages (they don't answer this)"
    assert closest.locator("blockquote").count() == 2
    assert answer.locator("blockquote").count() == 2
    assert answer.locator(".short").count() == 0
    weight = closest.locator("blockquote").first.evaluate("(quote) => getComputedStyle(quote).color")
    assert weight != answer.locator(".says").evaluate("(says) => getComputedStyle(says).color")


def test_copying_takes_the_words_with_their_source(open_host):
    page = open_host("plain.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    answer.get_by_role("button", name="copy with source").click()
    answer.get_by_role("button", name="copied").wait_for()
    first = page.evaluate("navigator.clipboard.readText()").split("\n\n")[0].replace("\u00a0", " ")
    assert first == (
        f"“… {TRAFFIC}”\n— Jorge, senior Node.js/React.js developer · Medellin (Colombia) · Latin American tech hubs "
        f"(Vit Koval, Globy, title by hubbot) · {page.url}"
    )


def test_copying_works_without_the_clipboard(open_host):
    page = open_host("plain.html")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.addEventListener('copy', () => { window.copied = true; })")
    open_chat(page)
    button = ask(page, TRAFFIC_QUESTION).locator(".text")
    button.click()
    page.wait_for_function("window.copied")
    assert chat(page).evaluate("(host) => host.shadowRoot.activeElement.className") == "text"


def test_a_readers_word_reaches_the_server(open_host):
    page = open_host("plain.html")
    record_events(page)
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    with page.expect_response("**/api/v1/feedback") as response:
        answer.get_by_role("button", name="Yes, helpful").click()
    assert response.value.ok
    assert response.value.request.post_data_json["helpful"] is True
    assert answer.get_by_role("button", name="Yes, helpful").get_attribute("aria-pressed") == "true"
    page.wait_for_function("heard.some(([name]) => name === 'feedback')")


def test_starters_come_from_the_article_and_can_be_clicked(open_host):
    page = open_host("plain.html")
    open_chat(page)
    assert chat(page).locator(".greeting").inner_text().startswith("It answers in the article’s own words")
    chat(page).locator(".welcome .chip", has_text=TRAFFIC_QUESTION).click()
    chat(page).locator(".short", has_text="Medellin").wait_for()
    assert not chat(page).locator(".welcome").is_visible()


# ---------- errors ----------


def test_an_error_says_what_to_do_and_loses_no_question(open_host, fake_chatbot):
    page = open_host("plain.html")
    record_events(page)
    open_chat(page)
    fake_chatbot.broken.set()
    try:
        question = "Is there less traffic anywhere?"  # not one whose answer the server remembers
        answer = ask(page, question)
        assert answer.locator(".says").inner_text() == "The question could not be answered just now."
        assert "secret path" not in chat(page).locator(".log").inner_text()
        assert chat(page).locator("textarea").input_value() == question
    finally:
        fake_chatbot.broken.clear()
    open_host.wrong[-1].clear()
    answer.get_by_role("button", name="Ask again").click()
    chat(page).locator(".short", has_text="Medellin").wait_for()
    assert chat(page).locator(".turn").count() == 1
    assert heard(page) == ["open", "question", "error", "question", "answer"]


@pytest.mark.parametrize(
    ("status", "headers", "body", "sentence"),
    [
        (429, {"retry-after": "7"}, {"detail": "x"}, "Many are asking just now: ask again in 7 s."),
        (503, {"retry-after": "2"}, {"detail": "x"}, "Many are asking just now: ask again in 2 s."),
        (422, {}, {"detail": "The question has no words."}, "The question has no words."),
        (500, {}, {"detail": "Traceback: /etc/hubbot"}, "The question could not be answered just now."),
        (200, {}, None, "The question could not be answered just now."),
    ],
)
def test_each_refusal_has_its_sentence(open_host, hosted, status, headers, body, sentence):
    page = open_host("plain.html")
    allow = {"access-control-allow-origin": hosted.site, "access-control-expose-headers": "retry-after"}
    page.route(
        "**/api/v1/ask",
        lambda route: (
            route.fulfill(status=status, headers={**allow, **headers}, json=body)
            if body
            else route.fulfill(status=status, headers=allow, body="no json")
        ),
    )
    open_chat(page)
    answer = ask(page, "Anything?")
    assert answer.locator(".says").inner_text() == sentence
    assert chat(page).locator("textarea").input_value() == "Anything?"
    open_host.wrong[-1].clear()


def test_a_server_that_is_gone_is_told_apart(open_host):
    page = open_host("plain.html")
    open_chat(page)
    page.route("**/api/v1/ask", lambda route: route.abort())
    answer = ask(page, "Anything?")
    assert answer.locator(".says").inner_text().startswith("The article’s server could not be reached")
    open_host.wrong[-1].clear()


def test_what_is_typed_meanwhile_is_kept(open_host):
    page = open_host("plain.html")
    open_chat(page)
    page.route("**/api/v1/ask", lambda route: (page.wait_for_timeout(400), route.continue_()))
    box = chat(page).locator("textarea")
    box.fill(TRAFFIC_QUESTION)
    box.press("Enter")
    box.fill("and the")
    box.press("Enter")  # the first is still on its way
    chat(page).locator(".short").wait_for()
    assert box.input_value() == "and the"
    assert chat(page).locator(".turn").count() == 1


# ---------- citations in the page ----------


def test_a_citation_marks_the_words_scrolls_and_says_so(open_host):
    page = open_host("plain.html")
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    answer.locator(".cite").first.click()
    rest(page)
    assert marked(page) == TRAFFIC
    mark = box_of_mark(page)
    assert 0 <= mark["top"] < mark["bottom"] <= 800
    assert chat(page).locator("[role=status]").inner_text() == f"Marked in the article: {TRAFFIC}"
    assert answer.locator(".cite").first.get_attribute("aria-current") == "true"
    assert page.evaluate("getSelection().toString()") == ""
    assert page.url.endswith("plain.html")


@pytest.mark.parametrize("width", [1000, 1280, 1600])
def test_the_chat_never_covers_what_it_marks(open_host, width):
    page = open_host("blog.html", viewport={"width": width, "height": 720})
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    rest(page)
    mark, box = box_of_mark(page), chat(page).locator(".box").bounding_box()
    beside = mark["right"] <= box["x"] or mark["left"] >= box["x"] + box["width"]
    above = mark["bottom"] <= box["y"]
    assert beside or above
    assert 0 <= mark["top"] < mark["bottom"] <= 720


def test_on_a_phone_the_chat_docks_below_what_it_marks(open_host):
    page = open_host("blog.html", **PHONE)
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    rest(page)
    mark, box = box_of_mark(page), chat(page).locator(".box").bounding_box()
    assert marked(page) == TRAFFIC
    assert 0 <= mark["top"] < mark["bottom"] <= box["y"]
    assert box["y"] > 740 / 2
    chat(page).get_by_role("button", name="Larger").click()
    assert chat(page).locator(".box").bounding_box()["y"] < 40
    assert chat(page).locator(".box").evaluate("(box) => box.matches(':modal')")


def test_on_a_phone_the_answer_stays_in_sight_above_which_the_chat_has_shrunk(open_host):
    page = open_host("blog.html", **PHONE)
    open_chat(page)
    ask(page, "How many tech professionals are there in Mexico?")
    link = ask(page, TRAFFIC_QUESTION).locator(".cite").first
    link.click()
    rest(page)
    at, log = link.bounding_box(), chat(page).locator(".log").bounding_box()
    assert log["y"] <= at["y"] < log["y"] + log["height"]


def test_the_words_in_the_text_are_marked_not_those_set_apart(open_host):
    page = open_host("blog.html")
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    assert marked(page) == TRAFFIC
    inside = "[...CSS.highlights.get('hubbot')][0].startContainer.parentElement.closest('.pull') === null"
    assert page.evaluate(inside)


def test_the_mark_stays_until_the_next(open_host):
    page = open_host("plain.html")
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    page.keyboard.press("Escape")
    assert marked(page) == TRAFFIC
    open_chat(page)
    ask(page, "What does Alex Barrios think of Santiago?").locator(".cite").first.click()
    assert marked(page) == ALEX
    chat(page).get_by_role("button", name="New conversation").click()
    assert marked(page) == ""


def test_words_that_the_page_does_not_show_are_shown_in_the_chat(open_host, hosted):
    page = open_host("plain.html")
    page.evaluate("document.querySelector('main').remove()")
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    answer.locator(".cite").first.click()
    passage = answer.locator(".paragraph")
    assert (
        passage.locator(".label").inner_text()
        == "These words are not on this page. Open them in the article’s text"
    )
    assert passage.locator("mark").text_content() == TRAFFIC
    assert (
        passage.locator(".words")
        .text_content()
        .startswith("Jorge, a senior\u00a0Node.js/React.js developer, noted")
    )
    link = passage.locator("a").get_attribute("href")
    assert re.fullmatch(
        rf"{re.escape(hosted.hubbot)}/article/latam-tech-hubs\?start=\d+&end=\d+&of=[0-9a-f]{{12}}#hb-mark",
        link,
    )
    page.goto(link)
    assert page.locator("mark").all_text_contents() == [TRAFFIC]


def test_without_highlights_the_words_are_scrolled_to_and_a_text_fragment_is_offered(open_host):
    page = open_host("plain.html")
    page.evaluate("delete window.Highlight")
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    answer.locator(".cite").first.click()
    rest(page)
    assert page.evaluate("scrollY") > 100
    link = answer.locator(".paragraph a").get_attribute("href")
    assert (
        link
        == f"{page.url}#:~:text=Medellin%20is%20not%20as%20heavy%20of,making%20it%20better%20than%20Bogota%20for%20many.".replace(
            "making%20it%20better", "it%20better"
        )
    )
    page.goto("about:blank")
    page.goto(link)
    rest(page)
    assert page.evaluate("scrollY") > 100


def test_a_host_page_may_take_citations_over(open_host):
    page = open_host("plain.html")
    page.evaluate(
        "document.addEventListener('hubbot:cite', (event) => { window.cited = event.detail; event.preventDefault(); })"
    )
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    assert page.evaluate("[cited.citation.text, cited.found, cited.ranges.length]") == [TRAFFIC, True, 1]
    assert marked(page) == ""


def test_a_modified_click_is_the_readers_own(open_host):
    page = open_host("plain.html")
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    with page.context.expect_page() as opened:
        answer.locator(".cite").first.click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_load_state()
    assert opened.value.locator("mark").all_text_contents() == [TRAFFIC]
    assert marked(page) == ""


# ---------- keyboard, focus, screen readers ----------


def focused(page) -> str:
    return chat(page).evaluate(
        "(host) => host.shadowRoot.activeElement?.className || host.shadowRoot.activeElement?.localName || ''"
    )


def test_focus_goes_in_and_comes_back(open_host):
    page = open_host("plain.html")
    page.keyboard.press("Tab")
    assert focused(page) == "pill"
    page.keyboard.press("Enter")
    chat(page).locator(".box").wait_for()
    assert focused(page) == "textarea"
    page.keyboard.press("Escape")
    assert focused(page) == "pill"
    assert not chat(page).locator(".box").is_visible()


def test_a_citation_can_be_followed_by_keyboard_and_the_focus_stays(open_host):
    page = open_host("plain.html")
    open_chat(page)
    ask(page, TRAFFIC_QUESTION)
    page.keyboard.press("Shift+Tab")
    for _ in range(20):
        if "cite" in focused(page):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert marked(page)
    assert "cite" in focused(page)


def test_on_a_phone_the_focus_is_kept_inside(open_host):
    page = open_host("plain.html", **PHONE)
    page.evaluate(
        "document.querySelector('main').prepend(Object.assign(document.createElement('button'), {id: 'out', textContent: 'out'}))"
    )
    open_chat(page)
    assert chat(page).locator(".box").evaluate("(box) => box.matches(':modal')")
    ask(page, TRAFFIC_QUESTION)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") in {
            "hubbot-chat",
            "body",
        }  # body: the browser's own bar
    page.keyboard.press("Escape")
    assert focused(page) == "pill"


def test_an_answer_is_announced_once(open_host):
    page = open_host("plain.html")
    open_chat(page)
    chat(page).evaluate(
        """(host) => {
          window.said = [];
          const status = host.shadowRoot.querySelector('[role=status]');
          new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )
    ask(page, TRAFFIC_QUESTION)
    said = page.evaluate("said")
    assert [sentence.replace("\u00a0", " ") for sentence in said] == [
        f"Medellin. {TRAFFIC} (Jorge, senior Node.js/React.js developer, Medellin (Colombia))"
    ]
    live = chat(page).evaluate(
        "(host) => host.shadowRoot.querySelectorAll('[aria-live], [role=status], [role=log], [role=alert]').length"
    )
    assert live == 1


def test_everything_has_a_name(open_host):
    page = open_host("plain.html")
    box = open_chat(page)
    ask(page, HOW_MANY)
    assert box.aria_snapshot().splitlines()[0] == '- dialog "Ask this article":'
    page.get_by_role("textbox", name="Your question").wait_for()
    for name in ("Close", "New conversation", "Ask", "Yes, helpful", "No, not helpful"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1, name


def test_the_box_is_typed_in_at_sixteen_pixels(open_host):
    page = open_host("resets.html", **PHONE)
    open_chat(page)
    assert chat(page).locator("textarea").evaluate("(box) => getComputedStyle(box).fontSize") == "16px"


def test_the_mark_pulses_once(open_host):
    page = open_host("blog.html")
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    assert page.evaluate("[...CSS.highlights.keys()]") == ["hubbot", "hubbot-pulse"]
    page.wait_for_function("CSS.highlights.size === 1")
    assert marked(page) == TRAFFIC


def test_with_reduced_motion_nothing_moves(open_host):
    page = open_host("blog.html", reduced_motion="reduce")
    open_chat(page)
    cite = ask(page, TRAFFIC_QUESTION).locator(".cite").first
    state = cite.evaluate(
        """(link) => {
          const before = scrollY;
          link.click();
          return [before, scrollY, [...CSS.highlights.keys()]];
        }"""
    )
    assert state[1] > state[0]  # there at once
    assert state[2] == ["hubbot"]  # no pulse
    rest(page)
    assert page.evaluate("scrollY") == pytest.approx(state[1], abs=1)


@pytest.mark.parametrize(
    ("width", "height"), [(640, 400), (320, 256)]
)  # 200 % and 400 % of 1280 x 800 and x 1024
def test_zoomed_in_everything_can_be_reached(open_host, width, height):
    page = open_host("blog.html", viewport={"width": width, "height": height}, device_scale_factor=2)
    box = open_chat(page)
    ask(page, HOW_MANY)
    inside = box.bounding_box()
    assert inside["x"] >= 0 and inside["x"] + inside["width"] <= width
    assert inside["y"] >= 0 and inside["y"] + inside["height"] <= height
    assert chat(page).locator(".log").bounding_box()["height"] >= 90
    for part in (".send", "textarea", ".head .icon >> nth=-1"):
        part_box = chat(page).locator(part).bounding_box()
        assert part_box["y"] + part_box["height"] <= height
    log = chat(page).locator(".log")
    assert log.evaluate("(log) => log.scrollWidth <= log.clientWidth")


# ---------- several, inline, other languages, other directions ----------


def test_two_chats_on_a_page_are_apart(open_host):
    page = open_host("two.html")
    here, there = open_chat(page, "#here"), open_chat(page, "#there")
    ask(page, TRAFFIC_QUESTION, "#here")
    assert chat(page, "#here").locator(".turn").count() == 1
    assert chat(page, "#there").locator(".turn").count() == 0
    assert here.evaluate("(box) => box.localName") == "section"
    assert there.bounding_box()["x"] == 20  # position="start"
    assert chat(page, "#there").locator("h2").inner_text() == "Ask about the cities"
    assert chat(page, "#here").locator(".send").inner_text() == "Preguntar"
    colour = "(button) => getComputedStyle(button).backgroundColor"
    assert chat(page, "#here").locator(".send").evaluate(colour) == "rgb(122, 31, 75)"
    assert (
        page.evaluate(
            "performance.getEntriesByType('resource').filter((e) => e.name.includes('chat.js')).length"
        )
        == 1
    )


def test_an_inline_chat_marks_and_does_not_move(open_host):
    page = open_host("two.html")
    open_chat(page, "#here")
    answer = ask(page, TRAFFIC_QUESTION, "#here")
    assert page.evaluate("scrollY") == 0
    answer.locator(".cite").first.click()
    rest(page)
    assert marked(page) == TRAFFIC
    page.evaluate("document.querySelector('#here').scrollIntoView()")
    chat(page, "#here").locator("textarea").press("Escape")
    assert chat(page, "#here").locator(".pill").is_visible()


@pytest.mark.parametrize(
    ("language", "pill", "send"),
    [
        ("es-MX", "Pregunte a este artículo", "Preguntar"),
        ("pt-BR", "Pergunte a este artigo", "Perguntar"),
        ("fr", "Ask this article", "Ask"),
    ],
)
def test_the_interface_speaks_the_pages_language(open_host, language, pill, send):
    page = open_host("plain.html")
    page.evaluate(
        "(language) => { document.querySelector('hubbot-chat').remove(); document.documentElement.lang = language;"
        "const chat = document.createElement('hubbot-chat'); chat.setAttribute('document', 'latam-tech-hubs');"
        "chat.setAttribute('src', performance.getEntriesByType('resource')[0].name); document.body.append(chat); }",
        language,
    )
    assert chat(page).locator(".pill").inner_text() == pill
    open_chat(page)
    assert chat(page).locator(".send").inner_text() == send


def test_a_page_from_right_to_left_is_mirrored(open_host):
    page = open_host("rtl.html")
    assert chat(page).locator(".pill").bounding_box()["x"] == 20
    box = open_chat(page)
    assert box.bounding_box()["x"] == 20
    answer = ask(page, TRAFFIC_QUESTION)
    direction = "(element) => getComputedStyle(element).direction"
    assert box.evaluate(direction) == "rtl"
    assert answer.locator("blockquote").first.evaluate(direction) == "ltr"  # English words
    answer.locator(".cite").first.click()
    assert marked(page) == TRAFFIC


def test_attributes_and_properties(open_host):
    page = open_host("plain.html")
    page.evaluate(
        """() => {
          const chat = document.querySelector('hubbot-chat');
          chat.setAttribute('greeting', 'Ask me about cities');
          chat.setAttribute('theme', 'dark');
          chat.style.setProperty('--hubbot-width', '500px');
          chat.style.setProperty('--hubbot-mark', 'rgb(1, 2, 3)');
        }"""
    )
    box = open_chat(page)
    assert chat(page).locator(".greeting").inner_text() == "Ask me about cities"
    assert box.evaluate("(box) => getComputedStyle(box).backgroundColor") == "rgb(23, 24, 27)"
    assert box.bounding_box()["width"] == 500
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    page.wait_for_function(
        "document.adoptedStyleSheets.at(-1).cssRules[0].style.backgroundColor === 'rgb(1, 2, 3)'"
    )


def test_the_page_can_open_ask_clear_and_close(open_host):
    page = open_host("plain.html")
    record_events(page)
    answer = page.evaluate(
        f"document.querySelector('hubbot-chat').ask('{TRAFFIC_QUESTION}').then((answer) => answer.answer)"
    )
    assert answer == "Medellin"
    assert page.evaluate("document.activeElement.localName") == "body"  # the page asked, not the reader
    page.evaluate("document.querySelector('hubbot-chat').clear()")
    assert chat(page).locator(".turn").count() == 0
    page.evaluate("document.querySelector('hubbot-chat').close()")
    page.evaluate("document.querySelector('hubbot-chat').open()")
    assert heard(page) == ["open", "question", "answer", "close", "open"]


def test_closing_keeps_the_conversation(open_host):
    page = open_host("plain.html")
    open_chat(page)
    ask(page, TRAFFIC_QUESTION)
    chat(page).get_by_role("button", name="Close").click()
    open_chat(page)
    assert chat(page).locator(".short").inner_text() == "Medellin"
    page.reload()
    open_chat(page)
    assert chat(page).locator(".turn").count() == 0  # of a visit, not longer


@pytest.mark.parametrize(
    "accent",
    ["#ffd400", "#000000", "#ffffff", "#ff0000", "#0000ff", "#00ff00", "#767676", "#d2691e", "#ff69b4"],
)
def test_words_on_any_accent_can_be_read(open_host, accent):
    page = open_host("plain.html")
    page.evaluate(
        "(accent) => document.querySelector('hubbot-chat').style.setProperty('--hubbot-accent', accent)",
        accent,
    )
    ratio = (
        chat(page)
        .locator(".pill")
        .evaluate(
            """(pill) => {
          const context = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
          const light = (colour) => {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const style = getComputedStyle(pill);
          const [a, b] = [light(style.color), light(style.backgroundColor)];
          return Math.max(a, b) / Math.min(a, b);
        }"""
        )
    )
    assert ratio >= 4.5


def test_a_site_that_is_not_allowed_gets_the_button_and_no_answer(open_host, embedding, fake_chatbot):
    with embedding(fake_chatbot) as pages:
        page = open_host("plain.html", pages)
        page.goto(pages.site.replace("127.0.0.1", "localhost") + "/plain.html")  # another origin
        record_events(page)
        chat(page).locator(".pill").click()
        page.wait_for_function("heard.length")
        assert heard(page) == ["error"]
        open_host.wrong[-1].clear()


def test_moved_while_it_is_open_it_closes_and_opens_again(open_host):
    page = open_host("plain.html")
    open_chat(page)
    ask(page, TRAFFIC_QUESTION)
    page.evaluate("document.querySelector('main').prepend(document.querySelector('hubbot-chat'))")
    assert chat(page).locator(".pill").is_visible()
    open_chat(page)
    assert chat(page).locator(".short").inner_text() == "Medellin"


def test_a_window_that_changes_keeps_conversation_and_focus(open_host):
    page = open_host("blog.html")
    box = open_chat(page)
    ask(page, TRAFFIC_QUESTION)
    modal = "(box) => [box.matches(':modal'), box.getRootNode().activeElement.localName]"
    assert box.evaluate(modal) == [False, "textarea"]
    page.set_viewport_size({"width": 400, "height": 700})
    page.wait_for_function(
        "document.querySelector('hubbot-chat').shadowRoot.querySelector('.box').matches(':modal')"
    )
    assert box.evaluate(modal) == [True, "textarea"]
    page.set_viewport_size({"width": 1200, "height": 700})
    page.wait_for_function(
        "document.querySelector('hubbot-chat').shadowRoot.querySelector('.box').matches(':popover-open')"
    )
    assert box.evaluate(modal) == [False, "textarea"]
    assert chat(page).locator(".short").inner_text() == "Medellin"


@pytest.mark.parametrize(
    ("scope", "found"), [("main", True), ("h1", False), ("#nowhere", True), ("no [ selector", True)]
)
def test_marks_are_found_where_the_owner_says(open_host, scope, found):
    page = open_host("plain.html")
    chat(page).evaluate("(host, scope) => host.setAttribute('scope', scope)", scope)
    open_chat(page)
    ask(page, TRAFFIC_QUESTION).locator(".cite").first.click()
    assert bool(marked(page)) is found


@pytest.mark.parametrize(("code", "note"), [("es", "citado indirectamente"), ("pt", "citado indiretamente")])
def test_an_answer_speaks_the_questions_language(open_host, hosted, code, note):
    page = open_host("plain.html")

    def translated(route):
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), "language": code})

    page.route("**/api/v1/ask", translated)
    open_chat(page)
    answer = ask(page, "What does Alex Barrios think of Santiago?")
    assert answer.locator(".reported").inner_text() == note
    assert answer.get_attribute("lang") == code
    assert answer.locator("blockquote").get_attribute("lang") == "en"
    assert chat(page).locator(".send").inner_text() == "Ask"


def test_an_article_that_was_published_elsewhere_is_linked_at_the_words(open_host):
    page = open_host("plain.html")
    page.evaluate("document.querySelector('main').remove()")
    address = "https://news.example/hubs"

    def published(route):
        body = route.fetch().json()
        first, *others = body["citations"]
        first |= {"url": address, "link": f"{address}#:~:text=Medellin%20is-,not"}
        for citation in others:
            citation |= {"url": address, "link": "javascript:alert(1)"}  # no address: made from the url
        route.fulfill(json=body, headers={"access-control-allow-origin": page.url.rsplit("/", 1)[0]})

    page.route("**/api/v1/ask", published)
    open_chat(page)
    answer = ask(page, TRAFFIC_QUESTION)
    hrefs = [link.get_attribute("href") for link in answer.locator(".cite").all()]
    assert hrefs[0] == f"{address}#:~:text=Medellin%20is-,not"
    assert hrefs[1].startswith(f"{address}#:~:text=you%20have%20all")
    answer.locator(".cite").first.click()
    link = answer.locator(".paragraph a")
    assert link.inner_text() == "Open where they were published"
    assert link.get_attribute("href") == hrefs[0]
