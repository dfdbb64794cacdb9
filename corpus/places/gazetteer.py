"""The cities that can be named: those of the corpus, and the world's capitals and large cities, in many languages."""

from __future__ import annotations

import gc
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from babel.localedata import load, locale_identifiers

from corpus.faults import CorpusError
from corpus.places.finds import Finds
from corpus.places.geonames import GeoNames, compact, parts_of
from corpus.places.location import Location, locate
from corpus.places.names import Names
from corpus.places.spelling import has_case

FORMAT = 2
LARGE = 300_000  # people
WELL_KNOWN = 100_000  # people, where the city also has names in many languages
NAMES_OF_A_WELL_KNOWN_CITY = 35
BESIDE_KM = 20.0  # a city this near to a larger one of the corpus, in the same province, lies beside or in it
_NOT_CITIES = frozenset(["google", "toyota", "icel"])  # a firm named a town after itself, or the other way round


@dataclass(frozen=True, slots=True)
class City:
    """A city that can be named in a question.

    Args:
        name: Its name in English, or in the corpus's spelling.
        country: ISO 3166 code.
        population: Number of people; 0 where unknown.
        capital: Whether it is the capital of its country.
        corpus: The corpus's spellings of the cities that it is, holds or lies right beside; empty where there are none.
        in_corpus: Whether it is, or holds, one of the corpus's cities, and does not only lie beside one.
    """

    name: str
    country: str
    population: int
    capital: bool
    corpus: tuple[str, ...]
    in_corpus: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Cities with their names in many languages.

    Args:
        cities: The cities; names lead to positions in this list.
        names: The index of names.
        locations: Where the cities of the corpus lie, by (city, ISO 3166 code of its country) as the practices spell
            them; one that cannot be placed is missing.
    """

    cities: list[City]
    names: Names[int]
    locations: dict[tuple[str, str], Location]

    @classmethod
    def compile(cls, corpus_cities: Iterable[tuple[str, str]], finds: Finds | None = None) -> Gazetteer:
        """Draw the gazetteer from GeoNames. Takes a few seconds; done once, when an index is built.

        Args:
            corpus_cities: pairs (city, ISO 3166 code of its country), as the practices spell them.
            finds: what was found before, with the same version of GeoNames; what is found now is put into it.

        Returns:
            The gazetteer. A corpus city that GeoNames lacks is known by its own name alone.
        """
        with _no_collecting():
            return cls._compile(corpus_cities, finds)

    @classmethod
    def _compile(cls, corpus_cities: Iterable[tuple[str, str]], finds: Finds | None) -> Gazetteer:
        world = _World()
        finds = Finds() if finds is None else finds
        corpus: dict[int, list[str]] = defaultdict(list)
        unknown: list[tuple[str, str]] = []
        own_names: dict[int, set[str]] = defaultdict(set)
        named = dict.fromkeys(corpus_cities)
        for city, country in named:
            place, district_of = parts_of(city)
            found = finds.town(place, country, world.find)
            if found is None:
                unknown.append((city, country))
            else:
                corpus[found].insert(0, city)
                own_names[found].add(place)
            outer = finds.town(district_of, country, world.find) if district_of else None
            if outer is not None and city not in corpus[outer]:
                corpus[outer].append(city)
        cities: list[City] = []
        names: Names[int] = Names()
        for record in world.known(corpus):
            own = tuple(corpus.get(record["geonameid"], ()))
            city_names = {*_usable(record, own=bool(own)), *own_names[record["geonameid"]]}
            city_names |= world.names_in_cldr(record)
            names.add_all(sorted(city_names), len(cities))
            cities.append(
                City(
                    own[0] if own and "(" not in own[0] else record["name"],
                    record["countrycode"],
                    record["population"],
                    world.is_capital(record),
                    own or world.larger_neighbour(record, corpus),
                    bool(own),
                )
            )
        for city, country in unknown:
            names.add_all(sorted({city, parts_of(city)[0]}), len(cities))
            cities.append(City(city, country, 0, False, (city,), True))
        missing = [city for city in named if city not in finds.locations]
        located = locate(missing, world)
        finds.locations.update({city: located.get(city) for city in missing})
        places = {city: finds.locations[city] for city in named}
        return cls(cities, names, {city: where for city, where in places.items() if where is not None})

    def save(self, path: Path) -> None:
        """Write the gazetteer to one JSON file."""
        rows = [[c.name, c.country, c.population, c.capital, list(c.corpus), c.in_corpus] for c in self.cities]
        locations = [[*of, *location] for of, location in self.locations.items()]
        data = {"format": FORMAT, "cities": rows, "names": self.names.as_json(), "locations": locations}
        path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Gazetteer:
        """Read a gazetteer that `save` wrote.

        Raises:
            CorpusError: the file is missing, damaged, or of another version.
        """
        try:
            data = json.loads(path.read_bytes())
            if data["format"] != FORMAT:
                raise CorpusError(f"{path.name} is of another version; build the index again")
            cities = [City(row[0], row[1], row[2], row[3], tuple(row[4]), row[5]) for row in data["cities"]]
            locations = {(city, country): Location(*where) for city, country, *where in data["locations"]}
            return cls(cities, Names.from_json(data["names"]), locations)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise CorpusError(f"{path.name} cannot be read as a gazetteer: {error}; build the index again") from error


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the garbage collector from going through a million new objects again and again; none of them is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _World(GeoNames):
    """The larger towns of GeoNames, with what makes them known."""

    def __init__(self) -> None:
        super().__init__()
        capitals = {code: country["capital"].strip() for code, country in self.source.get_countries().items()}
        self._capitals = {
            number
            for number, city in self.cities.items()
            if (capital := capitals.get(city["countrycode"]))
            and (capital == city["name"] or capital in city["alternatenames"])
        }
        self._zones: dict[str, set[str]] = defaultdict(set)
        for tag in locale_identifiers():
            if "_" not in tag:
                # A locale's own names alone: those it inherits come with the language that has them.
                for zone, names in load(tag, merge_inherited=False).get("time_zones", {}).items():
                    # Only names in other scripts: GeoNames has the Latin ones, and each name costs time at every start.
                    if "city" in names and names["city"][:1] > "\u0250":
                        self._zones[zone].add(names["city"])

    def is_capital(self, record: Mapping[str, Any]) -> bool:
        """Say whether a city is the capital of its country."""
        return record["geonameid"] in self._capitals

    def names_in_cldr(self, record: Mapping[str, Any]) -> set[str]:
        """Give the names that CLDR has for a city which a time zone is named after; GeoNames lacks some of them."""
        zone = record["timezone"]
        if compact(zone.rsplit("/", 1)[-1]) not in {compact(n) for n in (record["name"], *_latin(record))}:
            return set()
        return self._zones.get(zone, set())

    def known(self, corpus: Mapping[int, list[str]]) -> Iterator[Any]:
        """Yield the cities of the corpus, the capitals, and the large and well-known cities."""
        for number, city in self.cities.items():
            people, named = city["population"], len(city["alternatenames"])
            well_known = people >= WELL_KNOWN and named >= NAMES_OF_A_WELL_KNOWN_CITY
            if number in corpus or people >= LARGE or well_known or self.is_capital(city):
                yield city

    def larger_neighbour(self, record: Mapping[str, Any], corpus: Mapping[int, list[str]]) -> tuple[str, ...]:
        """Give the larger corpus city that a city is part of or lies beside (Brooklyn: New York), or nothing."""
        nearest: tuple[float, tuple[str, ...]] = (BESIDE_KM, ())
        for number, spellings in corpus.items():
            other = self.cities[number]
            if (
                other["countrycode"] == record["countrycode"]
                and other["admin1code"] == record["admin1code"]
                and other["population"] > record["population"]
            ):
                distance = _kilometres(record, other)
                if distance < nearest[0]:
                    nearest = (distance, tuple(spellings))
        return nearest[1]


def _latin(record: Mapping[str, Any]) -> list[str]:
    return [name for name in record["alternatenames"] if name[:1].isupper() and name.isascii()]


def _usable(record: Mapping[str, Any], *, own: bool) -> Iterator[str]:
    """Yield the names that people would write: no machine transliterations, airport codes or mixed scripts."""
    yield record["name"]
    for name in record["alternatenames"]:
        if name.casefold() in _NOT_CITIES or re.search(r"[\d,;()/]", name) or len(name) < 2 or _scripts(name) > 1:
            continue
        if has_case(name) or name[0] in "'‘’ʿ`":
            code = name.isupper() and len(name) <= 4
            if not any(letter.isupper() for letter in name) or code or (len(name) <= 3 and not own):
                continue
        yield name


def _scripts(name: str) -> int:
    """Count the scripts that a name mixes; the Japanese ones and Han count as one."""
    if name.isascii():
        return 1
    found = {_script(letter) for letter in name if letter.isalpha()}
    if found & {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        found = found - {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"} | {"CJK"}
    return len(found - {"MODIFIER"})


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ")[0]


def _kilometres(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Distance on the globe, by the haversine formula."""
    lat1, lat2 = radians(one["latitude"]), radians(other["latitude"])
    dlat, dlon = lat2 - lat1, radians(other["longitude"] - one["longitude"])
    return 12742 * asin(sqrt(sin(dlat / 2) ** 2 + cos(lat1) * cos(lat2) * sin(dlon / 2) ** 2))
