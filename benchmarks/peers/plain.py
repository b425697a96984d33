"""Twenty lines of sentence-transformers and FAISS, as the examples of both put them together."""

from __future__ import annotations

from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from benchmarks.peers.protocol import Corpus


class Plain:
    """One vector a sentence, exact search."""

    def __init__(self, model: str) -> None:
        self._model = SentenceTransformer(model, device="cpu")

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Embed and write."""
        vectors = self._model.encode(corpus.sentences, normalize_embeddings=True)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        faiss.write_index(self._index, str(folder / "index.faiss"))

    def load(self, folder: Path) -> None:
        """Read."""
        self._index = faiss.read_index(str(folder / "index.faiss"))

    def search(self, question: str) -> int | None:
        """Embed the question, take the nearest."""
        _, rows = self._index.search(self._model.encode([question], normalize_embeddings=True), 1)
        return int(rows[0][0])


PEERS = {"plain": Plain}
