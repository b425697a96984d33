"""A chatbot that follows its index: a new generation is loaded beside the present one and takes its place.

``Live.current`` is one reference, read without a lock and replaced in one step: whoever holds a ``Chatbot`` keeps
it, so an answer that has begun ends on the index that it began with, and the next one begins on the new one. An index
that cannot be loaded, or cannot answer, is refused: the old one keeps serving and ``status()`` says why.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubbot import store
from hubbot.chatbot import Chatbot
from hubbot.errors import HubbotError
from hubbot.settings import Settings
from hubbot.types import Encoder

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How often the thread looks at the manifest: one stat call, some microseconds."""


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What serves, since when, and which newer index was refused and why. Times are ISO 8601 in UTC.

    ``refused`` is the generation that was refused, "?" where its manifest could not even be read; it and
    ``reason`` are None when the index on disk is the one that serves. ``loads`` counts indexes that served.
    """

    generation: str | None
    loaded_at: str
    loads: int
    watching: bool = False
    refused: str | None = None
    reason: str | None = None
    refused_at: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the status in JSON form."""
        return asdict(self)


class Live:
    """The newest good index of a folder. Safe to share between threads.

    Whoever asks takes ``current`` once, so that all steps of one request agree with each other.
    """

    def __init__(
        self,
        index_dir: Path | str | None = None,
        *,
        encoders: Sequence[Encoder] | None = None,
        settings: Settings | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """Load the index in ``index_dir``; raises what ``Chatbot.load`` raises.

        Nothing is watched before ``start`` is called; ``reload`` works without it.
        """
        self.settings = settings or Settings()
        self.folder = Path(index_dir) if index_dir is not None else self.settings.index_dir
        self._poll_seconds = poll_seconds
        self._loading = threading.Lock()  # one load at a time
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen = store.signature(self.folder)
        self._current = Chatbot.load(self.folder, encoders=encoders, settings=self.settings)
        self._status = LiveStatus(self._current.index.generation, _now(), 1)

    @property
    def current(self) -> Chatbot:
        """The chatbot that serves now. Costs nothing; keep it for as long as one request lasts."""
        return self._current

    def status(self) -> LiveStatus:
        """Return what serves and what was refused."""
        return replace(self._status, watching=self._thread is not None)

    def reload(self) -> LiveStatus:
        """Load the index on disk now if it is another one, and return the status; a bad index is refused.

        A generation that was refused is tried again. Never raises for what is wrong with an index.
        """
        with self._loading:
            seen = store.signature(self.folder)
            if seen != self._seen or self._status.refused is not None:
                self._seen = seen
                self._take()
        return self.status()

    def start(self) -> Live:
        """Watch the folder in a thread until ``close``; returns itself."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._watch, name="hubbot-live", daemon=True)
            self._thread.start()
        return self

    def close(self) -> None:
        """Stop watching; the present index keeps answering."""
        thread, self._thread = self._thread, None
        self._stop.set()
        if thread is not None:
            thread.join()

    def __enter__(self) -> Live:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _watch(self) -> None:
        self._prepare()
        while not self._stop.wait(self._poll_seconds):
            try:
                if store.signature(self.folder) != self._seen:
                    self.reload()
            except Exception:  # the watch outlives whatever happens to a folder
                logger.exception("the index in %s could not be looked at", self.folder)

    def _prepare(self) -> None:
        """Load what only some questions need, so that none of them waits for it."""
        try:
            if self._current.scorer is not None:
                self._current.scorer.second()
        except HubbotError as error:
            logger.warning("%s", error)

    def _take(self) -> None:
        """Load, check and warm the index on disk; serve it, or say why not."""
        name = "?"
        try:
            name = store.read_manifest(self.folder).generation
            if name == self._current.index.generation:
                self._status = replace(self._status, refused=None, reason=None, refused_at=None)
                return
            fresh = self._current.reloaded(self.folder)
            fresh.suggestions(1)  # everything that a first question would have to wait for
        except Exception as error:  # whatever is wrong with a new index, the old one serves
            reason = str(error) if isinstance(error, HubbotError) else f"{type(error).__name__}: {error}"
            self._status = replace(self._status, refused=name, reason=reason, refused_at=_now())
            logger.error(
                "the new index in %s is refused, generation %s keeps serving: %s",
                *(self.folder, self._status.generation, reason),
                exc_info=not isinstance(error, HubbotError),
            )
            return
        before = self._status
        self._current = fresh
        self._status = LiveStatus(fresh.index.generation, _now(), before.loads + 1)
        logger.info("generation %s serves in place of %s", fresh.index.generation, before.generation)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
