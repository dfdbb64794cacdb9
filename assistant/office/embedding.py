"""Embeds passages for drafting, and keeps their vectors where the index keeps its own."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from corpus.faults import CorpusError
from index.model import Embedder, ModelError
from index.vector_cache import VectorCache

Vectors = npt.NDArray[np.float32]
_PORTION: Final = 64  # passages that are kept together: what was embedded before an interruption is not lost


class EmbeddingError(CorpusError):
    """Passages cannot be embedded, whatever they say; the message says why."""


class KeptVectors:
    """Embeds each passage once. To be used from one thread, and closed.

    Args:
        embedder: Gives what embeds; called with the first passage that is not known.
        fingerprint: Of the model.
        cache: File in which vectors are kept.
    """

    def __init__(self, embedder: Callable[[], Embedder], fingerprint: str, cache: Path) -> None:
        self._make = embedder
        self._embedder: Embedder | None = None
        self._fingerprint = fingerprint
        self._path = cache
        self._cache: VectorCache | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._cache is not None:
            self._cache.__exit__()

    def __call__(self, passages: Sequence[str]) -> Vectors:
        """The vectors of passages, one a row.

        Raises:
            EmbeddingError: The model cannot be loaded, or the file not be used.
        """
        try:
            return self._vectors(passages)
        except ModelError as error:
            raise EmbeddingError(str(error)) from error
        except sqlite3.Error as error:
            said = f"The file that keeps vectors cannot be used: {error}. Try again, or remove {self._path}."
            raise EmbeddingError(said) from error

    def _vectors(self, passages: Sequence[str]) -> Vectors:
        self._cache = self._cache or VectorCache(self._path, self._fingerprint)
        wanted = list(dict.fromkeys(passages))
        known = self._cache.get(wanted)
        new = [passage for passage in wanted if passage not in known]
        for start in range(0, len(new), _PORTION):
            portion = new[start : start + _PORTION]
            self._embedder = self._embedder or self._make()
            made = dict(zip(portion, self._embedder.embed_passages(portion), strict=True))
            self._cache.put(made.items())
            known |= made
        return np.array([known[passage] for passage in passages], np.float32).reshape(len(passages), -1 if known else 0)
