"""A place named in a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.places.territories import label_of


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names, with where it names it.

    Args:
        kind: "city", "country", or "area" (several countries: Western Africa, the Maghreb).
        name: The English name; for a city of the corpus its spelling there.
        code: ISO 3166 or UN M.49 code, or that of an area of our own ("maghreb"); None for a city.
        countries: ISO 3166 codes of the countries it covers; one for a city.
        city: For a city of the corpus, or one that holds a corpus city, the corpus's spelling; else None.
        cities: Spellings of all corpus cities that the named city is, holds or lies right beside ("Seoul" has its
            districts, "Brooklyn" has New York, although Brooklyn itself is no city of the corpus).
        in_corpus_city: Whether the corpus has practices of the very city that is named.
        only_locates: Whether this country or area does no more than say where the city beside it is ("Cork, Ireland"),
            so that a search should go by the city.
        start: Where the name begins in the text.
        end: Where it ends.
    """

    kind: Literal["city", "country", "area"]
    name: str
    code: str | None
    countries: frozenset[str]
    city: str | None
    cities: frozenset[str]
    in_corpus_city: bool
    only_locates: bool
    start: int
    end: int

    def label(self, language: str) -> str:
        """Name the place for display in a language; cities keep their one name."""
        return self.name if self.code is None else label_of(self.code, language)
