"""Fitting the probability: on made-up signals whose right weights are known, and the shipped file has their shape."""

from __future__ import annotations

import json
from dataclasses import fields

import numpy as np
import pytest

from hubbot.answering.evidence import Signals

calibrate = pytest.importorskip("training.calibrate", reason="fitting needs scikit-learn")


def weighed(group: str, best: float, *, answerable: bool = True, absent: bool = False):
    """Three candidates; the one with the highest similarity answers, if any does."""
    signals = np.zeros((3, len(calibrate.ALL)))
    signals[:, calibrate.ALL.index("similarity")] = (0.1, best, 0.2)
    return calibrate.Weighed(group, answerable, False, absent, signals, np.array([False, answerable, False]))


PUBLIC = [weighed(f"article {at % 3}", 0.9 if at % 2 else 0.3, answerable=bool(at % 2)) for at in range(30)]
OWN = [weighed("gold", 0.9 if at % 2 else 0.3, answerable=bool(at % 2)) for at in range(20)]


def test_the_signal_that_tells_gets_the_weight():
    model = calibrate.fit(calibrate.LEXICAL, PUBLIC, OWN)
    weights = dict(zip(calibrate.LEXICAL, model.coef_[0], strict=True))
    assert weights.pop("similarity") > 1
    assert set(weights.values()) == {0.0}


def test_each_question_is_judged_once_by_weights_that_have_not_seen_it():
    judged = calibrate.cross_validate(calibrate.FOREIGN, PUBLIC, OWN)
    assert [len(found["sure"]) for found in judged.values()] == [30, 20]
    for found, count in zip(judged.values(), (30, 20), strict=True):
        assert (
            calibrate.describe(found)
            == f"first 1.0000  AUROC 1.0000  ({count // 2} answerable, {count // 2} not)"
        )


def test_scaling_makes_the_best_candidate_tell_how_often_it_is_right():
    # Half of those at 0.2 are right, and all but one in ten of those at 0.5.
    found = {
        "sure": [0.2] * 20 + [0.5] * 20,
        "right": [at % 2 == 0 for at in range(20)] + [at not in (0, 10) for at in range(20)],
        "answerable": [True] * 40,
        "absent": [False] * 40,
    }
    shift, slope = calibrate.rescale({"one": found, "other": found})
    chances = [1 / (1 + np.exp(-(shift + slope * np.log(p / (1 - p))))) for p in (0.2, 0.5)]
    assert chances == pytest.approx([0.5, 0.9], abs=0.01)


def test_the_threshold_misses_both_goals_alike():
    # Above 0.6 all are right; between 0.3 and 0.6 half are; below, none is answerable.
    found = {
        "sure": [0.9] * 10 + [0.4, 0.5] * 5 + [0.1] * 10,
        "right": [True] * 10 + [False, True] * 5 + [False] * 10,
        "answerable": [True] * 10 + [False, True] * 5 + [False] * 10,
    }
    assert calibrate.threshold_of(found) == pytest.approx(0.5)


def test_a_name_that_is_absent_decides_alone():
    model = calibrate.fit(calibrate.FULL, PUBLIC, OWN)
    sure = calibrate.judge(model, calibrate.FULL, [weighed("gold", 0.9, absent=True)])["sure"]
    assert sure == [calibrate.SILENT_CERTAINTY]


def test_the_shipped_weights_are_of_signals_that_exist():
    shipped = json.loads(
        (calibrate.Path(calibrate.__file__).parents[1] / calibrate.CALIBRATION).read_text("utf-8")
    )
    known = {field.name for field in fields(Signals)}
    for kind, names in (calibrate.ENGLISH_FITS | calibrate.MULTILINGUAL_FITS).items():
        assert set(shipped[kind]["weights"]) == set(names) <= known
        assert 0 < shipped[kind]["threshold"] < 1
