"""Reliability, refusal curves and words put in, each against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.evaluation.metrics import (
    calibration_error,
    interval,
    recall_and_precision,
    refusal_curve,
    reliability,
    rounded,
    share,
)


def test_reliability_by_hand():
    # Two bins: 0.1 and 0.3 (one of two right), 0.5 and 1.0 (both right).
    low, high = reliability([0.1, 0.3, 0.5, 1.0], [False, True, True, True], bins=2)
    assert (low.low, low.high, low.count, low.right) == (0.0, 0.5, 2, 0.5)
    assert low.confidence == pytest.approx(0.2)
    assert (high.count, high.right) == (2, 1.0)
    assert high.confidence == pytest.approx(0.75)
    # 2/4 * |0.2 - 0.5| + 2/4 * |0.75 - 1|
    assert calibration_error([low, high]) == pytest.approx(0.275)
    assert low.to_dict()["interval"] == [round(end, 4) for end in interval(1, 2)]


def test_empty_bins_are_left_out():
    assert [each.low for each in reliability([0.05, 0.95], [False, True])] == [0.0, 0.9]
    assert reliability([], []) == ()
    assert math.isnan(calibration_error([]))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30))
def test_every_answer_is_in_one_bin(answers):
    bins = reliability([sure for sure, _ in answers], [right for _, right in answers])
    assert sum(each.count for each in bins) == len(answers)
    assert all(each.low <= each.confidence <= each.high + 1e-9 for each in bins)


def test_the_refusal_curve_by_hand():
    # Answerable: .9 right, .4 right, .6 wrong. Not answerable: .5, .1.
    confidences, right = [0.9, 0.4, 0.6, 0.5, 0.1], [True, True, False, False, False]
    answerable = [True, True, True, False, False]
    none, half, all_of_them = refusal_curve(confidences, right, answerable, [0.0, 0.5, 1.0])
    assert none == {"threshold": 0.0, "refused": 0.0, "wrong_given": 0.6, "kept_silent": 0.0}
    # At 0.5 the right one at .4 is refused; .6 and .5 are wrong and given; .1 is kept silent.
    assert half == {"threshold": 0.5, "refused": 0.3333, "wrong_given": 0.4, "kept_silent": 0.5}
    assert all_of_them == {"threshold": 1.0, "refused": 1.0, "wrong_given": 0.0, "kept_silent": 1.0}


def test_words_put_in_by_hand():
    # Put in: {a, b} and {c}; wanted: {a} and {c, d}. Two in common, three put in, three wanted.
    found = recall_and_precision([{"a", "b"}, {"c"}], [{"a"}, {"c", "d"}])
    assert found == {"recall": 0.6667, "precision": 0.6667, "f1": 0.6667}
    assert recall_and_precision([set()], [{"a"}]) == {"recall": 0.0, "precision": None, "f1": 0.0}
    assert recall_and_precision([set()], [set()]) == {"recall": None, "precision": None, "f1": None}


def test_a_share_leaves_out_what_does_not_apply():
    assert share([True, None, False, True]) == {
        "value": 0.6667,
        "hits": 2,
        "of": 3,
        "interval": [round(end, 4) for end in interval(2, 3)],
    }
    assert share([None]) is None
    assert share([]) is None


def test_there_is_no_nan_in_json():
    assert rounded(math.nan) is None
    assert rounded(0.123456) == 0.1235
