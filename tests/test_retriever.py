"""One ranking from several arms: order of arms does not matter, ties go to the earlier passage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.columns import columns_of
from hubbot.retriever import SIDE_SECTION_PENALTY, fuse, search, standardise
from hubbot.types import Passage, PassageKind, SectionRole, Span


def passage(row: int, kind: PassageKind = PassageKind.SENTENCE, **fields: object) -> Passage:
    return Passage(
        f"p{row}", str(fields.pop("document_id", "d")), kind, Span(row, row + 1), "x", "s", **fields
    )


@dataclass
class FakeIndex:
    passages: tuple[Passage, ...]
    words: tuple[float, ...] = ()

    @property
    def columns(self):
        return columns_of(self.passages)

    @property
    def context_rows(self):
        return np.arange(len(self.passages))

    def dense_scores(self, encoder, vector):
        return vector[: len(self.passages)]

    def lexical_scores(self, text):
        return np.asarray(self.words, dtype=np.float32)


def scores(*values: float) -> np.ndarray:
    return np.asarray(values, dtype=np.float32)


def standard(values: np.ndarray) -> np.ndarray:
    return standardise(values, np.ones(len(values), dtype=bool))


THREE = FakeIndex(tuple(passage(row) for row in range(3)))


def order(hits) -> list[str]:
    return [hit.passage.id for hit in hits]


def test_the_better_score_comes_first():
    assert order(fuse(THREE, {"one": scores(0.1, 0.9, 0.5)}, top_k=3)) == ["p1", "p2", "p0"]


def test_a_tie_goes_to_the_earlier_passage():
    assert order(fuse(THREE, {"one": scores(0.5, 0.5, 0.5)}, top_k=3)) == ["p0", "p1", "p2"]


def test_no_more_than_top_k_are_returned():
    assert len(fuse(THREE, {"one": scores(0.1, 0.9, 0.5)}, top_k=2)) == 2


def test_two_arms_are_worth_the_sum_of_their_standard_scores():
    arms = {"one": scores(0, 1, 2), "lexical": scores(0, 0, 3)}
    hits = {hit.passage.id: hit.score for hit in fuse(THREE, arms, top_k=3)}
    # No paragraphs here: each passage is its own context, at weight 0.3 beside its own score.
    expected = 1.3 * (standard(arms["one"]) + standard(arms["lexical"]))
    assert [hits[f"p{row}"] for row in range(3)] == pytest.approx(expected.tolist())


def test_standard_scores_by_hand():
    # Mean 2, variance (1 + 1 + 4 + 4) / 4 = 2.5.
    assert standard(scores(1, 3, 0, 4)).tolist() == pytest.approx(
        [(value - 2) / 2.5**0.5 for value in (1, 3, 0, 4)]
    )
    assert standard(scores(5, 5)).tolist() == [0, 0]


def test_what_is_out_of_scope_does_not_count():
    in_scope = np.array([True, True, False])
    assert standardise(scores(1, 3, 900), in_scope)[:2].tolist() == [-1, 1]
    assert standardise(scores(1, 3, 900), np.zeros(3, dtype=bool)).tolist() == [0, 0, 0]


def test_ranks_of_both_arms_are_kept():
    arms = {"one": scores(0.1, 0.9, 0.5), "two": scores(0.9, 0.0, 0.5), "lexical": scores(0, 1, 2)}
    found = {hit.passage.id: hit for hit in fuse(THREE, arms, top_k=3)}
    assert [found[f"p{row}"].dense_rank for row in range(3)] == [1, 1, 2]
    assert [found[f"p{row}"].lexical_rank for row in range(3)] == [3, 2, 1]
    assert found["p0"].similarity == pytest.approx(0.9)


@given(st.lists(st.tuples(*[st.floats(-1, 1, width=32)] * 3), min_size=3, max_size=3), st.permutations("abc"))
def test_the_order_of_the_arms_does_not_matter(values, names):
    arms = {name: scores(*row) for name, row in zip("abc", values, strict=True)}
    assert fuse(THREE, arms, top_k=3) == fuse(THREE, {name: arms[name] for name in names}, top_k=3)


@given(
    st.lists(st.floats(0, 1, width=32), min_size=3, max_size=3),
    st.lists(st.floats(0, 1, width=32), min_size=3, max_size=3),
)
def test_a_passage_that_is_better_in_every_arm_ranks_higher(first, second):
    arms = {"one": scores(*first), "two": scores(*second)}
    hits = order(fuse(THREE, arms, top_k=3))
    for one in range(3):
        for other in range(3):
            if first[one] > first[other] + 1e-3 and second[one] > second[other] + 1e-3:
                assert hits.index(f"p{one}") < hits.index(f"p{other}")


def test_paragraphs_and_headings_are_never_hits():
    index = FakeIndex((passage(0, PassageKind.PARAGRAPH), passage(1), passage(2, PassageKind.HEADING)))
    assert order(fuse(index, {"one": scores(0.9, 0.1, 0.8)}, top_k=3)) == ["p1"]


def test_one_document_can_be_asked_alone():
    index = FakeIndex((passage(0, document_id="a"), passage(1, document_id="b")))
    assert order(fuse(index, {"one": scores(0.9, 0.1)}, top_k=3, document_id="b")) == ["p1"]
    assert fuse(index, {"one": scores(0.9, 0.1)}, top_k=3, document_id="c") == ()


@pytest.mark.parametrize("role", [SectionRole.CREDIT, SectionRole.AUTHOR])
def test_credits_and_author_boxes_never_drown_an_answer_and_stay_findable(role):
    index = FakeIndex((*(passage(row) for row in range(9)), passage(9, role=role)))
    slightly_better = scores(*([0.4, 0.6] * 4), 0.5, 0.61)
    assert order(fuse(index, {"one": slightly_better}, top_k=10))[0] != "p9"
    alone = scores(*([0.0] * 9), 1.0)
    assert standard(alone)[9] > SIDE_SECTION_PENALTY
    assert order(fuse(index, {"one": alone}, top_k=10))[0] == "p9"


def test_an_index_with_nothing_to_cite_gives_no_hits():
    assert fuse(FakeIndex((passage(0, PassageKind.PARAGRAPH),)), {"one": scores(1)}, top_k=3) == ()


def test_search_asks_each_encoder_once_and_the_words_too(encoder, mini_chatbot):
    hits = search(mini_chatbot.index, [encoder], "a school for boat builders in Corvo", top_k=3)
    assert "boat builders" in hits[0].passage.text
    assert hits[0].dense_rank == hits[0].lexical_rank == 1


def test_another_store_can_take_the_place_of_the_index(encoder):
    index = FakeIndex(tuple(passage(row) for row in range(3)), words=(0.0, 2.0, 0.0))
    assert order(search(index, [], "anything"))[0] == "p1"
