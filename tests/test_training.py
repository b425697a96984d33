"""Making the scorer: questions in other words keep what they ask, averaged networks lie between those they are made of."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
average = pytest.importorskip("training.average", reason="training needs scikit-learn")
wording = pytest.importorskip("training.wording")
run = pytest.importorskip("training.run")

QUESTION = "When was the first large harbour on the northern coast created?"
DATA = """00000001 03 n 02 harbour 0 haven 0 000 | a sheltered port
00000002 03 n 01 coast 0 000 | the shore
00000003 03 n 01 haven 0 000 | a safe place
"""
INDEX = "  1 licence\nharbour n 1 0 1 0 00000001  \nhaven n 2 0 2 0 00000003 00000001  \ncoast n 1 0 1 0 00000002  \n"


def synonyms(folder, *, mutual=True):
    for part in ("noun", "verb", "adj"):
        (folder / f"data.{part}").write_text(DATA if part == "noun" else "")
        index = (
            INDEX.replace("haven n 2 0 2 0 00000003 00000001", "haven n 1 0 1 0 00000001")
            if mutual
            else INDEX
        )
        (folder / f"index.{part}").write_text(index if part == "noun" else "")
    return wording.read_synonyms(folder)


def test_only_words_that_mean_the_same_first_of_all_are_exchanged(tmp_path):
    assert synonyms(tmp_path) == {"harbour": ["haven"], "haven": ["harbour"]}
    assert synonyms(tmp_path, mutual=False) == {}


def test_a_question_comes_in_many_wordings_and_the_same_seed_gives_the_same(tmp_path):
    table = synonyms(tmp_path)
    found = {wording.reword(QUESTION, table, random.Random(seed)) for seed in range(60)}
    assert len(found) > 10
    assert any("haven" in text for text in found)
    assert QUESTION in found
    assert wording.reword(QUESTION, table, random.Random(7)) == wording.reword(
        QUESTION, table, random.Random(7)
    )


def test_questions_that_differ_in_one_word_keep_their_words():
    table = {"harbour": ["haven"]}
    assert not any(
        "haven" in wording.reword(QUESTION, table, random.Random(seed), exchange=False) for seed in range(60)
    )


@given(st.text(max_size=120), st.integers(0, 1000))
def test_any_question_can_be_reworded(question, seed):
    found = wording.reword(question, {"harbour": ["haven"]}, random.Random(seed))
    assert bool(re.search(r"\w", found)) >= bool(re.search(r"\w", question))


def test_an_averaged_network_lies_in_the_middle():
    parts = [{"weight": torch.full((2, 2), value)} for value in (1.0, 2.0, 6.0)]
    assert torch.equal(average.mean(parts)["weight"], torch.full((2, 2), 3.0))
    with pytest.raises(ValueError, match="not of one kind"):
        average.mean([parts[0], {"bias": torch.zeros(2)}])


def test_one_command_makes_four_networks_and_their_average(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RUNS", tmp_path)
    (tmp_path / "main").mkdir()
    (tmp_path / "main" / "state.pt").write_bytes(b"state")
    commands = list(run.averaged(tmp_path, 3500, 700, 1.0, tmp_path))
    assert [command[0] for command in commands].count("training.train") == 3  # beside the first
    assert (tmp_path / "longer" / "state.pt").read_bytes() == b"state"  # the third goes on from the first
    assert commands[-1][0] == "training.average"
    assert [part for part in commands[-1] if part.endswith("model")] == [
        str(tmp_path / name / "model") for name in ("main", "second", "longer", "reworded")
    ]


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("When was the mill built?", "1908", "Was the mill built in 1908?"),
        ("In what year did the mill burn?", "1908", "Did the mill burn in 1908?"),
        ("Where did Ana open a bakery?", "in Bergen", "Did Ana open a bakery in Bergen?"),
        ("Why did the mill close?", "low prices", "Did the mill close because of low prices?"),
        ("How many boats are in the harbour?", "15", "Are 15 boats in the harbour?"),
        ("How long did it take?", "a year", None),
    ],
)
def test_a_question_and_an_answer_make_a_yes_no_question(question, answer, expected):
    assert wording.as_yes_no(question, answer, random.Random(1)) == expected


def test_who_did_it_is_asked_in_several_forms():
    found = {wording.as_yes_no("Who built the mill?", "Ana", random.Random(seed)) for seed in range(30)}
    assert "Is it true that Ana built the mill?" in found
    assert "Was it Ana that built the mill?" in found
    assert len(found) == 4


@given(st.text(max_size=60), st.text(max_size=30), st.integers(0, 50))
def test_any_question_and_any_answer_make_one_or_none(question, answer, seed):
    made = wording.as_yes_no(question, answer, random.Random(seed))
    assert made is None or made.rstrip().endswith("?")


def test_the_multilingual_network_has_its_own_start_data_and_folder(tmp_path):
    base, trained = run.RUNS / "multilingual-base", run.RUNS / "multilingual"
    commands = list(run.multilingual(tmp_path, 3000, 450, [tmp_path / "words"], tmp_path))
    assert [command[0].removeprefix("training.") for command in commands] == [
        "prepare",
        "multilingual",
        "train",
        "export",
    ]
    assert str(base) in commands[1]
    assert commands[2][1:7] == (
        *("--sets", str(tmp_path / "train"), "--start", str(base)),
        *("--run", str(trained)),
    )
    assert {"--spanish", "--multilingual"} <= set(commands[2])
    assert commands[3][1:] == ("--reads", "multilingual", "--model", str(trained / "model"))
