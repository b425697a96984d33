"""The article as HTML, whole and exact, with the cited span marked: pure functions.

Every character of ``Document.text`` is in the rendered article once and in order, so the text content of the
article is the document's text and that of the marks is the citation. Marking happens here, in Python
characters, because a browser counts UTF-16 units.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hubbot.sources.frontmatter import header_end
from hubbot.surfaces.markup import article_link, ask_link, escaped, inspect_link
from hubbot.surfaces.phrases import Phrases, language_name, phrases_for
from hubbot.types import Document, Section, SectionRole, Span

_NO_INDEX = '<meta name="robots" content="noindex">'
MAX_CHIPS = 12  # of each kind; more is a list to search, not an offer
_DEEPEST_HEADING = 6
# Marks of headings, items, quotes, tables, bold: nothing that an article says.
_MARKUP = re.compile(r"[\s#>*_|`~+=-]*(?:\d{1,3}[.)])?[\s>*_|-]*")
_INVISIBLE = " \t\n\r\f"  # what a browser leaves out between two blocks


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the text that is shown as one element."""

    span: Span
    tag: str
    style: str = ""


def article_html(document: Document, mark: Span | None = None) -> str:
    """Return the whole article; the characters of ``mark`` stand in ``<mark class="hb-mark">`` elements."""
    mark = mark if mark and len(mark) and mark.end <= len(document.text) else None
    painter = _Painter(document.text, mark)
    sections = document.sections or (Section("", "", None, Span(0, len(document.text))),)
    starts = [paragraph.span.start for paragraph in document.paragraphs]
    facts = {fact.span for fact in document.facts}
    parts: list[str] = []
    cursor = 0
    for number, section in enumerate(sections):
        parts.append(painter.text(Span(cursor, max(cursor, section.span.start))))
        first, last = bisect_left(starts, section.span.start), bisect_left(starts, section.span.end)
        paragraphs = [paragraph.span for paragraph in document.paragraphs[first:last]]
        blocks = _blocks(document, section, paragraphs, facts)
        parts.append(
            f'<section id="hb-s{number}" class="hb-role-{escaped(str(section.role))}" '
            f'data-start="{section.span.start}" data-end="{section.span.end}">'
            f"{painter.section(section.span, blocks)}</section>"
        )
        cursor = section.span.end
    parts.append(painter.text(Span(cursor, len(document.text))))
    return f'<article class="hb-text" lang="{escaped(document.language)}">{"".join(parts)}</article>'


def contents_html(document: Document) -> str:
    """Return the list of headings, each a link to its section."""
    phrases = phrases_for(document.language)
    items = "".join(
        f'<li class="hb-level-{min(section.level, _DEEPEST_HEADING)}">'
        f'<a href="#hb-s{number}">{escaped(section.title)}</a></li>'
        for number, section in enumerate(document.sections)
        if section.title and section.role is SectionRole.BODY
    )
    if not items:
        return ""
    name = escaped(phrases.contents)
    return f'<nav class="hb-contents" aria-label="{name}"><ol>{items}</ol></nav>'


def header_html(document: Document, documents: Sequence[Document], link: str = "") -> str:
    """Return the head of the page: title, makers, date, language, ``link``, what can be asked, other articles."""
    phrases = phrases_for(document.language)
    ours = f' <span class="hb-tag">{escaped(phrases.ours)}</span>' if document.title_is_ours else ""
    makers = [part for part in (document.author, document.publisher) if part]
    line = [", ".join(makers), document.date or "", language_name(document.language)]
    byline = '<span class="hb-dot"> · </span>'.join(f"<span>{escaped(part)}</span>" for part in line if part)
    return (
        f'<header id="hb-head" lang="{phrases.code}" data-away="{escaped(phrases.away)}" '
        f'data-title="{escaped(page_title(documents))}"><div class="hb-heading">'
        f'<h1><span lang="{escaped(document.language)}">{escaped(document.title)}</span>{ours}</h1>'
        f'<p class="hb-byline">{byline}</p></div>'
        f'<div class="hb-tools">{link}{_can_ask(document, phrases)}{_picker(document, documents, phrases)}'
        f'<button type="button" class="hb-open" aria-expanded="false" aria-controls="hb-article">'
        f"{escaped(phrases.show_article)}</button></div>"
        f'<p class="hb-status" role="status" title="{escaped(phrases.lost)}" '
        f'data-gone="{escaped(phrases.gone)}"></p></header>'
    )


def page_title(documents: Sequence[Document]) -> str:
    """Return the title of a page that asks these documents."""
    return f"{documents[0].title} · hubbot" if len(documents) == 1 else "hubbot"


def pane_html(
    document: Document, mark: Span | None = None, remark: str = "", *, role: str = "complementary"
) -> str:
    """Return the article with its list of sections, as it stands beside the chat; ``remark`` is ours, above it.

    ``role`` is that of the pane in its page, for those who move by landmarks.
    """
    above = f'<p class="hb-remark" role="status">{escaped(remark)}</p>' if remark else ""
    phrases = phrases_for(document.language)
    return (
        f'<div id="hb-article" role="{role}" lang="{phrases.code}" '
        f'aria-label="{escaped(phrases.show_article)}" data-document="{escaped(document.id)}">'
        f'<div class="hb-bar"><details class="hb-toc"><summary>{escaped(phrases.contents)}</summary>'
        f"{contents_html(document)}</details>"
        f'<a class="hb-inspect hb-panel" href="{escaped(inspect_link(document.id))}">{escaped(phrases.understood)}</a>'
        f'<button type="button" class="hb-unmark">{escaped(phrases.unmark)}<kbd>Esc</kbd></button>'
        f'<button type="button" class="hb-close">{escaped(phrases.close)}</button></div>'
        f'<div class="hb-page" tabindex="0" role="region" aria-label="{escaped(document.title)}">'
        f"{above}{article_html(document, mark)}</div></div>"
    )


def panel_html(phrases: Phrases) -> str:
    """Return what the chat page opens its panels in; the script fills it."""
    return (
        f'<dialog id="hb-panels" lang="{phrases.code}"><div class="hb-bar">'
        f'<button type="button" class="hb-leave">{escaped(phrases.close)}</button></div></dialog>'
    )


def article_page(
    document: Document, documents: Sequence[Document], head: str, mark: Span | None, *, changed: bool = False
) -> str:
    """Return a whole page with the article alone; its span is reached without any script.

    ``changed`` says that the text is another one than a link was made for.
    """
    phrases = phrases_for(document.language)
    chat = f'<a class="hb-panel hb-home" href="/">{escaped(phrases.placeholder)}</a>'
    remark = phrases.changed if changed else ""
    # a copy for readers of the chat: search engines are to find the article where it was published
    url = document.url or ""
    is_published = url.startswith(("http://", "https://"))
    found = f'<link rel="canonical" href="{escaped(url)}">' if is_published else _NO_INDEX
    return (
        f'<!doctype html><html lang="{escaped(document.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escaped(document.title)} · hubbot</title>{found}{head}</head><body class="hb-alone">'
        f"{header_html(document, documents, chat)}{pane_html(document, mark, remark, role='main')}"
        "</body></html>"
    )


class _Painter:
    """Writes stretches of one text as HTML, marking what lies inside ``mark``."""

    def __init__(self, text: str, mark: Span | None) -> None:
        self._text = text
        self._mark = mark

    def text(self, span: Span) -> str:
        """Return the characters of ``span``, those of the mark in an element of their own."""
        mark = self._mark
        if mark is None or not mark.overlaps(span) or not len(span):
            return escaped(self._text[span.start : span.end])
        left, right = max(mark.start, span.start), min(mark.end, span.end)
        anchor = ' id="hb-mark" tabindex="-1"' if left == mark.start else ""
        return (
            escaped(self._text[span.start : left])
            + f'<mark class="hb-mark"{anchor}>{escaped(self._text[left:right])}</mark>'
            + escaped(self._text[right : span.end])
        )

    def section(self, span: Span, blocks: Iterable[_Block]) -> str:
        """Return the blocks of one section with everything that stands between them."""
        parts: list[str] = []
        cursor = span.start
        for block in blocks:
            if block.span.start < cursor or block.span.end > span.end:
                continue
            parts += [self._between(Span(cursor, block.span.start)), self._block(block)]
            cursor = block.span.end
        return "".join([*parts, self._between(Span(cursor, span.end))])

    def _between(self, span: Span) -> str:
        """Return what no block holds: white space as it is, marks unseen, anything else as a loose paragraph."""
        words = self._text[span.start : span.end]
        if not words.strip(_INVISIBLE):
            return self.text(span)
        header = span.start == 0 and header_end(words) == len(words.rstrip()) > 0
        if header or _MARKUP.fullmatch(words) or not words.strip():
            return f'<span class="hb-gap">{self.text(span)}</span>'
        return self._block(_Block(span, "p", "hb-loose"))

    def _block(self, block: _Block) -> str:
        lit = " hb-lit" if self._mark and self._mark.overlaps(block.span) else ""
        return (
            f'<{block.tag} class="{(block.style + lit).strip()}" data-start="{block.span.start}" '
            f'data-end="{block.span.end}">{self.text(block.span)}</{block.tag}>'
        )


def _blocks(
    document: Document, section: Section, paragraphs: Sequence[Span], facts: set[Span]
) -> Iterator[_Block]:
    title = section.title_span
    if title:
        yield _Block(title, f"h{min(section.level + 1, _DEEPEST_HEADING)}")
    for span in paragraphs:
        if title and span.overlaps(title):
            continue
        yield _Block(span, "p", "hb-fact" if _holds_fact(document, span, facts) else "")


def _holds_fact(document: Document, span: Span, facts: set[Span]) -> bool:
    """Say whether a paragraph is one "label - value" line."""
    if span in facts:
        return True
    words = document.slice(span)
    trimmed = Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))
    return trimmed in facts


def _can_ask(document: Document, phrases: Phrases) -> str:
    body = [section for section in document.sections if section.title and section.role is SectionRole.BODY]
    people = [speech.speaker for speech in document.speeches if speech.speaker]
    groups = (
        (phrases.sections, [(section.title, phrases.about.format(name=section.city or section.title))
                            for section in body]),
        (phrases.people, [(name, phrases.says.format(name=name)) for name in people]),
        (phrases.facts, [(label, label) for label in _labels(document)]),
    )  # fmt: skip
    lists = "".join(_chips(name, chips) for name, chips in groups)
    if not lists:
        return ""
    return (
        f'<details class="hb-can"><summary>{escaped(phrases.can_ask)}</summary>'
        f'<div class="hb-offers">{lists}</div></details>'
    )


def _labels(document: Document) -> list[str]:
    """Return one label of each figure that the article lists, though it names the place in each."""
    seen: dict[str, str] = {}
    for fact in document.facts:
        section = document.section_by_id.get(fact.section_id)
        figure = fact.name
        for place in (section.country, section.city) if section else ():
            figure = figure.replace(place, "") if place else figure
        seen.setdefault(figure.casefold().strip(), fact.name)
    return list(seen.values())


def _chips(name: str, chips: Iterable[tuple[str, str]]) -> str:
    unique = list(dict(chips).items())[:MAX_CHIPS]
    if not unique:
        return ""
    links = "".join(
        f'<li><a class="hb-ask hb-chip" href="{escaped(ask_link(question))}">{escaped(text)}</a></li>'
        for text, question in unique
    )
    return f"<div><h2>{escaped(name)}</h2><ul>{links}</ul></div>"


def _picker(document: Document, documents: Sequence[Document], phrases: Phrases) -> str:
    if len(documents) < 2:
        return ""
    links = ""
    for other in documents:
        current = ' aria-current="true"' if other.id == document.id else ""
        address = escaped(article_link(other.id))
        links += f'<li><a class="hb-pick" href="{address}"{current}>{escaped(other.title)}</a></li>'
    name = escaped(phrases.everything)
    return f'<details class="hb-others"><summary>{name}</summary><ul>{links}</ul></details>'
