"""The search: from a question to practices, each with the passage that fits best."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.practice import Practice
from index.allowed import Allowed
from index.contents import Contents, ShownPassage
from index.filters import Filters
from index.model import Embedder
from index.passages import Kind
from index.scoring import best_by_kind, fuse

Scores = npt.NDArray[np.float32]

_NEAREST_PASSAGES: Final = 100
"""Passages whose owners are scored in full. On the judged questions more change nothing: measured with 50, 100, 200,
400 and all of them."""
_NEAREST_BY_WORDS: Final = 20
_FILTERS_KEPT: Final = 16
_SHOWN_KINDS: Final = (Kind.SUMMARY, Kind.SECTION)


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for.

    Args:
        text: The question, as a person typed it.
        language: Its language, for its words.
        filters: What it is narrowed to.
        limit: How many practices to give at most.
        offset: How many to leave out first.
        every: Whether every practice is scored that the filters leave, and not only those whose passages are nearest.
    """

    text: str
    language: str = "en"
    filters: Filters = field(default_factory=Filters)
    limit: int = 5
    offset: int = 0
    every: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One practice found.

    Args:
        number: Its number in the snapshot.
        practice: The practice.
        score: How well it fits, about 0.7 to 1.
        best: Best cosine in each kind of passage, NaN where it has none.
        words: Its BM25 score.
    """

    number: int
    practice: Practice
    score: float
    best: Scores
    words: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    Args:
        hits: The practices, best first.
        scores: Scores of all candidates, best first: what the hits stand out from.
        numbers: Numbers of the candidates, in the same order.
        vector: The question's vector.
        words_best: The highest BM25 score of any practice, whether allowed by the filters or not.
    """

    hits: list[Hit]
    scores: Scores
    numbers: npt.NDArray[np.int64]
    vector: Scores
    words_best: float


class Searcher:
    """Searches one snapshot. Safe to use from several threads.

    Args:
        contents: The open snapshot.
        embedder: The model that the snapshot was built with.
    """

    def __init__(self, contents: Contents, embedder: Embedder) -> None:
        self.contents = contents
        self._embedder = embedder
        self._allowed = lru_cache(maxsize=_FILTERS_KEPT)(self._allowed_now)

    def search(self, query: Query, vector: Scores | None = None) -> Found:
        """Find the practices that fit a question.

        Args:
            query: What is searched for.
            vector: The question's vector where it is known already.

        Returns:
            The practices allowed by the filters, best first, one entry each, and not more than two of a city before
            others have had their turn.
        """
        contents = self.contents
        if vector is None:
            vector = self._embedder.embed_queries([query.text])[0]
        allowed, passages = self._allowed(query.filters)
        words = contents.words.scores(query.text, query.language)
        words_best = float(words.max(initial=0))
        if allowed is not None:
            words = np.where(allowed, words, 0)
        numbers = self._every(allowed) if query.every else self._candidates(vector, words, passages)
        if not len(numbers):
            return Found([], np.empty(0, np.float32), numbers, vector, words_best)
        best = self._best(vector, numbers)
        scores = fuse(best, words[numbers])
        order = np.argsort(-scores, kind="stable")
        ranked = self._mix_cities(numbers[order], query)[query.offset : query.offset + query.limit]
        position = {int(number): place for place, number in enumerate(numbers)}
        hits = [
            Hit(number, contents.practice(number), float(scores[place]), best[place], float(words[number]))
            for number, place in ((number, position[number]) for number in ranked)
        ]
        return Found(hits, scores[order], numbers[order], vector, words_best)

    def similar(self, practice_id: str, limit: int = 5) -> list[Hit]:
        """Practices that treat what this one treats, best first, without itself.

        Raises:
            KeyError: There is no such practice.
        """
        contents = self.contents
        number = contents.number_of[practice_id]
        vector = contents.vectors.vector(contents.rows(number, Kind.SUMMARY)[0])
        found = self.search(Query(contents.practice(number).summary, "en", limit=limit + 1), vector)
        return [hit for hit in found.hits if hit.number != number][:limit]

    def passage(self, hit: Hit, vector: Scores) -> ShownPassage:
        """The passage of a practice that fits a question best, of those made to be read: summaries and sections."""
        contents = self.contents
        rows = np.array([row for kind in _SHOWN_KINDS for row in contents.rows(hit.number, kind)])
        return contents.passage(int(rows[np.argmax(contents.vectors.products(vector, rows))]))

    def weigh_passages(
        self, number: int, vector: Scores, kind: Kind, language: str
    ) -> list[tuple[float, ShownPassage]]:
        """A practice's passages of one kind and language, in their order, each with its cosine to a question."""
        contents = self.contents
        rows = contents.rows_in(number, kind, language)
        cosines = contents.vectors.products(vector, np.array(rows, dtype=np.int64))
        return [(float(cosine), contents.passage(row)) for row, cosine in zip(rows, cosines, strict=True)]

    def _allowed_now(self, filters: Filters) -> tuple[npt.NDArray[np.bool_] | None, Allowed | None]:
        """Which practices filters leave, and which passages; in a large corpus that takes longer than a search."""
        allowed = self.contents.facets.allowed(filters)
        return allowed, None if allowed is None else Allowed(allowed[self.contents.owner])

    def _every(self, allowed: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int64]:
        return np.arange(len(self.contents)) if allowed is None else np.flatnonzero(allowed)

    def _candidates(self, vector: Scores, words: Scores, passages: Allowed | None) -> npt.NDArray[np.int64]:
        """Practices worth scoring: owners of the nearest passages, and those that share most words."""
        contents = self.contents
        _, rows = contents.vectors.search(vector, _NEAREST_PASSAGES, passages)
        return np.unique(np.concatenate([contents.owner[rows], _most(words, _NEAREST_BY_WORDS)])).astype(np.int64)

    def _best(self, vector: Scores, numbers: npt.NDArray[np.int64]) -> Scores:
        starts = self.contents.starts[numbers]
        sizes = starts[:, -1] - starts[:, 0]
        before = np.cumsum(sizes) - sizes
        rows = np.arange(sizes.sum()) + np.repeat(starts[:, 0] - before, sizes)
        return best_by_kind(self.contents.vectors.products(vector, rows), np.diff(starts, axis=1))

    def _mix_cities(self, numbers: npt.NDArray[np.int64], query: Query) -> list[int]:
        """Keep the order, but let a city's third practice wait until every other city has had its turn."""
        if query.filters.cities:
            return [int(number) for number in numbers]
        seen: dict[tuple[str, str], int] = {}
        first: list[int] = []
        later: list[int] = []
        for number in map(int, numbers):
            city = self.contents.cities[number]  # with its country: there is a Cordoba in two of them
            seen[city] = seen.get(city, 0) + 1
            (first if seen[city] <= 2 else later).append(number)
        return first + later


def _most(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """The practices of the highest scores above nought, so many at most; of equal ones those with lower numbers."""
    found = np.flatnonzero(scores > 0)
    if len(found) <= count:
        return found
    values = scores[found]
    least = np.partition(values, -count)[-count]
    above = found[values > least]
    return np.concatenate([above, found[values == least][: count - len(above)]])
