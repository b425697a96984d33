"""Direct and reported speech with its speaker, as spans.

One pass over the blocks of a document, in order. What is known so far (who spoke last, whose role was
printed) is carried along, so that a pronoun, a second quote or a bare first name finds its person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from hubbot.attribution import Attribution, description_before, find_attributions, verbs_of_speech
from hubbot.dialogue import dialogue_stretches
from hubbot.interviews import Turn
from hubbot.layout import Block, BlockKind
from hubbot.lexicon import Lexicon, lexicon
from hubbot.marks import Quotation, find_quotations
from hubbot.names import Person, name_before, names_in, role_after
from hubbot.pullquotes import credited, read_pull_quote, split_tail
from hubbot.text import normalise
from hubbot.types import Section, SectionRole, Span, Speech, SpeechKind
from hubbot.utterances import Surroundings, is_speech, own_sentence

# How far back a pronoun may find a person whom nobody has quoted yet.
_PRONOUN_REACH = 1500


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
    lex: Lexicon
    speeches: list[Speech] = field(default_factory=list)
    roles: dict[str, Span] = field(default_factory=dict)
    last: Person | None = None
    section: str = ""
    in_block: Person | None = None
    before_block: Person | None = None
    pending: tuple[Span, Person | None] | None = None


def find_speeches(text: str, paragraphs: Sequence[Paragraphs], language: str) -> tuple[Speech, ...]:
    """Return the speeches of a document in order; author boxes and credits hold none."""
    reader = _Reader(text, lexicon(language))
    body = [paragraph for paragraph in paragraphs if paragraph.section.role is SectionRole.BODY]
    turn_of = _open_turns(body)
    for (kind, _, section), members in groupby(body, key=_group):
        together = list(members)
        if section != reader.section:
            reader.section, reader.last, reader.in_block, reader.pending = section, None, None, None
        if kind is BlockKind.QUOTED and _read_block_quote(reader, together):
            continue
        for paragraph in together:
            reader.before_block, reader.in_block = reader.in_block, None
            turn = paragraph.turn or turn_of.get(paragraph.block.span.start)
            if turn is not None:
                _read_turn(reader, paragraph, turn)
            elif paragraph.block.kind not in (BlockKind.CODE, BlockKind.ROW):
                _read_paragraph(reader, paragraph)
    return tuple(sorted(reader.speeches, key=lambda speech: (speech.span, speech.kind)))


def _group(paragraph: Paragraphs) -> tuple[BlockKind, int, str]:
    return paragraph.block.kind, paragraph.block.group, paragraph.section.title or paragraph.section.id


def _open_turns(body: Sequence[Paragraphs]) -> dict[int, Turn]:
    """Return the turn that each paragraph between two turns of one section goes on with."""
    found: dict[int, Turn] = {}
    waiting: list[int] = []
    current: tuple[Turn, str] | None = None
    for paragraph in body:
        if paragraph.turn is not None:
            if current is not None and current[1] == paragraph.section.id:
                found.update((start, current[0]) for start in waiting)
            current, waiting = (paragraph.turn, paragraph.section.id), []
        else:
            waiting.append(paragraph.block.span.start)
    return found


def _add(reader: _Reader, span: Span, kind: SpeechKind, section: Section, person: Person | None) -> None:
    """Append one speech and remember its speaker."""
    if not len(span):
        return
    text = reader.text
    name, role = (person.name, person.role) if person else (None, None)
    if person and name and person.named:
        role = _known_role(reader, name, role)
        reader.last = Person(name, role)
    if person:
        reader.in_block = Person(person.name, role, person.named)
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


def _known_role(reader: _Reader, name: Span, role: Span | None) -> Span | None:
    """Remember a printed role under the name, or recall the one printed earlier."""
    words = normalise(reader.text[name.start : name.end])
    if role is not None:
        reader.roles.setdefault(words, role)
        for part in {words.split()[0], words.split()[-1]}:
            reader.roles.setdefault(part, role)
        return role
    return reader.roles.get(words)


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
    quote = read_pull_quote(reader.text, [member.block for member in members], reader.lex)
    if quote is None:
        return True
    person = quote.person
    if person is None and (reader.in_block is None or not _introduces(reader, members[0])):
        if not quote.marked:
            return False
    elif person is None:
        person = reader.in_block
    _add(reader, quote.words, SpeechKind.DIRECT, members[0].section, person)
    return True


def _introduces(reader: _Reader, member: Paragraphs) -> bool:
    """Say whether the text right before a block quote ends as an introduction does."""
    return reader.text[: member.block.span.start].rstrip(" \t\r\n\u00a0>").endswith((":", ","))


def _read_paragraph(reader: _Reader, paragraph: Paragraphs) -> None:
    """Read the quotations, dialogue and reporting sentences of one paragraph."""
    text, span = reader.text, paragraph.block.span
    if reader.speeches and reader.before_block is None and (person := credited(text, span, reader.lex)):
        last = reader.speeches[-1]
        if last.kind is SpeechKind.DIRECT and not text[last.span.end : span.start].strip(
            '”»"*_> \t\r\n\u00a0'
        ):
            reader.speeches.pop()
            _add(reader, last.span, last.kind, paragraph.section, person)
            return
    if _read_dialogue(reader, paragraph):
        return
    first = len(reader.speeches)
    quotations = _go_on(reader, paragraph, find_quotations(text, span))
    first = min(first, len(reader.speeches))
    around = Surroundings(text, span, paragraph.sentences, quotations)
    events: list[tuple[int, Quotation | Span]] = [
        (quotation.span.start, quotation) for quotation in quotations
    ]
    events += [(sentence.start, sentence) for sentence in paragraph.sentences]
    direct: list[Span] = []
    for _, event in sorted(events, key=lambda one: (one[0], isinstance(one[1], Quotation))):
        if isinstance(event, Quotation):
            if _read_quotation(reader, paragraph, around, event):
                direct.append(event.inner)
        elif not around.quoted(event):
            _read_sentence(reader, paragraph, around, event)
    # A reporting sentence that holds a direct quote is no second speech: the quote is.
    starts = [quote.start for quote in direct]
    reader.speeches[first:] = [
        speech
        for speech in reader.speeches[first:]
        if speech.kind is SpeechKind.DIRECT or not _holds(speech.span, direct, starts)
    ]
    if quotations and not quotations[-1].closed:
        reader.pending = (quotations[-1].inner, reader.in_block)


def _holds(sentence: Span, direct: Sequence[Span], starts: Sequence[int]) -> bool:
    """Say whether one of the direct quotes overlaps the sentence."""
    nearest = max(0, bisect_right(starts, sentence.start) - 1)
    return any(sentence.overlaps(quote) for quote in direct[nearest : nearest + 2])


def _go_on(reader: _Reader, paragraph: Paragraphs, quotations: list[Quotation]) -> list[Quotation]:
    """Join a quotation left open by the paragraph before with the one that this paragraph begins with."""
    pending, reader.pending = reader.pending, None
    if pending is None or not quotations or quotations[0].span.start != paragraph.block.span.start:
        return quotations
    first, (begun, person) = quotations[0], pending
    joined = Span(begun.start, first.inner.end)
    if reader.speeches and reader.speeches[-1].span == begun:
        reader.speeches.pop()
    if not first.closed:
        reader.pending = (joined, person)
        reader.in_block = person
        _add(reader, joined, SpeechKind.DIRECT, paragraph.section, person)
        return []
    _, after = Surroundings(reader.text, paragraph.block.span, paragraph.sentences, quotations).around(first)
    person = _adjacent(reader, first, after, following=True) or person
    _add(reader, joined, SpeechKind.DIRECT, paragraph.section, person)
    return quotations[1:]


def _read_dialogue(reader: _Reader, paragraph: Paragraphs) -> bool:
    """Read a paragraph that opens with a dialogue dash; False where it does not."""
    stretches = dialogue_stretches(reader.text, paragraph.block.span, reader.lex)
    if not stretches:
        return False
    person: Person | None = None
    for incise in (stretch.incise for stretch in stretches if stretch.incise):
        for one in find_attributions(reader.text, incise, reader.lex):
            person = person or (one.person if one.person else _resolve(reader, one))
    for stretch in stretches:
        _add(reader, stretch.words, SpeechKind.DIRECT, paragraph.section, person)
    return True


def _read_quotation(
    reader: _Reader, paragraph: Paragraphs, around: Surroundings, quotation: Quotation
) -> bool:
    """Read one quotation; False where it is a name, a title or a scare quote."""
    text = reader.text
    before, after = around.around(quotation)
    person = _adjacent(reader, quotation, before, following=False)
    later = _adjacent(reader, quotation, after, following=True)
    if later and (
        person is None or text[before.end - 2 : before.end].strip(" \u00a0")[-1:] not in (",", ":")
    ):
        person = later
    tail = None
    if person is None and quotation is around.quotations[-1]:
        _, tail = split_tail(text, Span(quotation.span.start, paragraph.block.span.end), reader.lex)
        person = tail
    own = own_sentence(text, quotation, before, after) or tail is not None
    if not is_speech(text, quotation, attributed=person is not None, own=own, before=before):
        return False
    if not quotation.closed and person is None and before.end > before.start:
        return False
    if person is None and own:
        person = reader.in_block or reader.before_block
    if person is None and (
        reader.in_block and text[before.start : before.end].strip(" ,;—–\u00a0") in ("", "and")
    ):
        person = reader.in_block
    _add(reader, quotation.inner, SpeechKind.DIRECT, paragraph.section, person)
    return True


def _adjacent(reader: _Reader, quotation: Quotation, near: Span, *, following: bool) -> Person | None:
    """Return the speaker named in the words right before or right after a quotation."""
    text = reader.text
    found = find_attributions(text, near, reader.lex)
    if not following and text[near.start : near.end].rstrip().endswith(":"):
        named = name_before(
            text, near.start, near.start + len(text[near.start : near.end].rstrip()) - 1, reader.lex
        )
        if named and not text[near.start : named.name.start].strip(" *_\u00a0"):
            return named
    for one in found if following else reversed(found):
        person = one.person or _resolve(reader, one)
        if person is not None and (one.says or one.person is not None):
            start = min(one.at.start, one.person.name.start if one.person else one.at.start)
            far = len(text[near.start : start].split()) > 12
            if not (following and far):
                return person
    says = verbs_of_speech(text, near, reader.lex)
    if not following and says:
        return description_before(text, near.start, says[-1].start, reader.lex)
    return None


def _resolve(reader: _Reader, one: Attribution) -> Person | None:
    """Return the person that a pronoun stands for: the last one named in this section."""
    text, lex = reader.text, reader.lex
    floor = max(reader.last.name.end if reader.last else 0, one.at.start - _PRONOUN_REACH)
    for name in reversed(list(names_in(text, Span(floor, one.at.start), lex))):
        role = role_after(text, name.end, one.at.start, lex, open_end=False)
        if role is not None:
            return Person(name, role)
        starts = text[max(0, name.start - 2) : name.start].strip(" \u00a0\n*_") in ("", ".", "”", "!", "?")
        if starts and len(text[name.start : name.end].split()) > 1 and reader.last is None:
            return Person(name)
    return reader.last


def _read_sentence(reader: _Reader, paragraph: Paragraphs, around: Surroundings, sentence: Span) -> None:
    """Read a sentence that reports what somebody said or thinks."""
    best: Person | None = None
    for stretch in around.outside(sentence):
        for one in find_attributions(reader.text, stretch, reader.lex):
            person = one.person if one.person else _resolve(reader, one)
            if (
                best is None
                and person is not None
                and person.named
                and (one.sure or _is_person(reader, one, person))
            ):
                best = person
    if best is not None:
        _add(reader, sentence, SpeechKind.REPORTED, paragraph.section, best)


def _is_person(reader: _Reader, one: Attribution, person: Person) -> bool:
    """Say whether a name is known to be a person's: it has a role or has spoken before."""
    known = normalise(reader.text[person.name.start : person.name.end]) in reader.roles
    return one.pronoun or person.role is not None or known or reader.last == person
