"""Questions written for training: every line is what it says it is, and what is drawn of it is labelled by it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("torch")
written = pytest.importorskip("training.written", reason="training needs scikit-learn")
sampler = pytest.importorskip("training.sampler")

QUESTIONS = Path(__file__).parents[1] / "training" / "questions"
ROW = {
    "title": "The island",
    "lang": "en",
    "parts": [
        {"heading": "Arriving", "s": [[0, "The boat takes fifty minutes."], [1, "It has a café."]]},
        {"heading": "Work", "s": [[2, "Most people fish."]]},
    ],
    "q": [
        ["how long is the crossing?", [0], "fifty minutes", "en"],
        ["can I eat on the boat?", [1], "", "en"],
        ["what does the boat cost?", [], "", "en"],
        ["¿de qué vive la gente?", [2], "", "es"],
    ],
}


def rows():
    return [
        pytest.param(json.loads(line), id=f"{path.stem}:{number}")
        for path in sorted(QUESTIONS.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


@pytest.mark.parametrize("row", rows())
def test_a_written_question_names_sentences_and_words_that_are_there(row):
    numbers = None
    if "parts" in row:
        numbers = {number: sentence for part in row["parts"] for number, sentence in part["s"]}
        assert len(numbers) == sum(len(part["s"]) for part in row["parts"])
        assert row["lang"] in {"en", "es", "pt"}
    for question, answering, words, language in row["q"]:
        assert question.strip()
        assert language in {"en", "es", "pt"}
        assert answering or not words
        if numbers is not None:
            assert set(answering) <= set(numbers)
            assert not words or words in numbers[answering[0]]


def read(folder, *, english_alone=False, row=ROW):
    (folder / "island.jsonl").write_text(json.dumps(row), encoding="utf-8")
    kept, held_out = written.read_written(folder, folder, english_alone=english_alone)
    return kept or held_out


def test_a_group_has_the_answer_with_its_heading_and_what_is_nearest_first(tmp_path):
    group = next(each for each in read(tmp_path) if each["question"].startswith("can I eat"))
    assert group["positives"] == [["Arriving", "It has a café.", -1, -1]]
    assert group["others"][0] == ("Arriving", "The boat takes fifty minutes.")
    assert group["unanswered"] == ["what does the boat cost?"]
    _, sentence, start, end = read(tmp_path)[0]["positives"][0]
    assert sentence[start:end] == "fifty minutes"


def test_english_alone_leaves_other_languages_out(tmp_path):
    assert len(read(tmp_path)) == 4
    assert {group["language"] for group in read(tmp_path, english_alone=True)} == {"en"}
    assert read(tmp_path, english_alone=True, row=ROW | {"lang": "es"}) == []


def test_a_paragraph_of_a_training_set_is_read_from_there(tmp_path):
    folder = tmp_path / "new_wiki"
    folder.mkdir()
    document = {
        "doc_id": "Boats",
        "title": "Big_boats",
        "paragraphs": [{"id": "p0", "text": "It floats. It sinks."}],
    }
    (folder / "documents.jsonl").write_text(json.dumps(document), encoding="utf-8")
    row = {"id": "new_wiki|Boats|p0", "q": [["does it go down?", [1], "", "en"]]}
    (group,) = read(tmp_path, row=row)
    assert group["positives"] == [["Big boats", "It sinks.", -1, -1]]
    assert group["others"] == [("Big boats", "It floats.")]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_drawn_is_labelled_by_what_is_written(tmp_path, seed):
    groups = read(tmp_path)
    drawn = sampler.Sampler(groups, {}, 0, dict.fromkeys(("mined", "made_edits", "human_edits"), True))
    answered = {group["question"]: {p[1] for p in group["positives"]} for group in groups}
    pairs = drawn.group(random.Random(seed))
    assert pairs
    for pair in pairs:
        assert (pair.label == 1) == (pair.sentence in answered[pair.question])
