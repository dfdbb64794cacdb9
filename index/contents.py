"""What lies in a snapshot's folder, written by the builder (see `ContentsWriter`) and read by the search.

practices.jsonl   one practice a line, as JSON
passages.npz      one row a passage: practice, kind, language, section, and where its text ends
texts.bin         the passages' texts, UTF-8, one after the other
vectors.faiss     one vector a passage, in the same order; in a large corpus `cells.faiss` and `codes-*` in its place,
                  and beside them `recent.faiss` or the folder `recent/`, and `slots.npz`, for what has changed since
words/            one BM25 index a language
places.json       names of cities and countries, as compiled by the corpus
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.filters import FACETS, FacetTable
from index.lexical import LexicalIndex
from index.passages import SECTION_CODES, Kind
from index.practice_lines import PracticeLines
from index.segments import record_of
from index.snapshot import Manifest, SnapshotError, SnapshotStore
from index.vector_files import load_vectors
from index.vectors import VectorIndex

KINDS = len(Kind)


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as a person is shown it."""

    kind: Kind
    language: str
    section: str
    text: str


class Contents:
    """An open snapshot: everything a search needs, in memory or mapped into it.

    Attributes:
        manifest: What the snapshot holds.
        vectors, words: The two indexes.
        facets: Which practice has which value.
        begun: For each practice, the year in which it began; 0 where that is not known.
        owner: For each passage, the number of its practice. Passages of one practice are neighbours.
        kinds: For each passage, its `Kind`; within a practice they are in order.
        starts: For each practice and kind, its first passage; a last column closes each practice.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._lines = PracticeLines(folder / "practices.jsonl")
        headings, self._lines.headings = self._lines.headings, []
        described = [heading["facets"] for heading in headings]
        self.ids: list[str] = [values["id"] for values in described]
        self.number_of = {identifier: number for number, identifier in enumerate(self.ids)}
        self.facets = FacetTable([{facet: values[facet] for facet in FACETS} for values in described])
        self.begun: npt.NDArray[np.int32] = np.array(
            [self._begun(number, heading) for number, heading in enumerate(headings)], dtype=np.int32
        )
        self.cities = [(values["countries"][0], values["cities"][0]) for values in described]
        with (folder / "passages.npz").open("rb") as file, np.load(file) as columns:
            self.owner: npt.NDArray[np.int32] = columns["owner"]
            self.kinds: npt.NDArray[np.uint8] = columns["kind"]
            self._languages, self._sections, self._ends = columns["language"], columns["section"], columns["end"]
        # A plain view of the mapped file: slices of numpy's take three times as long.
        written = self._ends[-1:].any()
        self._texts = memoryview(np.memmap(folder / "texts.bin", np.uint8, "r") if written else b"")  # type: ignore[arg-type]
        groups = np.arange(len(self.ids) * KINDS + 1)
        edges = np.searchsorted(self.owner.astype(np.int64) * KINDS + self.kinds, groups).astype(np.int64)
        self.starts = np.stack([edges[kind : kind + len(self.ids) * KINDS : KINDS] for kind in range(KINDS)], axis=1)
        self.starts = np.concatenate([self.starts, edges[KINDS::KINDS, None]], axis=1)
        self.vectors: VectorIndex = load_vectors(folder)
        self.words = LexicalIndex.load(folder / "words", len(self.ids))
        self.practice = lru_cache(maxsize=4096)(self._practice)

    @classmethod
    def open(cls, store: SnapshotStore, identifier: str | None = None) -> "Contents":
        """Open a snapshot: the one named, or the one to be served.

        Raises:
            SnapshotError: There is none that can be opened.
        """
        identifier = identifier or store.newest_whole()[0]
        try:
            return cls(store.root / identifier, store.manifest(identifier))
        except (OSError, ValueError, KeyError, RuntimeError, EOFError, BadZipFile) as error:
            raise SnapshotError(f"Snapshot {identifier} cannot be opened: {error}") from error

    def __len__(self) -> int:
        return len(self.ids)

    def passage(self, row: int) -> ShownPassage:
        """The passage in this row."""
        start = int(self._ends[row - 1]) if row else 0
        text = str(self._texts[start : int(self._ends[row])], "utf-8")
        return ShownPassage(
            Kind(int(self.kinds[row])),
            LANGUAGES[self._languages[row]],
            SECTION_CODES[self._sections[row]],
            text,
        )

    def facet_counts(self) -> dict[str, dict[str, int]]:
        """For each facet and value, how many practices have it."""
        everything = np.arange(len(self), dtype=np.int64)
        return {facet: self.facets.counts(facet, everything) for facet in FACETS}

    def rows(self, practice: int, kind: Kind) -> range:
        """The rows of one practice's passages of one kind."""
        return range(int(self.starts[practice, kind]), int(self.starts[practice, kind + 1]))

    def rows_in(self, practice: int, kind: Kind, language: str) -> list[int]:
        """Of these rows, those in one language."""
        rows = self.rows(practice, kind)
        code = LANGUAGES.index(language)
        return [row for row in rows if self._languages[row] == code]

    def _begun(self, number: int, heading: dict[str, Any]) -> int:
        if "begun" in heading:
            return int(heading["begun"])
        return json.loads(self._lines[number])["practice"]["start"] or 0  # a snapshot of an earlier version

    def _practice(self, number: int) -> Practice:
        return Practice.model_validate_json(record_of(self._lines[number]))
