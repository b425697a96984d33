"""How many readers one server answers: clients in closed loops against three servers by turns, as JSON.

    .venv/bin/python -m benchmarks.server --out server.json

(a) ``/api/v1/ask`` with nothing remembered, so that every question is worked out, once with the questions of concurrent
readers encoded together and once each by itself, and as shipped, where readers ask some questions more often than
others (Zipf); (b) Gradio's endpoint for programs; (c) a FastAPI route that only encodes the question with the reference
model, and one that runs both models' question encoders. All see the same questions.
Rounds are taken by turns, so that the load of a moment touches all; throughput is the median of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.closed_loop import Connection, Outcome, ask_api, ask_bare, ask_gradio, run_loop
from benchmarks.cold_start import machine
from benchmarks.figures import figure

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold" / "questions.jsonl"
CLIENTS = (1, 8, 32, 64)
ROUNDS, SECONDS = 5, 3.0
UNLIMITED = {"HUBBOT_RATE_PER_CLIENT": "1000000/second", "HUBBOT_RATE_GLOBAL": "1000000/second",
             "HUBBOT_MAX_WAITING": "1000", "HUBBOT_KEEP_QUESTIONS": "false"}  # fmt: skip
Server = tuple[str, subprocess.Popen[str]]  # its address and process
SHARE_TARGET, READY_TARGET, FIRST_TARGET = 0.6, 6.0, 0.2
BARE = """
import sys, uvicorn
from concurrent.futures import ThreadPoolExecutor
from fastapi import FastAPI
from pydantic import BaseModel
from hubbot.encoder import load_encoder
from hubbot.settings import Settings
from hubbot.surfaces.listening import open_socket
names = Settings().encoders
encoders = [load_encoder(name) for name in (names if sys.argv[1] == "all" else names[:1])]
app = FastAPI()
class Question(BaseModel):
    question: str
@app.post("/encode")
def encode(body: Question):
    return {"vectors": [len(encoder.encode_queries([body.question])[0]) for encoder in encoders]}
listener = open_socket("127.0.0.1", 0)
print('{"url": "http://127.0.0.1:%d/"}' % listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
"""


def questions() -> list[str]:
    """Return the gold questions that stand alone, each once."""
    lines = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines() if line.strip()]
    found = dict.fromkeys(
        line["question"] for line in lines if line["question"].strip() and not line.get("history")
    )
    return list(found)


@contextmanager
def started(command: list[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """Start a server that prints its address as JSON; yield the address; end it at the end."""
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        text = ""
        while not text.rstrip().endswith("}"):
            line = child.stdout.readline()
            if not line:
                raise RuntimeError(f"{command} ended before it served")
            text += line
        yield json.loads(text)["url"].rstrip("/"), child
    finally:
        child.terminate()
        child.wait(30)


def hubbot(environment: Mapping[str, str]) -> Any:
    """Start `hubbot serve`."""
    command = [sys.executable, "-m", "hubbot.surfaces.cli", "serve", "--port", "0", "--json"]
    return started(command, {**UNLIMITED, **environment})


def cpu_seconds(process: int) -> float:
    """Return the processor time of a process, all threads."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_start() -> dict[str, float]:
    """Return seconds from the command to health 200, and of the first answer then."""
    began = time.perf_counter()
    with hubbot({}) as (address, child):
        while True:
            try:
                with urllib.request.urlopen(f"{address}/api/v1/health", timeout=5) as response:
                    if response.status == 200:
                        break
            except OSError:
                time.sleep(0.02)
        ready, used = time.perf_counter() - began, cpu_seconds(child.pid)
        asked = time.perf_counter()
        request = urllib.request.Request(
            f"{address}/api/v1/ask",
            json.dumps({"question": "which city has less traffic than Bogota?"}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            response.read()
        return {"ready_s": ready, "ready_cpu_s": used, "first_answer_s": time.perf_counter() - asked}


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """Return for each target and number of clients the throughput of each round and the latencies of all."""
    asked = questions()
    often = random.Random(7).choices(asked, [1 / (place + 1) for place in range(len(asked))], k=20_000)
    outcomes: dict[str, dict[int, list[tuple[Outcome, float]]]] = {}
    with ExitStack() as stack:
        nothing_kept = {"HUBBOT_REMEMBERED_ANSWERS": "0"}
        fresh = stack.enter_context(hubbot(nothing_kept))
        alone = stack.enter_context(hubbot(nothing_kept | {"HUBBOT_BATCH_QUESTIONS": "1"}))
        shipped = stack.enter_context(hubbot({}))
        bare = stack.enter_context(started([sys.executable, "-c", BARE, "one"], {}))
        both = stack.enter_context(started([sys.executable, "-c", BARE, "all"], {}))
        run_loop(
            shipped[0], ask_api, asked, 4, 0.07 * len(asked)
        )  # warmed: what is asked often is remembered
        targets: dict[str, tuple[Server, Callable[[Connection, str], object], list[str]]] = {
            "api, every question new": (fresh, ask_api, asked),
            "api, new, each by itself": (alone, ask_api, asked),
            "api, as shipped": (shipped, ask_api, often),
            "gradio, every question new": (fresh, ask_gradio, asked),
            "bare, reference encoder": (bare, ask_bare, asked),
            "bare, both encoders": (both, ask_bare, asked),
        }
        for round_ in range(rounds):
            for clients in CLIENTS:
                for name, ((address, child), ask, given) in targets.items():
                    busy = cpu_seconds(child.pid)
                    outcome = run_loop(address, ask, given, clients, seconds, start=97 * round_)
                    cpu = (cpu_seconds(child.pid) - busy) / max(1, len(outcome.latencies))
                    outcomes.setdefault(name, {}).setdefault(clients, []).append((outcome, cpu))
    return {
        name: {str(count): _summed(runs) for count, runs in found.items()} for name, found in outcomes.items()
    }


def _summed(measured: list[tuple[Outcome, float]]) -> dict[str, Any]:
    runs = [run for run, _ in measured]
    rates = [run.throughput for run in runs]
    together = Outcome(latencies=[latency for run in runs for latency in run.latencies])
    refused = {
        str(status): sum(run.statuses.get(status, 0) for run in runs)
        for run in runs
        for status in run.statuses
    }
    return {
        "per_second": round(statistics.median(rates), 1),
        "per_second_rounds": [round(rate, 1) for rate in rates],
        "cpu_ms": round(1000 * statistics.median(cpu for _, cpu in measured), 2),
        "cpu_ms_rounds": [round(1000 * cpu, 2) for _, cpu in measured],
        "p50_ms": together.percentile(0.5),
        "p95_ms": together.percentile(0.95),
        "p99_ms": together.percentile(0.99),
        "answers": len(together.latencies),
        "refused": refused,
    }


def figures(loops: dict[str, Any], starts: list[dict[str, float]]) -> list[dict[str, Any]]:
    """Return the numbers that have a target, and those beside them."""
    at = "32"

    def share(
        name: str, above: str, below: str, least: float | None = None, of: str = "per_second_rounds"
    ) -> dict[str, Any]:
        ratios = [
            round(one / other, 3)
            for one, other in zip(loops[above][at][of], loops[below][at][of], strict=True)
        ]
        spread = [min(ratios), max(ratios)]
        return figure(name, round(statistics.median(ratios), 3), "times", least=least, spread=spread)

    times = {name: sorted(round(start[name], 3) for start in starts) for name in starts[0]}
    ready, used, first = (
        round(statistics.median(times[name]), 3) for name in ("ready_s", "ready_cpu_s", "first_answer_s")
    )
    ready_spread, first_spread = (
        times[name][:: max(1, len(starts) - 1)] for name in ("ready_s", "first_answer_s")
    )
    new, shipped, gradio = "api, every question new", "api, as shipped", "gradio, every question new"
    alone, one, both = "api, new, each by itself", "bare, reference encoder", "bare, both encoders"
    found = [
        figure("`hubbot serve`: command to health 200", ready, "s", most=READY_TARGET, spread=ready_spread),
        figure("`hubbot serve`: processor time of that", used, "s"),
        figure("`hubbot serve`: first answer then", first, "s", most=FIRST_TARGET, spread=first_spread),
        share("32 clients: API as shipped / bare", shipped, one, SHARE_TARGET),
        share("32 clients: API, all new / bare", new, one, SHARE_TARGET),
        share("32 clients: API, all new / both encoders", new, both),
        share("32 clients: Gradio / API, all new", gradio, new),
        share("32 clients: encoded together / each by itself", new, alone),
        share("32 clients: that, processor time of an answer", new, alone, of="cpu_ms_rounds"),
    ]
    for name, loop in loops.items():
        found.append(figure(f"{name}: 32 clients", loop[at]["per_second"], "/s"))
        found.append(figure(f"{name}: 32 clients, p95", loop[at]["p95_ms"], "ms"))
    return found


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Throughput of the server in closed loops.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--starts", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    about = machine()
    starts = [measure_start() for _ in range(chosen.starts)]
    loops = measure(chosen.rounds, chosen.seconds)
    report = {
        "machine": about | {"load_after": round(os.getloadavg()[0], 2)},
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "starts": starts,
        "loops": loops,
        "figures": figures(loops, starts),
    }
    text = json.dumps(report, indent=2)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
