"""Vectors that stand in for those of texts."""

import numpy as np

from index.joined_vectors import Vectors


def grouped_vectors(count: int, dimension: int, seed: int = 1) -> Vectors:
    """Unit vectors that lie in groups, as those of texts do; the groups are the same for every seed."""
    themes = np.random.default_rng(dimension).normal(size=(400, dimension))
    random = np.random.default_rng(seed)
    vectors = themes[random.integers(0, 400, count)] + 0.4 * random.normal(size=(count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
