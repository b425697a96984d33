"""What of a message asks: readers say why they ask before they do, or state what they want confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hubbot.answering.entities import Entities
from hubbot.answering.figures import MEASURES
from hubbot.answering.grammar import GRAMMARS
from hubbot.answering.language import IN, question_language
from hubbot.answering.query import content_words
from hubbot.answering.spelling import spell_short_words
from hubbot.answering.topics import topic_of

# A sentence with fewer words of meaning leans on those before it ("Which one?"): then all of it is asked.
LEAST_CONTENT = 2

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\W*\w)|\n+")
_ASKS = re.compile(
    r"^\W*(?:who|whom|whose|which|what|when|where|why|how|tell|name|give|list|show|quote|explain|describe|find|"
    r"quien|quienes|que|cual|cuales|cuando|donde|como|cuant[oa]s?|dime|dame|cita|explica|"
    r"quem|qual|quais|quando|onde|quant[oa]s?|diga|cite|explique)\b",
    re.IGNORECASE,
)
# "I've heard ...", "My friend swears that ...", "Dicen que ...": what follows is to be confirmed.
_HEARSAY = re.compile(
    r"^\W*(?:(?:i(?:'ve| have)? (?:hear|heard|read|was told|am told|think|thought|believe)|i'm told|they say|people say|"
    r"(?:somebody|someone|a friend|my \w+|everyone|everybody) (?:told me|tells me|says|said|swears|claims|thinks|insists))"
    r"(?: that)?|(?:he|me han) (?:oido|oído|leido|leído|dicho)(?: que)?|dicen que|ouvi (?:dizer )?que|li que|dizem que)\s+",
    re.IGNORECASE,
)
_CONFIRM = (
    r"(?:is|was) (?:that|it|this|he|she) (?:so|true|right|correct)|is that the case|(?:am i|is he|is she|are they) right|"
    r"right|correct|true|is it|really|or not|es (?:cierto|verdad|eso cierto|asi|así)|verdad|(?:e|é) (?:verdade|isso mesmo)|"
    r"certo|será|sera"
)
_TAG = re.compile(rf"^(?P<claim>.+?)[,;:–—-]?\s+¿?(?:{_CONFIRM})\s*\?*$", re.IGNORECASE)
_ONLY_TAG = re.compile(rf"^\W*(?:{_CONFIRM})\W*$", re.IGNORECASE)
_TRUE_THAT = {"en": "Is it true that {}?", "es": "¿Es cierto que {}?", "pt": "É verdade que {}?"}
_DISMISSES = re.compile(
    r"^\W*(?:never ?mind|forget|leave|enough of|ok|okay|right|fine|good|cool|great|nice|i see|got it|understood|olvida|olvidalo|"
    r"olvídalo|deja|vale|bueno|entendido|deixa|deixe|esquece|esqueça|certo|entendi|bom)\b(?: \w+){0,4}\W*$",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"^\W*(?:now|so|then|ok|okay|anyway|well|ahora|bueno|entonces|agora|bem|então),?\s+(?=\w)", re.IGNORECASE
)
_THERE = {
    "en": re.compile(r"\b(?:over |out |down )?t?here\b(?! (?:is|are|was|were|any|a)\b)", re.IGNORECASE),
    "es": re.compile(r"\b(?:allí|alli|ahí|allá|aquí)\b", re.IGNORECASE),
    "pt": re.compile(r"\b(?:lá|ali|aí|aqui)\b", re.IGNORECASE),
}
# "I'm writing a paper on this: how ...?", "Quick question: ..."
_LEAD_IN = re.compile(r"^(?P<lead>[^:?!]{1,80}):\s+(?P<asked>\w.+)$")
_OF_THE_READER = re.compile(
    r"\b(?:i|i'm|i've|i'd|me|my|we|our|you|question|curious|please|explain|tell|say|pregunta|duda|pergunta|dúvida|yo|mi|eu|meu|minha)\b",
    re.IGNORECASE,
)


def asked_in(message: str, entities: Entities, default_language: str = "en") -> str:
    """Return the question that a message asks, in the reader's words, or the message as it is.

    Sentences before it are left out where the question says enough by itself; names of theirs that it does not
    repeat are put after it.
    """
    whole = message.replace("’", "'").strip()
    language = question_language(whole, default_language)
    spelt_out = spell_short_words(whole, entities.vocabulary, language)
    if spelt_out != whole:
        message = whole = spelt_out
    sentences = [part for part in _SENTENCE_END.split(whole) if any(c.isalnum() for c in part)]
    confirmed = _to_confirm(sentences, language)
    if confirmed:
        return confirmed
    lead = _LEAD_IN.match(whole)
    if lead and _OF_THE_READER.search(lead["lead"]) and _says_enough(lead["asked"], entities, language):
        return _with_names(lead["asked"], lead["lead"], entities, language)
    asking = [at for at, part in enumerate(sentences) if part.rstrip().endswith("?") or _ASKS.match(part)]
    if len(sentences) < 2 or len(asking) != 1:
        return message
    asked = sentences[asking[0]]
    left = [part for at, part in enumerate(sentences) if at not in asking]
    if all(_says_nothing(part) for part in left):
        return _OPENER.sub("", asked)
    if not _says_enough(asked, entities, language):
        return message
    return _with_names(asked, " ".join(left), entities, language)


def _says_nothing(sentence: str) -> bool:
    """Say whether a sentence only thanks, greets or leaves the last subject behind."""
    return bool(_DISMISSES.match(sentence)) or topic_of(sentence) in {"thanks", "greeting", "goodbye"}


def _to_confirm(sentences: Sequence[str], language: str) -> str | None:
    """Return "Is it true that ...?" for a claim that the reader wants confirmed, None where there is none."""
    claim = None
    if len(sentences) > 1 and _ONLY_TAG.match(sentences[-1]):
        claim = sentences[-2]
    elif len(sentences) == 1 and _HEARSAY.match(sentences[0]) and (tagged := _TAG.match(sentences[0])):
        claim = tagged["claim"]
    if claim is None or claim.rstrip().endswith("?"):
        return None
    core = _HEARSAY.sub("", claim).strip().rstrip(".!,;")
    return _TRUE_THAT.get(language, _TRUE_THAT["en"]).format(core) if core else None


def _says_enough(asked: str, entities: Entities, language: str) -> bool:
    content = content_words(asked, entities.find(asked), GRAMMARS.get(language, GRAMMARS["en"]))
    return sum(word not in MEASURES for word in content) >= LEAST_CONTENT


def _with_names(asked: str, others: str, entities: Entities, language: str) -> str:
    """Return the question with the names of the sentences around it, where it has none of its own."""
    names = list(dict.fromkeys(mention.name.text for mention in entities.find(others)))
    if entities.find(asked) or not names:
        return asked
    there = _THERE.get(language, _THERE["en"]).search(asked)
    if there and len(names) == 1:
        return f"{asked[: there.start()]}{IN.get(language, 'in')} {names[0]}{asked[there.end() :]}"
    return f"{asked.rstrip(' ?.!')} ({', '.join(names)})?"
