"""Names of places: packaged as the libraries give them, told apart as people write them."""

from __future__ import annotations

import importlib.util
import json

import pytest

from hashing import ROOT
from hubbot.answering import gazetteer
from hubbot.answering.gazetteer import (
    PlaceKind,
    country_by_letters,
    country_code,
    country_of_adjective,
    place_kind,
)


def test_packaged_names_are_those_of_the_libraries():
    spec = importlib.util.spec_from_file_location("places", ROOT / ".ci" / "places.py")
    places = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(places)
    assert json.loads(gazetteer.PLACES.read_text("utf-8")) == places.collect(), "run `make places`"
    assert places.CITY_MIN_POPULATION == gazetteer.CITY_MIN_POPULATION


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("bogota", PlaceKind.CITY),
        ("sao paulo", PlaceKind.CITY),
        ("brasil", PlaceKind.COUNTRY),
        ("estados unidos", PlaceKind.COUNTRY),
        ("traffic", None),
        ("", None),
    ],
)
def test_a_name_is_a_city_a_country_or_neither(key, kind):
    assert place_kind(key) is kind


def test_a_country_is_one_in_every_language():
    assert {country_code(name) for name in ("brazil", "brasil")} == {"BR"}
    assert {country_by_letters(letters) for letters in ("US", "U.S.", "USA")} == {"US"}
    assert country_by_letters("UK") == "GB"
    assert country_by_letters("us") is None


@pytest.mark.parametrize(
    ("word", "code"), [("brazilian", "BR"), ("mexicano", "MX"), ("peruvians", "PE"), ("table", None)]
)
def test_an_adjective_names_its_country(word, code):
    assert country_of_adjective(word) == code
