"""Haystack as its hybrid retrieval tutorial shows it: embedding and BM25 retrievers, joined by reciprocal ranks."""

from pathlib import Path
from typing import Any

from systems.interface import read_passages, read_vectors


class Haystack:
    """The pipeline."""

    def __init__(self, folder: Path, model: str) -> None:
        from haystack import Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

        store = InMemoryDocumentStore.load_from_disk(str(folder / "haystack.json"))
        self._pipeline = Pipeline()
        self._pipeline.add_component(
            "embedder", SentenceTransformersTextEmbedder(model=model, prefix="query: ", progress_bar=False)
        )
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
        self._pipeline.add_component("words", InMemoryBM25Retriever(store))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("embedder", "dense")
        self._pipeline.connect("words", "joiner")
        self._pipeline.connect("dense", "joiner")

    def search(self, question: str, count: int) -> list[str]:
        """The owners of the best passages."""
        asked: dict[str, Any] = {
            "embedder": {"text": question},
            "words": {"query": question, "top_k": count},
            "dense": {"top_k": count},
            "joiner": {"top_k": count},
        }
        return [document.meta["owner"] for document in self._pipeline.run(asked)["joiner"]["documents"]]


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Index the passages; the first of them are embedded, all of them have their vectors already."""
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    passages = read_passages(folder)[:limit]
    documents = [
        Document(id=str(number), content=passage.text, meta={"owner": passage.owner})
        for number, passage in enumerate(passages)
    ]
    if limit is not None:
        embedder = SentenceTransformersDocumentEmbedder(model=model, prefix="passage: ", progress_bar=False)
        if hasattr(embedder, "warm_up"):
            embedder.warm_up()
        store.write_documents(embedder.run(documents)["documents"])
        return
    for document, vector in zip(documents, read_vectors(folder), strict=True):
        document.embedding = vector.tolist()
    store.write_documents(documents)
    store.save_to_disk(str(folder / "haystack.json"))


open_system = Haystack
