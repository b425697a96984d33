"""What an owner published lies in the index alone: no build drops it unless told to, and none loses it unnoticed."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from hashing import DATA, HashingEncoder
from hubbot import index as index_module
from hubbot import store
from hubbot.building import build_index, publish_draft, read_texts
from hubbot.errors import CorpusError, HubbotError, IndexBusyError, IndexStaleError
from hubbot.generations import list_versions, restore
from hubbot.published import Plan, Present, write_plan
from hubbot.settings import Settings
from hubbot.sources.metadata import Metadata
from hubbot.sources.record import Source
from hubbot.types import Page

FERRY = "# Harbour\n\nThe ferry to Aldara leaves at seven. “It is never late,” said Ines Vado, a pilot.\n"
MILL = "The mill of Aldham grinds rye on Mondays.\n\nThe miller sleeps until noon.\n"
KNOWN = Metadata(title="Harbour news", author="Ana Prado", url="https://news.example/harbour", language="en")
PAGE = Page(f"Menu\n{FERRY}", ((0, 5),))


@pytest.fixture
def home(tmp_path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mill.txt").write_text(MILL, "utf-8")
    build(tmp_path)
    return tmp_path


def build(home: Path, **options) -> store.Manifest:
    return build_index(home / "corpus", home / "index", encoders=[HashingEncoder()], **options)


def source_of(name: str = "harbour", text: str = FERRY) -> Source:
    return Source(name, f"{name}.md", None, "text/markdown", "0" * 64, text, KNOWN, (), PAGE, published=True)


def publish(home: Path, *sources: Source, beside: bool = True) -> store.Manifest:
    folder = home / "draft"
    folder.mkdir(exist_ok=True)
    write_plan(folder, Plan(sources=sources or (source_of(),), beside=beside))
    return publish_draft(folder, home / "index", encoders=[HashingEncoder()])


def documents(home: Path) -> dict:
    return dict(index_module.load(home / "index").document_by_id)


def test_a_plain_build_keeps_what_the_owner_published_as_it_is(home):
    publish(home)
    before = documents(home)
    (home / "corpus" / "mill.txt").write_text(MILL.replace("noon", "ten"), "utf-8")
    entry = next(source for source in build(home).sources if source.published)
    after = documents(home)
    assert after["harbour"] == before["harbour"]
    assert "until ten" in after["mill"].text
    known = after["harbour"]
    assert (known.title, known.author, known.url, known.page) == (KNOWN.title, KNOWN.author, KNOWN.url, PAGE)
    assert (entry.path, entry.address, entry.media_type) == (None, None, "text/markdown")


def test_what_stays_beside_it_keeps_its_file_and_its_folder(home):
    before = store.read_manifest(home / "index")
    after = publish(home)
    assert after.roots == before.roots
    assert [source for source in after.sources if not source.published] == [*before.sources]
    (home / "corpus" / "mill.txt").write_text("The mill is closed.\n", "utf-8")
    with pytest.raises(IndexStaleError, match=r"mill\.txt"):
        index_module.load(home / "index")


def test_only_when_told_to_does_a_build_leave_it_out_and_says_how_it_comes_back(home, caplog):
    generation = publish(home).generation
    with caplog.at_level(logging.WARNING):
        build(home, drop_published=True)
    assert set(documents(home)) == {"mill"}
    assert "left out: harbour" in caplog.text and f"hubbot restore {generation}" in caplog.text
    restore(home / "index", generation)
    assert "harbour" in documents(home)
    assert set(documents(home)) == {source.document_id for source in build(home).sources}


def test_published_in_place_of_all_it_still_stays_when_the_folder_is_built_again(home):
    publish(home, beside=False)
    assert set(documents(home)) == {"harbour"}
    build(home)
    assert set(documents(home)) == {"harbour", "mill"}


def test_a_file_with_its_name_is_named_and_does_not_take_its_place(home, caplog):
    publish(home, source_of("mill"))
    assert documents(home)["mill"].text == FERRY  # and the file beside it does not make the index stale
    with caplog.at_level(logging.WARNING):
        build(home)
    assert documents(home)["mill"].text == FERRY
    assert "mill stays as the owner published it" in caplog.text
    assert "mill.txt" in caplog.text and "--drop-published" in caplog.text


def test_an_owner_replaces_their_own_text(home):
    publish(home)
    publish(home, source_of(text=FERRY.replace("seven", "nine")))
    assert "nine" in documents(home)["harbour"].text
    assert len(documents(home)) == 2


def test_a_build_that_began_before_does_not_drop_it(home, monkeypatch):
    first = store.read_manifest(home / "index").generation
    reading = Present.sources

    def publish_meanwhile(self, **options):
        monkeypatch.undo()
        publish(home)
        return reading(self, **options)

    monkeypatch.setattr(Present, "sources", publish_meanwhile)
    with pytest.raises(IndexBusyError, match="begin again"):
        build(home)
    assert set(documents(home)) == {"harbour", "mill"}
    assert first in [version.generation for version in list_versions(home / "index")]
    build(home)
    assert set(documents(home)) == {"harbour", "mill"}


def test_what_cannot_be_read_is_not_dropped_in_silence(home, caplog):
    manifest = publish(home)
    path = home / "index" / manifest.generation / "passages.json"
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    with pytest.raises(HubbotError, match=r"harbour.*--drop-published"):
        build(home)
    assert store.read_manifest(home / "index") == manifest
    assert "harbour" not in [source.document_id for source in build(home, drop_published=True).sources]
    (home / "index" / store.MANIFEST).write_bytes(b"{}")
    with caplog.at_level(logging.WARNING):
        build(home)
    assert "not carried over" in caplog.text


@pytest.mark.parametrize("content", [b"{}", None])
def test_beside_what_cannot_be_read_nothing_is_published(home, content):
    path = home / "index" / store.MANIFEST
    present, before = path.read_bytes(), documents(home)
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(HubbotError, match="beside what cannot be read"):
        publish(home)
    path.write_bytes(present)
    assert documents(home) == before


def test_a_folder_without_a_draft_is_one_sentence(home, tmp_path):
    with pytest.raises(CorpusError, match="no draft"):
        publish_draft(tmp_path, home / "index", encoders=[HashingEncoder()])


def test_every_kind_of_source_survives_the_draft(home):
    read = [source for _, source in read_texts([DATA], Settings())]
    given = [replace(source, path=None, published=True, warnings=("a remark",)) for source in read]
    published = publish(home, *given)
    entries = {source.document_id: source for source in published.sources}
    assert all(entries[source.id].warnings == ("a remark",) for source in given)
    assert all(
        entries[source.id].metadata == source.metadata.model_dump(exclude_none=True) for source in given
    )
