"""What all routes share: the index of the moment, the pool, the settings, the counters."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from hubbot.contract import Answer
from hubbot.settings import Settings
from hubbot.surfaces.api.metrics import Metrics
from hubbot.surfaces.api.pool import Pool
from hubbot.surfaces.api.records import Records, wants_no_record
from hubbot.surfaces.api.snapshot import Asked, Snapshot
from hubbot.types import Encoder

QUESTIONS = "hubbot.questions"  # the one log that readers' words go to, where the owner wants that
questions_log = logging.getLogger(QUESTIONS)


class Desk:
    """Hands out the snapshot of the index that is current; a question keeps the one it began with.

    ``source`` is a chatbot, or an object whose ``current`` is one and changes when the index is rebuilt.
    """

    def __init__(self, source: Any, settings: Settings, records: Records | None = None) -> None:
        self.settings = settings
        self.records = records or Records(None)
        self.source = source
        self.pool = Pool(settings.workers, settings.max_waiting)
        self.metrics = Metrics(self.pool)
        self.ready = True
        self._lock = threading.Lock()
        self._snapshot = self._open(self._chatbot())

    @property
    def current(self) -> Snapshot:
        """The snapshot that answers from now on."""
        chatbot = self._chatbot()
        if self._snapshot.chatbot is not chatbot:
            with self._lock:
                if self._snapshot.chatbot is not chatbot:
                    self._snapshot = self._open(chatbot)
        return self._snapshot

    def note(
        self,
        answer: Answer,
        surface: str,
        document_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Count an answer, and keep its question where it was silent and the reader's browser allows it.

        A question gets into the log only where the owner wants that.
        """
        self.metrics.answered(answer.abstained, surface)
        if headers is not None and not wants_no_record(headers):
            self.records.note(answer, document_id)
        if self.settings.log_questions:
            asked = {"question": answer.question, "abstained": answer.abstained, "surface": surface}
            questions_log.info("asked", extra=asked)

    def status(self) -> dict[str, Any]:
        """Return how the index of the moment came to be, where the source knows."""
        status = getattr(self.source, "status", None)
        return dict(status().to_dict()) if callable(status) else {}

    def reload(self) -> None:
        """Take the index on the disk now, where the source can."""
        reload = getattr(self.source, "reload", None)
        if callable(reload):
            reload()

    @property
    def encoder(self) -> Encoder:
        """The reference encoder of the index of the moment."""
        encoders: Sequence[Encoder] = self.current.chatbot.encoders  # type: ignore[attr-defined]
        return encoders[0]

    def _chatbot(self) -> Asked:
        chatbot: Asked = getattr(self.source, "current", self.source)
        return chatbot

    def _open(self, chatbot: Asked) -> Snapshot:
        return Snapshot(chatbot, self.pool, self.settings.remembered_answers)
