"""What a search is narrowed to, and which practices that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.practice import Practice

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]

FACETS: Final = ("countries", "regions", "cities", "themes", "audiences", "sdgs")
"""The sides of a practice by which a search can be narrowed."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Within one facet any value will do; across facets all must fit. An empty facet allows everything.

    Args:
        countries: ISO 3166-1 alpha-2 codes.
        regions: Regions of the network.
        cities: Names as the records write them.
        themes, audiences: Words of the vocabulary.
        sdgs: Numbers of Sustainable Development Goals, as text.
    """

    countries: frozenset[str] = field(default_factory=frozenset)
    regions: frozenset[str] = field(default_factory=frozenset)
    cities: frozenset[str] = field(default_factory=frozenset)
    themes: frozenset[str] = field(default_factory=frozenset)
    audiences: frozenset[str] = field(default_factory=frozenset)
    sdgs: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return any(getattr(self, facet.name) for facet in fields(self))

    def without(self, facet: str) -> "Filters":
        """The same filters, with this facet left open."""
        return Filters(**{name: getattr(self, name) for name in FACETS if name != facet})


def both(one: Mask | None, other: Mask | None) -> Mask | None:
    """Practice by practice whether two conditions leave it; one that is None leaves all."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def facet_values(practice: Practice) -> dict[str, list[str]]:
    """A practice's values in every facet."""
    return {
        "countries": [practice.country],
        "regions": [practice.region],
        "cities": [practice.city],
        "themes": list(practice.themes),
        "audiences": list(practice.audiences),
        "sdgs": [str(goal) for goal in practice.sdgs],
    }


class FacetTable:
    """Which practice has which value, as pairs of both, ordered by practice.

    Args:
        values: For each practice what `facet_values` gave.
    """

    def __init__(self, values: Sequence[dict[str, list[str]]]) -> None:
        self._size = len(values)
        self._codes: dict[str, dict[str, int]] = {}
        self._practices: dict[str, Numbers] = {}
        self._values: dict[str, Numbers] = {}
        for facet in FACETS:
            codes: dict[str, int] = {}
            pairs = [
                (number, codes.setdefault(value, len(codes)))
                for number, practice in enumerate(values)
                for value in dict.fromkeys(practice[facet])
            ]
            columns = np.array(pairs, np.int32).reshape(-1, 2)
            self._codes[facet] = codes
            self._practices[facet], self._values[facet] = columns[:, 0].copy(), columns[:, 1].copy()

    def values(self, facet: str) -> list[str]:
        """All values that practices have in a facet."""
        return sorted(self._codes[facet])

    def allowed(self, filters: Filters) -> Mask | None:
        """Practice by practice whether the filters leave it; None where they leave all."""
        if not filters:
            return None
        mask = np.ones(self._size, dtype=bool)
        for facet in FACETS:
            wanted = getattr(filters, facet)
            if wanted:
                codes = self._codes[facet]
                among = np.zeros(len(codes), dtype=bool)
                among[[codes[value] for value in wanted if value in codes]] = True
                any_of = np.zeros(self._size, dtype=bool)
                any_of[self._practices[facet][among[self._values[facet]]]] = True
                mask &= any_of
        return mask

    def counts(self, facet: str, practices: npt.NDArray[np.int64]) -> dict[str, int]:
        """How many of these practices have each value of a facet, most first; values that none has are left out."""
        chosen = np.zeros(self._size, dtype=bool)
        chosen[practices] = True
        codes = self._codes[facet]
        found = np.bincount(self._values[facet][chosen[self._practices[facet]]], minlength=len(codes)).tolist()
        return dict(
            sorted(((v, n) for v, n in zip(codes, found, strict=True) if n), key=lambda pair: (-pair[1], pair[0]))
        )
