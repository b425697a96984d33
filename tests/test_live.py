"""A running chatbot follows its index: new words, no old ones, no dropped question, and never a bad index."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from hashing import HashingEncoder
from hubbot import Settings, build_index, store
from hubbot.errors import EncoderUnavailableError
from hubbot.live import Live
from hubbot.scorer import ReadBy, Reading

FERRY = "The last ferry to Brenna leaves at nine.\n\nThe ferry costs four crowns.\n"
MILL = "The mill of Aldham grinds rye on Mondays.\n\nThe miller sleeps until noon.\n"
SETTINGS = Settings(scorer="none", threshold=0.0)
PATIENCE_S = 30


@pytest.fixture
def home(tmp_path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ferry.txt").write_text(FERRY, "utf-8")
    (tmp_path / "corpus" / "mill.txt").write_text(MILL, "utf-8")
    build(tmp_path)
    return tmp_path


@pytest.fixture
def live(home, encoder) -> Live:
    return Live(home / "index", encoders=[encoder], settings=SETTINGS, poll_seconds=0.01)


def build(home: Path) -> store.Manifest:
    return build_index(home / "corpus", home / "index", encoders=[HashingEncoder()])


def ghosts(live: Live, document_id: str) -> list[str]:
    """Every trace of a document: in the list, in answers, among the nearest passages."""
    chatbot = live.current
    found = [document.id for document in chatbot.documents if document.id == document_id]
    for question in (
        *FERRY.splitlines(),
        "When does the last ferry to Brenna leave?",
        "How much is the ferry?",
    ):
        answer = chatbot.ask(question or "ferry")
        found += [c.text for c in (*answer.citations, *answer.closest) if c.document_id == document_id]
        found += [
            hit.passage.id
            for hit in chatbot.search(question or "ferry", 1000)
            if hit.passage.document_id == document_id
        ]
    return found


def test_a_new_index_serves_after_reload(home, live):
    before = live.status()
    assert live.reload() == before
    (home / "corpus" / "ferry.txt").write_text(FERRY.replace("nine", "eleven"), "utf-8")
    manifest = build(home)
    assert live.status().generation == before.generation
    after = live.reload()
    assert (after.generation, after.loads, after.refused) == (manifest.generation, before.loads + 1, None)
    assert "eleven" in live.current.ask("When does the last ferry to Brenna leave?").citations[0].text


def test_a_deleted_document_never_answers_again(home, live):
    assert ghosts(live, "ferry")
    (home / "corpus" / "ferry.txt").unlink()
    build(home)
    live.reload()
    assert ghosts(live, "ferry") == []
    assert live.current.ask("When does the miller sleep?").citations[0].document_id == "mill"


def test_a_request_ends_on_the_index_that_it_began_with(home, live):
    holding = live.current
    (home / "corpus" / "ferry.txt").unlink()
    build(home)
    live.reload()
    assert live.current is not holding
    assert "nine" in holding.ask("When does the last ferry to Brenna leave?").citations[0].text


def test_the_models_are_kept_over_a_reload(home, live):
    encoders = live.current.encoders
    (home / "corpus" / "ferry.txt").unlink()
    build(home)
    live.reload()
    assert live.current.encoders[0] is encoders[0]


@pytest.mark.parametrize("damage", ["manifest", "passages.json", "missing", "gone"])
def test_a_bad_index_is_refused_and_the_old_one_keeps_serving(home, live, caplog, damage):
    serving = live.status().generation
    (home / "corpus" / "mill.txt").unlink()
    manifest = build(home)
    path = home / "index" / store.MANIFEST
    if damage == "manifest":
        path.write_bytes(path.read_bytes()[:-20])
    elif damage == "gone":
        path.unlink()
    else:
        path = home / "index" / manifest.generation / "passages.json"
        path.unlink() if damage == "missing" else path.write_bytes(path.read_bytes()[:-1] + b" ")
    with caplog.at_level(logging.ERROR):
        status = live.reload()
    assert status.generation == serving
    assert status.refused == ("?" if damage in ("manifest", "gone") else manifest.generation)
    assert status.reason and "hubbot index" in status.reason
    assert status.reason in caplog.text
    assert live.current.ask("When does the miller sleep?").citations[0].document_id == "mill"
    (home / "corpus" / "ferry.txt").unlink()
    (home / "corpus" / "mill.txt").write_text("The mill is closed.\n", "utf-8")
    healed = build(home)
    assert live.reload().generation == healed.generation
    assert live.status().reason is None


def test_an_index_of_another_encoder_is_refused(home, live):
    build_index(home / "corpus", home / "index", encoders=[HashingEncoder("no-such-model")])
    status = live.reload()
    assert status.refused is not None
    assert "no-such-model" in str(status.reason)


def test_an_index_that_cannot_answer_is_refused(home, live, monkeypatch):
    (home / "corpus" / "ferry.txt").unlink()
    build(home)
    monkeypatch.setattr("hubbot.chatbot.Chatbot.suggestions", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in str(live.reload().reason)
    monkeypatch.undo()
    assert live.reload().refused is None


def test_the_thread_sees_a_new_index_by_itself(home, live):
    (home / "corpus" / "ferry.txt").unlink()
    with live:
        assert live.status().watching
        manifest = build(home)
        deadline = time.monotonic() + PATIENCE_S
        while live.status().generation != manifest.generation and time.monotonic() < deadline:
            time.sleep(0.01)
    assert live.status().generation == manifest.generation
    assert not live.status().watching


def test_no_question_is_dropped_while_indexes_are_swapped(home, live):
    """Readers ask all the time; each answer is whole and of one of the two texts."""
    wrong: list[str] = []
    asked = [0]
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                answer = live.current.ask("When does the last ferry to Brenna leave?")
                asked[0] += 1
                if not any(hour in answer.citations[0].text for hour in ("nine", "eleven")):
                    wrong.append(answer.citations[0].text)
            except Exception as error:
                wrong.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(4)]
    with live:
        for reader in readers:
            reader.start()
        for turn in range(8):
            text = FERRY if turn % 2 else FERRY.replace("nine", "eleven")
            (home / "corpus" / "ferry.txt").write_text(text, "utf-8")
            build(home)
            live.reload()
        stop.set()
        for reader in readers:
            reader.join(PATIENCE_S)
    assert wrong == []
    assert asked[0] > 0
    assert live.status().loads >= 9


class TwoNetworks:
    """A scorer whose second network is loaded when it is asked for, or is missing."""

    name, digest, reads = "two", "1", ReadBy.ENGLISH

    def __init__(self, *, missing: bool) -> None:
        self.missing = missing
        self.asked = threading.Event()

    def reader_of(self, languages):
        return self

    def second(self) -> None:
        self.asked.set()
        if self.missing:
            raise EncoderUnavailableError("the second network is not there; reinstall hubbot")

    def read(self, question, sentences, contexts=()):
        return Reading(np.full(len(sentences), 0.5, np.float32), (None,) * len(sentences))


@pytest.mark.parametrize("missing", [False, True])
def test_what_only_some_questions_need_is_loaded_while_it_serves(live, caplog, missing):
    live.current.scorer = scorer = TwoNetworks(missing=missing)
    with live:
        assert scorer.asked.wait(5)
        assert live.current.ask("When does the last ferry to Brenna leave?").citations
    assert ("reinstall hubbot" in caplog.text) is missing
