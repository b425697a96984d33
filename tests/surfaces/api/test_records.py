"""What the owner learns, and what is never kept."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time

import pytest
from api_client import client_of_chatbot

from hubbot.contract import Answer
from hubbot.settings import Settings
from hubbot.surfaces.api import records as module
from hubbot.surfaces.api.records import Records, read_opinions, read_unanswered, records_path

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`:DeprecationWarning")
SILENT = "Who founded Lima?"


def silent(question: str, **fields) -> Answer:
    known = {
        "standalone_question": question,
        "kind": "open",
        "abstained": True,
        "reason": "no",
        "answer": None,
    }
    return Answer(question=question, confidence=0.1, **{**known, **fields})


def test_unanswered_questions_and_feedback_are_kept_and_answers_are_not(mini_chatbot, tmp_path):
    records = Records(tmp_path / "kept.sqlite")
    client = client_of_chatbot(mini_chatbot, records=records)
    client.post("/api/v1/ask", json={"question": "How many workshops does Corvo have?"})
    client.post("/api/v1/ask", json={"question": SILENT})
    client.get("/ask", params={"q": SILENT})
    client.post("/api/v1/feedback", json={"question": "q", "answer": "a", "helpful": False, "comment": "no"})
    records.flush()
    kept = read_unanswered(tmp_path / "kept.sqlite", 90)
    assert [row.standalone for row in kept] == [SILENT, SILENT]
    opinion = read_opinions(tmp_path / "kept.sqlite", 90)[0]
    assert (opinion.question, opinion.helpful, opinion.comment) == ("q", False, "no")
    records.close()


@pytest.mark.parametrize(
    ("headers", "body"), [({"sec-gpc": "1"}, {}), ({"dnt": "1"}, {}), ({}, {"keep": False})], ids=str
)
def test_a_reader_who_wants_no_record_leaves_none(mini_chatbot, tmp_path, headers, body):
    records = Records(tmp_path / "kept.sqlite")
    client = client_of_chatbot(mini_chatbot, records=records)
    answer = client.post("/api/v1/ask", json={"question": SILENT, **body}, headers=headers)
    assert answer.json()["abstained"]
    if headers:
        client.post("/api/v1/feedback", json={"question": "q", "helpful": True}, headers=headers)
        client.get("/ask", params={"q": SILENT}, headers=headers)
    records.flush()
    assert read_unanswered(tmp_path / "kept.sqlite", 90) == []
    assert read_opinions(tmp_path / "kept.sqlite", 90) == []
    records.close()


def test_no_address_is_in_the_file(mini_chatbot, tmp_path):
    records = Records(tmp_path / "kept.sqlite")
    client = client_of_chatbot(
        mini_chatbot, Settings(chat=False, trusted_proxies=("127.0.0.1",)), records=records
    )
    headers = {
        "x-forwarded-for": "203.0.113.77",
        "user-agent": "spy/1.0",
        "cookie": "id=7",
        "referer": "http://r.test/",
    }
    client.post("/api/v1/ask", json={"question": SILENT}, headers=headers)
    client.post("/api/v1/feedback", json={"question": "q", "helpful": True}, headers=headers)
    records.close()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SILENT.encode() in content
    for trace in (b"203.0.113", b"127.0.0.1", b"spy/", b"id=7", b"r.test"):
        assert trace not in content
    assert (tmp_path / "kept.sqlite").stat().st_mode & 0o077 == 0


def test_what_is_older_than_the_retention_goes_from_the_file(tmp_path, monkeypatch):
    path = tmp_path / "kept.sqlite"
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now - 8 * 86400)
    old = Records(path, days=7)
    old.note(silent("an ancient matter?"))
    old.close()
    monkeypatch.setattr(module.time, "time", lambda: now)
    new = Records(path, days=7)
    new.note(silent("a new matter?"))
    new.close()
    assert [row.question for row in read_unanswered(path, 1000)] == ["a new matter?"]
    assert b"ancient" not in b"".join(part.read_bytes() for part in tmp_path.iterdir())


def test_a_flood_fills_no_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MAX_ROWS", 5)
    monkeypatch.setattr(module, "_TIDY_EVERY", 1)
    records = Records(tmp_path / "kept.sqlite")
    for number in range(20):
        records.note(silent(f"q{number}"))
    records.close()
    assert len(read_unanswered(tmp_path / "kept.sqlite", 90)) <= 6


def test_a_file_that_cannot_be_written_costs_one_warning_and_no_answer(mini_chatbot, tmp_path, caplog):
    records = Records(tmp_path / "no" / "such" / "folder.sqlite")
    client = client_of_chatbot(mini_chatbot, records=records)
    for _ in range(3):
        assert client.post("/api/v1/ask", json={"question": SILENT}).status_code == 200
    records.close()
    assert caplog.text.count("are not kept") == 1


def test_halves_of_characters_are_kept_as_something_readable(tmp_path):
    records = Records(tmp_path / "kept.sqlite")
    records.note(silent("a \ud83d half"))
    records.close()
    assert read_unanswered(tmp_path / "kept.sqlite", 90)[0].question == "a ? half"


def test_the_file_lies_beside_the_index_unless_told_or_turned_off(tmp_path):
    assert records_path(Settings(index_dir=tmp_path / "index")) == tmp_path / "index.records.sqlite"
    assert records_path(Settings(records_file=tmp_path / "r")) == tmp_path / "r"
    assert records_path(Settings(keep_questions=False, records_file=tmp_path / "r")) is None


@pytest.mark.model
def test_the_command_shows_gaps_and_writes_them(tmp_path, seed_index):
    records = Records(tmp_path / "kept.sqlite")
    for _ in range(2):
        records.note(silent("Is there a beach in Lima?"))
    records.close()
    with sqlite3.connect(tmp_path / "kept.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM unanswered").fetchone() == (2,)
    connection.close()
    done = subprocess.run(
        [sys.executable, "-m", "hubbot.surfaces.cli", "gaps", "--json", "--csv", str(tmp_path / "gaps.csv")],
        env={**os.environ, "HUBBOT_RECORDS_FILE": str(tmp_path / "kept.sqlite")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)[0]["asked"] == 2
    assert "Is there a beach in Lima?" in (tmp_path / "gaps.csv").read_text()


def test_questions_are_logged_only_where_the_owner_wants_that(mini_chatbot, caplog):
    with caplog.at_level("INFO"):
        client_of_chatbot(mini_chatbot).post("/api/v1/ask", json={"question": SILENT})
        assert SILENT not in str([vars(record) for record in caplog.records])
        client_of_chatbot(mini_chatbot, Settings(chat=False, log_questions=True)).post(
            "/api/v1/ask", json={"question": SILENT}
        )
    assert [record.question for record in caplog.records if record.name == "hubbot.questions"] == [SILENT]
