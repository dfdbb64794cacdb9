"""txtai as its documentation shows it: one `Embeddings` with `hybrid=True`, dense and BM25 mixed by it."""

from pathlib import Path
from typing import Any

from systems.interface import read_passages


class Txtai:
    """The opened index."""

    def __init__(self, folder: Path, model: str) -> None:
        from txtai import Embeddings

        self._owners = [passage.owner for passage in read_passages(folder)]
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder / "txtai"))

    def search(self, question: str, count: int) -> list[str]:
        """The owners of the best passages."""
        return [self._owners[int(number)] for number, _ in self._embeddings.search(question, count)]


def _embeddings(model: str) -> Any:
    from txtai import Embeddings

    return Embeddings(
        path=model,
        method="sentence-transformers",
        hybrid=True,
        instructions={"query": "query: ", "data": "passage: "},
    )


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Index the passages, or the first of them."""
    embeddings = _embeddings(model)
    embeddings.index([(number, passage.text) for number, passage in enumerate(read_passages(folder)[:limit])])
    if limit is None:
        embeddings.save(str(folder / "txtai"))


open_system = Txtai
