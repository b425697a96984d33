"""Takes the pictures of the documentation: ``python tests/surfaces/screenshots.py [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from chat_fakes import TRAFFIC_QUESTION, FakeChatbot  # noqa: E402
from conftest import ARGUMENTS, find_browser, opened, served  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from hubbot.surfaces.server import create_app  # noqa: E402

PHONE = {"viewport": {"width": 375, "height": 812}, "device_scale_factor": 2, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}


def ask(page: Page, question: str) -> None:
    """Ask, wait for the answer, and let the page come to rest."""
    before = page.locator(".hb-answer").count()
    page.fill("#hb-question textarea", question)
    page.press("#hb-question textarea", "Enter")
    page.locator(".hb-answer").nth(before).wait_for()
    page.wait_for_timeout(400)


def cite(page: Page) -> None:
    """Click the last answer's first citation."""
    page.locator(".hb-answer").last.locator(".hb-cite").first.click()
    page.wait_for_selector("#hb-mark")
    page.wait_for_timeout(1200)


def main(folder: Path) -> None:
    """Serve the page and take every picture."""
    chatbot: Any = FakeChatbot()
    folder.mkdir(parents=True, exist_ok=True)
    executable = find_browser()
    with served(create_app(chatbot)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))

        def picture(name: str, steps: Any, **options: Any) -> None:
            with opened(browser, **options) as (page, wrong):
                page.goto(address)
                page.wait_for_selector("#hb-question textarea")
                page.wait_for_timeout(600)
                steps(page)
                page.screenshot(path=folder / f"{name}.png")
                print(name, wrong or "")

        def answer(page: Page) -> None:
            ask(page, TRAFFIC_QUESTION)
            cite(page)

        def silence(page: Page) -> None:
            ask(page, "How many tech professionals live in Peru?".replace("professionals", "people"))

        def table(page: Page) -> None:
            ask(page, "Which country has the most tech professionals?")
            cite(page)

        def reported(page: Page) -> None:
            ask(page, "Who thinks that Santiago is the next Silicon Valley?")
            ask(page, "and in Chile?")

        def broken(page: Page) -> None:
            chatbot.broken.set()
            ask(page, TRAFFIC_QUESTION)
            chatbot.broken.clear()

        picture("chat-first", lambda page: page.click(".hb-can summary"), **DESK)
        picture("answer", answer, **DESK)
        picture("chat-dark", answer, **DESK, color_scheme="dark")
        picture("chat-silence", silence, **DESK)
        picture("chat-table", table, **DESK)
        picture("chat-reported", reported, **DESK)
        picture("chat-error", broken, **DESK)
        picture("chat-phone-first", lambda page: None, **PHONE)
        picture("chat-phone", lambda page: ask(page, TRAFFIC_QUESTION), **PHONE)
        picture("chat-phone-article", answer, **PHONE)
        picture("chat-phone-table", lambda page: ask(page, "professionals"), **PHONE)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
