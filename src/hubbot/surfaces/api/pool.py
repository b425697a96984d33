"""A few threads that answer, a bounded line before them, and a refusal where the line is full."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from hubbot.surfaces.api.problems import BusyError

T = TypeVar("T")

_LONGEST_WAIT = 30  # seconds that are ever asked of a reader
_LEARNING = 0.1  # weight of the newest question in the mean time of one


class Pool:
    """Runs work on ``workers`` threads; at most ``waiting`` pieces more stand in line."""

    def __init__(self, workers: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="hubbot-answer")
        self._workers = workers
        self._room = workers + waiting
        self._inside = 0
        self._seconds = 0.1  # the mean time of one piece of work
        self._lock = threading.Lock()

    @property
    def inside(self) -> int:
        """Pieces of work that run or wait."""
        return self._inside

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Return the future of ``work``. Raises BusyError where the line is full."""
        with self._lock:
            if self._inside >= self._room:
                wait = self._inside * self._seconds / self._workers
                raise BusyError(min(_LONGEST_WAIT, max(1, math.ceil(wait))))
            self._inside += 1
        try:
            future = self._threads.submit(self._timed, work)
        except RuntimeError as error:  # the server is going down
            self._leave(None)
            raise BusyError(_LONGEST_WAIT) from error
        future.add_done_callback(self._leave)
        return future

    def close(self) -> None:
        """Let what runs and waits finish, and take nothing more."""
        self._threads.shutdown(wait=True)

    def _timed(self, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        try:
            return work()
        finally:
            seconds = time.perf_counter() - start
            self._seconds += _LEARNING * (seconds - self._seconds)

    def _leave(self, _: Future[T] | None) -> None:
        with self._lock:
            self._inside -= 1
