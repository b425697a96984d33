"""The child process that converts files of unknown origin: reads requests on standard input until it is closed.

A request is a line of JSON with the length of the bytes that follow it; the reply is one line of JSON. The process
binds itself before it loads a library: no more memory than it is told, no file written, no core dumped.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from typing import Any, BinaryIO

from hubbot.errors import CorpusError

GRACE_SECONDS = 5  # the parent ends a conversion first; this ends a worker whose parent is gone


def main(requests: BinaryIO, replies: BinaryIO) -> None:
    """Serve conversions until ``requests`` ends."""
    for line in iter(requests.readline, b""):
        request = json.loads(line)
        raw = requests.read(request["bytes"])
        signal.alarm(int(request["seconds"]) + GRACE_SECONDS)
        reply = answer(raw, request)
        signal.alarm(0)
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def bind(memory_bytes: int) -> None:
    """Take the process's own limits; what the system does not know is left out."""
    for limit, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(limit)
        lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(limit, (lowest, lowest))
        except (ValueError, OSError):  # macOS refuses a limit on address space
            continue


def answer(raw: bytes, request: dict[str, Any]) -> dict[str, Any]:
    """Return the reply to a request: what was made of the bytes, or a sentence on why nothing was."""
    from hubbot.sources.converters import convert

    try:
        found = convert(raw, request["media_type"], request["name"], request["url"], request["charset"])
    except CorpusError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # a library's own failure is the file's: one sentence, and the next file
        return {
            "error": f"{request['name']}: damaged or not what it seems ({type(error).__name__}: {error})"[
                :500
            ]
        }
    if len(found.text) > request["max_characters"]:
        limit = request["max_characters"]
        return {"error": f"{request['name']}: {len(found.text)} characters, the limit is {limit}; part it"}
    return {
        "text": found.text,
        "metadata": found.metadata.model_dump(),
        "warnings": found.warnings,
        "page": [found.page.text, found.page.places] if found.page else None,
    }


if __name__ == "__main__":
    bind(int(sys.argv[1]))
    with os.fdopen(os.dup(1), "wb") as channel:
        os.dup2(2, 1)  # what a library prints is no reply
        main(sys.stdin.buffer, channel)
