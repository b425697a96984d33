"""What the owner learns: questions that the article does not answer, and what readers say of answers. SQLite.

No address, no cookie, no session is kept, only words and the day and hour of them. A reader whose browser asks
not to be tracked is left out, an owner can turn all of it off, and what is older than the retention goes.
"""

from __future__ import annotations

import json
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubbot.contract import Answer
from hubbot.gaps import Unanswered
from hubbot.settings import Settings

logger = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS unanswered (
    id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, question TEXT NOT NULL, standalone TEXT NOT NULL,
    reason TEXT, language TEXT NOT NULL, confidence REAL NOT NULL, document_id TEXT, generation TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    citations TEXT NOT NULL, helpful INTEGER NOT NULL, comment TEXT NOT NULL, document_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS unanswered_hour ON unanswered (hour);
CREATE INDEX IF NOT EXISTS feedback_hour ON feedback (hour);
"""
_HOUR = 3600  # seconds: finer would tell visits apart
_DAY = 24
_WAITING = 1000  # records on their way to the disk; a slow disk loses records rather than readers
_MAX_ROWS = 200_000  # of each table, whatever the retention: a flood fills no disk
_TIDY_EVERY = 500  # records


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reader's word on one answer."""

    hour: int
    question: str
    answer: str
    helpful: bool
    comment: str
    document_id: str | None


class Records:
    """Writes records on a thread of its own; a file that cannot be written gives one warning."""

    def __init__(self, path: Path | None, days: int = 90) -> None:
        self._path = path
        self._days = days
        self._waiting: queue.Queue[Callable[[sqlite3.Connection], None] | None] = queue.Queue(_WAITING)
        self._writer: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def kept_in(self) -> Path | None:
        """The file, or None where nothing is kept."""
        return self._path

    def note(self, answer: Answer, document_id: str | None = None) -> None:
        """Keep a question that the article does not answer; anything else is not kept."""
        if not answer.abstained:
            return
        row = (
            _this_hour(),
            answer.question,
            answer.standalone_question,
            answer.reason,
            answer.language,
            answer.confidence,
            document_id,
            answer.index.get("generation"),
        )
        self._write("INSERT INTO unanswered VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def opine(self, said: Mapping[str, Any]) -> None:
        """Keep what a reader said of an answer."""
        row = (
            _this_hour(),
            said["question"],
            said.get("answer", ""),
            json.dumps(said.get("citations", [])),
            int(said["helpful"]),
            said.get("comment", ""),
            said.get("document_id"),
        )
        self._write("INSERT INTO feedback VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", row)

    def flush(self) -> None:
        """Wait until everything said so far is on the disk."""
        self._waiting.join()

    def close(self) -> None:
        """Write what waits and end the thread."""
        if self._writer is not None:
            self._waiting.put(None)
            self._writer.join()
            self._writer = None

    def _write(self, statement: str, row: Sequence[Any]) -> None:
        if self._path is None:
            return
        clean = [
            value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in row
        ]
        self._start()
        try:
            self._waiting.put_nowait(lambda connection: _insert(connection, statement, clean))
        except queue.Full:
            logger.warning("the file of records is slow: one record was dropped")

    def _start(self) -> None:
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._run, name="hubbot-records", daemon=True)
                self._writer.start()

    def _run(self) -> None:
        try:
            connection = _open(self._path)
        except (sqlite3.Error, OSError) as error:
            logger.warning("feedback and unanswered questions are not kept: %s (%s)", self._path, error)
            connection = None
        count = 0
        while True:
            task = self._waiting.get()
            try:
                if task is None:
                    return
                if connection is not None:
                    if count % _TIDY_EVERY == 0:
                        _tidy(connection, self._days)
                    task(connection)
                    count += 1
            except sqlite3.Error as error:
                logger.warning("a record was not kept: %s", error)
            finally:
                self._waiting.task_done()
                if task is None and connection is not None:
                    connection.close()


def records_path(settings: Settings) -> Path | None:
    """Return the file of the records: the one that was set, or one beside the index; None where none is wanted."""
    if not settings.keep_questions:
        return None
    index = settings.index_dir
    return settings.records_file or index.with_name(index.name + ".records.sqlite")


def wants_no_record(headers: Mapping[str, str]) -> bool:
    """Say whether a reader's browser asks not to be tracked (Global Privacy Control, Do Not Track)."""
    return headers.get("sec-gpc") == "1" or headers.get("dnt") == "1"


def read_unanswered(path: Path, days: int) -> list[Unanswered]:
    """Return the unanswered questions of the last ``days``, oldest first; none where there is no file."""
    columns = "hour, question, standalone, reason, language, document_id"
    return [Unanswered(*row) for row in _select(path, f"SELECT {columns} FROM unanswered", days)]


def read_opinions(path: Path, days: int) -> list[Opinion]:
    """Return what readers said in the last ``days``, oldest first; nothing where there is no file."""
    columns = "hour, question, answer, helpful, comment, document_id"
    rows = _select(path, f"SELECT {columns} FROM feedback", days)
    return [Opinion(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows]


def _select(path: Path, statement: str, days: int) -> list[tuple[Any, ...]]:
    if not path.is_file():
        return []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
        since = _this_hour() - days * _DAY
        try:
            return connection.execute(f"{statement} WHERE hour >= ? ORDER BY id", (since,)).fetchall()
        except sqlite3.OperationalError:  # a file that was just made
            return []


def _open(path: Path | None) -> sqlite3.Connection:
    assert path is not None
    connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is gone from the file too
    connection.executescript(_SCHEMA)
    path.chmod(0o600)
    return connection


def _insert(connection: sqlite3.Connection, statement: str, row: Sequence[Any]) -> None:
    with connection:
        connection.execute(statement, row)


def _tidy(connection: sqlite3.Connection, days: int) -> None:
    before = _this_hour() - days * _DAY
    with connection:
        for table in ("unanswered", "feedback"):
            connection.execute(f"DELETE FROM {table} WHERE hour < ?", (before,))
            connection.execute(
                f"DELETE FROM {table} WHERE id <= (SELECT max(id) FROM {table}) - ?", (_MAX_ROWS,)
            )


def _this_hour() -> int:
    return int(time.time()) // _HOUR
