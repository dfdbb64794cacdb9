"""Words: BM25 over each practice's text in each language, by `bm25s`.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; the sparse precomputation is
that of Lù, "BM25S: Orders of magnitude faster lexical search via eager sparse scoring", 2024.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import bm25s
import numpy as np
import numpy.typing as npt

from index.analysis import words_of

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every step

Scores = npt.NDArray[np.float32]

_SATURATION: Final = 1.2
_LENGTH: Final = 0.6
_FALLBACK: Final = {
    "ja": "zh",
    "ko": "zh",
}  # they share characters or are cut alike; all others fall back to English


class LexicalIndex:
    """One BM25 index a language, all over the same practices in the same order."""

    def __init__(self, by_language: Mapping[str, Any], practices: int) -> None:
        self._by_language = dict(by_language)
        self._practices = practices

    @classmethod
    def build(cls, texts: Mapping[str, Sequence[str]]) -> Self:
        """Index texts.

        Args:
            texts: Language to one text a practice, every language with the same practices in the same order.
        """
        by_language = {}
        for language, documents in texts.items():
            words = [words_of(document, language) for document in documents]
            if not any(words):
                continue
            index = bm25s.BM25(method="lucene", k1=_SATURATION, b=_LENGTH)
            index.index(words, show_progress=False)
            by_language[language] = index
        return cls(by_language, max((len(documents) for documents in texts.values()), default=0))

    @classmethod
    def load(cls, folder: Path, practices: int) -> Self:
        """Load what `save` wrote, for this number of practices."""
        found = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        return cls(
            {language: bm25s.BM25.load(str(folder / language), show_progress=False) for language in found},
            practices,
        )

    def save(self, folder: Path) -> None:
        """Write one folder a language."""
        for language, index in self._by_language.items():
            index.save(str(folder / language), show_progress=False)

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
        words = [word for word in words_of(text, language) if word in index.vocab_dict]
        if not words:
            return np.zeros(self._practices, np.float32)
        scores: Scores = index.get_scores(words)
        return scores

    def practices_with(self, word: str, language: str) -> int:
        """How many practices have a word.

        Args:
            word: As `words_of` gives it.
            language: Its language; the index of another takes its place as for `scores`.
        """
        index = self._by_language.get(language if language in self._by_language else _FALLBACK.get(language, "en"))
        column = None if index is None else index.vocab_dict.get(word)
        if index is None or column is None:
            return 0
        starts = index.scores["indptr"]  # where the word's practices begin and end
        return int(starts[column + 1] - starts[column])
