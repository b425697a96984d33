"""Does the compiled model say what sentence-transformers says, and would eight bits? On the gold questions, as JSON.

    .venv/bin/python -m benchmarks.parity --out parity.json

The least cosine over all passages and questions, how many questions have the same twenty passages in the same order,
and how often a passage that answers comes first: for the model through sentence-transformers, compiled (what ships),
and in eight bits (plain dynamic quantisation). The decision for single precision is read from the last row.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

from benchmarks.cold_start import machine
from benchmarks.figures import figure
from hubbot.compiled import CompiledEncoder, folder_of
from hubbot.encoder import compile_encoder, load_encoder
from hubbot.evaluation.gold import GoldQuestion, covers, read_gold
from hubbot.index import Index, load, search_text
from hubbot.settings import MINILM, user_cache_dir
from hubbot.types import Encoder, Vectors

ROOT = Path(__file__).resolve().parents[1]
MIN_COSINE = 0.9999
TOP = 20


def eight_bits(compiled: CompiledEncoder, folder: Path) -> CompiledEncoder:
    """Return the compiled model with its weights in eight bits."""
    cache = user_cache_dir()
    assert cache is not None
    (graph,) = [path for path in folder_of(cache, compiled.digest).glob("*.onnx")]
    quantize_dynamic(str(graph), str(folder / "int8.onnx"), weight_type=QuantType.QInt8)

    def open_session(threads: int) -> Any:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        path, providers = str(folder / "int8.onnx"), ["CPUExecutionProvider"]
        return onnxruntime.InferenceSession(path, options, providers=providers)

    return CompiledEncoder(open_session, compiled._tokenizer, compiled.card)


def rankings(passages: Vectors, questions: Vectors, citable: np.ndarray) -> np.ndarray:
    """Return the citable rows nearest to each question, best first, shape (questions, TOP)."""
    scores = np.where(citable, questions @ passages.T, -np.inf)
    return np.argsort(-scores, axis=1, kind="stable")[:, :TOP]


def first_right(index: Index, ranked: np.ndarray, questions: list[GoldQuestion]) -> float:
    """Return the share of answerable questions whose nearest passage answers."""
    hits = []
    for question, rows in zip(questions, ranked, strict=True):
        if question.spans:
            passage = index.passages[rows[0]]
            place = (passage.document_id, passage.span.start, passage.span.end)
            hits.append(any(covers(place, question.document_id, span) for span in question.spans))
    return float(np.mean(hits))


def speed(encoder: Encoder, texts: list[str]) -> float:
    """Return the median milliseconds of one question."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        encoder.encode_queries([text])
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def main() -> None:
    """Compare the three; print or write one JSON object."""
    parser = argparse.ArgumentParser(description="Compare the compiled model with its reference.")
    parser.add_argument("--out", type=Path, help="file for the JSON; standard output without it")
    chosen = parser.parse_args()
    index = load(ROOT / "index")
    questions = [q for q in read_gold(ROOT / "tests/gold/questions.jsonl") if q.split == "dev"]
    asked = [question.question for question in questions]
    texts = [search_text(passage) for passage in index.passages]
    citable = index.columns.citable
    with tempfile.TemporaryDirectory() as folder:
        reference = load_encoder(MINILM, Path(folder) / "empty")
        compiled = compile_encoder(MINILM)
        assert isinstance(compiled, CompiledEncoder), "the model is not compiled: run `hubbot compile`"
        encoders = {
            "sentence-transformers": reference,
            "compiled": compiled,
            "compiled, eight bits": eight_bits(compiled, Path(folder)),
        }
        vectors = {name: (e.encode_passages(texts), e.encode_queries(asked)) for name, e in encoders.items()}
        milliseconds = {name: round(speed(e, asked[:50]), 2) for name, e in encoders.items()}
    orders = {name: rankings(*both, citable) for name, both in vectors.items()}
    rows: dict[str, Any] = {}
    for name, both in vectors.items():
        cosines = [
            np.sum(a * b, axis=1).min() for a, b in zip(both, vectors["sentence-transformers"], strict=True)
        ]
        same = np.all(orders[name] == orders["sentence-transformers"], axis=1)
        rows[name] = {
            "least_cosine": round(float(min(cosines)), 7),
            "same_ranking": round(float(np.mean(same)), 4),
            "first_right": round(first_right(index, orders[name], questions), 4),
            "question_ms": milliseconds[name],
        }
    report = {
        "machine": machine(),
        "questions": len(questions),
        "passages": len(texts),
        "rows": rows,
        "figures": [
            figure("compiled: least cosine", rows["compiled"]["least_cosine"], "", least=MIN_COSINE),
            figure("compiled: same ranking", rows["compiled"]["same_ranking"], "of questions", least=1.0),
            figure("eight bits: least cosine", rows["compiled, eight bits"]["least_cosine"], ""),
            figure("eight bits: same ranking", rows["compiled, eight bits"]["same_ranking"], "of questions"),
        ],
    }
    text = json.dumps(report, indent=2)
    if chosen.out:
        chosen.out.write_text(text + "\n", "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
