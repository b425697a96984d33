"""Takes the pictures of the widget for the documentation, on the example pages with the real index.

``python tests/widget/screenshots.py [FOLDER]``; fonts as in tests/surfaces/screenshots.py, and fonts-liberation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "tests" / "surfaces"), str(Path(__file__).parent)]

from chat_browser import ARGUMENTS, find_browser, opened, served  # noqa: E402
from examples.site import ExampleSite  # noqa: E402
from host_pages import PHONE, ask, chat, open_chat, rest  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from hubbot import Chatbot, Settings  # noqa: E402
from hubbot.surfaces.server import create_app  # noqa: E402

QUESTION = "which city has less traffic than Bogota?"
TABLE = "Which country has the most tech professionals?"
DESK = {"viewport": {"width": 1240, "height": 700}, "device_scale_factor": 1.5}
WIDE = {**DESK, "viewport": {"width": 1360, "height": 740}}  # there is room beside the text
DARK = {**DESK, "color_scheme": "dark"}
SETTLED_MS = 1200  # after the pulse


def asked(*questions: str, cite: bool = False, which: str = "hubbot-chat") -> Callable[[Page], None]:
    """Return the steps: open, ask, and click the last answer's first citation."""

    def steps(page: Page) -> None:
        open_chat(page, which)
        for question in questions:
            answer = ask(page, question, which)
        if cite:
            answer.locator(".cite").first.click()
            rest(page)

    return steps


def compared(page: Page) -> None:
    """Show a table, and the line of its first figure."""
    open_chat(page)
    ask(page, TABLE).locator("td .cite").first.click()
    rest(page)


def scrolled(page: Page) -> None:
    """Show the button over the text."""
    page.evaluate("scrollTo({top: 420, behavior: 'instant'})")


def welcomed(page: Page) -> None:
    """Show the starter questions."""
    scrolled(page)
    open_chat(page)
    chat(page).locator(".welcome .chip").first.wait_for()


def shrink(path: Path) -> None:
    """Keep 128 colours of a picture: text looks the same in a fraction of the bytes."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(
            128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    small.save(path, optimize=True)


PICTURES: tuple[tuple[str, str, Callable[[Page], None], dict[str, object]], ...] = (
    ("widget-button", "blog.html", scrolled, DESK),
    ("widget-open", "blog.html", welcomed, DESK),
    ("widget-answer", "blog.html", asked(QUESTION), DESK),
    ("widget-highlighted", "blog.html", asked(QUESTION, cite=True), WIDE),
    ("widget-silent", "blog.html", asked("How many developers live in Peru?"), DESK),
    ("widget-table", "blog.html", compared, DESK),
    ("widget-dark", "blog.html", asked(QUESTION, cite=True), DARK),
    ("widget-inline", "two.html", asked("¿Qué ciudad tiene menos tráfico que Bogotá?", which="#here"), DESK),
    ("widget-phone", "blog.html", asked(QUESTION), PHONE),
    ("widget-phone-highlighted", "blog.html", asked(QUESTION, cite=True), PHONE),
)


def main(folder: Path) -> None:
    """Serve hubbot and the pages, and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    site = ExampleSite("http://127.0.0.1:1")
    settings = Settings(allowed_origins=(site.address,), chat=False, mcp=False)
    chatbot = Chatbot.load(ROOT / "index")
    with site, served(create_app(chatbot, settings)) as site.hubbot, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        for name, page_name, steps, options in PICTURES:
            with opened(browser, **options) as (page, wrong):
                page.goto(f"{site.address}/{page_name}")
                page.locator("hubbot-chat .pill").first.wait_for()
                steps(page)
                page.wait_for_timeout(SETTLED_MS)
                page.screenshot(path=folder / f"{name}.png")
                shrink(folder / f"{name}.png")
                print(name, wrong or "")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
