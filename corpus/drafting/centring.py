"""Takes out of vectors what they owe to the language of their text: the model gives each its own corner."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from corpus.drafting.cues import cues
from corpus.drafting.draft import Vectors
from corpus.drafting.linear import Numbers

_SCRIPTS: Final = {
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "han": re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_ENOUGH: Final = 15
"""Texts of a language needed to know its middle."""
_READ: Final = 5_000


def script_of(text: str) -> str:
    """Name the script that most of a text's letters belong to; "latin" for one without letters."""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()})
    return max(counts, key=lambda name: (counts[name] * (2 if name == "han" else 1), name == "latin"))


def language_shares(text: str) -> dict[str, float]:
    """Give, for languages of Latin script, how much of a text is made of their most frequent words."""
    words = re.findall(r"[^\W\d_]+", text[:_READ].casefold())
    frequent = cues().frequent.items()
    return {language: sum(word in some for word in words) / max(len(words), 1) for language, some in frequent}


def corner_of(text: str) -> str:
    """Name the corner that the model gives a text: by its script, and in Latin script by its language."""
    script = script_of(text)
    if script != "latin":
        return script
    shares = language_shares(text)
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] else script


class Centring:
    """Knows the middle of the vectors of every language.

    Args:
        texts: Texts of many kinds.
        vectors: Their vectors.
    """

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        rows: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            rows[corner_of(text)].append(number)
        self._all: Numbers = vectors.astype(np.float64).mean(axis=0)
        self._middles: dict[str, Numbers] = {
            corner: vectors[numbers].astype(np.float64).mean(axis=0)
            for corner, numbers in rows.items()
            if len(numbers) >= _ENOUGH
        }

    def each(self, texts: Sequence[str], vectors: Vectors | Numbers) -> Numbers:
        """Vectors of texts, each without what its language gives it."""
        middles = [self._middles.get(corner_of(text), self._all) for text in texts]
        return self._without(vectors, np.array(middles) if middles else self._all)

    def together(self, texts: Sequence[str], vectors: Vectors | Numbers) -> Numbers:
        """Vectors of texts of one document, without what the language that they share gives them."""
        return self._without(vectors, self._middles.get(corner_of(" ".join(texts)), self._all))

    def _without(self, vectors: Vectors | Numbers, middles: Numbers) -> Numbers:
        result: Numbers = vectors.astype(np.float64) - middles
        return result
