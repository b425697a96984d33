"""The page of numbers: every place is filled by a function of its name, missing suites are said, filling twice is filling once."""

from __future__ import annotations

import re

import pytest
from benchmarks.quality import PLACES, fill, shown, table

from hashing import ROOT

PAGE = ROOT / "docs" / "quality.md"
SHARE = {"value": 0.5, "hits": 1, "of": 2, "interval": [0.0945, 0.9055]}
FOUND = {"questions": 2, "auroc": None} | dict.fromkeys(
    ("first_right", "complete", "short_right", "refused", "kept_silent", "wrong_given"), SHARE
)
SUMMARY = {
    "overall": FOUND, "kinds": {"fact": FOUND}, "languages": {"en": FOUND}, "reliability": [],
    "calibration_error": None, "curve": [{"threshold": 0.2, "refused": 0.1, "wrong_given": 0.0, "kept_silent": 1.0}],
}  # fmt: skip
REPORT = {
    "measured": {
        "encoders": {"m": "a" * 64},
        "scorer": None,
        "corpus_sha256": "c" * 64,
        "gold_sha256": "d" * 64,
        "sample": 3,
    },
    "suites": {
        "gold": {"dev": SUMMARY},
        "squad2": {"skipped": "the folder is not there"},
        "structure": {"groups": {"with marks": {"f1": SHARE}}},
    },
}


def test_every_place_of_the_page_is_made_by_a_function_and_filled_once():
    page = PAGE.read_text("utf-8")
    assert sorted(re.findall(r"<!-- begin (\w+) -->", page)) == sorted(PLACES)
    filled = fill(page, REPORT)
    assert fill(filled, REPORT) == filled
    assert "50.0 % (9–91), 1/2" in filled
    assert "Skipped: the folder is not there." in filled
    assert "**test**: not measured yet." in filled
    assert "| 0.20 | 10.0 % | 0.0 % | 100.0 % | – | – | – |" in filled


def test_a_place_that_nothing_makes_is_an_error():
    with pytest.raises(KeyError):
        fill("<!-- begin nothing -->\n<!-- end nothing -->", REPORT)


def test_goals_say_whether_they_are_reached():
    goals = PLACES["targets"](REPORT)
    assert "| gold, dev: right citation first | ≥ 95.0 % | 50.0 % | **no** |" in goals
    assert "| gold, test |  | not measured yet |  |" in goals
    assert "| articles: F1 of quotes with marks | ≥ 95.0 % | 50.0 % | **no** |" in goals
    assert "| SQuAD 2.0: sentence first within its article | ≥ 80.0 % | not measured yet |  |" in goals


def test_numbers_are_shown_with_their_interval():
    assert shown(SHARE) == "50.0 % (9–91), 1/2"
    assert (shown(None), shown(0.25), shown(7)) == ("–", "0.250", "7")
    assert table(("a", "b"), [("x", "1")]) == "| a | b |\n|---|---:|\n| x | 1 |"
