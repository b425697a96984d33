"""Who says or thinks it: a verb of speech with its speaker, found outside quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from hubbot.reading.lexicon import Lexicon, words
from hubbot.reading.names import (
    AGE,
    NAME,
    Person,
    is_name,
    is_role_word,
    name_after,
    name_before,
    names_in,
    role_after,
)
from hubbot.types import Span

_WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f]|[’'](?=\w))*")
_LAST_WORD = re.compile(r"([\w’'\u0300-\u036f]+)[\s,]*\Z")
_INVERSION = ',”"’»—–?!…'
_PREPOSITIONS = words(
    "in at of from with near by to for on into across like en de del con para por a em do da dos das com",
    "no na",
)
# "disse à BBC o médico": the listener stands between the verb and the speaker.
_TOLD_TO = re.compile(rf"\s(?:a|al|à|às|ao|aos|para)\s(?:(?:la|el|los|las|o|a|os|as)\s)?{NAME.pattern}(?=\s)")
_DESCRIPTION_WORDS = 5
# A sentence has a verb or two; this bounds the work on text that is nothing but verbs.
_VERBS = 24
_WINDOW = 260


@dataclass(frozen=True, slots=True)
class Attribution:
    """A verb (or "according to") and its speaker; ``pronoun`` where the speaker is only "she" or "él".

    ``sure`` is False where the words alone do not show that a person speaks: a verb of feeling ("enjoys") or
    one that does not agree with a single speaker ("tools like").
    """

    at: Span
    person: Person | None
    says: bool
    sure: bool = True
    pronoun: bool = False
    inverted: bool = False


def find_attributions(text: str, span: Span, lex: Lexicon) -> list[Attribution]:
    """Return the attributions in ``span``, which holds no quotation, in order."""
    found = _sources(text, span, lex)
    verbs = 0
    for match in _WORD.finditer(text, span.start, span.end):
        word = match.group().casefold()
        if word not in lex.says and word not in lex.thinks and word not in lex.feels:
            continue
        if match.group()[0].isupper() and match.start() > span.start:
            continue  # part of a name: Colorado State University
        verbs += 1
        if verbs > _VERBS:
            break
        verb = Span(*match.span())
        if one := _of_verb(text, span, verb, word in lex.says, lex):
            bare = word not in lex.feels and (one.inverted or one.pronoun or _agrees(text, verb, word, lex))
            found.append(one if bare else replace(one, sure=False))
    return sorted(found, key=lambda one: one.at)


def _agrees(text: str, verb: Span, word: str, lex: Lexicon) -> bool:
    """Say whether the verb can follow one speaker: not an English plural or infinitive ("say", "like")."""
    verbs = lex.says | lex.thinks | lex.feels
    if lex.inverts or not {word + "s", word + "es", word[:-1] + "ies"} & verbs:
        return True
    before = _LAST_WORD.search(text, max(0, verb.start - 30), verb.start)
    return before is not None and before.group(1).casefold() in lex.between


def verbs_of_speech(text: str, span: Span, lex: Lexicon) -> list[Span]:
    """Return where verbs of speech stand in ``span``, whoever their subject is."""
    words = _WORD.finditer(text, span.start, span.end)
    return [Span(*match.span()) for match in words if match.group().casefold() in lex.says][:_VERBS]


def _of_verb(text: str, span: Span, verb: Span, says: bool, lex: Lexicon) -> Attribution | None:
    """Return the speaker of one verb: before it, else after it."""
    end = _skip_between(text, span.start, verb.start, lex)
    word = _LAST_WORD.search(text, max(span.start, end - 40), end)
    last = word.group(1).casefold() if word else ""
    if last in lex.pronouns and text[end - 1] != ",":
        return Attribution(verb, None, says, pronoun=True)
    if person := _subject(text, span.start, end, last, lex):
        return Attribution(verb, person, says)
    return _inverted(text, span, verb, says, lex)


def _inverted(text: str, span: Span, verb: Span, says: bool, lex: Lexicon) -> Attribution | None:
    """Return the speaker printed after the verb: ", said Ana", "explicó la directora"."""
    before = text[span.start : verb.start].rstrip()
    if not lex.inverts and (not says or (before and before[-1] not in _INVERSION)):
        return None
    at = verb.end
    word = _WORD.match(text, _skip_space(text, at, span.end), span.end)
    if word and word.group().casefold() in lex.pronouns:
        return Attribution(verb, None, says, pronoun=True, inverted=True)
    if word and word.group().casefold() in lex.objects and word.group().casefold() not in lex.who:
        at = word.end()
    if lex.inverts and (told := _TOLD_TO.match(text, at, span.end)):
        at = told.end()
    person = name_after(text, _skip_space(text, at, span.end), span.end, lex)
    if person is None and says and not before.rstrip(',”"’»—– '):
        person = _description_after(text, _skip_space(text, at, span.end), span.end, lex)
    if person is None or text[at : person.name.start].count(",") > 1:
        return None
    return Attribution(verb, person, says, inverted=True)


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _skip_between(text: str, start: int, end: int, lex: Lexicon) -> int:
    """Step back over white space, adverbs and auxiliaries that stand before a verb."""
    for _ in range(5):
        while end > start and text[end - 1].isspace():
            end -= 1
        match = _LAST_WORD.search(text, max(start, end - 30), end)
        if match is None or match.end(1) != end or match.group(1).casefold() not in lex.between:
            break
        end = match.start(1)
    return end


def _subject(text: str, start: int, end: int, last: str, lex: Lexicon) -> Person | None:
    """Return the person whose name, or name with a role, ends at ``end``."""
    if last in lex.who and end > start:
        match = _LAST_WORD.search(text, max(start, end - 40), end)
        end = match.start(1) if match else end
        while end > start and text[end - 1] in " \u00a0\n":
            end -= 1
        if person := name_before(text, start, end - 1 if text[end - 1 : end] == "," else end, lex):
            return person
    if last in lex.conjunctions:
        return _leading(text, start, end, lex)
    linked = text[end - 1 : end] == ")" and name_before(text, start, end, lex)
    if text[end - 1 : end] in (",", ")") and not linked:
        return _before_role(text, start, end, lex)
    person = name_before(text, start, end, lex)
    if person is not None:
        lead = person.role.start if person.role else person.name.start
        before = _LAST_WORD.search(text, max(start, lead - 30), lead)
        if before and text[before.end(1) : lead].isspace() and before.group(1).casefold() in _PREPOSITIONS:
            return None
        return person
    return None


def _before_role(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return the name in "NAME, a role, more of it," where the last comma stands before ``end``."""
    names = list(names_in(text, Span(max(start, end - _WINDOW), end - 1), lex))
    fallback: Person | None = None
    for name in reversed(names):
        role = role_after(text, name.end, end, lex, open_end=False)
        age = AGE.match(text, name.end, end)
        if role is None and age and age.end() == end - 1:
            return name_before(text, start, name.end, lex)
        if role is None and name.end == end - 1 and (lead := _role_in_front(text, start, name, lex)):
            return Person(name, lead)
        if role is not None and not _follows_preposition(text, start, name):
            person = name_before(text, start, name.end, lex) or Person(name)
            return Person(person.name, role)
        who = re.compile(rf",\s(?:{'|'.join(sorted(lex.who))})\s[^.;:“”\"«»]{{2,200}},\Z")
        if (
            fallback is None
            and who.match(text[name.end : end])
            and not _follows_preposition(text, start, name)
        ):
            fallback = name_before(text, start, name.end, lex)
    return fallback


def _role_in_front(text: str, start: int, name: Span, lex: Lexicon) -> Span | None:
    """Return the role in "the school's director, Ann Lee,"."""
    comma = text[max(start, name.start - 2) : name.start].strip()
    if comma != ",":
        return None
    clause = re.split(r"[,;:.]\s", text[start : name.start - 2])[-1]
    at = name.start - 2 - len(clause)
    inside = list(_WORD.finditer(text, at, name.start - 2))
    for first, word in enumerate(inside):
        if word.group().casefold() in lex.articles and first + 1 < len(inside) <= first + 9:
            role = Span(inside[first + 1].start(), name.start - 2)
            head = re.split(r"\s(?:of|for|de|del|do|da|dos|das)\s", text[role.start : role.end])[0]
            if is_role_word(head.split()[-1]):
                return role
    return None


def _follows_preposition(text: str, start: int, name: Span) -> bool:
    before = _LAST_WORD.search(text, max(start, name.start - 30), name.start)
    return bool(before) and before is not None and before.group(1).casefold() in _PREPOSITIONS


def _leading(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return the person that a sentence begins with, "NAME, a role, does this and thinks that"."""
    first = NAME.match(text, _skip_space(text, start, end), end)
    if first is None or not is_name(first.group(), lex):
        return None
    role = role_after(text, first.end(), end, lex, open_end=False)
    return Person(Span(*first.span()), role) if role else None


def _spaced(phrase: str) -> str:
    return r"\s".join(map(re.escape, phrase.split()))


def _sources(text: str, span: Span, lex: Lexicon) -> list[Attribution]:
    """Return the sources named by "according to X", "para X," and "from X we learned"."""
    found = []
    folded = text[span.start : span.end].casefold()
    if len(folded) == len(span):  # a length-changing fold (İ) has no offsets of ours
        for phrase in lex.according:
            for match in re.finditer(rf"\b{_spaced(phrase)}\b", folded):
                at = _skip_space(text, span.start + match.end(), span.end)
                person = name_after(text, at, span.end, lex) or _description_after(text, at, span.end, lex)
                if person:
                    found.append(Attribution(Span(span.start + match.start(), at), person, says=True))
    opening = _WORD.match(text, _skip_space(text, span.start, span.end), span.end)
    if opening is None:
        return found
    word, (preposition, subjects, verbs) = opening.group().casefold(), lex.learned_from
    if word != preposition and word not in lex.opinion_of:
        return found
    person = name_after(text, _skip_space(text, opening.end(), span.end), span.end, lex)
    if person is None:
        return found
    after = [match.group().casefold() for match in _WORD.finditer(text, person.name.end, span.end)]
    learned = any(one in subjects and two in verbs for one, two in pairwise(after))
    learned = learned or (lex.inverts and not verbs.isdisjoint(after))  # the verb form holds its subject
    tail = person.role.end if person.role else person.name.end
    if (word == preposition and learned) or (word in lex.opinion_of and text[tail : tail + 1] == ","):
        found.append(Attribution(Span(*opening.span()), person, says=word == preposition))
    return found


def _description_after(text: str, at: int, end: int, lex: Lexicon) -> Person | None:
    """Return a speaker without a name: "a spokesman for the company", "el ministerio"."""
    words: list[re.Match[str]] = []
    for match in re.compile(r"[\w’'\-]+").finditer(text, at, min(end, at + 80)):
        between = text[words[-1].end() if words else at : match.start()]
        if between.strip() or len(words) > _DESCRIPTION_WORDS:
            break
        words.append(match)
    if len(words) < 2 or words[0].group().casefold() not in lex.articles:
        return None
    return Person(Span(words[0].start(), words[-1].end()), named=False)


def description_before(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return a speaker without a name that ends at ``end``: "the ministry"."""
    words = list(re.compile(r"[\w’'\-]+").finditer(text, max(start, end - 70), end))
    for count, word in enumerate(reversed(words)):
        if word.group().casefold() in lex.articles:
            between = text[word.start() : end]
            inner = {one.group().casefold() for one in words[len(words) - count :]}
            plain = inner.isdisjoint(lex.pronouns) and len(inner & lex.not_names) < 2
            if 0 < count <= _DESCRIPTION_WORDS and plain and not re.search(r"[,.;:]", between.strip()):
                return Person(Span(word.start(), words[-1].end()), named=False)
            return None
    return None
