"""A sentence-transformers model as one ONNX graph: token ids and a mask in, unit vectors out, no torch.

``encoder`` exports the graph, at index time or by ``hubbot index --compile-only``. It is kept in the user's
cache under the digest of the model that it was made of, and a card beside it (``compiled.json``) carries
the digest of every file. A graph is kept only when it gives the model's own vectors, and loaded only when every
byte is the one that was kept; otherwise sentence-transformers answers as it always did.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from hubbot.runtime import onnxruntime
from hubbot.types import Encoder, Vectors

logger = logging.getLogger(__name__)

RECIPE = 1
"""Raised when the graph or its files are made in another way: what an earlier hubbot kept is made again."""

OPSET = 20
"""ONNX operators of 2024: the first set with Gelu as one operator, known to onnxruntime since 1.17."""

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "unit_vector"
GRAPH, WEIGHTS, TOKENIZER, CARD = "model.onnx", "model.onnx.data", "tokenizer.json", "compiled.json"

SLOWER = ["SkipLayerNormFusion"]
"""What onnxruntime would put together and then run slower than its parts, by a tenth of a pass of many texts; vectors
agree to 1e-7."""

MIN_COSINE = 0.9999
"""Least cosine with the model's own vector over the parity texts; single precision gives 0.9999999."""

TOKENS = 1024
"""Tokens a pass, fillers included: 4 long texts or 60 short ones. Of 512, 1024 and 2048 the fastest, by a tenth."""

ALONE = 32
"""Texts from which on passes run side by side, one core each: a fifth more than one after another on all cores."""

MAX_THREADS = 4
"""Threads of one pass at most: short texts gain nothing from more."""

LONGEST = 4000
"""Characters read of a text: models read their first few hundred tokens, e5 a whole megabyte, for minutes."""

PARITY_TEXTS = (
    "",
    " ",
    "\n\t\r\n",
    "a",
    "?",
    "Hi",
    "Which city has less traffic than Bogota?",
    "MEDELLÍN, São Paulo, Ciudad de México y Córdoba: ¿dónde están los programadores?",
    "“It’s a vast talent pool,” she said — naïve façade, Straße, İstanbul, Ærø.",
    "🚀 🇧🇷 👩🏽‍💻 emoji only 🎉🎉🎉",
    "北京 東京 서울 Москва Αθήνα القاهرة",
    "1,234,567.89 % of $214.3 million (Statista, 2023); C++, Node.js, .NET",
    "https://example.org/a/very/long/path?with=arguments&and=more#part",
    "<b>markup</b> [link](target) `code` \\escaped\\ \x07 \ufffd",
    "word " * 400,
    "The team grew from five people to forty in a year, and most of them work from home. " * 12,
    "supercalifragilisticexpialidocious" * 20,
    "x" * 3_000,
)
"""Short, long, cut at the model's length, with accents, other scripts, emoji, or next to nothing."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is kept about a graph: what it was made of, and the SHA-256 of every file."""

    recipe: int
    name: str
    digest: str
    dimension: int
    max_tokens: int
    pad_id: int
    opset: int
    parity: float
    files: dict[str, str]


class CompiledEncoder:
    """A compiled model behind the ``Encoder`` protocol; its name and digest are those of the model itself."""

    def __init__(self, open_session: Callable[[int], Any], tokenizer: Tokenizer, card: Card) -> None:
        self._open_session = open_session
        self._session = open_session(min(MAX_THREADS, _cores()))
        self._single: Any = None
        self._opening = threading.Lock()
        self._tokenizer = tokenizer
        self.card = card
        self.name = card.name
        self.digest = card.digest
        self.dimension = card.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch([encodable(text) for text in texts]) if texts else []

        def run(rows: Sequence[int], session: Any) -> None:
            vectors[rows] = _run(session, self.card.pad_id, [encodings[row] for row in rows])

        passes = list(_passes([len(encoding.ids) for encoding in encodings]))
        if len(texts) < ALONE:
            for rows in passes:
                run(rows, self._session)
        else:
            single = self._single_threaded()
            with ThreadPoolExecutor(_cores()) as pool:
                list(pool.map(lambda rows: run(rows, single), passes))
        return vectors

    def _single_threaded(self) -> Any:
        """Return the session for passes side by side, opened when the first many texts come."""
        with self._opening:
            if self._single is None:
                try:
                    self._single = self._open_session(1)
                except Exception as error:  # a cache can be damaged, or gone, at any time
                    logger.debug("%s is not opened again (%s)", self.name, error)
                    self._single = self._session
            return self._single


def _passes(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the rows of each pass: texts of about one length together, the longest first."""
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if rows and (len(rows) + 1) * lengths[rows[0]] > TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _run(session: Any, pad_id: int, encodings: Sequence[Encoding]) -> Any:
    width = max(len(encoding.ids) for encoding in encodings)
    ids = np.full((len(encodings), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(encodings), width), dtype=np.int64)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return session.run([OUTPUT], dict(zip(INPUTS, (ids, mask), strict=True)))[0]


def encodable(text: str) -> str:
    """Return what a model reads of ``text``, without what no tokenizer takes: lone surrogates and NUL."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def folder_of(cache_dir: Path, digest: str) -> Path:
    """Return where the graph of the model with ``digest`` is kept."""
    return cache_dir / "encoders" / digest


def load_compiled(cache_dir: Path, name: str, digest: str) -> CompiledEncoder | None:
    """Return the compiled form of the model with ``digest``, or None when there is no whole one.

    Never raises: whatever is wrong with a cache, the model itself is still there.
    """
    folder = folder_of(cache_dir, digest)
    try:
        card = Card(**json.loads((folder / CARD).read_text("utf-8")))
        if (card.recipe, card.name, card.digest) != (RECIPE, name, digest):
            raise ValueError("it was made of another model, or in another way")
        return _open(folder, card)
    except FileNotFoundError:
        logger.debug("no compiled form of %s in %s", name, folder)
    except Exception as error:  # a cache can be damaged in every way
        logger.debug("the compiled form of %s in %s is not used: %s", name, folder, error)
    return None


def save_compiled(
    cache_dir: Path, reference: Encoder, tokenizer: str, max_tokens: int, export: Callable[[Path], None]
) -> CompiledEncoder | None:
    """Keep the graph that ``export`` writes to a path, and return it ready for use, or None.

    ``tokenizer`` is the model's ``tokenizer.json``. The graph is kept only when its vectors are those of
    ``reference``. Nothing is raised: what cannot be kept is said in one warning, and the model stays in use.
    """
    folder = folder_of(cache_dir, reference.digest)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".compiling-", dir=folder.parent))
    except OSError as error:
        logger.warning(
            "the compiled form of %s cannot be kept in %s (%s): each start takes seconds longer",
            *(reference.name, folder, error.strerror),
        )
        return None
    try:
        compiled = _make(beside, reference, tokenizer, max_tokens, export)
        for name in (GRAPH, WEIGHTS, TOKENIZER, CARD):  # the card last: it vouches for the others
            if (beside / name).exists():
                (beside / name).replace(folder / name)
        _sync(folder)
        return _open(folder, compiled.card)  # where it lies now, for it is opened once more for many texts
    except Exception as error:  # an exporter can fail in every way, and none of them matters to a reader
        logger.warning("%s is not compiled (%s): it is used as it is", reference.name, error)
        return None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def parity(reference: Encoder, other: Encoder) -> float:
    """Return the least cosine between the vectors that two encoders give the parity texts."""
    ours, theirs = reference.encode_passages(PARITY_TEXTS), other.encode_passages(PARITY_TEXTS)
    lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
    return float(np.min(np.sum(ours * theirs, axis=1) / np.maximum(lengths, 1e-12)))


def _make(
    folder: Path, reference: Encoder, tokenizer: str, max_tokens: int, export: Callable[[Path], None]
) -> CompiledEncoder:
    """Write all files of a graph to ``folder`` and return it; raise ValueError when it is not the model."""
    export(folder / GRAPH)
    words = Tokenizer.from_str(tokenizer)
    pad_id = int((words.padding or {}).get("pad_id", 0))
    words.no_padding()  # it would pad to the longest of all texts; each pass pads to its own longest
    words.enable_truncation(max_tokens, strategy="longest_first")
    (folder / TOKENIZER).write_text(words.to_str(), encoding="utf-8")
    files = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
    kind = (RECIPE, reference.name, reference.digest, reference.dimension, max_tokens, pad_id, OPSET)
    compiled = _open(folder, Card(*kind, parity=0.0, files=files))
    measured = parity(reference, compiled)
    if not measured >= MIN_COSINE:  # NaN too
        raise ValueError(f"its graph gives other vectors: cosine {measured:.6f}, wanted {MIN_COSINE}")
    compiled.card = Card(*kind, parity=round(measured, 7), files=files)
    content = json.dumps(asdict(compiled.card), indent=2, sort_keys=True) + "\n"
    (folder / CARD).write_text(content, encoding="utf-8")
    for path in folder.iterdir():
        _sync(path)
    return compiled


def _open(folder: Path, card: Card) -> CompiledEncoder:
    """Return the encoder in ``folder``; nothing is interpreted before its digest was checked."""
    if not {GRAPH, TOKENIZER} <= card.files.keys() <= {GRAPH, WEIGHTS, TOKENIZER}:
        raise ValueError("a file is missing")

    def check() -> None:
        for name, expected in card.files.items():
            if _sha256(folder / name) != expected:
                raise ValueError(f"{name} was altered")

    def open_session(threads: int) -> Any:
        check()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores too
        return onnxruntime.InferenceSession(
            str(folder / GRAPH),
            sess_options=options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOWER,
        )

    if _sha256(folder / TOKENIZER) != card.files[TOKENIZER]:
        raise ValueError(f"{TOKENIZER} was altered")
    return CompiledEncoder(open_session, Tokenizer.from_file(str(folder / TOKENIZER)), card)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
