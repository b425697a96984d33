"""The lexical arm: bm25s's scores and files, without bm25s to read them."""

from __future__ import annotations

import json
import math
import random

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot import inversion, lexical
from hubbot.columns import evenly_spaced
from hubbot.inversion import BM25_B, BM25_K1, build_lexical, write_lexical
from hubbot.lexical import LEXICAL_PREFIX, SortedWords, load_lexical, once_each

PASSAGES = [["red", "green"], ["red", "red", "blue", "grey"], ["white"]]


def test_a_score_is_the_formula():
    arm = build_lexical(PASSAGES)
    mean = (2 + 4 + 1) / 3
    rarity = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))  # two of three passages hold "red"
    expected = [
        rarity * count / (count + BM25_K1 * (1 - BM25_B + BM25_B * length / mean))
        for count, length in ((1, 2), (2, 4), (0, 1))
    ]
    assert arm.scores(["red"]).tolist() == pytest.approx(expected, rel=1e-5)
    both = arm.scores(["red"]) + arm.scores(["grey"])
    assert arm.scores(["red", "grey"]).tolist() == pytest.approx(both.tolist())


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=6))
def test_scores_are_those_of_bm25s(passages):
    arm = build_lexical(passages)
    if not any(passages):
        return
    model = bm25s.BM25(k1=BM25_K1, b=BM25_B)
    rows = [[arm.vocabulary[stem] for stem in stems] for stems in passages]
    model.index((rows, dict(arm.vocabulary)), show_progress=False)
    known = sorted({stem for stems in passages for stem in stems})
    assert np.array_equal(arm.scores([*known, "never seen"]), model.get_scores(known))


def files_of_bm25s(passages, folder) -> dict[str, bytes]:
    """What bm25s writes of passages, all of them in memory, its vocabulary in order and without white space."""
    stems = sorted({stem for stems in passages for stem in stems} | {""})
    vocabulary = {stem: number for number, stem in enumerate(stems)}
    model = bm25s.BM25(k1=BM25_K1, b=BM25_B)
    model.index(([[vocabulary[stem] for stem in each] for each in passages], vocabulary), show_progress=False)
    model.save(folder, show_progress=False)
    found = {LEXICAL_PREFIX + path.name: path.read_bytes() for path in folder.iterdir()}
    words = json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":"))
    return found | {f"{LEXICAL_PREFIX}vocab.index.json": words.encode()}


@pytest.mark.parametrize("block", [1, 40, 1 << 19])
@pytest.mark.parametrize("batch", [1, 60, 1 << 17])
def test_however_it_is_parted_the_files_are_those_of_bm25s(tmp_path, monkeypatch, block, batch):
    monkeypatch.setattr(inversion, "BLOCK", block)
    monkeypatch.setattr(inversion, "BATCH", batch)
    monkeypatch.setattr(inversion, "READ", 7)
    chosen = random.Random(4)
    words = ["the", "of", *(f"w{chosen.randrange(300)}" for _ in range(200)), "ñandú", 'a"b', "日本"]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    passages = [chosen.choices(words, weights, k=chosen.randrange(12)) for _ in range(400)]
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
    write_lexical(tmp_path / "ours", iter(passages), tmp_path)
    ours = {path.name: path.read_bytes() for path in (tmp_path / "ours").iterdir()}
    assert ours == files_of_bm25s(passages, tmp_path / "theirs")


def test_what_is_written_is_read_again():
    arm = build_lexical([*PASSAGES, ["ñandú", "“", "日本"]])
    again = load_lexical(arm.dump())
    assert again.dump() == arm.dump()
    assert again.vocabulary == arm.vocabulary
    assert np.array_equal(again.scores(["red", "ñandú"]), arm.scores(["red", "ñandú"]))


@pytest.mark.parametrize("passages", [[[]], [[], []]])
def test_a_text_without_a_word_scores_nothing(passages):
    assert build_lexical(passages).scores(["red"]).tolist() == [0.0] * len(passages)


def test_files_that_do_not_fit_together_are_refused():
    small, large = build_lexical(PASSAGES).dump(), build_lexical([["a", "b", "c", "d", "e", "f", "g"]]).dump()
    for name in ("vocab.index.json", "data.csc.index.npy"):
        with pytest.raises(ValueError, match="does not fit"):
            load_lexical(small | {LEXICAL_PREFIX + name: large[LEXICAL_PREFIX + name]})
    with pytest.raises(KeyError):
        load_lexical({})


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), min_size=1, max_size=40),
    st.text(max_size=5),
)
def test_a_word_is_found_in_the_mapped_vocabulary_as_in_the_one_that_was_read(tmp_path_factory, words, other):
    arm = build_lexical([words])
    folder = tmp_path_factory.mktemp("lexical")
    for name, content in arm.dump().items():
        (folder / name).write_bytes(content)
    mapped = SortedWords(folder / f"{LEXICAL_PREFIX}vocab.index.json")
    if mapped.is_plain:
        assert {word: mapped[word] for word in arm.vocabulary} == dict(arm.vocabulary)
        assert (other in mapped) == (other in arm.vocabulary)
        assert len(mapped) == len(arm.vocabulary)
    again = load_lexical({}, folder)
    assert isinstance(again.vocabulary, SortedWords) == mapped.is_plain
    assert np.array_equal(again.scores([*words, other]), arm.scores([*words, other]))


@given(st.lists(st.integers(0, 50), max_size=60))
def test_rows_once_each_are_those_of_unique(rows):
    given_rows = np.array(rows, dtype=np.int64)
    assert np.array_equal(once_each(given_rows), np.unique(given_rows))


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=9),
    st.lists(st.sampled_from("abcdefxy"), max_size=4, unique=True),
    st.integers(1, 9),
)
def test_what_a_question_wants_is_looked_up_once(passages, stems, count):
    arm = build_lexical(passages)
    whole = arm.scores(stems)
    rows = np.arange(len(passages), dtype=np.int64)
    wanted = arm.looked_up(stems)
    assert wanted.scores_of(rows) == pytest.approx(whole)  # before candidates are looked for, and after
    near = wanted.near(count)
    assert len(near) <= max(count, len(passages))
    assert wanted.scores_of(rows) == pytest.approx(whole)
    assert wanted.sample_scores() == pytest.approx(whole[evenly_spaced(len(passages))])
    best = np.sort(whole)[::-1][: len(near)]
    assert np.sort(whole[near])[::-1] == pytest.approx(best)


def test_columns_that_are_not_looked_at_for_candidates_count_all_the_same(monkeypatch):
    monkeypatch.setattr(lexical, "MOST_LOOKED_AT", 1)
    arm = build_lexical(PASSAGES)
    wanted = arm.looked_up(["red", "grey"])
    assert wanted.near(3).tolist() == [1]
    assert wanted.scores_of(np.arange(3)) == pytest.approx(arm.scores(["red", "grey"]))
    assert wanted.sample_scores() == pytest.approx(arm.scores(["red", "grey"]))


def test_passages_that_hold_a_stem_are_known():
    arm = build_lexical(PASSAGES)
    assert arm.holding("red").tolist() == [0, 1]
    assert arm.holding("unheard").tolist() == []


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=9),
    st.lists(st.lists(st.sampled_from("abcdefxy"), max_size=4, unique=True), min_size=1, max_size=5),
)
def test_what_a_question_gave_back_tells_the_next_nothing(passages, questions):
    arm = build_lexical(passages)
    rows = np.arange(len(passages), dtype=np.int64)
    for stems in questions:
        with arm.looked_up(stems) as wanted:
            wanted.near(2)
            assert len(wanted.near(3)) <= max(3, len(passages))
            assert wanted.scores_of(rows) == pytest.approx(arm.scores(stems))
        assert len(arm.spare) == 1
        assert not arm.spare[0].any()
        assert wanted.scores_of(rows) == pytest.approx(arm.scores(stems))


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 12))
def test_the_best_are_the_best_and_of_equal_ones_the_first(values, count):
    scores = np.array(values, dtype=np.float32)
    best = lexical._best(scores, count)
    assert len(best) == min(count, len(values))
    ordered = sorted(range(len(values)), key=lambda place: (-values[place], place))
    assert sorted(best.tolist()) == sorted(ordered[:count])
