"""Names and roles of speakers, as spans: "Jane Doe, a senior developer", "coach Bob Ray", "@handle"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hubbot.marks import trim
from hubbot.reading.lexicon import Lexicon, words
from hubbot.types import Span

# Upper-case letters of the Latin, Greek and Cyrillic alphabets: `re` has no class for them.
_UPPER = "".join(chr(code) for code in range(0x530) if chr(code).isupper())
_GAP = "[ \u00a0\t\n]{1,2}"
_CAPITAL = rf"[{_UPPER}](?:[\w\u0300-\u036f]|[’'\-–](?=\w)|\.(?=\w))*"
_ABBREVIATION = r"(?:Dr|Mr|Mrs|Ms|Prof|Sr|Sra|Dra|St|Gen|Sen|Rep|Gov|Capt|Col|Rev|Jr|Inc|Corp|Ltd|Bros)\."
_CAPITAL_WORD = rf"(?:{_ABBREVIATION}|(?:[{_UPPER}]\.){{1,4}}(?!\w)|{_CAPITAL})"
_PARTICLE = r"(?:de|da|do|dos|das|del|della|di|la|las|los|van|von|der|den|bin|ibn|al|el|le|of|for)"
_NAME = rf"(?:@\w[\w.\-]{{0,50}}|{_CAPITAL_WORD}(?:{_GAP}(?:{_PARTICLE}{_GAP}){{0,2}}{_CAPITAL_WORD}){{0,5}})"
NAME = re.compile(_NAME)
_NAME_END = re.compile(rf"(?<![\w@]){_NAME}\Z")
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[.’'\-][\w\u0300-\u036f]+)*")
_POSSESSIVE = re.compile(r"[’']s?\Z")
# The end of a Markdown link around a name.
_LINK_END = re.compile(r"\]\([^()\s]{0,500}\)")
_LINK_BEFORE = re.compile(r"\]\([^()\s]{0,500}\)\Z")
AGE = re.compile(r",\s*\d{1,3}(?:\s*(?:years old|años|anos))?(?=,)")
_CLAUSE = re.compile(r"(?:[^,.;:!?“”\"«»()\n—–]|\.(?=\w)|\n(?!\s*\n)){2,160}")
_FOR_YEARS = re.compile(
    r"(?i)\s+(?:for|since|over|with|durante|desde|há|con|com|por)\s+(?:over\s+|more\s+than\s+|the\s+(?:last|past)\s+|hace\s+|más\s+de\s+|mais\s+de\s+|los\s+últimos\s+|os\s+últimos\s+)?"
    r"(?:\d|ten\b|twenty\b|many\b|several\b|two\b|three\b|four\b|five\b|varios\b|muchos\b|vários\b|muitos\b|diez\b|dez\b).*\Z"
)
_ROLE_WORD = re.compile(
    r"(?i)\w*(?:er|or|ist|ian|ant|ent|man|woman|people|person|chief|head|boss|mayor|author|fellow|analyst|expert|"
    r"partner|colleague|friend|student|ceo|cto|cfo|guide|cook|chef|judge|captain|nurse|clerk|native|resident|"
    r"dor|dora|tor|tora|ista|ero|era|eiro|eira|ente|enta|ario|aria|ora|ólogo|óloga|ano|ana|jefe|jefa|chefe|alcalde|"
    r"alcaldesa|prefeito|prefeita|ministro|ministra|experto|experta|médico|médica|abogado|abogada|advogado|advogada|"
    r"vocero|vocera|portavoz|porta-voz|socio|socia|sócio|sócia|guía|aluno|aluna|professora|doctora|vecino|vecina)"
)
_TITLE = words(
    "president prime minister senator governor mayor judge justice chancellor secretary undersecretary",
    "professor director ceo cto cfo chairman chairwoman coach captain general colonel commissioner",
    "chief spokesperson spokesman spokeswoman presidente presidenta ministro ministra alcalde alcaldesa",
    "gobernador gobernadora senador senadora profesor profesora prefeito prefeita governador",
    "governadora diretor diretora professora directora developer engineer designer editor reporter",
    "analyst researcher vice deputy executive officer attorney treasurer congressman congresswoman representative",
    "ambassador councilman councilwoman premier minister-president lieutenant sergeant detective pope archbishop",
    "sheriff superintendent inspector",
)
_INSTITUTION = words(
    "university bank department ministry office institute institution federation chamber house bureau",
    "city state college school museum society board council union association center centre republic",
    "secretary court kingdom academy commission committee church league order bishop archbishop duke",
    "duchess queen king prince director head ministers hospital foundation fund organization",
    "organisation agency authority administration",
)
# A capitalised occupation that begins a sentence, with a full name after it: "Historian Owen Pryce".
_OCCUPATION = words(
    "historian economist biologist farmer teacher lawyer attorney architect artist author writer poet novelist",
    "philosopher physicist chemist geologist climatologist psychologist sociologist epidemiologist doctor nurse",
    "surgeon scientist engineer activist campaigner campaigner organizer organiser journalist photographer filmmaker",
    "actor actress singer musician student resident neighbor neighbour pensioner shopkeeper fisherman baker chef",
    "detective sergeant officer constable inspector superintendent lieutenant major admiral pastor father",
    "sister brother imam rabbi prosecutor investigator negotiator entrepreneur businessman businesswoman investor",
    "founder owner manager trader broker strategist pollster lawmaker legislator councillor councilman councilwoman",
)
# After "General" and the like these make a company's name.
_COMPANY = words(
    "motors electric mills dynamics assembly atomics hospital foods reports journal times post news"
)
_OF = words(
    "of for de del da do das dos at in en",
)
_ROLE_WORDS = 16


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker as printed; ``named`` is False for a description such as "the ministry"."""

    name: Span
    role: Span | None = None
    named: bool = True


def is_role_word(word: str) -> bool:
    """Say whether a word names what somebody does: "director", "panadera"."""
    return any(_ROLE_WORD.fullmatch(part) or part.casefold() in _TITLE for part in word.split("-"))


def is_institution(words: str) -> bool:
    """Say whether a name is that of an institution: "Acme University"."""
    return not _INSTITUTION.isdisjoint(words.casefold().split())


def is_name(words: str, lex: Lexicon) -> bool:
    """Say whether the words are a name from end to end."""
    return bool(NAME.fullmatch(words)) and words.casefold() not in lex.not_names


def names_in(text: str, span: Span, lex: Lexicon) -> Iterator[Span]:
    """Yield the names in ``span``, without the function words that begin a sentence."""
    for match in NAME.finditer(text, span.start, span.end):
        name = _without_function_words(text, Span(*match.span()), lex)
        if name is not None:
            possessive = _POSSESSIVE.search(text[name.start : name.end])
            yield Span(name.start, name.start + possessive.start()) if possessive else name


def name_before(text: str, start: int, end: int, lex: Lexicon) -> Person | None:
    """Return the name that ends at ``end``, with a role or title printed before it."""
    if text[end - 1 : end] == ")" and (link := _LINK_BEFORE.search(text[max(start, end - 500) : end])):
        end = max(start, end - 500) + link.start()
    first = max(start, end - 90)
    match = _NAME_END.search(text[first:end])
    if match is None:
        return None
    name = _without_function_words(text, Span(first + match.start(), end), lex)
    if name is None or _POSSESSIVE.search(text[name.start : name.end]):
        return None
    return _with_role_before(text, start, name, lex)


def name_after(text: str, at: int, end: int, lex: Lexicon) -> Person | None:
    """Return the name that begins at ``at`` or after a role ("the minister, Jane Doe"), with its role."""
    lead = _role_lead(lex).match(text, at, end)
    match = NAME.match(text, lead.end() if lead else at, end)
    if match is None:
        return None
    name = _clean(text, Span(*match.span()), lex)
    if name is None:
        return None
    if lead and not _is_role_lead(text, Span(*lead.span()), lex):
        return None
    if lead and lead.group().rstrip().endswith(","):
        role = without_article(text, Span(at, at + len(lead.group().rstrip(", \u00a0\n\t"))), lex)
        return Person(name, role)
    if lead and lead.group().split()[-1].casefold() in _OF:  # "the minister of Health, Jane Doe"
        after = NAME.match(text, name.end + 2, end) if text[name.end : name.end + 2] == ", " else None
        second = _clean(text, Span(*after.span()), lex) if after else None
        if second is None:
            return None
        return Person(second, without_article(text, Span(at, name.end), lex))
    person = _with_role_before(text, at, name, lex)
    return Person(person.name, person.role or role_after(text, person.name.end, end, lex))


def _is_role_lead(text: str, lead: Span, lex: Lexicon) -> bool:
    """Say whether the words between a verb and a name are a role: "the minister of", "coach"."""
    inside = [match.group().casefold() for match in _WORD.finditer(text, lead.start, lead.end)]
    if len(inside) > 1 and inside[0] in lex.articles:
        inside = inside[1:]
    of = [at for at, word in enumerate(inside) if word in _OF]
    head = inside[: of[0]] if of else inside
    if len(inside) == 1 and inside[0] in lex.articles:
        return True
    if not head:
        return False
    # In English the noun ends the phrase, in Spanish and Portuguese it opens it: "el presidente chileno".
    nouns = {head[-1], head[0]} if lex.inverts else {head[-1]}
    return any(_ROLE_WORD.fullmatch(noun) or noun in _TITLE for noun in nouns)


def _clean(text: str, words: Span, lex: Lexicon) -> Span | None:
    """Return a name without the full stop after it; None for a function word or a possessive."""
    name = _without_function_words(text, words, lex)
    if name is None or name.start != words.start or _POSSESSIVE.search(text[name.start : name.end]):
        return None
    if text[name.end - 1] == "." and not re.search(r"(?:^|\W)\w\.\w?\.?\Z", text[name.start : name.end]):
        return Span(name.start, name.end - 1)
    return name


@cache
def _role_lead_pattern(articles: frozenset[str]) -> re.Pattern[str]:
    alternatives = "|".join(sorted(map(re.escape, articles), key=len, reverse=True))
    return re.compile(
        rf"(?:(?i:{alternatives}){_GAP})?(?:[^\W\d_A-Z][\w’'\-]*{_GAP}){{0,6}}(?:[^\W\d_A-Z][\w’'\-]*,?{_GAP})"
    )


def _role_lead(lex: Lexicon) -> re.Pattern[str]:
    return _role_lead_pattern(lex.articles)


def _without_function_words(text: str, name: Span, lex: Lexicon) -> Span | None:
    """Drop "But", "As", "The" from the front of a name; None where nothing is left."""
    start = name.start
    for word in _WORD.finditer(text, name.start, name.end):
        if word.group().casefold() not in lex.not_names:
            start = word.start()
            if text[start - 1 : start] == "@":
                start -= 1
            break
    else:
        return None
    words = text[start : name.end]
    if not words[0].isupper() and words[0] != "@":
        return None
    # "Ann Lee of Acme University" is Ann Lee, "University of Acme" is one name.
    of = re.search(r"\s(?:of|for)\s", words)
    if of and words[: of.start()].split()[-1].casefold() not in _INSTITUTION and " " in words[: of.start()]:
        return Span(start, start + of.start())
    return Span(start, name.end)


def _with_role_before(text: str, start: int, name: Span, lex: Lexicon) -> Person:
    """Return the person with the title or the role words in front of the name."""
    words = list(_WORD.finditer(text, name.start, name.end))
    titles = _title_words(words)
    if titles:
        return Person(Span(words[titles].start(), name.end), Span(words[0].start(), words[titles - 1].end()))
    lead = text[max(start, name.start - 80) : name.start]
    match = re.search(r"(?:^|[^\w’'\-])((?:[^\W\d_A-Z][\w’'\-/]*[ \u00a0]){1,6})\Z", lead)
    if match is None:
        return Person(name)
    base = name.start - len(lead)
    role = without_article(text, trim(text, Span(base + match.start(1), name.start)), lex)
    inner = [word for word in _WORD.finditer(text, role.start, role.end)]
    # Walk back from the name to the nearest word that cannot belong to a role.
    for at in range(len(inner) - 1, -1, -1):
        word = inner[at].group().casefold()
        if word not in _OF and (word in lex.not_names or word in lex.articles or word in lex.says):
            inner = inner[at + 1 :]
            break
    if not inner or inner[-1].group().casefold() in _OF or not _ROLE_WORD.fullmatch(inner[-1].group()):
        return Person(name)
    return Person(name, Span(inner[0].start(), role.end))


def _title_words(words: list[re.Match[str]]) -> int:
    """Return how many words in front of a name are its title: "Health Minister" in "Health Minister Ann Lee"."""
    for at in range(len(words) - 2, -1, -1):
        word, after = words[at].group().casefold(), words[at + 1].group().casefold()
        if word in _TITLE and after not in _INSTITUTION and after not in _COMPANY:
            of = any(one.group().casefold() in _OF for one in words[:at])
            return 0 if of else at + 1
        if at == 0 and word in _OCCUPATION and len(words) > 2:
            return 1
    return 0


def role_after(text: str, at: int, end: int, lex: Lexicon, *, open_end: bool = True) -> Span | None:
    """Return the role printed after a name: ", a senior developer", ", director of X,", "(director of X)".

    The article is left out, and so is what only says for how long or with whom. Without ``open_end`` the role
    must be closed by a comma.
    """
    if link := _LINK_END.match(text, at, end):
        at = link.end()
    bracket = re.compile(r"\s?\(([^()\n]{3,80})\)").match(text, at, end)
    if bracket:
        inner = Span(*bracket.span(1))
        return inner if text[inner.start].isalpha() and _is_role(text, inner, lex) else None
    if age := AGE.match(text, at, end):
        at = age.end()
    comma = re.compile(r"\s?,\s{1,2}").match(text, at, end)
    clause = _CLAUSE.match(text, comma.end(), end) if comma else None
    if comma is None or clause is None:
        return None
    closed = text[clause.end() : clause.end() + 1] == ","
    if not closed and not open_end:
        return None
    raw = Span(comma.end(), clause.end())
    role = without_article(text, trim(text, raw), lex)
    role = trim(text, _cut(text, role, lex))
    return role if len(role) and _is_role(text, role, lex, articled=_is_indefinite(text, raw, lex)) else None


def _is_indefinite(text: str, span: Span, lex: Lexicon) -> bool:
    first = _WORD.match(text, span.start, span.end)
    return first is not None and first.group().casefold() in lex.indefinite


def without_article(text: str, span: Span, lex: Lexicon) -> Span:
    """Return ``span`` without the article that it begins with."""
    first = _WORD.match(text, span.start, span.end)
    if first and first.group().casefold() in lex.articles and first.end() < span.end:
        return trim(text, Span(first.end(), span.end))
    return span


def _cut(text: str, span: Span, lex: Lexicon) -> Span:
    """Cut a role before "with", "who", "for 15 years"."""
    words = text[span.start : span.end]
    if years := _FOR_YEARS.search(words):
        span = Span(span.start, span.start + years.start())
    for word in _WORD.finditer(text, span.start, span.end):
        if word.start() > span.start and word.group().casefold() in lex.role_ends:
            return Span(span.start, word.start())
    return span


def _is_role(text: str, span: Span, lex: Lexicon, *, articled: bool = False) -> bool:
    """Say whether the words after a name describe a person and do not go on with the sentence."""
    printed = [match.group() for match in _WORD.finditer(text, span.start, span.end)]
    # An abbreviation is no function word: "WHO director-general".
    words = [word if len(word) > 1 and word.isupper() else word.casefold() for word in printed]
    if (
        not words
        or len(words) > _ROLE_WORDS
        or words[0] in lex.who
        or words[0] in lex.not_names - {"local", "us"}
    ):
        return False
    if any(word in lex.says or word in lex.thinks for word in words[: 1 if articled else None]):
        return False
    if (
        not articled
        and words[0] != "acting"
        and (words[0].endswith("ing") or words[0].endswith(("ando", "endo", "indo")))
    ):
        return False
    if articled:
        return True
    head = re.split(r"\b(?:of|at|for|in|and|from|de|del|da|do|en|em|na|no|y|e)\b", " ".join(words))[0].split()
    if lex.inverts:
        head = head[:1]  # "engenheira civil": the noun comes first
    # "the league, Ann Lee," puts a name there, not a role.
    named = all(word[0].isupper() for word in printed) and words[-1] not in _TITLE
    return bool(head) and is_role_word(head[-1]) and not named
