"""Embedders for tests of drafting."""

import hashlib
from collections.abc import Sequence

import numpy as np

from corpus.drafting.draft import Vectors
from index.model import Embedder
from index.vector_cache import VectorCache


class KeptEmbed:
    """Embeds with a model what a cache does not hold yet."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder = embedder
        self._cache = cache

    def __call__(self, passages: Sequence[str]) -> Vectors:
        known = self._cache.get(passages)
        new = [passage for passage in dict.fromkeys(passages) if passage not in known]
        if new:
            known |= zip(new, self._embedder.embed_passages(new), strict=True)
            self._cache.put((passage, known[passage]) for passage in new)
        return np.array([known[passage] for passage in passages], np.float32)


def by_chance(passages: Sequence[str]) -> Vectors:
    """A direction of its own for every text, at no cost."""
    rows = []
    for passage in passages:
        seed = int.from_bytes(hashlib.sha256(passage.encode("utf-8", "replace")).digest()[:4], "big")
        row = np.random.default_rng(seed).standard_normal(16)
        rows.append(row / np.linalg.norm(row))
    return np.array(rows, np.float32).reshape(-1, 16)
