"""The contract: every sort of answer fits the schema, the schema is the documented one, words are verbatim."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest
from jsonschema import Draft202012Validator

from hashing import ROOT
from hubbot.contract import Answer, Citation
from hubbot.surfaces.batch import answer_lines, to_json

SCHEMA = json.loads((ROOT / "docs" / "contract.schema.json").read_text("utf-8"))
PAGE = (ROOT / "docs" / "contract.md").read_text("utf-8")
VALIDATOR = Draft202012Validator(SCHEMA)
# The fields that the project promised first; later ones were added, none was taken away.
PROMISED_ANSWER = {
    *("question", "standalone_question", "kind", "abstained", "reason", "answer", "confidence"),
    *("citations", "closest", "notes", "index"),
}
PROMISED_CITATION = {
    *("document_id", "title", "author", "url", "section", "city", "country", "speaker", "speaker_role"),
    *("kind", "text", "start", "end", "sha256"),
}
QUESTIONS = {
    "statement": "Which city has less noise than Brenna?",
    "fact": "How many workshops does Corvo have?",
    "comparison": "Which city has the most workshops?",
    "ranking": "Rank the cities by number of workshops",
    "speech": "What did Marta say?",
    "open": "What does Corvo have?",
    "yes_no": "Is Brenna the largest of the three?",
    "about": "What is this article about?",
    "greeting": "Hello!",
    "author": "Who wrote this article?",
    "absent place": "How many workshops are there in Paris?",
    "off topic": "What is the boiling point of helium?",
    "empty": "",
    "no words": "?!… 🚀",
    "spanish": "¿Qué ciudad tiene menos ruido que Brenna?",
    "portuguese": "Quantas oficinas tem Corvo?",
}


def check(contract: dict, text_of: dict[str, str]) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(contract)]
    assert errors == []
    for citation in [*contract["citations"], *contract["closest"]]:
        document = text_of[citation["document_id"]]
        assert document[citation["start"] : citation["end"]] == citation["text"]
        for start, end in citation["highlights"]:
            assert citation["start"] <= start < end <= citation["end"]
    for row in contract["table"]["rows"] if contract["table"] else []:
        assert len(row) == len(contract["table"]["columns"])
        for cell in row:
            assert cell["citation"] is None or cell["citation"] < len(contract["citations"])


@pytest.fixture(scope="module")
def text_of(mini_chatbot):
    return {document.id: document.text for document in mini_chatbot.documents}


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def described(node: object, path: str = "$") -> list[str]:
    """Return where a property of the schema says nothing about itself."""
    if isinstance(node, list):
        return [found for at, item in enumerate(node) for found in described(item, f"{path}[{at}]")]
    if not isinstance(node, dict):
        return []
    missing = []
    for name, value in node.get("properties", {}).items():
        if path.split(".")[-1] in {"then", "else", "if"}:
            continue
        target = SCHEMA["$defs"][value["$ref"].rpartition("/")[2]] if "$ref" in value else value
        if not target.get("description"):
            missing.append(f"{path}.{name}")
    return missing + [found for key, value in node.items() for found in described(value, f"{path}.{key}")]


def test_every_field_is_described():
    assert described(SCHEMA) == []


def test_the_schema_holds_exactly_the_fields_of_the_records():
    answer = set(SCHEMA["properties"]) - {"id"}
    assert answer == {field.name for field in dataclasses.fields(Answer)}
    assert set(SCHEMA["$defs"]["citation"]["properties"]) == {f.name for f in dataclasses.fields(Citation)}


def test_no_promised_field_was_taken_away():
    assert set(SCHEMA["required"]) >= PROMISED_ANSWER
    assert set(SCHEMA["$defs"]["citation"]["required"]) >= PROMISED_CITATION


def test_the_page_names_every_field():
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert named >= set(SCHEMA["properties"]) | set(SCHEMA["$defs"]["citation"]["properties"])


def test_the_schema_refuses_what_is_not_an_answer(mini_chatbot):
    good = mini_chatbot.ask(QUESTIONS["fact"]).to_dict()
    silent = mini_chatbot.ask(QUESTIONS["absent place"]).to_dict()
    bad = [
        good | {"answer": None},
        good | {"confidence": 1.01},
        good | {"kind": "chat"},
        good | {"surprise": 1},
        good | {"closest": good["citations"]},
        silent | {"answer": "Paris"},
        silent | {"citations": good["citations"]},
        silent | {"reason": None},
        {name: value for name, value in good.items() if name != "index"},
        good | {"citations": [good["citations"][0] | {"sha256": "abc"}]},
        good | {"citations": [good["citations"][0] | {"highlights": [[1]]}]},
    ]
    assert VALIDATOR.is_valid(good)
    assert VALIDATOR.is_valid(silent)
    assert [contract for contract in bad if VALIDATOR.is_valid(contract)] == []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("explain", [False, True], ids=["plain", "explained"])
def test_every_sort_of_answer_fits(mini_chatbot, text_of, question, explain):
    contract = mini_chatbot.ask(question, explain=explain).to_dict()
    check(json.loads(json.dumps(contract)), text_of)


def test_an_answer_after_others_fits(mini_chatbot, text_of):
    history = ["How many workshops does Corvo have?", "and Brenna?"]
    check(mini_chatbot.ask("and in Aldara?", history).to_dict(), text_of)


def test_sorts_of_answers_are_what_they_are_called(mini_chatbot):
    assert mini_chatbot.ask(QUESTIONS["comparison"]).table is not None
    assert mini_chatbot.ask(QUESTIONS["absent place"]).abstained
    empty = mini_chatbot.ask(QUESTIONS["empty"])
    assert (empty.kind, empty.citations, empty.abstained) == ("about", (), False)  # an invitation, no silence
    assert mini_chatbot.ask(QUESTIONS["about"]).kind == "about"
    assert not mini_chatbot.ask(QUESTIONS["about"]).citations


def test_batch_lines_fit(mini_chatbot, text_of):
    lines = [
        json.dumps({"id": number, "question": question}).encode()
        for number, question in enumerate(QUESTIONS.values())
    ]
    for number, result in enumerate(answer_lines(mini_chatbot, lines)):
        contract = json.loads(to_json(result.contract))
        assert contract["id"] == number
        check(contract, text_of)


@pytest.mark.model
@pytest.mark.parametrize(
    "kind", ["fact", "aggregate", "statement", "speech", "open", "yes_no", "about", "unanswerable"]
)
def test_answers_about_the_article_fit(seed_chatbot, kind):
    text = {document.id: document.text for document in seed_chatbot.documents}
    lines = (ROOT / "tests" / "gold" / "questions.jsonl").read_text("utf-8").split("\n")
    gold = [json.loads(line) for line in lines if line.strip()]
    chosen = [question for question in gold if question["split"] == "dev" and question["kind"] == kind]
    for question in chosen[:: max(1, len(chosen) // 4)]:
        check(seed_chatbot.ask(question["question"], question["history"]).to_dict(), text)
