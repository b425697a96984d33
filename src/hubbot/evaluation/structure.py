"""The suite `structure`: are the quotes of real articles found, with their speakers, under their headings?

What counts, precisely. The *core* of a span is the span without white space, quotation marks, Markdown marks and
closing punctuation at either end. Spans are compared by their cores, in characters of the canonical text:

- A labelled quote is *found* when a speech of ours overlaps it by ``OVERLAP`` of their union or more; it is found
  *exactly* when both cores are equal. Pairs are one to one, the largest overlap first.
- Every direct speech of an article with labelled quotes counts against precision, whether its author labelled
  such a shape or not; reported speech does so only in articles with a label for it.
- A *speaker is right* when the labelled quote was found and one name's words are all in the other's ("Ann Lee",
  "Lee", "Ann Lee, mayor"); *exactly* when the names are equal, or equal with our role after a comma. A quote that
  was missed has no right speaker.
- A *section is right* when the found quote stands under the heading with the labelled title. Sections are also
  counted: headings below the article's title against the labelled number, ``min / max`` summed over articles.

A quote *carries marks* when a quotation mark stands at an end of it, or its lines are a block quote. Intervals are
95 % Wilson intervals; that of F1 takes the mean of labels and speeches as the number of trials.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hubbot.errors import HubbotError
from hubbot.evaluation.bench import Bench, DataMissingError
from hubbot.evaluation.metrics import interval, share
from hubbot.marks import QUOTE_MARKS
from hubbot.reading.parser import read_document
from hubbot.text import normalise, tokenize
from hubbot.types import Document, SectionRole, Span, Speech, SpeechKind

Report = dict[str, Any]

OVERLAP = 0.8
"""What is missing or too much is at most a fifth of both together: more is another stretch of words."""

_EDGE = QUOTE_MARKS | frozenset(" \t\r\n\u00a0\u202f*_>.,;:!?…\\")
_REPORTED_KINDS = frozenset({"reported", "indirect"})


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled quote with its place in the canonical text; None where the text does not hold it."""

    id: str
    kind: str
    words: str
    speaker: str | None
    section: str | None
    span: Span | None
    marked: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled quote with the speech it was found in, if any; or a speech that nobody labelled."""

    label: Label | None
    speech: Speech | None
    exact: bool = False
    section: str | None = None
    marked: bool = False


@dataclass(slots=True)
class Article:
    """One article: what the set says of it and what became of its labels."""

    file: str
    kind: str
    language: str
    sections: int | None
    document: Document | None = None
    reason: str = ""
    found: list[Judged] = field(default_factory=list)
    headings: int = 0


def structure(bench: Bench) -> Report:
    """Read the labelled articles and report on quotes, speakers and sections."""
    return structure_report(read_articles(bench.folder("articles")))


def read_articles(folder: Path) -> list[Article]:
    """Return the articles of a labelled set, read and judged, in the order of its index.

    Raises DataMissingError where the set has no labels.
    """
    labels: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fields in _lines(folder / "quotes.jsonl"):
        labels[fields["file"]].append(fields)
    described = {fields["file"]: fields for fields in _lines(folder / "index.jsonl", required=False)}
    articles = []
    for file in dict.fromkeys([*described, *labels]):
        fields = described.get(file, {})
        language = fields.get("lang") or (labels[file][0].get("lang") if labels[file] else None) or "?"
        article = Article(file, fields.get("kind") or "?", language, fields.get("sections"))
        try:
            article.document = read_document(folder / file, folder)
        except HubbotError as error:
            article.reason = str(error).removeprefix(f"{folder}/")
        else:
            article.headings = count_headings(article.document, fields.get("title"))
        article.found = judge(article.document, labels[file])
        articles.append(article)
    return articles


def _lines(path: Path, *, required: bool = True) -> Iterable[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    except OSError as error:
        if not required:
            return []
        raise DataMissingError(f"skipped: {path} cannot be read ({error.strerror})") from error


def count_headings(document: Document, title: str | None) -> int:
    """Return the number of headings below the article's own title."""
    titled = {one.title_span: one for one in document.sections if one.title_span is not None}
    body = [one for one in titled.values() if one.role is SectionRole.BODY]
    known = {normalise(name) for name in (title, document.title) if name}
    return sum(normalise(one.title) not in known for one in body)


def judge(document: Document | None, labels: Sequence[dict[str, Any]]) -> list[Judged]:
    """Return each label with the speech that it is found in, and each speech that nobody labelled."""
    placed = [_placed(document, fields) for fields in labels]
    if document is None or not placed:
        return [Judged(label, None, marked=label.marked) for label in placed]
    with_reported = any(label.kind in _REPORTED_KINDS for label in placed)
    speeches = [one for one in document.speeches if with_reported or one.kind is SpeechKind.DIRECT]
    pairs = _pairs(document.text, placed, speeches)
    titles = {section.id: section.title for section in document.sections}
    judged = []
    for at, label in enumerate(placed):
        speech = speeches[pairs[at]] if at in pairs else None
        exact = (
            speech is not None and label.span is not None and _same(document.text, speech.span, label.span)
        )
        title = titles[speech.section_id] if speech else None
        judged.append(Judged(label, speech, exact, title, label.marked))
    used = set(pairs.values())
    return judged + [
        Judged(None, speech, marked=carries_marks(document.text, speech.span))
        for at, speech in enumerate(speeches)
        if at not in used
    ]


def _placed(document: Document | None, fields: dict[str, Any]) -> Label:
    words, span = fields["quote"], None
    if document is not None:
        start = fields.get("start")
        if start is None or document.text[start : start + len(words)] != words:
            start = document.text.find(
                words
            )  # the offset counts in the raw file, not in what was read from it
        span = Span(start, start + len(words)) if start >= 0 else None
    marked = span is not None and document is not None and carries_marks(document.text, span)
    named = fields.get("speaker"), fields.get("section")
    return Label(str(fields.get("id", "")), fields.get("kind") or "?", words, *named, span, marked)


def carries_marks(text: str, span: Span) -> bool:
    """Say whether quotation marks stand at an end of the words, or their line begins as a block quote."""
    before, after = text[max(0, span.start - 2) : span.start + 1], text[span.end - 1 : span.end + 2]
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    marks = QUOTE_MARKS - {"’", "'"}  # at an end these are apostrophes too
    return not marks.isdisjoint(before) or not marks.isdisjoint(after) or line.lstrip()[:1] == ">"


def core(text: str, span: Span) -> Span:
    """Return ``span`` without white space, marks and closing punctuation at its ends."""
    start, end = span.start, span.end
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end)


def _same(text: str, one: Span, other: Span) -> bool:
    return core(text, one) == core(text, other)


def _overlap(one: Span, other: Span) -> float:
    common = min(one.end, other.end) - max(one.start, other.start)
    union = max(one.end, other.end) - min(one.start, other.start)
    return common / union if common > 0 else 0.0


def _pairs(text: str, labels: Sequence[Label], speeches: Sequence[Speech]) -> dict[int, int]:
    """Return the speech of each label that is found, both as places in their lists."""
    cores = [core(text, speech.span) for speech in speeches]
    scored = []
    for at, label in enumerate(labels):
        wanted = core(text, label.span) if label.span else None
        for other, ours in enumerate(cores):
            if wanted and (value := _overlap(wanted, ours)) >= OVERLAP:
                scored.append((-value, at, other))
    pairs: dict[int, int] = {}
    for _, at, other in sorted(scored):
        if at not in pairs and other not in pairs.values():
            pairs[at] = other
    return pairs


def same_speaker(label: str | None, speech: Speech | None, *, exact: bool = False) -> bool:
    """Say whether a speech has the labelled speaker; None is right where the article names nobody."""
    if speech is None:
        return False
    if label is None or speech.speaker is None:
        return label is speech.speaker
    ours = {speech.speaker, f"{speech.speaker}, {speech.speaker_role}"}
    if exact:
        return normalise(label) in map(normalise, ours)
    wanted, given = ({word for word, _ in tokenize(name)} for name in (label, speech.speaker))
    return bool(wanted and given) and (wanted <= given or given <= wanted)


def structure_report(articles: Sequence[Article]) -> Report:
    """Return the numbers over all articles, in parts, and every miss."""
    report: Report = {
        "articles": len(articles),
        "read": sum(article.document is not None for article in articles),
        "not_read": [article.reason for article in articles if article.document is None],
        "groups": {"all": _group(articles)},
        "misses": [miss for article in articles for miss in _misses(article)],
    }
    groups = report["groups"]
    groups["with marks"] = _group(articles, lambda one: one.marked)
    groups["without marks"] = _group(articles, lambda one: not one.marked)
    parts: tuple[tuple[str, Callable[[Article], str]], ...] = (
        ("kind", lambda article: article.kind),
        ("format", lambda article: article.file.rpartition(".")[2]),
        ("language", lambda article: article.language),
    )
    for name, value_of in parts:
        for value in dict.fromkeys(map(value_of, articles)):
            groups[f"{name} {value}"] = _group([one for one in articles if value_of(one) == value])
    return report


def _group(articles: Sequence[Article], chosen: Callable[[Judged], bool] = lambda _: True) -> Report:
    judged = [one for article in articles for one in article.found if chosen(one)]
    labelled = [(one, one.label) for one in judged if one.label is not None]
    speeches = sum(one.speech is not None for one in judged)
    found = sum(one.speech is not None for one, _ in labelled)
    exact = sum(one.exact for one, _ in labelled)
    counted = [(one.headings, one.sections) for one in articles if one.sections is not None]
    return {
        "articles": len(articles),
        "quotes": len(labelled),
        "speeches": speeches,
        "f1": dice(found, len(labelled), speeches),
        "f1_exact": dice(exact, len(labelled), speeches),
        "recall": share([one.speech is not None for one, _ in labelled]),
        "precision": share([one.label is not None for one in judged if one.speech is not None]),
        "speaker": share([same_speaker(label.speaker, one.speech) for one, label in labelled]),
        "speaker_exact": share(
            [same_speaker(label.speaker, one.speech, exact=True) for one, label in labelled]
        ),
        "section": share(
            [_same_title(label.section, one.section) for one, label in labelled if label.section is not None]
        ),
        "sections_counted": _ratio(
            sum(min(ours, theirs) for ours, theirs in counted), sum(max(pair) for pair in counted)
        ),
    }


def _same_title(label: str, ours: str | None) -> bool:
    return ours is not None and normalise(label) == normalise(ours)


def dice(found: int, labelled: int, speeches: int) -> Report | None:
    """Return F1, ``2 found / (labelled + speeches)``, with its interval; None where there is nothing to find."""
    if not labelled:
        return None
    trials = (labelled + speeches) / 2
    low, high = interval(found, round(trials))
    return {
        "value": round(found / trials, 4),
        "hits": found,
        "of": trials,
        "interval": [round(low, 4), round(high, 4)],
    }


def _ratio(hits: int, total: int) -> Report | None:
    return dice(hits, total, total)


def _misses(article: Article) -> Iterable[Report]:
    """Yield what went wrong in one article: labels missed, speeches too many, wrong speakers and sections."""
    document = article.document
    if document is None:
        return
    if article.sections is not None and article.headings != article.sections:
        yield {"file": article.file, "what": "sections", "label": article.sections, "ours": article.headings}
    for one in article.found:
        said = document.slice(one.speech.span) if one.speech else None
        if one.label is None or one.speech is None:
            what = "missed" if one.speech is None else "not labelled"
            words = one.label.words if one.label else None
            yield {"file": article.file, "what": what, "label": words, "ours": said}
            continue
        fields = {"file": article.file, "id": one.label.id}
        if not one.exact:
            yield fields | {"what": "other ends", "label": one.label.words, "ours": said}
        if not same_speaker(one.label.speaker, one.speech, exact=True):
            right = same_speaker(one.label.speaker, one.speech)
            what = "speaker printed otherwise" if right else "other speaker"
            yield fields | {"what": what, "label": one.label.speaker, "ours": one.speech.speaker}
        if one.label.section is not None and not _same_title(one.label.section, one.section):
            yield fields | {"what": "other section", "label": one.label.section, "ours": one.section}
