"""Speakers around a verb: names with their roles, joined names, and noun phrases ("the company", "officials")."""

from __future__ import annotations

import re

from hubbot.reading.names import AGE, NAME, Person, is_name, is_role_word, name_before, names_in, role_after
from hubbot.reading.vocabulary import Lexicon, words
from hubbot.types import Span

_WORD = re.compile(r"[\w\u0300-\u036f](?:[\w\u0300-\u036f]|[’'.\-&](?=\w))*")
_LETTERS = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f]|[’'](?=\w))*")
LAST_WORD = re.compile(r"([\w’'\u0300-\u036f]+)[\s,]*\Z")
_BOUNDARY = re.compile(r"[,;:!?—–“”\"«»()\[\]|>*]|\.(?=\s)|\n\s*\n")
# A subject longer than this is a clause; one after its verb is shorter, its end is harder to see.
_LONGEST_BEFORE, _LONGEST_AFTER = 12, 9
_WINDOW = 140
_HALF = 5
# "Ann Lee (pictured) said", "Ann Lee – mayor since 2010 – said".
_ASIDE = re.compile(r"\s\((?:[a-z]{4,12}|\w{1,4}-\w{2,12})\)\Z|\s[–—]\s[^–—.;:“”\"\n]{2,80}\s[–—]\Z")
# "Mr Lee, 44, of Park Road, told": what stands between commas is short and no clause.
_BETWEEN_COMMAS = re.compile(r",\s[^;:“”\"«»()]{1,60},")
_NAMES_WINDOW = 260
# Events that stand in a sentence beside its speaker: "in a statement", "at a news conference".
_OCCASION = re.compile(
    r"(?i)(?:in|at|during|en|em|num|numa|durante)\s+(?:a|an|the|his|her|their|response|reply|un|una|um|uma|comments|remarks)\b"
)
_THINGS = words(
    "evidence data results figures sales history research studies science nature nothing something everything"
)
# "according to the rules" names a manner, no speaker.
_MANNER = words(
    "plan plans schedule rules rule law laws contract terms tradition legend need needs size age taste order",
    "custom preference ability plano planes ley leyes reglas contrato lei leis regras gosto tradición tradição",
)


def phrase_before(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return the noun phrase that ends at ``end`` and begins its clause, or None."""
    window = max(start, end - _WINDOW)
    boundaries = [match.end() for match in _BOUNDARY.finditer(text, window, end)]
    begin = boundaries[-1] if boundaries else window
    inside = list(_WORD.finditer(text, begin, end))
    if window > start and not boundaries:
        return None  # too long to be a subject
    for at in range(len(inside) - 1, -1, -1):
        word = inside[at].group().casefold()
        if word in lex.breaks or (word in lex.conjunctions and not _joins(text, inside[:at], lex)):
            inside = inside[at + 1 :]
            break
    inside = _after_adjunct(inside, lex)
    if not 0 < len(inside) <= _LONGEST_BEFORE or text[inside[-1].end() : end].strip(" \t\n\u00a0"):
        return None
    folded = [word.group().casefold() for word in inside]
    if not _may_speak(inside, folded, lex):
        return None
    return Person(Span(inside[0].start(), inside[-1].end()), named=False)


def _joins(text: str, before: list[re.Match[str]], lex: Lexicon) -> bool:
    """Say whether the words before "and" are the first half of a subject: "Ford and the union"."""
    if not 0 < len(before) <= _HALF:
        return False
    words = text[before[0].start() : before[-1].end()]
    if NAME.fullmatch(words) and before[0].group().casefold() not in lex.not_names:
        return True
    return _may_speak(before, [word.group().casefold() for word in before], lex)


def _after_adjunct(inside: list[re.Match[str]], lex: Lexicon) -> list[re.Match[str]]:
    """Drop "On Tuesday" and the like from the front: the phrase begins at the next determiner after it."""
    if not inside or inside[0].group().casefold() not in lex.prepositions:
        return inside
    opens = lex.articles | lex.some
    for at in range(len(inside) - 1, 0, -1):
        before = inside[at - 1].group().casefold()
        if inside[at].group().casefold() in opens and before not in lex.prepositions:
            return inside[at:]
    return []


def _may_speak(inside: list[re.Match[str]], folded: list[str], lex: Lexicon) -> bool:
    """Say whether the words form a noun phrase: it opens as one does and holds no verb or pronoun."""
    if any(word in lex.says or word in lex.thinks or word in lex.they or word in lex.it for word in folded):
        return False
    if not lex.pronouns.isdisjoint(folded) and not lex.inverts:
        return False
    if not _clause_words(lex).isdisjoint(folded):
        return False
    if folded[-1] in lex.not_names - lex.folk:
        return False  # "el lunes", "this"
    first = folded[0]
    if not lex.conjunctions.isdisjoint(folded):
        return len(folded) > 2 and folded[0] not in lex.not_names - lex.articles - lex.some - lex.folk
    if first in lex.articles or first in lex.some:
        return len(folded) > 1
    return first in lex.folk or folded[-1] in lex.folk


_ENGLISH_CLAUSE = words(
    "i you we us is are was were am be been being has have had will would can could may might must shall",
    "should do does did not let let's let’s it's it’s that's that’s there there's there’s",
)
_ROMANCE_CLAUSE = words("yo nosotros es son fue era está están ha han había eu nós é são foi estão tem têm")


def _clause_words(lex: Lexicon) -> frozenset[str]:
    """Return the verbs and pronouns that no noun phrase of the language holds."""
    return _ROMANCE_CLAUSE if lex.inverts else _ENGLISH_CLAUSE


def phrase_after(text: str, at: int, end: int, lex: Lexicon) -> Person | None:
    """Return the noun phrase that begins at ``at``: "a spokesman for the company", "el ministerio"."""
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(text, at, min(end, at + _WINDOW)):
        between = text[words[-1].end() if words else at : match.start()]
        if between.strip() or "\n\n" in between or len(words) >= _LONGEST_AFTER:
            break
        if words and (match.group().casefold() in lex.stops or _OCCASION.match(text, match.start(), end)):
            break
        words.append(match)
    while words and words[-1].group().casefold() in lex.prepositions | lex.articles:
        words.pop()
    if not words:
        return None
    folded = [word.group().casefold() for word in words]
    if folded[0] not in lex.articles | lex.some or len(words) < 2:
        if folded[0] not in lex.folk:
            return None
    elif not _clause_words(lex).isdisjoint(folded) or not lex.pronouns.isdisjoint(folded):
        return None
    return Person(Span(words[0].start(), words[-1].end()), named=False)


def is_source(text: str, person: Person, lex: Lexicon) -> bool:
    """Say whether a phrase after "according to" can speak: not "the rules", "size"."""
    words = [word.group().casefold() for word in _WORD.finditer(text, person.name.start, person.name.end)]
    head = [word for at, word in enumerate(words) if not any(w in lex.prepositions for w in words[: at + 1])]
    return not head or head[-1] not in _MANNER


def join_after(text: str, name: Span, end: int, lex: Lexicon) -> Span:
    """Return ``name`` with the one joined on to it: "Ada Novak and Piotr Zielinski"."""
    for joint in ("and", "&", "y", "e"):
        if joint != "and" and joint != "&" and not lex.inverts:
            continue
        if match := re.compile(
            rf"\s{joint}\s({NAME.pattern})(?=\s*(?:[,.;:)—–]|\Z|\n|who\b|quien|que\b|of\b))"
        ).match(text, name.end, end):
            words = match.group(1).casefold().split()
            if words[0] not in lex.not_names:
                return Span(name.start, match.end(1))
    return name


def join_before(text: str, start: int, name: Span, lex: Lexicon) -> Span:
    """Return ``name`` with the name in front that it is joined on to by "and"."""
    lead = text[max(start, name.start - 70) : name.start]
    match = re.search(rf"(?:^|(?<=[\s,(“\"]))({NAME.pattern})\s(?:and|&|y|e)\s\Z", lead)
    if match is None:
        return name
    words = match.group(1).split()
    while words and words[0].casefold() in lex.not_names:
        words = words[1:]
    if not words:
        return name
    at = match.group(1).index(words[0])
    return Span(name.start - len(lead) + match.start(1) + at, name.end)


def skip_space(text: str, at: int, end: int) -> int:
    """Return the first place from ``at`` on, before ``end``, that holds no white space."""
    while at < end and text[at].isspace():
        at += 1
    return at


def named_before(text: str, start: int, end: int, last: str, lex: Lexicon) -> Person | None:
    """Return the person whose name, or name with a role, ends at ``end``."""
    if last in lex.who and end > start:
        match = LAST_WORD.search(text, max(start, end - 40), end)
        end = match.start(1) if match else end
        while end > start and text[end - 1] in " \u00a0\n":
            end -= 1
        if person := name_before(text, start, end - 1 if text[end - 1 : end] == "," else end, lex):
            return person
    if last in lex.conjunctions:
        return _leading(text, start, end, lex)
    if (aside := _ASIDE.search(text[max(start, end - 90) : end])) and (
        person := name_before(text, start, max(start, end - 90) + aside.start(), lex)
    ):
        return person
    linked = text[end - 1 : end] == ")" and name_before(text, start, end, lex)
    if text[end - 1 : end] in (",", ")") and not linked:
        return _before_role(text, start, end, lex)
    person = name_before(text, start, end, lex)
    if person is not None and text[person.name.start : person.name.end].casefold() in lex.folk | _THINGS:
        return None  # "Residents" is no name, and "Evidence suggests" is nobody's speech
    if person is not None:
        lead = person.role.start if person.role else person.name.start
        before = LAST_WORD.search(text, max(start, lead - 30), lead)
        if before and text[before.end(1) : lead].isspace() and before.group(1).casefold() in lex.prepositions:
            return None
        joined = join_before(text, start, person.name, lex)
        return person if joined == person.name else Person(joined)
    return None


def _before_role(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return the name in "NAME, a role, more of it," where the last comma stands before ``end``."""
    names = list(names_in(text, Span(max(start, end - _NAMES_WINDOW), end - 1), lex))
    fallback: Person | None = None
    for name in reversed(names):
        role = role_after(text, name.end, end, lex, open_end=False)
        age = AGE.match(text, name.end, end)
        if role is None and age and age.end() == end - 1:
            return name_before(text, start, name.end, lex)
        if role is None and name.end == end - 1 and (lead := _role_in_front(text, start, name, lex)):
            return Person(name, lead)
        if role is not None and not _follows_preposition(text, start, name, lex):
            person = name_before(text, start, name.end, lex) or Person(name)
            return Person(person.name, role)
        who = re.compile(rf",\s(?:{'|'.join(sorted(lex.who))})\s[^.;:“”\"«»]{{2,200}},\Z")
        if (
            fallback is None
            and who.match(text[name.end : end])
            and not _follows_preposition(text, start, name, lex)
        ):
            fallback = name_before(text, start, name.end, lex)
        opens = not text[start : name.start].strip(' ,”"’»*_\n\u00a0')
        full = " " in text[name.start : name.end]
        if fallback is None and opens and full and _BETWEEN_COMMAS.fullmatch(text, name.end, end):
            fallback = name_before(text, start, name.end, lex)
    return fallback


def _role_in_front(text: str, start: int, name: Span, lex: Lexicon) -> Span | None:
    """Return the role in "the school's director, Ann Lee,"."""
    comma = text[max(start, name.start - 2) : name.start].strip()
    if comma != ",":
        return None
    clause = re.split(r"[,;:.]\s", text[start : name.start - 2])[-1]
    at = name.start - 2 - len(clause)
    inside = list(_LETTERS.finditer(text, at, name.start - 2))
    for first, word in enumerate(inside):
        if word.group().casefold() in lex.articles and first + 1 < len(inside) <= first + 9:
            role = Span(inside[first + 1].start(), name.start - 2)
            head = re.split(r"\s(?:of|for|de|del|do|da|dos|das)\s", text[role.start : role.end])[0]
            if is_role_word(head.split()[-1]):
                return role
    return None


def _follows_preposition(text: str, start: int, name: Span, lex: Lexicon) -> bool:
    before = LAST_WORD.search(text, max(start, name.start - 30), name.start)
    return bool(before) and before is not None and before.group(1).casefold() in lex.prepositions


def _leading(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return the person that a sentence begins with, "NAME, a role, does this and thinks that"."""
    first = NAME.match(text, skip_space(text, start, end), end)
    if first is None or not is_name(first.group(), lex):
        return None
    role = role_after(text, first.end(), end, lex, open_end=False)
    return Person(Span(*first.span()), role) if role else None
