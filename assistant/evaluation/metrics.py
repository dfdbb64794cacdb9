"""Measures of a ranking against judged practices."""

import math
from collections.abc import Mapping, Sequence

ANSWERS = 2


def recall_at(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """1 where a practice that answers is among the first `depth`, else 0."""
    return float(any(relevant.get(practice) == ANSWERS for practice in ranked[:depth]))


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    """One over the rank of the first practice that answers, 0 where none is among the first `depth`."""
    for rank, practice in enumerate(ranked[:depth], 1):
        if relevant.get(practice) == ANSWERS:
            return 1 / rank
    return 0.0


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with gains 2^grade - 1 (Järvelin and Kekäläinen, 2002)."""
    gained = sum(
        (2 ** relevant.get(practice, 0) - 1) / math.log2(rank + 1) for rank, practice in enumerate(ranked[:depth], 1)
    )
    ideal = sum(
        (2**grade - 1) / math.log2(rank + 1)
        for rank, grade in enumerate(sorted(relevant.values(), reverse=True)[:depth], 1)
    )
    return gained / ideal if ideal else 0.0
