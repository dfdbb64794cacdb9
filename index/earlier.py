"""What an earlier snapshot holds of practices that have not changed since, to be taken over as it is."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np

from index.lexical import load_counts
from index.practice_lines import PracticeLines
from index.segments import Numbers, Segment
from index.snapshot import SnapshotError, SnapshotStore
from index.vector_files import EarlierVectors, Kept


class Earlier:
    """A snapshot from which practices are taken over, with everything that was worked out about them.

    Args:
        folder: The snapshot's folder. It must be whole.
        files: What its manifest says of its files.

    Attributes:
        vectors: Its vectors.
        words: How often which word stands in which practice, by language.
    """

    def __init__(self, folder: Path, files: dict[str, dict[str, Any]]) -> None:
        self.files = files
        self._lines = PracticeLines(folder / "practices.jsonl")
        self._number_of = {heading["digest"]: number for number, heading in enumerate(self._lines.headings)}
        self._number_of.pop("", None)  # of which is not known what they said
        with (folder / "passages.npz").open("rb") as file, np.load(file) as columns:
            owner, ends = columns["owner"], columns["end"]
            self._kinds, self._languages, self._sections = columns["kind"], columns["language"], columns["section"]
        self._first: Numbers = np.searchsorted(owner, np.arange(len(self._lines) + 1)).astype(np.int64)
        self._ends: Numbers = np.concatenate([[0], ends]).astype(np.int64)
        texts = folder / "texts.bin"
        self._texts = np.memmap(texts, dtype=np.uint8, mode="r") if ends[-1:].any() else np.empty(0, np.uint8)
        self.vectors = EarlierVectors(folder)
        self.words = load_counts(folder / "words")

    @classmethod
    def open(cls, store: SnapshotStore, fingerprint: str) -> Self | None:
        """Open the current snapshot for taking over.

        Args:
            store: Where it lies.
            fingerprint: Of the model that the new snapshot is for.

        Returns:
            The snapshot; None where there is none, it is damaged, or it was made with another model or before
            snapshots said what they hold.
        """
        current = store.current_id()
        try:
            if current is None or store.manifest(current).model.get("fingerprint") != fingerprint:
                return None
            # What is damaged would come into the new one with a digest that says it is whole.
            manifest = store.verify(current)
            return cls(store.root / current, manifest.files)
        except (SnapshotError, OSError, ValueError, KeyError, RuntimeError, EOFError, BadZipFile):
            return None

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return int(self._first[-1])

    def find(self, digest: str) -> int | None:
        """Number of the practice whose record has this digest."""
        return self._number_of.get(digest)

    def __len__(self) -> int:
        return len(self._lines)

    def take(self, first: int, stop: int) -> Segment:
        """The practices from one number to before another."""
        rows = slice(int(self._first[first]), int(self._first[stop]))
        edges = self._ends[rows.start : rows.stop + 1]
        return Segment(
            self._lines.between(first, stop),
            np.diff(self._first[first : stop + 1]),
            self._kinds[rows],
            self._languages[rows],
            self._sections[rows],
            np.diff(edges),
            self._texts[int(edges[0]) : int(edges[-1])].data,
        )

    def rows(self, first: int, stop: int) -> Kept:
        """In which rows the vectors of the practices lie, from one number to before another."""
        return Kept(int(self._first[first]), int(self._first[stop]))


def runs(numbers: Sequence[int | None]) -> list[tuple[int, int]]:
    """Where in a list stand numbers that follow one another, or nothing: edges of runs that can be taken at once."""
    edges = [0]
    for place, (one, other) in enumerate(pairwise(numbers), 1):
        if (one is None) != (other is None) or (one is not None and other != one + 1):
            edges.append(place)
    return list(pairwise([*edges, len(numbers)])) if numbers else []
