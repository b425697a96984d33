"""Headings that name a place and the country or region around it: "Medellin (Colombia)"."""

from __future__ import annotations

import re

from hubbot.reading.lexicon import words
from hubbot.text import normalise
from hubbot.types import Span

_SHAPE = re.compile(r"([^()\n]{2,60}?)[ \u00a0]+\(([^()\n]{2,40})\)")
_PARTICLES = words(
    "a al and as bei ben da das de del della der des di do dos du e el en of in la las le les los of on",
    "sur the und upon van y",
)
_COMMA = re.compile(r"([^(),\n]{2,40}),[ \u00a0]+([^(),\n]{2,40})")
_WORD = re.compile(r"[^\s\-–/,]+")

# Countries and the larger regions in English, Spanish and Portuguese, normalised. A closed class: a heading
# "X (Y)" with Y in it is a place for certain.
_COUNTRIES = frozenset(
    name.strip()
    for name in """
afghanistan, albania, algeria, andorra, angola, argentina, armenia, australia, austria, azerbaijan,
bahamas, bahrain, bangladesh, barbados, belarus, belgium, belize, benin, bhutan, bolivia, bosnia and
herzegovina, botswana, brazil, brunei, bulgaria, burkina faso, burundi, cambodia, cameroon, canada,
cape verde, chad, chile, china, colombia, congo, costa rica, croatia, cuba, cyprus, czech republic,
czechia, denmark, djibouti, dominica, dominican republic, ecuador, egypt, el salvador, england,
eritrea, estonia, eswatini, ethiopia, fiji, finland, france, gabon, gambia, georgia, germany, ghana,
greece, greenland, grenada, guatemala, guinea, guyana, haiti, honduras, hong kong, hungary, iceland,
india, indonesia, iran, iraq, ireland, israel, italy, ivory coast, jamaica, japan, jordan,
kazakhstan, kenya, kosovo, kuwait, kyrgyzstan, laos, latvia, lebanon, lesotho, liberia, libya,
liechtenstein, lithuania, luxembourg, macau, madagascar, malawi, malaysia, maldives, mali, malta,
mauritania, mauritius, mexico, moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar,
namibia, nepal, netherlands, the netherlands, new zealand, nicaragua, niger, nigeria, north korea,
north macedonia, northern ireland, norway, oman, pakistan, palestine, panama, papua new guinea,
paraguay, peru, philippines, the philippines, poland, portugal, puerto rico, qatar, romania, russia,
rwanda, samoa, san marino, saudi arabia, scotland, senegal, serbia, seychelles, sierra leone,
singapore, slovakia, slovenia, somalia, south africa, south korea, south sudan, spain, sri lanka,
sudan, suriname, sweden, switzerland, syria, taiwan, tajikistan, tanzania, thailand, togo, tonga,
trinidad and tobago, tunisia, turkey, turkiye, turkmenistan, uae, uganda, uk, u.k., ukraine, united
arab emirates, united kingdom, united states, uruguay, us, usa, u.s., u.s.a., uzbekistan, vanuatu,
vatican city, venezuela, vietnam, wales, yemen, zambia, zimbabwe, alemania, arabia saudita, argelia,
belgica, brasil, camerun, chequia, chipre, corea del sur, croacia, dinamarca, egipto, emiratos
arabes unidos, escocia, eslovaquia, eslovenia, espana, estados unidos, ee. uu., ee.uu., filipinas,
finlandia, francia, gales, grecia, hungria, inglaterra, irlanda, islandia, italia, japon, jordania,
kenia, letonia, libano, lituania, luxemburgo, malasia, marruecos, noruega, nueva zelanda, paises
bajos, polonia, reino unido, republica checa, republica dominicana, rumania, rusia, singapur, siria,
sudafrica, suecia, suiza, tailandia, tunez, turquia, ucrania, alemanha, africa do sul, coreia do
sul, egito, emirados arabes unidos, equador, eua, franca, holanda, japao, marrocos, mocambique, nova
zelandia, paises baixos, republica tcheca, romenia, singapura, suica, uruguai, paraguai, vietna,
deutschland, osterreich, schweiz, suisse, espagne, allemagne, italie, angleterre, bresil, mexique
""".replace("\n", " ").split(",")
)
# In brackets after a heading, but never a country.
_NOT_A_COUNTRY = words(
    "abstract advanced annex appendix archive audio basic beginner bonus conclusion continued demo draft",
    "english espanol example examples exclusive extended final free intermediate interview introduction",
    "list live new note notes offline old online optional opcional part podcast portugues preview",
    "recommended required review revised sample spanish summary table transcript update updated video",
    "virtual",
)


def place_shape(words: str) -> bool:
    """Say whether the words look like "Place (Place)", whatever they mean."""
    match = _SHAPE.fullmatch(words)
    if match is None or any(character.isdigit() for character in words):
        return False
    place, country = match.groups()
    inner = normalise(country)
    initials = "".join(word[0] for word in _WORD.findall(place) if word[0].isupper())
    return (
        _is_name(place)
        and _is_name(country)
        and inner not in _NOT_A_COUNTRY
        and country.replace(".", "") != initials  # an abbreviation: World Health Organization (WHO)
        and not (country.isupper() and len(country) > 3 and " " not in country)
    )


def _is_name(words: str) -> bool:
    """Say whether every word is capitalised, particles aside."""
    parts = _WORD.findall(words)
    return (
        0 < len(parts) <= 6
        and parts[0][0].isalpha()
        and all(part in _PARTICLES or part[0].isupper() or not part[0].isalpha() for part in parts)
        and not any(character in ':;!?"“”*_|' for character in words)
        and parts[0] not in _PARTICLES
    )


def split_place(text: str, span: Span, *, loose: bool = False) -> tuple[Span, Span] | None:
    """Return the spans of the place and of its country in a heading at ``span``, or None.

    "Lima, Peru" counts with a country known by name.

    Without ``loose`` only a country known by name counts; with it any two capitalised names in this shape do
    ("Mérida (Yucatán)"), which is safe where a text has several such headings.
    """
    words = text[span.start : span.end]
    match = _COMMA.fullmatch(words)
    if match and _is_name(match.group(1)) and normalise(match.group(2).strip()) in _COUNTRIES:
        first, second = (
            Span(span.start + match.start(group), span.start + match.end(group)) for group in (1, 2)
        )
        return first, second
    match = _SHAPE.fullmatch(words)
    if match is None or not place_shape(words):
        return None
    if not loose and normalise(match.group(2)) not in _COUNTRIES:
        return None
    place = Span(span.start + match.start(1), span.start + match.end(1))
    return place, Span(span.start + match.start(2), span.start + match.end(2))
