"""Vectors in ten bits a number, in the order of their rows: read from a file as they are needed, not held in memory.

Eight bits a number do not tell the first ten of a million near passages apart (recall 0.96 against exact products,
measured on passages varied from the corpus), ten do (0.99), at a third of the room. The two low bits lie beside the
eight high ones, so that a score that need not be as fine reads the high ones alone.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_LEVELS: Final = 1023
_AT_ONCE: Final = 2048
"""Rows decoded at once: what they take stays in the processor's cache."""
_SHIFTS: Final = np.array([0, 2, 4, 6], dtype=np.uint8)

HIGH: Final = "codes-high.bin"
LOW: Final = "codes-low.bin"
SCALE: Final = "codes-scale.npy"


class Codes:
    """The coded vectors of a folder.

    Args:
        folder: What `write` filled.
        dimension: Of the vectors.

    Raises:
        OSError: The files cannot be read.
        ValueError: They do not belong together.
    """

    def __init__(self, folder: Path, dimension: int) -> None:
        self._lowest, self._step = np.load(folder / SCALE)
        self._high = np.memmap(folder / HIGH, dtype=np.uint8, mode="r").reshape(-1, dimension)
        self._low = np.memmap(folder / LOW, dtype=np.uint8, mode="r").reshape(-1, _packed(dimension))
        if len(self._lowest) != dimension or len(self._high) != len(self._low):
            raise ValueError("the files of the coded vectors do not belong together")

    @classmethod
    def write(cls, folder: Path, sample: Vectors, portions: Iterable[Vectors]) -> Self:
        """Code vectors into a folder, a portion at a time.

        Args:
            folder: Where the files go.
            sample: Some of the vectors, from which the range of each number is learned, shape (some, dimension).
            portions: All vectors, in the order of their rows.
        """
        lowest = sample.min(axis=0)
        step = np.maximum(sample.max(axis=0) - lowest, np.float32(1e-6)) / _LEVELS
        np.save(folder / SCALE, np.stack([lowest, step]).astype(np.float32))
        with (folder / HIGH).open("wb") as high, (folder / LOW).open("wb") as low:
            for vectors in portions:
                levels = np.clip(np.rint((vectors - lowest) / step), 0, _LEVELS).astype(np.uint16)
                high.write((levels >> 2).astype(np.uint8).tobytes())
                low.write(_pack((levels & 3).astype(np.uint8)).tobytes())
        return cls(folder, sample.shape[1])

    def __len__(self) -> int:
        return len(self._high)

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, shape (rows,)."""
        products: Vectors = self._levels(rows) @ (query * self._step) + np.float32(query @ self._lowest)
        return products

    def rough_products(self, query: Vectors, rows: Rows) -> Vectors:
        """The same from the eight high bits alone: ten times as fast, and mostly right to the third decimal."""
        weights = (query * (4 * self._step)).astype(np.float32)
        # What the low bits add is not known here: half of what they could.
        offset = np.float32(query @ self._lowest + 1.5 * (query @ self._step))
        found = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            found[start : start + _AT_ONCE] = self._high[rows[start : start + _AT_ONCE]].astype(np.float32) @ weights
        found += offset
        return found

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""
        vector: Vectors = self._levels(np.array([row]))[0] * self._step + self._lowest
        return vector

    def vectors(self, rows: slice) -> Vectors:
        """The vectors of consecutive rows, shape (rows, dimension)."""
        chosen = np.arange(*rows.indices(len(self)))
        vectors: Vectors = self._levels(chosen) * self._step + self._lowest
        return vectors

    def _levels(self, rows: Rows) -> Vectors:
        levels = self._high[rows].astype(np.float32)
        levels *= 4
        low = self._low[rows][:, :, None] >> _SHIFTS
        low &= 3
        levels += low.reshape(len(rows), 4 * low.shape[1])[:, : levels.shape[1]]
        return levels


def _packed(dimension: int) -> int:
    return -(-dimension // 4)


def _pack(low: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Four numbers of two bits in a byte."""
    padded = np.zeros((len(low), _packed(low.shape[1]) * 4), dtype=np.uint8)
    padded[:, : low.shape[1]] = low
    packed: npt.NDArray[np.uint8] = np.bitwise_or.reduce(
        padded.reshape(len(low), _packed(low.shape[1]), 4) << _SHIFTS, axis=2
    )
    return packed
