"""One writer at a time: a lock file that the system lets go of when its owner dies, and that says who that is.

The lock is the system's (flock), so it ends with its process however that ends. The file holds the owner's process,
host and start, for the sentence that the next one is told. One that outlived its owner is taken over.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubbot.errors import IndexBusyError

logger = logging.getLogger(__name__)

LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who writes: process id, host, and since when (ISO 8601, UTC)."""

    pid: int
    host: str
    since: str

    def describe(self) -> str:
        """Return the owner in words, with the age of the lock."""
        try:
            age = (datetime.now(UTC) - datetime.fromisoformat(self.since)).total_seconds()
        except (ValueError, TypeError):
            return f"process {self.pid} on {self.host}"
        return f"process {self.pid} on {self.host}, since {self.since} ({_words(max(0.0, age))} ago)"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the writer's lock of the index in ``folder``, an existing one.

    Raises IndexBusyError naming the owner when another build holds it; OSError when it cannot be made.
    """
    path = folder / LOCK
    handle = _locked(path)
    try:
        before = _owner(handle)
        if before is not None:
            logger.warning(
                "the build of %s in %s did not finish: its lock is taken over", before.describe(), folder
            )
        mine = Owner(os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(asdict(mine)).encode(), 0)
        yield
    finally:
        # Taken away while it is held: whoever waits for this very file finds it gone and takes the next one.
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path) -> int:
    """Return an open file that lies at ``path`` and is locked by us."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(handle, path):
                return handle
        except BlockingIOError as error:
            owner = _owner(handle)
            who = owner.describe() if owner else "another process"
            os.close(handle)
            raise IndexBusyError(
                f"another build is writing to {path.parent}: {who}. Wait for it, or end it and run this again"
            ) from error
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # its owner took it away between our two steps


def _is_at(handle: int, path: Path) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    ours = os.fstat(handle)
    return (ours.st_dev, ours.st_ino) == (found.st_dev, found.st_ino)


def _owner(handle: int) -> Owner | None:
    """Return who is written in a lock file, None for an empty one or one that says nothing."""
    try:
        return Owner(**json.loads(os.pread(handle, 4096, 0)))
    except (ValueError, TypeError):
        return None


def _words(seconds: float) -> str:
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} s"
