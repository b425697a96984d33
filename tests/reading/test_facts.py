import pytest

from hubbot.reading.facts import find_facts, is_fact_line
from hubbot.reading.layout import split_lines
from hubbot.reading.numbers import parse_quantity


def facts(text, language="en"):
    return [fact for _, fact in find_facts(text, split_lines(text), frozenset(), language)]


@pytest.mark.parametrize(
    ("line", "label", "value", "number", "unit", "note"),
    [
        (
            "The population of Brazil – 214.3 million",
            "The population of Brazil",
            "214.3 million",
            214.3e6,
            "million",
            None,
        ),
        ("Professionals – 475,272 (Statista)", "Professionals", "475,272", 475272.0, None, "Statista"),
        ("Universities –\u00a036\u00a0", "Universities", "36", 36.0, None, None),
        ("Rent: $650 per month", "Rent", "$650 per month", 650.0, "$", None),
        ("Invested = US$500 million", "Invested", "US$500 million", 500e6, "US$", None),
        ("Unemployment\t4.5%", "Unemployment", "4.5%", 4.5, "%", None),
        ("Traffic — 60-80%", "Traffic", "60-80%", None, None, None),
        ("Area: about 380 km²", "Area", "about 380 km²", 380.0, "km²", None),
        ("- **Population:** 3 million", "Population", "3 million", 3e6, "million", None),
        ("* **Currency**: Peso", "Currency", "Peso", None, None, None),
        ("Opened: 12 March 2020", "Opened", "12 March 2020", None, None, None),
    ],
)
def test_a_fact_line_gives_label_value_and_number(line, label, value, number, unit, note):
    (fact,) = facts(line)
    assert (fact.label, fact.value, fact.number, fact.unit, fact.note) == (label, value, number, unit, note)
    assert line[fact.label_span.start : fact.label_span.end] == label
    assert line[fact.value_span.start : fact.value_span.end] == value
    assert not fact.truncated


def test_a_line_cut_short_keeps_its_value():
    (fact,) = facts("Number of universities –\u00a095\u00a0(based on")
    assert (fact.value, fact.number, fact.note, fact.truncated) == ("95", 95.0, None, True)


@pytest.mark.parametrize(
    "line",
    [
        "Note: 5 people came to the meeting and all of them liked it.",
        "The year was hard - 2020 would be difficult for all of them.",
        "It grew – for a good reason.",
        "Colombia is quickly becoming the Silicon Valley of Latin America – for a good reason.",
        "Maria said: 3 of us will come.",
        "https://example.org: 80",
        "Just a sentence.",
        "",
    ],
)
def test_prose_is_no_fact(line):
    assert facts(line) == []
    assert not is_fact_line(line)


def test_a_wordy_value_counts_only_among_facts():
    assert [fact.label for fact in facts("Population: 3 million\nCurrency: Peso\n")] == [
        "Population",
        "Currency",
    ]
    assert facts("Currency: Peso\n\nThe town lies on the coast and has a long beach.\n") == []


def test_each_table_cell_is_a_fact_with_row_and_column_name():
    text = "| City | Population | Rent |\n|---|---:|---|\n| Lima | 10.5 M | $500 |\n| Quito | 2.8 M | |\n"
    found = facts(text)
    assert [(fact.subject, fact.label, fact.value, fact.number) for fact in found] == [
        ("Lima", "Population", "10.5 M", 10.5e6),
        ("Lima", "Rent", "$500", 500.0),
        ("Quito", "Population", "2.8 M", 2.8e6),
    ]
    assert [fact.name for fact in found[:1]] == ["Lima – Population"]
    for fact in found:
        assert text[fact.label_span.start : fact.label_span.end] == fact.label
        assert text[fact.subject_span.start : fact.subject_span.end] == fact.subject
    assert text[found[0].span.start : found[0].span.end] == "| Lima | 10.5 M | $500 |"
    assert text[found[1].value_span.start : found[1].value_span.end] == "$500"


def test_names_in_a_table_are_told_without_their_markup():
    found = facts("| | **Population** |\n|---|---|\n| **Lima** | *10.5 M* |\n")
    assert [(fact.subject, fact.label, fact.value, fact.number) for fact in found] == [
        ("Lima", "Population", "10.5 M", 10.5e6)
    ]


def test_a_column_without_a_name_leaves_the_row_s():
    (found,) = facts("| | |\n|---|---|\n| Rent | $500 |\n")
    assert (found.subject, found.label, found.name) == (None, "Rent", "Rent")


@pytest.mark.parametrize(
    ("printed", "language", "number"),
    [
        ("1,300", "en", 1300.0),
        ("1.300", "en", 1.3),
        ("1.300", "es", 1300.0),
        ("3,5 millones", "es", 3.5e6),
        ("1.234.567", "en", 1234567.0),
        ("1,234.5", "pt", 1234.5),
        ("12 345", "fr", 12345.0),
        ("2 bilhões", "pt", 2e9),
        ("5 mil millones", "es", 5e9),
        ("3.426 million", "en", 3426000.0),
        ("10+", "en", 10.0),
        ("-4", "en", -4.0),
        ("20 m", "en", 20.0),
        ("about 5 million", "en", 5e6),
        ("60–80", "en", None),
        ("first", "en", None),
        ("", "en", None),
    ],
)
def test_numbers_follow_the_language(printed, language, number):
    quantity = parse_quantity(printed, language)
    assert (quantity.number if quantity else None) == (pytest.approx(number) if number is not None else None)
