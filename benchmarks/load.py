"""Many readers for minutes against one server, a rebuild in the middle, an end while they ask: what was lost?

    nice -n 10 .venv/bin/python -m benchmarks.load --minutes 10 --out load.json

Every answer is compared, byte for byte, with the one that a single user of the same index gets in this process. Counted
are answers that differ, statuses other than 200, 429 and 503, refusals without a time to come again, and connections
that broke. Memory is the server's resident size after the warm-up and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.closed_loop import Connection, Outcome
from benchmarks.cold_start import machine
from benchmarks.figures import figure
from benchmarks.server import ROOT, hubbot, questions
from hubbot.chatbot import Chatbot
from hubbot.settings import Settings

TOKEN = "a token for one load test"
FERRY = "# A notice\n\nThe ferry leaves at seven. “It is never late,” said Ines Vado, a pilot from Faial.\n"
SAMPLE_SECONDS = 5.0
WARM_SHARE = 0.1  # of the time, before memory counts
GROWTH_TARGET = 5.0  # per cent


class Readers:
    """Readers who ask at random and note everything that came back."""

    def __init__(self, address: str, asked: list[str]) -> None:
        self.address = address
        self.asked = asked
        self.outcome = Outcome()
        self.answers: dict[tuple[str, str], set[bytes]] = {}
        self.unexplained = 0
        self.broken: Counter[str] = Counter()
        self.ending = False
        self.cut_off = 0
        self.stop = asyncio.Event()

    async def read(self, number: int) -> None:
        """Ask until stopped, or until the server has ended."""
        choice = random.Random(number)
        connection = Connection(self.address)
        while not self.stop.is_set():
            question = choice.choice(self.asked)
            began = time.perf_counter()
            try:
                body = json.dumps({"question": question}).encode()
                status, headers, content = await connection.send("POST", "/api/v1/ask", body)
            except OSError as error:
                connection.close()
                if self.ending:
                    return  # a request that the server never took
                self.broken[type(error).__name__] += 1
                continue
            except asyncio.IncompleteReadError:
                self.cut_off += 1  # an answer that had begun
                return
            self._note(question, status, headers, content, time.perf_counter() - began)
            if status != 200:
                await asyncio.sleep(min(2.0, float(headers.get("retry-after", "1"))))
            await asyncio.sleep(choice.random() * 0.2)

    def _note(
        self, question: str, status: int, headers: dict[str, str], content: bytes, seconds: float
    ) -> None:
        if status == 200:
            self.outcome.latencies.append(seconds)
            generation = json.loads(content)["index"]["generation"]
            self.answers.setdefault((generation, question), set()).add(content)
            return
        self.outcome.statuses[status] = self.outcome.statuses.get(status, 0) + 1
        if status not in {429, 503} or "retry-after" not in headers:
            self.unexplained += 1


def resident_mb(process: int) -> float:
    """Return the resident size of a process in megabytes."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def drive(address: str, process: int, minutes: float, count: int) -> tuple[Readers, dict[str, Any]]:
    """Let ``count`` readers ask for ``minutes``; rebuild in the middle; end the server under them."""
    readers = Readers(address, questions())
    began = time.perf_counter()
    tasks = [asyncio.create_task(readers.read(number)) for number in range(count)]
    sizes: list[tuple[float, float]] = []
    build: dict[str, Any] = {}
    while (passed := time.perf_counter() - began) < 60 * minutes:
        sizes.append((passed, resident_mb(process)))
        if passed > 30 * minutes and not build:
            build = await _rebuild(address)
        await asyncio.sleep(min(SAMPLE_SECONDS, max(0.1, 60 * minutes - passed)))
    status, _, content = await _owner(address, "GET", "/api/v1/index")
    build |= {"status": status, "state": json.loads(content)["build"]["state"]}
    readers.outcome.seconds = time.perf_counter() - began
    readers.ending = True
    os.kill(process, signal.SIGTERM)
    asked_to_end = time.perf_counter()
    await asyncio.wait(tasks, timeout=40)
    return readers, {
        "sizes": sizes,
        "build": build,
        "drained_s": round(time.perf_counter() - asked_to_end, 2),
    }


async def _rebuild(address: str) -> dict[str, Any]:
    body = json.dumps({"text": FERRY, "name": "notice"}).encode()
    status, _, content = await _owner(address, "POST", "/api/v1/index?how=add", body)
    return {"began": status, "said": content.decode()[:200]}


async def _owner(
    address: str, method: str, path: str, body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    connection = Connection(address, {"authorization": f"Bearer {TOKEN}"})
    try:
        return await connection.send(method, path, body)
    finally:
        connection.close()


def differing(readers: Readers, folder: Path) -> tuple[int, int]:
    """Return how many (index, question) pairs were compared with a single user's answer, and how many differ."""
    wrong = 0
    chatbots: dict[str, Chatbot] = {}
    for (generation, question), seen in readers.answers.items():
        if generation not in chatbots:
            from hubbot.generations import restore

            restore(folder, generation)
            chatbots[generation] = Chatbot.load(folder, settings=Settings())
        alone = json.dumps(
            chatbots[generation].ask(question).to_dict(), ensure_ascii=False, separators=(",", ":")
        )
        wrong += seen != {alone.encode()}
    return len(readers.answers), wrong


def main() -> None:
    """Run the load and write what was seen."""
    parser = argparse.ArgumentParser(description="Many readers for minutes, a rebuild, an end.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--readers", type=int, default=64)
    parser.add_argument(
        "--remembered", type=int, default=512, help="answers kept in memory; 0 works each out"
    )
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    about = machine()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(shutil.copytree(ROOT / "index", Path(home) / "index"))
        environment = {
            "HUBBOT_INDEX_DIR": str(folder),
            "HUBBOT_OWNER_TOKEN": TOKEN,
            "HUBBOT_REMEMBERED_ANSWERS": str(chosen.remembered),
            "HUBBOT_KEEP_QUESTIONS": "true",
            "HUBBOT_MAX_WAITING": "64",
        }
        with hubbot(environment) as (address, child):
            readers, seen = asyncio.run(drive(address, child.pid, chosen.minutes, chosen.readers))
            code = child.wait(60)
        compared, wrong = differing(readers, folder)
    report = {"machine": about | {"load_after": round(os.getloadavg()[0], 2)}, "readers": chosen.readers,
              "minutes": chosen.minutes, "remembered_answers": chosen.remembered,
              **_report(readers, seen, code, compared, wrong)}  # fmt: skip
    text = json.dumps(report, indent=2)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    print(text)


def _report(readers: Readers, seen: dict[str, Any], code: int, compared: int, wrong: int) -> dict[str, Any]:
    warm = WARM_SHARE * readers.outcome.seconds
    after = [size for passed, size in seen["sizes"] if passed >= warm]
    first, last = statistics.median(after[:6]), statistics.median(after[-6:])
    sizes = {"after_warm_up": first, "at_the_end": last, "largest": max(after)}
    growth = round(100 * (last / first - 1), 2)
    return {
        "answers": len(readers.outcome.latencies),
        "per_second": round(readers.outcome.throughput, 2),
        "p50_ms": readers.outcome.percentile(0.5),
        "p95_ms": readers.outcome.percentile(0.95),
        "p99_ms": readers.outcome.percentile(0.99),
        "refused": {str(status): count for status, count in sorted(readers.outcome.statuses.items())},
        "unexplained": readers.unexplained,
        "broken_connections": dict(readers.broken),
        "cut_off_at_the_end": readers.cut_off,
        "generations": sorted({generation for generation, _ in readers.answers}),
        "compared": compared,
        "differing": wrong,
        "resident_mb": {name: round(size, 1) for name, size in sizes.items()},
        "build": seen["build"],
        "drained_s": seen["drained_s"],
        "exit_code": code,
        "figures": [
            figure("answers that differ from a single user's", wrong, f"of {compared}", most=0),
            figure("statuses other than 200, 429, 503", readers.unexplained, "", most=0),
            figure("connections that broke", sum(readers.broken.values()) + readers.cut_off, "", most=0),
            figure("growth of memory after the warm-up", growth, "%", most=GROWTH_TARGET),
        ],
    }


if __name__ == "__main__":
    main()
