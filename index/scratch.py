"""What waits in files while an index is built: of a large corpus it would fill the memory."""

from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.joined_vectors import Rows, Vectors


class _Scratch:
    """A file that is written and read again; a context manager that closes it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=2**20)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class ScratchTexts(_Scratch):
    """Texts, in the order in which they are added.

    Args:
        path: The file; made anew.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, texts: Sequence[str]) -> None:
        """Add texts after those before."""
        for text in texts:
            self._ends.append(self._ends[-1] + self._file.write(text.encode("utf-8")))

    def read(self, start: int, stop: int) -> list[str]:
        """The texts from one number to before another."""
        ends = self._ends[start : stop + 1]
        self._file.seek(ends[0])
        read = self._file.read(ends[-1] - ends[0])
        return [read[one - ends[0] : other - ends[0]].decode("utf-8") for one, other in pairwise(ends)]


class ScratchVectors(_Scratch):
    """Vectors, in the order in which they are added; a `VectorSource`.

    Args:
        path: The file; made anew.
        dimension: Numbers in a vector.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        super().__init__(path)
        self._dimension = dimension
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, vectors: Vectors) -> None:
        """Add vectors after those before, shape (rows, dimension)."""
        self._file.seek(0, 2)
        self._file.write(np.ascontiguousarray(vectors, np.float32).data)
        self._count += len(vectors)

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of these rows; those that follow one another are read at once."""
        taken = np.empty((len(rows), self._dimension), np.float32)
        edges = [0, *(np.flatnonzero(np.diff(rows) != 1) + 1).tolist(), len(rows)]
        for start, stop in pairwise(edges) if len(rows) else ():
            self._file.seek(int(rows[start]) * self._dimension * 4)
            read = self._file.read((stop - start) * self._dimension * 4)
            taken[start:stop] = np.frombuffer(read, np.float32).reshape(-1, self._dimension)
        return taken
