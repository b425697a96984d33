"""What the elements of HTML mean for the words in them: which stand apart, which are not shown."""

from __future__ import annotations

import re
from typing import Any

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Elements whose words stand apart from those before and after.
_BLOCKS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre
    search section select summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(re.findall(r"\w+", _BLOCKS))
# Elements whose words are not on the page.
_HIDDEN = """
    applet area audio base basefont button canvas datalist embed frame head iframe img input link map math meta
    noembed noframes noscript object param picture progress rp rt script source style svg template textarea title
    track video
"""
UNSEEN = frozenset(re.findall(r"\w+", _HIDDEN))
_HIDING = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_PULLED = re.compile(r"(?i)(?:^|[\s_-])(?:pull-?quote|block-?quote)(?:$|[\s_-])")


def is_unseen(element: Any) -> bool:
    """Say whether the page shows no word of ``element``."""
    return (
        element.tag in UNSEEN
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDING.search(element.get("style") or "") is not None
    )


def is_block(element: Any) -> bool:
    """Say whether the words of ``element`` stand apart; a ``<cite>`` that ends a block quote does too."""
    if element.tag in BLOCKS:
        return True
    if element.tag != "cite" or element.getnext() is not None or (element.tail or "").strip():
        return False
    parent = element.getparent()
    return parent is not None and parent.tag == "blockquote"


def opens_quote(element: Any) -> bool:
    """Say whether ``element`` sets words apart as a quote: a block quote, or a box that is named a pull quote."""
    named = element.tag in ("aside", "div") and _PULLED.search(element.get("class") or "") is not None
    return element.tag == "blockquote" or named


def is_note_mark(element: Any) -> bool:
    """Say whether a superscript only points to a note ("[3]"): shown in the middle of a sentence, no part of it."""
    link = element.find(".//a") if element.tag == "sup" else None
    return link is not None and (link.get("href") or "").startswith("#")
