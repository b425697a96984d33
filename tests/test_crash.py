"""Builds that are killed, that run out of space, that may not write: the old index or the new one, and no litter.

    pytest -m crash

Real processes and real signals. The builds are forked from one process that has the libraries loaded, so that an
instant chosen at random falls into the build and not into its imports.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from hashing import HashingEncoder
from hubbot import build_index, generations, store
from hubbot import index as index_module
from hubbot.embedding import JOURNAL
from hubbot.errors import HubbotError, IndexBusyError
from hubbot.lock import LOCK, writing
from hubbot.verification import verify_index

pytestmark = pytest.mark.crash

KILLS = 220
SEED = 11
NOBODY = 65534
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["test_crash", "bm25s", "faiss", "hubbot.reading.parser"])

CITIES = ("Aldham", "Brenna", "Corvo", "Dunmere", "Estrel")


def corpus(folder: Path, name: str) -> Path:
    """A corpus of some pages; ``name`` is in every sentence, so that two corpora share no vector."""
    home = folder / name
    home.mkdir()
    for city in CITIES:
        lines = [f"In the year {year} of {name} {city} had {year} mills." for year in range(60)]
        (home / f"{city}.txt").write_text("\n\n".join(lines), "utf-8")
    return home


def build(corpus_dir: str, index_dir: str, report: str | None = None, prepare: str | None = None) -> None:
    """Build in a child; what hubbot says of a failure goes to ``report``."""
    if prepare:
        HINDRANCES[prepare]()
    try:
        build_index(corpus_dir, index_dir, encoders=[HashingEncoder()])
        said = "built"
    except HubbotError as error:
        said = f"{type(error).__name__}: {error}"
    if report:
        Path(report).write_text(said, "utf-8")
    os._exit(0)


def few_bytes() -> None:
    """From here on no file grows beyond 100 kB: what a full disk does to a write."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def nobody() -> None:
    """From here on this process is another user's."""
    os.setgid(NOBODY)
    os.setuid(NOBODY)


HINDRANCES: dict[str, Callable[[], None]] = {"few bytes": few_bytes, "nobody": nobody}


def litter(folder: Path) -> list[str]:
    """Names that are neither the manifest nor a generation; the journal stays for the next build, on purpose."""
    allowed = {store.MANIFEST, *(version.generation for version in generations.list_versions(folder))}
    names = {entry.name for entry in folder.iterdir()} - allowed
    return sorted(name for name in names if not name.startswith(JOURNAL))


def run(corpus_dir: Path, index_dir: Path, report: Path, prepare: str | None = None) -> str:
    child = FORKED.Process(target=build, args=(str(corpus_dir), str(index_dir), str(report), prepare))
    child.start()
    child.join()
    return report.read_text("utf-8")


def test_a_kill_at_any_instant_leaves_the_old_index_or_the_new_one(tmp_path):
    corpora = [corpus(tmp_path, name) for name in ("rye", "oats")]
    index_dir = tmp_path / "index"
    known = {}
    for home in reversed(corpora):
        started = time.monotonic()
        build_index(home, index_dir, encoders=[HashingEncoder()])
        duration = time.monotonic() - started
        known[store.read_manifest(index_dir).generation] = home.name
    chosen = random.Random(SEED)
    outcomes: Counter[str] = Counter()
    for kill in range(KILLS):
        before = store.read_manifest(index_dir).generation
        # To the corpus that is not there now; after some kills a build of the very same content.
        home = next(home for home in corpora if (home.name != known[before]) == (kill % 10 != 0))
        child = FORKED.Process(target=build, args=(str(home), str(index_dir)))
        child.start()
        if kill % 2:  # half of them while files are written
            deadline = time.monotonic() + 10 * duration
            while not any(index_dir.glob(".building-*")) and time.monotonic() < deadline and child.is_alive():
                time.sleep(0.0005)
            time.sleep(chosen.uniform(0, 0.3 * duration))
        else:
            time.sleep(chosen.uniform(0, 1.5 * duration))
        child.kill()  # nothing, where the build was done before
        child.join()
        after = index_module.load(index_dir)  # every digest, every passage against its document
        assert after.generation in known, f"kill {kill} left a generation that nobody built"
        killed = child.exitcode == -signal.SIGKILL
        outcomes["new" if after.generation != before else "old"] += killed
        outcomes["litter"] += bool(litter(index_dir))
        if kill % 20 == 0:
            assert verify_index(index_dir).problems == ()
    assert outcomes["old"] + outcomes["new"] >= 200, outcomes
    assert outcomes["litter"] > 0, "no kill fell into the writing: the instants are badly chosen"
    build_index(corpora[0], index_dir, encoders=[HashingEncoder()])
    assert litter(index_dir) == []
    assert not list(index_dir.glob(f"{JOURNAL}*"))
    assert verify_index(index_dir).problems == ()


def test_a_file_that_cannot_grow_leaves_the_old_index(tmp_path):
    index_dir, report = tmp_path / "index", tmp_path / "said"
    run(corpus(tmp_path, "rye"), index_dir, report)
    before = store.read_manifest(index_dir)
    said = run(corpus(tmp_path, "oats"), index_dir, report, "few bytes")
    assert said.startswith("HubbotError: the index could not be written")
    assert "old index is untouched" in said
    assert store.read_manifest(index_dir) == before
    assert litter(index_dir) == []
    assert verify_index(index_dir).problems == ()


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for one index of the corpora here and not for two."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1800k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root can mount a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_the_old_index(tmp_path, small_disk):
    index_dir, report = small_disk / "index", tmp_path / "said"
    assert run(corpus(tmp_path, "rye"), index_dir, report) == "built"
    before = store.read_manifest(index_dir)
    said = run(corpus(tmp_path, "oats"), index_dir, report)
    assert "No space left on device" in said
    assert store.read_manifest(index_dir) == before
    assert litter(index_dir) == []
    assert verify_index(index_dir).problems == ()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_may_not_be_written_leaves_the_old_index(tmp_path, encoder):
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    index_dir, report = tmp_path / "index", tmp_path / "said"
    home = corpus(tmp_path, "rye")
    build_index(home, index_dir, encoders=[encoder])
    before = store.read_manifest(index_dir)
    report.touch()
    report.chmod(0o666)
    said = run(home, index_dir, report, "nobody")
    assert said.startswith("HubbotError: the index could not be written")
    assert "Permission denied" in said
    assert store.read_manifest(index_dir) == before
    assert litter(index_dir) == []


def test_a_path_that_is_no_folder_is_named(tmp_path, encoder):
    (tmp_path / "file").write_text("not a folder", "utf-8")
    with pytest.raises(HubbotError, match=r"file.index.*Not a directory.*--out"):
        build_index(corpus(tmp_path, "rye"), tmp_path / "file" / "index", encoders=[encoder])


def hold(folder: str, held: str) -> None:
    with writing(Path(folder)):
        Path(held).touch()
        time.sleep(600)


@pytest.fixture
def holder(tmp_path):
    """A process that holds the writer's lock of ``tmp_path / "index"``."""
    (tmp_path / "index").mkdir()
    child = FORKED.Process(target=hold, args=(str(tmp_path / "index"), str(tmp_path / "held")))
    child.start()
    while not (tmp_path / "held").exists():
        assert child.is_alive()
        time.sleep(0.01)
    yield child
    child.kill()
    child.join()


def test_a_second_writer_is_told_who_writes(tmp_path, holder, encoder):
    with pytest.raises(IndexBusyError, match=rf"process {holder.pid} on .*since .*ago.*Wait for it"):
        build_index(corpus(tmp_path, "rye"), tmp_path / "index", encoders=[encoder])


def test_the_lock_of_a_killed_writer_is_taken_over_and_explained(tmp_path, holder, encoder, caplog):
    holder.kill()
    holder.join()
    assert (tmp_path / "index" / LOCK).exists()
    build_index(corpus(tmp_path, "rye"), tmp_path / "index", encoders=[encoder])
    assert f"process {holder.pid}" in caplog.text
    assert "did not finish: its lock is taken over" in caplog.text
    assert litter(tmp_path / "index") == []


def test_many_writers_at_once_leave_one_whole_index(tmp_path):
    corpora = [corpus(tmp_path, name) for name in ("rye", "oats", "wheat")]
    said = [tmp_path / f"said-{number}" for number in range(9)]
    children = [
        FORKED.Process(
            target=build, args=(str(corpora[number % 3]), str(tmp_path / "index"), str(said[number]))
        )
        for number in range(9)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    told = [report.read_text("utf-8") for report in said]
    assert set(told) - {"built"} == {each for each in told if each.startswith("IndexBusyError")}
    assert "built" in told
    assert litter(tmp_path / "index") == []
    assert verify_index(tmp_path / "index").problems == ()
