"""The folder on disk: swapped in one step, every byte checked before anything reads it."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from hubbot import generations, store
from hubbot import index as index_module
from hubbot.errors import HubbotError, IndexDamagedError, IndexMissingError, IndexStaleError
from hubbot.verification import verify_index

CONTENTS = {"a.json": b"[1, 2]", "b.faiss": bytes(range(200))}
NOTHING = {"arms": (), "sources": (), "corpus_sha256": "0" * 64, "counts": {}}
POSITIONS_A_FILE = 8


def write(folder: Path, contents: dict[str, bytes] = CONTENTS) -> store.Manifest:
    return generations.write_generation(folder, contents, **NOTHING)


def read(folder: Path) -> dict[str, bytes]:
    return store.read_files(folder, store.read_manifest(folder))


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(path: Path, position: int, mask: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= mask
    path.write_bytes(bytes(content))


def rewrite_manifest(folder: Path, **changes: object) -> None:
    """Write the manifest again with changes and a digest that fits: no accident, another program's work."""
    body = json.loads((folder / store.MANIFEST).read_bytes())["manifest"] | changes
    digest = store.sha256_of(json.dumps(body, sort_keys=True).encode())
    envelope = {"manifest": body, "manifest_sha256": digest}
    text = json.dumps(envelope, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / store.MANIFEST).write_text(text, "utf-8")


def test_what_is_written_is_read(tmp_path):
    manifest = write(tmp_path / "index")
    assert store.read_manifest(tmp_path / "index") == manifest
    assert read(tmp_path / "index") == CONTENTS


def test_the_same_contents_get_the_same_name_and_bytes(tmp_path):
    first, second = write(tmp_path / "one"), write(tmp_path / "two")
    assert first == second
    for path in files_of(tmp_path / "one"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_writing_again_changes_nothing(tmp_path):
    write(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in files_of(tmp_path) if path.name != store.MANIFEST}
    write(tmp_path)
    assert {
        path: path.stat().st_mtime_ns for path in files_of(tmp_path) if path.name != store.MANIFEST
    } == before


def test_a_new_generation_takes_the_place_of_the_old(tmp_path):
    old = write(tmp_path)
    new = write(tmp_path, {"a.json": b"[3]"})
    assert new.generation != old.generation
    names = sorted([store.MANIFEST, new.generation, old.generation])
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert read(tmp_path) == {"a.json": b"[3]"}


def test_a_damaged_generation_is_healed_by_writing_it_again(tmp_path):
    old = write(tmp_path)
    flip(tmp_path / old.generation / "a.json", 0)
    write(tmp_path)
    assert read(tmp_path) == CONTENTS


def test_no_index_says_how_to_make_one(tmp_path):
    with pytest.raises(IndexMissingError, match=r"run `hubbot index my-article\.md`"):
        store.read_manifest(tmp_path)
    with pytest.raises(IndexMissingError, match=r"run `hubbot index my-article\.md`"):
        store.read_manifest(tmp_path / "absent")


def test_a_folder_in_the_place_of_the_manifest_is_no_index(tmp_path):
    (tmp_path / store.MANIFEST).mkdir()
    with pytest.raises(IndexMissingError):
        store.read_manifest(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"manifest": []}',
        b'{"manifest": {"format_version": "1"}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path, content):
    (tmp_path / store.MANIFEST).write_bytes(content)
    with pytest.raises(IndexDamagedError, match="hubbot index"):
        store.read_manifest(tmp_path)


@pytest.mark.parametrize("mask", [1, 0x20, 0x80])
def test_one_flipped_byte_anywhere_in_the_manifest_is_refused(mini_home, mask):
    path = mini_home / "index" / store.MANIFEST
    whole = path.read_bytes()
    accepted = []
    for position in range(len(whole)):
        flip(path, position, mask)
        try:
            store.read_manifest(path.parent)
        except HubbotError:
            pass
        else:
            accepted.append((position, whole[position : position + 1]))
        path.write_bytes(whole)
    assert accepted == []


def test_one_flipped_byte_in_any_file_is_refused_by_load_and_found_by_verify(mini_home):
    folder = mini_home / "index"
    chosen = random.Random(2)
    for path in files_of(folder):
        whole = path.read_bytes()
        ends = {0, len(whole) - 1}
        for position in ends | set(chosen.sample(range(len(whole)), min(POSITIONS_A_FILE, len(whole)))):
            flip(path, position, 1 << chosen.randrange(8))
            with pytest.raises(HubbotError, match="hubbot index"):
                index_module.load(folder)
            assert verify_index(folder).problems, f"{path.name} at {position}"
            path.write_bytes(whole)
    assert not verify_index(folder).problems


def test_a_truncated_file_is_refused_whatever_its_length(mini_home):
    folder = mini_home / "index"
    for path in files_of(folder):
        whole = path.read_bytes()
        for length in {0, 1, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:length])
            with pytest.raises(HubbotError, match="hubbot index"):
                index_module.load(folder)
        path.write_bytes(whole + b"\n")
        with pytest.raises(HubbotError, match="hubbot index"):
            index_module.load(folder)
        path.write_bytes(whole)


def test_a_missing_file_is_refused(mini_home):
    folder = mini_home / "index"
    for path in files_of(folder):
        whole = path.read_bytes()
        path.unlink()
        with pytest.raises(HubbotError, match="hubbot index"):
            index_module.load(folder)
        path.write_bytes(whole)


def test_a_missing_generation_is_refused(mini_home):
    shutil.rmtree(mini_home / "index" / store.read_manifest(mini_home / "index").generation)
    with pytest.raises(IndexDamagedError, match="hubbot index"):
        index_module.load(mini_home / "index")


def test_an_extra_file_is_refused(mini_home):
    folder = mini_home / "index"
    (folder / store.read_manifest(folder).generation / "more.bin").write_bytes(b"x")
    with pytest.raises(IndexDamagedError, match=r"more\.bin does not belong"):
        index_module.load(folder)


def test_two_files_that_changed_places_are_refused(mini_home):
    folder = mini_home / "index"
    first, second = sorted((folder / store.read_manifest(folder).generation).iterdir())[:2]
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    with pytest.raises(IndexDamagedError):
        index_module.load(folder)


@pytest.mark.parametrize("version", [0, 1, 2, 99])
def test_another_format_is_stale_and_says_how_to_repair(mini_home, version):
    rewrite_manifest(mini_home / "index", format_version=version)
    with pytest.raises(IndexStaleError, match=rf"format {version}.*run `hubbot index`"):
        store.read_manifest(mini_home / "index")


def test_a_field_that_hubbot_does_not_know_is_refused(mini_home):
    rewrite_manifest(mini_home / "index", surprise=1)
    with pytest.raises(IndexDamagedError):
        store.read_manifest(mini_home / "index")


def test_a_changed_corpus_file_makes_the_index_stale(mini_home):
    article = mini_home / "corpus" / "three_workshops.txt"
    article.write_bytes(article.read_bytes() + b"\nOne more sentence.\n")
    with pytest.raises(IndexStaleError, match=r"three_workshops\.txt has changed.*run `hubbot index`"):
        index_module.load(mini_home / "index")


def test_an_index_without_its_corpus_still_loads(mini_home):
    shutil.rmtree(mini_home / "corpus")
    assert index_module.load(mini_home / "index").documents[0].id == "three_workshops"


@pytest.mark.parametrize("step", ["_put_in_place", "_replace_file", "_sync", "serialise"])
def test_a_write_that_fails_leaves_the_old_index(tmp_path, monkeypatch, step):
    write(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, step, fail)
    with pytest.raises(HubbotError, match=r"No space left on device.*old index is untouched"):
        write(tmp_path, {"a.json": b"[3]"})
    monkeypatch.undo()
    assert read(tmp_path) == CONTENTS


def test_a_write_that_fails_leaves_no_litter(tmp_path, monkeypatch):
    write(tmp_path)
    before = files_of(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations.os, "fsync", fail)
    with pytest.raises(HubbotError):
        write(tmp_path, {"a.json": b"[3]"})
    assert files_of(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HubbotError, match="--out"):
        write(tmp_path / "file" / "index")


def test_files_of_other_programs_in_the_folder_are_left_alone(tmp_path):
    write(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "drafts").mkdir()
    write(tmp_path, {"a.json": b"[3]"})
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "drafts").is_dir()
