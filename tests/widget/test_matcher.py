"""Cited words are found on a page whatever its markup, and where they are cited from.

The pages here are made from known sentences; what the matcher must return is read from the page's own elements,
never computed by folding text as the matcher does.
"""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hubbot.surfaces.server import STATIC

pytestmark = pytest.mark.browser

# Each text node of the expected element that is not the page's own (data-own), and what the ranges hold.
LOCATE = """
async ([markup, words, context, key]) => {
  document.body.innerHTML = markup;
  const ranges = window.matcher.find(document.body, words, context);
  const home = document.querySelector(`[data-key="${key}"]`);
  const expected = [];
  const walker = document.createTreeWalker(home, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest("[data-own]")) expected.push(node.data);
  return {
    found: ranges && ranges.map((range) => range.toString()),
    inside: ranges && ranges.every((range) => home.contains(range.startContainer) && home.contains(range.endContainer)),
    own: ranges && ranges.some((range) => range.cloneContents().querySelector("[data-own]")),
    expected: expected.join(""),
  };
}
"""


@pytest.fixture(scope="module")
def matcher_page(browser):
    """A page with the built file's matcher in it."""
    page = browser.new_page()
    code = (STATIC / "widget" / "chat.js").read_text("utf-8")
    page.set_content("<!doctype html><html lang=en><title>m</title>")
    page.evaluate(
        "async (code) => { window.matcher = await import(URL.createObjectURL(new Blob([code], {type: 'text/javascript'}))); }",
        code,
    )
    yield page
    page.close()


def bare(text: str) -> str:
    """Leave out what cannot be seen: white space, soft hyphens, zero-width spaces."""
    return re.sub(r"[\s\u00ad\u200b\u2060]", "", text)


def locate(page, markup: str, words: str, key: int, before: str = "", after: str = "") -> dict:
    return page.evaluate(LOCATE, [markup, words, {"before": before, "after": after}, key])


# ---------- by example ----------


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p data-key=0>It rains in Bogota.</p>", "It rains in Bogota."),
        ("<p data-key=0>It <b>rains</b> in <a href=x>Bo<i>go</i>ta</a>.</p>", "It rains in Bogota."),
        ("<p data-key=0>It rains\n   in&nbsp;&nbsp;Bogota.</p>", "It rains in Bogota."),
        ("<p data-key=0>&ldquo;It&rsquo;s rain&rdquo; &ndash; Ana</p>", '"It\'s rain" - Ana'),
        ('<p data-key=0>"It\'s rain" -- Ana</p>', "“It’s rain” – Ana"),
        ("<p data-key=0>in&shy;no&shy;va&shy;tion and de\u200bvelop\u200bment</p>", "innovation and development"),
        ("<p data-key=0>wait … what</p>", "wait ... what"),
        (f"<p data-key=0>{unicodedata.normalize('NFD', 'São José')}</p>", "São José"),
        ("<p data-key=0>the ﬁnal oﬀer</p>", "the final offer"),
        ("<p data-key=0>one<br>two</p>", "one two"),
        ("<ul data-key=0><li>first thing</li><li>second thing</li></ul>", "- first thing\n- second thing"),
        ("<p data-key=0>see <a href=x>the report</a> of <em>May</em></p>", "see [the report](https://x.example/a) of *May*"),
        ("<h2 data-key=0>The bottom line</h2>", "## The bottom line"),
        ("<p data-key=0>a <code>path</code> &amp; more</p>", "a `path` &amp; more"),
        ("<p data-key=0>Rocket 🚀 science 👩‍🚀 day</p>", "Rocket 🚀 science 👩‍🚀 day"),
        ("<p data-key=0>It <!-- a comment -->rains<span></span> now</p>", "It rains now"),
        ("<details><summary>More</summary><p data-key=0>Folded away it was.</p></details>", "Folded away it was."),
    ],
)  # fmt: skip
def test_markup_does_not_hide_words(matcher_page, markup, words):
    result = locate(matcher_page, markup, words, 0)
    assert result["found"] is not None
    assert bare("".join(result["found"])) == bare(result["expected"])


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>It rains in Lima.</p>", "It rains in Bogota."),
        ("<p>223,398 people</p>", "23"),
        ("<p>223,398 people</p>", "398"),
        ("<p>51.5</p>", "51"),
        ("<p>cathedral</p>", "cat"),
        ("<script>It rains in Bogota.</script>", "It rains in Bogota."),
        ("<p style='display:none'>It rains in Bogota.</p>", "It rains in Bogota."),
        ("<textarea>It rains in Bogota.</textarea>", "It rains in Bogota."),
        ("<p>Medellin is nice and it was never as heavy of traffic, some say.</p>", "Medellin is not as heavy of traffic, some say."),
        ("<p>It rains</p>", "***"),
    ],
)  # fmt: skip
def test_words_that_are_not_there_are_not_found(matcher_page, markup, words):
    assert locate(matcher_page, f"<p data-key=0></p>{markup}", words, 0)["found"] is None


def test_a_figure_is_found_whole_in_a_table(matcher_page):
    markup = "<table><tr><td>1,230</td><td data-key=0>23</td><td>230</td></tr></table>"
    result = locate(matcher_page, markup, "23", 0)
    assert result["found"] == ["23"]
    assert result["inside"]


def test_the_visible_one_of_two_copies_is_marked(matcher_page):
    markup = "<p hidden>It rains in Bogota.</p><p data-key=0>It rains in Bogota.</p>"
    assert locate(matcher_page, markup, "It rains in Bogota.", 0)["inside"]


def test_what_the_page_puts_between_the_words_is_not_marked(matcher_page):
    markup = (
        "<p data-key=0>The center is headed by Berthier<sup data-own><a href=#n1>[1]</a></sup> Ribeiro, "
        "an Associate<span data-own> Advertisement: buy shoes </span> Professor.</p>"
    )
    result = locate(
        matcher_page, markup, "The center is headed by Berthier Ribeiro, an Associate Professor.", 0
    )
    assert len(result["found"]) == 3
    assert bare("".join(result["found"])) == bare(result["expected"])
    assert not result["own"]


def test_the_sentence_in_the_text_is_marked_not_the_one_set_apart_or_listed(matcher_page):
    sentence = "There is less traffic than elsewhere."
    markup = (
        f"<nav><a href=#a>{sentence}</a></nav><aside>{sentence}</aside>"
        f"<p>Miguel likes the place. <span data-key=0>{sentence}</span> So he stays.</p>"
    )
    result = locate(matcher_page, markup, sentence, 0, "Miguel likes the place. ", " So he stays.")
    assert result["inside"]


def test_without_a_context_the_text_is_preferred_to_what_stands_beside_it(matcher_page):
    markup = "<nav>It rains in Bogota.</nav><p data-key=0>It rains in Bogota.</p>"
    assert locate(matcher_page, markup, "It rains in Bogota.", 0)["inside"]


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_twins_in_like_surroundings_are_told_apart_by_their_order(matcher_page, nth):
    paragraph = "It rains. It rains. It rains."
    markup = "<p>" + " ".join(f"<span data-key={key}>It rains.</span>" for key in range(3)) + "</p>"
    start = [found.start() for found in re.finditer("It rains", paragraph)][nth]
    before, after = paragraph[:start], paragraph[start + 9 :]
    assert locate(matcher_page, markup, "It rains.", nth, before, after)["inside"]


# ---------- by property ----------

VOCABULARY = [
    "the",
    "city",
    "a",
    "of",
    "traffic",
    "Medellin",
    "São",
    "Córdoba",
    "don’t",
    "isn’t",
    "co‑founder",
    "start–up",
    "e-mail",
    "51.52",
    "223,398",
    "US$500",
    "C++",
    "“smart",
    "naïve”",
    "…",
    "Node.js/React.js",
    "60-80%",
    "RoR",
    "🚀",
    "çok",
    "(Brazil)",
    "it’s",
    "less",
    "more",
    "Bogotá’s",
]
FIRST = ["It", "They", "Ana", "Medellin", "“We", "Colonia"]


@st.composite
def sentences(draw):
    words = draw(st.lists(st.sampled_from(VOCABULARY), min_size=3, max_size=14, unique=True))
    return f"{draw(st.sampled_from(FIRST))} {' '.join(words)}{draw(st.sampled_from('.!?'))}"


@st.composite
def articles(draw):
    """Return paragraphs of sentences from a small stock, so that many stand more than once."""
    stock = draw(st.lists(sentences(), min_size=2, max_size=6, unique=True))
    paragraph = st.lists(st.sampled_from(range(len(stock))), min_size=1, max_size=5)
    layout = draw(st.lists(paragraph, min_size=2, max_size=6))
    return [[stock[index] for index in line] for line in layout]


ENTITIES = {"’": ["’", "&rsquo;", "'", "&#8217;"], "“": ["“", "&ldquo;", '"'], "”": ["”", "&rdquo;", "&quot;"],
            "–": ["–", "&ndash;", "-", "--"], "…": ["…", "...", "&hellip;"], "‑": ["‑", "-", "&#8209;"],
            " ": [" ", "&nbsp;", "\n  ", "  ", "\u2009", " <!-- c -->"]}  # fmt: skip
INLINE = [
    "<em>{}</em>",
    "<strong>{}</strong>",
    "<a href='#x'>{}</a>",
    "<span class='x'><i>{}</i></span>",
    "{}<!-- -->",
    "{}",
]
OWN = [
    "<sup data-own><a href='#n'>12</a></sup>",
    "<span data-own hidden>nothing of the kind</span>",
    "<script data-own>var it = 'rains';</script>",
    "<span data-own> [Share this on the network] </span>",
]
BLOCKS = ["<p>{}</p>", "<ul><li>{}</li></ul>", "<blockquote><p>{}</p></blockquote>", "<div><div>{}</div></div>",
          "<table><tr><td>{}</td></tr></table>"]  # fmt: skip


@st.composite
def markups(draw, sentence):
    """Return a sentence as a page may print it: other characters, split nodes, things of the page's own."""
    pieces = []
    since = 0  # letters since the beginning or the last insertion: the matcher wants a dozen to go on from
    words = sentence.split(" ")
    for place, word in enumerate(words):
        shown = "".join(draw(st.sampled_from(ENTITIES[c])) if c in ENTITIES else html.escape(c) for c in word)
        if draw(st.booleans()) and re.fullmatch(r"\w{4,}", word):
            cut = draw(st.integers(1, len(word) - 1))
            shown = (
                word[:cut] + draw(st.sampled_from(["&shy;", "\u200b", "<!-- -->", "<b></b>"])) + word[cut:]
            )
            if draw(st.booleans()):
                shown = unicodedata.normalize("NFD", shown)
        shown = draw(st.sampled_from(INLINE)).format(shown)
        if place:
            pieces.append(draw(st.sampled_from(ENTITIES[" "])))
            if since > 14 and len(bare(sentence)) > 30 and draw(st.integers(0, 4)) == 0:
                pieces.append(draw(st.sampled_from(OWN)))
                since = 0
        pieces.append(shown)
        since += len(bare(word))
    return "".join(pieces)


@given(data=st.data())
# no shrinking: every step of it asks a browser, and all of them take minutes
@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_every_sentence_is_found_where_it_stands(matcher_page, data):
    article = data.draw(articles())
    text = "\n\n".join(" ".join(paragraph) for paragraph in article)
    blocks, key, spans, at = [], 0, [], 0
    for paragraph in article:
        shown = []
        for sentence in paragraph:
            shown.append(f"<x-s data-key={key}>{data.draw(markups(sentence))}</x-s>")
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
            key += 1
        at += 1
        blocks.append(data.draw(st.sampled_from(BLOCKS)).format(" ".join(shown)))
    markup = "".join(blocks)
    chosen = data.draw(st.integers(0, key - 1))
    start, end = spans[chosen]
    result = locate(matcher_page, markup, text[start:end], chosen, text[:start], text[end:])
    assert result["found"] is not None, (text[start:end], markup)
    assert bare("".join(result["found"])) == bare(result["expected"])
    assert result["inside"], (text[start:end], markup)
    assert not result["own"]
