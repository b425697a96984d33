"""hubbot by its public API, three times: its whole answer, its search, and its search with the peers' one model.

It reads the article itself: beside the sentences it indexes paragraphs, quotes and facts, which count against its rate.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path

from benchmarks.peers.protocol import Corpus, keep, kept
from hubbot import Chatbot, Settings, build_index


class Searching:
    """Search with the embedding model that all have, beside BM25: nothing is weighed, scored or refused."""

    settings = Settings(encoders=("all-MiniLM-L6-v2",), scorer="none")

    def __init__(self, model: str) -> None:
        self._starts: list[int] = []

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Write the article as a file, index it."""
        texts = folder / "texts"
        texts.mkdir()
        (texts / "article.txt").write_bytes(corpus.text.encode("utf-8"))
        described = json.dumps({"title": corpus.title, "language": "en"})
        (texts / "article.meta.json").write_text(described, "utf-8")
        build_index(texts, folder / "index", settings=self.settings)
        keep(folder, [start for start, _ in corpus.spans])

    def load(self, folder: Path) -> None:
        """Load the index."""
        self._chatbot = Chatbot.load(folder / "index", settings=self.settings)
        self._starts = kept(folder)

    def search(self, question: str) -> int | None:
        """Take the first hit."""
        hits = self._chatbot.search(question, 1)
        return self._row(hits[0].passage.span.start) if hits else None

    def _row(self, start: int) -> int:
        return bisect_right(self._starts, start) - 1


class Both(Searching):
    """Search as shipped: the second model, multilingual-e5-small, for questions in other languages, and BM25."""

    settings = Settings(scorer="none")


class Answering(Searching):
    """The whole answer: question understood, both models and BM25, twenty passages read by the scorer, silence."""

    settings = Settings()
    built_as = "hubbot: search"  # nothing of an index differs

    def search(self, question: str) -> int | None:
        """Take the first citation, or of a question that it does not answer the closest passage, as is counted."""
        answer = self._chatbot.ask(question)
        shown = answer.citations or answer.closest
        return self._row(shown[0].start) if shown else None


PEERS = {"hubbot: search, one model": Searching, "hubbot: search": Both, "hubbot: answer": Answering}
