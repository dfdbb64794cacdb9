"""Vectors of any number of passages, made of those of a real corpus by varying them.

Each is a real passage, moved by up to a half of the way towards one of its eight nearest, plus 0.3 to 0.9 of the
difference of another passage and one of its eight nearest. So they lie as densely as real ones do, vary in the
directions in which real ones vary, and are all different. What is drawn comes from a digest of the text or number that
the vector stands for: the same corpus gives the same vectors, on every machine and in any order.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_NEAREST: Final = 8
_AT_ONCE: Final = 1024


class VariedVectors:
    """Gives each text a vector varied from real ones, under the name of a real model; an `Embedder`.

    Args:
        real: Vectors of real passages, of unit length; at least some dozens.
        fingerprint: Of the model that made them.
    """

    def __init__(self, real: Vectors, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.dimension = int(real.shape[1])
        self._real = real
        self._nearest = np.concatenate(list(_neighbours(real)))

    def of(self, names: Iterable[bytes]) -> Vectors:
        """One vector for each name."""
        drawn = np.frombuffer(b"".join(hashlib.sha256(name).digest() for name in names), "<u4").reshape(-1, 8)
        count, sides = len(self._real), self._nearest.shape[1]
        one, other = drawn[:, 0] % count, drawn[:, 2] % count
        towards = self._nearest[one, drawn[:, 1] % sides]
        beside = self._nearest[other, drawn[:, 3] % sides]
        share = (drawn[:, 4:6] / np.float32(2**32)).astype(np.float32)
        moved, added = 0.5 * share[:, :1], 0.3 + 0.6 * share[:, 1:]
        vectors = self._real[one] * (1 - moved) + self._real[towards] * moved
        vectors += (self._real[other] - self._real[beside]) * added
        varied: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return varied

    def numbered(self, start: int, stop: int) -> Vectors:
        """The vectors that stand for numbers, from one to before another."""
        return self.of(b"%d" % number for number in range(start, stop))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text."""
        return self.of(text.encode("utf-8", "replace") for text in texts)

    def embed_passages(self, texts: Sequence[str], progress: Any = None) -> Vectors:
        """One vector for each text."""
        return self.embed_queries(texts)

    def count_tokens(self, text: str) -> int:
        """About as many as a model would count."""
        return len(text) // 4


def _neighbours(real: Vectors) -> Iterator[npt.NDArray[np.int64]]:
    near = min(_NEAREST, len(real) - 1)
    for start in range(0, len(real), _AT_ONCE):
        products = real[start : start + _AT_ONCE] @ real.T
        rows = np.arange(len(products))
        products[rows, start + rows] = -2  # itself
        yield np.argpartition(-products, near - 1, axis=1)[:, :near]
