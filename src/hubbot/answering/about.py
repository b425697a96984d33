"""Questions about hubbot or the article as a whole: answered from the index's own structure, in hubbot's words.

Who wrote an article and when stands in its byline, which is cited; nothing else of this is the article's words.
"""

from __future__ import annotations

from collections.abc import Callable

from hubbot.answering.citations import cite
from hubbot.answering.finding import Finding
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.contract import Citation
from hubbot.reading.bylines import DATE_WORDS, date_in
from hubbot.types import Document, Passage, PassageKind, SectionRole

CERTAIN = 1.0
MAX_LISTED = 12
MOST_CITED = 3  # bylines that are cited
FIRST_PASSAGES = 30  # of a document among which its byline is
FIRST_FEW = ("abilities", "article", "sections", "title")  # of more documents no more is said


def reply(topic: str, knowledge: Knowledge, language: str, document_id: str | None = None) -> Finding:
    """Return hubbot's reply on ``topic``."""
    simple = {"greeting": Reply.GREETING, "thanks": Reply.THANKS, "goodbye": Reply.GOODBYE}
    if topic in simple:
        return Finding(say(simple[topic], language), certainty=CERTAIN)
    known = knowledge.index.document_by_id
    ids = [name for name in known if document_id in (None, name)]
    documents = [known[name] for name in (ids[:MAX_LISTED] if topic in FIRST_FEW else ids)]
    if topic == "abilities":
        covers = " ".join(filter(None, (_covers(document, language) for document in documents[:MAX_LISTED])))
        return Finding(say(Reply.ABILITIES, language, covers=covers), certainty=CERTAIN)
    if topic in {"article", "sections"}:
        answers = [
            f"{_credit(document, language)}. {_covers(document, language)}"
            for document in documents[:MAX_LISTED]
        ]
        return Finding("\n".join(answers), certainty=CERTAIN)
    if topic == "title":
        return Finding(
            " ".join(_title(document, language) for document in documents[:MAX_LISTED]), certainty=CERTAIN
        )
    if topic == "author":
        return _authors(documents, knowledge, language)
    if topic == "date":
        return _dates(documents, knowledge, language)
    if topic == "people":
        return _listing(_people(documents), language)
    cities = _cities(documents)
    return _listing(cities, language)


def _authors(documents: list[Document], knowledge: Knowledge, language: str) -> Finding:
    written = [document for document in documents if document.author]
    names = list(dict.fromkeys(", ".join(filter(None, (d.author, d.publisher))) for d in written))
    if not names:
        return Finding(None, certainty=0.0, reason=say(Reply.NOT_FOUND, language))
    cited = _cited(written, knowledge, lambda passage, document: (document.author or "") in passage.text)
    return Finding(enumerate_words(tuple(names[:MAX_LISTED]), language), cited, CERTAIN)


def _dates(documents: list[Document], knowledge: Knowledge, language: str) -> Finding:
    dated = [document for document in documents if document.date]
    dates = tuple(dict.fromkeys(document.date for document in dated if document.date))
    if not dates:
        return Finding(None, certainty=0.0, reason=say(Reply.NO_DATE, language))
    cited = _cited(dated, knowledge, lambda passage, document: date_in(passage.text) == document.date)
    return Finding(enumerate_words(dates[:MAX_LISTED], language), cited, CERTAIN)


def _cited(
    documents: list[Document], knowledge: Knowledge, says: Callable[[Passage, Document], bool]
) -> tuple[Citation, ...]:
    """Return the bylines of the first few documents that say it, where they are passages of the text."""
    found = []
    for document in documents[:MOST_CITED]:
        for row in knowledge.index.rows_of_document(document.id)[:FIRST_PASSAGES]:
            passage = knowledge.index.passages[row]
            byline = passage.role is SectionRole.CREDIT or len(passage.text.split()) <= DATE_WORDS
            if byline and passage.kind is PassageKind.SENTENCE and says(passage, document):
                found.append(cite(knowledge.index, passage))
                break
    return tuple(found)


def _listing(names: tuple[str, ...], language: str) -> Finding:
    if not names:
        return Finding(None, certainty=0.0, reason=say(Reply.NOT_FOUND, language))
    listed = enumerate_words(names, language)
    return Finding(say(Reply.PLACES, language, count=len(names), places=listed), certainty=CERTAIN)


def _people(documents: list[Document]) -> tuple[str, ...]:
    """Return everybody who speaks, each once: "Amanda" is Amanda Weaver where nobody else is called so."""
    names = tuple(dict.fromkeys(s.speaker for d in documents for s in d.speeches if s.speaker))
    return tuple(
        name for name in names if sum(name in other.split() for other in names if other != name) != 1
    )


def _cities(documents: list[Document]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            f"{s.city} ({s.country})" if s.country else s.city
            for d in documents
            for s in d.sections
            if s.city and s.role is SectionRole.BODY
        )
    )


def _covers(document: Document, language: str) -> str:
    titles = tuple(s.title for s in document.sections if s.title and s.role is SectionRole.BODY)
    return say(Reply.COVERS, language, sections=enumerate_words(titles, language)) if titles else ""


def _credit(document: Document, language: str) -> str:
    author = ", ".join(filter(None, (document.author, document.publisher)))
    if author:
        return say(Reply.ARTICLE_BY, language, title=document.title, author=author)
    return say(Reply.ARTICLE, language, title=document.title)


def _title(document: Document, language: str) -> str:
    return say(Reply.TITLE_OURS if document.title_is_ours else Reply.TITLE, language, title=document.title)
