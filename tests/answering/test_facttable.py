"""Fact lines in groups that count the same thing, whatever place their label names."""

from __future__ import annotations

import pytest
from rivers import chatbot_on, rivers, workshops


def groups(chatbot):
    return {group.label: group for group in chatbot.knowledge.groups}


def test_lines_of_one_label_are_one_group_in_the_order_of_the_text():
    group = groups(rivers())["Number of workshops"]
    assert [(e.place, e.fact.value) for e in group.entries] == [
        ("Arequipa", "120"),
        ("Valdivia", "340"),
        ("Bergen", "75"),
        ("Aveiro", "210"),
    ]
    assert group.stems == group.common == {"workshop"}


def test_labels_that_differ_in_their_place_alone_are_one_group():
    (group,) = [g for g in rivers().knowledge.groups if "popul" in g.stems]
    assert group.stems == group.common == {"popul"}
    assert [sorted(e.label_names) for e in group.entries] == [["peru"], ["chile"], ["norway"], ["portugal"]]
    assert list(group.variants) == ["population"]


def test_a_line_is_listed_under_its_heading_and_the_place_in_its_label():
    (line,) = [e for g in rivers().knowledge.groups for e in g.entries if e.fact.value == "5.4 million"]
    assert {"bergen", "norway"} <= line.names
    assert line.label_names == {"norway"}


def test_a_narrower_label_joins_the_group_and_is_told_apart():
    (group,) = workshops(
        Arequipa="75", Valdivia="60", Bergen="Number of boat workshops – 20"
    ).knowledge.groups
    assert (group.common, group.stems) == ({"workshop"}, {"workshop", "boat"})
    assert {key: len(entries) for key, entries in group.variants.items()} == {
        "workshops": 2,
        "boat workshops": 1,
    }
    assert group.label == "Number of workshops"


def test_lines_about_different_things_are_different_groups():
    chatbot = workshops(Arequipa="75", Valdivia="Number of schools – 60", Bergen="Number of boat yards – 20")
    assert [group.subject for group in chatbot.knowledge.groups] == ["workshops", "schools", "boat yards"]


@pytest.mark.parametrize(
    ("language", "subject", "figure"),
    [
        ("en", "workshops", "number of workshops"),
        ("es", "talleres", "número de talleres"),
        ("pt", "oficinas", "número de oficinas"),
    ],
)
def test_what_is_counted_is_named_without_count_words(language, subject, figure):
    group = rivers(language).knowledge.groups[0]
    assert (group.subject, group.figure) == (subject, figure)


def test_a_figure_is_a_phrase_without_article_that_keeps_capitals_of_abbreviations():
    group = workshops(Arequipa="The GDP – 75", Valdivia="The GDP – 60").knowledge.groups[0]
    assert group.figure == "GDP"


def test_a_figure_names_no_place():
    (group,) = [g for g in rivers().knowledge.groups if "popul" in g.stems]
    assert (group.subject, group.figure) == ("population", "population")


def test_a_text_without_fact_lines_has_no_groups():
    assert chatbot_on("Boats are built of reed. They last for a year.").knowledge.groups == ()
