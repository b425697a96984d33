"""A small article about other places and people than the seed's, in three languages, and a chatbot on any text."""

from __future__ import annotations

from functools import cache

from hashing import HashingEncoder
from hubbot import Chatbot, Settings
from hubbot.answering.query import Query
from hubbot.index import build
from hubbot.reading.parser import parse_text
from hubbot.reading.passages import split_passages
from hubbot.sources.metadata import Metadata
from hubbot.types import Document

ENGLISH = """Four cities on rivers want the boat builders of the world. We asked three people who work on the water.

Arequipa (Peru)

Number of workshops – 120 (River Survey)

The population of Peru – 33.7 million

Arequipa lies under a volcano and builds boats of reed. The rent is low because the old mills stand empty.

Marta, a senior carpenter, told us why she stays. “Arequipa has less fog than Bergen, and the ferries come on time.”

Valdivia (Chile)

Number of workshops – 340

The population of Chile – 19.6 million

Valdivia has a museum of canoes and 1,300 sailors in its schools. Its fish market opened in 1908. While Puerto Montt repairs engines, Valdivia paints hulls.

Tomás, a welder for 12 years, thinks Valdivia will double its workshops within five years.

Bergen (Norway)

Number of workshops – 75

The population of Norway – 5.4 million

The winters in Bergen are not as cold as in Valdivia. The government gave $3.5 million to the school of rope makers. A course there takes eight months.

Ingrid, a rope maker, told us about the rain. “We wear rubber boots for half of the year. The harbour never sleeps.”

Ingrid believes that the ferries are too slow.

Aveiro (Portugal)

Number of workshops – 210

The population of Portugal – 10.4 million

Aveiro sells its salt to France and the United States. Peruvian sailors visit in spring. Most boats come from Oslo and Hamburg.

The bottom line

Each of the four cities has found something that the others do not have.
"""

SPANISH = """Tres ciudades con río quieren a los carpinteros del mundo. Preguntamos a dos personas que viven allí.

Cuenca (Ecuador)

Número de talleres – 80

Cuenca tiene cuatro ríos y un museo de canoas. El alquiler es bajo porque los molinos están vacíos.

Sucre (Bolivia)

Número de talleres – 45

Sucre vende sal a Francia. Lucía, una carpintera, nos contó por qué se queda. “En Sucre hay menos niebla que en Cuenca.”

Encarnación (Paraguay)

Número de talleres – 130

Encarnación pinta barcos desde 1908.
"""

PORTUGUESE = """Três cidades com rio querem os carpinteiros do mundo. Perguntamos a duas pessoas que vivem lá.

Braga (Portugal)

Número de oficinas – 60

Braga tem um museu de canoas. O aluguel é baixo porque os moinhos estão vazios.

Maputo (Moçambique)

Número de oficinas – 95

Maputo vende sal à França. Lúcia, uma carpinteira, contou por que fica. “Maputo tem menos neblina do que Braga.”

Luanda (Angola)

Número de oficinas – 150

Luanda pinta barcos desde 1908.
"""


@cache
def parsed(text: str, language: str = "en", document_id: str = "rivers") -> Document:
    metadata = Metadata(
        title="Boats on four rivers", author="Olga Reed", publisher="The Oar", language=language
    )
    return parse_text(text, document_id=document_id, metadata=metadata)


@cache
def chatbot_on(text: str, language: str = "en") -> Chatbot:
    return chatbot_over(parsed(text, language))


def chatbot_over(document: Document) -> Chatbot:
    encoder = HashingEncoder()
    index = build([document], split_passages(document), [encoder])
    return Chatbot(index, [encoder], Settings(scorer="none"), None)


def rivers(language: str = "en") -> Chatbot:
    return chatbot_on({"en": ENGLISH, "es": SPANISH, "pt": PORTUGUESE}[language], language)


def understood(question: str, language: str = "en") -> Query:
    return rivers(language).understand(question)


def workshops(**values: str) -> Chatbot:
    """A chatbot on an article of fact lines alone: ``workshops(Arequipa="120", ...)``, or a whole line."""
    parts = ["Cities on rivers want the boat builders of the world, and count what they have."]
    for place, value in values.items():
        line = value if "–" in value else f"Number of workshops – {value}"
        parts += [f"{place} ({COUNTRIES[place]})", line, f"The streets of {place} are clean."]
    return chatbot_on("\n\n".join(parts))


COUNTRIES = {
    "Arequipa": "Peru",
    "Valdivia": "Chile",
    "Bergen": "Norway",
    "Aveiro": "Portugal",
    "Cuenca": "Ecuador",
}
