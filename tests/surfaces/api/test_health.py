"""The health pages: short while all is well, and with the reason where a newer index was refused."""

from __future__ import annotations

import logging

import pytest
from api_client import client_of_chatbot

from hashing import DATA, HashingEncoder
from hubbot import store
from hubbot.building import build_index
from hubbot.live import Live
from hubbot.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")
FERRY = "# Harbour\n\nThe ferry to Aldara leaves at seven.\n"


def test_a_refused_index_is_on_both_health_pages_and_in_the_log(tmp_path, caplog):
    index = tmp_path / "index"
    serving = build_index(DATA, index, encoders=[HashingEncoder()]).generation
    live = Live(index, encoders=[HashingEncoder()], settings=Settings(index_dir=index, scorer="none"))
    client = client_of_chatbot(live)
    assert set(client.get("/health").json()) == {"status", "index"}
    (tmp_path / "ferry.txt").write_text(FERRY, "utf-8")
    newer = build_index(tmp_path / "ferry.txt", index, encoders=[HashingEncoder()]).generation
    (index / newer / "passages.json").write_bytes(b"[]")
    with caplog.at_level(logging.ERROR):
        live.reload()
    told = client.get("/health").json()
    assert told["status"] == "ok"
    assert told["index"]["generation"] == serving
    refused = told["refused"]
    assert (refused["generation"], refused["keeps_serving"]) == (newer, serving)
    assert "passages.json" in refused["reason"] and "hubbot index" in refused["reason"]
    assert refused["reason"] in caplog.text and f"generation {serving} keeps serving" in caplog.text
    assert client.get("/api/v1/health").json()["reload"]["reason"] == refused["reason"]
    answer = client.post("/api/v1/ask", json={"question": "How many workshops does Corvo have?"}).json()
    assert answer["answer"] == "75"
    build_index(DATA, index, encoders=[HashingEncoder()])
    live.reload()
    assert set(client.get("/health").json()) == {"status", "index"}
    assert store.read_manifest(index).generation == serving
