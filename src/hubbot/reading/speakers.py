"""Who is speaking, given what the text has said so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from hubbot.reading.attribution import Attribution, description_before, find_attributions, verbs_of_speech
from hubbot.reading.lexicon import Lexicon
from hubbot.reading.names import Person, name_before, names_in, role_after
from hubbot.text import normalise
from hubbot.types import Span

# How far back a pronoun may find a person whom nobody has quoted yet.
_PRONOUN_REACH = 1500
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
    floor: int = 0

    def begin_section(self, at: int) -> None:
        """Begin a new section: pronouns do not reach back over a heading, roles do."""
        self.floor = at
        self.last = self.in_block = self.before_block = None

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
        self.in_block = person
        return person

    def _role(self, person: Person) -> Span | None:
        words = normalise(self.text[person.name.start : person.name.end])
        if person.role is None:
            return self.roles.get(words)
        self.roles.setdefault(words, person.role)
        for part in {words.split()[0], words.split()[-1]}:
            self.roles.setdefault(part, person.role)
        return person.role

    def is_person(self, one: Attribution, person: Person) -> bool:
        """Say whether a name is known to be a person's: it has a role or has spoken before."""
        known = normalise(self.text[person.name.start : person.name.end]) in self.roles
        spoken = self.last is not None and self.last.name == person.name
        return one.pronoun or person.role is not None or known or spoken

    def resolve(self, one: Attribution) -> Person | None:
        """Return the person that a pronoun stands for: the last one named in this section."""
        floor = max(self.last.name.end if self.last else self.floor, one.at.start - _PRONOUN_REACH)
        for name in reversed(list(names_in(self.text, Span(floor, one.at.start), self.lex))):
            role = role_after(self.text, name.end, one.at.start, self.lex, open_end=False)
            if role is not None:
                return Person(name, role)
            lead = self.text[max(0, name.start - 2) : name.start].strip(" \u00a0\n*_")
            full = len(self.text[name.start : name.end].split()) > 1
            if self.last is None and full and lead in ("", ".", "”", "!", "?"):
                return Person(name)
        return self.last

    def speaker_before(self, near: Span) -> Found:
        """Return the speaker named right before a quote: the attribution closest to it."""
        words = self.text[near.start : near.end].rstrip()
        if words.endswith(":"):
            named = name_before(self.text, near.start, near.start + len(words) - 1, self.lex)
            if named and not self.text[near.start : named.name.start].strip(" *_\u00a0"):
                return Found(named, said=True)
        found = find_attributions(self.text, near, self.lex)
        for one in reversed(found):
            if person := one.person or self.resolve(one):
                return Found(person, said=True)
        verbs = verbs_of_speech(self.text, near, self.lex)
        if not verbs:
            return Found()
        described = description_before(self.text, near.start, verbs[-1].start, self.lex)
        touching = len(self.text[verbs[-1].end : near.end].split()) <= _VERB_WORDS_AFTER
        if described is None and touching and self.lex.inverts:
            described = self.in_block or self.last
        introduced = touching and words.endswith((",", ":"))
        return Found(described, said=described is not None or introduced or any(one.says for one in found))

    def speaker_after(self, near: Span) -> Found:
        """Return the speaker named right after a quote."""
        for one in find_attributions(self.text, near, self.lex):
            start = min(one.at.start, one.person.name.start if one.person else one.at.start)
            if len(self.text[near.start : start].split()) <= _WORDS_AFTER:
                person = one.person or self.resolve(one)
                if person is not None or one.says:
                    return Found(person, said=True)
        for verb in verbs_of_speech(self.text, near, self.lex)[:1]:
            if len(self.text[near.start : verb.start].split()) <= _VERB_WORDS_AFTER:
                described = description_before(self.text, near.start, verb.start, self.lex)
                alone = not self.text[near.start : verb.start].strip(" ,;.—–-”\u00a0")
                if described is None and alone and self.lex.inverts:
                    described = self.in_block or self.last  # the verb form holds its subject
                if described is not None or alone:
                    return Found(described, said=True)
        return Found()
