"""The tree of errors: one base, the picture at the top of the module is true, every class says what it is."""

from __future__ import annotations

import inspect
import re

import pytest

from hubbot import errors
from hubbot.errors import HubbotError

CLASSES = [
    found for _, found in inspect.getmembers(errors, inspect.isclass) if found.__module__ == errors.__name__
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_one_except_clause_catches_everything_raised_on_purpose(error):
    assert issubclass(error, HubbotError)
    assert not issubclass(error, ValueError | KeyError | OSError)


def test_the_picture_shows_exactly_the_classes():
    drawn = re.findall(r"^[│ ]*[├└]── (\w+)", errors.__doc__, flags=re.MULTILINE)
    assert sorted([*drawn, "HubbotError"]) == sorted(error.__name__ for error in CLASSES)


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_a_class_says_when_it_is_raised(error):
    assert error.__doc__
    assert str(error("what happened")) == "what happened"
