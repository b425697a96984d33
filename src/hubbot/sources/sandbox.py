"""Conversion in a child process with a limit of time and of memory: a hang or a bomb becomes one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from types import TracebackType
from typing import Any, Self

from hubbot.errors import CorpusError
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import MEBIBYTE, Converted, Limits
from hubbot.types import Page

# A worker that has read so many is replaced: what a library does not give back stays bounded.
_CONVERSIONS = 200


class Sandbox:
    """Converts in one worker process that is started when first needed. A context manager; not for two threads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._worker: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._pipe = ThreadPoolExecutor(1, thread_name_prefix="hubbot-convert")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_worker()
        self._pipe.shutdown()

    def convert(
        self, raw: bytes, media_type: str, name: str, url: str | None = None, charset: str | None = None
    ) -> Converted:
        """Return what `converters.convert` makes of ``raw``. Raises CorpusError, also at a limit."""
        request = {
            "bytes": len(raw),
            "media_type": media_type,
            "name": name,
            "url": url,
            "charset": charset,
            "seconds": self.limits.seconds,
            "max_characters": self.limits.max_characters,
        }
        if self._worker is None or self._served >= _CONVERSIONS:
            self._start_worker()
        assert self._worker is not None
        reply: Future[bytes] = self._pipe.submit(
            _exchange, self._worker, json.dumps(request).encode() + b"\n" + raw
        )
        try:
            line = reply.result(self.limits.seconds)
        except OutOfTime:
            self._end_worker()
            raise CorpusError(
                f"{name}: not read within {self.limits.seconds:g} seconds; given up, it may be made to hang a reader. "
                "Give its text, or raise HUBBOT_CONVERT_SECONDS"
            ) from None
        except BaseException:
            self._end_worker()
            raise
        self._served += 1
        found: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"died": True}
        if "text" not in found:
            self._end_worker()
            raise CorpusError(found.get("error") or self._died(name, memory="memory" in found))
        shown = found["page"]
        page = Page(shown[0], tuple((start, place) for start, place in shown[1])) if shown else None
        return Converted(found["text"], Metadata(**found["metadata"]), tuple(found["warnings"]), page)

    def _died(self, name: str, *, memory: bool) -> str:
        if memory:
            most = self.limits.memory_bytes // MEBIBYTE
            return f"{name}: takes more than {most} MiB to read; given up. Part it, or give its text"
        return (
            f"{name}: its reader broke down, at a limit of {self.limits.memory_bytes // MEBIBYTE} MiB or at damage; "
            "save it again, or give its text"
        )

    def _start_worker(self) -> None:
        self._end_worker()
        # The worker knows nothing of this process but where its modules lie: no secret of the environment is in it.
        self._worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "hubbot.sources.worker", str(self.limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "PYTHONUTF8": "1",
                "LC_ALL": "C.UTF-8",
            },
            close_fds=True,
        )
        self._served = 0

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            for pipe in (worker.stdin, worker.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue  # bytes that nobody will read
            worker.wait()


def _exchange(worker: subprocess.Popen[bytes], request: bytes) -> bytes:
    """Send a request and return the reply; a worker that died replies with nothing."""
    assert worker.stdin is not None and worker.stdout is not None
    try:
        worker.stdin.write(request)
        worker.stdin.flush()
        return worker.stdout.readline()
    except OSError:
        return b""
