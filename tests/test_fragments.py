"""Text fragments: the shortest form whose first fit is the passage, judged on all words of the page."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.fragments import link_to, locate, page_of, text_directive
from hubbot.sources.converters import convert
from hubbot.sources.formats import HTML
from hubbot.types import Document, Page, Span
from sources.pages import RIVERS

PAGE = convert(RIVERS.encode(), HTML, "rivers.html", "https://example.org/rivers")
DOCUMENT = Document(
    id="rivers", text=PAGE.text, title="Two rivers", url="https://example.org/rivers", page=PAGE.page
)


def span_of(words, nth=0, text=PAGE.text):
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def fragment(words, nth=0):
    link = link_to(DOCUMENT, span_of(words, nth))
    address, _, directive = link.partition("#:~:text=")
    assert address == "https://example.org/rivers"
    return directive


@pytest.mark.parametrize(
    ("words", "nth", "directive"),
    [
        ("I swim in it every morning,", 0, "I%20swim%20in%20it%20every%20morning%2C"),
        ("The bridge is old, and we love it.", 0, "The%20bridge%20is,we%20love%20it."),
        ("Bakers – 12", 0, "Bakers%20%E2%80%93%2012"),
        ("The water was cold—and nobody minded, 100 % of them said\u00a0so.", 0, "The%20water%20was,them%20said%C2%A0so."),
        # Sentences that stand twice: the later one is told by the words around it.
        ("The water was cold.", 0, "The%20water%20was%20cold."),
        ("The water was cold.", 1, "pub.-,The%20water%20was%20cold."),
        # The first one of the article is the second one of the page, after a teaser.
        ("The bridge at the mill is older than the town.", 0, "Unsplash-,The%20bridge%20at,than%20the%20town."),
        ("| Weser | 452 km |", 0, "Weser,452%20km"),
        ("## Celle (Germany)", 0, "Celle%20%28Germany%29,-A"),
        # The page shows a note in the middle, and marks of a quote that are no text.
        ("It has two arches, and one of them is closed.", 0, "It%20has%20two,them%20is%20closed."),
        ("It's “good for me”, she says, and H2O is wet.", 0, "It%27s%20good%20for,H2O%20is%20wet."),
    ],
)  # fmt: skip
def test_a_fragment_is_the_shortest_that_is_unambiguous(words, nth, directive):
    assert fragment(words, nth) == directive


def test_a_passage_that_no_fragment_can_tell_apart_is_linked_without_one():
    text = "# T\n\n" + "Same line again.\n\n" * 60
    document = Document(id="x", text=text, title="T", url="https://example.org/x#old")
    assert link_to(document, span_of("Same line again.", 40, text)) == "https://example.org/x#old"
    assert (
        link_to(document, span_of("Same line again.", 0, text))
        == "https://example.org/x#:~:text=Same%20line%20again."
    )


@pytest.mark.parametrize("url", [None, "u", "ftp://example.org/a"])
def test_what_has_no_web_address_has_no_link(url):
    assert link_to(replace(DOCUMENT, url=url), Span(0, 5)) is None


def test_a_link_holds_no_character_that_an_address_may_not_hold():
    link = link_to(replace(DOCUMENT, url='https://example.org/a b\x1b[1m"x"#top'), Span(2, 12))
    assert link == "https://example.org/a%20b%1B[1m%22x%22#:~:text=Two%20rivers"


def test_markdown_is_linked_by_what_a_page_of_it_would_show():
    text = "---\ntitle: T\n---\n# *One* town\n\n> **Ana:** The [river](https://a.b/c) is wide, and *very* deep here.\n\n- Mills – 3\n"
    document = Document(id="x", text=text, title="T", url="https://example.org/x")
    assert page_of(text).text.split("\n")[-3:] == [
        "One town",
        "Ana: The river is wide, and very deep here.",
        "Mills – 3",
    ]
    link = link_to(document, span_of("The [river](https://a.b/c) is wide, and *very* deep here.", text=text))
    assert link.endswith("#:~:text=The%20river%20is,very%20deep%20here.")


LINES = st.lists(
    st.sampled_from(["a b", "b a b", "A b!", "b", "a", "á b c", "- a b", "| a | b |", "“b a”", ""]),
    min_size=1,
    max_size=9,
)


@given(LINES, st.data())
def test_the_first_fit_of_a_directive_is_the_passage(lines, data):
    """Another reader of the standard, written without ours: it must find the passage that was linked."""
    text = "\n\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    page = page_of(text)
    directive = text_directive(page, text, span)
    if directive is None:
        return
    assert fits(page.text, directive)[0] == locate(page, text, span)


def fits(page: str, directive: str) -> list[tuple[int, int]]:
    """All ranges of a page that a directive fits, in order: every start, for each the nearest end."""
    parts = directive.split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    start, end = unquote(parts[0]), unquote(parts[1]) if len(parts) > 1 else ""
    folded = "".join({"á": "a", "“": '"', "”": '"'}.get(c, c.lower()) for c in page)
    start, end, prefix, suffix = (
        "".join({"á": "a", "“": '"', "”": '"'}.get(c, c.lower()) for c in p)
        for p in (start, end, prefix, suffix)
    )
    found = []
    for at in range(len(folded)):
        if not folded.startswith(start, at) or (prefix and not folded[:at].rstrip().endswith(prefix)):
            continue
        if prefix and folded[:at].rstrip() != folded[:at] and not folded[:at].rstrip().endswith(prefix):
            continue
        ends = (
            [at + len(start)]
            if not end
            else [e + len(end) for e in range(at + len(start), len(folded)) if folded.startswith(end, e)]
        )
        for finish in ends:
            if not suffix or folded[finish:].lstrip().startswith(suffix):
                found.append((at, finish))
                break
    return found


def test_a_place_is_found_through_words_that_only_the_page_shows():
    page = Page("Menu\nIt has arches [1] and two ends.", ((0, 5),))
    text = "- It has arches and two ends."
    assert page.text[slice(*locate(page, text, Span(2, len(text))))] == "It has arches [1] and two ends."
    assert page.text[slice(*locate(page, text, span_of("two ends", text=text)))] == "two ends"
    assert locate(page, text, Span(0, 1)) is None
