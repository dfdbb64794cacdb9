"""One index over two: a large one that is seldom written, and a small one for what came since."""

from functools import lru_cache
from typing import Final

import numpy as np

from index.allowed import Allowed
from index.joined_vectors import Rows, Vectors
from index.vectors import VectorIndex

_FILTERS_KEPT: Final = 16


class SplitIndex:
    """Searches two indexes, whose slots have rows of their own; a `VectorIndex`.

    Args:
        base, recent: The two.
        base_rows, recent_rows: For each slot its row; -1 for one that is not in use. Every row has one slot.

    Raises:
        ValueError: The slots do not fit the indexes, or a row has none.
    """

    def __init__(self, base: VectorIndex, recent: VectorIndex, base_rows: Rows, recent_rows: Rows) -> None:
        if (len(base), len(recent)) != (len(base_rows), len(recent_rows)):
            raise ValueError("the slots do not fit the vectors")
        self._parts = ((base, base_rows), (recent, recent_rows))
        used = [slots >= 0 for slots in (base_rows, recent_rows)]
        self._slots = np.full(int(used[0].sum() + used[1].sum()), -1, np.int64)
        self._slots[base_rows[used[0]]] = np.flatnonzero(used[0])
        self._slots[recent_rows[used[1]]] = len(base) + np.flatnonzero(used[1])
        if len(self) and self._slots.min() < 0:
            raise ValueError("a row has no slot")
        self._used = [None if mask.all() else Allowed(mask) for mask in used]
        self._slots_allowed = lru_cache(maxsize=_FILTERS_KEPT)(self._slots_allowed_now)

    def __len__(self) -> int:
        return len(self._slots)

    def search(self, query: Vectors, count: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors; see `VectorIndex.search`."""
        scores, rows = [], []
        within = self._used if allowed is None else self._slots_allowed(allowed)
        for (part, of_slots), mask in zip(self._parts, within, strict=True):
            found, slots = part.search(query, count, mask)
            scores.append(found)
            rows.append(of_slots[slots].astype(np.int64))
        both, numbers = np.concatenate(scores), np.concatenate(rows)
        best = np.lexsort((numbers, -both))[:count]
        return both[best], numbers[best]

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows; see `VectorIndex.products`."""
        slots = self._slots[rows]
        (base, _), (recent, _) = self._parts
        new = slots >= len(base)
        if not new.any():
            return base.products(query, slots)
        products = np.empty(len(slots), np.float32)
        products[~new] = base.products(query, slots[~new])
        products[new] = recent.products(query, slots[new] - len(base))
        return products

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""
        vector: Vectors = self.vectors(np.array([row]))[0]
        return vector

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows; see `VectorIndex.vectors`."""
        slots = self._slots[rows]
        (base, _), (recent, _) = self._parts
        new = slots >= len(base)
        late = recent.vectors(slots[new] - len(base))
        taken = np.empty((len(slots), late.shape[1]), np.float32)
        taken[~new] = base.vectors(slots[~new])
        taken[new] = late
        return taken

    def _slots_allowed_now(self, allowed: Allowed) -> list[Allowed | None]:
        return [Allowed((slots >= 0) & allowed.mask[slots]) for _, slots in self._parts]
