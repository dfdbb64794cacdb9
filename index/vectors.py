"""Nearest vectors: a small interface, and FAISS behind it."""

import errno
from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np

from index.allowed import Allowed
from index.joined_vectors import JoinedVectors, Rows, Vectors

faiss.omp_set_num_threads(1)  # a search takes a millisecond: handing it to threads costs more than it saves


class VectorIndex(Protocol):
    """Finds the vectors nearest to a query. Safe to search from several threads."""

    def __len__(self) -> int:
        """Number of vectors."""

    def search(self, query: Vectors, count: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors.

        Args:
            query: Vector of unit length, shape (dimension,).
            count: How many to find at most.
            allowed: Rows that may be found; the search looks among those alone. None allows all.

        Returns:
            Inner products and row numbers, best first, both of the same length.
        """

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, to two decimals at least, shape (rows,)."""

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows, shape (rows, dimension), copied."""


class FaissIndex:
    """Exact search over all vectors.

    Args:
        index: A flat FAISS index of inner products.
    """

    def __init__(self, index: faiss.IndexFlat) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors | JoinedVectors) -> Self:
        """Index vectors of unit length, shape (rows, dimension); row numbers are kept."""
        joined = vectors if isinstance(vectors, JoinedVectors) else JoinedVectors.of(vectors)
        index = faiss.IndexFlatIP(joined.dimension)
        for portion in joined.portions():
            index.add(portion)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load what `save` wrote.

        Raises:
            RuntimeError: The file is no index.
        """
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: It cannot be written, or only in part.
        """
        empty = faiss.serialize_index(faiss.IndexFlatIP(self._index.d))
        try:
            faiss.write_index(self._index, str(path))
            whole = path.stat().st_size == len(empty) + len(self) * self._index.d * 4
        except RuntimeError:
            whole = False
        if not whole:  # the last bytes may fail unseen
            raise OSError(errno.ENOSPC, "The vectors cannot be written; is the disk full?", str(path))

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows; see `VectorIndex.vectors`."""
        dimension = int(self._index.d)
        if not len(self):
            return np.empty((len(rows), dimension), np.float32)
        flat: Vectors = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * dimension)
        return flat.reshape(len(self), dimension)[rows]

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, count: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors; see `VectorIndex.search`."""
        count = min(count, len(self))
        if not count:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(allowed.bits))
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
