"""txtai as its page on embeddings shows it: ``Embeddings(path=...)``, ``index``, ``search``; no ``content``."""

from __future__ import annotations

from pathlib import Path

from txtai import Embeddings

from benchmarks.peers.protocol import Corpus


class Txtai:
    """An embeddings database with its defaults."""

    def __init__(self, model: str) -> None:
        self._embeddings = Embeddings(path=model)

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Index and save."""
        self._embeddings.index(corpus.sentences)
        self._embeddings.save(str(folder / "index"))

    def load(self, folder: Path) -> None:
        """Load the saved database; it names its model itself."""
        self._embeddings.load(str(folder / "index"))

    def search(self, question: str) -> int | None:
        """Take the first of ``search``: (row, score)."""
        found = self._embeddings.search(question, 1)
        return int(found[0][0]) if found else None


PEERS = {"txtai": Txtai}
