"""The file of practices, one a line: what every start needs of each is read, the rest stays in the file."""

import mmap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from index.segments import heading_of


class PracticeLines:
    """The lines of a file, read from it when they are wanted.

    Args:
        path: The file.

    Attributes:
        headings: What `heading_of` says of each line; whoever has taken from them what is needed may clear them.

    Raises:
        OSError: It cannot be read.
        ValueError: A line is cut short, or there is none.
    """

    def __init__(self, path: Path) -> None:
        self.headings: list[dict[str, Any]] = []
        ends = [0]
        with path.open("rb", buffering=2**20) as file:
            # Read, not looked at in the mapping: what was looked at would count as memory held.
            for line in file:
                self.headings.append(heading_of(line.removesuffix(b"\n")))
                ends.append(ends[-1] + len(line))
            self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._ends = np.array(ends)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._mapped[int(self._ends[number]) : int(self._ends[number + 1])].removesuffix(b"\n")

    def between(self, first: int, stop: int) -> Iterator[bytes]:
        """The lines from one number to before another."""
        for start, end in pairwise(self._ends[first : stop + 1].tolist()):
            yield self._mapped[start:end].removesuffix(b"\n")
