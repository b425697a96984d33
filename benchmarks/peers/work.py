"""One peer at work, in its own interpreter: reads a job, does its part, writes what it measured.

``python -m benchmarks.peers.work MODULE PEER PART job.json out.json STARTED``, standard library and the peer alone.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.protocol import Corpus, Peer


def opened(module: str, name: str, model: str) -> Peer:
    """Return a peer: its library is imported now."""
    peer: Peer = importlib.import_module(f"benchmarks.peers.{module}").PEERS[name](model)
    return peer


def prepare(peer: Peer, job: dict[str, Any]) -> dict[str, Any]:
    """Index the article once, for the processes that only ask."""
    peer.build(Corpus.read(job["article"]), Path(job["folder"]))
    return {}


def speed(peer: Peer, job: dict[str, Any], started: float) -> dict[str, Any]:
    """First answer, then warm ones, then a build; ``started`` is when the process was, on the same clock."""
    peer.load(Path(job["folder"]))
    first = peer.search(job["first_question"])
    found: dict[str, Any] = {
        "first_answer_s": time.monotonic() - started,
        "first_answer_mb": peak_mb(),
        "first_row": first,
    }
    warm = []
    for question in job["questions"]:
        before = time.perf_counter()
        peer.search(question)
        warm.append(1000 * (time.perf_counter() - before))
    found["warm_ms"] = warm[10:]
    built_as: str | None = getattr(peer, "built_as", None)
    if built_as:
        return found | {"built_as": built_as}
    corpus = Corpus.read(job["texts"])
    few = Corpus(corpus.title, corpus.text[: corpus.spans[31][1]], corpus.spans[:32])
    for which in (few, corpus):
        with tempfile.TemporaryDirectory() as folder:
            before = time.perf_counter()
            peer.build(which, Path(folder))
            found["build_s"] = time.perf_counter() - before
    found["sentences_per_s"] = len(corpus.spans) / found["build_s"]
    found["peak_mb"] = peak_mb()
    return found


def quality(peer: Peer, job: dict[str, Any]) -> dict[str, Any]:
    """Return the row shown first for each question, of its article."""
    rows: list[list[int | None]] = []
    for article in job["articles"]:
        corpus = Corpus.read(article)
        with tempfile.TemporaryDirectory() as folder:
            peer.build(corpus, Path(folder))
            peer.load(Path(folder))
            rows.append([peer.search(question) for question in article["questions"]])
    return {"rows": rows}


def peak_mb() -> float:
    """Return the largest resident size so far."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # bytes there, kilobytes here
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Do one part of the job."""
    module, name, part, job_file, out, started = sys.argv[1:]
    job = json.loads(Path(job_file).read_text("utf-8"))
    with contextlib.redirect_stdout(sys.stderr):  # a library may print what it likes
        peer = opened(module, name, job["model"])
        if part == "speed":
            found = speed(peer, job, float(started))
        else:
            found = {"prepare": prepare, "quality": quality}[part](peer, job)
    Path(out).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
