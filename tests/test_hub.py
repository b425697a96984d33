"""Models by name: a hub that is not there is asked once, and what lies here needs none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from huggingface_hub import constants

from hubbot import hub
from hubbot.crossencoder import load_scorer
from hubbot.encoder import load_encoder
from hubbot.errors import EncoderUnavailableError

HOME = "sentence-transformers"


@pytest.fixture(autouse=True)
def online(monkeypatch, tmp_path):
    """The hub is asked as outside of the tests; its cache is empty."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.file_download.constants.HF_HUB_CACHE", str(tmp_path / "cache"))


@contextmanager
def serving(monkeypatch, status: int | None) -> Iterator[list[str]]:
    """Yield the methods that a hub on this machine is asked with; None hangs up instead of answering."""
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.command)
            if status is not None:
                self.send_response(status)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield asked
        server.shutdown()


@pytest.mark.parametrize("load", [load_encoder, load_scorer])
def test_a_hub_that_hangs_up_is_asked_once_and_named(monkeypatch, load):
    with serving(monkeypatch, None) as asked, pytest.raises(EncoderUnavailableError) as refused:
        load("somebody/some-model")
    assert asked == ["HEAD"]
    assert "'somebody/some-model'" in str(refused.value)
    assert f"{constants.ENDPOINT} cannot be asked" in str(refused.value)
    assert "give" in str(refused.value)


def test_a_hub_that_answers_whatever_it_says_may_have_it(monkeypatch):
    with serving(monkeypatch, 405):
        assert hub.is_local("somebody/some-model", HOME) is False


def test_a_hub_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(hub, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(EncoderUnavailableError, match=r"no answer in 0\.2 seconds|timed out"):
            hub.is_local("somebody/some-model", HOME)


def test_what_lies_here_asks_nobody(monkeypatch, tmp_path):
    with serving(monkeypatch, 200) as asked:
        assert hub.is_local(str(tmp_path), HOME) is True
        with pytest.raises(EncoderUnavailableError, match=r"there is no folder \./absent/model/of/mine"):
            hub.is_local("./absent/model/of/mine", HOME)
    assert asked == []


@pytest.mark.parametrize("name", ["tiny", "sentence-transformers/tiny"])
def test_what_was_downloaded_once_needs_no_hub(monkeypatch, tmp_path, name):
    kept = tmp_path / "cache" / "models--sentence-transformers--tiny"
    (kept / "snapshots" / "a1").mkdir(parents=True)
    (kept / "snapshots" / "a1" / "modules.json").write_text("[]")
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("a1")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert hub.is_local(name, HOME) is True
    with pytest.raises(EncoderUnavailableError, match="HF_HUB_OFFLINE is set"):
        hub.is_local("somebody/tiny", HOME)
