"""A text to a ``Document``: sections, paragraphs, sentences, speeches and facts, all as spans of the text.

The text is never altered: no newline is translated, no character normalised. A byte order mark at the start
of a file is not part of its text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hubbot.errors import CorpusError
from hubbot.reading.bylines import read_byline
from hubbot.reading.facts import find_facts
from hubbot.reading.headings import Heading, Shape, find_headings
from hubbot.reading.interviews import Turn, find_turns
from hubbot.reading.layout import Block, BlockKind, Line, fenced, front_matter, split_blocks, split_lines
from hubbot.reading.quotes import Paragraphs, find_speeches
from hubbot.reading.sections import find_sections
from hubbot.sources.metadata import Metadata
from hubbot.text import split_sentences
from hubbot.types import Document, Fact, Paragraph, Section, SectionRole, Sentence, Span

# Languages that hubbot's word lists and stemmers know; detection among few is far surer than among all.
_DETECTED = ("ENGLISH", "SPANISH", "PORTUGUESE", "FRENCH", "GERMAN", "ITALIAN")
_DETECTION_SAMPLE = 4000


def parse_text(text: str, *, document_id: str, metadata: Metadata | None = None) -> Document:
    """Return the document that ``text`` is.

    Raises:
        CorpusError: the text is empty, only white space, or holds NUL characters.
    """
    if (at := text.find("\0")) >= 0:
        raise CorpusError(
            f"{document_id}: NUL character at offset {at}; this is no text file, give the text itself"
        )
    if not text.strip():
        raise CorpusError(f"{document_id}: the text is empty; put the article into it, or leave it out")
    metadata = metadata or Metadata()
    language = metadata.language or detect_language(text)
    lines = split_lines(text)
    hidden = fenced(text, lines)
    turns = {turn.line: turn for turn in find_turns(text, lines, hidden)}
    headings = find_headings(text, lines, frozenset(turns))
    sections = find_sections(text, lines, headings)
    titles = {heading.line + more for heading in headings for more in range(heading.lines)}
    titled = {heading.line for heading in headings if heading.shape is Shape.CREDIT}
    titles -= titled
    not_facts = frozenset(titles | titled | turns.keys() | hidden)
    facts = _placed(lines, sections, find_facts(text, lines, not_facts, language))
    skip = titles | front_matter(text, lines)
    alone = {number for number, _ in facts} | turns.keys() | titled
    blocks = split_blocks(text, lines, skip, alone)
    paragraphs = _paragraphs(text, lines, blocks, sections, facts, turns, language)
    title, ours = _title(text, headings, metadata, document_id)
    author, written = read_byline(text, lines, hidden)
    return Document(
        id=document_id,
        text=text,
        title=title,
        title_is_ours=ours,
        author=metadata.author or author,
        publisher=metadata.publisher,
        language=language,
        url=metadata.url,
        date=metadata.date or written,
        sections=sections,
        paragraphs=tuple(Paragraph(one.block.span, one.section.id) for one in paragraphs),
        sentences=tuple(
            Sentence(sentence, one.section.id, number)
            for number, one in enumerate(paragraphs)
            for sentence in one.sentences
        ),
        speeches=find_speeches(text, paragraphs, language),
        facts=tuple(fact for _, fact in facts),
    )


def _placed(lines: Sequence[Line], sections: Sequence[Section], found: Any) -> list[tuple[int, Fact]]:
    """Return the facts of body sections in order, each with its section."""
    placed = []
    for number, fact in found:
        section = _section_at(sections, fact.span.start)
        if section.role is SectionRole.BODY:
            placed.append((number, replace(fact, section_id=section.id)))
    return sorted(placed, key=lambda one: (one[1].span, one[1].value_span))


def _section_at(sections: Sequence[Section], offset: int) -> Section:
    return sections[bisect_right(sections, offset, key=lambda section: section.span.start) - 1]


def _paragraphs(
    text: str,
    lines: Sequence[Line],
    blocks: Sequence[Block],
    sections: Sequence[Section],
    facts: Sequence[tuple[int, Fact]],
    turns: dict[int, Turn],
    language: str,
) -> list[Paragraphs]:
    """Return the blocks with their section and sentences; facts and tables have no sentences."""
    starts = [line.span.start for line in lines]
    fact_lines = {number for number, _ in facts}
    found = []
    for block in blocks:
        section = _section_at(sections, block.span.start)
        number = bisect_right(starts, block.span.start) - 1
        turn = turns.get(number)
        if number in fact_lines or block.kind is BlockKind.ROW:
            sentences: tuple[Span, ...] = ()
        elif section.role is SectionRole.AUTHOR:
            sentences = tuple(
                sentence
                for line in split_lines(text[block.span.start : block.span.end])
                for sentence in split_sentences(text, _shifted(line.span, block.span.start), language)
            )
        elif turn is not None:
            sentences = split_sentences(
                text, Span(turn.words.start, max(turn.words.start, block.span.end)), language
            )
        else:
            sentences = split_sentences(text, block.span, language)
        found.append(Paragraphs(block, section, sentences, turn))
    return found


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _title(text: str, headings: Sequence[Heading], metadata: Metadata, document_id: str) -> tuple[str, bool]:
    """Return the document's title and whether it is our own wording."""
    if metadata.title:
        return metadata.title, metadata.title_is_ours
    for heading in headings:
        if heading.shape in (Shape.ATX, Shape.UNDERLINED) and heading.level == 1:
            return text[heading.title.start : heading.title.end], False
    words = document_id.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ").split()
    name = " ".join(words) or document_id
    return name[:1].upper() + name[1:], True


def detect_language(text: str) -> str:
    """Return the ISO code of the language of ``text``, judged by its beginning."""
    sample = text[:_DETECTION_SAMPLE]
    found = _detector().detect_language_of(sample)
    return str(found.iso_code_639_1.name).lower() if found is not None else "en"


@cache
def _detector() -> Any:
    # Imported here: only a text without a stated language needs it, and it takes a second to load.
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _DETECTED]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
