"""LangChain with its FAISS vector store, as its documentation shows it."""

from pathlib import Path
from typing import Any

from systems.interface import read_passages, read_vectors


def _model(model: str) -> Any:
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(
        model_name=model,
        encode_kwargs={"normalize_embeddings": True, "prompt": "passage: "},
        query_encode_kwargs={"normalize_embeddings": True, "prompt": "query: "},
    )


class LangChain:
    """The vector store."""

    def __init__(self, folder: Path, model: str) -> None:
        from langchain_community.vectorstores import FAISS

        # Loading runs what the file says; this one was made by `index` below.
        self._store = FAISS.load_local(str(folder / "langchain"), _model(model), allow_dangerous_deserialization=True)

    def search(self, question: str, count: int) -> list[str]:
        """The owners of the best passages."""
        return [found.metadata["owner"] for found in self._store.similarity_search(question, k=count)]


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Index the passages; the first of them are embedded, all of them have their vectors already."""
    from langchain_community.vectorstores import FAISS

    passages = read_passages(folder)[:limit]
    texts, owners = [passage.text for passage in passages], [{"owner": passage.owner} for passage in passages]
    if limit is not None:
        FAISS.from_texts(texts, _model(model), metadatas=owners)
        return
    pairs = zip(texts, read_vectors(folder).tolist(), strict=True)
    FAISS.from_embeddings(list(pairs), _model(model), metadatas=owners).save_local(str(folder / "langchain"))


open_system = LangChain
