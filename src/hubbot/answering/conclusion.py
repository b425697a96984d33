"""How a text ends: "what's the conclusion?" is answered with what stands under the heading that says so."""

from __future__ import annotations

import re

from hubbot.answering.citations import cite, distinct
from hubbot.answering.finding import COMPUTED_CERTAINTY, Finding
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.query import Query, QueryKind, plain_words
from hubbot.text import tokenize
from hubbot.types import Document, PassageKind, Section, SectionRole

MOST_SENTENCES = 3
_ASKS = re.compile(
    r"\b(?:conclusions?|bottom line|takeaways?|take-aways?|final thoughts|closing (?:words|remarks|thoughts)|conclusion(?:es)?|conclusao|conclusoes)\b|"
    r"\bhow (?:does|do|did) (?:the |this )?(?:article|text|author|writer|piece|story|it|they|he|she) (?:end|conclude|close|finish|wrap|sum)\b|"
    r"\bwhat (?:does|do|did) (?:the |this )?(?:article|text|author|writer|piece|story|it|they) (?:conclude|end with)\b|"
    r"\bcomo (?:termina|acaba|concluye|cierra|conclui|encerra) (?:el |o |este )?(?:articulo|texto|artigo|autor)\b"
)
_HEADING = re.compile(
    r"^(?:\d+\W+)?(?:(?:the|a|my|our|some|in|to|la|el|o|as?|em|en) )?(?:conclusions?|concluding (?:remarks|thoughts|words)|bottom line|takeaways?|"
    r"final (?:thoughts|words|remarks|note)|closing (?:thoughts|words|remarks)?|sum(?:ming)?(?: it(?: all)?)? up|summary|wrapping(?: it)? up|wrap-up|outlook|"
    r"conclusion(?:es)?|conclusao|conclusoes|resumen|resumo|consideraciones finales|consideracoes finales|consideracoes finais|palabras finales|palavras finais)\b"
)

_OF_THE_TEXT = frozenset(
    [
        "article",
        "up",
        "things",
        "articles",
        "text",
        "piece",
        "story",
        "author",
        "writer",
        "author's",
        "article's",
        "writer's",
        "main",
        "overall",
        "key",
        "general",
        "final",
        "reach",
        "reached",
        "draw",
        "drew",
        "drawn",
        "come",
        "came",
        "articulo",
        "texto",
        "autor",
        "principal",
        "general",
        "final",
        "llega",
        "artigo",
        "chega",
        "qual",
        "cual",
        "what's",
    ]
)


def concluding(query: Query, knowledge: Knowledge, document_id: str | None = None) -> Finding | None:
    """Return the first sentences of the section that concludes the one document; None where nothing of it is asked or there."""
    asked = _ASKS.search(query.plain)
    if query.kind is not QueryKind.OPEN or query.mentions or asked is None:
        return None
    grammar = GRAMMARS.get(query.language, GRAMMARS["en"])
    rest = _ASKS.sub(" ", query.plain)
    if any(token not in grammar.function_words | _OF_THE_TEXT for token, _ in tokenize(rest)):
        return None  # "the conclusion of the study"
    known = knowledge.index.document_by_id
    documents = [known[name] for name in known if document_id in (None, name)][:2]
    ends = _conclusion_of(documents[0]) if len(documents) == 1 else None
    if ends is None:
        return None
    passages = [
        passage
        for row in knowledge.index.rows_of_document(documents[0].id)
        if (passage := knowledge.index.passages[row]).section_id == ends.id
        and passage.kind in (PassageKind.SENTENCE, PassageKind.QUOTE, PassageKind.REPORTED)
    ]
    passages.sort(key=lambda passage: passage.span)
    citations = distinct([cite(knowledge.index, passage) for passage in passages], MOST_SENTENCES)
    return Finding(citations[0].text, citations, COMPUTED_CERTAINTY) if citations else None


def _conclusion_of(document: Document) -> Section | None:
    """Return the last section of the text proper whose heading says that it concludes, None where none does."""
    found = [
        s for s in document.sections if s.role is SectionRole.BODY and _HEADING.match(plain_words(s.title))
    ]
    return found[-1] if found else None
