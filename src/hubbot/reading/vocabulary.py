"""What the rules know about one language; the words themselves are in a module for each.

Closed lists about language: no name of a person, place or text belongs here. Forms are listed as printed, in
lower case with their accents.
"""

from __future__ import annotations

from dataclasses import dataclass


def words(*lists: str) -> frozenset[str]:
    """Return the words printed in ``lists``, divided by spaces."""
    return frozenset(word for line in lists for word in line.split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the attribution rules know about one language.

    ``says`` introduce speech, ``thinks`` opinions; ``feels`` are opinions only where their subject is
    known to be a person ("the city enjoys"); ``between`` may stand between a speaker and the verb;
    ``calls`` introduce speech only with quoted words after them ("called it “a gift”"), ``finds`` only with
    a clause ("found that"); ``phrases`` are verbs that introduce speech with a certain word after them.
    ``pronouns`` are subjects that stand for one person, ``she`` the feminine ones; ``they`` stand for several,
    ``it`` for an organisation. ``according`` opens a source ("according to"); ``inverts`` says that the verb
    may come before its subject anywhere. ``that`` opens a clause; ``some`` opens a noun phrase, as articles
    do; ``folk`` are nouns that speak without an article; ``breaks`` begin a clause of their own, ``stops`` end a
    noun phrase; ``no_clause`` follow "said" where nothing is reported ("said goodbye").
    """

    says: frozenset[str]
    thinks: frozenset[str]
    feels: frozenset[str]
    between: frozenset[str]
    calls: frozenset[str]
    finds: frozenset[str]
    phrases: frozenset[tuple[str, str]]
    pronouns: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    it: frozenset[str]
    that: frozenset[str]
    some: frozenset[str]
    folk: frozenset[str]
    breaks: frozenset[str]
    stops: frozenset[str]
    no_clause: frozenset[str]
    prepositions: frozenset[str]
    objects: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    according: tuple[str, ...]
    opinion_of: tuple[str, ...]
    learned_from: tuple[str, frozenset[str], frozenset[str]]
    who: frozenset[str]
    conjunctions: frozenset[str]
    not_names: frozenset[str]
    role_ends: tuple[str, ...]
    inverts: bool
