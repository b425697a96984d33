"""Who says or thinks it: a verb of speech with its speaker, found outside quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise

from hubbot.reading.names import (
    NAME,
    Person,
    name_after,
)
from hubbot.reading.subjects import (
    LAST_WORD,
    is_source,
    join_after,
    named_before,
    phrase_after,
    phrase_before,
    skip_space,
)
from hubbot.reading.vocabulary import Lexicon, words
from hubbot.types import Span

_WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f]|[’'](?=\w))*")
_QUOTED_AS = re.compile(r"(?i)\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing))\s(?P<who>[^“”\"]{3,240}?),?\sas\s\Z")
_ADVERB = re.compile(r"[^\W\d_]{3,}(?:ly|mente)")
_INVERSION = ',”"’»—–?!…'
# "disse à BBC o médico": the listener stands between the verb and the speaker.
_AGENCY = r"(?:Efe|EFE|Reuters|AFP|AP|BBC|CNN|DPA|ANSA|Lusa|Xinhua|Bloomberg|Folha|Globo|RTVE|Télam|Notimex)"
_MEDIA = (
    r"(?:diario|periódico|jornal|revista|radio|rádio|canal|televisión|televisão|agencia|agência|prensa|imprensa|medios"
    r"|medio|site|portal|periodistas|jornalistas|reporteros|repórteres|reportagem|programa)\b"
)
_TOLD_TO = re.compile(
    rf"\s(?:a|al|à|às|ao|aos|para)\s(?:(?:la|el|los|las|o|a|os|as|este|esta|nuestro|nuestra|um|uma|un|una)\s)?"
    rf"(?:{_MEDIA}|{_AGENCY}\b|{NAME.pattern})(?=\s)"
)
# A sentence has a verb or two; this bounds the work on text that is nothing but verbs.
_VERBS = 24
# "informó este lunes la policía": the day stands between the verb and the speaker.
_DAY_AFTER = re.compile(
    r"\s(?:hoy|ayer|hoje|ontem|(?:este|el|na|no|nesta|neste)\s(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?))(?=\s)"
)
_WINDOW = 260
# How far "that" stands after its verb: "said on Tuesday in a statement that".
_THAT_WORDS = 12
# A clause follows these without "that"; the others take an object as readily ("announced a plan").
_BARE_CLAUSE = words("said says say saying")
_TELLS = words("told tells tell telling")
# "se dio cuenta", "por su cuenta", "a fala do ministro": nouns as often as verbs.
_NOUNS = words("cuenta cuentan conta fala nota informe")
_GIVES = words("di dio dar daba doy damos dieron dando tener tiene teniendo su sua dar deu dá ter em en se")
_ASKS_TO = words(
    "urge urges urged ask asks asked advise advises advised promise promises promised vow vows vowed",
    "pledge pledges pledged threaten threatened offer offered agree agrees agreed order ordered",
)
_ELSEWHERE = words("on in into back to at down up off away there aside together out under over with")
_TALES = words("a an stories lies jokes tales")
_HEAD_COMMA = re.compile(r",\s*(?:but\s|and\s|y\s|pero\s|e\s|mas\s)?[\w\s.’'-]{0,60}\Z")


class Needs(StrEnum):
    """What makes a verb one of speech: nothing more, a clause ("found that"), quoted words ("called it “odd”")."""

    NOTHING = "nothing"
    CLAUSE = "clause"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A verb (or "according to") and its speaker; ``pronoun`` where the speaker is only "she" or "él".

    ``sure`` is False where the words alone do not show that a person speaks: a verb of feeling ("enjoys") or
    one that does not agree with a single speaker ("tools like"). ``reports`` says that a clause with what was
    said stands beside the verb, ``needs`` what the verb needs to be one of speech.
    """

    at: Span
    person: Person | None
    says: bool
    sure: bool = True
    pronoun: str = ""
    inverted: bool = False
    reports: bool = True
    needs: Needs = Needs.NOTHING


def find_attributions(text: str, span: Span, lex: Lexicon) -> list[Attribution]:
    """Return the attributions in ``span``, which holds no quotation, in order."""
    found = _sources(text, span, lex)
    verbs = 0
    for match in _WORD.finditer(text, span.start, span.end):
        kind = _kind(text, match, span, lex)
        if not kind or _is_noun(text, match, span, lex):
            continue
        verbs += 1
        if verbs > _VERBS:
            break
        word, verb = match.group().casefold(), Span(*match.span())
        one = _of_verb(text, span, verb, kind in ("says", "calls", "finds"), lex)
        if one is None:
            continue
        many = one.person is not None and not one.person.named
        bare = kind != "feels" and (
            bool(one.inverted or one.pronoun) or many or _agrees(text, verb, word, lex)
        )
        reports = _reports(text, span, one, word, kind, lex)
        needs = Needs.QUOTE if kind == "calls" else Needs.NOTHING
        if kind == "finds" or word in _BARE_CLAUSE | _TELLS:
            needs = Needs.CLAUSE
        says = one.says and kind != "finds"
        found.append(replace(one, says=says, sure=one.sure and bare, reports=reports, needs=needs))
    return sorted(found, key=lambda one: one.at)


def _kind(text: str, match: re.Match[str], span: Span, lex: Lexicon) -> str:
    """Return which list of verbs a word belongs to, "" for none."""
    if match.group()[0].isupper() and match.start() > span.start:
        return ""  # part of a name: Colorado State University
    word = match.group().casefold()
    for kind, verbs in (("says", lex.says), ("thinks", lex.thinks), ("feels", lex.feels)):
        if word in verbs:
            return kind
    for kind, verbs in (("calls", lex.calls), ("finds", lex.finds)):
        if word in verbs:
            return kind
    two = [
        found.group().casefold()
        for found, _ in zip(_WORD.finditer(text, match.end(), span.end), "ab", strict=False)
    ]
    if not two or (word, two[0]) not in lex.phrases:
        return ""
    return "" if two[-1] in _ELSEWHERE else "says"  # "put it on the table"


def _is_noun(text: str, match: re.Match[str], span: Span, lex: Lexicon) -> bool:
    """Say whether the word stands where a noun or participle stands: "the claim", "of confirmed cases"."""
    before = LAST_WORD.search(text, max(span.start, match.start() - 30), match.start())
    if before is None or text[before.end(1) : match.start()].strip():
        return False
    word = before.group(1).casefold()
    if match.group().casefold() in _NOUNS and (word in lex.articles or word in _GIVES):
        return True
    return word in lex.prepositions or (word in lex.articles and word not in lex.between and not lex.inverts)


def _reports(text: str, span: Span, one: Attribution, word: str, kind: str, lex: Lexicon) -> bool:
    """Say whether a clause with what was said stands beside the verb: after "that", after "said", before it."""
    end = max(one.at.end, one.person.name.end if one.person and one.inverted else 0)
    after = [match.group().casefold() for match in _WORD.finditer(text, end, min(span.end, end + 300))]
    if one.inverted and lex.inverts and not lex.that.isdisjoint(after[:3]):
        return True
    if not one.inverted and not lex.that.isdisjoint(after[: 1 if kind == "finds" else _THAT_WORDS]):
        return True
    if after and (after[0] in lex.no_clause or (word in _TELLS and after[0] in _TALES)):
        return False
    clause = _HEAD_COMMA.search(text[span.start : _start(one)])
    if (
        clause
        and len(text[span.start : span.start + clause.start()].split()) > 1
        and kind in ("says", "thinks")
    ):
        return True
    if kind in ("calls", "feels") or lex.inverts:
        return False
    if word in _TELLS:
        return len(after) > 1
    if word in _ASKS_TO and "to" in after[:_THAT_WORDS] and len(after) > 2:
        return True
    return (word in _BARE_CLAUSE or kind == "thinks") and len(after) > 2


def _start(one: Attribution) -> int:
    return min(one.at.start, one.person.name.start if one.person else one.at.start)


def _agrees(text: str, verb: Span, word: str, lex: Lexicon) -> bool:
    """Say whether the verb can follow one speaker: not an English plural or infinitive ("say", "like")."""
    if not is_plain_form(word, lex):
        return True
    before = LAST_WORD.search(text, max(0, verb.start - 30), verb.start)
    return before is not None and before.group(1).casefold() in lex.between


def is_plain_form(word: str, lex: Lexicon) -> bool:
    """Say whether an English verb stands in its plain form: "say", "like"; never in another language."""
    if lex.inverts:
        return False
    verbs = lex.says | lex.thinks | lex.feels
    return not {word + "s", word + "es", word[:-1] + "ies"}.isdisjoint(verbs)


def verbs_of_speech(text: str, span: Span, lex: Lexicon) -> list[Span]:
    """Return where verbs of speech stand in ``span``, whoever their subject is."""
    words = _WORD.finditer(text, span.start, span.end)
    return [Span(*match.span()) for match in words if match.group().casefold() in lex.says][:_VERBS]


def _of_verb(text: str, span: Span, verb: Span, says: bool, lex: Lexicon) -> Attribution | None:
    """Return the speaker of one verb: before it, else after it."""
    if person := _quoted_as(text, span, verb, lex):
        return Attribution(verb, person, says)
    end = _skip_between(text, span.start, verb.start, lex)
    word = LAST_WORD.search(text, max(span.start, end - 40), end)
    last = word.group(1).casefold() if word else ""
    if last in lex.pronouns | lex.they | lex.it and text[end - 1] != ",":
        return Attribution(verb, None, says, pronoun=last)
    if person := named_before(text, span.start, end, last, lex):
        return Attribution(verb, person, says)
    described = phrase_before(text, span.start, end, lex) if says else None
    if described is not None and lex.inverts:
        return Attribution(verb, described, says)
    if one := _inverted(text, span, verb, says, lex):
        return one
    return Attribution(verb, described, says) if described is not None else None


def _quoted_as(text: str, span: Span, verb: Span, lex: Lexicon) -> Person | None:
    """Return the person in "quoted NAME, a role, as saying"."""
    lead = text[max(span.start, verb.start - 260) : verb.start]
    match = _QUOTED_AS.search(lead)
    if match is None:
        return None
    at = verb.start - len(lead)
    return name_after(text, at + match.start("who"), verb.start, lex) or phrase_after(
        text, at + match.start("who"), verb.start, lex
    )


def _inverted(text: str, span: Span, verb: Span, says: bool, lex: Lexicon) -> Attribution | None:
    """Return the speaker printed after the verb: ", said Ana", "explicó la directora"."""
    before = text[span.start : verb.start].rstrip()
    word = text[verb.start : verb.end].casefold()
    if not lex.inverts and (
        not says or (before and before[-1] not in _INVERSION) or is_plain_form(word, lex) or word in _TELLS
    ):
        return None  # who stands after "told" listens
    at = verb.end
    match = _WORD.match(text, skip_space(text, at, span.end), span.end)
    following = match.group().casefold() if match else ""
    if following in lex.pronouns | lex.they:
        return Attribution(verb, None, says, pronoun=following, inverted=True)
    if match and following in lex.objects and following not in lex.who:
        at = match.end()
    if lex.inverts and (day := _DAY_AFTER.match(text, at, span.end)):
        at = day.end()
    if lex.inverts and (told := _TOLD_TO.match(text, at, span.end)):
        at = told.end()
    begin = skip_space(text, at, span.end)
    while begin < span.end and text[begin] in "[*_":
        begin += 1
    person = name_after(text, begin, span.end, lex)
    if person is None and says and (not before.strip(',”"’»—–?! ') or before[-1] == ","):
        person = phrase_after(text, begin, span.end, lex)
    if person is None or text[at : person.name.start].count(",") > 1:
        return None
    if person.named:
        joined = join_after(text, person.name, span.end, lex)
        person = person if joined == person.name else Person(joined)
    return Attribution(verb, person, says, inverted=True)


def _skip_between(text: str, start: int, end: int, lex: Lexicon) -> int:
    """Step back over white space, adverbs and auxiliaries that stand before a verb."""
    for _ in range(5):
        while end > start and (text[end - 1].isspace() or text[end - 1] in "[*_"):
            end -= 1
        match = LAST_WORD.search(text, max(start, end - 30), end)
        if match is None or match.end(1) != end:
            break
        if match.group(1).casefold() not in lex.between and not _ADVERB.fullmatch(match.group(1)):
            break
        end = match.start(1)
    return end


@cache
def _according(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern of all phrases; the last "de" or "a" of one may have run into an article."""
    patterns = []
    for phrase in phrases:
        *first, last = phrase.split()
        if first:
            last = {"de": "(?:de|del|da|do|das|dos)", "a": "(?:a|al|ao|à)"}.get(last, last)
        patterns.append(r"\s".join([*first, last]))
    return re.compile(rf"(?i)\b(?:{'|'.join(patterns)})\b")


def _sources(text: str, span: Span, lex: Lexicon) -> list[Attribution]:
    """Return the sources named by "according to X", "para X," and "from X we learned"."""
    found = []
    for match in _according(lex.according).finditer(text, span.start, span.end):
        at = skip_space(text, match.end(), span.end)
        person = name_after(text, at, span.end, lex) or phrase_after(text, at, span.end, lex)
        if person and (person.named or is_source(text, person, lex)):
            found.append(Attribution(Span(match.start(), at), person, says=True))
    opening = _WORD.match(text, skip_space(text, span.start, span.end), span.end)
    if opening is None:
        return found
    word, (preposition, subjects, verbs) = opening.group().casefold(), lex.learned_from
    if word != preposition and word not in lex.opinion_of:
        return found
    person = name_after(text, skip_space(text, opening.end(), span.end), span.end, lex)
    if person is None:
        return found
    after = [match.group().casefold() for match in _WORD.finditer(text, person.name.end, span.end)]
    learned = any(one in subjects and two in verbs for one, two in pairwise(after))
    learned = learned or (lex.inverts and not verbs.isdisjoint(after))  # the verb form holds its subject
    tail = max(person.name.end, person.role.end if person.role else 0)
    if (word == preposition and learned) or (word in lex.opinion_of and text[tail : tail + 1] == ","):
        found.append(Attribution(Span(*opening.span()), person, says=word == preposition))
    return found
