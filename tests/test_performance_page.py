"""docs/performance.md shows what was measured: every figure that has a target, and why one is missed."""

from __future__ import annotations

import re

import pytest
from benchmarks import page
from benchmarks.figures import figure, reason

RESULTS = page.results()
# What has a target, by the beginning of its name.
WANTED = (
    "hubbot ask: wall",
    "hubbot ask: peak memory",
    "hubbot ask: loaded of torch",
    "hubbot --help: wall",
    "`hubbot serve`: command to health 200",
    "`hubbot serve`: first answer then",
    "compiled: least cosine",
    "compiled: same ranking",
    "answer / models, shipped index",
    "answer of 10,",
    "passages a second / plain loop",
    "memory of a build, 1,000,000 / 100,000",
    "recall@10 in the manifest, 1,000,000 passages",
    "recall@10 of questions, 1,000,000 passages",
    "search p50, 1,000,000 passages",
    "load, 1,000,000 passages",
    "resident, all in, 1,000,000 passages",
    "32 clients: API, all new / bare",
    "`make bench`",
)
PEERS = ("plain", "txtai", "langchain", "llamaindex", "haystack", "verbatim", "hubbot: answer")
FIGURES = [each for report in RESULTS.values() for each in report.get("figures", [])]


@pytest.mark.parametrize("name", WANTED)
def test_a_figure_with_a_target_was_measured(name):
    found = [each for each in FIGURES if each["name"].startswith(name)]
    assert len(found) == 1
    assert found[0]["target"]
    assert found[0]["value"] is not None


@pytest.mark.parametrize("each", [f for f in FIGURES if f["target"]], ids=lambda each: each["name"])
def test_a_miss_has_its_reason_and_so_has_what_another_machine_may_miss(each):
    assert reason(each["name"])


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_was_measured(name):
    row = RESULTS["peers"]["peers"][name]
    for field in ("first_answer_s", "warm_p50_ms", "warm_p95_ms", "sentences_per_s", "peak_mb"):
        low, high = row[field]["range"]
        assert 0 < low <= row[field]["median"] <= high
    assert row["installed_mb"] > row["beyond_plain_mb"] >= 0
    assert row["sentence_first"]["of"] == RESULTS["peers"]["quality"]["questions"]


def test_the_page_shows_the_results():
    text = page.PAGE.read_text("utf-8")
    for name, block in page.BLOCKS.items():
        shown = re.search(rf"<!-- begin {name} -->\n(.*?)\n<!-- end {name} -->", text, re.DOTALL)
        assert shown is not None
        assert shown[1] == block(RESULTS)


def test_a_figure_is_met_or_missed_or_has_no_target():
    assert figure("a", 1.0, "s", most=1.0)["met"] is True
    assert figure("a", 1.1, "s", most=1.0)["met"] is False
    assert figure("a", 0.5, "times", least=0.6)["met"] is False
    assert figure("a", None, "s", most=1.0)["met"] is None
    assert figure("a", 3.0, "s")["met"] is None
    assert not reason("a figure that nobody has")


def test_the_table_says_what_was_missed_and_why():
    name = "32 clients: API, all new / bare"
    found = {
        "server": {"figures": [figure(name, 0.06, "times", least=0.6), figure("a", 2.0, "s", most=3)]},
    }
    table = page.figures(found)
    assert f"**missed**: {reason(name)}" in table
    assert "| a | 2 s | ≤ 3 | met |" in table
