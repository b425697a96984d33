"""The panels over the chat, in a real browser: what was understood, and the owner's from first look to answer."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_browser import opened, served
from chat_fakes import FakeChatbot, make_document
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from hashing import DATA, HashingEncoder
from hubbot.building import build_index, publish_draft
from hubbot.live import Live
from hubbot.settings import Settings
from hubbot.surfaces.api.problems import as_sentence
from hubbot.surfaces.server import STATIC, create_app

sys.path.append(str(Path(__file__).resolve().parents[1] / "sources"))
from files import article_pdf, docx

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page

TOKEN = "a-token-of-some-length"
FERRY = "# Harbour\n\nThe ferry to Aldara leaves at seven. “It is never late,” said Ines Vado, a pilot from Corvo.\n"
GERMAN = (
    "Der Hafen liegt am Fluss und hat einen alten Markt, den die Leute aus der ganzen Gegend gern besuchen. "
    * 4
)
BOX = "#hb-question textarea"
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")
browser_test = pytest.mark.browser


def build_here(draft: Path, settings: Settings, progress: Any) -> dict[str, Any]:
    made = publish_draft(
        draft, settings.index_dir, encoders=[HashingEncoder()], settings=settings, progress=progress
    )
    return made.model_dump(mode="json")


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """The chat page of a real index, with an owner's token."""
    index = tmp_path / "index"
    build_index(DATA, index, encoders=[HashingEncoder()])
    settings = Settings(index_dir=index, scorer="none", owner_token=TOKEN, rate_per_client="9999/second")
    live = Live(index, encoders=[HashingEncoder()], settings=settings)
    with served(create_app(live, settings, build=build_here)) as at:
        yield at


def test_without_a_token_the_page_has_nothing_of_the_owner_s():
    for token, there in ((None, False), (TOKEN, True)):
        client = TestClient(
            create_app(FakeChatbot(), Settings(owner_token=token)), base_url="http://localhost"
        )
        page = client.get("/ui/").text
        assert ("hb-owner" in page) is ("/owner" in page) is there
        assert client.get("/owner").status_code == (200 if there else 404)
        assert 'class="hb-inspect hb-panel"' in page  # for everybody


def open_chat(page: Page, address: str) -> None:
    page.set_default_timeout(15_000)
    page.goto(f"{address}/?owner")
    page.wait_for_selector(BOX)


def open_owner(page: Page) -> FrameLocator:
    page.click(".hb-owner")
    panel = page.frame_locator("#hb-panels iframe[data-path='/owner']")
    panel.locator("#token").fill(TOKEN)
    panel.get_by_role("button", name="Open").click()
    panel.locator("#inside").wait_for()
    return panel


def preview(panel: FrameLocator, **given: Any) -> str:
    """Fill the form, look at the text, and return what is said of it."""
    panel.locator("#texts").evaluate("form => form.reset()")
    for name, value in given.items():
        box = panel.locator(f"#{name}")
        box.set_input_files(value) if name == "files" else box.fill(value)
    panel.get_by_role("button", name="Preview").click()
    panel.locator("#draft .title").first.wait_for()
    panel.get_by_text("Read ").first.wait_for()
    return panel.locator("#report").inner_text()


def ask(page: Page, question: str) -> str:
    before = page.locator(".hb-answer").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.locator(".hb-answer").nth(before).wait_for()
    return page.locator(".hb-answer").nth(before).inner_text()


@browser_test
def test_an_owner_publishes_from_the_chat_page_and_goes_back(browser, address):
    with opened(browser) as (page, wrong):
        open_chat(page, address)
        page.click(".hb-owner")
        panel = page.frame_locator("#hb-panels iframe[data-path='/owner']")
        panel.locator("#token").fill("wrong-token-wrong-token")
        panel.get_by_role("button", name="Open").click()
        panel.get_by_text("That is not the token of this server.").wait_for()
        page.keyboard.press("Escape")
        assert not page.locator("#hb-panels").evaluate("dialog => dialog.open")
        panel = open_owner(page)
        panel.get_by_role("button", name="Preview").click()
        panel.get_by_text("Paste a text, give an address or choose files.").wait_for()
        seen = preview(panel, text=FERRY)
        assert "Very short" in seen and "Ines Vado, pilot from Corvo" in seen
        panel.get_by_role("button", name="Discard").click()
        panel.get_by_text("Discarded.").wait_for()
        assert panel.locator("#draft").is_hidden()
        preview(panel, text=FERRY)
        panel.get_by_role("button", name="Publish beside what answers now").click()
        panel.get_by_text("Published: the chat answers from it.").wait_for()
        assert panel.locator("#documents .tag").all_inner_texts() == ["published here"]
        with page.expect_navigation():  # another index: title, starters and documents are others
            panel.get_by_role("button", name="Ask the chat").click()
        page.wait_for_selector(BOX)
        assert "The ferry to Aldara leaves at seven." in ask(page, "When does the ferry to Aldara leave?")
        page.locator(".hb-pick").first.evaluate("link => link.click()")  # another article, and its head
        page.click(".hb-owner")
        panel = page.frame_locator("#hb-panels iframe[data-path='/owner']")
        panel.get_by_role("button", name="Restore").click()  # the token is kept in the tab
        panel.get_by_text("answers again.").wait_for()
        with page.expect_navigation():
            page.get_by_role("button", name="Close").last.click()
        page.wait_for_selector(BOX)
        assert "seven" not in ask(page, "When does the ferry to Aldara leave?")
        assert [said for said in wrong if "401" not in said] == []


@browser_test
def test_the_owner_s_button_is_there_for_the_owner_alone(browser, address):
    with opened(browser) as (page, wrong):
        page.goto(address)
        page.wait_for_selector(BOX)
        assert page.locator(".hb-inspect").is_visible()  # its neighbour, for everybody
        assert page.locator(".hb-owner").is_hidden()
        assert page.get_by_role("link", name="Owner").count() == 0
        page.goto(f"{address}/?owner")
        page.wait_for_selector(BOX)
        page.get_by_role("link", name="Owner").wait_for()
        page.goto(f"{address}/owner")
        page.fill("#token", TOKEN)
        page.get_by_role("button", name="Open").click()
        page.locator("#inside").wait_for()
        page.goto(address)  # in the tab that has the token
        page.wait_for_selector(BOX)
        page.get_by_role("link", name="Owner").click()
        page.frame_locator("#hb-panels iframe").locator("#inside").wait_for()
        assert wrong == []


def test_the_address_of_the_chat_keeps_what_is_asked_of_it():
    client = TestClient(create_app(FakeChatbot()), base_url="http://localhost")
    for query in ("owner", "q=which+city%3F&draft=x"):
        assert client.get(f"/?{query}", follow_redirects=False).headers["location"] == f"/ui/?{query}"


@browser_test
def test_an_owner_takes_one_text_out_again(browser, address):
    with opened(browser) as (page, wrong):
        page.goto(f"{address}/owner")
        page.fill("#token", TOKEN)
        page.get_by_role("button", name="Open").click()
        page.locator("#documents details").first.wait_for()
        before = page.locator("#documents summary").all_inner_texts()
        page.fill("#text", FERRY)
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("button", name="Publish beside what answers now").click()
        page.locator("#documents .tag").wait_for()
        page.locator("#documents details", has=page.locator(".tag")).locator("summary").click()
        page.get_by_role("button", name="Take out").click()
        page.get_by_text("Taken out: the chat answers without it.").wait_for()
        assert page.locator("#documents summary").all_inner_texts() == before
        assert page.get_by_role("button", name="Take out").count() == 0
        assert wrong == []


@browser_test
@pytest.mark.parametrize(
    ("browser_language", "code", "words"),
    [("es-MX", "es", "1 documento responde ahora."), ("pt-BR", "pt", "1 documento responde agora.")],
)
def test_the_owners_panel_speaks_the_language_of_the_browser(browser, address, browser_language, code, words):
    with opened(browser, locale=browser_language) as (page, wrong):
        page.goto(f"{address}/owner")
        page.fill("#token", TOKEN)
        page.locator("#door button").click()
        page.locator("#what", has_text=words).wait_for()
        assert page.get_attribute("html", "lang") == code
        page.locator("#texts button").click()
        page.locator("#said.wrong").wait_for()
        shown = page.locator("body").inner_text()
        assert [
            english for english in ("Paste", "Publish", "Versions", "answers now") if english in shown
        ] == []
        assert wrong == []


def test_every_word_of_the_owners_panel_is_there_in_every_language():
    words = (STATIC / "words.js").read_text("utf-8")
    spoken = {
        code: set(re.findall(r'^      "([^"]+)": "[^"]+",$', body, re.MULTILINE))
        for code, body in re.findall(r"^    (\w\w): \{\n(.*?)^    \},$", words, re.DOTALL | re.MULTILINE)
    }
    assert set(spoken) == {"es", "pt"}
    assert spoken["es"] == spoken["pt"]
    script = (STATIC / "owner.js").read_text("utf-8")
    calls = re.findall(r"\b(?:said|counted|plainButton|follow|rows)\((.*)", script)
    asked = {words for call in calls for words in re.findall(r'"([^"]+)"', call) if " " in words}
    page = re.sub(r"<(noscript|code|title).*?</\1>", "<>", (STATIC / "owner.html").read_text("utf-8"))
    printed = {text.strip() for text in re.findall(r">([^<]+)<", page)} - {
        "",
        "(.txt, .md, .html, .pdf, .docx, .epub)",
    }
    assert len(asked) > 10
    assert len(printed) > 20
    assert (asked | printed) - spoken["es"] == set()


def sentences_of(package: Path) -> set[str]:
    """Every text of the program, as it is written with {} for what it fills in, and as a reader is told it."""
    found = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.add(
                    "".join(
                        getattr(part, "value", "") if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found | {as_sentence(text) for text in found if text}


def test_what_the_owner_is_told_in_other_languages_is_what_the_server_says():
    script = (STATIC / "told.js").read_text("utf-8")
    told = {
        code: dict(re.findall(r'^      "([^"]+)": "([^"]+)",$', body, re.MULTILINE))
        for code, body in re.findall(r"^    (\w\w): \{\n(.*?)^    \},$", script, re.DOTALL | re.MULTILINE)
    }
    assert told["es"].keys() == told["pt"].keys()
    assert len(told["es"]) == script.count('": "') // 2 > 30
    said = sentences_of(STATIC.parents[1])
    assert {key for key in told["es"] if re.sub(r"\{\w+\}", "{}", key) not in said} == set()
    for sentences in told.values():
        for key, ours in sentences.items():
            assert set(re.findall(r"\{\w+\}", ours)) <= set(re.findall(r"\{\w+\}", key)), ours


@browser_test
@pytest.mark.parametrize(
    ("browser_language", "short", "empty", "address_of"),
    [
        ("es", "Muy corto: 19 palabras.", "nada.txt: el texto está vacío", "' no es una dirección web"),
        (
            "pt-BR",
            "Muito curto: 19 palavras.",
            "nada.txt: o texto está vazio",
            "' não é um endereço da web",
        ),
        ("en", "Very short: 19 words.", "nada.txt: the text is empty", "' is no web address"),
    ],
)
def test_the_servers_warnings_and_errors_are_in_the_owners_language(
    browser, address, browser_language, short, empty, address_of
):
    with opened(browser, locale=browser_language) as (page, wrong):
        page.goto(f"{address}/owner")
        page.fill("#token", TOKEN)
        page.locator("#door button").click()
        page.fill("#text", FERRY)
        page.locator("#texts button").click()
        page.locator(".warnings li", has_text=short).wait_for()
        page.fill("#text", "")
        page.fill("#url", "mailto:ines@news.example")
        page.locator("#texts button").click()
        page.locator("#said.wrong", has_text=address_of).wait_for()
        page.fill("#url", "")
        nothing = {"name": "nada.txt", "mimeType": "text/plain", "buffer": b" "}
        page.set_input_files("#files", [nothing])
        page.locator("#texts button").click()
        page.locator("#said.wrong", has_text=empty).wait_for()
        assert [said for said in wrong if "422" not in said] == []


@browser_test
def test_every_warning_and_every_kind_of_file_is_seen_before_it_is_published(browser, address, tmp_path):
    with opened(browser) as (page, wrong):
        open_chat(page, address)
        panel = open_owner(page)
        assert "The language is 'de'" in preview(panel, text=GERMAN)
        assert "No sections: no heading was found." in panel.locator(".warnings").inner_text()
        copy = (DATA / "three_workshops.txt").read_text("utf-8")
        assert "Much of it also stands in 'three_workshops'." in preview(panel, text=copy, name="copy")
        assert "takes its place" in preview(panel, text=FERRY, name="three_workshops")
        files = [
            {"name": "harbour.md", "mimeType": "text/markdown", "buffer": FERRY.encode()},
            {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": article_pdf()},
            {"name": "letter.docx", "mimeType": "application/octet-stream", "buffer": docx()},
        ]
        seen = preview(panel, files=files)
        assert all(f"\n{name} · " in seen for name in ("harbour", "letter", "paper"))
        panel.locator("#text").fill("And a text.")
        panel.get_by_role("button", name="Preview").click()
        panel.get_by_text("Give one thing").wait_for()
        panel.locator("#texts").evaluate("form => form.reset()")
        panel.locator("#url").fill("http://127.0.0.1:1/page")
        panel.get_by_role("button", name="Preview").click()
        panel.locator("#said.wrong", has_text="127.0.0.1").wait_for()
        assert [said for said in wrong if "422" not in said] == []


@browser_test
def test_what_was_understood_is_in_the_page_and_its_words_lead_to_the_article(browser, address):
    with opened(browser) as (page, wrong):
        open_chat(page, address)
        page.click(".hb-inspect")
        panel = page.frame_locator("#hb-panels iframe[data-path='/inspect']")
        panel.locator(".map").wait_for()
        seen = panel.locator("#report").inner_text()
        assert "Aldara (Norland) 4 sentences, 2 statements, 2 facts" in seen
        assert "Marta, senior carpenter" in seen
        assert "“Aldara has less noise than Brenna, and the trains come on time.”" in seen
        facts = panel.locator("tbody tr").all_inner_texts()
        assert "Aldara (Norland)\t\tThe population of Norland\t4.2 million\t4,200,000\tStatista" in facts
        widths = panel.locator(".map span").evaluate_all("all => all.map(one => one.offsetWidth)")
        assert sum(widths) > 600 and len(widths) > 10
        panel.get_by_role("link", name="Aldara (Norland)").nth(1).click()
        page.locator("#hb-article mark.hb-mark").wait_for()
        assert page.locator("mark.hb-mark").inner_text().startswith("Aldara has less noise than Brenna")
        assert not page.locator("#hb-panels").evaluate("dialog => dialog.open")
        assert wrong == []


@browser_test
def test_its_own_words_are_in_the_language_of_the_article(browser):
    backend = FakeChatbot(make_document(language="es"), make_document("deep/er", title="Another"))
    with served(create_app(backend, Settings(chat=False))) as at, opened(browser) as (page, wrong):
        page.goto(f"{at}/inspect?document=hubs")
        page.get_by_role("heading", name="Lo que se entendió").wait_for()
        page.get_by_text("Quién dice qué").wait_for()
        page.select_option("#document", "deep/er")
        page.get_by_role("heading", name="Another").wait_for()
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.get_by_role("link").first.get_attribute("href").startswith("/article/deep/er?start=")
        assert wrong == []


@browser_test
def test_in_another_site_s_frame_the_owner_s_panel_is_neither_offered_nor_shown(browser):
    frames = ""
    host = Starlette(routes=[Route("/", lambda request: HTMLResponse(frames))])
    with served(host) as site:
        settings = Settings(owner_token=TOKEN, allowed_origins=(site,))
        with served(create_app(FakeChatbot(), settings)) as at, opened(browser) as (page, wrong):
            frames = f'<iframe src="{at}/ui/?owner" width="1000" height="700"></iframe><iframe src="{at}/owner"></iframe>'
            page.goto(site)
            chat = page.frame_locator("iframe").first
            chat.locator(BOX).wait_for()
            assert chat.locator(".hb-owner").count() == 1
            assert chat.locator(".hb-owner").is_hidden()
            chat.locator(".hb-inspect").click()
            chat.frame_locator("iframe").locator(".map").wait_for()
            assert page.frame_locator("iframe").nth(1).locator("#door").count() == 0
            assert any("frame-ancestors" in said for said in wrong)


def violations(page: Any) -> list[str]:
    results = Axe().run(page, options=RULES).response
    assert len(results["passes"]) > 12  # it did look
    return [f"{found['id']}: {node['html']}" for found in results["violations"] for node in found["nodes"]]


@browser_test
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_anybody_can_use_them(browser, address, look, width):
    looks = {"color_scheme": look, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    with opened(browser, **looks) as (page, wrong):
        open_chat(page, address)
        panel = open_owner(page)
        preview(panel, text=FERRY)
        panel.locator("#documents summary").first.click()
        panel.locator("#documents .map").wait_for()
        frame = next(frame for frame in page.frames if frame.url.endswith("/owner"))
        assert violations(page) == []
        assert violations(frame) == []
        assert frame.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Close").last.click()
        if width < 900:
            page.click(".hb-open")
            shut = page.locator(".hb-close").bounding_box()
            assert shut["x"] + shut["width"] <= width
        page.click(".hb-inspect")
        page.frame_locator("#hb-panels iframe[data-path='/inspect']").locator(".map").wait_for()
        frame = next(frame for frame in page.frames if "/inspect" in frame.url)
        assert violations(page) == []
        assert violations(frame) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert wrong == []
