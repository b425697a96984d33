"""Questions asked in vain: grouped by meaning, most asked first, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from hubbot.gaps import Unanswered, gaps_csv, group_gaps


def rows(*asked: tuple[int, str]) -> list[Unanswered]:
    return [Unanswered(hour, question, question, "no", "en", None) for hour, question in asked]


def test_gaps_are_grouped_and_the_most_asked_comes_first(encoder):
    found = group_gaps(
        rows((1, "where is the harbour?"), (2, "is there a train to Lima"), (3, "is there a train to Lima?"),
             (4, "Is there a TRAIN to Lima?"), (5, "is there any train to Lima?")),
        encoder,
    )  # fmt: skip
    assert [(gap.question.casefold().rstrip("?"), gap.asked) for gap in found] == [
        ("is there a train to lima", 4),
        ("where is the harbour", 1),
    ]
    assert found[0].first == "1970-01-01T02:00Z"
    assert sum(count for _, count in found[0].wordings) == 4
    assert group_gaps([], encoder) == ()


def test_the_order_of_equal_questions_does_not_depend_on_chance(encoder):
    asked = rows(*((1, f"word{n} other{n} more{n}") for n in range(30)))
    assert group_gaps(asked, encoder) == group_gaps(list(reversed(asked)), encoder)


@pytest.mark.model
def test_the_same_in_other_words_is_one_gap(seed_chatbot):
    found = group_gaps(
        rows(
            (1, "how many people live in Lima?"),
            (1, "what is the population of Lima?"),
            (1, "can I swim in the sea?"),
        ),
        seed_chatbot.encoders[0],
    )
    assert [gap.asked for gap in found] == [2, 1]


def test_a_spreadsheet_carries_nothing_out(encoder):
    text = gaps_csv(
        group_gaps(
            rows((1, '=HYPERLINK("http://evil.test")'), (1, "@SUM(1)"), (1, "plain, with comma")), encoder
        )
    )
    cells = [row[1] for row in csv.reader(io.StringIO(text))]
    assert sorted(cells) == sorted(
        ["question", '\'=HYPERLINK("http://evil.test")', "'@SUM(1)", "plain, with comma"]
    )
