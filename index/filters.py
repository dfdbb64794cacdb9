"""What a search is narrowed to, and which practices that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.practice import Practice

Mask = npt.NDArray[np.bool_]

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
    """Which practice has which value, as one row of bits a value.

    Args:
        values: For each practice what `facet_values` gave.
    """

    def __init__(self, values: Sequence[dict[str, list[str]]]) -> None:
        self._size = len(values)
        self._bits: dict[str, dict[str, Mask]] = {facet: {} for facet in FACETS}
        for number, practice in enumerate(values):
            for facet in FACETS:
                for value in practice[facet]:
                    bits = self._bits[facet].setdefault(value, np.zeros(self._size, dtype=bool))
                    bits[number] = True

    def values(self, facet: str) -> list[str]:
        """All values that practices have in a facet."""
        return sorted(self._bits[facet])

    def allowed(self, filters: Filters) -> Mask | None:
        """Practice by practice whether the filters leave it; None where they leave all."""
        if not filters:
            return None
        mask = np.ones(self._size, dtype=bool)
        for facet in FACETS:
            wanted = getattr(filters, facet)
            if wanted:
                any_of = np.zeros(self._size, dtype=bool)
                for value in wanted:
                    any_of |= self._bits[facet].get(value, False)
                mask &= any_of
        return mask

    def counts(self, facet: str, practices: npt.NDArray[np.int64]) -> dict[str, int]:
        """How many of these practices have each value of a facet, most first; values that none has are left out."""
        counted = ((value, int(bits[practices].sum())) for value, bits in self._bits[facet].items())
        return dict(sorted(((v, n) for v, n in counted if n), key=lambda pair: (-pair[1], pair[0])))
