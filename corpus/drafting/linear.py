"""A regularised linear model, fitted in one step: enough to tell kinds of sentences and themes by their vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights that turn vectors into scores, one a class.

    Args:
        weights: Shape (dimension, classes).
        offset: Shape (classes,).
    """

    weights: Numbers
    offset: Numbers

    @classmethod
    def fit(cls, vectors: Numbers, wanted: Numbers, ridge: float, importance: Numbers | None = None) -> Linear:
        """Fit by least squares with a penalty on large weights.

        Args:
            vectors: Shape (examples, dimension), centred.
            wanted: Shape (examples, classes), 1 where the example is of the class, else 0.
            ridge: The penalty.
            importance: What each example counts; all the same if None.

        Returns:
            The model.
        """
        shares = np.ones(len(vectors)) if importance is None else importance / importance.mean()
        offset: Numbers = np.average(wanted, axis=0, weights=shares)
        weighted = vectors * shares[:, None]
        penalty = ridge * np.eye(vectors.shape[1])
        weights = np.linalg.solve(weighted.T @ vectors + penalty, weighted.T @ (wanted - offset))
        return cls(np.asarray(weights, np.float64), offset)

    def scores(self, vectors: Numbers) -> Numbers:
        """Scores of vectors, shape (vectors, classes)."""
        result: Numbers = vectors @ self.weights + self.offset
        return result


def unit(vectors: Numbers) -> Numbers:
    """Give vectors the length 1; those of no length stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Numbers = vectors / np.where(lengths > 0, lengths, 1.0)
    return result


def softmax(scores: Numbers) -> Numbers:
    """Turn rows of scores into probabilities."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Numbers = grown / grown.sum(axis=-1, keepdims=True)
    return result
