"""Nearest vectors: a small interface, and FAISS behind it."""

from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

faiss.omp_set_num_threads(1)  # a search takes a millisecond: handing it to threads costs more than it saves


class VectorIndex(Protocol):
    """Finds the vectors nearest to a query. Safe to search from several threads."""

    def __len__(self) -> int:
        """Number of vectors."""

    def search(self, query: Vectors, count: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors.

        Args:
            query: Vector of unit length, shape (dimension,).
            count: How many to find at most.
            allowed: Row by row whether it may be found; the search looks among those alone. None allows all.

        Returns:
            Inner products and row numbers, best first, both of the same length.
        """

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, shape (rows,)."""

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""


class FaissIndex:
    """Exact search over all vectors.

    Args:
        index: A flat FAISS index of inner products.
    """

    def __init__(self, index: faiss.IndexFlat) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        """Index vectors of unit length, shape (rows, dimension); row numbers are kept."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load what `save` wrote.

        Raises:
            RuntimeError: The file is no index.
        """
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, count: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors; see `VectorIndex.search`."""
        count = min(count, len(self))
        if not count:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        scores, rows = self._index.search(query.reshape(1, -1), count, params=parameters)
        found = rows[0] >= 0
        return scores[0][found], rows[0][found]

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, shape (rows,), without copying the vectors."""
        labels = np.ascontiguousarray(rows, dtype=np.int64)
        products = np.empty(len(labels), dtype=np.float32)
        if len(labels):
            self._index.compute_distance_subset(
                1, faiss.swig_ptr(query), len(labels), faiss.swig_ptr(products), faiss.swig_ptr(labels)
            )
        return products

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""
        vector: Vectors = self._index.reconstruct(int(row))
        return vector
