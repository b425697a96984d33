"""Direct and reported speech with its speaker, as spans.

One pass over the blocks of a document, in order. What is known so far (who spoke last, whose role was
printed) is carried along, so that a pronoun, a second quote or a bare first name finds its person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from hubbot.marks import Quotation, find_quotations
from hubbot.reading.attribution import Attribution, Needs, find_attributions, verbs_of_speech
from hubbot.reading.dialogue import dialogue_stretches
from hubbot.reading.interviews import Turn, open_turns
from hubbot.reading.layout import Block, BlockKind
from hubbot.reading.lexicon import Lexicon, lexicon
from hubbot.reading.names import Person
from hubbot.reading.pullquotes import (
    credited,
    credited_above,
    credited_below,
    quotes_apart,
    read_pull_quote,
    split_tail,
)
from hubbot.reading.speakers import Found, Memory
from hubbot.reading.utterances import Surroundings, is_speech, own_sentence
from hubbot.types import Section, SectionRole, Span, Speech, SpeechKind


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A block with its section and its sentences."""

    block: Block
    section: Section
    sentences: tuple[Span, ...]
    turn: Turn | None = None


@dataclass(slots=True)
class _Reader:
    """What is known while the blocks are read in order."""

    text: str
    memory: Memory
    speeches: list[Speech] = field(default_factory=list)
    section: str = ""
    pending: tuple[Span, Person | None, str] | None = None


def find_speeches(text: str, paragraphs: Sequence[Paragraphs], language: str) -> tuple[Speech, ...]:
    """Return the speeches of a document in order; author boxes and credits hold none."""
    reader = _Reader(text, Memory(text, lexicon(language)))
    body = [paragraph for paragraph in paragraphs if paragraph.section.role is SectionRole.BODY]
    turn_of = open_turns(text, body)
    for (kind, _, section), members in groupby(body, key=_group):
        together = list(members)
        if section != reader.section:
            reader.section, reader.pending = section, None
            reader.memory.begin_section(together[0].section.span.start)
        if kind is BlockKind.QUOTED:
            sizes = quotes_apart(text, [member.block for member in together], reader.memory.lex)
            rest = iter(together)
            quotes = [[next(rest) for _ in range(size)] for size in sizes]
            together = [one for quote in quotes if not _read_block_quote(reader, quote) for one in quote]
        for paragraph in together:
            reader.memory.begin_block()
            turn = paragraph.turn or turn_of.get(paragraph.block.span.start)
            if turn is not None:
                _read_turn(reader, paragraph, turn)
            elif paragraph.block.kind not in (BlockKind.CODE, BlockKind.ROW):
                _read_paragraph(reader, paragraph)
    return tuple(sorted(reader.speeches, key=lambda speech: (speech.span, speech.kind)))


def _group(paragraph: Paragraphs) -> tuple[BlockKind, int, str]:
    return paragraph.block.kind, paragraph.block.group, paragraph.section.title or paragraph.section.id


def _add(reader: _Reader, span: Span, kind: SpeechKind, section: Section, person: Person | None) -> None:
    """Append one speech and remember its speaker."""
    if not len(span):
        return
    text = reader.text
    person = reader.memory.spoke(person)
    name, role = (person.name, person.role) if person else (None, None)
    reader.speeches.append(
        Speech(
            span=span,
            kind=kind,
            section_id=section.id,
            speaker=text[name.start : name.end] if name else None,
            speaker_span=name,
            speaker_role=text[role.start : role.end] if role else None,
            role_span=role,
        )
    )


def _read_turn(reader: _Reader, paragraph: Paragraphs, turn: Turn) -> None:
    """Read one turn of an interview, or a further paragraph of it."""
    span = paragraph.block.span
    if paragraph.turn is not None:
        # A question printed in bold ends before the marks that close it.
        closing = span.end - turn.words.end <= 2
        span = Span(turn.words.start, turn.words.end if closing else span.end)
    _add(
        reader,
        span,
        SpeechKind.DIRECT,
        paragraph.section,
        Person(turn.name, turn.role) if turn.name else None,
    )


def _read_block_quote(reader: _Reader, members: Sequence[Paragraphs]) -> bool:
    """Read a block quote as speech; False where nothing says that it is anybody's words."""
    quote = read_pull_quote(reader.text, [member.block for member in members], reader.memory.lex)
    if quote is None:
        return True
    person = quote.person or credited_above(reader.text, members[0].block.span.start, reader.memory.lex)
    if person is None and (reader.memory.in_block is None or not _introduces(reader, members[0])):
        if not quote.marked:
            return False
    elif person is None:
        person = reader.memory.in_block
    _add(reader, quote.words, SpeechKind.DIRECT, members[0].section, person)
    return True


def _introduces(reader: _Reader, member: Paragraphs) -> bool:
    """Say whether the text right before a block quote ends as an introduction does."""
    return reader.text[: member.block.span.start].rstrip(" \t\r\n\u00a0>").endswith((":", ","))


def _read_credit(reader: _Reader, paragraph: Paragraphs) -> bool:
    """Read a line that names the speaker of the quote right above it; False for any other text."""
    last = reader.speeches[-1] if reader.speeches else None
    if last is None or last.kind is not SpeechKind.DIRECT:
        return False
    between = reader.text[last.span.end : paragraph.block.span.start]
    person = None
    if not between.strip('”»"*_> \t\r\n\u00a0'):
        person = credited(reader.text, paragraph.block.span, reader.memory.lex)
    if person is None:
        return False
    reader.speeches.pop()
    _add(reader, last.span, last.kind, paragraph.section, person)
    return True


def _read_paragraph(reader: _Reader, paragraph: Paragraphs) -> None:
    """Read the quotations, dialogue and reporting sentences of one paragraph."""
    text, span = reader.text, paragraph.block.span
    reader.memory.introduce(span)
    if _read_credit(reader, paragraph):
        return
    if _read_dialogue(reader, paragraph):
        return
    first = max(0, len(reader.speeches) - 1)
    quotations = _go_on(reader, paragraph, find_quotations(text, span))
    around = Surroundings(text, span, paragraph.sentences, quotations)
    events: list[tuple[int, Quotation | Span]] = [
        (quotation.span.start, quotation) for quotation in quotations
    ]
    events += [(sentence.start, sentence) for sentence in paragraph.sentences]
    for _, event in sorted(events, key=lambda one: (one[0], isinstance(one[1], Quotation))):
        if isinstance(event, Quotation):
            _read_quotation(reader, paragraph, around, event)
        elif not around.quoted(event):
            _read_sentence(reader, paragraph, around, event)
    # A reporting sentence that holds a direct quote is no second speech: the quote is.
    recent = reader.speeches[first:]
    direct = sorted(speech.span for speech in recent if speech.kind is SpeechKind.DIRECT)
    starts = [quote.start for quote in direct]
    reader.speeches[first:] = [
        speech
        for speech in recent
        if speech.kind is SpeechKind.DIRECT or not _holds(speech.span, direct, starts)
    ]
    if quotations and not quotations[-1].closed:
        reader.pending = (quotations[-1].inner, reader.memory.in_block, paragraph.section.id)


def _holds(sentence: Span, direct: Sequence[Span], starts: Sequence[int]) -> bool:
    """Say whether one of the direct quotes overlaps the sentence."""
    nearest = max(0, bisect_right(starts, sentence.start) - 1)
    return any(sentence.overlaps(quote) for quote in direct[nearest : nearest + 2])


def _go_on(reader: _Reader, paragraph: Paragraphs, quotations: list[Quotation]) -> list[Quotation]:
    """Join a quotation left open by the paragraph before with the one that this paragraph begins with."""
    pending, reader.pending = reader.pending, None
    if pending is None or not quotations or quotations[0].span.start != paragraph.block.span.start:
        return quotations
    first, (begun, person, section) = quotations[0], pending
    if section != paragraph.section.id:
        return quotations
    joined = Span(begun.start, first.inner.end)
    if reader.speeches and reader.speeches[-1].span == begun:
        reader.speeches.pop()
    if not first.closed:
        reader.pending = (joined, person, paragraph.section.id)
        _add(reader, joined, SpeechKind.DIRECT, paragraph.section, person)
        return []
    _, after = Surroundings(reader.text, paragraph.block.span, paragraph.sentences, quotations).around(first)
    person = reader.memory.speaker_after(after).person or person
    _add(reader, joined, SpeechKind.DIRECT, paragraph.section, person)
    return quotations[1:]


def _read_dialogue(reader: _Reader, paragraph: Paragraphs) -> bool:
    """Read a paragraph that opens with a dialogue dash; False where it does not."""
    stretches = dialogue_stretches(reader.text, paragraph.block.span, reader.memory.lex)
    if not stretches:
        return False
    person: Person | None = None
    for incise in (stretch.incise for stretch in stretches if stretch.incise):
        for one in find_attributions(reader.text, incise, reader.memory.lex):
            person = person or one.person or reader.memory.resolve(one)
    for stretch in stretches:
        _add(reader, stretch.words, SpeechKind.DIRECT, paragraph.section, person)
    return True


def _read_quotation(
    reader: _Reader, paragraph: Paragraphs, around: Surroundings, quotation: Quotation
) -> None:
    """Read one quotation, unless it is a name, a title or a scare quote."""
    text, memory = reader.text, reader.memory
    before, after = around.around(quotation)
    lead = text[before.start : before.end].rstrip()
    behind = memory.speaker_after(after)
    found = _found(reader, around, quotation, behind)
    credit = None
    if not found.said and quotation is around.quotations[-1]:
        credit = _credit(text, quotation, paragraph.block.span, memory.lex)
    person, said = credit or found.person, found.said or credit is not None
    own = own_sentence(text, before, after) or credit is not None
    follows = _goes_on(text, before, memory.lex)
    goes_on = memory.in_block is not None and (own or (follows and len(before) > 0))
    attributed = said or goes_on or (person is not None and lead.endswith(":"))
    opens = behind.person is not None and not any(map(str.isalnum, lead))
    if not is_speech(text, quotation, attributed=attributed, own=own, before=before, opens=opens):
        return
    introduced = person is not None and lead.endswith((",", ":"))
    if not quotation.closed and not said and not introduced and len(before):
        return
    if person is None and own:
        person = _told_of(reader, paragraph, around, quotation) or memory.in_block or memory.before_block
    elif person is None and follows:
        person = memory.in_block
    _add(reader, quotation.inner, SpeechKind.DIRECT, paragraph.section, person)


def _found(reader: _Reader, around: Surroundings, quotation: Quotation, behind: Found) -> Found:
    """Return the speaker named before or after a quotation: before it where a comma or colon leads to it."""
    before, _ = around.around(quotation)
    ahead = reader.memory.speaker_before(before)
    if ahead.person is None:
        ahead = _shared_subject(reader, around, quotation, before) or ahead
    introduced = reader.text[before.start : before.end].rstrip().endswith((",", ":"))
    if ahead.person and (introduced or not behind.person):
        return ahead
    return behind if behind.said else ahead


def _credit(text: str, quotation: Quotation, block: Span, lex: Lexicon) -> Person | None:
    """Return the person credited after the last quotation of a paragraph."""
    _, person = split_tail(text, Span(quotation.span.start, block.end), lex)
    return person or credited_below(text, Span(quotation.span.end, block.end), lex)


def _goes_on(text: str, before: Span, lex: Lexicon) -> bool:
    """Say whether nothing but "and" stands between a quotation and the one before it."""
    words = text[before.start : before.end].strip(" ,;—–\u00a0")
    return not words or words.casefold() in lex.conjunctions


def _shared_subject(
    reader: _Reader, around: Surroundings, quotation: Quotation, before: Span
) -> Found | None:
    """Return who speaks in "Walsh said it was “odd” and promised “a full review”": the sentence's first speaker."""
    verbs = verbs_of_speech(reader.text, before, reader.memory.lex)
    sentence = around.sentence_of(quotation)
    if not verbs or sentence is None or sentence.start >= before.start:
        return None
    lead = reader.text[before.start : verbs[-1].start].split()
    if not lead or lead[-1].casefold() not in reader.memory.lex.conjunctions:
        return None
    for stretch in around.outside(sentence)[:1]:
        for one in find_attributions(reader.text, stretch, reader.memory.lex):
            if person := one.person or reader.memory.resolve(one):
                return Found(person, said=True)
    return None


def _told_of(
    reader: _Reader, paragraph: Paragraphs, around: Surroundings, quotation: Quotation
) -> Person | None:
    """Return the person whom the sentence right before a quote begins with: "Ann shakes her head. “No.”"."""
    sentence = around.sentence_before(quotation)
    if sentence is None or around.outside(sentence) != [sentence]:
        return None
    return reader.memory.subject_of(sentence)


def _read_sentence(reader: _Reader, paragraph: Paragraphs, around: Surroundings, sentence: Span) -> None:
    """Read a sentence that reports what somebody said or thinks."""
    for stretch in around.outside(sentence):
        quoted = around.ends_clause(stretch)
        for one in find_attributions(reader.text, stretch, reader.memory.lex):
            person = one.person or reader.memory.resolve(one)
            introduces = reader.text[sentence.end - 1] == ":"
            if person is None or not _is_report(one, person, quoted=quoted, introduces=introduces):
                continue
            if one.sure or reader.memory.is_person(one, person):
                if introduces and not one.reports:
                    reader.memory.spoke(person)  # the words come in the next paragraph
                    return
                _add(reader, sentence, SpeechKind.REPORTED, paragraph.section, person)
                return


def _is_report(one: Attribution, person: Person, *, quoted: bool, introduces: bool) -> bool:
    """Say whether a verb of speech has what it needs; with nobody named, that is always a clause."""
    if one.needs is Needs.QUOTE:
        return quoted
    return (introduces and one.says) or one.reports or (person.named and one.needs is Needs.NOTHING)
