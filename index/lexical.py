"""Words: BM25 over each practice's text in each language, by `bm25s`.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; the sparse precomputation is
that of Lù, "BM25S: Orders of magnitude faster lexical search via eager sparse scoring", 2024.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from index.analysis import words_of
from index.word_counts import FILE, WordCounts

Scores = npt.NDArray[np.float32]

_SATURATION: Final = 1.2
_LENGTH: Final = 0.6
_FALLBACK: Final = {
    "ja": "zh",
    "ko": "zh",
}  # they share characters or are cut alike; all others fall back to English


def count_words(texts: Sequence[str], language: str) -> WordCounts:
    """Count the words of texts in a language."""
    return WordCounts.of(words_of(text, language) for text in texts)


def load_counts(folder: Path) -> dict[str, WordCounts]:
    """Read the counts that `LexicalIndex.save` wrote, by language.

    Raises:
        OSError: An index of an earlier version kept none.
        ValueError: They cannot be read.
    """
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        words = json.loads((path / "vocab.index.json").read_text("utf-8"))
        found[path.name] = WordCounts.load(path / FILE, words)
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """The index of one language, as `bm25s` keeps it: which practices have a word, and what it is worth in each."""

    places: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    practices: npt.NDArray[np.int32]
    worth: Scores

    @classmethod
    def of(cls, built: Any) -> Self:
        scores = built.scores
        return cls(built.vocab_dict, scores["indptr"], scores["indices"], scores["data"])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `bm25s` saved, without it: it takes 25 MB of memory, and what is needed of it here is a sum."""
        places = json.loads((folder / "vocab.index.json").read_text("utf-8"))
        names = ("indptr", "indices", "data")
        # Plain arrays over the mapped files: what wraps them otherwise costs more than a short lookup.
        return cls(places, *(np.asarray(np.load(folder / f"{name}.csc.index.npy", mmap_mode="r")) for name in names))


class LexicalIndex:
    """One BM25 index a language, all over the same practices in the same order."""

    def __init__(
        self,
        by_language: Mapping[str, _Columns],
        practices: int,
        built: Mapping[str, tuple[Any, WordCounts]] | None = None,
    ) -> None:
        self._by_language = dict(by_language)
        self._practices = practices
        self._built = built or {}

    @classmethod
    def build(cls, texts: Mapping[str, Sequence[str]]) -> Self:
        """Index texts.

        Args:
            texts: Language to one text a practice, every language with the same practices in the same order.
        """
        return cls.of_counts({language: count_words(documents, language) for language, documents in texts.items()})

    @classmethod
    def of_counts(cls, counts: Mapping[str, WordCounts]) -> Self:
        """Index texts whose words are counted already, every language with the same practices in the same order."""
        built = {
            language: (counted.bm25(_SATURATION, _LENGTH), counted)
            for language, counted in counts.items()
            if len(counted.terms)
        }
        by_language = {language: _Columns.of(index) for language, (index, _) in built.items()}
        return cls(by_language, max(map(len, counts.values()), default=0), built)

    @classmethod
    def load(cls, folder: Path, practices: int) -> Self:
        """Load what `save` wrote, for this number of practices."""
        found = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        return cls({language: _Columns.load(folder / language) for language in found}, practices)

    def save(self, folder: Path) -> None:
        """Write one folder a language of an index that was built."""
        for language, (index, counted) in self._built.items():
            index.save(str(folder / language), show_progress=False)
            counted.save(folder / language / FILE)

    def scores(self, text: str, language: str) -> Scores:
        """BM25 score of every practice for a question, shape (practices,), nought where no word is shared.

        Args:
            text: The question.
            language: Its language. One that the corpus is not written in is matched, unstemmed, with English, in which
                names are often written alike.
        """
        known = language if language in self._by_language else _FALLBACK.get(language, "en")
        index = self._by_language.get(known)
        if index is None:
            return np.zeros(self._practices, np.float32)
        scores = np.zeros(self._practices, np.float32)
        for word in words_of(text, language):
            column = index.places.get(word)
            if column is not None:
                span = slice(int(index.starts[column]), int(index.starts[column + 1]))
                scores[index.practices[span]] += index.worth[span]  # no practice stands twice in a column
        return scores

    def practices_with(self, word: str, language: str) -> int:
        """How many practices have a word.

        Args:
            word: As `words_of` gives it.
            language: Its language; the index of another takes its place as for `scores`.
        """
        index = self._by_language.get(language if language in self._by_language else _FALLBACK.get(language, "en"))
        column = None if index is None else index.places.get(word)
        if index is None or column is None:
            return 0
        return int(index.starts[column + 1] - index.starts[column])
