"""How often which word stands in which text: what BM25 is worked out from, kept from one build to the next."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Few = npt.NDArray[np.int32]

FILE: Final = "counts.npz"


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Texts as the words they hold, one after the other.

    Args:
        words: The vocabulary.
        starts: Where each text begins in `terms` and `counts`; one more closes the last.
        terms: For each word of each text, its place in the vocabulary.
        counts: For each word of each text, how often it stands there.
    """

    words: list[str]
    starts: Numbers
    terms: Few
    counts: Few

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> Self:
        """Count the words of texts, each given as its words."""
        places: dict[str, int] = {}
        starts, terms, counts = [0], [], []
        for words in texts:
            for word, count in Counter(words).items():
                terms.append(places.setdefault(word, len(places)))
                counts.append(count)
            starts.append(len(terms))
        return cls(list(places), np.array(starts), np.array(terms, np.int32), np.array(counts, np.int32))

    @classmethod
    def load(cls, path: Path, words: dict[str, int]) -> Self:
        """Read what `save` wrote.

        Args:
            path: The file.
            words: The vocabulary, each word with its place.
        """
        with path.open("rb") as file, np.load(file) as columns:
            return cls(list(words), columns["starts"], columns["terms"], columns["counts"])

    def save(self, path: Path) -> None:
        """Write everything but the vocabulary to a file."""
        np.savez(path, starts=self.starts, terms=self.terms, counts=self.counts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, order: Numbers) -> "WordCounts":
        """Some of these texts, in this order; the vocabulary becomes what they hold, in the order in which it comes."""
        lengths = np.diff(self.starts)[order]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        rows = np.arange(starts[-1]) + np.repeat(self.starts[:-1][order] - starts[:-1], lengths)
        terms = self.terms[rows]
        first = np.full(len(self.words), len(terms))  # where each word comes first; those that do not come are last
        first[terms[::-1]] = np.arange(len(terms))[::-1]
        held = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(terms))]
        places = np.empty(len(self.words), np.int32)
        places[held] = np.arange(len(held), dtype=np.int32)
        return WordCounts([self.words[word] for word in held.tolist()], starts, places[terms], self.counts[rows])

    def bm25(self, saturation: float, length: float) -> Any:
        """The `bm25s` index over these texts, the same that it builds of the words themselves, but sooner.

        Args:
            saturation: Its parameter k1.
            length: Its parameter b.
        """
        import bm25s  # noqa: PLC0415  (with it comes scipy: only building takes it)

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every step
        texts = len(self)
        lengths = np.add.reduceat(np.append(self.counts, 0), self.starts[:-1]) * (np.diff(self.starts) > 0)
        often = np.bincount(self.terms, minlength=len(self.words))
        rarity = np.log(1 + (texts - often + 0.5) / (often + 0.5)).astype(np.float32)
        owner = np.repeat(np.arange(texts, dtype=np.int32), np.diff(self.starts))
        weight = self.counts / (saturation * ((1 - length) + length * lengths / lengths.mean())[owner] + self.counts)
        order = np.argsort(self.terms, kind="stable")
        index = bm25s.BM25(method="lucene", k1=saturation, b=length)
        index.scores = {
            "data": (rarity[self.terms] * weight).astype(np.float32)[order],
            "indices": owner[order],
            "indptr": np.concatenate([[0], np.cumsum(often)]),
            "num_docs": texts,
        }
        index.nonoccurrence_array = None
        index.vocab_dict = {word: place for place, word in enumerate(self.words)}
        index.unique_token_ids_set = set(range(len(self.words)))
        return index


def joined(parts: Iterable[WordCounts]) -> WordCounts:
    """Texts after texts; at least one part."""
    places: dict[str, int] = {}
    starts, terms, counts = [np.zeros(1, np.int64)], [], []
    for part in parts:
        where = np.array([places.setdefault(word, len(places)) for word in part.words], np.int32)
        terms.append(where[part.terms] if len(part.terms) else part.terms)
        counts.append(part.counts)
        starts.append(part.starts[1:] + starts[-1][-1])
    return WordCounts(list(places), np.concatenate(starts), np.concatenate(terms), np.concatenate(counts))
