"""Where a place is, by the heading that it stands in: "Lima (Peru)" says in which country Lima is, and which city is in Peru."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hubbot.answering.citations import cite_section
from hubbot.answering.entities import NameKind, name_key
from hubbot.answering.finding import COMPUTED_CERTAINTY, Finding
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query
from hubbot.types import Passage, Section

_NAME = r"[\w'.,() -]+?"
_ASKS_COUNTRY = re.compile(
    rf"^(?:(?:which|what) (?:country|nation) (?:is|does) {_NAME} (?:in|located in|situated in|found in|belong to|part of)"
    rf"|(?:in|of) (?:which|what) (?:country|nation) is {_NAME}(?: located| situated)?"
    rf"|(?:en|de) que pais (?:esta|queda|es|se encuentra) {_NAME}|(?:em|de) que pais (?:fica|esta|e) {_NAME})\W*$"
)
_ASKS_WHERE = re.compile(
    rf"^(?:where(?:'s| is) {_NAME}(?: located| situated)?|donde (?:esta|queda) {_NAME}|onde (?:fica|esta) {_NAME})\W*$"
)
_ASKS_CITY = re.compile(
    rf"^(?:(?:which|what) (?:city|hub|town|place|location|tech hub) is (?:located )?in {_NAME}"
    rf"|que ciudad esta en {_NAME}|que cidade fica em {_NAME}|que cidade fica n[oa] {_NAME})\W*$"
)


def find_country(query: Query, passages: Sequence[Passage], knowledge: Knowledge) -> Finding | None:
    """Return in which country a city is, or which city is in a country, by the heading; None where it is not asked or not there."""
    if _ASKS_COUNTRY.match(query.plain):
        return _told(query, passages, knowledge, NameKind.CITY)
    if _ASKS_CITY.match(query.plain):
        return _told(query, passages, knowledge, NameKind.COUNTRY)
    return None


def find_place(query: Query, passages: Sequence[Passage], knowledge: Knowledge) -> Finding | None:
    """Return the country that "where is Lima?" is answered with where no sentence says more."""
    return _told(query, passages, knowledge, NameKind.CITY) if _ASKS_WHERE.match(query.plain) else None


def _told(query: Query, passages: Sequence[Passage], knowledge: Knowledge, asked: NameKind) -> Finding | None:
    names = query.names(NameKind.CITY, NameKind.COUNTRY)
    if len(set(names)) != 1:
        return None
    found: dict[str, tuple[str, Section]] = {}
    for passage in passages:
        document = knowledge.index.document_by_id[passage.document_id]
        section = document.section_by_id[passage.section_id]
        known, told = (
            (passage.city, passage.country) if asked is NameKind.CITY else (passage.country, passage.city)
        )
        if known and told and name_key(known) == names[0] and section.title_span is not None:
            found.setdefault(name_key(told), (passage.document_id, section))
    if len(found) != 1:
        return None
    ((document_id, section),) = found.values()
    told = section.country if asked is NameKind.CITY else section.city
    return Finding(told, (cite_section(knowledge.index, document_id, section),), COMPUTED_CERTAINTY)
