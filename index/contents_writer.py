"""Writes the practices and passages of a snapshot, so that `Contents` can read them: a segment at a time."""

from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from index.segments import Segment, heading_of

_COLUMNS: Final = ("sizes", "kinds", "languages", "sections", "lengths")


class ContentsWriter:
    """Writes into a folder; a context manager: the folder is whole when the block is left without an error.

    Args:
        folder: An empty folder.

    Attributes:
        cities: The cities with their countries of the practices written.
        practices, passages, sources: How many have been written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._columns: dict[str, list[np.ndarray]] = {name: [] for name in _COLUMNS}
        self.cities: set[tuple[str, str]] = set()
        self.practices = self.passages = self.sources = 0

    def __enter__(self) -> Self:
        self._lines = (self._folder / "practices.jsonl").open("wb")
        self._texts = (self._folder / "texts.bin").open("wb")
        return self

    def add(self, segment: Segment) -> None:
        """Write practices after those before."""
        for line in segment.lines:
            heading = heading_of(line)
            self.cities.add((heading["facets"]["cities"][0], heading["facets"]["countries"][0]))
            self.sources += heading["sources"]
            self._lines.write(line + b"\n")
        for name, held in self._columns.items():
            held.append(getattr(segment, name))
        self._texts.write(segment.texts)
        self.practices += len(segment.sizes)
        self.passages += len(segment.kinds)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()
        self._texts.close()
        if kind is None:
            joined = {name: np.concatenate(held) for name, held in self._columns.items()}
            np.savez(
                self._folder / "passages.npz",
                owner=np.repeat(np.arange(len(joined["sizes"]), dtype=np.int32), joined["sizes"]),
                kind=joined["kinds"],
                language=joined["languages"],
                section=joined["sections"],
                end=np.cumsum(joined["lengths"], dtype=np.int64),
            )
