"""What growth is measured with: sentences varied the same way each time, real vectors made once."""

from __future__ import annotations

import json

import numpy as np
import pytest
from benchmarks import growth, run, texts

from hashing import HashingEncoder
from hubbot.reading.passages import split_passages

SENTENCES = [
    "The harbour of Bergen opened in 1908.",
    "Most sailors from Aveiro repaired the engines, said Ingrid.",
    "It rains.",
]


def test_sentences_are_varied_by_words_of_their_kind():
    made = [texts.varied(SENTENCES, number) for number in range(300)]
    assert made[:3] == [f"{text.rstrip('.')} ({number})." for number, text in enumerate(SENTENCES)]
    assert made == [texts.varied(SENTENCES, number) for number in range(300)]
    assert len(set(made)) == 300
    assert any("of Aveiro opened in" in text for text in made[3:])
    assert any("sailors from Bergen" in text for text in made)
    for number, text in enumerate(made):
        assert texts.NUMBER.search(text)[1] == str(number)
        if number % 3 == 0:
            assert text.startswith("The ")
            assert " in 1908 (" in text


def test_a_corpus_has_its_sentences_where_it_says():
    documents = list(texts.corpus(SENTENCES, 250))
    passages = [passage for document in documents for passage in split_passages(document)]
    assert [len(document.sentences) for document in documents] == [100, 100, 50]
    assert [passage.text for passage in passages] == [texts.varied(SENTENCES, n) for n in range(250)]


def test_known_vectors_are_those_of_the_texts_and_others_lie_near(monkeypatch):
    monkeypatch.setattr(texts, "load_encoder", HashingEncoder)
    known = np.random.default_rng(1).standard_normal((60, 384)).astype(np.float32)
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    one = texts.SyntheticEncoder("one", 1, known[:5], known)
    two = texts.SyntheticEncoder("two", 2, known)
    asked = [texts.varied(SENTENCES, number) for number in (7, 33, 12)]
    assert np.array_equal(one.encode_passages(asked), known[[7, 33, 12]])
    near = two.encode_passages(asked)
    cosines = np.sum(near * known[[7, 33, 12]], axis=1)
    assert np.all((cosines > 0.6) & (cosines < 0.95))
    assert one.digest != two.digest
    only = texts.SyntheticEncoder("one", 1, known[:5]).encode_passages(asked)
    assert np.all(np.sum(only * known[[7 % 5, 33 % 5, 12 % 5]], axis=1) > 0.6)


@pytest.mark.model
def test_real_vectors_are_made_once(tmp_path):
    encoder = texts.load_encoder()
    asked = [texts.varied(SENTENCES, number) for number in range(12)]
    assert texts.kept(encoder, asked, tmp_path) is None
    path, about = texts.embedded(encoder, asked, tmp_path)
    vectors = np.load(path)
    assert np.allclose(vectors, encoder.encode_passages(asked), atol=1e-5)
    assert texts.kept(encoder, asked, tmp_path) == path
    assert about["texts"] == 12
    assert about["texts_per_s"] > 0
    np.save(path, vectors + 1)
    again, same = texts.embedded(encoder, asked, tmp_path)
    assert again == path
    assert same == about
    assert np.array_equal(np.load(again), vectors + 1)  # nothing was made again
    assert texts.embedded(encoder, asked[:11], tmp_path)[0] != path


def test_few_sentences_are_made_many_by_variation():
    made = texts.as_many(SENTENCES, len(SENTENCES) + 200)
    assert made[: len(SENTENCES)] == SENTENCES
    assert len(set(made)) == len(SENTENCES) + 200
    assert texts.as_many(SENTENCES, 3) == SENTENCES[:3]


def test_a_size_that_failed_has_no_figures_and_a_million_has_all():
    row = {
        "passages": 1_000_000, "build_s": 300.0, "load_s": 2.0, "first_answer_s": 0.3,
        "recall_at_10_in_manifest": [1.0, 0.99], "recall_at_10": 0.97, "recall_at_10_of_an_arm_alone": 0.96,
        "search_ms": {"p50": 5.5, "p95": 7.0}, "answer_ms": {"p50": 80.0, "p95": 90.0},
        "resident_mb": {"asked": {"all": 600.0}}, "answering_mb": {"all": 800.0},
    }  # fmt: skip
    found = {each["name"]: each for each in growth.figures([{"passages": 1000, "ask_failed": ["no"]}, row])}
    assert {name: each["met"] for name, each in found.items() if each["met"] is not None} == {
        "recall@10 in the manifest, 1,000,000 passages": True,
        "recall@10 of questions, 1,000,000 passages": False,
        "search p50, 1,000,000 passages": False,
        "load, 1,000,000 passages": True,
        "resident, all in, 1,000,000 passages": True,
    }
    assert found["resident, all in, 1,000,000 passages"]["value"] == 800.0
    assert not growth.figures([{"passages": 1000, "ask_failed": ["no"]}])


def test_the_whole_run_says_how_long_it_took(tmp_path, monkeypatch):
    monkeypatch.setattr(run.page, "RESULTS", tmp_path)
    run.whole({"date": "2026-11-22"}, {"build": 900, "growth": 960})
    report = json.loads((tmp_path / "whole.json").read_text("utf-8"))
    assert report["figures"][0]["value"] == 31.0
    assert report["figures"][0]["met"] is False


def test_an_arm_has_real_vectors_where_they_were_made_and_near_ones_where_not(monkeypatch, tmp_path):
    monkeypatch.setattr(texts, "load_encoder", HashingEncoder)
    chosen = np.random.default_rng(2)
    known = [chosen.standard_normal((40, 384)).astype(np.float32) for _ in range(2)]
    known = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in known]
    asked = [texts.varied(SENTENCES, number) for number in (3, 17)]
    for place, each in enumerate(known):
        np.save(tmp_path / f"base-{place}.npy", each[:5])
        np.save(tmp_path / f"known-{place}.npy", each)
        one, two = growth.arms(tmp_path, 40)
        assert np.array_equal(one.encode_passages(asked), known[0][[3, 17]])
        assert np.array_equal(two.encode_passages(asked), known[1][[3, 17]]) == (place == 1)
    assert not np.array_equal(
        growth.arms(tmp_path, growth.MILLION)[0].encode_passages(asked), known[0][[3, 17]]
    )
