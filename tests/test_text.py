import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.marks import QUOTE_MARKS, find_quotations, pair_marks
from hubbot.text import normalise, split_sentences, stem_tokens, tokenize, without_links
from hubbot.types import Span

SEED = (Path(__file__).parents[1] / "corpus" / "latam-tech-hubs.txt").read_bytes().decode()
# Letters, marks and markup that meet in articles, plus whatever hypothesis thinks of.
ARTICLE_TEXT = st.text(st.sampled_from("aB é.!?,“”\"«»‘’'—–-\n\r\u00a0 İß😀\u0301*_>#:0(")) | st.text()


def sentences(text, language="en"):
    return [text[span.start : span.end] for span in split_sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Smith of the U.S. Army came. He left.", ["Dr. Smith of the U.S. Army came.", "He left."]),
        ("She wrote Node.js code. It ran.", ["She wrote Node.js code.", "It ran."]),
        ("He left. “Yes. Very good,” said Al.", ["He left.", "Yes.", "Very good,” said Al."]),
        ("“It is fine.” He left.", ["“It is fine.”", "He left."]),
        (
            "We saw how useR! 2021 began. It was useR! that did it.",
            ["We saw how useR! 2021 began.", "It was useR! that did it."],
        ),
        ("See you at useR! Next year is in Rome.", ["See you at useR!", "Next year is in Rome."]),
        ("What a day! 2021 ended. Go! go!", ["What a day!", "2021 ended.", "Go!", "go!"]),
        ("“Is it good?” he asked. No.", ["“Is it good?” he asked.", "No."]),
        ('She said "No. Never." Then left.', ['She said "No.', "Never.", "Then left."]),
        ("«Hola. Adiós.» Fin.", ["Hola.", "Adiós.", "Fin."]),
        ("—¿Vienes? —preguntó Ana—. No sé.", ["—¿Vienes? —preguntó Ana—.", "No sé."]),
        ("**Bold lead.** Next one.", ["**Bold lead.**", "Next one."]),
        ('A 5" pipe. Another 6" pipe.', ['A 5" pipe.', 'Another 6" pipe.']),
        ("Hard\nwrapped line. Next\none.", ["Hard\nwrapped line.", "Next\none."]),
        ("\u00a0 Spaces.\u00a0\u00a0More.\u00a0", ["Spaces.", "More."]),
        ("", []),
        (" \n\u00a0", []),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected


def test_the_quoted_sentence_of_the_article_stands_without_its_closing_mark():
    start = SEED.index("Jorge, a senior")
    span = Span(start, SEED.index("\n", start))
    found = [SEED[one.start : one.end] for one in split_sentences(SEED, span, "en")]
    assert found[2] == (
        "Medellin is not as heavy of traffic, monthly expenses are a bit lighter, and better public "
        "transportation, making it better than Bogota for many."
    )
    assert found[1].startswith("60-80%")
    assert found[3].startswith("Jonathan")


@given(ARTICLE_TEXT)
def test_sentences_are_ordered_and_leave_out_only_space_and_marks(text):
    spans = split_sentences(text, Span(0, len(text)), "en")
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert all(character.isspace() or character in QUOTE_MARKS for character in text[at : span.start])
        assert not text[span.start].isspace() and not text[span.end - 1].isspace()
        at = span.end
    assert all(character.isspace() or character in QUOTE_MARKS for character in text[at:])


@given(ARTICLE_TEXT)
def test_paired_marks_point_at_each_other(text):
    partners = pair_marks(text, Span(0, len(text)))
    assert all(partners[partner] == at and at != partner for at, partner in partners.items())
    quotations = find_quotations(text, Span(0, len(text)))
    assert all(one.span.contains(one.inner) for one in quotations)
    assert all(one.span.end <= two.span.start for one, two in pairwise(quotations))


@given(ARTICLE_TEXT)
def test_tokens_are_slices_that_normalise_to_the_token(text):
    for token, span in tokenize(text):
        assert normalise(text[span.start : span.end]) == token


def test_normal_form_drops_case_and_accents():
    assert normalise("Córdoba") == normalise("CO\u0301RDOBA") == "cordoba"
    assert normalise("İstanbul") == "istanbul"
    assert normalise("Straße") == "strasse"
    assert normalise("Colombia’s") == "colombia's"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Node.js/React.js developers", "en", ["nodejs", "reactjs", "develop"]),
        (
            "475,272 professionals and 214.3 million",
            "en",
            ["475272", "profession", "and", "214.3", "million"],
        ),
        ("Colombia’s capital", "en", ["colombia", "capit"]),
        ("18F and C++", "en", ["18f", "and", "c++"]),
        ("educación educacion educaciones", "es", ["educ"] * 3),
        ("educação educacao educações", "pt", ["educ"] * 3),
        ("plain words", "xx", ["plain", "words"]),
    ],
)
def test_stems(text, language, expected):
    assert stem_tokens(text, language) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("took [a month](https://a.example/2016/07/03/why_(not)) off", "took a month off"),
        ('see [the map](../map.md "Map of 1908") and ![a ferry](f.png)', "see the map and a ferry"),
        ("[x] (y) stays, and so does f(x)[1](", "[x] (y) stays, and so does f(x)[1]("),
    ],
)
def test_addresses_of_links_are_not_read(text, shown):
    read = without_links(text)
    assert " ".join(read.split()) == shown
    assert len(read) == len(text)


@pytest.mark.parametrize("text", ["a" * 10**6, "“" * 200_000, "x. " * 200_000, "\n" * 500_000, "_" * 300_000])
def test_huge_text_is_split_in_seconds(text):
    begun = time.perf_counter()
    split_sentences(text, Span(0, len(text)), "en")
    assert time.perf_counter() - begun < 10


def test_every_combining_mark_is_looked_at():
    marks = {chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] == "M"}
    assert all(tokenize(f"a{mark}b")[0][1] == Span(0, 3) for mark in marks)
