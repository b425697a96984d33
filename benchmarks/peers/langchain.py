"""LangChain as its page on the FAISS vector store shows it: ``FAISS.from_texts`` over ``HuggingFaceEmbeddings``."""

from __future__ import annotations

from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.peers.protocol import Corpus


class LangChain:
    """The FAISS vector store with its defaults (exact, Euclidean: of unit vectors the same order as cosine)."""

    def __init__(self, model: str) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Index and save."""
        rows = [{"row": row} for row in range(len(corpus.spans))]
        self._store = FAISS.from_texts(corpus.sentences, self._embeddings, metadatas=rows)
        self._store.save_local(str(folder))

    def load(self, folder: Path) -> None:
        """Load; the documents are a pickle, which it wants to be told."""
        self._store = FAISS.load_local(str(folder), self._embeddings, allow_dangerous_deserialization=True)

    def search(self, question: str) -> int | None:
        """Take the first of ``similarity_search``."""
        found = self._store.similarity_search(question, k=1)
        return int(found[0].metadata["row"]) if found else None


PEERS = {"langchain": LangChain}
