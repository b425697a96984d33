"""Every word that hubbot itself says on the page, in English, Spanish and Portuguese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The interface in one language; ``{…}`` marks what is filled in."""

    code: str
    # an answer
    searched: str
    as_typed: str
    on_page: str
    reported: str
    article: str
    opening: str
    more: str
    more_many: str
    passages: str
    copy: str
    copied: str
    helpful: str
    yes: str
    no: str
    table: str
    follow_ups: str
    # silence and errors
    silent: str
    subject: str
    pronoun: str
    closest: str
    failed: str
    retry: str
    too_long: str
    # the page
    invitation: str
    placeholder: str
    question: str
    send: str
    clear: str
    contents: str
    can_ask: str
    sections: str
    people: str
    facts: str
    about: str
    says: str
    ours: str
    language: str
    scope: str
    everything: str
    show_article: str
    close: str
    unmark: str
    no_script: str
    lost: str
    away: str
    gone: str
    changed: str
    owner: str
    understood: str

    def reason_after_silence(self, reason: str | None) -> str:
        """Return a reason as it follows ``silent``, without what that said: "It doesn't mention Peru."."""
        more = (reason or "").removeprefix(self.silent).strip()
        if not more.startswith(self.subject):
            return more
        more = self.pronoun + more.removeprefix(self.subject)
        return more[:1].upper() + more[1:]


ENGLISH = Phrases(
    code="en",
    searched="searched for:",
    as_typed="Search the words as typed",
    on_page="Open the page at these words",
    reported="as reported",
    article="the article",
    opening="opening of the article",
    more="1 more passage",
    more_many="{count} more passages",
    passages="the passages in full ({count})",
    copy="copy with source",
    copied="copied",
    helpful="helpful?",
    yes="Yes, helpful",
    no="No, not helpful",
    table="What the article says, side by side",
    follow_ups="Ask next",
    silent="The article doesn't say.",
    subject="The article ",
    pronoun="It ",
    closest="Closest passages (they don't answer this)",
    failed="The question could not be answered just now.",
    retry="Ask again",
    too_long="The question has {count} characters; shorten it to {limit}.",
    invitation="Ask the article. It answers in its own words.",
    placeholder="Ask the article",
    question="Your question",
    send="Ask",
    clear="Clear",
    contents="In this article",
    can_ask="What can I ask?",
    sections="Sections",
    people="People",
    facts="Facts",
    about="What does the article say about {name}?",
    says="What does {name} say?",
    ours="title by hubbot",
    language="English",
    scope="Search in",
    everything="All articles",
    show_article="Article",
    close="Close",
    unmark="Unmark",
    lost="The article could not be reached: is hubbot still running?",
    away="hubbot cannot be reached. It is tried again, and your question with it.",
    gone="There is no such article any more.",
    changed="The article has changed since: the words that were cited may stand elsewhere in it, or no longer.",
    owner="Owner",
    understood="What was understood",
    no_script="The chat needs JavaScript; the article is here without it.",
)

SPANISH = Phrases(
    code="es",
    searched="buscado:",
    as_typed="Buscar las palabras tal como se escribieron",
    on_page="Abrir la página en estas palabras",
    reported="citado indirectamente",
    article="el artículo",
    opening="comienzo del artículo",
    more="1 pasaje más",
    more_many="{count} pasajes más",
    passages="los pasajes completos ({count})",
    copy="copiar con la fuente",
    copied="copiado",
    helpful="¿útil?",
    yes="Sí, útil",
    no="No, poco útil",
    table="Lo que dice el artículo, lado a lado",
    follow_ups="Siguiente pregunta",
    silent="El artículo no lo dice.",
    subject="El artículo ",
    pronoun="",
    closest="Pasajes más cercanos (no responden a esto)",
    failed="La pregunta no se pudo responder en este momento.",
    retry="Preguntar de nuevo",
    too_long="La pregunta tiene {count} caracteres; acórtela a {limit}.",
    invitation="Pregunte al artículo. Responde con sus propias palabras.",
    placeholder="Pregunte al artículo",
    question="Su pregunta",
    send="Preguntar",
    clear="Borrar",
    contents="En este artículo",
    can_ask="¿Qué puedo preguntar?",
    sections="Secciones",
    people="Personas",
    facts="Datos",
    about="¿Qué dice el artículo sobre {name}?",
    says="¿Qué dice {name}?",
    ours="título de hubbot",
    language="Español",
    scope="Buscar en",
    everything="Todos los artículos",
    show_article="Artículo",
    close="Cerrar",
    unmark="Quitar la marca",
    lost="No se pudo acceder al artículo: ¿sigue hubbot en marcha?",
    away="No se puede acceder a hubbot. Se intenta de nuevo, y con ello su pregunta.",
    gone="Ese artículo ya no está.",
    changed="El artículo ha cambiado desde entonces: las palabras citadas pueden estar en otro lugar, o ya no estar.",
    owner="Propietario",
    understood="Lo que se entendió",
    no_script="El chat necesita JavaScript; el artículo está aquí sin él.",
)

PORTUGUESE = Phrases(
    code="pt",
    searched="buscado:",
    as_typed="Buscar as palavras como foram escritas",
    on_page="Abrir a página nestas palavras",
    reported="citado indiretamente",
    article="o artigo",
    opening="início do artigo",
    more="mais 1 trecho",
    more_many="mais {count} trechos",
    passages="os trechos completos ({count})",
    copy="copiar com a fonte",
    copied="copiado",
    helpful="útil?",
    yes="Sim, útil",
    no="Não, pouco útil",
    table="O que o artigo diz, lado a lado",
    follow_ups="Próxima pergunta",
    silent="O artigo não diz.",
    subject="O artigo ",
    pronoun="",
    closest="Trechos mais próximos (não respondem a isto)",
    failed="Não foi possível responder à pergunta agora.",
    retry="Perguntar de novo",
    too_long="A pergunta tem {count} caracteres; reduza para {limit}.",
    invitation="Pergunte ao artigo. Ele responde com as próprias palavras.",
    placeholder="Pergunte ao artigo",
    question="Sua pergunta",
    send="Perguntar",
    clear="Limpar",
    contents="Neste artigo",
    can_ask="O que posso perguntar?",
    sections="Seções",
    people="Pessoas",
    facts="Dados",
    about="O que o artigo diz sobre {name}?",
    says="O que diz {name}?",
    ours="título do hubbot",
    language="Português",
    scope="Buscar em",
    everything="Todos os artigos",
    show_article="Artigo",
    close="Fechar",
    unmark="Tirar a marca",
    lost="Não foi possível abrir o artigo: o hubbot ainda está em execução?",
    away="Não é possível acessar o hubbot. Uma nova tentativa está em curso, com a sua pergunta.",
    gone="Esse artigo não está mais aqui.",
    changed="O artigo mudou desde então: as palavras citadas podem estar em outro lugar, ou não estar mais.",
    owner="Proprietário",
    understood="O que foi entendido",
    no_script="O chat precisa de JavaScript; o artigo está aqui sem ele.",
)

PHRASES = {phrases.code: phrases for phrases in (ENGLISH, SPANISH, PORTUGUESE)}


def phrases_for(language: str) -> Phrases:
    """Return the interface in ``language`` ("pt" and "pt-BR" alike), English where there is none."""
    return PHRASES.get(language.lower().replace("_", "-").split("-")[0], ENGLISH)


def language_name(language: str) -> str:
    """Return the language's own name where the interface speaks it, its code elsewhere."""
    code = language.lower().replace("_", "-").split("-")[0]
    return PHRASES[code].language if code in PHRASES else language
