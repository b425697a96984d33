"""verbatim-rag as its README shows it, as far as it installs: retrieval from ``VerbatimIndex`` over Milvus Lite.

Its static path has a trained extractor choose spans of what is retrieved. That model, and the sparse encoder of the
README, lie on a model hub and in no package, so neither is measured: this is its dense retrieval with the peers' one
model, and one sentence a chunk. What is embedded has the document's title and source under each sentence, as it does.
Its newest allowed Milvus Lite refuses the collection of documents that it makes, so the one before is pinned;
torchvision, which it installs to read PDFs, does not load beside a torch without CUDA and is left out.
"""

from __future__ import annotations

from pathlib import Path

from verbatim_rag import VerbatimIndex
from verbatim_rag.chunker_providers import ChunkerProvider
from verbatim_rag.embedding_providers import SentenceTransformersProvider
from verbatim_rag.schema import DocumentSchema
from verbatim_rag.vector_stores import LocalMilvusStore

from benchmarks.peers.protocol import Corpus


class Sentences(ChunkerProvider):
    """Its own way to bring one's own chunks: (text, text with context) each."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def chunk(self, text: str) -> list[tuple[str, str]]:
        """Return one chunk a sentence."""
        return [(sentence, sentence) for sentence in self.sentences]


class Verbatim:
    """Dense retrieval, its defaults otherwise."""

    def __init__(self, model: str) -> None:
        self._provider = SentenceTransformersProvider(model, device="cpu")
        self._chunks = Sentences()

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Add one document."""
        self.load(folder)
        self._chunks.sentences = corpus.sentences
        document = DocumentSchema(id="article", title=corpus.title, source="article.txt", content=corpus.text)
        self._index.add_documents([document])

    def load(self, folder: Path) -> None:
        """Open the database file, or make it."""
        store = LocalMilvusStore(
            db_path=str(folder / "index.db"), enable_dense=True, enable_sparse=False, dense_dim=384
        )
        self._index = VerbatimIndex(store, dense_provider=self._provider, chunker_provider=self._chunks)

    def search(self, question: str) -> int | None:
        """Take the first chunk."""
        found = self._index.query(question, k=1)
        return int(found[0].metadata["chunk_number"]) if found else None


PEERS = {"verbatim": Verbatim}
