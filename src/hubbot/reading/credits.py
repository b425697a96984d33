"""Lines around an article that are not its text: photo credits and author boxes."""

from __future__ import annotations

import re

_IMAGE = (
    r"(?:photo(?:graph)?s?|image|picture|pic|illustration|artwork|graphic|screenshot|video|cover"
    r"|header|featured\simage|foto(?:graf[ií]a)?s?|im[aá]ge(?:n|m)(?:es)?|ilustraci[oó]n|ilustra[cç][aã]o"
    r"|cr[eé]ditos?|bild|photographie|immagine)"
)
# Spaces are written as \s: these pieces stand in verbose expressions.
_BY = (
    r"(?:by|de|por|do|da|von|par|di|via|from|courtesy\sof(?:\sthe)?|cortes[ií]a\sde|taken\sby"
    r"|tirada\spor|tomada\spor)"
)
_CREDIT_WORD = r"(?:credits?|cr[eé]ditos?|courtesy|source|cr[eé]dit|nachweis)"
_SITES = (
    r"(?:unsplash|pexels|pixabay|flickr|shutterstock|getty(?:\simages)?|istock|wikimedia(?:\scommons)?"
    r"|adobe\sstock|freepik|depositphotos|reuters|afp|ap\sphoto)"
)

# "Medellin, photo by X on Unsplash", "Photo: X", "*Belle Image: X.*", "Image credit: NASA", "Foto de X".
_CREDIT = re.compile(
    rf"""(?ix)
    (?: .{{0,120}}? (?:^|[\s(,.;:|–—-]) )?      # a caption in front
    (?:
        {_IMAGE} \s* (?:{_CREDIT_WORD})? (?:\s+{_CREDIT_WORD})* \s* [:©–—|/-] \s* \S .{{0,100}}
      | {_IMAGE} \s+ (?:{_CREDIT_WORD}\s+)? {_BY} \s+ .{{2,100}}
      | (?:photo|image|picture)s? \s+ © .{{0,100}}
      | {_CREDIT_WORD} \s* : \s* .{{2,60}} (?:{_SITES}|©) .{{0,40}}
      | (?:\(c\)|©) \s* .{{2,80}} (?:/|\s) \s* {_SITES} .{{0,40}}
    )"""
)
_HINT = re.compile(rf"(?i){_IMAGE}|{_CREDIT_WORD}|©|\(c\)")
_STARTS = re.compile(rf"(?i)\(?(?:{_IMAGE}|{_CREDIT_WORD}|©)")
_SITE = re.compile(rf"(?i)\b{_SITES}\b")
_IN_CAPTION = re.compile(
    rf"(?i)(?:,\s*{_IMAGE}\s+(?:{_CREDIT_WORD}\s+)?{_BY}\s|\b{_IMAGE}\s*(?:{_CREDIT_WORD})?\s*:)"
)
_SENTENCE = re.compile(r"[.!?]\s+\S+(?:\s+\S+){4}")
_NAME_AFTER = re.compile(
    rf"(?i:{_IMAGE}|{_CREDIT_WORD})\s*(?:(?i:{_CREDIT_WORD}))?\s*(?::|©|[–—|/-]|(?i:{_BY})\s)"
    r"\s*([^\W\d_a-z]|@|©|\[|the\s)"
)
_CREDIT_CHARACTERS = 200

_AUTHOR_LABEL = re.compile(
    r"""(?ix)
    (?:article\s+)?authors?(?:\s+(?:avatar|photo|picture|bio|box|image|profile|info(?:rmation)?))?
    | article\s+authors? | about\s+(?:the\s+|our\s+)?(?:authors?|writers?|contributors?)
    | (?:written|posted|words|text|reporting|reported)\s+by
    | (?:sobre|acerca\s+de|conoce\s+a|conheça)\s+(?:(?:el|la|los|las|o|a|os|as)\s+)?
      (?:autor(?:es|as|a)?|redator(?:a|es)?)
    | acerca\s+del\s+autor | escrit[oa]\s+por | autor(?:es|as|a)?(?:\s+del?\s+art[ií]culo|\s+do\s+artigo)?
    | foto\s+d[eo]l?\s+autor | biograf[ií]a\s+d[eo]l?\s+autor
    | [àa]\s+propos\s+de\s+l[’']auteur | (?:l[’'])?auteur | über\s+(?:den\s+autor|die\s+autorin) | autorin
    | sull[’']autore | l[’']autore | informazioni\s+sull[’']autore
    | meet\s+the\s+author | contributors?
    """
)
# "Written by Jane Doe", "Autoras: Ana y Eva": the label and the names on one line.
_AUTHOR_LINE = re.compile(
    r"(?i:(?:written|words|text|reporting)\s+by|escrit[oa]\s+por|texto\s+de)\s+(?-i:[^\W\d_a-z]).{0,80}"
    r"|(?i:(?:article\s+)?authors?|autor(?:es|as|a)?)\s*:\s*\S.{0,160}"
)


def is_credit(words: str) -> bool:
    """Say whether a line only says who made a picture."""
    words = words.strip(" \t\u00a0*_()[]")
    if (
        not 5 < len(words) <= _CREDIT_CHARACTERS
        or not _HINT.search(words)
        or not _CREDIT.fullmatch(words)
        or not _NAME_AFTER.search(words)
    ):
        return False
    if _SENTENCE.search(words) and not _SITE.search(words) and not _IN_CAPTION.search(words):
        return False
    return bool(_STARTS.match(words) or _SITE.search(words) or _IN_CAPTION.search(words))


def is_author_label(words: str) -> bool:
    """Say whether a line opens an author box."""
    words = words.strip(" \t\u00a0*_#").rstrip(":")
    return bool(_AUTHOR_LABEL.fullmatch(words) or _AUTHOR_LINE.fullmatch(words))


# "By Jane Roe | 2016-04-26", "Por Ana Pérez", "Written by X and Y": a line of its own with no full stop at its end.
_BYLINE = re.compile(
    r"(?i:(?:written |story |text |words )?by|texto de|escrito por|por)\s+(?=[^\W\d_])(?-i:[A-ZÀ-Þ]).{1,100}(?<![.!?])"
)


def is_byline(text: str) -> bool:
    """Say whether a passage names the writer and is not part of what the article says."""
    return _BYLINE.fullmatch(text) is not None
