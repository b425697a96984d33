"""Questions of concurrent readers share passes of the encoder, and nobody can tell by the answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing import ROOT, HashingEncoder
from hubbot import Chatbot, Settings, batching
from hubbot.batching import BatchedEncoder, batched

READERS = 8


class GatedEncoder(HashingEncoder):
    """Records its passes; the first of them lasts until the gate is opened. "bad" cannot be encoded."""

    def __init__(self) -> None:
        super().__init__()
        self.passes: list[tuple[str, ...]] = []
        self.started, self.gate = threading.Event(), threading.Event()

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.passes.append(tuple(texts))
        if len(self.passes) == 1:
            self.started.set()
            assert self.gate.wait(30)
        if "bad" in texts:
            raise ValueError("bad cannot be encoded")
        if texts[0] == "interrupted":
            raise KeyboardInterrupt
        return super().encode_queries(texts)


class Readers:
    """A thread for each who asks; they come one after the other, so that the line has an order."""

    def __init__(self, shared: BatchedEncoder) -> None:
        self._shared = shared
        self._pool = ThreadPoolExecutor(16)
        self.asked: list[Future[np.ndarray]] = []

    def ask(self, *texts: str) -> Future[np.ndarray]:
        before = self._shared.waiting
        self.asked.append(self._pool.submit(self._shared.encode_queries, texts))
        _until(lambda: self._shared.waiting > before or self.asked[-1].done())
        return self.asked[-1]

    def first(self, encoder: GatedEncoder, text: str) -> Future[np.ndarray]:
        """Ask what the first pass will be busy with."""
        self.asked.append(self._pool.submit(self._shared.encode_queries, [text]))
        assert encoder.started.wait(30)
        return self.asked[-1]


def test_a_lone_reader_has_a_pass_at_once():
    encoder = GatedEncoder()
    encoder.gate.set()
    shared = BatchedEncoder(encoder, most=16)
    for text in ("one", "two"):
        assert np.array_equal(shared.encode_queries([text]), HashingEncoder().encode_queries([text]))
    assert encoder.passes == [("one",), ("two",)]
    assert shared.waiting == 0


def test_those_who_come_during_a_pass_share_the_next():
    encoder = GatedEncoder()
    shared = BatchedEncoder(encoder, most=16)
    readers = Readers(shared)
    readers.first(encoder, "first")
    for text in ("red kite", "blue kite", "green field"):
        readers.ask(text)
    readers.ask("two", "texts")
    encoder.gate.set()
    answers = [future.result(30) for future in readers.asked]
    assert encoder.passes == [("first",), ("red kite", "blue kite", "green field", "two", "texts")]
    for answer, texts in zip(
        answers, (["first"], ["red kite"], ["blue kite"], ["green field"], ["two", "texts"]), strict=True
    ):
        assert np.array_equal(answer, HashingEncoder().encode_queries(texts))


def test_a_pass_has_its_limit_and_a_long_call_is_not_cut():
    encoder = GatedEncoder()
    readers = Readers(BatchedEncoder(encoder, most=3))
    readers.first(encoder, "first")
    for texts in (["a"], ["b", "c"], ["d"], ["e", "f", "g", "h"], ["i"]):
        readers.ask(*texts)
    encoder.gate.set()
    for future in readers.asked:
        future.result(30)
    assert encoder.passes == [("first",), ("a", "b", "c"), ("d",), ("e", "f", "g", "h"), ("i",)]


def test_a_text_that_cannot_be_encoded_fails_for_its_reader_alone():
    encoder = GatedEncoder()
    readers = Readers(BatchedEncoder(encoder, most=16))
    readers.first(encoder, "first")
    fine, bad, other = readers.ask("fine"), readers.ask("bad"), readers.ask("other")
    encoder.gate.set()
    with pytest.raises(ValueError, match="bad cannot be encoded"):
        bad.result(30)
    for future, text in ((fine, "fine"), (other, "other")):
        assert np.array_equal(future.result(30), HashingEncoder().encode_queries([text]))
    assert readers.ask("later").result(30).shape == (1, HashingEncoder.dimension)


def test_an_interrupted_reader_does_not_hold_up_the_others():
    encoder = GatedEncoder()
    readers = Readers(BatchedEncoder(encoder, most=16))
    first = readers.first(encoder, "first")
    interrupted, other = readers.ask("interrupted"), readers.ask("other")
    encoder.gate.set()
    assert first.result(30).shape == (1, HashingEncoder.dimension)
    with pytest.raises(KeyboardInterrupt):
        interrupted.result(30)
    assert np.array_equal(other.result(30), HashingEncoder().encode_queries(["other"]))


def test_a_window_gathers_those_who_come_within_it(monkeypatch):
    encoder = GatedEncoder()
    encoder.gate.set()
    shared = BatchedEncoder(encoder, most=16, window=0.005)
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        _until(lambda: shared.waiting == 3)

    monkeypatch.setattr(batching.time, "sleep", wait)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda text: shared.encode_queries([text]), ("a", "b", "c")))
    assert waited == [0.005]
    assert [sorted(texts) for texts in encoder.passes] == [["a", "b", "c"]]


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3), min_size=1, max_size=12))
def test_everyone_gets_the_vectors_of_his_own_texts(calls):
    shared = BatchedEncoder(HashingEncoder(), most=4)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(shared.encode_queries, calls))
    for vectors, texts in zip(found, calls, strict=True):
        assert np.array_equal(vectors, HashingEncoder().encode_queries(texts))


def test_settings_say_whether_passes_are_shared_and_nothing_is_wrapped_twice(mini_index, encoder):
    assert batched([encoder], Settings(batch_questions=1)) == (encoder,)
    chatbot = Chatbot.load(mini_index, encoders=[encoder], settings=Settings(scorer="none"))
    assert isinstance(chatbot.encoders[0], BatchedEncoder)
    assert chatbot.reloaded(mini_index).encoders == chatbot.encoders  # both share the passes of one


@pytest.mark.model
def test_answers_are_the_same_whoever_asks_beside(seed_index):
    lines = (ROOT / "tests" / "gold" / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [line["question"] for line in map(json.loads, lines) if not line.get("history")][::6]
    one = Chatbot.load(seed_index, settings=Settings(batch_questions=1))
    apart, together = (
        Chatbot(one.index, [Counting(encoder) for encoder in one.encoders], settings, one.scorer)
        for settings in (Settings(batch_questions=1), Settings())
    )
    with ThreadPoolExecutor(READERS) as pool:
        answers = list(pool.map(together.ask, asked))
    for answer, question in zip(answers, asked, strict=True):
        assert answer.to_dict() == apart.ask(question).to_dict()
    for shared, alone in zip(together.encoders, apart.encoders, strict=True):
        assert 0 < len(shared._encoder.sizes) < len(alone.sizes), alone.name


@pytest.mark.model
def test_vectors_do_not_depend_on_what_is_encoded_beside(seed_chatbot):
    texts = ["Hi", "Which city has less traffic than Bogota?", "¿Dónde está Medellín?", "a " * 40]
    for encoder in seed_chatbot.encoders:
        alone = np.vstack([encoder.encode_queries([text]) for text in texts])
        # The compiled model adds up tokens in another order for many: the last bit of some numbers.
        assert np.allclose(encoder.encode_queries(texts), alone, rtol=0, atol=1e-6)


class Counting:
    """An encoder that notes how many texts each pass had."""

    def __init__(self, encoder) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self._encoder = encoder
        self.sizes: list[int] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.sizes.append(len(texts))
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder.encode_passages(texts)


def _until(true: Callable[[], bool]) -> None:
    """Wait for what another thread is about to bring about."""
    again = threading.Event()
    for _ in range(30_000):
        if true():
            return
        again.wait(0.001)
    raise AssertionError("it did not come about")
