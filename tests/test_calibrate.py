"""Fitting the probability: on made-up signals whose right weights are known, and the shipped file has their shape."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from hubbot.answering.evidence import Signals

calibrate = pytest.importorskip("training.calibrate", reason="fitting needs scikit-learn")


def weighed(group: str, best: float, *, answerable: bool = True, absent: bool = False):
    """Three candidates; the one with the highest rank_score answers, if any does."""
    signals = np.zeros((3, len(calibrate.ALL)))
    signals[:, calibrate.ALL.index("rank_score")] = (0.1, best, 0.2)
    return calibrate.Weighed(group, answerable, False, absent, signals, np.array([False, answerable, False]))


PUBLIC = [weighed(f"article {at % 3}", 0.9 if at % 2 else 0.3, answerable=bool(at % 2)) for at in range(30)]
OWN = [weighed("gold", 0.9 if at % 2 else 0.3, answerable=bool(at % 2)) for at in range(20)]


def test_the_signal_that_tells_gets_the_weight():
    weights = calibrate.fit_order(calibrate.LEXICAL_ORDER, PUBLIC, OWN)
    assert weights.pop("rank_score") > 1
    assert set(weights.values()) == {0.0}


def test_the_order_does_not_ask_what_all_passages_of_a_question_share():
    # In every question of which the answer is known "names" is 1 throughout: it tells no passage from another.
    questions = [weighed("gold", 0.9) for _ in range(8)]
    for question in questions[::2]:
        question.signals[:, calibrate.ALL.index("names")] = 1.0
    assert calibrate.fit_order(calibrate.LEXICAL_ORDER, questions, questions)["names"] == pytest.approx(
        0.0, abs=1e-6
    )


def test_each_question_is_judged_once_by_weights_that_have_not_seen_its_article():
    judged = calibrate.cross_validate(calibrate.FOREIGN_ORDER, PUBLIC, [*OWN, *PUBLIC])
    assert {source: len(right) for source, right in judged.items()} == {"squad2_dev": 15, "gold dev": 25}
    assert all(right == [True] * len(right) for right in judged.values())


def test_silence_is_decided_by_what_the_first_passage_has():
    order = calibrate.fit_order(calibrate.FOREIGN_ORDER, PUBLIC, OWN)
    others = [replace(each, group="another") for each in OWN]
    fitted = calibrate.fit_silence(order, ("rank_score", "names"), PUBLIC, [*OWN, *others])
    weights = fitted["weights"]
    assert weights["rank_score"] > 0 and weights["names"] == 0.0

    def sure(rank_score):
        return 1 / (1 + np.exp(-fitted["intercept"] - weights["rank_score"] * rank_score))

    assert sure(0.3) < fitted["threshold"] <= sure(0.9)


def test_yes_or_no_is_fitted_on_its_own_questions_above_all():
    decide = [replace(each, yes_no=True) for each in OWN]
    order = calibrate.fit_order(calibrate.FOREIGN_ORDER, PUBLIC, OWN)
    fitted = calibrate.fit_silence_of_yes_no(order, ("rank_score",), [*decide, *OWN])
    assert fitted["weights"]["rank_score"] > 0 and 0 < fitted["threshold"] < 1


def test_the_threshold_misses_both_goals_alike():
    # Above 0.6 all are right; between 0.3 and 0.6 half are; below, none is answerable.
    found = {
        "sure": [0.9] * 10 + [0.4, 0.5] * 5 + [0.1] * 10,
        "right": [True] * 10 + [False, True] * 5 + [False] * 10,
        "answerable": [True] * 10 + [False, True] * 5 + [False] * 10,
    }
    assert calibrate.threshold_of(found) == pytest.approx(0.5)


def test_a_name_that_is_absent_decides_alone():
    order = calibrate.fit_order(calibrate.FOREIGN_ORDER, PUBLIC, OWN)
    questions = [*OWN, weighed("gold", 0.9, absent=True)]
    groups = np.array(["one", "one", "other", "other"] * 5 + ["one"])
    found, _ = calibrate._fit_chosen(order, ("rank_score",), questions, groups, np.ones(21))
    assert found["sure"][-1] == calibrate.SILENT_CERTAINTY
    assert found["sure"][1] > found["sure"][0]


def test_the_shipped_weights_are_of_signals_that_exist():
    shipped = json.loads(
        (calibrate.Path(calibrate.__file__).parents[1] / calibrate.CALIBRATION).read_text("utf-8")
    )
    known = {field.name for field in fields(Signals)}
    for kind, fit in (calibrate.ENGLISH_FITS | calibrate.MULTILINGUAL_FITS).items():
        assert set(shipped[kind]["order"]) == set(fit.order) <= known
        assert set(shipped[kind]["silence"]["weights"]) == set(fit.silence) <= known
        assert ("yes_no" in shipped[kind]) is bool(fit.yes_no)
        for part in ("silence", *(["yes_no"] if fit.yes_no else [])):
            assert 0 < shipped[kind][part]["threshold"] < 1


def test_every_shipped_weight_has_the_sign_of_what_it_weighs():
    # All signals speak for a passage: one that weighed against it would be fitted to how our questions were written.
    shipped = json.loads(
        (calibrate.Path(calibrate.__file__).parents[1] / calibrate.CALIBRATION).read_text("utf-8")
    )
    for kind in calibrate.ENGLISH_FITS | calibrate.MULTILINGUAL_FITS:
        assert min(shipped[kind]["silence"]["weights"].values()) >= 0
        assert min(shipped[kind]["order"].values()) >= 0
    assert min(shipped["full"]["yes_no"]["weights"].values()) >= 0
