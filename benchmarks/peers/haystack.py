"""Haystack as its page on the in-memory embedding retriever shows it: embedder and retriever in one pipeline."""

from __future__ import annotations

from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.protocol import Corpus


class Haystack:
    """The document store in memory, cosine similarity, kept as JSON."""

    def __init__(self, model: str) -> None:
        cpu = ComponentDevice.from_str("cpu")
        self._documents = SentenceTransformersDocumentEmbedder(model=model, device=cpu, progress_bar=False)
        self._text = SentenceTransformersTextEmbedder(model=model, device=cpu, progress_bar=False)
        self._warm = False

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Embed, write to the store, save the store."""
        if not self._warm:
            self._documents.warm_up()
            self._warm = True
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        documents = [Document(content=t, meta={"row": row}) for row, t in enumerate(corpus.sentences)]
        store.write_documents(self._documents.run(documents)["documents"])
        store.save_to_disk(str(folder / "store.json"))
        self._over(store)

    def load(self, folder: Path) -> None:
        """Load the store."""
        self._over(InMemoryDocumentStore.load_from_disk(str(folder / "store.json")))

    def _over(self, store: InMemoryDocumentStore) -> None:
        # A component belongs to one pipeline: an embedder of its own for each would load the model again.
        self._retriever = InMemoryEmbeddingRetriever(store, top_k=1)
        if hasattr(self, "_pipeline"):
            self._pipeline.remove_component("retriever")
        else:
            self._pipeline = Pipeline()
            self._pipeline.add_component("embedder", self._text)
        self._pipeline.add_component("retriever", self._retriever)
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def search(self, question: str) -> int | None:
        """Run the pipeline, take the first document."""
        found = self._pipeline.run({"embedder": {"text": question}})["retriever"]["documents"]
        return int(found[0].meta["row"]) if found else None


PEERS = {"haystack": Haystack}
