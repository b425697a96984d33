"""hubbot's own words in an answer: reasons for silence and notes, in English, Spanish and Portuguese."""

from __future__ import annotations

from enum import StrEnum

LANGUAGES = ("en", "es", "pt")


class Reply(StrEnum):
    """What hubbot may say beside the article's words."""

    NOT_MENTIONED = "not_mentioned"
    NOT_FOUND = "not_found"
    NOTHING_LIKE = "nothing_like"
    NO_FIGURE = "no_figure"
    FIGURE_IS_OF = "figure_is_of"
    NOT_COMPARED = "not_compared"
    NOT_SAID_BY = "not_said_by"
    COMPLETE = "complete"
    DIFFERENT_LABELS = "different_labels"
    CUT_SHORT = "cut_short"
    NOT_A_NUMBER = "not_a_number"
    COMPUTED = "computed"
    LISTED_UNDER = "listed_under"
    SOURCE = "source"
    NONE_MEETS = "none_meets"
    WRONG_LANGUAGE = "wrong_language"
    NOT_DECIDED = "not_decided"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABILITIES = "abilities"
    ARTICLE = "article"
    ARTICLE_BY = "article_by"
    COVERS = "covers"
    TITLE = "title"
    TITLE_OURS = "title_ours"
    WRITTEN_BY = "written_by"
    NO_DATE = "no_date"
    AND = "and"
    PLACES = "places"
    EMPTY = "empty"
    ASK_MOST = "ask_most"
    ASK_SAYS_ABOUT = "ask_says_about"
    ASK_SAYS = "ask_says"
    ASK_ABOUT = "ask_about"
    ASK_KNOWN_FOR = "ask_known_for"
    ASK_FIGURE = "ask_figure"
    AND_MOST = "and_most"
    AND_FEWEST = "and_fewest"
    AND_PLACE = "and_place"
    WHO_SAID = "who_said"
    WHAT_ELSE = "what_else"
    ROLE = "role"
    YEARS = "years"


_TEXTS: dict[Reply, tuple[str, str, str]] = {
    Reply.NOT_MENTIONED: (
        "The article doesn't mention {names}.",
        "El artículo no menciona {names}.",
        "O artigo não menciona {names}.",
    ),
    Reply.NOT_FOUND: (
        "The article doesn't say.",
        "El artículo no lo dice.",
        "O artigo não diz.",
    ),
    Reply.NOTHING_LIKE: (
        "Nothing in the article is about this.",
        "Nada en el artículo trata de esto.",
        "Nada no artigo trata disso.",
    ),
    Reply.NO_FIGURE: (
        "The article gives no figure for {subject} in {names}.",
        "El artículo no da ninguna cifra de {subject} para {names}.",
        "O artigo não dá nenhum número de {subject} para {names}.",
    ),
    Reply.FIGURE_IS_OF: (
        "The article gives this figure for {place}, not for {names}.",
        "El artículo da esta cifra para {place}, no para {names}.",
        "O artigo dá esse número para {place}, não para {names}.",
    ),
    Reply.NOT_COMPARED: (
        "The article doesn't make this comparison with {names}.",
        "El artículo no hace esta comparación con {names}.",
        "O artigo não faz essa comparação com {names}.",
    ),
    Reply.NOT_SAID_BY: (
        "The article gives no such words of {names}.",
        "El artículo no recoge tales palabras de {names}.",
        "O artigo não traz tais palavras de {names}.",
    ),
    Reply.COMPLETE: (
        "Computed by hubbot: {found} of {total} sections list this figure.",
        "Calculado por hubbot: {found} de {total} secciones dan esta cifra.",
        "Calculado por hubbot: {found} de {total} seções dão este número.",
    ),
    Reply.DIFFERENT_LABELS: (
        "{places} list '{label}', the others '{other}'.",
        "{places} dan '{label}', los demás '{other}'.",
        "{places} dão '{label}', os demais '{other}'.",
    ),
    Reply.CUT_SHORT: (
        "The line for {places} is cut short in the source.",
        "La línea de {places} está cortada en la fuente.",
        "A linha de {places} está cortada na fonte.",
    ),
    Reply.NOT_A_NUMBER: (
        "The value for {places} is not a number and is left out.",
        "El valor de {places} no es un número y queda fuera.",
        "O valor de {places} não é um número e fica de fora.",
    ),
    Reply.COMPUTED: ("{value} is computed by hubbot.", "{value} lo calcula hubbot.", "{value} é calculado por hubbot."),
    Reply.LISTED_UNDER: (
        "{label}, listed under {section}.",
        "{label}, en la sección {section}.",
        "{label}, na seção {section}.",
    ),
    Reply.SOURCE: ("Source given: {note}.", "Fuente indicada: {note}.", "Fonte indicada: {note}."),
    Reply.NONE_MEETS: (
        "None of the {total} places listed does.",
        "Ninguno de los {total} lugares listados.",
        "Nenhum dos {total} lugares listados.",
    ),
    Reply.WRONG_LANGUAGE: (
        "This index was built for {corpus}; answers to questions in {question} may be missed.",
        "Este índice se hizo para {corpus}; pueden faltar respuestas a preguntas en {question}.",
        "Este índice foi feito para {corpus}; respostas a perguntas em {question} podem faltar.",
    ),
    Reply.NOT_DECIDED: (
        "The article doesn't decide this.",
        "El artículo no lo decide.",
        "O artigo não decide isso.",
    ),
    Reply.GREETING: (
        "Hello. Ask about the article; the answer is its own words, with who said it and where.",
        "Hola. Pregunta sobre el artículo; la respuesta son sus propias palabras, con quién lo dijo y dónde.",
        "Olá. Pergunte sobre o artigo; a resposta são as palavras dele, com quem disse e onde.",
    ),
    Reply.THANKS: ("You're welcome.", "De nada.", "De nada."),
    Reply.GOODBYE: ("Goodbye.", "Hasta luego.", "Até logo."),
    Reply.ABILITIES: (
        "hubbot finds the sentence, quote or figure of the article that answers a question, compares the figures it "
        "lists, and says so when the article doesn't answer. It writes nothing of its own. {covers}",
        "hubbot encuentra la frase, cita o cifra del artículo que responde a una pregunta, compara las cifras que da y "
        "avisa cuando el artículo no responde. No escribe nada propio. {covers}",
        "hubbot encontra a frase, citação ou número do artigo que responde a uma pergunta, compara os números que ele "
        "traz e avisa quando o artigo não responde. Não escreve nada próprio. {covers}",
    ),
    Reply.ARTICLE: ("“{title}”", "“{title}”", "“{title}”"),
    Reply.ARTICLE_BY: ("“{title}”, by {author}", "“{title}”, de {author}", "“{title}”, de {author}"),
    Reply.COVERS: ("Sections: {sections}.", "Secciones: {sections}.", "Seções: {sections}."),
    Reply.TITLE: ("“{title}”.", "“{title}”.", "“{title}”."),
    Reply.TITLE_OURS: (
        "The text has no title of its own; hubbot shows it as “{title}”.",
        "El texto no tiene título propio; hubbot lo muestra como “{title}”.",
        "O texto não tem título próprio; hubbot o mostra como “{title}”.",
    ),
    Reply.WRITTEN_BY: ("{author}", "{author}", "{author}"),
    Reply.NO_DATE: (
        "The article gives no date of its own.",
        "El artículo no da su fecha.",
        "O artigo não dá a sua data.",
    ),
    Reply.AND: ("and", "y", "e"),
    Reply.PLACES: ("{count}: {places}", "{count}: {places}", "{count}: {places}"),
    Reply.ASK_MOST: ("Which place has the highest {figure}?", "¿Qué lugar tiene mayor {figure}?", "Que lugar tem maior {figure}?"),
    Reply.ASK_SAYS_ABOUT: ("What does {speaker} say about {topic}?", "¿Qué dice {speaker} sobre {topic}?", "O que {speaker} diz sobre {topic}?"),
    Reply.ASK_SAYS: ("What does {speaker} say?", "¿Qué dice {speaker}?", "O que diz {speaker}?"),
    Reply.ASK_ABOUT: ("What does the article say about {topic}?", "¿Qué dice el artículo sobre {topic}?", "O que o artigo diz sobre {topic}?"),
    Reply.ASK_KNOWN_FOR: ("What is {topic} known for?", "¿Por qué es conocida {topic}?", "Por que {topic} é conhecida?"),
    Reply.ASK_FIGURE: ("What is the {figure} in {place}?", "¿Cuál es el dato «{figure}» de {place}?", "Qual é o valor de “{figure}” em {place}?"),
    Reply.AND_MOST: ("And the most?", "¿Y la que más?", "E a que mais?"),
    Reply.AND_FEWEST: ("And the fewest?", "¿Y la que menos?", "E a que menos?"),
    Reply.AND_PLACE: ("And {place}?", "¿Y {place}?", "E {place}?"),
    Reply.WHO_SAID: ("Who said that?", "¿Quién dijo eso?", "Quem disse isso?"),
    Reply.WHAT_ELSE: ("What else does {speaker} say?", "¿Qué más dice {speaker}?", "O que mais {speaker} diz?"),
    Reply.ROLE: ("Role", "Rol", "Função"),
    Reply.YEARS: ("Years", "Años", "Anos"),
    Reply.EMPTY: ("Type a question.", "Escribe una pregunta.", "Digite uma pergunta."),
}  # fmt: skip


def say(reply: Reply, language: str, **words: object) -> str:
    """Return a reply in ``language`` (English where it is not spoken) with its blanks filled in."""
    at = LANGUAGES.index(language) if language in LANGUAGES else 0
    return _TEXTS[reply][at].format(**words)


def enumerate_words(words: tuple[str, ...], language: str) -> str:
    """Return "a, b and c" in ``language``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say(Reply.AND, language)} {words[-1]}"
