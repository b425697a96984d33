"""Versions of an index: so many stay, each can be listed and restored, and only a whole one comes back."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hashing import ROOT
from hubbot import Settings, build_index, generations, store
from hubbot import index as index_module
from hubbot.errors import HubbotError, IndexDamagedError, IndexMissingError
from hubbot.surfaces import cli


@pytest.fixture
def folder(tmp_path, encoder) -> Path:
    """An index with three versions: of one, two and three mills."""
    for mills in (1, 2, 3):
        build(tmp_path, mills, encoder)
    return tmp_path / "index"


def build(home: Path, mills: int, encoder, **settings: int) -> store.Manifest:
    (home / "town.txt").write_text(f"The town has {mills} mills.\n", "utf-8")
    return build_index(home / "town.txt", home / "index", encoders=[encoder], settings=Settings(**settings))


def words(folder: Path) -> str:
    return index_module.load(folder, check_sources=False).passages[0].text


def test_versions_are_listed_the_present_one_first_then_the_newest(folder):
    listed = generations.list_versions(folder)
    assert [version.present for version in listed] == [True, False, False]
    assert [version.documents for version in listed] == [1, 1, 1]
    texts = []
    for version in listed:
        generations.restore(folder, version.generation)
        texts.append(words(folder))
    assert texts == [f"The town has {mills} mills." for mills in (3, 2, 1)]


def test_a_restored_version_is_the_present_one_and_the_newest(folder):
    oldest = generations.list_versions(folder)[-1]
    manifest = generations.restore(folder, oldest.generation[:9])
    assert manifest.generation == oldest.generation
    assert store.read_manifest(folder) == manifest
    assert generations.list_versions(folder)[0].generation == oldest.generation


def test_as_many_stay_as_the_settings_say(tmp_path, encoder):
    for mills in range(1, 6):
        build(tmp_path, mills, encoder, keep_versions=2)
    assert len(generations.list_versions(tmp_path / "index")) == 3
    build(tmp_path, 9, encoder, keep_versions=0)
    assert len(generations.list_versions(tmp_path / "index")) == 1


def test_the_version_that_was_put_back_stays_when_others_go(folder, tmp_path, encoder):
    oldest = generations.list_versions(folder)[-1].generation
    generations.restore(folder, oldest)
    build(tmp_path, 7, encoder, keep_versions=1)
    assert [version.generation for version in generations.list_versions(folder)][1:] == [oldest]


def test_a_damaged_version_is_not_restored(folder):
    present, earlier, *_ = generations.list_versions(folder)
    path = folder / earlier.generation / index_module.DOCUMENTS
    path.write_bytes(path.read_bytes().replace(b"2 mills", b"8 mills"))
    with pytest.raises(IndexDamagedError, match="altered"):
        generations.restore(folder, earlier.generation)
    assert store.read_manifest(folder).generation == present.generation
    (folder / earlier.generation / store.MANIFEST).write_bytes(b"{}")
    problems = {version.generation: version.problem for version in generations.list_versions(folder)}
    assert "hubbot index" in str(problems[earlier.generation])


@pytest.mark.parametrize("name", ["", "zz", "../index", "."])
def test_a_version_that_is_not_there_is_named(folder, name):
    with pytest.raises(IndexMissingError, match="run `hubbot versions`"):
        generations.restore(folder, name)


def test_a_folder_without_an_index_has_no_versions(tmp_path):
    for ask in (generations.list_versions, lambda folder: generations.restore(folder, "a")):
        with pytest.raises(IndexMissingError, match=r"run `hubbot index my-article\.md`"):
            ask(tmp_path)


@pytest.mark.parametrize("content", [b"{}", None])
def test_versions_are_found_and_restored_though_the_manifest_is_damaged_or_gone(folder, content):
    newest, *_ = generations.list_versions(folder)
    path = folder / store.MANIFEST
    path.unlink() if content is None else path.write_bytes(content)
    listed = generations.list_versions(folder)
    assert [version.present for version in listed] == [False, False, False]
    assert listed[0].generation == newest.generation
    generations.restore(folder, newest.generation)
    assert words(folder) == "The town has 3 mills."
    assert generations.list_versions(folder)[0].present


def test_a_generation_that_was_never_in_place_is_swept_by_the_next_build(folder, tmp_path, encoder):
    """A build that was killed between the folder's name and the manifest."""
    present, earlier, *_ = generations.list_versions(folder)
    later = time.time() + 60
    os.utime(folder / earlier.generation / store.MANIFEST, (later, later))
    build(tmp_path, 4, encoder)
    names = [version.generation for version in generations.list_versions(folder)]
    assert earlier.generation not in names
    assert present.generation in names


def test_the_command_line_lists_and_restores(folder):
    runner = CliRunner()
    listed = runner.invoke(cli.app, ["versions", "--index", str(folder), "--json"])
    versions = json.loads(listed.stdout)
    assert [version["present"] for version in versions] == [True, False, False]
    done = runner.invoke(cli.app, ["restore", versions[1]["generation"], "--index", str(folder)])
    assert done.exit_code == 0
    assert versions[1]["generation"] in done.stdout
    assert words(folder) == "The town has 2 mills."
    table = runner.invoke(cli.app, ["versions", "--index", str(folder)]).stdout.splitlines()
    assert table[0].startswith(f"* {versions[1]['generation']}")
    assert len(table) == 3


def test_the_committed_index_is_one_version():
    """`hubbot index` keeps earlier versions: commit the present one alone (`hubbot index --keep 0`)."""
    done = subprocess.run(["git", "ls-files", "index"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        pytest.skip("no git repository")
    assert len({line.split("/")[1] for line in done.stdout.splitlines() if line.count("/") > 1}) == 1


@pytest.mark.parametrize("file", ["holiday.jpg", "manifest.json"])  # a web page's own has that name
def test_nothing_is_written_among_other_files(tmp_path, encoder, file):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / file).write_text('{"name": "mine"}', "utf-8")
    with pytest.raises(HubbotError, match=rf"index holds '{file}' and is no index.*--out my-index"):
        build(tmp_path, 1, encoder)
    assert [path.name for path in (tmp_path / "index").iterdir()] == [file]
    assert (tmp_path / "index" / file).read_text("utf-8") == '{"name": "mine"}'


def test_an_index_is_built_where_only_hidden_files_lie(tmp_path, encoder):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / ".DS_Store").write_bytes(b"\0")
    build(tmp_path, 1, encoder)
    assert words(tmp_path / "index") == "The town has 1 mills."


@pytest.mark.parametrize("manifest", [None, "{}"])
def test_an_index_with_a_lost_or_broken_manifest_is_built_again(folder, tmp_path, encoder, manifest):
    (folder / store.MANIFEST).unlink()
    if manifest is not None:
        (folder / store.MANIFEST).write_text(manifest, "utf-8")
    build(tmp_path, 4, encoder)
    assert words(folder) == "The town has 4 mills."
