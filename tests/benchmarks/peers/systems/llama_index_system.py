"""LlamaIndex with its FAISS vector store, as its documentation shows it."""

from pathlib import Path
from typing import Any

from systems.interface import read_passages, read_vectors


def _model(model: str) -> Any:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    return HuggingFaceEmbedding(model_name=model, query_instruction="query: ", text_instruction="passage: ")


class LlamaIndex:
    """The retriever."""

    def __init__(self, folder: Path, model: str) -> None:
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.vector_stores.faiss import FaissVectorStore

        kept = str(folder / "llama_index")
        context = StorageContext.from_defaults(vector_store=FaissVectorStore.from_persist_dir(kept), persist_dir=kept)
        self._index = load_index_from_storage(context, embed_model=_model(model))
        self._retriever = self._index.as_retriever(similarity_top_k=50)

    def search(self, question: str, count: int) -> list[str]:
        """The owners of the best passages."""
        return [found.node.metadata["owner"] for found in self._retriever.retrieve(question)][:count]


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Index the passages; the first of them are embedded, all of them have their vectors already."""
    import faiss
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.faiss import FaissVectorStore

    nodes = [
        TextNode(
            id_=str(number),
            text=passage.text,
            metadata={"owner": passage.owner},
            excluded_embed_metadata_keys=["owner"],
        )
        for number, passage in enumerate(read_passages(folder)[:limit])
    ]
    if limit is None:
        for node, vector in zip(nodes, read_vectors(folder), strict=True):
            node.embedding = vector.tolist()
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(384))
    context = StorageContext.from_defaults(vector_store=store)
    built = VectorStoreIndex(nodes, storage_context=context, embed_model=_model(model))
    if limit is None:
        built.storage_context.persist(persist_dir=str(folder / "llama_index"))


open_system = LlamaIndex
