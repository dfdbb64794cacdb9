"""Embedders that stand in for the real one."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.model import Embedder

Vectors = npt.NDArray[np.float32]


class CountingEmbedder:
    """Passes on to another embedder, keeps what it was given, and can be made to fail after some passages."""

    def __init__(self, embedder: Embedder, fail_after: int | None = None) -> None:
        self._embedder = embedder
        self._fail_after = fail_after
        self.passages: list[str] = []

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str], progress: object = None) -> Vectors:
        if self._fail_after is not None and len(self.passages) >= self._fail_after:
            raise KeyboardInterrupt
        self.passages.extend(texts)
        return self._embedder.embed_passages(texts)

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)


class HashEmbedder:
    """Every text gets a direction of its own by chance, at no cost; equal texts get equal ones."""

    dimension = 16

    def __init__(self, fingerprint: str = "by chance") -> None:
        self.fingerprint = fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._direction(text) for text in texts], np.float32).reshape(-1, self.dimension)

    def embed_passages(self, texts: Sequence[str], progress: object = None) -> Vectors:
        return self.embed_queries(texts)

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2

    def _direction(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "little")
        vector = np.random.default_rng(seed).normal(size=self.dimension)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)
