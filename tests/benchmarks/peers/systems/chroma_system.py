"""Chroma with a persistent collection, as its documentation shows it; questions are embedded with their prefix."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from systems.interface import read_passages, read_vectors

_AT_ONCE = 2000


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder / "chroma"), settings=Settings(anonymized_telemetry=False))


class Chroma:
    """The collection, and the model that it is asked with."""

    def __init__(self, folder: Path, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model)
        self._collection = _client(folder).get_collection("passages", embedding_function=None)

    def search(self, question: str, count: int) -> list[str]:
        """The owners of the best passages."""
        vector = self._model.encode(question, prompt="query: ", normalize_embeddings=True)
        found = self._collection.query(query_embeddings=[vector], n_results=count, include=["metadatas"])
        return [described["owner"] for described in found["metadatas"][0]]


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Index the passages; the first of them are embedded, all of them have their vectors already."""
    from sentence_transformers import SentenceTransformer

    passages = read_passages(folder)[:limit]
    client = _client(folder)
    name = "passages" if limit is None else f"sample-{uuid4()}"  # each measurement begins with an empty one
    collection = client.create_collection(name, embedding_function=None, metadata={"hnsw:space": "cosine"})
    if limit is None:
        vectors = read_vectors(folder)
    else:
        texts = [passage.text for passage in passages]
        vectors = SentenceTransformer(model).encode(texts, prompt="passage: ", normalize_embeddings=True)
    for start in range(0, len(passages), _AT_ONCE):
        portion = passages[start : start + _AT_ONCE]
        collection.add(
            ids=[str(start + number) for number in range(len(portion))],
            documents=[passage.text for passage in portion],
            metadatas=[{"owner": passage.owner} for passage in portion],
            embeddings=vectors[start : start + len(portion)],
        )


open_system = Chroma
