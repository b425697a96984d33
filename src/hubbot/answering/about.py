"""Questions about hubbot or the article as a whole: answered from the index's own structure, in hubbot's words."""

from __future__ import annotations

import re

from hubbot.answering.finding import Finding
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.replies import Reply, enumerate_words, say
from hubbot.text import normalise
from hubbot.types import Document, SectionRole

CERTAIN = 1.0
MAX_LISTED = 12

_ARTICLE = r"(?:this|the|este|el|esta|o|a)? ?(?:article|text|page|story|piece|document|corpus|articulo|texto|pagina|documento|artigo)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("greeting", r"(?:hi|hello|hey|hola|ola|oi|good (?:morning|afternoon|evening|day)|buen[oa]s? (?:dias|tardes|noches)|bom dia|boa (?:tarde|noite))(?: (?:there|hubbot|bot|everyone|again|a todos|buen[oa]s? (?:dias|tardes|noches)|tudo bem|que tal))*"),
    ("thanks", r"(?:many |muchas |muito )?(?:thanks?|thank you|thx|ty|cheers|gracias|obrigad[oa]|valeu)(?: (?:a lot|so much|very much|a million|again|you|for (?:your|the) (?:help|answer)|that was (?:very )?(?:helpful|useful|great)|muito|por (?:la|tu|a|sua) (?:ayuda|ajuda)))*|(?:great|perfect|nice|cool|ok|okay)(?: thanks?| thank you)?"),
    ("goodbye", r"(?:bye|goodbye|bye bye|see you(?: later)?|adios|hasta (?:luego|pronto)|chau|tchau|ate (?:logo|mais))"),
    ("abilities", r"(?:so )?(?:what (?:can|do) you (?:do|know|help(?: me)? with)(?: for me)?|how (?:do|does) (?:you|this|it|hubbot) work|who are you|what are you|what is hubbot|are you (?:a )?(?:bot|robot|human|ai|an ai)|help(?: me)?|what (?:kinds? of |sorts? of |type of )?(?:questions )?(?:can|could|should) i ask(?: you)?(?: about)?|how can you help(?: me)?|que (?:puedes|sabes) hacer|quien eres|como funcionas?|que (?:te )?puedo preguntar(?:te)?|en que (?:me )?puedes ayudar(?:me)?|ayuda|o que (?:voce )?(?:pode|sabe) fazer|quem e voce|como (?:voce )?funciona|o que (?:eu )?posso perguntar|ajuda)"),
    ("article", rf"what(?: is|'s|s)(?: {_ARTICLE}) about|what (?:is|does) {_ARTICLE} (?:about|cover|talk about|deal with)|(?:give me a )?summar(?:y|ise|ize)(?: of)?(?: {_ARTICLE})?|what(?: is|'s|s) (?:this|it)(?: all)? about|de que (?:trata|habla|va) ?{_ARTICLE}?|sobre (?:o )?que (?:es|e|fala|trata) ?{_ARTICLE}?|do que (?:se )?(?:trata|fala) ?{_ARTICLE}?|(?:resumen|resumo)(?: de(?:l)?)?(?: {_ARTICLE})?|what topics? (?:does|do) {_ARTICLE} cover"),
    ("title", rf"what(?: is|'s|s) the (?:title|name|headline)(?: of)?(?: {_ARTICLE})?|(?:title|headline)(?: of {_ARTICLE})?|cual es el titulo(?: de(?:l)?)?(?: {_ARTICLE})?|qual (?:e )?o titulo(?: d[oe])?(?: {_ARTICLE})?|how is {_ARTICLE} called"),
    ("author", rf"who (?:wrote|authored|published|made|is the author of|is the writer of)(?: (?:this|it|that|{_ARTICLE}))?|who(?: is|'s|s) the author(?: of {_ARTICLE})?|whose article is this|author(?: of {_ARTICLE})?|quien (?:escribio|publico|es el autor de(?:l)?)(?: (?:esto|{_ARTICLE}))?|quien es el autor|quem (?:escreveu|publicou|e o autor d[oe])(?: (?:isto|isso|{_ARTICLE}))?|quem e o autor"),
    ("date", rf"when (?:was|is) (?:it|this|{_ARTICLE}) (?:published|written|posted|from|updated)|(?:publication )?date(?: of {_ARTICLE})?|how (?:old|recent) is {_ARTICLE}|cuando se (?:publico|escribio)(?: {_ARTICLE})?|quando (?:foi )?(?:publicado|escrito)(?: {_ARTICLE})?"),
    ("cities", rf"(?:please )?(?:list|name|show(?: me)?|enumerate|give me|tell me)(?: all)?(?: of)?(?: the)? (?:cities|places|hubs|tech hubs|locations)(?: (?:that )?(?:are )?(?:in|covered by|mentioned in|covered in|from|of|listed in) {_ARTICLE}| covered| mentioned)?|(?:what|which) (?:cities|places|hubs|tech hubs|locations) (?:are (?:there|covered|mentioned|listed|included|discussed)|does {_ARTICLE} (?:cover|mention|talk about|discuss|list)|appear|do you (?:know|cover))(?: (?:in|by) {_ARTICLE})?|(?:lista|listame|nombra|enumera|dime|que|cuales son)(?: todas)?(?: las)? ciudades(?: (?:aparecen|menciona|hay|cubre|trata|del|de)(?: en)?(?: {_ARTICLE})?)?|(?:liste|lista|quais(?: sao)?|que|diga)(?: todas)?(?: as)? cidades(?: (?:aparecem|sao citadas|sao mencionadas|menciona|cobre|ha|do)(?: n?[oe]?)?(?: {_ARTICLE})?)?"),
    ("city_count", rf"how many (?:cities|places|hubs|tech hubs|locations) (?:are (?:there|covered|mentioned|listed|in)|does {_ARTICLE} (?:cover|mention|list|talk about|discuss)|do you (?:know|cover))(?: (?:in|by))?(?: {_ARTICLE})?|cuantas ciudades (?:hay|aparecen|menciona|cubre|trata)(?: en)?(?: {_ARTICLE})?|quantas cidades (?:ha|aparecem|menciona|cobre)(?: n[oa])?(?: {_ARTICLE})?"),
    ("sections", rf"(?:what|which) (?:sections|parts|chapters|headings) (?:are there|does {_ARTICLE} have|are in|has {_ARTICLE})(?: {_ARTICLE})?|(?:list|show|name)(?: me)?(?: all)?(?: the)? (?:sections|headings|parts)(?: of {_ARTICLE})?|(?:what are )?the sections(?: of {_ARTICLE})?|table of contents|que secciones (?:tiene|hay en) {_ARTICLE}|quais (?:sao as )?secoes (?:do|tem o) {_ARTICLE}"),
    ("people", rf"(?:what|which) (?:people|developers|speakers|persons) (?:are (?:quoted|interviewed|mentioned|named|cited)|does {_ARTICLE} (?:quote|cite|mention|interview))(?: in)?(?: {_ARTICLE})?|who (?:is|was|are|were) (?:quoted|interviewed|cited)(?: (?:in|for|by) {_ARTICLE})?|(?:list|name)(?: all)?(?: the)? (?:people|speakers|developers)(?: (?:quoted|interviewed|mentioned))?(?: in {_ARTICLE})?|a quien(?:es)? (?:cita|entrevista) {_ARTICLE}|quem e citado n?o? ?{_ARTICLE}"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _PATTERNS)


def topic_of(question: str) -> str | None:
    """Return which question about hubbot or the whole article this is, or None."""
    plain = re.sub(r"[^\w' ]+", " ", normalise(question).replace("’", "'"))
    plain = re.sub(
        r"^(?:(?:hi|hello|hey|hola|ola|please|so|and|ok|okay|well|y|e) )+(?=\w+ \w+ )",
        "",
        " ".join(plain.split()),
    )
    plain = re.sub(r" (?:please|por favor|pls)$", "", plain)
    return next((name for name, pattern in _COMPILED if pattern.fullmatch(plain)), None)


def reply(topic: str, knowledge: Knowledge, language: str, document_id: str | None = None) -> Finding:
    """Return hubbot's reply on ``topic``; it cites nothing, since none of it is the article's words."""
    documents = [d for d in knowledge.index.documents if document_id in (None, d.id)]
    simple = {"greeting": Reply.GREETING, "thanks": Reply.THANKS, "goodbye": Reply.GOODBYE}
    if topic in simple:
        return Finding(say(simple[topic], language), certainty=CERTAIN)
    covers = " ".join(filter(None, (_covers(document, language) for document in documents[:MAX_LISTED])))
    if topic == "abilities":
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
        return _authors(documents, language)
    if topic == "date":
        return _dates(documents, language)
    if topic == "people":
        return _listing(_people(documents), language)
    cities = _cities(documents)
    return _listing(cities, language)


def _authors(documents: list[Document], language: str) -> Finding:
    names = list(
        dict.fromkeys(", ".join(filter(None, (d.author, d.publisher))) for d in documents if d.author)
    )
    if not names:
        return Finding(None, certainty=0.0, reason=say(Reply.NOT_FOUND, language))
    return Finding(enumerate_words(tuple(names[:MAX_LISTED]), language), certainty=CERTAIN)


def _dates(documents: list[Document], language: str) -> Finding:
    dates = tuple(dict.fromkeys(document.date for document in documents if document.date))
    if not dates:
        return Finding(None, certainty=0.0, reason=say(Reply.NO_DATE, language))
    return Finding(enumerate_words(dates[:MAX_LISTED], language), certainty=CERTAIN)


def _listing(names: tuple[str, ...], language: str) -> Finding:
    if not names:
        return Finding(None, certainty=0.0, reason=say(Reply.NOT_FOUND, language))
    listed = enumerate_words(names, language)
    return Finding(say(Reply.PLACES, language, count=len(names), places=listed), certainty=CERTAIN)


def _people(documents: list[Document]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.speaker for d in documents for s in d.speeches if s.speaker))


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
