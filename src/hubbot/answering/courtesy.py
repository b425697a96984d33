"""What of a question only makes it polite, or only says that it is one."""

from __future__ import annotations

import re

_COURTESY = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hola|ol[aá])\b\W*)?(?:(?:please|por favor)\W+)?(?:(?:could|can|would|will) you (?:please |kindly )?"
    r"(?:tell me|say|explain|let me know)|(?:please )?tell me|i (?:would|'d) (?:like|love) to know|i(?: am|'m) (?:curious|wondering)"
    r"|i want to know|do you know|me (?:puedes|podr[ií]as|puede) decir|(?:puedes|podr[ií]as) decirme|me gustar[ií]a saber|"
    r"quisiera saber|dime|(?:voc[eê] )?(?:pode|poderia) me dizer|gostaria de saber|quero saber|me diga)\b[\s,:]*",
    re.IGNORECASE,
)
# Not "what about Lima?", which asks of Lima what was asked before, or all there is; nor "what about it?".
_ASKS_WHAT_THERE_IS = re.compile(
    r"^\W*(?:(?:and|so|but|ok) )*(?:(?:what|how) about|what (?:does|do|did) (?:the|this|your) (?:article|text|page|piece|post|guide) "
    r"(?:say|tell (?:us|me)|mention|write) (?:about|on|of)|(?:¿?qué|que) (?:dice|cuenta) (?:el|este) (?:artículo|articulo|texto) (?:sobre|de|acerca de)|"
    r"o que (?:o|este) (?:artigo|texto) (?:diz|fala|conta) (?:sobre|de)) (?=(?:\S+ ){2})",
    re.IGNORECASE,
)


def asks_what_there_is(text: str) -> bool:
    """Say whether a question asks for no kind of thing, but for what there is on something: "what about people who ...?"."""
    return _ASKS_WHAT_THERE_IS.match(_behind(_COURTESY, text)) is not None


def without_courtesy(text: str) -> str:
    """Return a question without the words that only make it polite ("could you please tell me ...") or say that it is one.

    "What about people who work at night?" asks what there is on them, as "what does the article say about them?" does.
    """
    return _behind(_ASKS_WHAT_THERE_IS, _behind(_COURTESY, text))


def _behind(opening: re.Pattern[str], text: str) -> str:
    """Return the text behind an opening; all of it where it has none, or nothing but that."""
    found = opening.match(text)
    rest = text[found.end() :] if found else text
    return rest if any(character.isalnum() for character in rest) else text


def without_thanks(plain: str) -> str:
    """Return a normalised question without the thanks that it opens with."""
    return re.sub(r"^(?:(?:thanks?|thank you|ok|okay|great|cool|gracias|obrigad[oa])\W+)+", "", plain)
