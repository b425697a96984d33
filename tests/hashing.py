"""An encoder whose vectors can be worked out in one's head, and a document made with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent / "data" / "workshops"
ROOT = Path(__file__).resolve().parents[1]
WORD = re.compile(r"\w+")


class HashingEncoder:
    """Unit vectors that depend on the words alone: equal words agree, shared words mean similarity."""

    dimension = 512

    def __init__(self, name: str = "hashing", digest: str = "hashing-1") -> None:
        self.name = name
        self.digest = digest

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in set(WORD.findall(text.casefold())) or {""}:
                vectors[row, self.place_of(word)] = 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9)

    def place_of(self, word: str) -> int:
        digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:4], "big") % self.dimension
