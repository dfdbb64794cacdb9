"""The index of vectors for a large corpus: cells of near vectors, of which a search looks into the nearest.

In the cells each vector is coded in one bit a number (RaBitQ, Gao and Long 2024, https://arxiv.org/abs/2405.12497, as
FAISS has it), which finds a few hundred candidates; `Codes` then puts those into their order. Together they take about
555 bytes a vector of 384 numbers, of which 75 are held in memory.
"""

import errno
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import faiss
import numpy as np

from index.allowed import Allowed
from index.codes import HIGH, LOW, SCALE, Codes, CodesWriter, Scale
from index.joined_vectors import JoinedVectors, Rows, Vectors

Progress = Callable[[int, int], None]

CELLS: Final = "cells.faiss"
FILES: Final = (CELLS, HIGH, LOW, SCALE)
"""All that `CellIndex.build` writes."""
_CANDIDATES: Final = 300
"""How many the cells give, of which the codes choose: 100 lose two of a hundred of the first ten, measured."""
_CLOSE: Final = 40
"""How many more than are wanted are compared by all bits: the high bits alone could have put them too far down."""
_LOOKED_INTO: Final = 120
"""Cells that a search looks into, however many there are."""
_ALL_ALLOWED: Final = 48_000
"""Where a filter leaves no more rows than this, all of them are compared: 0.1 µs each, and none lost."""
_LEARNED_FROM: Final = 40
"""Vectors a cell from which the cells are learned."""


def cells_for(count: int) -> int:
    """How many cells so many vectors are divided into: four times the square root, as a power of two."""
    return 1 << max(4, round(math.log2(4 * math.sqrt(max(count, 1)))))


class CellIndex:
    """Approximate search; a `VectorIndex`. Safe to search from several threads.

    Args:
        folder: What `build` filled.

    Raises:
        RuntimeError, OSError, ValueError: The folder does not hold such an index.
    """

    def __init__(self, folder: Path) -> None:
        self._cells = faiss.read_index(str(folder / CELLS))
        self._number = int(faiss.extract_index_ivf(self._cells).nlist)
        self._codes = Codes(folder, int(self._cells.d))
        if len(self._codes) != self._cells.ntotal:
            raise ValueError("the cells and the codes do not belong together")

    @classmethod
    def build(
        cls,
        folder: Path,
        vectors: Vectors | JoinedVectors,
        *,
        scale: Scale | None = None,
        progress: Progress = lambda done, total: None,
        seed: int = 0,
    ) -> Self:
        """Index vectors of unit length; row numbers are kept.

        Args:
            folder: Where the files go.
            vectors: At least one, shape (rows, dimension); they are read in portions.
            scale: That of the index from which vectors are taken over; learned from the vectors where left out.
            progress: Told how many are indexed, and how many there are.
            seed: Chooses those that the cells are learned from.

        Raises:
            OSError: The files cannot be written, or only in part.
        """
        joined = vectors if isinstance(vectors, JoinedVectors) else JoinedVectors.of(vectors)
        count = len(joined)
        number = min(cells_for(count), max(1, count // 4))
        drawn = np.random.default_rng(seed).choice(count, min(count, number * _LEARNED_FROM), replace=False)
        sample = joined.take(np.sort(drawn))
        cells: Any = faiss.index_factory(joined.dimension, f"IVF{number},RaBitQfs", faiss.METRIC_INNER_PRODUCT)
        inverted = faiss.extract_index_ivf(cells)
        inverted.cp.niter = 6
        inverted.cp.max_points_per_centroid = _LEARNED_FROM
        inverted.cp.min_points_per_centroid = 1
        progress(0, count)
        done = 0
        with _all_processors(), CodesWriter(folder, scale or Scale.of(sample)) as codes:
            cells.train(sample)
            del sample
            for portion in joined.portions():
                cells.add(portion)
                codes.write(portion)
                done += len(portion)
                progress(done, count)
        try:
            faiss.write_index(cells, str(folder / CELLS))
            return cls(folder)  # the last bytes may fail unseen
        except (RuntimeError, ValueError) as error:
            raise OSError(errno.ENOSPC, "The vectors cannot be written; is the disk full?", str(folder)) from error

    @property
    def scale(self) -> Scale:
        """The range of each number; an index that takes vectors over must have the same."""
        return self._codes.scale

    def __len__(self) -> int:
        return len(self._codes)

    def search(self, query: Vectors, count: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        """Find the nearest vectors; see `VectorIndex.search`."""
        share = 1.0
        if allowed is not None:
            if allowed.count <= _ALL_ALLOWED:
                return self._nearest(query, allowed.rows, count)
            share = allowed.count / len(self)
        # What a filter leaves lies in more cells, and is a smaller part of what they give.
        looked = min(self._number, round(_LOOKED_INTO * share**-0.5))
        wanted = min(len(self), round(max(_CANDIDATES, 3 * count) / share))
        parameters = faiss.SearchParametersIVF(nprobe=looked)
        rows = self._cells.search(query.reshape(1, -1), wanted, params=parameters)[1][0]
        rows = rows[rows >= 0]
        if allowed is not None:
            rows = rows[allowed.mask[rows]]
        return self._nearest(query, np.sort(rows), count)

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, to about three decimals, shape (rows,)."""
        return self._codes.rough_products(query, rows)

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""
        return self._codes.vector(row)

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows, as far as ten bits a number tell; see `VectorIndex.vectors`."""
        return self._codes.vectors(rows)

    def _nearest(self, query: Vectors, rows: Rows, count: int) -> tuple[Vectors, Rows]:
        rough = self._codes.rough_products(query, rows)
        close = count + _CLOSE
        if close < len(rows):
            rows = rows[np.argpartition(-rough, close - 1)[:close]]
        products = self._codes.products(query, rows)
        order = np.lexsort((rows, -products))[:count]
        return products[order], rows[order]


@contextmanager
def _all_processors() -> Iterator[None]:
    """Let FAISS use every processor in this thread."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
