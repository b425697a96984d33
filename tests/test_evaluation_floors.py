"""Floors: one question of slack, up without a word, down only with a reason, never about other questions."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hashing import ROOT
from hubbot.errors import HubbotError
from hubbot.evaluation.bench import Bench
from hubbot.evaluation.floors import (
    SPLIT,
    drops,
    floors_of,
    gold_digest,
    mismatches,
    read_floors,
    write_floors,
)
from hubbot.evaluation.metrics import share
from hubbot.evaluation.remembering import RememberingEncoder, RememberingScorer
from hubbot.evaluation.report import FloorWishes, evaluate

GOLD = ROOT / "tests" / "gold" / "questions.jsonl"


def measures(right: int, refused: int = 1, auroc: float | None = 0.9) -> dict:
    found = {name: share([at < right for at in range(10)]) for name in ("first_right", "short_right")}
    return found | {
        "complete": None,
        "kept_silent": share([True] * 4),
        "refused": share([at < refused for at in range(10)]),
        "wrong_given": share([False] * 20),
        "auroc": auroc,
    }


def summary(right: int, **more) -> dict:
    return {"overall": measures(right, **more), "kinds": {"fact": measures(right)}}


def floors(right: int = 8, **more):
    return floors_of(summary(right, **more), "gold", "corpus")


def test_a_floor_is_the_number_less_one_question():
    made = floors(8)
    assert made.at_least == {
        "first_right": 0.7,
        "short_right": 0.7,
        "kept_silent": 0.75,
        "first_right.fact": 0.7,
        "auroc": 0.895,
    }
    assert made.at_most == {"refused": 0.2, "wrong_given": 0.05}


def test_thirds_are_cut_towards_the_lenient_side():
    found = summary(8)
    found["overall"]["first_right"] = share([True, True, True])
    found["overall"]["refused"] = share([True, False, False])
    made = floors_of(found, "gold", "corpus")
    assert (made.at_least["first_right"], made.at_most["refused"]) == (0.6666, 0.6667)


def test_one_lost_question_is_no_drop_and_two_are():
    assert drops(floors(8), summary(7)) == ()
    assert drops(floors(8), summary(6)) == (
        "first_right is 0.6000, its floor is 0.7000",
        "short_right is 0.6000, its floor is 0.7000",
        "first_right.fact is 0.6000, its floor is 0.7000",
    )
    assert drops(floors(8), summary(8, refused=3)) == ("refused is 0.3000, it may be 0.2000 at most",)


def test_a_number_that_is_not_measured_any_more_is_a_drop():
    assert drops(floors(8), summary(8, auroc=None)) == ("auroc has a floor of 0.8950 and was not measured",)


def test_floors_rise_by_themselves_and_do_not_sink(tmp_path):
    path = tmp_path / "floors.json"
    write_floors(path, floors(8), summary(8))
    write_floors(path, floors(9), summary(9))
    assert read_floors(path).at_least["first_right"] == 0.8
    write_floors(path, floors(8), summary(8))  # still on its floor, which stays
    assert read_floors(path).at_least["first_right"] == 0.8


def test_lowering_a_floor_takes_a_reason_which_is_kept(tmp_path):
    path = tmp_path / "floors.json"
    write_floors(path, floors(9), summary(9))
    before = path.read_bytes()
    for reason in (None, "", "  "):
        with pytest.raises(HubbotError, match=r"floors only rise: first_right is 0\.7000"):
            write_floors(path, floors(7), summary(7), reason)
    assert path.read_bytes() == before
    write_floors(path, floors(7), summary(7), "two labels were wrong")
    lowered = read_floors(path)
    assert lowered.at_least["first_right"] == 0.6
    assert lowered.regressions == ("two labels were wrong",)
    write_floors(path, floors(9), summary(9), "not needed")
    assert read_floors(path).regressions == ("two labels were wrong",)
    assert [file.name for file in tmp_path.iterdir()] == ["floors.json"]


def test_floors_are_about_these_questions_and_this_corpus():
    assert mismatches(floors(), "gold", "corpus") == ()
    assert len(mismatches(floors(), "other", "corpus")) == 1
    assert len(mismatches(floors(), "other", "other")) == 2


def test_a_file_that_holds_none_is_one_sentence(tmp_path):
    with pytest.raises(HubbotError, match="--write-floors"):
        read_floors(tmp_path / "absent.json")
    (tmp_path / "floors.json").write_text("{}", "utf-8")
    with pytest.raises(HubbotError, match="holds no floors"):
        read_floors(tmp_path / "floors.json")


def test_floors_of_half_the_questions_are_refused(mini_chatbot, mini_index):
    settings = replace(mini_chatbot.settings, index_dir=mini_index)
    wishes = FloorWishes(GOLD.with_name("floors.json"), check=True)
    for bench, suites in (
        (Bench(settings, mini_chatbot.encoders, None, GOLD, "test"), "gold"),
        (Bench(settings, mini_chatbot.encoders, None, GOLD, "dev", sample=3), "gold"),
        (Bench(settings, mini_chatbot.encoders, None, GOLD, "dev"), "canard"),
    ):
        with pytest.raises(HubbotError, match="whole dev split"):
            evaluate(bench, suites, floors=wishes)


def test_the_committed_floors_are_about_the_committed_questions():
    committed = read_floors(GOLD.with_name("floors.json"))
    manifest = json.loads((ROOT / "index" / "manifest.json").read_text("utf-8"))
    assert committed.split == SPLIT
    assert committed.gold_sha256 == gold_digest(GOLD)
    assert committed.corpus_sha256 == manifest["manifest"]["corpus_sha256"]


@pytest.mark.model
def test_no_number_of_the_development_questions_is_below_its_floor(seed_chatbot, seed_index):
    bench = Bench(
        replace(seed_chatbot.settings, index_dir=seed_index),
        tuple(map(RememberingEncoder, seed_chatbot.encoders)),
        RememberingScorer(seed_chatbot.scorer),
        GOLD,
        SPLIT,
    )
    report = evaluate(bench, "gold", floors=FloorWishes(GOLD.with_name("floors.json"), check=True))
    assert report["floors"]["drops"] == []
