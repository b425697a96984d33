"""What was understood of a text: sections, quotes by speaker, facts, a map of the passages, warnings.

The records are those of `views`, so that the command line and the page show the same picture.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from hubbot import index as index_module
from hubbot import store
from hubbot.reading.lexicon import lexicon
from hubbot.reading.parser import read_parsed
from hubbot.reading.passages import split_passages
from hubbot.sources.record import Limits
from hubbot.text import normalise, tokenize
from hubbot.types import Document, Passage, PassageKind, SectionRole, Span, SpeechKind
from hubbot.views import DocumentView, FactView, QuoteView, SectionView, SpeakerView, Stretch

HEADING, CREDIT, NONE = "heading", "credit", "none"
KINDS = ("fact", "quote", "reported", "sentence", CREDIT, HEADING, NONE)
"""What a stretch of the map can be, the strongest first: where passages overlap, the strongest is shown."""

SHORT_WORDS = 50
"""Below this a text rarely answers anything: an empty page with a notice about cookies has about forty words."""

FUNCTION_WORDS = 0.15
"""Least share of the language's small words. In the public articles it is 0.3 to 0.5 in the right language, and 0.02
to 0.1 where a text is read as another language."""

LANGUAGES = ("en", "es", "pt")
"""The languages whose verbs of speech and names are known."""

SAME_WORDS = 0.6
"""Share of the smaller text's runs of words that also stand in the other: an edited copy keeps far more."""

_RUN, _SAMPLED = 6, 4
# Runs that more documents share are boilerplate (a site's footer), and counting their pairs would be slow.
_SHARED_BY = 50
_COVERED = 0.8
_NAMELESS = 0.5


def inspect_paths(paths: Sequence[Path | str], limits: Limits | None = None) -> tuple[DocumentView, ...]:
    """Return what would be understood of files, folders and addresses; nothing is indexed.

    Raises:
        CorpusError: something cannot be read or is no text.
    """
    found = tuple(read_parsed(paths, limits))
    remarks = {document.id: source.warnings for document, source in found}
    return inspect_documents([document for document, _ in found], remarks=remarks)


def inspect_index(folder: Path) -> tuple[DocumentView, ...]:
    """Return what the index in ``folder`` holds. Raises IndexMissingError and the like, as loading does."""
    index = index_module.load(folder)
    remarks = {source.document_id: source.warnings for source in store.read_manifest(folder).sources}
    return inspect_documents(index.documents, index.passages, remarks=remarks)


def inspect_documents(
    documents: Sequence[Document],
    passages: Iterable[Passage] | None = None,
    *,
    remarks: dict[str, tuple[str, ...]] | None = None,
    only: Collection[str] | None = None,
) -> tuple[DocumentView, ...]:
    """Return the view of each document, in their order.

    ``passages`` are those of all documents; without them they are made. ``remarks`` are warnings of whoever read the
    sources, keyed by document. ``only`` are the ids of the documents to show; the others count as possible copies.
    """
    of_document: dict[str, list[Passage]] = defaultdict(list)
    shown = [document for document in documents if only is None or document.id in only]
    if passages is None:
        passages = (passage for document in shown for passage in split_passages(document))
    for passage in passages:
        of_document[passage.document_id].append(passage)
    copies = near_duplicates(documents)
    return tuple(
        _view(document, of_document[document.id], (remarks or {}).get(document.id, ()), copies)
        for document in shown
    )


def _view(
    document: Document, passages: Sequence[Passage], remarks: tuple[str, ...], copies: dict[str, list[str]]
) -> DocumentView:
    stretches = passage_map(document, passages)
    covered = _covered(document, stretches)
    words = sum(1 for _ in tokenize(document.text))
    return DocumentView(
        id=document.id,
        title=document.title,
        language=document.language,
        author=document.author,
        date=document.date,
        url=document.url,
        characters=len(document.text),
        words=words,
        passages={str(kind): count for kind, count in sorted(Counter(p.kind for p in passages).items())},
        covered=round(covered, 4),
        sections=_sections(document),
        speakers=_speakers(document),
        facts=_facts(document),
        map=stretches,
        warnings=(*remarks, *_warnings(document, words, covered, copies.get(document.id, []))),
    )


def _sections(document: Document) -> tuple[SectionView, ...]:
    """Return the sections; text that goes on after a picture's credit belongs to the heading above it."""
    sentences = Counter(sentence.section_id for sentence in document.sentences)
    quotes = Counter(speech.section_id for speech in document.speeches)
    facts = Counter(fact.section_id for fact in document.facts)
    depths: dict[str, int] = {}
    views: dict[object, SectionView] = {}
    for section in document.sections:
        depths[section.id] = depths.get(section.parent or "", -1) + 1
        counts = sentences[section.id], quotes[section.id], facts[section.id]
        key = section.title_span or section.id
        if (first := views.get(key)) is not None:
            sums = first.sentences + counts[0], first.quotes + counts[1], first.facts + counts[2]
            views[key] = SectionView(
                first.id, first.title, first.depth, first.role, first.city, first.country, first.start,
                section.span.end, *sums,
            )  # fmt: skip
            continue
        views[key] = SectionView(
            section.id, section.title, depths[section.id], str(section.role), section.city, section.country,
            section.span.start, section.span.end, *counts,
        )  # fmt: skip
    return tuple(views.values())


def _speakers(document: Document) -> tuple[SpeakerView, ...]:
    """Return the speakers by first appearance; words without a speaker come last."""
    titles = {section.id: section.title for section in document.sections}
    names: dict[str | None, str] = {}
    roles: dict[str | None, str] = {}
    quotes: dict[str | None, list[QuoteView]] = defaultdict(list)
    for speech in document.speeches:
        key = normalise(speech.speaker) if speech.speaker else None
        if speech.speaker:
            names.setdefault(key, speech.speaker)
        if speech.speaker_role:
            roles.setdefault(key, speech.speaker_role)
        span = speech.span
        words = document.slice(span)
        quotes[key].append(
            QuoteView(words, str(speech.kind), span.start, span.end, titles[speech.section_id])
        )
    ordered = sorted(quotes, key=lambda key: key is None)
    return tuple(SpeakerView(names.get(key), roles.get(key), tuple(quotes[key])) for key in ordered)


def _facts(document: Document) -> tuple[FactView, ...]:
    titles = {section.id: section.title for section in document.sections}
    return tuple(
        FactView(
            titles[fact.section_id], fact.subject, fact.label, fact.value, fact.number, fact.unit, fact.note,
            fact.truncated, fact.value_span.start, fact.value_span.end,
        )
        for fact in document.facts
    )  # fmt: skip


def passage_map(document: Document, passages: Sequence[Passage]) -> tuple[Stretch, ...]:
    """Return stretches that tile the text, each with the strongest thing that covers it."""
    changes: dict[int, Counter[str]] = defaultdict(Counter)

    def cover(span: Span, kind: str) -> None:
        changes[span.start][kind] += 1
        changes[span.end][kind] -= 1

    for passage in passages:
        if passage.kind is not PassageKind.PARAGRAPH:
            in_body = passage.role is not SectionRole.CREDIT
            cover(passage.span, str(passage.kind) if in_body else CREDIT)
    for title in {section.title_span for section in document.sections if section.title_span}:
        cover(title, HEADING)
    open_now: Counter[str] = Counter()
    stretches: list[Stretch] = []
    for start, end in pairwise([*sorted({0, *changes}), len(document.text)]):
        open_now.update(changes[start])
        kind = next((kind for kind in KINDS if open_now[kind] > 0), NONE)
        if stretches and stretches[-1].kind == kind:
            stretches[-1] = Stretch(stretches[-1].start, end, kind)
        elif end > start:
            stretches.append(Stretch(start, end, kind))
    return tuple(stretches)


def _covered(document: Document, stretches: Sequence[Stretch]) -> float:
    """Return the share of letters and digits that stand in a passage or a heading."""
    counted: Counter[bool] = Counter()
    for stretch in stretches:
        words = document.text[stretch.start : stretch.end]
        counted[stretch.kind != NONE] += sum(map(str.isalnum, words))
    total = counted.total()
    return counted[True] / total if total else 0.0


def _warnings(document: Document, words: int, covered: float, copies: Sequence[str]) -> Iterable[str]:
    """Yield what an owner should look at before this text answers anybody."""
    if words < SHORT_WORDS:
        yield f"Very short: {words} words. Is this all of the text?"
    if document.language not in LANGUAGES:
        yield f"The language is {document.language!r}: speakers and numbers are read by the rules of English."
    elif words >= SHORT_WORDS and _function_words(document) < FUNCTION_WORDS:
        yield f"The language is not clear: it is read as {document.language!r}."
    if words >= SHORT_WORDS and not any(section.title for section in document.sections):
        yield "No sections: no heading was found."
    direct = [speech for speech in document.speeches if speech.kind is SpeechKind.DIRECT]
    nameless = sum(speech.speaker is None for speech in direct)
    if nameless > _NAMELESS * len(direct):
        yield f"{nameless} of {len(direct)} quotes have no speaker."
    if cut := sum(fact.truncated for fact in document.facts):
        yield f"{cut} {'fact is' if cut == 1 else 'facts are'} cut short in the source."
    if covered < _COVERED:
        yield f"{1 - covered:.0%} of the text belongs to no passage and will never be cited (code, markup, tables)."
    for other in copies:
        yield f"Much of it also stands in {other!r}."


def _function_words(document: Document) -> float:
    known = lexicon(document.language)
    small = known.not_names | known.prepositions | known.articles
    printed = [word.casefold() for word in document.text[:20_000].split()]
    return sum(word in small for word in printed) / max(1, len(printed))


def near_duplicates(documents: Sequence[Document]) -> dict[str, list[str]]:
    """Return for each document the ids of those that share most of the smaller one's runs of six words.

    One run in four is compared, chosen by its hash and so the same in every text (Broder 1997).
    """
    runs: dict[str, set[int]] = {}
    holders: dict[int, list[str]] = defaultdict(list)
    for document in documents:
        found = [word for word, _ in tokenize(document.text)]
        hashed = (zlib.crc32(" ".join(found[at : at + _RUN]).encode()) for at in range(len(found) - _RUN + 1))
        runs[document.id] = {value for value in hashed if value % _SAMPLED == 0}
        for value in runs[document.id]:
            holders[value].append(document.id)
    shared: Counter[tuple[str, str]] = Counter()
    for together in holders.values():
        if 1 < len(together) <= _SHARED_BY:
            shared.update((one, two) for one in together for two in together if one != two)
    copies: dict[str, list[str]] = defaultdict(list)
    for (one, two), count in sorted(shared.items()):
        if count >= SAME_WORDS * min(len(runs[one]), len(runs[two])):
            copies[one].append(two)
    return copies
