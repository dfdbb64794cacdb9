"""Vectors from several places, one after the other, read a portion at a time."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_PORTION: Final = 32_768


class VectorSource(Protocol):
    """Vectors that can be read by their rows: in memory, in a mapped file, or in an index."""

    def __len__(self) -> int:
        """Number of vectors."""

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows, shape (rows, dimension), copied."""


class HeldVectors:
    """Vectors in memory or in a mapped file; a `VectorSource`."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows."""
        return np.asarray(self._vectors[rows], np.float32)


class SomeVectors:
    """Some of the vectors of another source; a `VectorSource`.

    Args:
        source: Where they are read.
        chosen: Which, in which order.
    """

    def __init__(self, source: VectorSource, chosen: Rows) -> None:
        self._source = source
        self._chosen = chosen

    def __len__(self) -> int:
        return len(self._chosen)

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows."""
        return self._source.vectors(self._chosen[rows])


class JoinedVectors:
    """All vectors of some sources, one source after the other.

    Args:
        sources: Where they lie.
        dimension: Numbers in a vector.
    """

    def __init__(self, sources: Sequence[VectorSource], dimension: int) -> None:
        self._sources = [source for source in sources if len(source)]
        self._edges = np.cumsum([0, *map(len, self._sources)])
        self.dimension = dimension

    @classmethod
    def of(cls, *vectors: Vectors) -> "JoinedVectors":
        """Vectors that are in memory or mapped, at least one array of them."""
        return cls([HeldVectors(one) for one in vectors], vectors[0].shape[1])

    def __len__(self) -> int:
        return int(self._edges[-1])

    def take(self, rows: Rows) -> Vectors:
        """The vectors of these rows, which must be in ascending order; copied."""
        taken = np.empty((len(rows), self.dimension), np.float32)
        places = np.searchsorted(rows, self._edges)
        for source, edge, start, stop in zip(self._sources, self._edges[:-1], places[:-1], places[1:], strict=True):
            if stop > start:
                taken[start:stop] = source.vectors(rows[start:stop] - edge)
        return taken

    def portions(self, size: int = _PORTION) -> Iterator[Vectors]:
        """All vectors in order, so many at once."""
        for start in range(0, len(self), size):
            yield self.take(np.arange(start, min(start + size, len(self))))
