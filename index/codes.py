"""Vectors in ten bits a number, in the order of their rows: read from a file as they are needed, not held in memory.

Eight bits a number do not tell the first ten of a million near passages apart (recall 0.96 against exact products,
measured on passages varied from the corpus), ten do (0.99), at a third of the room. The two low bits lie beside the
eight high ones, so that a score that need not be as fine reads the high ones alone.

Coding what was decoded gives the same codes again where the range of each number is the same (`Scale`): vectors that
are taken over from index to index do not drift.
"""

import mmap
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import faiss
import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_LEVELS: Final = 1023
_ROOM: Final = 1 / 32
"""Of the range learned, kept free on either side."""
_AT_ONCE: Final = 2048
"""Rows decoded at once: what they take stays in the processor's cache."""
_SHIFTS: Final = np.array([0, 2, 4, 6], dtype=np.uint8)

_POPULATE_READ: Final = 22
"""Of `madvise` on Linux; Python has no name for it yet."""

HIGH: Final = "codes-high.bin"
LOW: Final = "codes-low.bin"
SCALE: Final = "codes-scale.npy"


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of each number of a vector, and into what steps it is divided, shape (dimension,) each."""

    lowest: Vectors
    step: Vectors

    @classmethod
    def of(cls, sample: Vectors) -> Self:
        """Learn it from some of the vectors, shape (some, dimension), with room for others that reach further.

        What lies outside all the same is coded as the nearest that lies inside.
        """
        lowest, highest = sample.min(axis=0), sample.max(axis=0)
        room = (highest - lowest) * np.float32(_ROOM)
        lowest, highest = lowest - room, highest + room
        return cls(lowest, (np.maximum(highest - lowest, np.float32(1e-6)) / _LEVELS).astype(np.float32))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read that of the codes in a folder.

        Raises:
            OSError, ValueError: It cannot be read.
        """
        with (folder / SCALE).open("rb") as file:
            lowest, step = np.load(file)
        return cls(lowest, step)

    def save(self, folder: Path) -> None:
        """Write it beside the codes in a folder."""
        with (folder / SCALE).open("wb") as file:
            np.save(file, np.stack([self.lowest, self.step]).astype(np.float32))


class CodesWriter:
    """Codes vectors into a folder, a portion at a time; a context manager.

    Args:
        folder: Where the files go.
        scale: The range of each number.
    """

    def __init__(self, folder: Path, scale: Scale) -> None:
        self._folder = folder
        self._scale = scale

    def __enter__(self) -> Self:
        self._scale.save(self._folder)
        self._high: BinaryIO = (self._folder / HIGH).open("wb")
        self._low: BinaryIO = (self._folder / LOW).open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._high.close()
        self._low.close()

    def write(self, vectors: Vectors) -> None:
        """Code these after those before.

        Raises:
            OSError: The disk is full.
        """
        levels = np.clip(np.rint((vectors - self._scale.lowest) / self._scale.step), 0, _LEVELS).astype(np.uint16)
        self._high.write((levels >> 2).astype(np.uint8).tobytes())
        self._low.write(_pack((levels & 3).astype(np.uint8)).tobytes())


class Codes:
    """The coded vectors of a folder.

    Args:
        folder: What a `CodesWriter` filled.
        dimension: Of the vectors.

    Raises:
        OSError: The files cannot be read.
        ValueError: They do not belong together.
    """

    def __init__(self, folder: Path, dimension: int) -> None:
        self.scale = Scale.load(folder)
        self._lowest, self._step = self.scale.lowest, self.scale.step
        self._high = _mapped(folder / HIGH, ready=True).reshape(-1, dimension)
        self._low = _mapped(folder / LOW).reshape(-1, _packed(dimension))
        if len(self._lowest) != dimension or len(self._high) != len(self._low):
            raise ValueError("the files of the coded vectors do not belong together")

    def __len__(self) -> int:
        return len(self._high)

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of a query with the vectors of these rows, shape (rows,)."""
        products = np.empty(len(rows), np.float32)
        _products(self._levels(rows), query * self._step, products)
        products += np.float32(query @ self._lowest)
        return products

    def rough_products(self, query: Vectors, rows: Rows) -> Vectors:
        """The same from the eight high bits alone: ten times as fast, and mostly right to the third decimal."""
        weights = (query * (4 * self._step)).astype(np.float32)
        # What the low bits add is not known here: half of what they could.
        offset = np.float32(query @ self._lowest + 1.5 * (query @ self._step))
        found = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            high = self._high[rows[start : start + _AT_ONCE]].astype(np.float32)
            _products(high, weights, found[start : start + _AT_ONCE])
        found += offset
        return found

    def vector(self, row: int) -> Vectors:
        """The vector in a row, shape (dimension,)."""
        vector: Vectors = self.vectors(np.array([row]))[0]
        return vector

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows, shape (rows, dimension)."""
        vectors: Vectors = self._levels(rows) * self._step + self._lowest
        return vectors

    def _levels(self, rows: Rows) -> Vectors:
        levels = self._high[rows].astype(np.float32)
        levels *= 4
        low = self._low[rows][:, :, None] >> _SHIFTS
        low &= 3
        levels += low.reshape(len(rows), 4 * low.shape[1])[:, : levels.shape[1]]
        return levels


def _mapped(path: Path, *, ready: bool = False) -> npt.NDArray[np.uint8]:
    """The bytes of a file.

    Args:
        path: The file.
        ready: Whether to map all of it now (0.1 s for 400 MB), and not page by page in the middle of searches.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if ready and sys.platform == "linux":
        with suppress(OSError):  # a kernel that cannot
            mapped.madvise(_POPULATE_READ)
    return np.frombuffer(mapped, np.uint8)


def _products(vectors: Vectors, query: Vectors, found: Vectors) -> None:
    """What `vectors @ query` gives, in this thread alone: numpy divides it among several, and waits for busy ones."""
    query = np.ascontiguousarray(query, np.float32)
    if len(vectors):
        pointers = (faiss.swig_ptr(array) for array in (found, query, vectors))
        faiss.fvec_inner_products_ny(*pointers, vectors.shape[1], len(vectors))


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
