"""A large index: mapped, its records decoded when asked for, its arms proposing candidates. Small ones made large."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hashing import HashingEncoder
from hubbot import Chatbot, Settings, approximate, build_index, generations, store
from hubbot import index as index_module
from hubbot.columns import REFERENCE
from hubbot.dense import VectorFile
from hubbot.errors import HubbotError
from hubbot.neighbourhood import Neighbourhood, score
from hubbot.retriever import fuse, search
from hubbot.table import Table
from hubbot.verification import verify_index

LINES = 6000
SETTINGS = Settings(scorer="none")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """Sixty documents of a hundred sentences, whose words repeat as words do."""
    chosen = random.Random(3)
    words = [
        f"{a}{b}{c}"
        for a in ("bar", "mil", "tor", "ven")
        for b in ("go", "ta", "li")
        for c in ("n", "s", "rd", "")
    ]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    home = tmp_path_factory.mktemp("large") / "corpus"
    home.mkdir()
    for document in range(60):
        lines = [
            f"The {' '.join(chosen.choices(words, weights, k=6))} of number {document * 100 + line}."
            for line in range(LINES // 60)
        ]
        (home / f"d{document:02}.txt").write_text("\n\n".join(lines), "utf-8")
    return home


@pytest.fixture(scope="module")
def exact(corpus) -> Path:
    build_index(corpus, corpus.parent / "exact", encoders=[HashingEncoder()])
    return corpus.parent / "exact"


@pytest.fixture(scope="module")
def near(corpus) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(approximate, "APPROXIMATE_FROM", 1000)
        build_index(corpus, corpus.parent / "near", encoders=[HashingEncoder()])
    return corpus.parent / "near"


@pytest.fixture
def mapped(monkeypatch):
    """From here on every file is mapped, whatever its size."""
    monkeypatch.setattr(store, "MAP_FROM", 1)


def test_a_mapped_index_is_the_same_index(exact, mapped):
    mapped_index = index_module.load(exact)
    assert isinstance(mapped_index.passages, Table)
    assert isinstance(mapped_index.documents, Table)
    store.MAP_FROM = 1 << 40
    read = index_module.load(exact)
    assert isinstance(read.passages, tuple)
    assert tuple(mapped_index.passages) == read.passages
    assert tuple(mapped_index.documents) == read.documents
    assert mapped_index.passages[-1] == read.passages[-1]
    assert tuple(mapped_index.passages[3:7]) == read.passages[3:7]
    assert mapped_index.languages == read.languages
    assert np.array_equal(mapped_index.context_rows, read.context_rows)
    vector = HashingEncoder().encode_queries(["the bargon of milta"])[0]
    assert np.array_equal(mapped_index.dense_scores("hashing", vector), read.dense_scores("hashing", vector))
    assert np.array_equal(mapped_index.lexical_scores("bargon milta"), read.lexical_scores("bargon milta"))


def test_what_is_stored_of_a_passage_is_what_it_says(exact):
    index = index_module.load(exact)
    fresh = index_module.Index(index.documents, index.passages, index.arms, index.lexical, "")
    for field in ("citable", "facts", "side"):
        assert np.array_equal(getattr(index.columns, field), getattr(fresh.columns, field))
    assert np.array_equal(index.context_rows, fresh.context_rows)
    names = [index.columns.document_ids[number] for number in index.columns.documents]
    assert names == [passage.document_id for passage in index.passages]


def test_a_mapped_index_answers_as_a_small_one(mini_index, mini_chatbot, encoder, mapped):
    chatbot = Chatbot.load(mini_index, encoders=[encoder], settings=SETTINGS)
    assert isinstance(chatbot.index.passages, Table)
    for question in (
        "Which city has less noise than Brenna?",
        "Who speaks?",
        "How many bakers does Aldham have?",
    ):
        assert chatbot.ask(question).to_dict() == mini_chatbot.ask(question).to_dict()


def test_words_that_are_not_their_document_s_are_found_in_a_mapped_index(mini_home, mapped):
    """Digests that fit around words that do not: another program's work, not an accident's."""
    folder = mini_home / "index"
    manifest = store.read_manifest(folder)
    paths = {name: folder / manifest.generation / name for name in manifest.files}
    contents = {name: path.read_bytes() for name, path in paths.items()}
    word = index_module.load(folder).passages[0].text.split()[0].encode()
    contents[index_module.PASSAGES] = contents[index_module.PASSAGES].replace(word, word.swapcase(), 1)
    kept = ("arms", "sources", "corpus_sha256", "counts")
    generations.write_generation(folder, contents, **{name: getattr(manifest, name) for name in kept})
    assert isinstance(index_module.load(folder).passages, Table)
    assert "differs from its document" in verify_index(folder).problems[0]


def test_a_byte_of_a_mapped_file_is_refused_before_it_is_mapped(exact, tmp_path, mapped):
    folder = Path(shutil.copytree(exact, tmp_path / "index"))
    for path in sorted((folder / store.read_manifest(folder).generation).iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(HubbotError, match="hubbot index"):
            index_module.load(folder)
        path.write_bytes(whole)


def test_the_manifest_says_what_the_lists_find(near, exact):
    entry = store.read_manifest(near).arms[0].near
    assert entry is not None
    assert entry.recall_at_10 >= approximate.MIN_RECALL
    assert entry.sample == approximate.SAMPLE
    assert 0 < entry.probes <= entry.lists
    assert store.read_manifest(exact).arms[0].near is None


def test_two_bits_are_kept_of_vectors_all_of_whose_numbers_count_and_more_of_others(tmp_path, near):
    chosen = np.random.default_rng(2)
    centres = chosen.standard_normal((40, 64), dtype=np.float32)
    vectors = centres[chosen.integers(0, 40, 4000)] + chosen.standard_normal((4000, 64), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with VectorFile(tmp_path / "arm.faiss", 64, len(vectors)) as file:
        file.append(vectors)
    entry = approximate.build_lists(
        tmp_path / "arm.faiss", 64, len(vectors), tmp_path / "arm.lists.faiss", tmp_path
    )
    assert entry.kind.endswith(",RaBitQ2")
    assert entry.recall_at_10 >= approximate.MIN_RECALL
    hashed = store.read_manifest(near).arms[0].near  # most numbers of a hashed vector are zero
    assert hashed.kind.endswith(",SQ8")


def test_candidates_are_scored_exactly(near):
    index = index_module.load(near)
    encoder = HashingEncoder()
    here, arms = score(index, [encoder], "the bargon of milta")
    assert isinstance(here, Neighbourhood)
    assert len(here.rows) < len(index.passages)
    vector = encoder.encode_queries(["the bargon of milta"])[0]
    assert np.allclose(arms["hashing"], index.dense_scores("hashing", vector)[here.rows], atol=1e-6)
    assert np.allclose(arms["lexical"], index.lexical_scores("the bargon of milta")[here.rows])


def test_search_finds_what_exact_search_finds(near, exact):
    large, small = index_module.load(near), index_module.load(exact)
    encoder = HashingEncoder()
    chosen = random.Random(4)
    found, wanted = 0, 0
    for passage in chosen.sample(list(small.passages), 100):
        words = passage.text.removesuffix(".").split()
        question = " ".join(chosen.sample(words, 5))
        best = search(small, [encoder], question, top_k=10)
        here, arms = score(large, [encoder], question)
        hits = fuse(here, arms, top_k=10)
        found += len({hit.passage.id for hit in hits} & {hit.passage.id for hit in best})
        wanted += len(best)
        assert hits[0].passage.id == best[0].passage.id or hits[0].score <= best[0].score * 1.1
    assert found >= 0.9 * wanted


def test_one_document_of_a_large_index_is_searched_as_a_whole(near, exact):
    large, small = index_module.load(near), index_module.load(exact)
    encoder = HashingEncoder()
    here, arms = score(large, [encoder], "the bargon of milta", document_id="d07")
    hits = fuse(here, arms, top_k=10, document_id="d07")
    best = search(small, [encoder], "the bargon of milta", top_k=10, document_id="d07")
    assert {hit.passage.document_id for hit in hits} == {"d07"}
    assert [hit.passage.id for hit in hits] == [hit.passage.id for hit in best]


def test_a_large_index_answers(near, mapped):
    chatbot = Chatbot.load(near, encoders=[HashingEncoder()], settings=SETTINGS)
    answer = chatbot.ask("What is of number 4242?")
    assert "4242" in (answer.citations or answer.closest)[0].text


def test_nothing_is_found_for_a_question_that_is_no_number(near):
    index = index_module.load(near)
    nothing = np.full(HashingEncoder.dimension, np.nan, dtype=np.float32)
    assert len(index.arms[0].near(nothing, 10)) == 0
    assert len(index.passages) > REFERENCE


def test_a_passage_is_found_again_by_its_span(near, mapped):
    index = index_module.load(near)
    rows = random.Random(5).sample(range(len(index.passages)), 60)
    assert [index.row_of(index.passages[row]) for row in rows] == rows
    assert list(index.rows_of_document("d07")) == np.flatnonzero(index.columns.of_document("d07")).tolist()
    assert index.language_of("d07") == index.document_by_id["d07"].language
    with pytest.raises(KeyError):
        index.row_of(replace(index.passages[3], id="another"))


def test_a_passage_is_found_where_documents_are_mixed(exact, mapped):
    index = index_module.load(exact)
    order = np.random.default_rng(3).permutation(300)
    mixed = index_module.Index(
        index.documents,
        Shuffled(index.passages, order),
        index.arms,
        index.lexical,
        "",
        rows=index.rows[[*order, 300]],
    )
    assert [mixed.row_of(mixed.passages[row]) for row in range(300)] == list(range(300))


class Shuffled(Table):
    """Some records of a table in another order."""

    def __init__(self, table, order):
        self._table, self._order = table, order

    def __len__(self):
        return len(self._order)

    def __getitem__(self, row):
        return self._table[int(self._order[row])]
