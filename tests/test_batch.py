"""Many questions: order kept, a bad line reported by its number, the rest answered."""

from __future__ import annotations

import json

import pytest

from hubbot.surfaces.batch import answer_lines, to_json

GOOD = {"question": "How many workshops does Corvo have?"}


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def answered(chatbot, *lines: bytes, **options):
    return list(answer_lines(chatbot, lines, **options))


def test_order_and_ids_are_kept(mini_chatbot):
    lines = [line(id=name, **GOOD) for name in ("b", "a", 7, None)]
    assert [result.contract["id"] for result in answered(mini_chatbot, *lines)] == ["b", "a", 7, None]


def test_an_id_may_be_missing(mini_chatbot):
    assert answered(mini_chatbot, line(**GOOD))[0].contract["id"] is None


def test_other_fields_are_ignored(mini_chatbot):
    first, second = answered(mini_chatbot, line(**GOOD), line(answer="wrong", top=[1, {}], **GOOD))
    assert first.contract == second.contract


def test_history_is_taken_into_account(mini_chatbot):
    (result,) = answered(mini_chatbot, line(question="and Brenna?", history=[GOOD["question"]]))
    assert result.contract["answer"] == "340"


def test_blank_lines_are_passed_over_and_counted(mini_chatbot):
    results = answered(mini_chatbot, b"\n", line(**GOOD), b"   \r\n", b"{\n")
    assert [result.number for result in results] == [2, 4]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "line 2"),
        (b"[]", "line 2"),
        (b"null", "line 2"),
        (b'"question"', "line 2"),
        (b"{}", "line 2: question"),
        (line(question=None), "line 2: question"),
        (line(question=5), "line 2: question"),
        (line(question="x", history="y"), "line 2: history"),
        (line(question="x", history=[1]), "line 2: history.0"),
        (line(question="x", id=[1]), "line 2: id"),
        (b'{"question": "caf\xe9"}', "line 2"),
        (b'{"question": "\\ud800"}', "line 2"),
        (b"\xef\xbb\xbf{", "line 2"),
        (line(question="x", document_id="absent"), "there is no document 'absent'"),
        (line(question="x" * 10_000), "10000 characters"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_answered(mini_chatbot, raw, words):
    before, bad, after = answered(mini_chatbot, line(**GOOD), raw, line(**GOOD))
    assert bad.contract is None
    assert bad.number == 2
    assert words in bad.error
    assert "\n" not in bad.error
    assert before.contract == after.contract
    assert before.contract["answer"] == "75"


def test_a_byte_order_mark_at_the_start_is_no_mistake(mini_chatbot):
    assert answered(mini_chatbot, b"\xef\xbb\xbf" + line(**GOOD))[0].contract


def test_a_line_s_document_goes_before_the_option(mini_chatbot):
    here = "three_workshops"
    first, second = answered(mini_chatbot, line(document_id=here, **GOOD), line(**GOOD), document_id="absent")
    assert first.contract
    assert "absent" in second.error


def test_an_explanation_is_there_when_asked_for(mini_chatbot):
    assert "explanation" in answered(mini_chatbot, line(**GOOD), explain=True)[0].contract


def test_a_line_out_is_one_line_of_ascii(mini_chatbot):
    contract = answered(mini_chatbot, line(question="Tomás\u2028 🚀?"))[0].contract
    text = to_json(contract)
    assert text.isascii()
    assert "\n" not in text
    assert json.loads(text) == contract
