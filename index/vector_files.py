"""Vectors on the disk: in one index, or, where that is large, in it and a small one for what came since it was written.

Up to some ten thousands of vectors are compared one by one (`FaissIndex`), more lie in cells (`CellIndex`). Cells are
not written again for the sake of a few practices: a new snapshot links to their files, and says which row each of their
slots has there. When what came since, or what went, has grown to a tenth of them, all are written anew; those that were
coded keep the codes they have (see `Scale`), so that they stay what they are however often that happens.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

import numpy as np

from index.cells import CELLS, FILES, CellIndex, Progress
from index.codes import Scale
from index.joined_vectors import JoinedVectors, Rows, SomeVectors, VectorSource
from index.split_index import SplitIndex
from index.vectors import FaissIndex, VectorIndex

BASE: Final = "vectors.faiss"
_RECENT: Final = "recent.faiss"
_RECENT_CELLS: Final = "recent"
_SLOTS: Final = "slots.npz"
_EXACT: Final = 32_768
"""Vectors up to which a search compares all: that takes 2 ms."""
_RECENT_EXACT: Final = 16_384
_SHARE: Final = 0.1

_open: "WeakValueDictionary[tuple[int, ...], CellIndex]" = WeakValueDictionary()
"""Cells that are loaded: snapshots that link to the same one share it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of an earlier snapshot that are to be taken over: from one to before another."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


class EarlierVectors:
    """The vectors of an earlier snapshot, to be taken over.

    Args:
        folder: The snapshot's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def index(self) -> VectorIndex:
        """All of them."""
        return load_vectors(self.folder)

    @cached_property
    def scale(self) -> Scale | None:
        """How they are coded; None where they are not."""
        return None if (self.folder / BASE).exists() else Scale.load(self.folder)

    def rows(self, count: int) -> tuple[Rows, Rows]:
        """The row of each slot of the large index, and of the small one; -1 for one that is not in use.

        Args:
            count: How many rows the snapshot has.
        """
        return _slots(self.folder) or (np.arange(count), np.empty(0, np.int64))

    def recent(self) -> VectorIndex | None:
        """The small index, where there is one."""
        return _load_recent(self.folder) if (self.folder / _SLOTS).exists() else None


def save_vectors(
    folder: Path,
    parts: Sequence[VectorSource | Kept],
    dimension: int,
    earlier: EarlierVectors | None = None,
    count: int = 0,
    progress: Progress = lambda done, total: None,
) -> list[str]:
    """Write the vectors of a snapshot.

    Args:
        folder: The snapshot's folder.
        parts: The vectors in the order of their rows: new ones, or which are taken over.
        dimension: Numbers in a vector.
        earlier: The snapshot from which they are.
        count: How many rows that has.
        progress: Told how many are indexed, and how many there are, where that takes long.

    Returns:
        The files that are those of the earlier snapshot.

    Raises:
        OSError: They cannot be written.
    """
    if earlier is not None and earlier.scale and _link(folder, parts, earlier, earlier.scale, count, progress):
        return list(FILES)
    sources: list[VectorSource] = []
    for part in parts:
        if not isinstance(part, Kept):
            sources.append(part)
        elif earlier is None:
            raise ValueError("there is no earlier snapshot to take vectors from")
        else:
            sources.append(SomeVectors(earlier.index, np.arange(part.start, part.stop)))
    scale = earlier.scale if earlier and any(isinstance(part, Kept) for part in parts) else None
    joined = JoinedVectors(sources, dimension)
    # What is coded stays so until the corpus is half as large: going back and forth would wear it down.
    if len(joined) > (_EXACT // 2 if scale else _EXACT):
        CellIndex.build(folder, joined, scale=scale, progress=progress)
    else:
        FaissIndex.build(joined).save(folder / BASE)
    return []


def load_vectors(folder: Path) -> VectorIndex:
    """Load what `save_vectors` wrote.

    Raises:
        RuntimeError: A file is no index.
        ValueError, OSError: A file is damaged or missing.
    """
    slots = _slots(folder)
    base = _load_base(folder)
    return base if slots is None else SplitIndex(base, _load_recent(folder), *slots)


def _link(
    folder: Path,
    parts: Sequence[VectorSource | Kept],
    earlier: EarlierVectors,
    scale: Scale,
    count: int,
    progress: Progress,
) -> bool:
    """Link to the large index, and write the small one; whether that may be."""
    moved = np.full(count + 1, -1, np.int64)  # the last stays -1: it is where slots lead that are not in use
    made: list[VectorSource] = []
    rows: list[Rows] = [np.empty(0, np.int64)]
    row = 0
    for part in parts:
        numbers = np.arange(row, row + len(part))
        if isinstance(part, Kept):
            moved[part.start : part.stop] = numbers
        else:
            made.append(part)
            rows.append(numbers)
        row += len(part)
    base_slots, recent_slots = (moved[slots] for slots in earlier.rows(count))
    recent = earlier.recent()
    if recent is not None:
        stays = np.flatnonzero(recent_slots >= 0)
        made.append(SomeVectors(recent, stays))
        rows.append(recent_slots[stays])
    if row - (base_slots >= 0).sum() > _SHARE * len(base_slots) or (base_slots < 0).mean() > _SHARE:
        return False
    try:
        for name in FILES:
            os.link(earlier.folder / name, folder / name)
    except OSError:  # a disk that has no links
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
        return False
    joined = JoinedVectors(made, len(scale.lowest))
    if len(joined) <= _RECENT_EXACT:
        FaissIndex.build(joined).save(folder / _RECENT)
    else:
        (folder / _RECENT_CELLS).mkdir()
        CellIndex.build(folder / _RECENT_CELLS, joined, scale=scale, progress=progress)
    recent_rows = np.concatenate(rows).astype(np.int32)
    np.savez(folder / _SLOTS, base=base_slots.astype(np.int32), recent=recent_rows)
    return True


def _load_base(folder: Path) -> VectorIndex:
    if (folder / BASE).exists():
        return FaissIndex.load(folder / BASE)
    said = (folder / CELLS).stat()
    key = (said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns)
    index = _open.get(key)
    if index is None:
        index = _open[key] = CellIndex(folder)
    return index


def _load_recent(folder: Path) -> VectorIndex:
    cells = folder / _RECENT_CELLS
    return CellIndex(cells) if cells.is_dir() else FaissIndex.load(folder / _RECENT)


def _slots(folder: Path) -> tuple[Rows, Rows] | None:
    path = folder / _SLOTS
    if not path.exists():
        return None
    with path.open("rb") as file, np.load(file) as columns:
        return columns["base"], columns["recent"]
