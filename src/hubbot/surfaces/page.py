"""An answer as HTML: pure functions from records to escaped text.

The article's words stand in elements of their own (``hb-words``), so that what a reader copies, a screen
reader speaks or a test compares is the citation letter for letter; quotation marks and dots that are ours
stand beside them. Nothing here trusts a text: every one of them passes ``escaped``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hubbot.contract import Answer, Cell, Citation, Table
from hubbot.errors import SpanMismatchError
from hubbot.surfaces.markup import ask_link, citation_link, escaped, words_html
from hubbot.surfaces.phrases import Phrases, phrases_for
from hubbot.types import Document, PassageKind, Span

SPEECH = "speech"  # the kind of answer that is what somebody said
MAX_CLOSEST = 2  # more reads like an answer
MAX_OPEN = 3  # statements of one person shown at once; the rest is folded
MAX_SHORT = 60  # characters; a longer sentence of ours is not shouted
MAX_SUGGESTIONS = 4  # one row on a desk, two on a phone

_OPENING_MARKS = '"“„«'
_CLOSING_MARKS = '"”“»'


def check_citations(answer: Answer, documents: Mapping[str, Document]) -> None:
    """Raise SpanMismatchError unless every citation is the article's own words at its span."""
    for citation in (*answer.citations, *answer.closest):
        document = documents.get(citation.document_id)
        if document is None:
            raise SpanMismatchError(f"no article {citation.document_id!r} is loaded: restart the page")
        if document.text[citation.start : citation.end] != citation.text:
            raise SpanMismatchError(
                f"words cited at {citation.start}-{citation.end} are not those of "
                f"{citation.document_id!r}: run `hubbot index`, then restart the page"
            )


def answer_html(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return one answer, or one silence, as the chat shows it."""
    phrases = phrases_for(answer.language)
    shown = _silence(answer, documents, phrases) if answer.abstained else _spoken(answer, documents, phrases)
    return (
        f'<div class="hb-answer{" hb-silent" if answer.abstained else ""}" lang="{phrases.code}">'
        f"{_searched(answer, phrases)}{shown}{_foot(answer, documents, phrases)}"
        f"{_follow_ups(answer.suggestions, phrases)}</div>"
    )


def error_html(question: str, phrases: Phrases, sentence: str | None = None) -> str:
    """Return one sentence about what went wrong, and the link that asks the question again."""
    link = escaped(ask_link(question, again=True))
    return (
        f'<div class="hb-answer hb-error" lang="{phrases.code}">'
        f'<p class="hb-says">{escaped(sentence or phrases.failed)}</p>'
        f'<p class="hb-foot"><a class="hb-ask hb-chip hb-retry" href="{link}">'
        f"{escaped(phrases.retry)}</a></p></div>"
    )


def copy_text(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the cited words with their source, as plain text."""
    phrases = phrases_for(answer.language)
    passages = [citation for citation in answer.citations if citation.kind is not PassageKind.HEADING]
    return "\n\n".join(_copied(citation, documents, phrases) for citation in passages)


def _spoken(answer: Answer, documents: Mapping[str, Document], phrases: Phrases) -> str:
    parts = [_short(answer)]
    passages = [citation for citation in answer.citations if citation.kind is not PassageKind.HEADING]
    if answer.table is not None:
        parts += [_table(answer.table, answer, phrases), _notes(answer.notes)]
        title = phrases.passages.format(count=len(passages))
        return "".join([*parts, _folded(title, passages, documents, phrases)])
    passages = passages or list(answer.citations)
    # what somebody said is all of it the answer; elsewhere the first passage is
    count = MAX_OPEN if answer.kind == SPEECH else 1
    parts += [_passage(citation, documents, phrases) for citation in passages[:count]]
    more = len(passages) - count
    title = phrases.more if more == 1 else phrases.more_many.format(count=more)
    return "".join([*parts, _folded(title, passages[count:], documents, phrases), _notes(answer.notes)])


def _short(answer: Answer) -> str:
    """Return the short answer: large where it is the article's word, plain where it is ours."""
    short = answer.answer
    if not short or any(short == citation.text for citation in answer.citations):
        return ""
    printed = re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(short)}(?!\w|[.,]\d)")  # "5" is not in "475,272"
    if any(
        printed.search(part)
        for citation in answer.citations
        for part in (citation.text, citation.section, citation.city, citation.country, citation.speaker)
        if part
    ):
        style = "hb-short"
    elif len(short) > MAX_SHORT:
        if answer.table and _is_repeated(short, answer.table):
            return ""
        style = "hb-says"
    else:
        style = "hb-short hb-ours" if answer.citations else "hb-says"
    return f'<p class="{style}">{escaped(short)}</p>'


def _is_repeated(short: str, table: Table) -> bool:
    """Say whether a list of figures only says what its table shows."""
    shown = " ".join(cell.text for row in table.rows for cell in row)
    figures = re.findall(r"\d[\d.,]*", short)
    return bool(figures) and all(figure.rstrip(".,") in shown for figure in figures)


def _silence(answer: Answer, documents: Mapping[str, Document], phrases: Phrases) -> str:
    reason = phrases.reason_after_silence(answer.reason)
    parts = [f'<p class="hb-says"><strong>{escaped(phrases.silent)}</strong> {escaped(reason)}</p>']
    if answer.closest:
        shown = "".join(_passage(citation, documents, phrases) for citation in answer.closest[:MAX_CLOSEST])
        parts.append(
            f'<section class="hb-closest"><p class="hb-label">{escaped(phrases.closest)}</p>{shown}</section>'
        )
    return "".join([*parts, _notes(answer.notes)])


def _searched(answer: Answer, phrases: Phrases) -> str:
    if answer.standalone_question.strip() in {"", answer.question.strip()}:
        return ""
    link = ask_link(answer.question, again=True, verbatim=True)
    return (
        f'<p class="hb-searched">{escaped(phrases.searched)} <em>{escaped(answer.standalone_question)}</em> '
        f'<a class="hb-ask hb-undo" href="{escaped(link)}" title="{escaped(phrases.as_typed)}">'
        f'<span class="hb-sr">{escaped(phrases.as_typed)}</span>✕</a></p>'
    )


def _passage(citation: Citation, documents: Mapping[str, Document], phrases: Phrases) -> str:
    document = documents.get(citation.document_id)
    before, after = _typography(citation, document)
    words = words_html(citation.text, citation.start, citation.highlights)
    language = escaped(document.language if document else "en")
    return (
        f'<figure class="hb-passage hb-kind-{escaped(str(citation.kind))}">'
        f'<blockquote class="hb-quote" lang="{language}">'
        f'{_ours(before)}<span class="hb-words">{words}</span>{_ours(after)}</blockquote>'
        f'<figcaption class="hb-source">{_source(citation, documents, phrases)}</figcaption></figure>'
    )


def _ours(typography: str) -> str:
    return f'<span class="hb-marks">{escaped(typography)}</span>' if typography else ""


def _typography(citation: Citation, document: Document | None) -> tuple[str, str]:
    """Return what stands before and after the words: quotation marks for speech, dots where narrowed."""
    whole = _whole(citation, document) if document else None
    before = after = ""
    if document and whole:
        before = "… " if document.text[whole.start : citation.start].strip() else ""
        after = " …" if document.text[citation.end : whole.end].strip() else ""
    has_its_own = citation.text[:1] in _OPENING_MARKS and citation.text[-1:] in _CLOSING_MARKS
    if citation.kind is PassageKind.QUOTE and not has_its_own:
        return "“" + before, after + "”"
    return before, after


def _whole(citation: Citation, document: Document) -> Span | None:
    """Return the speech or sentence that a citation was narrowed from."""
    span = Span(citation.start, citation.end)
    speeches = [speech.span for speech in document.speeches if speech.kind == "direct"]
    sentences = [sentence.span for sentence in document.sentences]
    whole = speeches if citation.kind is PassageKind.QUOTE else sentences
    return next((candidate for candidate in whole if candidate.contains(span)), None)


def _source(citation: Citation, documents: Mapping[str, Document], phrases: Phrases) -> str:
    link = escaped(citation_link(citation))
    place = citation.section or phrases.opening
    parts = []
    if citation.speaker:
        reported = citation.kind is PassageKind.REPORTED
        parts.append(
            f'<span class="hb-who">{escaped(_who(citation))}</span>'
            + (f' <span class="hb-reported">{escaped(phrases.reported)}</span>' if reported else "")
        )
    parts.append(f'<a class="hb-cite" href="{link}">{escaped(place)}</a>')
    if len(documents) > 1 and citation.title != place:
        parts.append(f'<span class="hb-title">{escaped(citation.title)}</span>')
    if citation.link:
        parts.append(
            f'<a class="hb-out" href="{escaped(citation.link)}" target="_blank" rel="noopener noreferrer" '
            f'title="{escaped(phrases.on_page)}"><span class="hb-sr">{escaped(phrases.on_page)}</span>↗</a>'
        )
    return '<span class="hb-dot"> · </span>'.join(parts)


def _who(citation: Citation) -> str:
    return ", ".join(part for part in (citation.speaker, citation.speaker_role) if part)


def _folded(
    title: str, citations: Sequence[Citation], documents: Mapping[str, Document], phrases: Phrases
) -> str:
    if not citations:
        return ""
    shown = "".join(_passage(citation, documents, phrases) for citation in citations)
    return f'<details class="hb-more"><summary>{escaped(title)}</summary>{shown}</details>'


def _table(table: Table, answer: Answer, phrases: Phrases) -> str:
    numeric = [_is_numeric([row[column].text for row in table.rows if column < len(row)])
               for column in range(len(table.columns))]  # fmt: skip
    head = "".join(
        f'<th scope="col"{_number_class(number)}>{escaped(name)}</th>' if name else "<td></td>"
        for name, number in zip(table.columns, numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            _cell(cell, column == 0, column < len(numeric) and numeric[column], answer)
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="hb-scroll"><table class="hb-table"><caption class="hb-sr">{escaped(phrases.table)}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell, first: bool, numeric: bool, answer: Answer) -> str:
    text = escaped(cell.text)
    if cell.citation is not None and 0 <= cell.citation < len(answer.citations):
        cited = answer.citations[cell.citation]
        link = escaped(citation_link(cited))
        text = f'<a class="hb-cite" href="{link}">{text}</a>'
    else:
        text = f'<span class="hb-ours">{text}</span>'
    if first:
        return f'<th scope="row">{text}</th>'
    return f"<td{_number_class(numeric)}>{text}</td>"


def _is_numeric(texts: Sequence[str]) -> bool:
    """Say whether a column reads as numbers: most of its cells start with a digit or a currency sign."""
    digits = sum(text.lstrip("$€£≈~+-− ")[:1].isdigit() for text in texts)
    return bool(texts) and digits * 2 > len(texts)


def _number_class(numeric: bool) -> str:
    return ' class="hb-number"' if numeric else ""


def _notes(notes: Sequence[str]) -> str:
    return "".join(f'<p class="hb-note">{escaped(note)}</p>' for note in notes)


def _foot(answer: Answer, documents: Mapping[str, Document], phrases: Phrases) -> str:
    copied = copy_text(answer, documents)
    copy = (
        f'<button type="button" class="hb-copy">{escaped(phrases.copy)}</button>'
        f'<span class="hb-copied hb-sr">{escaped(phrases.copied)}</span>'
        f'<span class="hb-plain">{escaped(copied)}</span>'
        if copied
        else ""
    )
    return (
        f'<div class="hb-foot">{copy}<span class="hb-votes">{escaped(phrases.helpful)} '
        f'<button type="button" class="hb-vote hb-up" title="{escaped(phrases.yes)}">'
        f'<span class="hb-sr">{escaped(phrases.yes)}</span></button>'
        f'<button type="button" class="hb-vote hb-down" title="{escaped(phrases.no)}">'
        f'<span class="hb-sr">{escaped(phrases.no)}</span></button></span></div>'
    )


def _follow_ups(suggestions: Sequence[str], phrases: Phrases) -> str:
    if not suggestions:
        return ""
    links = "".join(
        f'<li><a class="hb-ask hb-chip" href="{escaped(ask_link(question))}">{escaped(question)}</a></li>'
        for question in suggestions[:MAX_SUGGESTIONS]
    )
    return f'<ul class="hb-next" title="{escaped(phrases.follow_ups)}">{links}</ul>'


def _copied(citation: Citation, documents: Mapping[str, Document], phrases: Phrases) -> str:
    document = documents.get(citation.document_id)
    before, after = _typography(citation, document)
    who = _who(citation)
    if who and citation.kind is PassageKind.REPORTED:
        who += f" ({phrases.reported})"
    makers = [part for part in (citation.author, citation.publisher) if part]
    if document and document.title_is_ours:
        makers.append(phrases.ours)
    title = f"{citation.title} ({', '.join(makers)})" if makers else citation.title
    section = citation.section if citation.section != citation.title else None
    source = " · ".join(part for part in (who, section, title, citation.link or citation.url) if part)
    return f"{before}{citation.text}{after}\n— {source}"
