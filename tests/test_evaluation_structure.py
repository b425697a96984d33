"""The suite that judges quotes, speakers and sections: what counts as a hit, and what counts against us."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from hashing import ROOT
from hubbot.evaluation.bench import DataMissingError, open_bench
from hubbot.evaluation.report import evaluate, needs_models
from hubbot.evaluation.structure import (
    carries_marks,
    core,
    dice,
    read_articles,
    same_speaker,
    structure_report,
)
from hubbot.settings import Settings
from hubbot.surfaces.scoreboard import print_report
from hubbot.types import Span, Speech, SpeechKind

GUIDE = """# Two mills

## North

“The wheel turns in all weathers,” said Ida Brook, a miller.

## South

> We grind for nobody but ourselves.
>
> — Tom Hale

“Nobody labelled these words of mine,” said Ann Lee.
"""


def label(words, speaker, section="North", **more):
    start = GUIDE.index(words) if words in GUIDE else None
    fields = {"id": words[:3], "file": "en/guide.md", "quote": words, "speaker": speaker, "section": section}
    return fields | {"start": start, "lang": "en", "kind": "direct"} | more


@pytest.fixture
def folder(tmp_path):
    articles = tmp_path / "articles"
    (articles / "en").mkdir(parents=True)
    (articles / "en" / "guide.md").write_text(GUIDE, "utf-8")
    index = {"file": "en/guide.md", "lang": "en", "kind": "guide", "title": "Two mills", "sections": 2}
    write(articles / "index.jsonl", [index])
    write(
        articles / "quotes.jsonl",
        [
            label("The wheel turns in all weathers", "Ida Brook"),
            label("We grind for nobody but ourselves.", "Hale", "South"),
            label("for nobody but ourselves", "Tom Hale", "South"),
        ],
    )
    return articles


def write(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def group(folder, name="all"):
    return structure_report(read_articles(folder))["groups"][name]


def test_quotes_speakers_and_sections_are_counted(folder):
    found = group(folder)
    assert (found["recall"]["hits"], found["recall"]["of"]) == (2, 3)
    assert (found["precision"]["hits"], found["precision"]["of"]) == (2, 3)  # one speech has no label
    assert found["f1"]["value"] == pytest.approx(2 * 2 / (3 + 3), abs=1e-4)
    assert found["speaker"]["hits"] == 2  # "Hale" is Tom Hale
    assert found["speaker_exact"]["hits"] == 1
    assert (found["section"]["hits"], found["section"]["of"]) == (2, 3)
    assert found["sections_counted"]["value"] == 1.0
    assert set(structure_report(read_articles(folder))["groups"]) == {
        "all", "with marks", "without marks", "kind guide", "format md", "language en",
    }  # fmt: skip


def test_every_difference_is_listed(folder):
    misses = structure_report(read_articles(folder))["misses"]
    assert [miss["what"] for miss in misses] == ["speaker printed otherwise", "missed", "not labelled"]
    assert misses[2]["ours"] == "Nobody labelled these words of mine,"


def test_a_wrong_number_of_headings_and_a_wrong_section_show(folder):
    lines = [json.loads(line) for line in (folder / "index.jsonl").read_text("utf-8").splitlines()]
    write(folder / "index.jsonl", [lines[0] | {"sections": 4}])
    write(folder / "quotes.jsonl", [label("The wheel turns in all weathers,", "Ida Brook", "South")])
    report = structure_report(read_articles(folder))
    assert report["groups"]["all"]["sections_counted"]["value"] == 0.5
    assert {miss["what"] for miss in report["misses"]} == {"sections", "other section", "not labelled"}


def test_reported_speech_counts_where_it_is_labelled(folder):
    text = GUIDE + "\nIda Brook said that the mill would close in spring.\n"
    (folder / "en" / "guide.md").write_text(text, "utf-8")
    assert group(folder)["speeches"] == 3
    words = "Ida Brook said that the mill would close in spring."
    write(folder / "quotes.jsonl", [label(words, "Ida Brook", "South", kind="reported", start=None)])
    assert group(folder)["speeches"] == 4
    assert group(folder)["recall"]["hits"] == 1


def test_an_offset_of_another_text_is_found_by_its_words(folder):
    write(folder / "quotes.jsonl", [label("The wheel turns in all weathers", "Ida Brook", start=3)])
    assert group(folder)["recall"]["hits"] == 1


def test_words_that_are_not_there_are_a_miss(folder):
    write(folder / "quotes.jsonl", [label("Nobody wrote this", "Ida Brook")])
    assert group(folder)["recall"] == {"value": 0.0, "hits": 0, "of": 1, "interval": [0.0, 0.7935]}


def test_an_article_that_cannot_be_read_misses_its_quotes(folder):
    (folder / "en" / "guide.md").write_bytes(b"\xff\xfe\x00")
    report = structure_report(read_articles(folder))
    assert (report["articles"], report["read"]) == (1, 0)
    assert "en/guide.md" in report["not_read"][0]
    assert report["groups"]["all"]["recall"]["of"] == 3


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("He said “yes, now” again.", "yes, now", True),
        ("> Yes, now.\n", "Yes, now.", True),
        ("Ann: Yes, now.\n", "Yes, now.", False),
        ("The boys’ Yes, now.\n", "Yes, now.", False),
    ],
)
def test_what_carries_marks(text, words, marked):
    start = text.index(words)
    assert carries_marks(text, Span(start, start + len(words))) is marked


def test_the_core_leaves_out_marks_and_closing_punctuation():
    text = " “*Yes, now.*”, "
    assert core(text, Span(0, len(text))) == Span(text.index("Y"), text.index("."))
    assert core("...", Span(0, 3)) == Span(3, 3)


@pytest.mark.parametrize(
    ("wanted", "ours", "role", "near", "exact"),
    [
        ("Ann Lee", "Ann Lee", None, True, True),
        ("Ann Lee, mayor", "Ann Lee", "mayor", True, True),
        ("Lee", "Ann Lee", None, True, False),
        ("Ann Lee", "Tom Lee", None, False, False),
        (None, None, None, True, True),
        (None, "Ann Lee", None, False, False),
        ("Ann Lee", None, None, False, False),
    ],
)
def test_when_a_speaker_is_right(wanted, ours, role, near, exact):
    speech = Speech(Span(0, 1), SpeechKind.DIRECT, "s1", speaker=ours, speaker_role=role)
    assert same_speaker(wanted, speech) is near
    assert same_speaker(wanted, speech, exact=True) is exact
    assert not same_speaker(wanted, None)


def test_f1_of_nothing_is_no_score():
    assert dice(0, 0, 5) is None
    assert dice(3, 4, 4)["value"] == 0.75


def test_the_suite_needs_no_model_and_no_index(folder, tmp_path):
    settings = replace(Settings(), eval_dir=folder.parent, index_dir=tmp_path / "none")
    bench = open_bench(settings, tmp_path / "gold.jsonl", models=needs_models("structure"))
    report = evaluate(bench, "structure")
    json.dumps(report, allow_nan=False)
    printed = io.StringIO()
    print_report(Console(file=printed, width=300), report)
    assert "with marks (3)" in printed.getvalue()
    assert "3 differences" in printed.getvalue()
    assert needs_models("gold,structure")


def test_a_set_without_labels_is_said(tmp_path):
    with pytest.raises(DataMissingError, match="cannot be read"):
        read_articles(tmp_path)


EVAL_DIR = Path(os.environ.get("HUBBOT_EVAL_DIR", ROOT.parent / "shared" / "eval"))


@pytest.mark.skipif(not (EVAL_DIR / "articles").is_dir(), reason="the public articles are not there")
def test_the_public_articles_are_read_as_they_are_labelled():
    groups = structure_report(read_articles(EVAL_DIR / "articles"))["groups"]
    least = {"f1": 0.90, "f1_exact": 0.90, "speaker": 0.85, "speaker_exact": 0.85, "section": 0.98}
    for name, floor in least.items():
        assert groups["all"][name]["value"] >= floor, name
    for name, floor in {"f1": 0.95, "f1_exact": 0.95, "speaker": 0.90, "speaker_exact": 0.90}.items():
        assert groups["with marks"][name]["value"] >= floor, name
    assert groups["format md"]["sections_counted"]["value"] >= 0.98
