"""What the tests of the widget do on a host page: open, ask, cite, and read what is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 375, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


def chat(page: Page, which: str = "hubbot-chat") -> Locator:
    return page.locator(which)


def open_chat(page: Page, which: str = "hubbot-chat") -> Locator:
    chat(page, which).locator(".pill").click()
    box = chat(page, which).locator(".box")
    box.wait_for()
    return box


def ask(page: Page, question: str, which: str = "hubbot-chat") -> Locator:
    """Type a question, send it, return its answer."""
    widget = chat(page, which)
    before = widget.locator(".turn .answer").count()
    widget.locator("textarea").fill(question)
    widget.locator("textarea").press("Enter")
    answer = widget.locator(".turn .answer").nth(before)
    answer.wait_for()
    return answer


def marked(page: Page) -> str:
    """The words that are marked in the page now."""
    return page.evaluate(
        "[...(CSS.highlights.get('hubbot') ?? [])].map((range) => range.toString()).join('')"
    )


def rest(page: Page) -> None:
    """Wait until the page has stopped scrolling."""
    page.evaluate(
        """() => new Promise((done) => {
          let last = scrollY, same = 0;
          (function look() {
            same = scrollY === last ? same + 1 : 0;
            last = scrollY;
            same > 6 ? done() : requestAnimationFrame(look);
          })();
        })"""
    )


def box_of_mark(page: Page) -> dict[str, float]:
    """The smallest box around the marked words, in the window's pixels."""
    return page.evaluate(
        """() => {
          const boxes = [...CSS.highlights.get('hubbot')].flatMap((range) => [...range.getClientRects()]);
          const side = (name, pick) => pick(...boxes.map((box) => box[name]));
          return {left: side('left', Math.min), top: side('top', Math.min),
                  right: side('right', Math.max), bottom: side('bottom', Math.max)};
        }"""
    )


def record_events(page: Page) -> None:
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ['open', 'close', 'question', 'answer', 'cite', 'feedback', 'error'])
            document.addEventListener(`hubbot:${name}`, (event) => heard.push([name, event.detail]));
        }"""
    )


def heard(page: Page) -> list[str]:
    return page.evaluate("heard.map(([name]) => name)")
