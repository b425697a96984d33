"""People by what they are: "which developers work with RoR?", "how many economists are quoted?", "who has 20 years of experience?".

What the text calls a speaker (the role) and for how many years is compared over all speakers and shown as a table, each
cell of which is a citation. A question that asks for anything more ("which developers like Lima?") is not answered here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hubbot.answering import speech
from hubbot.answering.citations import cite
from hubbot.answering.entities import NameKind
from hubbot.answering.finding import COMPUTED_CERTAINTY, Finding
from hubbot.answering.grammar import Direction
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.operation import Operation
from hubbot.answering.query import Query, plain_words
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.columns import CITED_KINDS
from hubbot.contract import Cell, Citation, Table
from hubbot.text import stem_tokens, tokenize
from hubbot.types import Document, Passage, PassageKind, Span, Speech

MAX_PEOPLE = 40
SHORTEST_CUT = 3
"""Letters that are enough of what somebody is: "dev", "prof"."""
# Between the question word and what the people are: "which of the senior", "list all the".
_HEAD = re.compile(
    r"^\W*(?:(?:which|what|list|name|show|how many|are there|who (?:are|is|were|was)|cuantos|cuantas|cuales|que|quienes son|quien es|"
    r"lista|nombra|quantos|quantas|quais|quem sao|quem e|liste)\b(?: me)?(?: (?:all|any|every|the|of|los|las|de|todos|os|as|dos|das))* )"
    r"(?P<noun>\w[\w./-]*(?: \w[\w./-]*){0,3})"
)
_WHO = re.compile(r"^\W*(?:who|quien(?:es)?|quem)\b")
_COUNTED = re.compile(r"^\W*(?:how many|cuantos|cuantas|quantos|quantas)\b")
# Words that narrow nothing down: every speaker is interviewed, and works with what the role names.
_OPEN_WORDS = {
    "en": "interviewed interview quoted quote quoting spoken speak spoke talk talked consulted asked mentioned named cited featured "
    "included appear article text piece story list people person persons name names work works working use uses using code codes "
    "program programs total experience experienced years year decades decade been described introduced called there been around",
    "es": "entrevistado entrevistados entrevistada entrevistan citados citado citan hablan habló mencionan mencionados aparecen artículo "
    "texto personas persona trabajan trabaja trabajar usan usa utilizan utiliza programan programa experiencia años año décadas lleva "
    "llevan tiene tienen total hay",
    "pt": "entrevistados entrevistado entrevistada citados citado citam falam mencionados aparecem artigo texto pessoas pessoa trabalham "
    "trabalha trabalhar usam usa utilizam utiliza programam experiência anos ano décadas tem têm total há",
}
_STAYING = {
    "en": "years year decades decade experience experienced",
    "es": "años año décadas experiencia",
    "pt": "anos ano décadas experiência",
}
_SMALL = {
    word: number
    for number, words in {
        1: "one a un uno um", 2: "two dos dois", 3: "three tres", 4: "four cuatro quatro", 5: "five cinco", 6: "six seis",
        7: "seven siete sete", 8: "eight ocho oito", 9: "nine nueve nove", 10: "ten diez dez", 12: "twelve doce doze",
        15: "fifteen quince quinze", 20: "twenty veinte vinte", 30: "thirty treinta trinta",
    }.items()
    for word in words.split()
}  # fmt: skip
_YEARS = re.compile(
    rf"\b(?P<number>\d{{1,2}}|{'|'.join(_SMALL)})\+?[\s-](?:(?P<tens>decades?|décadas?|decadas?)|years?|años|anos)\b"
)
_ROLE = r"(?:job(?: title)?|title|role|profession|occupation|position|trade|line of work|cargo|puesto|profesion|oficio|ocupacion|profissao|funcao|ocupacao)"
_ASKS_ROLE = re.compile(
    rf"^(?:and |so |y |e )?(?:(?:who|quien|quem)(?:'s| is| was| es| era| e) x|what(?:'s| is| was) (?:the )?(?:x(?:'s)? (?:current )?{_ROLE}|{_ROLE} of x)|"
    rf"what does x do(?: for (?:a living|work))?|(?:x(?:'s)? {_ROLE})|{_ROLE} of x|a que se dedica x|que hace x|o que (?:o |a )?x faz|"
    rf"(?:cual es|qual e) (?:el|la|o|a) {_ROLE} d[eoa] x)\W*$"
)
# What may stand between a role and its years: "for 15 years", ", who has been in tech for 20 years".
_LEADS_TO_YEARS = re.compile(
    r"\s*(?:,\s*)?(?:for|with|of|who|having|con|de|que|desde|quien|com|há|hace)\b[^,;:.!?“”\"]{0,60}$",
    re.IGNORECASE,
)
_AUXILIARIES = frozenset(
    ["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "dicen", "dice", "dizem", "diz"]
)
_ANYBODY = frozenset(
    [
        "people",
        "persons",
        "person",
        "interviewees",
        "speakers",
        "personas",
        "gente",
        "entrevistados",
        "pessoas",
    ]
)


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker with a role: the passage that says so, where name, role and years stand in it, and how many years."""

    passage: Passage
    name: str
    role: Span
    years: Span | None = None
    number: Decimal | None = None


def find_people(query: Query, knowledge: Knowledge, document_id: str | None = None) -> Finding | None:
    """Return all speakers who are what the question asks for, in the order of the text; None where it asks for more."""
    plain = query.plain
    if query.missing or query.unknown:
        return None
    wanted = _wanted(query)
    asks_years = bool(wanted & _stems(_STAYING, query.language))
    qualities = (
        wanted - _stems(_OPEN_WORDS, query.language) - {s for s in wanted if s.isdigit() or s in _SMALL}
    )
    keys = _alike(qualities, knowledge)
    if not keys or not _asks_for_people(plain, qualities, asks_years, query, knowledge):
        return None
    people = [person for key in keys if (person := _person(key, knowledge, document_id)) is not None]
    people.sort(key=lambda person: (person.passage.document_id, person.passage.span))
    people = _by_years(people, plain, query) if asks_years else people
    if not people or len(people) > MAX_PEOPLE:
        return None
    return _tell(people, query, knowledge, counted=bool(_COUNTED.match(plain)), with_years=asks_years)


def _wanted(query: Query) -> frozenset[str]:
    """Return the stems of what is asked for, those of names in it too: a framework may be taken for one."""
    names = " ".join(mention.name.text for mention in query.mentions)
    return query.words | frozenset(stem_tokens(names, query.language))


def _stems(words: dict[str, str], language: str) -> frozenset[str]:
    """Return the stems of a list of words, English ones and by English rules too, as a glossed question has them."""
    codes = {"en", language} & words.keys()
    return frozenset().union(*(stem_tokens(words[code], rules) for code in codes for rules in codes))


def _alike(qualities: frozenset[str], knowledge: Knowledge) -> list[str]:
    """Return the speakers in whose roles all these stems stand, or are cut short: "devs" are developers."""
    nouns = _nouns(knowledge)

    def holds(stems: frozenset[str]) -> bool:
        return all(any(_is_of(quality, stem, nouns) for stem in stems) for quality in qualities)

    languages = knowledge.index.languages
    return [
        key
        for key, roles in knowledge.speakers.roles.items()
        if any(holds(frozenset(stem_tokens(role, language))) for role in roles for language in languages)
    ]


def _is_of(quality: str, stem: str, nouns: frozenset[str]) -> bool:
    short = len(quality) >= SHORTEST_CUT and stem in nouns and stem.startswith(quality)
    return quality == stem or short


def _asks_for_people(
    plain: str, qualities: frozenset[str], asks_years: bool, query: Query, knowledge: Knowledge
) -> bool:
    """Say whether the people themselves are asked for, by what they are or by "who"."""
    if speech.asks_what_is_said(query):
        return False
    nouns = _nouns(knowledge)
    is_named = any(_is_of(quality, noun, nouns) for quality in qualities for noun in nouns)
    by_years = asks_years and (query.operation is Operation.EXTREME or bool(_YEARS.search(plain)))
    head = _HEAD.match(plain)
    if head:
        tokens = [token for token, _ in tokenize(head["noun"])]
        anybody = by_years and not _ANYBODY.isdisjoint(tokens)
        return tokens[0] not in _AUXILIARIES and (is_named or anybody)
    return bool(_WHO.match(plain)) and (bool(qualities) or by_years)


def _nouns(knowledge: Knowledge) -> frozenset[str]:
    """Return the stems of what the speakers are: the last word of an English role, the first of others."""
    found: set[str] = set()
    for roles in knowledge.speakers.roles.values():
        for role in roles:
            words = [token for token, _ in tokenize(role)]
            for language in knowledge.index.languages:
                found.update(
                    stem_tokens(words[-1] if language == "en" else words[0], language) if words else ()
                )
    return frozenset(found)


def _person(key: str, knowledge: Knowledge, document_id: str | None) -> Person | None:
    """Return a speaker with the sentence that gives the role; None where no passage that can be cited holds it."""
    for row in knowledge.speakers.rows[key]:
        passage = knowledge.index.passages[row]
        if passage.document_id != (document_id or passage.document_id) or not passage.speaker_role:
            continue
        document = knowledge.index.document_by_id[passage.document_id]
        introduced = _introduced(document, passage)
        if introduced is None or introduced.role_span is None:
            continue
        holder = _holding(introduced.role_span, passage, knowledge)
        if holder is None:
            continue
        whole = knowledge.entities.by_key.get(key)
        years = _years_after(introduced.role_span, holder, document)
        number = _number_of(document.slice(years)) if years else None
        return Person(
            holder, whole.text if whole else passage.speaker or key, introduced.role_span, years, number
        )
    return None


def find_role(query: Query, knowledge: Knowledge, document_id: str | None = None) -> Finding | None:
    """Return what a speaker is, by the words that introduce them ("a senior baker"); None where that is not asked or said."""
    keys = {knowledge.entities.canonical(key) for key in query.names(NameKind.PERSON)}
    if len(keys) != 1 or len(query.mentions) != 1 or not keys <= knowledge.speakers.rows.keys():
        return None
    mention = query.mentions[0]
    asked = plain_words(f"{query.text[: mention.span.start]}X{query.text[mention.span.end :]}")
    person = _person(keys.pop(), knowledge, document_id) if _ASKS_ROLE.match(asked) else None
    if person is None:
        return None
    document = knowledge.index.document_by_id[person.passage.document_id]
    citation = cite(knowledge.index, person.passage, [person.role])
    return Finding(document.slice(person.role), (citation,), COMPUTED_CERTAINTY)


def _introduced(document: Document, passage: Passage) -> Speech | None:
    return next(
        (s for s in document.speeches if s.speaker == passage.speaker and s.role_span is not None), None
    )


def _holding(span: Span, near: Passage, knowledge: Knowledge) -> Passage | None:
    """Return the sentence around a span; reported speech before the same words as a plain sentence."""
    rows = knowledge.index.rows_of_document(near.document_id)
    there = (knowledge.index.passages[row] for row in rows)
    holding = [p for p in there if p.kind in CITED_KINDS and p.span.contains(span)]
    return min(holding, key=lambda p: (p.kind is PassageKind.SENTENCE, len(p.span)), default=None)


def _years_after(role: Span, passage: Passage, document: Document) -> Span | None:
    after = document.text[role.end : passage.span.end]
    found = _YEARS.search(after)
    if not found or not _LEADS_TO_YEARS.match(after[: found.start()]):
        return None
    return Span(role.end + found.start(), role.end + found.end())


def _number_of(words: str) -> Decimal | None:
    found = _YEARS.search(words.lower())
    if not found:
        return None
    number = int(found["number"]) if found["number"].isdigit() else _SMALL[found["number"]]
    return Decimal(number * 10 if found["tens"] else number)


def _by_years(people: Sequence[Person], plain: str, query: Query) -> list[Person]:
    """Return those who have the years that are asked for; with none asked for, all whose years are given."""
    known = [(person, person.number) for person in people if person.number is not None]
    if not known:
        return []
    if query.limits:
        return [p for p, number in known if all(limit.admits(number) for limit in query.limits)]
    asked = _number_of(plain)
    if asked is not None:
        return [p for p, number in known if number == asked]
    if query.operation is Operation.EXTREME:
        numbers = [number for _, number in known]
        best = min(numbers) if query.direction is Direction.LESS else max(numbers)
        return [p for p, number in known if number == best]
    return [p for p, _ in known]


def _tell(
    people: Sequence[Person], query: Query, knowledge: Knowledge, *, counted: bool, with_years: bool
) -> Finding:
    citations: list[Citation] = []
    rows: list[tuple[Cell, ...]] = []
    for at, person in enumerate(people):
        document = knowledge.index.document_by_id[person.passage.document_id]
        bold = [person.role, *([person.years] if person.years and with_years else [])]
        citations.append(cite(knowledge.index, person.passage, bold))
        cells = [Cell(person.name, at), Cell(document.slice(person.role), at)]
        if with_years:
            cells.append(Cell(document.slice(person.years), at) if person.years else Cell("–"))
        rows.append(tuple(cells))
    names = tuple(person.name for person in people)
    notes = (say(Reply.COMPUTED, query.language, value=str(len(people))),) if counted else ()
    answer = str(len(people)) if counted else enumerate_words(names, query.language)
    heads = (Reply.ROLE, Reply.YEARS) if with_years else (Reply.ROLE,)
    table = Table(columns=("", *(say(head, query.language) for head in heads)), rows=tuple(rows))
    return Finding(answer, tuple(citations), COMPUTED_CERTAINTY, notes=notes, table=table)
