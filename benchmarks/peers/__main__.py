"""Set the peers up, measure them, show the table: see the package's own words."""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.cold_start import machine
from benchmarks.peers import material
from benchmarks.peers.environments import ENVIRONMENTS, HOME, REQUIREMENTS, ROOT, Environment, size, versions
from benchmarks.peers.table import table
from hubbot.evaluation.metrics import share
from hubbot.settings import settings_from_environment

OUT = ROOT / "benchmarks" / "results" / "peers.json"
RUNS = 5
WALL = 900  # seconds after which a process is given up


def ready() -> list[Environment]:
    """Return the environments that were made. Raises SystemExit where there is none."""
    found = [environment for environment in ENVIRONMENTS if environment.python.exists()]
    if not found:
        raise SystemExit(
            "there are no environments to compare: run `.venv/bin/python -m benchmarks.peers setup`"
        )
    return found


def work(environment: Environment, name: str, part: str, job: dict[str, Any]) -> dict[str, Any]:
    """Let one peer do one part in a process of its own; ``failed`` holds its last words where it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "job.json", Path(folder) / "out.json"
        given.write_text(json.dumps({**job, "model": str(environment.model)}), "utf-8")
        command = [str(environment.python), "-m", "benchmarks.peers.work", environment.module, name, part]
        done = subprocess.run(
            [*command, str(given), str(out), str(time.monotonic())],
            cwd=ROOT,
            env=environment.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=WALL,
            check=False,
        )
        if done.returncode or not out.is_file():
            return {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found


def setup(names: Sequence[str]) -> None:
    """Make the environments, all or those named."""
    HOME.mkdir(exist_ok=True)
    for environment in ENVIRONMENTS:
        if not names or environment.name in names:
            print(f"{environment.name}: installing", file=sys.stderr)
            environment.make()


def measure_quality(
    report: dict[str, Any], eval_dir: Path, sample: int | None, names: Sequence[str] = ()
) -> None:
    """Fill in how often the sentence shown first holds the answer, of all or of those in the environments named."""
    if not (eval_dir / "squad2_dev").is_dir():
        print(f"quality is not measured: {eval_dir / 'squad2_dev'} is not there", file=sys.stderr)
        return
    articles = material.questions(eval_dir, sample)
    job = {"articles": articles}
    for environment, name in _everyone():
        if names and environment.name not in names:
            continue
        started = time.monotonic()
        found = work(environment, name, "quality", job)
        row = report["peers"].setdefault(name, {})
        if "failed" in found:
            row["quality_failed"] = found["failed"]
            continue
        hits = [
            row_shown in gold
            for article, rows in zip(articles, found["rows"], strict=True)
            for gold, row_shown in zip(article["gold"], rows, strict=True)
        ]
        row["sentence_first"] = share(hits)
        row.pop("quality_failed", None)
        print(f"{name}: {sum(hits)}/{len(hits)}, {time.monotonic() - started:.0f} s", file=sys.stderr)
    report["quality"] = {
        "questions": sum(len(article["questions"]) for article in articles),
        "sentences": sum(len(article["spans"]) for article in articles),
        "date": _today(),
    }


def measure_speed(report: dict[str, Any], eval_dir: Path, runs: int) -> None:
    """Fill in first answer, warm answers, build and memory: each run a new process, all peers by turns."""
    texts = material.build_texts(eval_dir)
    job = {
        "article": material.article(),
        "first_question": material.FIRST_QUESTION,
        "questions": material.warm_questions(),
        "texts": texts,
    }
    report["machine"] = machine()
    found: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as home:
        jobs = {}
        for environment, name in _everyone():
            folder = Path(home) / name.replace(" ", "-").replace(":", "").replace(",", "")
            folder.mkdir()
            jobs[name] = {**job, "folder": str(folder)}
            prepared = work(
                environment, name, "prepare", jobs[name]
            )  # files into memory, modules into bytecode
            if "failed" in prepared:
                report["peers"].setdefault(name, {})["failed"] = prepared["failed"]
                del jobs[name]
        for _ in range(runs):  # by turns, so that the load of a moment touches all
            for environment, name in _everyone():
                if name in jobs:
                    found.setdefault(name, []).append(work(environment, name, "speed", jobs[name]))
                    print(name, {k: v for k, v in found[name][-1].items() if k != "warm_ms"}, file=sys.stderr)
    for name, each in found.items():
        row = report["peers"].setdefault(name, {})
        row.update(summary(each))
        if "built_as" in each[0]:  # the same index: its build is not measured twice
            same = report["peers"][each[0]["built_as"]]
            row.update({field: same[field] for field in ("sentences_per_s", "peak_mb") if field in same})
    report["speed"] = {
        "runs": runs,
        "article_sentences": len(job["article"]["spans"]),
        "built_from_sentences": len(texts["spans"]),
        "date": _today(),
    }


def summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return medians and ranges of several processes of one peer."""
    failed = [run["failed"] for run in runs if "failed" in run]
    if failed:
        return {"failed": failed[0]}
    warm = [sorted(run["warm_ms"]) for run in runs]
    p50 = [statistics.median(each) for each in warm]
    p95 = [each[int(0.95 * (len(each) - 1))] for each in warm]
    columns = {
        name: [run[name] for run in runs]
        for name in ("first_answer_s", "first_answer_mb", "sentences_per_s", "peak_mb")
        if name in runs[0]
    }
    columns |= {"warm_p50_ms": p50, "warm_p95_ms": p95}
    return {
        name: {
            "median": round(statistics.median(values), 2),
            "range": [round(min(values), 2), round(max(values), 2)],
        }
        for name, values in columns.items()
    } | {"first_row": runs[0]["first_row"]}


def measure_sizes(report: dict[str, Any]) -> None:
    """Fill in what each environment holds on the disk."""
    plain = ENVIRONMENTS[0]
    for environment, name in _everyone():
        report["peers"].setdefault(name, {}).update(size(environment, plain))
        pinned = REQUIREMENTS / f"{environment.name}.txt"
        report["peers"][name]["requirements"] = pinned.name if pinned.is_file() else "constraints.txt"
        report["peers"][name]["versions"] = versions(
            environment,
            ("torch", "sentence-transformers", "faiss-cpu", "txtai", "langchain-community", "llama-index-core",
             "haystack-ai", "verbatim-rag", "hubbot"),
        )  # fmt: skip


def _everyone() -> list[tuple[Environment, str]]:
    return [(environment, name) for environment in ready() for name in environment.peers]


def _today() -> str:
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def main() -> None:
    """Do one of: setup, quality, speed, table."""
    parser = argparse.ArgumentParser(description="Compare hubbot with what one would pick instead.")
    parser.add_argument("part", choices=("setup", "quality", "speed", "table"), nargs="?")
    parser.add_argument("names", nargs="*", help="environments to set up, or to ask for quality; all without")
    parser.add_argument("--sample", type=int, help="questions for quality; all without")
    parser.add_argument("--runs", type=int, default=RUNS, help="processes a peer, at least 5")
    parser.add_argument("--out", type=Path, default=OUT, help="file for the JSON")
    chosen = parser.parse_args()
    if chosen.part == "setup":
        setup(chosen.names)
        return
    report: dict[str, Any] = {"peers": {}}
    if chosen.out.is_file():
        report = json.loads(chosen.out.read_text("utf-8"))
    eval_dir = settings_from_environment().eval_dir
    if chosen.part != "table":
        measure_sizes(report)
    if chosen.part in (None, "quality"):
        measure_quality(report, eval_dir, chosen.sample, chosen.names)
    if chosen.part in (None, "speed"):
        measure_speed(report, eval_dir, max(RUNS, chosen.runs))
    if chosen.part != "table":
        chosen.out.parent.mkdir(exist_ok=True)
        chosen.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(table(report))


if __name__ == "__main__":
    main()
