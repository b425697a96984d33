"""Takes the pictures of the documentation from the real index.

``python tests/surfaces/screenshots.py [FOLDER]``; ``--fake`` takes them from the small article of the tests. The pictures
are set in Inter and TeX Gyre Pagella (Debian's fonts-inter and fonts-texgyre): without them every one comes out another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from chat_browser import ARGUMENTS, find_browser, opened, served  # noqa: E402
from chat_fakes import TRAFFIC_QUESTION, FakeChatbot  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from hubbot.settings import Settings  # noqa: E402
from hubbot.surfaces.server import create_app  # noqa: E402

TABLE_QUESTION = "Which country has the most tech professionals?"
DESK = {"viewport": {"width": 1240, "height": 680}, "device_scale_factor": 1.5}
TOKEN = "a-token-of-some-length"
RIVERS = (
    "# Two rivers\n\nThe Aller is 215 km long. “I swim in it every morning,” said Ina Holt, a baker from Celle.\n\n"
    "## Bridges\n\nBridges – 14\n\nFerries – 3\n"
)
PHONE = {"viewport": {"width": 375, "height": 740}, "device_scale_factor": 2, "has_touch": True}


class Breakable:
    """Hands on to a chatbot until it is told to fail."""

    def __init__(self, chatbot: Any) -> None:
        self._chatbot = chatbot
        self.broken = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chatbot, name)

    def ask(self, *question: Any, **options: Any) -> Any:
        if self.broken:
            raise RuntimeError("broken for a picture")
        return self._chatbot.ask(*question, **options)


def ask(page: Page, *questions: str) -> None:
    """Ask, wait for each answer, and let the page come to rest."""
    for question in questions:
        before = page.locator(".hb-answer").count()
        page.fill("#hb-question textarea", question)
        page.press("#hb-question textarea", "Enter")
        page.locator(".hb-answer").nth(before).wait_for()
    page.wait_for_timeout(400)


def mark(page: Page) -> None:
    """Click the last answer's first citation."""
    page.locator(".hb-answer").last.locator(".hb-cite").first.click()
    page.wait_for_selector("#hb-mark")
    page.wait_for_timeout(1500)


def understood(page: Page) -> None:
    """Open what was understood of the article."""
    page.click(".hb-inspect")
    page.frame_locator("#hb-panels iframe").locator(".map").wait_for()
    page.wait_for_timeout(400)


def preview(page: Page) -> None:
    """Open the owner's panel and look at a text."""
    page.locator(".hb-owner").evaluate("link => (link.hidden = false)")
    page.click(".hb-owner")
    panel = page.frame_locator("#hb-panels iframe")
    panel.locator("#token").fill(TOKEN)
    panel.get_by_role("button", name="Open").click()
    panel.locator("#text").fill(RIVERS)
    panel.get_by_role("button", name="Preview").click()
    panel.locator("#draft .title").wait_for()
    page.wait_for_timeout(400)


def shrink(path: Path) -> None:
    """Keep 192 colours of a picture: text looks the same in a quarter of the bytes."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(
            192, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    small.save(path, optimize=True)


def main(folder: Path, chatbot: Breakable) -> None:
    """Serve the page and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    owners = create_app(chatbot, Settings(owner_token=TOKEN, index_dir=ROOT / "index"))
    with served(create_app(chatbot)) as readers, served(owners) as owner, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))

        def picture(
            name: str, steps: Callable[[Page], object], address: str = readers, **options: Any
        ) -> None:
            with opened(browser, **options) as (page, wrong):
                page.goto(address)
                page.wait_for_selector("#hb-question textarea")
                page.wait_for_timeout(600)
                steps(page)
                page.screenshot(path=folder / f"{name}.png")
                shrink(folder / f"{name}.png")
                print(name, wrong or "")

        def answer(page: Page) -> None:
            ask(page, TRAFFIC_QUESTION)
            mark(page)

        def table(page: Page) -> None:
            ask(page, TABLE_QUESTION)
            mark(page)

        def broken(page: Page) -> None:
            chatbot.broken = True
            ask(page, TRAFFIC_QUESTION)
            chatbot.broken = False

        picture("answer", answer, **DESK)
        picture("chat-first", lambda page: page.click(".hb-can summary"), **DESK)
        picture("chat-dark", answer, **DESK, color_scheme="dark")
        picture("chat-silence", lambda page: ask(page, "How many developers live in Peru?"), **DESK)
        picture("chat-table", table, **DESK)
        picture("chat-reported", lambda page: ask(page, "What does Alex Barrios think of Santiago?"), **DESK)
        picture(
            "chat-follow-up",
            lambda page: ask(page, "How many tech professionals are there in Mexico?", "and in Chile?"),
            **DESK,
        )
        picture("chat-error", broken, **DESK)
        picture("chat-phone", lambda page: ask(page, TRAFFIC_QUESTION), **PHONE)
        picture("chat-phone-article", answer, **PHONE)
        picture("chat-understood", understood, **DESK)
        picture("owner-preview", preview, owner, **DESK)
        picture("owner-preview-phone", preview, owner, **PHONE, color_scheme="dark")
        picture("chat-phone-table", lambda page: ask(page, TABLE_QUESTION), **PHONE)
        browser.close()


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--fake"]
    if "--fake" in sys.argv:
        real: Any = FakeChatbot()
    else:
        from hubbot import Chatbot

        real = Chatbot.load(ROOT / "index")
    main(Path(arguments[0]) if arguments else ROOT / "docs" / "images", Breakable(real))
