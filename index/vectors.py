"""Nearest vectors: a small interface, and FAISS behind it."""

import errno
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

    def vectors(self, start: int, stop: int) -> Vectors:
        """The vectors from one row to before another, shape (rows, dimension)."""


class FaissIndex:
    """Exact search over all vectors.

    Args:
        index: A flat FAISS index of inner products.
    """

    def __init__(self, index: faiss.IndexFlat) -> None:
        self._index = index

    @classmethod
    def build(cls, *parts: Vectors) -> Self:
        """Index vectors of unit length, shape (rows, dimension) each part; row numbers go on from part to part."""
        index = faiss.IndexFlatIP(parts[0].shape[1])
        for part in parts:
            index.add(np.ascontiguousarray(part, dtype=np.float32))
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

    def vectors(self, start: int, stop: int) -> Vectors:
        """The vectors of these rows, not copied: they last as long as the index; see `VectorIndex.vectors`."""
        rows, dimension = len(self), int(self._index.d)
        flat: Vectors = faiss.rev_swig_ptr(self._index.get_xb(), rows * dimension)
        return flat.reshape(rows, dimension)[start:stop]

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


class SplitIndex:
    """Exact search over the vectors of two indexes, whose slots have rows of their own.

    Args:
        base, recent: The two.
        base_rows, recent_rows: For each slot its row; -1 for one that is not in use. Every row has one slot.
    """

    def __init__(self, base: FaissIndex, recent: FaissIndex, base_rows: Rows, recent_rows: Rows) -> None:
        if (len(base), len(recent)) != (len(base_rows), len(recent_rows)):
            raise ValueError("the slots do not fit the vectors")
        self._parts = ((base, base_rows), (recent, recent_rows))
        self._slots = np.full(int((base_rows >= 0).sum() + (recent_rows >= 0).sum()), -1, np.int64)
        self._slots[base_rows[base_rows >= 0]] = np.flatnonzero(base_rows >= 0)
        self._slots[recent_rows[recent_rows >= 0]] = len(base) + np.flatnonzero(recent_rows >= 0)
        if len(self) and self._slots.min() < 0:
            raise ValueError("a row has no slot")
        self._all_in_use = bool((base_rows >= 0).all())

    def __len__(self) -> int:
        return len(self._slots)

    def search(self, query: Vectors, count: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors; see `VectorIndex.search`."""
        scores, rows = [], []
        for part, of_slots in self._parts:
            mask: Mask | None = of_slots >= 0
            if allowed is not None:
                mask = (of_slots >= 0) & allowed[of_slots]
            elif self._all_in_use:
                mask = None
            found, slots = part.search(query, count, mask)
            scores.append(found)
            rows.append(of_slots[slots])
        both, numbers = np.concatenate(scores), np.concatenate(rows)
        best = np.lexsort((numbers, -both))[:count]
        return both[best], numbers[best]

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, shape (rows,)."""
        slots = self._slots[rows]
        (base, _), (recent, _) = self._parts
        new = slots >= len(base)
        products = np.empty(len(slots), np.float32)
        products[~new] = base.products(query, slots[~new])
        products[new] = recent.products(query, slots[new] - len(base))
        return products

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""
        slot = int(self._slots[row])
        (base, _), (recent, _) = self._parts
        return base.vector(slot) if slot < len(base) else recent.vector(slot - len(base))

    def vectors(self, start: int, stop: int) -> Vectors:
        """The vectors from one row to before another, shape (rows, dimension), copied."""
        slots = self._slots[start:stop]
        (base, _), (recent, _) = self._parts
        old, late = base.vectors(0, len(base)), recent.vectors(0, len(recent))
        taken = np.empty((len(slots), old.shape[1]), np.float32)
        new = slots >= len(base)
        taken[~new] = old[slots[~new]]
        taken[new] = late[slots[new] - len(base)]
        return taken
