"""How well a practice fits a question: one number out of five sides and the words.

A practice's score is the weighted mean, over the kinds of passage that it has, of its best passage's cosine in that
kind, plus a share for the words it has in common with the question. Taking the best of each kind, rather than the best
passage of all, asks for a practice that fits from every side, and keeps one chance likeness from deciding.

The weights were chosen on judged questions (`precedent evaluate`): the first practice is right for 69 % of them by
summaries alone, 78 % by all kinds but questions, 88 % by all kinds, 90 % with words. Around the weights chosen little
changes, and finer ones would only fit the questions at hand. Fusing ranks in place of cosines lost 6 points.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from index.contents import KINDS
from index.passages import Kind

Scores = npt.NDArray[np.float32]

WEIGHTS: Final = {
    Kind.SUMMARY: 1.0,
    Kind.SECTION: 1.0,
    Kind.SENTENCE: 1.0,
    Kind.SUMMARY_SENTENCE: 1.0,
    Kind.QUESTION: 2.0,
}
WORDS_WEIGHT: Final = 0.033
"""Weight of the words beside cosines; a sixth of what it would be beside a sum of six cosines."""
WORDS_FLOOR: Final = 8.0
"""BM25 scores below about this are chance; added to the best score so that it does not count in full."""

_WEIGHTS = np.array([WEIGHTS[Kind(number)] for number in range(KINDS)], dtype=np.float32)


def best_by_kind(cosines: Scores, sizes: npt.NDArray[np.int64]) -> Scores:
    """Best cosine of each practice in each kind of passage.

    Args:
        cosines: One a passage, practice after practice, and within each kind after kind.
        sizes: Number of passages, shape (practices, KINDS).

    Returns:
        Shape (practices, KINDS), NaN where the practice has no passage of that kind.
    """
    best = np.full(sizes.size, np.nan, dtype=np.float32)
    flat = sizes.ravel()
    filled = np.flatnonzero(flat)
    if len(filled):
        best[filled] = np.maximum.reduceat(cosines, (np.cumsum(flat) - flat)[filled])
    return best.reshape(sizes.shape)


def fuse(best: Scores, words: Scores) -> Scores:
    """Score of each practice.

    Args:
        best: Best cosine a practice and kind, shape (practices, KINDS), NaN where there is none.
        words: BM25 score of each practice, shape (practices,), nought or more.

    Returns:
        Scores, shape (practices,).
    """
    present = ~np.isnan(best)
    weights = np.where(present, _WEIGHTS, 0)
    total = weights.sum(axis=1)
    mean = (np.where(present, best, 0) * weights).sum(axis=1) / np.where(total > 0, total, 1)
    share = words / (words.max(initial=0) + WORDS_FLOOR)
    fused: Scores = (mean + WORDS_WEIGHT * share).astype(np.float32)
    return fused
