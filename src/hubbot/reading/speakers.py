"""Who is speaking, given what the text has said so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hubbot.reading.attribution import (
    Attribution,
    Needs,
    find_attributions,
    is_plain_form,
    verbs_of_speech,
)
from hubbot.reading.givennames import gender, is_given_name
from hubbot.reading.lexicon import Lexicon
from hubbot.reading.mentions import Mentions
from hubbot.reading.names import Person, is_institution, name_before, names_in, role_after
from hubbot.reading.subjects import join_before, phrase_before
from hubbot.text import normalise
from hubbot.types import Span

# How far back a pronoun may find a person whom nobody has quoted yet.
_PRONOUN_REACH = 1500
_PARTICIPLE = re.compile(r"(?:ed|ing)\Z")
# A speaker named after a quote stands close to it; further on another clause has begun.
_WORDS_AFTER, _VERB_WORDS_AFTER = 12, 6


@dataclass(frozen=True, slots=True)
class Found:
    """The speaker of a quote; ``said`` says that a verb of speech stands there, even if nobody is named."""

    person: Person | None = None
    said: bool = False


@dataclass(slots=True)
class Memory:
    """What has been read of one document: printed roles, who spoke last, who spoke in which paragraph."""

    text: str
    lex: Lexicon
    roles: dict[str, Span] = field(default_factory=dict)
    last: Person | None = None
    in_block: Person | None = None
    before_block: Person | None = None
    body: Person | None = None
    floor: int = 0
    mentions: Mentions = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing read."""
        self.mentions = Mentions(self.text, self.lex)

    def begin_section(self, at: int) -> None:
        """Begin a new section: pronouns do not reach back over a heading, roles do."""
        self.floor = at
        self.last = self.in_block = self.before_block = self.body = None

    def begin_block(self) -> None:
        """Begin a new paragraph."""
        self.before_block, self.in_block = self.in_block, None

    def spoke(self, person: Person | None) -> Person | None:
        """Remember a speaker; return the person with the role printed here or earlier."""
        if person is None:
            return None
        if person.named:
            person = Person(person.name, self._role(person))
            self.last = person
        else:
            self.body = person
        self.in_block = person
        return person

    def introduce(self, span: Span) -> None:
        """Remember the roles printed after names in a paragraph: "Elif Kaya, a nurse, has worked"."""
        for name in names_in(self.text, span, self.lex):
            if " " in self.text[name.start : name.end] and self.text[name.end : name.end + 1] == ",":
                role = role_after(self.text, name.end, span.end, self.lex, open_end=False)
                if role is not None:
                    self._role(Person(name, role))

    def subject_of(self, sentence: Span) -> Person | None:
        """Return the person whom a sentence begins with, known to be one: a full name, or one that spoke."""
        words = self.text[sentence.start : min(sentence.end, sentence.start + 200)]
        for name in names_in(self.text, Span(sentence.start, sentence.start + len(words)), self.lex):
            lead = self.text[sentence.start : name.start].strip(" *_\u00a0")
            person = name_before(self.text, sentence.start, name.end, self.lex) or Person(name)
            role = self._role_to_colon(name, sentence.end) or person.role
            if (
                not lead
                and " " not in self.text[name.start : name.end]
                and _PARTICIPLE.search(self.text[name.start : name.end])
            ):
                continue  # "Asked whether", "Speaking in Oslo"
            if lead and role is None and not person.role and not lead.endswith(","):
                return None
            given = is_given_name(self.text[person.name.start : person.name.end].split()[0])
            known = self._key(person) in self.roles or (
                self.last is not None and self.last.name == person.name
            )
            return Person(person.name, role) if role or given or known else None
        return None

    def _key(self, person: Person) -> str:
        return normalise(self.text[person.name.start : person.name.end])

    def _role(self, person: Person) -> Span | None:
        words = self._key(person)
        if person.role is None:
            return self.roles.get(words)
        self.roles.setdefault(words, person.role)
        for part in {words.split()[0], words.split()[-1]}:
            self.roles.setdefault(part, person.role)
        return person.role

    def is_person(self, one: Attribution, person: Person) -> bool:
        """Say whether a name is known to be a person's: it has a role or has spoken before."""
        known = self._key(person) in self.roles
        spoken = self.last is not None and self.last.name == person.name
        return bool(one.pronoun) or person.role is not None or known or spoken

    def resolve(self, one: Attribution) -> Person | None:
        """Return the person that a pronoun stands for: the last one named in this section that it fits."""
        if one.pronoun in self.lex.it:
            return self.body
        if one.pronoun in self.lex.they:
            return self._several(one.at.start)
        wanted = None if not one.pronoun else "f" if one.pronoun in self.lex.she else "m"
        fits = self.last if self.last is not None and self._fits(self.last, wanted) else None
        floor = max(fits.name.end if fits else self.floor, one.at.start - _PRONOUN_REACH)
        floor = min(floor, one.at.start)  # the last speaker may be named after the words read here
        for name in reversed(self.mentions.inside(Span(floor, one.at.start))):
            role = role_after(self.text, name.end, one.at.start, self.lex, open_end=False)
            words = self.text[name.start : name.end].split()
            if not self._fits(Person(name, role), wanted):
                continue
            if role is not None:
                return Person(name, role)
            lead = self.text[max(0, name.start - 2) : name.start].strip(" \u00a0\n*_")
            first = lead in ("", ".", "”", "!", "?")
            given = is_given_name(words[0]) and (len(words) > 1 or wanted is not None)
            if fits is None and (
                given or (len(words) > 1 and (first or (wanted and self._is_joined(name, floor))))
            ):
                return Person(name)
        return fits

    def _role_to_colon(self, name: Span, end: int) -> Span | None:
        """Return the role after a name, closed by a comma or by the colon before a quote."""
        role = role_after(self.text, name.end, end, self.lex, open_end=False)
        if role is None:
            role = role_after(self.text, name.end, end, self.lex)
            role = role if role is not None and self.text[role.end : role.end + 1] == ":" else None
        return role

    def _fits(self, person: Person, wanted: str | None) -> bool:
        """Say whether a pronoun of the gender ``wanted`` can stand for the person."""
        role = person.role or self.roles.get(self._key(person))
        words = self.text[person.name.start : person.name.end]
        known = gender(words, self.text[role.start : role.end] if role else None)
        return wanted is None or known in (None, wanted)

    def _is_joined(self, name: Span, floor: int) -> bool:
        """Say whether "and" joins a name to one that is a person's: Lia Torres in "Rui Prado and Lia Torres"."""
        joined = join_before(self.text, floor, name, self.lex)
        return joined != name and is_given_name(self.text[joined.start : joined.end].split()[0])

    def _several(self, at: int) -> Person | None:
        """Return the people that "they" stands for: the last two names joined by "and"."""
        floor = max(self.floor, at - _PRONOUN_REACH)
        for name in reversed(self.mentions.inside(Span(floor, at))):
            joined = join_before(self.text, floor, name, self.lex)
            if joined != name and not is_institution(self.text[joined.start : joined.end]):
                return Person(joined)
        return None

    def speaker_before(self, near: Span) -> Found:
        """Return the speaker named right before a quote: the attribution closest to it."""
        words = self.text[near.start : near.end].rstrip()
        if words.endswith(":"):
            named = name_before(self.text, near.start, near.start + len(words) - 1, self.lex)
            if named and not self.text[near.start : named.name.start].strip(" *_\u00a0"):
                return Found(named, said=True)
        found = find_attributions(self.text, near, self.lex)
        for one in reversed([one for one in found if one.says or one.needs is Needs.NOTHING]):
            if person := one.person or self.resolve(one):
                return Found(person, said=True)
        verbs = verbs_of_speech(self.text, near, self.lex)
        if not verbs:
            return Found(self.subject_of(near) if words.endswith(":") else None)
        described = phrase_before(self.text, near.start, verbs[-1].start, self.lex)
        touching = len(self.text[verbs[-1].end : near.end].split()) <= _VERB_WORDS_AFTER
        if described is None and touching and self.lex.inverts:
            described = self.in_block or self.last
        if described is None and words.endswith(":"):
            described = self.subject_of(near)
        plain = is_plain_form(self.text[verbs[-1].start : verbs[-1].end].casefold(), self.lex)
        introduced = touching and words.endswith((",", ":")) and not plain  # "ask the group,"
        return Found(described, said=described is not None or introduced or any(one.says for one in found))

    def speaker_after(self, near: Span) -> Found:
        """Return the speaker named right after a quote."""
        for one in find_attributions(self.text, near, self.lex):
            nobody = one.person is None and not one.pronoun
            if one.needs is Needs.QUOTE or (one.needs is Needs.CLAUSE and (nobody or not one.says)):
                continue
            start = min(one.at.start, one.person.name.start if one.person else one.at.start)
            if len(self.text[near.start : start].split()) <= _WORDS_AFTER:
                person = one.person or self.resolve(one)
                if person is not None or one.says:
                    return Found(person, said=True)
        for verb in verbs_of_speech(self.text, near, self.lex)[:1]:
            if len(self.text[near.start : verb.start].split()) <= _VERB_WORDS_AFTER:
                described = phrase_before(self.text, near.start, verb.start, self.lex)
                alone = not self.text[near.start : verb.start].strip(" ,;.—–-”\u00a0")
                if described is None and alone and self.lex.inverts:  # the verb form holds its subject
                    described = self.in_block or self.resolve(Attribution(verb, None, says=True))
                if described is not None or alone:
                    return Found(described, said=True)
        return Found()
