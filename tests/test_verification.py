"""Re-checking: all well is said, and every way in which words can be false is found."""

from __future__ import annotations

import json

import pytest

from hashing import ROOT
from hubbot import generations, store
from hubbot import index as index_module
from hubbot.verification import verify_answers, verify_index

QUESTION = "Which city has less noise than Brenna?"


def tampered(folder, name, change) -> None:
    """Write an index again whose digests all fit and whose records do not."""
    manifest = store.read_manifest(folder)
    contents = store.read_files(folder, manifest)
    records = json.loads(contents[name])
    change(records)
    contents[name] = json.dumps(records).encode()
    generations.write_generation(
        folder,
        contents,
        arms=manifest.arms,
        sources=manifest.sources,
        corpus_sha256=manifest.corpus_sha256,
        counts=manifest.counts,
    )


@pytest.fixture
def answer(mini_chatbot):
    return mini_chatbot.ask(QUESTION).to_dict()


def check(folder, *answers):
    return verify_answers(folder, "\n".join(json.dumps(each) for each in answers))


def test_a_whole_index_is_well(mini_index):
    report = verify_index(mini_index)
    assert report.problems == ()
    assert report.checked["documents"] == 1
    assert report.checked["spans"] > report.checked["files"] > 5
    assert report.summary.startswith("All well: ")
    assert report.to_dict() == {"ok": True, "problems": [], "checked": report.checked}


def test_the_committed_index_is_well():
    assert verify_index(ROOT / "index").problems == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda documents: documents[0]["facts"][0].update(label="Number of shops"), "does not stand at"),
        (lambda documents: documents[0]["facts"][0].update(value="999"), "does not stand at"),
        (lambda documents: documents[0]["facts"][1].update(note="Eurostat"), "does not stand at"),
        (lambda documents: documents[0]["speeches"][0].update(speaker="Nobody"), "does not stand at"),
        (lambda documents: documents[0]["speeches"][0].update(speaker_role="queen"), "does not stand at"),
        (lambda documents: documents[0]["sections"][1].update(title="Atlantis"), "does not stand at"),
        (lambda documents: documents[0]["sentences"][0]["span"].update(end=999_999), "lies outside"),
        (
            lambda documents: documents[0].update(text=documents[0]["text"] + " More."),
            "not those that its manifest",
        ),
    ],
)
def test_a_false_record_is_found_though_every_digest_fits(mini_home, change, words):
    tampered(mini_home / "index", index_module.DOCUMENTS, change)
    problems = verify_index(mini_home / "index").problems
    assert any(words in problem for problem in problems), problems
    assert all("hubbot index" in problem for problem in problems)


def test_a_false_passage_is_found(mini_home):
    tampered(mini_home / "index", index_module.PASSAGES, lambda rows: rows[0].update(text="Made up."))
    assert "differs from its document" in verify_index(mini_home / "index").problems[0]


def test_no_index_is_a_problem_that_says_what_to_do(tmp_path):
    assert "run `hubbot index my-article.md`" in verify_index(tmp_path).problems[0]


def test_a_true_answer_is_well(mini_index, answer):
    report = check(mini_index, answer)
    assert report.problems == ()
    assert report.checked == {"answers": 1, "citations": len(answer["citations"])}
    assert verify_answers(mini_index, json.dumps(answer, indent=2)).problems == ()


def test_one_answer_a_line_is_read(mini_index, answer):
    assert check(mini_index, answer, answer, {"id": 3} | answer).checked["answers"] == 3


def test_a_line_separator_inside_a_string_ends_no_line(mini_index, answer):
    text = json.dumps(answer | {"question": "a\u2028b"}, ensure_ascii=False)
    assert verify_answers(mini_index, f"{text}\n{text}\n").problems == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "Aldara has more noise than Brenna, and the trains come on time."}, "are not"),
        ({"start": 0, "end": 10}, "are not"),
        ({"start": -5}, "no usable start"),
        ({"end": None}, "no usable start"),
        ({"start": "1"}, "no usable start"),
        ({"document_id": "other"}, "not in this index"),
        ({"document_id": ["three_workshops"]}, "not in this index"),
        ({"sha256": "0" * 64}, "another version"),
        ({"speaker": "Tomás"}, "said by Marta"),
        ({"speaker_role": "president"}, "said by Marta"),
        ({"section": "Brenna (Norland)"}, "the section"),
        ({"city": "Brenna"}, "the city"),
        ({"country": "Sudland"}, "the country"),
        ({"author": "Somebody Else"}, "the author"),
        ({"url": "https://example.org/"}, "the url"),
    ],
)
@pytest.mark.parametrize("place", ["citations", "closest"])
def test_a_false_citation_is_found(mini_index, answer, change, words, place):
    report = check(mini_index, answer | {place: [answer["citations"][0] | change]})
    assert any(words in problem for problem in report.problems), report.problems


@pytest.mark.parametrize(
    "text", ["7", "[]", "{}", '{"citations": null}', '{"citations": [3]}', '"x"', "{", "{}\n{"]
)
def test_what_is_no_answer_is_a_problem_not_a_crash(mini_index, text):
    assert verify_answers(mini_index, text).problems


@pytest.mark.model
def test_every_answer_to_a_sample_of_the_gold_questions_is_well(seed_chatbot, seed_index):
    lines = (ROOT / "tests" / "gold" / "questions.jsonl").read_text("utf-8").split("\n")
    gold = [json.loads(line) for line in lines if line.strip()]
    sample = [question for question in gold if question["split"] == "dev"][::16]
    answers = [seed_chatbot.ask(question["question"], question["history"]).to_dict() for question in sample]
    assert check(seed_index, *answers).problems == ()
