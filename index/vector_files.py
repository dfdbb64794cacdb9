"""Vectors on the disk: in one file, or, where that is large, in it and a small one for what came since it was written.

The large file is never written again for the sake of a few practices: a new snapshot links to it, and says which row
each of its slots has there. When what came since, or what went, has grown to a tenth of it, all are written anew.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

import numpy as np

from index.vectors import FaissIndex, Mask, Rows, SplitIndex, VectorIndex, Vectors

BASE: Final = "vectors.faiss"
_RECENT: Final = "recent.faiss"
_SLOTS: Final = "slots.npz"
_LARGE: Final = 64 * 2**20
_SHARE: Final = 0.1

_open: "WeakValueDictionary[tuple[int, ...], FaissIndex]" = WeakValueDictionary()
"""Large files that are loaded: snapshots that link to the same one share it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of an earlier snapshot that are to be taken over: from one to before another."""

    start: int
    stop: int


class EarlierVectors:
    """The vectors of an earlier snapshot, to be taken over.

    Args:
        folder: The snapshot's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: VectorIndex | None = None

    @property
    def large(self) -> bool:
        """Whether a new snapshot is to link to the large file."""
        return (self.folder / BASE).stat().st_size >= _LARGE

    def take(self, kept: Kept) -> Vectors:
        """The vectors of these rows."""
        self._index = self._index or load_vectors(self.folder)
        return self._index.vectors(kept.start, kept.stop)

    def rows(self, count: int) -> tuple[Rows, Rows]:
        """The row of each slot of the large file, and of the small one; -1 for one that is not in use.

        Args:
            count: How many rows the snapshot has.
        """
        return _slots(self.folder) or (np.arange(count), np.empty(0, np.int64))

    def recent(self) -> FaissIndex | None:
        """The small file, where there is one."""
        path = self.folder / _RECENT
        return FaissIndex.load(path) if path.exists() else None


def save_vectors(folder: Path, parts: Sequence[Vectors | Kept], earlier: EarlierVectors | None, count: int) -> bool:
    """Write the vectors of a snapshot.

    Args:
        folder: The snapshot's folder.
        parts: The vectors in the order of their rows: new ones, or which are taken over.
        earlier: The snapshot from which they are.
        count: How many rows that has.

    Returns:
        Whether the large file is that of the earlier snapshot.

    Raises:
        OSError: They cannot be written.
    """
    if earlier is not None and earlier.large and _link(folder, parts, earlier, count):
        return True
    FaissIndex.build(*(_vectors(part, earlier) for part in parts)).save(folder / BASE)
    return False


def _vectors(part: Vectors | Kept, earlier: EarlierVectors | None) -> Vectors:
    if not isinstance(part, Kept):
        return part
    if earlier is None:
        raise ValueError("there is no earlier snapshot to take vectors from")
    return earlier.take(part)


def load_vectors(folder: Path) -> VectorIndex:
    """Load what `save_vectors` wrote.

    Raises:
        RuntimeError: A file is no index.
        ValueError, OSError: A file is damaged or missing.
    """
    slots = _slots(folder)
    base = _load_base(folder / BASE)
    return base if slots is None else SplitIndex(base, FaissIndex.load(folder / _RECENT), *slots)


def _link(folder: Path, parts: Sequence[Vectors | Kept], earlier: EarlierVectors, count: int) -> bool:
    moved = np.full(count + 1, -1, np.int64)  # the last stays -1: it is where slots lead that are not in use
    made: list[Vectors] = []
    rows: list[Rows] = []
    row = 0
    for part in parts:
        length = part.stop - part.start if isinstance(part, Kept) else len(part)
        numbers = np.arange(row, row + length)
        if isinstance(part, Kept):
            moved[part.start : part.stop] = numbers
        else:
            made.append(part)
            rows.append(numbers)
        row += length
    base_slots, recent_slots = (moved[slots] for slots in earlier.rows(count))
    recent = earlier.recent()
    if recent is not None and len(recent):
        stays: Mask = recent_slots >= 0
        made.append(recent.vectors(0, len(recent))[stays])
        rows.append(recent_slots[stays])
    if row - (base_slots >= 0).sum() > _SHARE * len(base_slots) or (base_slots < 0).mean() > _SHARE:
        return False
    try:
        os.link(earlier.folder / BASE, folder / BASE)
    except OSError:  # a disk that has no links
        return False
    if not made:
        made.append(np.empty((0, _load_base(folder / BASE).vectors(0, 0).shape[1]), np.float32))
    FaissIndex.build(*made).save(folder / _RECENT)
    np.savez(folder / _SLOTS, base=base_slots, recent=np.concatenate([*rows, np.empty(0, np.int64)]))
    return True


def _load_base(path: Path) -> FaissIndex:
    said = path.stat()
    if said.st_size < _LARGE:
        return FaissIndex.load(path)
    key = (said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns)
    index = _open.get(key)
    if index is None:
        index = _open[key] = FaissIndex.load(path)
    return index


def _slots(folder: Path) -> tuple[Rows, Rows] | None:
    path = folder / _SLOTS
    if not path.exists():
        return None
    with path.open("rb") as file, np.load(file) as columns:
        return columns["base"], columns["recent"]
