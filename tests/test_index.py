"""An index: saved and loaded it is equal, built twice it is the same, and so is the committed one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from hashing import DATA, ROOT, HashingEncoder
from hubbot import Chatbot, build_index, generations, store
from hubbot import index as index_module
from hubbot.errors import CorpusError, IndexDamagedError, IndexStaleError
from hubbot.indexing import write_index
from hubbot.types import PassageKind

# Processors differ in the last bits of a model's output; the four-bit engine sums in eight bits, in other ways on other
# processors: the cosine of what two of them gave was 0.99993.
LEAST_COSINE = {"all-MiniLM-L6-v2": 0.99999, "multilingual-e5-small": 0.999}


def rows_of(arm: index_module.Arm) -> np.ndarray:
    return arm.vectors.reconstruct_n(0, arm.vectors.ntotal)


@pytest.fixture(scope="module")
def index(mini_index):
    return index_module.load(mini_index)


def test_a_loaded_index_equals_the_built_one(tmp_path, index, encoder):
    built = index_module.build(index.documents, index.passages, [encoder])
    write_index(tmp_path, index.documents, [encoder])
    loaded = index_module.load(tmp_path)
    assert loaded.documents == built.documents
    assert loaded.passages == built.passages
    assert loaded.corpus_sha256 == built.corpus_sha256
    assert np.array_equal(rows_of(loaded.arms[0]), rows_of(built.arms[0]))
    question = "which city has less noise"
    assert np.array_equal(loaded.lexical_scores(question), built.lexical_scores(question))


def test_building_twice_gives_the_same_index(tmp_path, encoder):
    manifests = [build_index(DATA, tmp_path / name, encoders=[encoder]) for name in ("one", "two")]
    assert manifests[0].generation == manifests[1].generation
    assert manifests[0].files == manifests[1].files
    one, two = (index_module.load(tmp_path / name) for name in ("one", "two"))
    assert [passage.id for passage in one.passages] == [passage.id for passage in two.passages]


def test_another_hash_seed_gives_the_same_index(tmp_path):
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from hashing import DATA, HashingEncoder\n"
        "from hubbot import build_index\n"
        "print(build_index(DATA, sys.argv[1], encoders=[HashingEncoder()]).generation)"
    )
    names = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(names) == 1


def test_every_passage_stands_at_its_span(index):
    for passage in index.passages:
        assert index.document_by_id[passage.document_id].slice(passage.span) == passage.text


def test_ids_are_unique_and_the_repeated_sentence_has_two(index):
    ids = [passage.id for passage in index.passages]
    assert len(ids) == len(set(ids))
    assert len([p for p in index.passages if p.text == "The rent is low."]) == 2


def test_an_edit_elsewhere_leaves_ids_unchanged(mini_home, index, encoder):
    article = mini_home / "corpus" / "three_workshops.txt"
    article.write_text("A new first sentence stands here.\n\n" + article.read_text("utf-8"), "utf-8")
    build_index(mini_home / "corpus", mini_home / "index", encoders=[encoder])
    edited = {passage.id for passage in index_module.load(mini_home / "index").passages}
    assert {p.id for p in index.passages if p.kind is not PassageKind.PARAGRAPH} <= edited


def test_scores_belong_to_the_passage_of_their_row(index, encoder):
    for row, passage in enumerate(index.passages):
        vector = encoder.encode_queries([index_module.search_text(passage)])[0]
        scores = index.dense_scores("hashing", vector)
        assert scores[row] == pytest.approx(1.0, abs=1e-5)
        assert scores.argmax() == row or scores.max() == pytest.approx(scores[row])


def test_words_that_stand_nowhere_score_nothing(index):
    assert not index.lexical_scores("xylophone quasar").any()
    assert not index.lexical_scores("").any()


def test_a_rare_word_finds_its_passage(index):
    best = index.passages[int(index.lexical_scores("harbour").argmax())]
    assert "harbour" in best.text


def test_a_query_that_is_no_number_finds_nothing(index):
    scores = index.dense_scores("hashing", np.full(HashingEncoder.dimension, np.nan, dtype=np.float32))
    assert scores.shape == (len(index.passages),)
    assert not np.isnan(scores).any()


def test_the_paragraph_around_a_sentence_contains_it(index):
    for row, around in enumerate(index.context_rows.tolist()):
        passage, paragraph = index.passages[row], index.passages[around]
        assert around == row or paragraph.kind is PassageKind.PARAGRAPH
        assert paragraph.span.contains(passage.span)


def test_counts_of_the_manifest_are_those_of_the_index(mini_index, index):
    counts = store.read_manifest(mini_index).counts
    assert counts["passages"] == len(index.passages)
    assert counts["documents"] == 1
    assert counts["facts"] == len(index.documents[0].facts) == 5
    assert sum(counts[f"passages.{kind}"] for kind in PassageKind) == len(index.passages)


def test_no_passage_is_no_index(encoder):
    with pytest.raises(CorpusError, match="no sentence"):
        index_module.build([], [], [encoder])


def test_two_encoders_make_two_arms(tmp_path):
    pair = [HashingEncoder("one"), HashingEncoder("two/with:signs")]
    build_index(DATA, tmp_path, encoders=pair)
    assert [arm.encoder for arm in index_module.load(tmp_path).arms] == ["one", "two/with:signs"]
    assert Chatbot.load(tmp_path, encoders=pair).ask("Which city has less noise than Brenna?").citations


def test_encoders_whose_names_look_alike_on_disk_are_kept_apart(tmp_path):
    pair = [HashingEncoder("a/b"), HashingEncoder("a-b", digest="hashing-2")]
    build_index(DATA, tmp_path, encoders=pair)
    assert len({arm.file for arm in index_module.load(tmp_path).arms}) == 2


@pytest.mark.parametrize(
    "other", [HashingEncoder(digest="hashing-2"), HashingEncoder("other")], ids=["digest", "name"]
)
def test_an_encoder_that_did_not_build_the_index_is_refused(mini_index, other):
    with pytest.raises(IndexStaleError, match=r"built with.*hubbot index"):
        Chatbot.load(mini_index, encoders=[other])


def test_vectors_of_another_dimension_are_refused(tmp_path, index, encoder):
    write_index(tmp_path, index.documents, [encoder])
    manifest = store.read_manifest(tmp_path)
    contents = store.read_files(tmp_path, manifest)
    arm = manifest.arms[0].model_copy(update={"dimension": 3})
    generations.write_generation(
        tmp_path, contents, arms=(arm,), sources=(), corpus_sha256=manifest.corpus_sha256, counts={}
    )
    with pytest.raises(IndexDamagedError):
        index_module.load(tmp_path)


def test_a_passage_that_is_not_its_document_s_is_refused(tmp_path, index, encoder):
    write_index(tmp_path, index.documents, [encoder])
    manifest = store.read_manifest(tmp_path)
    contents = store.read_files(tmp_path, manifest)
    passages = json.loads(contents[index_module.PASSAGES])
    passages[0]["text"] = passages[0]["text"].upper()
    contents[index_module.PASSAGES] = json.dumps(passages).encode()
    generations.write_generation(
        tmp_path, contents, arms=manifest.arms, sources=(), corpus_sha256=manifest.corpus_sha256, counts={}
    )
    with pytest.raises(IndexDamagedError, match="differs from its document"):
        index_module.load(tmp_path)


def test_a_failed_build_leaves_the_old_index(mini_home, encoder):
    before = store.read_manifest(mini_home / "index")
    (mini_home / "corpus" / "bad.txt").write_bytes(b"caf\0")
    with pytest.raises(CorpusError, match=r"bad\.txt"):
        build_index(mini_home / "corpus", mini_home / "index", encoders=[encoder])
    assert store.read_manifest(mini_home / "index") == before


def test_progress_counts_every_passage(tmp_path, encoder):
    seen: list[tuple[str, int, int]] = []
    manifest = build_index(DATA, tmp_path, encoders=[encoder], progress=lambda *step: seen.append(step))
    assert seen[-1] == ("hashing", manifest.counts["passages"], manifest.counts["passages"])


@pytest.mark.model
def test_the_committed_index_is_what_a_build_from_the_corpus_gives(tmp_path, seed_chatbot, seed_index):
    manifest = build_index(ROOT / "corpus", tmp_path / "index", encoders=seed_chatbot.encoders)
    built, committed = index_module.load(tmp_path / "index"), seed_chatbot.index
    assert [passage.id for passage in built.passages] == [passage.id for passage in committed.passages]
    assert built.passages == committed.passages
    assert built.documents == committed.documents
    assert [arm.encoder for arm in built.arms] == [arm.encoder for arm in committed.arms]
    for one, other in zip(built.arms, committed.arms, strict=True):
        assert (rows_of(one) * rows_of(other)).sum(axis=1).min() >= LEAST_COSINE[one.encoder]
    assert manifest.sources[0].file_sha256 == store.read_manifest(seed_index).sources[0].file_sha256


@pytest.mark.model
def test_the_committed_index_has_both_arms(seed_chatbot):
    assert [arm.encoder for arm in seed_chatbot.index.arms] == ["all-MiniLM-L6-v2", "multilingual-e5-small"]


def test_a_file_added_to_a_folder_that_was_read_makes_the_index_stale(mini_home, encoder):
    build_index(mini_home / "corpus", mini_home / "index", encoders=[encoder])
    (mini_home / "corpus" / "README.md").write_text("No document.", "utf-8")
    (mini_home / "corpus" / "notes.odt").write_text("No document either.", "utf-8")
    index_module.load(mini_home / "index")
    added = mini_home / "corpus" / "more" / "b.md"
    added.parent.mkdir()
    added.write_text("# More\n\nA new text stands here.", "utf-8")
    with pytest.raises(IndexStaleError, match=r"more/b\.md is not in the index"):
        index_module.load(mini_home / "index")
    build_index(mini_home / "corpus", mini_home / "index", encoders=[encoder])
    added.unlink()
    assert len(index_module.load(mini_home / "index").documents) == 2, "the index has its own copy"


def test_a_file_beside_one_that_was_named_makes_nothing_stale(mini_home, encoder):
    build_index(mini_home / "corpus" / "three_workshops.txt", mini_home / "index", encoders=[encoder])
    (mini_home / "corpus" / "b.md").write_text("A new text stands here.", "utf-8")
    assert len(index_module.load(mini_home / "index").documents) == 1


def test_a_folder_reached_by_two_ways_is_not_stale(mini_home, encoder):
    (mini_home / "corpus" / "again").symlink_to(mini_home / "corpus")
    (mini_home / "corpus" / "copy.txt").symlink_to(mini_home / "corpus" / "three_workshops.txt")
    build_index(mini_home / "corpus", mini_home / "index", encoders=[encoder])
    assert len(index_module.load(mini_home / "index").documents) == 1


def test_the_manifest_says_where_each_document_came_from(mini_home, encoder):
    page = mini_home / "corpus" / "page.html"
    page.write_bytes(
        "<html lang='es'><title>Dos ríos</title><p>El río Aller es largo y muy frío.</p>".encode("latin-1")
    )
    manifest = build_index(mini_home / "corpus", mini_home / "index", encoders=[encoder])
    source = next(one for one in manifest.sources if one.document_id == "page")
    assert (source.path, source.address, source.media_type) == ("../corpus/page.html", None, "text/html")
    assert source.file_sha256 == store.sha256_of(page.read_bytes())
    assert source.metadata["language"] == "es" and source.metadata["title"] == "Dos ríos"
    assert len(source.warnings) == 1 and "windows-1252" in source.warnings[0]
    document = index_module.load(mini_home / "index").document_by_id["page"]
    assert document.text == "El río Aller es largo y muy frío.\n" and document.sha256 == source.text_sha256
