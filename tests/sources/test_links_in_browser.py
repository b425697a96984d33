"""A link with a text fragment, opened in a real Chromium on the real page: it scrolls to and marks the passage."""

import io

import pytest

from hubbot.fragments import link_to
from hubbot.reading.parser import read_parsed
from hubbot.types import Span
from sources.pages import RIVERS

pytestmark = pytest.mark.browser
# Tall gaps between the lines, so that each passage is off the first screen and the wrong one is seen to be wrong.
STYLE = "<style>::target-text{background:#f00;color:#f00} p,li,h2,td,blockquote{margin-bottom:900px;display:block} body{background:#fff}</style>"
# Where the n-th appearance of some words lies on the page, in pixels from its top.
PLACE = """([words, nth]) => {
  const flat = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let text = ''; let node;
  while ((node = walk.nextNode())) for (let i = 0; i < node.data.length; i++) {
    const c = /\\s/.test(node.data[i]) ? ' ' : node.data[i];
    if (c === ' ' && text.endsWith(' ')) continue;
    text += c; flat.push([node, i]);
  }
  let at = -1; for (let i = 0; i <= nth; i++) at = text.indexOf(words, at + 1);
  if (at < 0) return null;
  const range = document.createRange(); const [a, i] = flat[at]; const [b, j] = flat[at + words.length - 1];
  range.setStart(a, i); range.setEnd(b, j + 1);
  const box = range.getBoundingClientRect();
  return {top: box.top, bottom: box.bottom, left: box.left, right: box.right, height: innerHeight};
}"""


def marked(page):
    """The box of the red pixels on the screen, as (left, top, right, bottom), or None."""
    from PIL import Image

    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    red = image.point(lambda value: value).split()
    mask = Image.eval(red[0], lambda v: 255 if v > 200 else 0)
    for band in red[1:]:
        mask = Image.composite(
            mask, Image.new("L", mask.size), Image.eval(band, lambda v: 255 if v < 100 else 0)
        )
    return mask.getbbox()


@pytest.mark.parametrize(
    ("words", "nth", "shown", "place"),
    [
        ("I swim in it every morning,", 0, "I swim in it every morning,", 0),
        ("The water was cold.", 0, "The water was cold.", 0),
        ("The water was cold.", 1, "The water was cold.", 1),
        # Once in a teaser beside the article, twice in it.
        ("The bridge at the mill is older than the town.", 0, "The bridge at the mill is older than the town.", 1),
        ("The bridge at the mill is older than the town.", 1, "The bridge at the mill is older than the town.", 2),
        ("It has two arches, and one of them is closed.", 0, "It has two arches,[1] and one of them is closed.", 0),
        ("Nobody knows who built the last lock", 0, "Nobody knows who built the last lock", 0),
        ("## Celle (Germany)", 0, "Celle (Germany)", 1),
        ("It's “good for me”, she says", 0, "It's good for me, she says", 0),
        ("The bridge is old, and we love it.", 0, "The bridge is old, and we love it.", 0),
    ],
)  # fmt: skip
def test_a_link_scrolls_to_the_passage_and_marks_it(browser, site, words, nth, shown, place):
    url = site.page("/rivers.html", RIVERS.replace("</head>", STYLE + "</head>"))
    [(document, _)] = read_parsed([url], site.limits)
    at = -1
    for _ in range(nth + 1):
        at = document.text.index(words, at + 1)
    page = browser.new_page(viewport={"width": 900, "height": 600})
    try:
        page.goto(link_to(document, Span(at, at + len(words))))
        page.wait_for_load_state("load")
        box = marked(page)
        expected = page.evaluate(PLACE, [shown, place])
    finally:
        page.close()
    assert expected is not None and expected["top"] >= 0 and expected["bottom"] <= expected["height"], (
        "scrolled to"
    )
    assert box is not None, "marked"
    left, top, right, bottom = box
    assert abs(top - expected["top"]) < 8 and abs(bottom - expected["bottom"]) < 8
    assert abs(left - expected["left"]) < 4 and abs(right - expected["right"]) < 4


def test_words_that_are_not_on_the_page_mark_nothing(browser, site):
    """What the test above sees can fail."""
    url = site.page("/rivers.html", RIVERS.replace("</head>", STYLE + "</head>"))
    page = browser.new_page(viewport={"width": 900, "height": 600})
    try:
        page.goto(f"{url}#:~:text=no%20such%20words")
        assert marked(page) is None and page.evaluate("scrollY") == 0
    finally:
        page.close()
