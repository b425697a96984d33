"""Recognising questions about hubbot or the article as a whole, by the words they are made of.

A question is about a topic when each of its words is one that such questions are made of, and the words that the
topic cannot do without are among them. One word of another subject ("Who wrote the *harbour song*?") makes it
a question about what the article says. That needs no list of phrasings: they differ in order, not in vocabulary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hubbot.text import normalise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that say nothing by themselves. Third persons are not among them ("what does he cover?").
_FILLER = _words(
    "a an the this that these of in on at to for from by with about into all any some is are was were be been do does did "
    "has have had can could would will should may it its me my i we us you your please so and or ok okay well exactly "
    "just really here there s re d ll t am whats whos hows whens wheres being give show tell say name list who what which when where how "
    "el la los las un una lo al del de en a por para con sobre y o es son fue ha han hay esta este esto estos se me mi te tu "
    "que cual cuales quien quienes cuando como donde favor puedes podrias "
    "os as um uma ao do da dos das em no na nos nas pelo pela e foi sao ha tem isto isso voce qual quais quem quando "
    "pode poderia diga dime"
)
_ARTICLE = _words(
    "article articles text texts page piece document documents story post corpus essay blog guide interview column feature review articulo guia entrevista texto pagina "
    "documento artigo it this esto isto here aqui"
)
_NAMED_ARTICLE = _ARTICLE - _words("it this esto isto here aqui")
_PLACES = _words(
    "cities places hubs towns locations destinations countries nations ciudades lugares sitios paises cidades locais"
)
_COVERING = _words(
    "cover covers covered mention mentions mentioned discuss discusses discussed list lists listed include includes included "
    "describe describes described feature features featured talk talks contain contains appear appears know treat treats "
    "deal deals name names named aparecen aparece menciona mencionan mencionadas cubre cubren trata tratan habla hablan "
    "lista aparecem aparece mencionam citadas cobre cobrem fala falam tratam conoces conhece enumera enumere liste listame "
    "nombra nomeie show tell give are hay ha"
)
_WRITING = _words(
    "wrote write written writes authored penned published publish publishes posted escribio escrito publico publicado "
    "escreveu publicou made behind"
)
_AUTHOR = _words(
    "author authors writer writers byline journalist reporter publisher autor autora autores redactor redator jornalista "
    "periodista"
)
_ASKING = _words(
    "ask asking question questions preguntar preguntarte pregunta preguntas perguntar pergunta perguntas"
)
_PEOPLE = _words(
    "people persons developers speakers person names sources experts interviewees personas gente desarrolladores pessoas "
    "desenvolvedores voices"
)
_WHO = _words("who whos whom quien quienes quem")
_INTERVIEWER = _words("you author authors writer writers reporter journalist autor autora")
_QUOTING = _words(
    "quoted quote quotes interviewed interview interviews cited cite cites speak speaks mentioned mention mentions named "
    "cita citan citado citados entrevista entrevistado entrevistados citada citadas mencionados mencionado"
)
_SUBJECT = _words(
    "about topic topics subject subjects theme themes gist summary summaries summarise summarize overview tldr tl dr "
    "points point takeaways takeaway idea ideas trata va habla tema temas resumen resume resumir resumo resuma fala assunto "
    "assuntos reading cover covers covered discuss discusses deal deals talk talks sum recap rundown nutshell synopsis abstract "
    "sintesis sintese"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, words of which each set has to be met by one, words that may stand beside them, and ones that may not.

    Each of ``needs`` is one way to ask: a tuple of sets.
    """

    name: str
    needs: tuple[tuple[frozenset[str], ...], ...]
    may: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


_YOU = _words("you your yourself u te tu voce hubbot bot chatbot chat")
_GREETING = _words(
    "hi hello hey hiya hullo howdy yo greetings hola ola oi buenas buenos good bom boa saludos welcome"
)
_OF_DAY = _words(
    "morning afternoon evening day dias tardes noches dia tarde noite again everyone all folks team todos tudo bem que "
    "tal anybody anyone somebody someone doing today going up sup como vai estas are how i you there hubbot bot nice meet to"
)
_THANKS = _words(
    "thanks thank thx ty cheers gracias obrigado obrigada valeu merci appreciate appreciated awesome perfect great "
    "excellent genial perfecto perfeito"
)
_BYE = _words(
    "bye goodbye adios tchau chau adeus cya farewell later night luego pronto logo see hasta ate quit exit"
)

# The first topic that fits is meant, so the narrower ones come first.
TOPICS = (
    Topic(
        "goodbye",
        (
            (_words("bye goodbye adios tchau chau adeus cya farewell"),),
            (_words("see"), _words("you ya later soon")),
            (_words("hasta"), _words("luego pronto manana")),
            (_words("ate"), _words("logo mais breve")),
            (_words("good"), _words("night")),
            (_words("have"), _words("nice good great lovely"), _words("day one evening weekend night")),
        ),
        may=_BYE
        | _THANKS
        | _words("ya soon manana mais breve good for now thats that it all have nice great lovely day one evening weekend folks everyone hubbot bot"),
        never=_words("who what which how"),
    ),
    Topic(
        "greeting",
        (
            (_GREETING - _words("good bom boa buenos all"),),
            (
                _words("good bom boa buenos"),
                _words("morning afternoon evening day dias tardes noches dia tarde noite"),
            ),
            (_words("how"), _words("are doing"), _words("you")),
            (_words("what"), _words("up")),
            (_words("que"), _words("tal")),
            (_words("tudo"), _words("bem")),
        ),
        may=_GREETING | _OF_DAY,
        never=_words("who which when where can tell give show list name cuando donde quien"),
    ),
    Topic(
        "thanks",
        ((_THANKS,), (_words("nice cool ok okay genial"),)),
        may=_THANKS
        | _words(
            "nice cool many muchas muito very much lot so million again help helps helped answer useful helpful ayuda ajuda "
            "tanto mil great job work for your me sirvio sirve serviu muchisimo bastante information info informacion useful bien"
        ),
        never=_words("who what which how when where cuando donde quien whom not"),
    ),
    Topic(
        "abilities",
        (
            (_words("you u tu te voce hubbot bot chatbot chat puedes sabes pode sabe"), _words(
                "do able help work know bot robot human ai chatgpt gpt purpose use made built created answer hacer faz "
                "fazer funcionas funciona sabes sabe ayudar ajudar tell for are eres"
            ), _words("what how who which are can could que quem quien como en o do sabes")),
            (_words("who what"), _words("you"), _words("are")),
            (_words("can could"), _words("you"), _words("help")),
            (_words("what which how kind kinds sort sorts type types example examples sample give show que can"), _ASKING),
            (_words("talking"), _words("who whom"), _words("to")),
            (_words("how"), _words("work works use funciona")),
            (_words("como"), _words("funciona funcionas")),
            (_words("que"), _words("puedes sabes pode sabe"), _words("hacer fazer sabes")),
            (_words("quien quem"), _words("eres e"), _words("eres voce")),
            (_words("help ayuda ajuda"),),
        ),
        may=_YOU | _ASKING | _words(
            "able help work works know bot robot human ai chatgpt gpt real purpose use made built created answer answers quick one hey hi hello "
            "kind kinds sort sorts type types things thing stuff example examples sample some hacer faz fazer eu funciona funcionas sabes "
            "sabe ayudar ayudarme ajudar ayuda ajuda eres talking whom machine person an model llm puedo posso pode "
            "preguntarte does"
        ),
        never=_words("there alli ahi"),  # "the questions there" are some that the article speaks of
    ),
    Topic(
        "title",
        ((_words("title titulo headline called heading"),), (_words("name nombre nome"), _NAMED_ARTICLE)),
        may=_ARTICLE | _words("title titulo headline called nombre nome name full heading se llama chama"),
        never=_words("who when"),
    ),
    Topic(
        "author",
        (
            (_AUTHOR,),
            (_words("who whom whose which quien quienes quem"), _WRITING),
            (_words("whose who"), _NAMED_ARTICLE, _words("by whose")),
        ),
        may=_AUTHOR | _WRITING | _ARTICLE | _words("whom whose named called nombre nome"),
        never=_words("you when cuando quando say cover about sobre list"),
    ),
    Topic(
        "date",
        (
            (_words("when cuando quando"), _WRITING - _words("made behind")),
            (_words("when cuando quando year date fecha data old recent updated posted ano"), _NAMED_ARTICLE),
            (_words("when"), _words("updated posted out")),
            (_words("date fecha data"), _words("publication published publicacion publicacao written article")),
        ),
        may=_WRITING
        | _ARTICLE
        | _words(
            "year date fecha data old recent updated posted publication publicacion publicacao last come came out ano new "
            "current"
        ),
        never=_words("who quien quem you say cover covers about sobre made behind list"),
    ),
    Topic(
        "city_count",
        (
            (_words("many number cuantas cuantos quantas quantos count"), _PLACES),
        ),
        may=_PLACES | _COVERING | _ARTICLE | _words("many number cuantas cuantos quantas quantos count tech different you"),
        never=_words("who when where"),
    ),
    Topic(
        "cities",
        (
            (_PLACES, _COVERING - _words("hay ha are give tell show")),
            (_PLACES, _NAMED_ARTICLE),
            (_PLACES, _words("chapter chapters section sections")),
            (_PLACES, _words("list show name enumerate give tell dime diga")),
            (_PLACES, _words("what which que quais cuales"), _words("are hay ha son sao aparecen there")),
        ),
        may=_PLACES | _COVERING | _ARTICLE | _words(
            "enumerate each every tech full todas todos entire you own get gets have has their chapter chapters section sections"
        ),
        never=_words("who when where how cuando quando quien quem many"),
    ),
    Topic(
        "sections",
        (
            (_words("sections section headings chapters outline toc secciones secoes parts structure subheadings"),),
            (_words("table"), _words("contents")),
            (_words("structured organised organized divided"), _ARTICLE),
        ),
        may=_COVERING | _ARTICLE | _words(
            "sections section headings chapters outline toc secciones secoes parts structure structured organised organized "
            "divided table contents tiene many main subheadings into"
        ),
        never=_words("who when where cuando quando quien quem"),
    ),
    Topic(
        "people",
        (
            (_WHO, _QUOTING),
            (_WHO, _words("talk talked speak spoke interview"), _INTERVIEWER),
            (_PEOPLE, _QUOTING),
            (_PEOPLE, _NAMED_ARTICLE),
            (_words("speakers interviewees voices"),),
            (_words("a"), _words("quien quienes"), _QUOTING),
        ),
        may=_PEOPLE | _QUOTING | _ARTICLE | _words("whom they does with to") | _INTERVIEWER,
        never=_words("when where how cuando quando many"),
    ),
    Topic(
        "article",
        (
            (_SUBJECT - _words("cover covers covered discuss discusses deal deals talk talks points point idea ideas va abstract"), _ARTICLE),
            (_words("what"), _words("about"), _words("it this all")),
            (_words("cover covers covered discuss discusses deal deals talk talks"), _words("what que")),
            (_words("topics topic subjects themes gist summary overview tldr summarise summarize resumen resumo takeaways tema temas assunto assuntos"),),
            (_words("main key"), _words("point points idea ideas topic subject theme takeaways")),
            (_words("que"), _words("va trata")),
            (_words("reading"), _words("what")),
            (_words("sobre"), _NAMED_ARTICLE),
            (_words("tl"), _words("dr")),
        ),
        may=_SUBJECT | _ARTICLE | _words(
            "main key short brief quick whole entire short resume long up faz fazer haz hazme hace hacer make pra mim mi "
            "breve corto curto rapido quickly briefly sentence sentences words nutshell paragraph"
        ),
        never=_words("who when where cuando quando quien quem he she author"),
    ),
)  # fmt: skip
# "What's this?" asks what stands before the reader.
_WHAT_IS_THIS = re.compile(r"^(?:and |so )?(?:what s|what is|que es|o que e) (?:this|esto|isto)$")
_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|hola|ola|oi|please|so|and|ok|okay|well|y|e|in short|good (?:morning|afternoon|evening)|bom dia|"
    r"boa tarde|buenos dias|buenas tardes) )+(?=\w+ \w+ )"
)
_CLOSING = re.compile(r" (?:please|por favor|pls|plz|hubbot|for me|para mi|para mim|then|thanks|thank you)$")


def topic_of(question: str) -> str | None:
    """Return which question about hubbot or the whole article this is, or None."""
    plain = " ".join(re.findall(r"[^\W_]+", normalise(question).replace("’", "'")))
    plain = _CLOSING.sub("", plain)
    candidates = [plain, _OPENING.sub("", plain)]
    if any(_WHAT_IS_THIS.fullmatch(text) for text in candidates):
        return "abilities"
    for text in candidates:
        words = frozenset(text.split())
        for topic in TOPICS:
            if _fits(words, topic):
                return topic.name
    return None


def _fits(words: frozenset[str], topic: Topic) -> bool:
    if not words or words & topic.never:
        return False
    ways = (way for way in topic.needs if all(words & needed for needed in way))
    return any(words <= _FILLER | topic.may | frozenset[str]().union(*way) for way in ways)


_GOES_ON = {
    "author": (
        re.compile(r"^(?:and |y |e )?(?:when|cuando|quando)(?: was that| was it| fue eso| foi isso)?$"),
        {"en": "When was this article published?", "es": "¿Cuándo se publicó este artículo?", "pt": "Quando este artigo foi publicado?"},
    ),
    "date": (
        re.compile(r"^(?:and |y |e )?(?:by |de |por )?(?:who|whom|quien|quem)(?: by| wrote it| lo escribio| escreveu)?$"),
        {"en": "Who wrote this article?", "es": "¿Quién escribió este artículo?", "pt": "Quem escreveu este artigo?"},
    ),
}  # fmt: skip


def goes_on(question: str, earlier: str, language: str) -> str | None:
    """Return what "and when?" asks after "who wrote this?", and "by whom?" after the date; None where it is no such question."""
    asks, whole = _GOES_ON.get(topic_of(earlier) or "", (None, {}))
    plain = " ".join(re.findall(r"[^\W_]+", normalise(question)))
    return whole.get(language) if asks is not None and asks.match(plain) else None
