"""Groups questions that mean the same, in whatever language, by their vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

ALIKE: Final = 0.42
"""Cosine from which on a question belongs to the one in the middle of a group, once vectors are levelled."""

SAME: Final = 0.7
"""Cosine of the middles of two groups from which on they are one."""

_AT_ONCE: Final = 1024
"""Rows that are compared with all others at a time, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that mean the same.

    Args:
        centre: Number of the question that is most in the middle.
        members: Numbers of all of them, those closest to the middle first.
    """

    centre: int
    members: tuple[int, ...]


def levelled(
    vectors: Vectors, languages: Sequence[str], background: Vectors, background_languages: Sequence[str]
) -> Vectors:
    """Vectors of unit length without what all questions of a language have in common, which is most of a vector.

    Without it, a question in Arabic is closer to any other in Arabic than to the same in French.

    Args:
        vectors: Of the questions, shape (questions, dimension).
        languages: Code of each question's language.
        background: Vectors of other questions, so that the topic of a few questions is not taken for their language.
        background_languages: Code of the language of each of those.
    """
    everything = np.concatenate([vectors, background])
    spoken = np.array([*languages, *background_languages], dtype=object)
    middle = everything.mean(axis=0) if len(everything) else everything.sum(axis=0)
    moved = vectors - middle
    for language in set(languages):
        there = everything[spoken == language]
        # The middle of all counts as three questions, for languages of which there are hardly any.
        mean = (there.sum(axis=0) + 3 * middle) / (len(there) + 3)
        own = np.array([code == language for code in languages])
        moved[own] = vectors[own] - mean
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Vectors = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


def cluster(vectors: Vectors, weights: Sequence[int], *, alike: float = ALIKE, same: float = SAME) -> list[Cluster]:
    """Group vectors around those with the most alike beside them. Equal input gives equal groups.

    Args:
        vectors: Of unit length, shape (questions, dimension).
        weights: How often each question was asked.
        alike: Cosine from which on one belongs to another.
        same: Cosine of two middles from which on groups are joined.

    Returns:
        Groups, the one that was asked most often first; each question is in just one.
    """
    if not len(vectors):
        return []
    near = _neighbours(vectors, alike)
    weight = np.array(weights, dtype=np.int64)
    centres = _centres(near, weight)
    owner = _joined(vectors, centres, _nearest(vectors, centres), weight, same)
    clusters = [_of(vectors, np.flatnonzero(owner == group), weight) for group in np.unique(owner)]
    return sorted(clusters, key=lambda one: (-int(weight[list(one.members)].sum()), one.centre))


def _neighbours(vectors: Vectors, alike: float) -> list[npt.NDArray[np.int64]]:
    near: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(vectors), _AT_ONCE):
        close = vectors[start : start + _AT_ONCE] @ vectors.T >= alike
        close[np.arange(len(close)), np.arange(start, start + len(close))] = True
        rows, columns = np.nonzero(close)
        near.extend(np.split(columns, np.cumsum(np.bincount(rows, minlength=len(close)))[:-1]))
    return near


def _centres(near: list[npt.NDArray[np.int64]], weight: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Take the question with the most askings around it, and those around it away, until none is left."""
    around = np.array([weight[numbers].sum() for numbers in near])
    free = np.ones(len(near), dtype=bool)
    centres = []
    while free.any():
        centre = int(np.argmax(np.where(free, around, -1)))
        centres.append(centre)
        for number in near[centre]:
            if free[number]:
                free[number] = False
                around[near[number]] -= weight[number]
    return np.array(centres, dtype=np.int64)


def _nearest(vectors: Vectors, centres: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each question the centre that is closest: the first one that took it need not be."""
    owner: npt.NDArray[np.int64] = np.argmax(vectors @ vectors[centres].T, axis=1).astype(np.int64)
    owner[centres] = np.arange(len(centres))
    return owner


def _joined(
    vectors: Vectors,
    centres: npt.NDArray[np.int64],
    owner: npt.NDArray[np.int64],
    weight: npt.NDArray[np.int64],
    same: float,
) -> npt.NDArray[np.int64]:
    """Join smaller groups to larger ones that have the same middle."""
    middles = np.zeros((len(centres), vectors.shape[1]), dtype=np.float32)
    np.add.at(middles, owner, vectors)
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    size = np.bincount(owner, weights=weight, minlength=len(centres))
    into = np.arange(len(centres))
    near = _neighbours(middles, same)
    kept = np.zeros(len(centres), dtype=bool)
    for group in np.lexsort((centres, -size)):
        candidates = near[group][kept[near[group]]]
        if len(candidates):
            into[group] = candidates[np.argmax(middles[candidates] @ middles[group])]
        else:
            kept[group] = True
    joined: npt.NDArray[np.int64] = into[owner]
    return joined


def _of(vectors: Vectors, members: npt.NDArray[np.int64], weight: npt.NDArray[np.int64]) -> Cluster:
    middle = (vectors[members] * weight[members, None]).sum(axis=0)
    close = vectors[members] @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    ordered = members[np.lexsort((members, -close))]
    return Cluster(int(ordered[0]), tuple(int(number) for number in ordered))
