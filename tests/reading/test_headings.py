from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.reading.credits import is_author_label, is_credit
from hubbot.reading.headings import find_headings
from hubbot.reading.layout import split_lines
from hubbot.reading.places import split_place
from hubbot.reading.sections import find_sections
from hubbot.types import SectionRole, Span

BODY = "This is a sentence of body text that is long enough to be nothing else than body text."


def sections(text):
    lines = split_lines(text)
    return find_sections(text, lines, find_headings(text, lines))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Where to live", "Where to live"),
        ("## Where to live ##", "Where to live"),
        ("### **Where to live**", "Where to live"),
        ("#### [Mine Dogucu](https://example.org/mine)", "Mine Dogucu"),
        ("## Costs {#costs}", "Costs"),
        ("Where to live\n=============", "Where to live"),
        ("Where to live\n---", "Where to live"),
        ("**Where to live**", "Where to live"),
        ("**Where to live:**", "Where to live"),
        ("__Where to live__", "Where to live"),
        ("Where to live", "Where to live"),
        ("WHERE TO LIVE", "WHERE TO LIVE"),
        ("1. Where to live", "1. Where to live"),
        ("2.1 Where to live", "2.1 Where to live"),
        ("¿Dónde vivir?", "¿Dónde vivir?"),
        ("***Where to live***", "Where to live"),
        ("**Where to live**:", "Where to live"),
        ("1. **Where to live**", "Where to live"),
        ("<h2>Where to live</h2>", "Where to live"),
        ('<h3 class="t">*Where to live*</h3>', "Where to live"),
        ("Where to live\n~~~~~~~~~~~~~", "Where to live"),
        ("=============\nWhere to live\n=============", "Where to live"),
        ("IV. Where to live", "IV. Where to live"),
        ("Chapter 3: The river", "Chapter 3: The river"),
        ("Step 2 — Pack your bags", "Step 2 — Pack your bags"),
        ("Lima — the grey city", "Lima — the grey city"),
        ("🍜 Food", "🍜 Food"),
        ("10 things to do in Lima", "10 things to do in Lima"),
        ("Costs and rents in 2024", "Costs and rents in 2024"),
        ("Medellín, Colombia", "Medellín, Colombia"),
        ("The bottom line", "The bottom line"),
        ("Lima (Peru)", "Lima (Peru)"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_heading_of_any_shape_opens_a_section(heading, title, newline):
    text = f"{BODY}\n\n{heading}\n\n{BODY}\n".replace("\n", newline)
    first, second = sections(text)
    assert (first.title, first.title_span) == ("", None)
    assert second.title == title
    assert text[second.title_span.start : second.title_span.end] == title


@pytest.mark.parametrize(
    "line",
    [
        "A short sentence.",
        "example in lower case",
        "Example questions your invitation should answer:",
        "Monday, July 28, 2014",
        "By Jane Doe | 2014-07-28",
        "- A list item",
        "> A quoted line",
        "Population – 3 million",
        "—No sé",
        "*An italic line*",
        "---",
        "| a | b |",
        "#hashtag",
        "#1",
    ],
)
def test_other_short_lines_open_none(line):
    assert len(sections(f"{BODY}\n\n{line}\n\n{BODY}\n")) == 1 or line == "#hashtag"


def test_code_and_front_matter_hold_no_headings():
    assert len(sections(f"---\ntitle: A title\n---\n\n{BODY}\n\n```\n# a comment\n```\n\n{BODY}\n")) == 1


def test_plain_titles_do_not_count_beside_marked_ones():
    assert [one.title for one in sections(f"# Guide\n\n{BODY}\n\nSee you soon\n\n{BODY}\n")] == ["Guide"]


def test_levels_nest_and_inherit_the_city():
    text = f"# Guide\n\n{BODY}\n\n## Lima (Peru)\n\n{BODY}\n\n### Costs\n\n{BODY}\n\n## Quito (Ecuador)\n\n{BODY}\n"
    guide, lima, costs, quito = sections(text)
    assert (lima.city, lima.country, lima.parent) == ("Lima", "Peru", guide.id)
    assert (costs.city, costs.country, costs.parent) == ("Lima", "Peru", lima.id)
    assert (quito.city, quito.country, quito.parent) == ("Quito", "Ecuador", guide.id)
    assert guide.city is None


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Belo Horizonte (Brazil)", ("Belo Horizonte", "Brazil")),
        ("San José (Costa Rica)", ("San José", "Costa Rica")),
        ("Rio de Janeiro (Brasil)", ("Rio de Janeiro", "Brasil")),
        ("Saint-Étienne (France)", ("Saint-Étienne", "France")),
        ("Austin (USA)", ("Austin", "USA")),
        ("Lima, Peru", ("Lima", "Peru")),
        ("San José, Costa Rica", ("San José", "Costa Rica")),
        ("Lima, Cusco", None),
        ("Things to do, Peru", None),
        ("Methods (2020)", None),
        ("Introduction (Optional)", None),
        ("World Health Organization (WHO)", None),
        ("The results (in Brazil)", None),
        ("Where to eat (Peru)", None),
        ("Lima", None),
    ],
)
def test_a_place_heading_names_city_and_country(words, place):
    found = split_place(words, Span(0, len(words)))
    assert (found and tuple(words[one.start : one.end] for one in found)) == place


def test_regions_count_in_a_series():
    text = f"Mérida (Yucatán)\n\n{BODY}\n\nPuebla (Puebla)\n\n{BODY}\n"
    assert [(one.city, one.country) for one in sections(text)] == [
        ("Mérida", "Yucatán"),
        ("Puebla", "Puebla"),
    ]
    assert [one.city for one in sections(f"Mérida (Yucatán)\n\n{BODY}\n")] == [None]


@pytest.mark.parametrize(
    "line",
    [
        "Medellin, photo by\u00a0Joel Duncan\u00a0on\u00a0Unsplash",
        "Photo: Jane Doe",
        "Photo by Jane Doe",
        "*The hall after opening. Image: Nick Moreau.*",
        "Image credit: NASA",
        "Foto de Ana Ruiz en Unsplash",
        "Foto: Ana Ruiz / Reuters",
        "Imagem: Divulgação",
        "(Photo courtesy of the Museum)",
    ],
)
def test_credit_lines(line):
    assert is_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "The photo by the door fell down.",
        "Photography is her passion and she sells her pictures on the market.",
        "Image quality: good",
        "Cover letters",
        "Video games, movies, and more",
        "Photo tips for your trip",
    ],
)
def test_other_lines_are_no_credits(line):
    assert not is_credit(line)


def test_a_credit_is_a_section_inside_its_section_and_the_text_goes_on_after_it():
    text = f"Lima (Peru)\n\n{BODY}\n\nLima, photo by Ana Ruiz on Unsplash\n\n{BODY}\n"
    lima, credit, rest = sections(text)
    assert (credit.role, credit.parent, credit.title, credit.city) == (
        SectionRole.CREDIT,
        lima.id,
        "",
        "Lima",
    )
    assert (rest.role, rest.title, rest.title_span) == (SectionRole.BODY, lima.title, lima.title_span)


@pytest.mark.parametrize(
    "label",
    ["Author avatar", "Article author", "About the author", "Sobre el autor", "Sobre a autora", "Written by Jane Doe",
     "Autoras: Ana y Eva", "À propos de l’auteur", "Über den Autor"],
)  # fmt: skip
def test_an_author_box_ends_the_article(label):
    assert is_author_label(label)
    text = f"{BODY}\n\n{BODY}\n\n{label}\n\nJane Doe\n\nJane writes about cities.\n"
    *_, last = sections(text)
    assert (last.role, last.title) == (SectionRole.AUTHOR, label)


@given(st.lists(st.sampled_from(["# A", "a b.", "Lima (Peru)", "", " ", "===", "---", "**B**", "Photo: Ann Lee", "|a|",
                                 "|-|", "```", "> q", "1. One", "About the author", BODY, "\r", "x" * 90, "Title"])))  # fmt: skip
def test_sections_tile_any_text(lines):
    text = "\n".join(lines)
    found = sections(text)
    assert found[0].span.start == 0 and found[-1].span.end == len(text)
    assert all(one.span.end == two.span.start for one, two in pairwise(found))
    assert len({one.id for one in found}) == len(found)
    for one in found:
        if one.title_span is not None:
            assert text[one.title_span.start : one.title_span.end] == one.title
