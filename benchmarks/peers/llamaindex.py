"""LlamaIndex as its starter for local models shows it: ``VectorStoreIndex`` over ``HuggingFaceEmbedding``, no LLM."""

from __future__ import annotations

from pathlib import Path

from llama_index.core import Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.peers.protocol import Corpus


class LlamaIndex:
    """The vector index with its defaults: a store in memory, kept as JSON."""

    def __init__(self, model: str) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=model, device="cpu")

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Index one node a sentence and persist."""
        nodes = [TextNode(text=text, metadata={"row": row}) for row, text in enumerate(corpus.sentences)]
        for node in nodes:  # the row is ours: it is neither embedded nor shown to a model
            node.excluded_embed_metadata_keys = node.excluded_llm_metadata_keys = ["row"]
        index = VectorStoreIndex(nodes)
        index.storage_context.persist(persist_dir=str(folder))
        self._retriever = index.as_retriever(similarity_top_k=1)

    def load(self, folder: Path) -> None:
        """Load the persisted index."""
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)))
        self._retriever = index.as_retriever(similarity_top_k=1)

    def search(self, question: str) -> int | None:
        """Take the first node retrieved."""
        found = self._retriever.retrieve(question)
        return int(found[0].node.metadata["row"]) if found else None


PEERS = {"llamaindex": LlamaIndex}
