"""Whatever bytes an owner gives: no crash, no hang, bounded memory, and every span holds. More with `--fuzz 1000000`."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hubbot.errors import CorpusError
from hubbot.fragments import locate
from hubbot.reading.parser import parse_text
from hubbot.sources.blocks import join_blocks, read_blocks, show_blocks
from hubbot.sources.decoding import decode
from hubbot.sources.html import parse_tree, read_fragment
from hubbot.types import Span
from sources import fuzzing

PROCESSES = 2


def test_mutated_files_are_read_or_refused(tmp_path, pytestconfig):
    """At most ten seconds an input and one gibibyte of address space; each process ends by itself or fails."""
    count, seed = pytestconfig.getoption("--fuzz"), pytestconfig.getoption("--fuzz-seed")
    running = []
    for number in range(PROCESSES):
        keep = tmp_path / f"input-{number}"
        command = [
            sys.executable,
            fuzzing.__file__,
            "--seed",
            str(seed + number),
            "--count",
            str(count // PROCESSES),
            "--keep",
            str(keep),
        ]
        running.append(
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=tmp_path,
                env={"PYTHONPATH": ":".join(filter(None, sys.path))},
            )
        )
    outcomes: dict[str, int] = {}
    ended = [process.communicate() for process in running]  # all of them, so that none is left behind
    for process, (out, err) in zip(running, ended, strict=True):
        assert process.returncode == 0, err[-3000:]
        for name, times in json.loads(out)["outcomes"].items():
            outcomes[name] = outcomes.get(name, 0) + times
    assert sum(outcomes.values()) == count // PROCESSES * PROCESSES
    assert {name for name in fuzzing.SEEDS if not outcomes.get(f"{name}: read")} == set(), (
        "each format gets through"
    )


def test_the_fuzzer_sees_a_span_that_does_not_hold():
    document, passages = fuzzing.read(fuzzing.MARKDOWN, "a.md")
    moved = replace(document, text="x" + document.text)
    with pytest.raises(AssertionError):
        fuzzing.check(moved, passages)


WORDS = st.text(st.sampled_from("abc dé.,:“”\u00a0\n—*#>|-"), max_size=12)
TAGS = ["p", "div", "b", "i", "ul", "ol", "li", "blockquote", "h2", "table", "tr", "td", "th", "pre", "br", "q", "sup", "a", "dl", "dt", "dd", "cite", "figure", "figcaption", "aside", "strong"]  # fmt: skip


def element(children):
    return st.tuples(st.sampled_from(TAGS), st.lists(children, max_size=4)).map(
        lambda it: f"<{it[0]}>{''.join(it[1])}</{it[0]}>"
    )


HTML = st.recursive(WORDS.map(lambda words: words.replace(">", "&gt;")), element, max_leaves=25)


def apart(html):
    """Return ``html`` with blanks around each <q>: its printed quotes would part the word it stands in."""
    return html.replace("<q>", " <q>").replace("</q>", "</q> ")


@settings(max_examples=300)
@given(HTML)
@example("<dl><dt>a</dt></dl>")
@example("<b><table><tr><td>a</td></tr></table></b>")
@example("<p><strong>a</strong>a</p>")
def test_no_visible_word_of_any_html_is_lost_or_moved(html):
    html = apart(html)
    tree = parse_tree(f"<body>{html}</body>")
    blocks = read_blocks(tree) if tree is not None else []
    shown = re.findall(r"\w+", " ".join(block.plain for block in blocks))
    numbered = re.sub(r"\d+\. ", "", read_fragment(f"<body>{html}</body>"))
    assert re.findall(r"\w+", numbered) == shown, "the canonical text has the words of the page"
    assert "".join(shown) == "".join(re.findall(r"\w", re.sub(r"<[^>]*>", "", html.replace("&gt;", ""))))


@settings(max_examples=200)
@given(HTML, st.data())
def test_a_place_in_the_text_is_found_in_the_page(html, data):
    html = apart(html)
    tree = parse_tree(f"<body>{html}</body>")
    blocks = read_blocks(tree) if tree is not None else []
    text, starts = join_blocks(blocks)
    page = show_blocks(blocks, blocks, starts)
    words = [Span(*match.span()) for match in re.finditer(r"\w+", text) if not match.group().isdigit()]
    if not words:
        return
    span = data.draw(st.sampled_from(words))
    found = locate(page, text, span)
    assert found is not None and page.text[slice(*found)].strip(" *#>|-“”—.,:") == text[span.start : span.end]


@settings(max_examples=300)
@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda words: words.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_text_or_refused(raw):
    try:
        text, encoding, warning = decode(raw, "a.txt")
    except CorpusError:
        return
    assert (warning is None) == (encoding == "utf-8")
    assert (
        text == raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8") if warning is None else encoding in warning
    )


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_a_document_or_refused(text):
    try:
        fuzzing.check(
            *(lambda document: (document, fuzzing.split_passages(document)))(
                parse_text(text, document_id="x")
            )
        )
    except CorpusError:
        assert "\0" in text or not text.strip()
