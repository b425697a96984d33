"""The measures, each against a value worked out by hand."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.contract import Answer, Citation
from hubbot.errors import HubbotError
from hubbot.evaluation import (
    GoldQuestion,
    GoldSpan,
    auroc,
    covers,
    interval,
    judge,
    read_gold,
    run,
    short_answer_right,
    summarise,
)
from hubbot.types import PassageKind

TEXT = "“It is quiet.” Aldara has 120 workshops. Brenna has 340."


def span(words: str) -> GoldSpan:
    return GoldSpan(start=TEXT.index(words), end=TEXT.index(words) + len(words), text=words)


def citation(words: str, document_id: str = "d") -> Citation:
    start = TEXT.index(words)
    nothing = (None,) * 7
    return Citation(
        document_id, "t", *nothing, PassageKind.SENTENCE, words, start, start + len(words), "0" * 64
    )


def question(**fields: object) -> GoldQuestion:
    base = {"id": "g1", "split": "dev", "kind": "fact", "language": "en", "question": "?", "document_id": "d"}
    return GoldQuestion.model_validate(base | {"answerable": True} | fields)


def answer(*cited: str, says: str | None = "x", confidence: float = 0.5) -> Answer:
    silent = says is None
    return Answer(
        "?", "?", "fact", silent, "why" if silent else None, says, confidence, tuple(map(citation, cited))
    )


TWO = ("Aldara has 120 workshops.", "Brenna has 340.")


def test_the_first_citation_decides():
    gold = question(spans=[span(TWO[0])])
    assert judge(gold, answer(*TWO)).first_right is True
    assert judge(gold, answer(*reversed(TWO))).first_right is False
    assert judge(gold, answer(says=None)).first_right is False


def test_any_of_the_spans_is_right_and_all_make_it_complete():
    gold = question(spans=[span(words) for words in TWO], require="all")
    assert (judge(gold, answer(TWO[1])).first_right, judge(gold, answer(TWO[1])).complete) == (True, False)
    assert judge(gold, answer(*TWO)).complete is True
    assert judge(question(spans=[span(TWO[0])]), answer(TWO[0])).complete is None


def test_what_does_not_apply_is_not_zero():
    outcome = judge(question(answerable=False), answer(says=None))
    assert (outcome.first_right, outcome.complete, outcome.short_right) == (None, None, None)


def test_a_question_without_spans_wants_an_answer_without_a_quote():
    gold = question(kind="about")
    assert judge(gold, answer()).first_right is True
    assert judge(gold, answer(TWO[0])).first_right is False
    assert judge(gold, answer(says=None)).first_right is False


@pytest.mark.parametrize(
    ("cited", "right"),
    [
        ("It is quiet.", True),
        ("“It is quiet.”", True),
        ("“It is quiet.” Aldara has 120 workshops.", True),
        ("It is", False),
        ("is quiet.", False),
        ("Brenna has 340.", False),
    ],
)
@pytest.mark.parametrize("gold", ["It is quiet.", "“It is quiet.”"])
def test_quotation_marks_at_the_ends_do_not_count(cited, right, gold):
    found = citation(cited)
    assert covers(("d", found.start, found.end), "d", span(gold)) is right


def test_another_document_covers_nothing():
    assert not covers(("other", 0, 100), "d", span(TWO[0]))


@pytest.mark.parametrize(
    ("said", "accepted", "right"),
    [
        ("Medellin", ["Medellín"], True),
        ("MEDELLÍN, Colombia", ["Medellin"], True),
        ("1120", ["120"], False),
        ("120", ["1120", "120"], True),
        ("Aldara", ["Brenna"], False),
        (None, ["Brenna"], False),
    ],
)
def test_a_short_answer_is_compared_in_whole_words(said, accepted, right):
    assert short_answer_right(said, accepted) is right


def test_auroc_by_hand():
    # Pairs: .9>.5, .9>.1, .5=.5 (half), .5>.1: 3.5 of 4.
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 3.5 / 4
    assert auroc([1.0], [0.0]) == 1
    assert auroc([0.0], [1.0]) == 0
    assert math.isnan(auroc([], [0.1]))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_auroc_is_the_share_of_pairs_in_order(high, low):
    wins = sum((one > other) + 0.5 * (one == other) for one in high for other in low)
    assert auroc(high, low) == pytest.approx(wins / (len(high) * len(low)))
    assert auroc(high, low) + auroc(low, high) == pytest.approx(1)


def test_wilson_interval_by_hand():
    # 8 of 10: centre (0.8 + 1.9208/10) / 1.38416, half 1.96 * sqrt(0.016 + 0.009604) / 1.38416.
    low, high = interval(8, 10)
    assert low == pytest.approx((0.99208 - 1.96 * math.sqrt(0.025604)) / 1.38416, abs=1e-6)
    assert high == pytest.approx((0.99208 + 1.96 * math.sqrt(0.025604)) / 1.38416, abs=1e-6)
    assert interval(0, 0) == (0, 1)


@given(st.integers(0, 50), st.integers(1, 50))
def test_an_interval_holds_its_share(hits, more):
    low, high = interval(hits, hits + more)
    assert -1e-9 <= low <= hits / (hits + more) <= high <= 1


def test_a_summary_by_hand():
    gold = [
        (question(spans=[span(TWO[0])], short_answers=["120"]), answer(TWO[0], says="120", confidence=0.9)),
        (question(spans=[span(TWO[0])], short_answers=["120"]), answer(TWO[1], says="340", confidence=0.6)),
        (question(spans=[span(TWO[0])], language="es"), answer(says=None, confidence=0.2)),
        (question(kind="unanswerable", answerable=False), answer(says=None, confidence=0.1)),
        (question(kind="unanswerable", answerable=False), answer(TWO[0], confidence=0.7)),
    ]
    summary = summarise([judge(*pair) for pair in gold])
    overall = summary["overall"]
    counts = {
        name: (overall[name]["hits"], overall[name]["of"])
        for name in overall
        if isinstance(overall[name], dict)
    }
    assert counts == {
        "first_right": (1, 3),
        "short_right": (1, 2),
        "refused": (1, 3),
        "wrong_given": (2, 5),
        "kept_silent": (1, 2),
    }
    assert overall["complete"] is None
    # Confidences .9 .6 .2 against .1 .7: pairs in order are .9>.1 .9>.7 .6>.1 .2>.1, 4 of 6.
    assert overall["auroc"] == round(4 / 6, 4)
    assert summary["kinds"]["unanswerable"]["questions"] == 2
    assert summary["languages"]["es"]["auroc"] is None
    json.dumps(summary, allow_nan=False)


def test_gold_files_are_read_and_bad_lines_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    good = question().model_dump_json()
    path.write_text(f'{{"article": "en/x.md"}}\n\n{good}\n', "utf-8")
    assert read_gold(path) == (question(),)
    for bad in ("{", '{"question": 3}', "7"):
        path.write_text(f"{good}\n{bad}\n", "utf-8")
        with pytest.raises(HubbotError, match=r"line 2 is no gold question"):
            read_gold(path)
    with pytest.raises(HubbotError, match="cannot be read"):
        read_gold(tmp_path / "absent.jsonl")


def test_a_run_asks_each_question_with_its_history(mini_chatbot):
    text = mini_chatbot.documents[0].text
    words = "Number of workshops – 340"
    gold = question(
        question="and Brenna?",
        history=["How many workshops does Corvo have?"],
        document_id="three_workshops",
        spans=[{"start": text.index(words), "end": text.index(words) + len(words), "text": words}],
        short_answers=["340"],
    )
    (outcome,) = run(mini_chatbot, [gold])
    assert (outcome.first_right, outcome.short_right) == (True, True)
