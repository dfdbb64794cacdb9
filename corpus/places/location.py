"""Where on the globe the cities of the corpus lie."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from math import asin, atan2, cos, degrees, radians, sin
from typing import NamedTuple

from corpus.places.geonames import VILLAGES, GeoNames, parts_of


class Location(NamedTuple):
    """A point on the globe.

    Args:
        latitude: Degrees north of the equator.
        longitude: Degrees east of Greenwich.
        approximate: Whether it is not the city's own point, but that of a town beside it, of the city that it is part
            of, or of the middle of its country.
    """

    latitude: float
    longitude: float
    approximate: bool


def locate(cities: Iterable[tuple[str, str]], towns: GeoNames) -> dict[tuple[str, str], Location]:
    """Find where cities lie. Takes seconds if there are some among them that are no towns.

    A city that GeoNames does not know at all is placed in the middle of where its country's people live.

    Args:
        cities: Pairs (city, ISO 3166 code of its country), as the practices spell them.
        towns: The larger towns of the world.

    Returns:
        The location of each; one whose country has no town in GeoNames is left out.
    """
    located: dict[tuple[str, str], Location] = {}
    villages: GeoNames | None = None
    for city, country in dict.fromkeys(cities):
        name, district_of = parts_of(city)
        stand_in = stand_ins().get(country, {}).get(city)
        world, approximate = towns, stand_in is not None
        found = towns.find_exactly(stand_in, country) if stand_in else towns.find(name, country)
        if found is None and district_of and not stand_in:
            found, approximate = towns.find(district_of, country), True
        if found is None:
            world = villages = villages or GeoNames(VILLAGES)
            found, approximate = world.find_exactly(stand_in or name, country), stand_in is not None
        if found is None:
            world, found, approximate = towns, _middle(country, towns), True
        if found is not None:
            place = world.cities[found]
            located[city, country] = Location(place["latitude"], place["longitude"], approximate)
    return located


def _middle(country: str, towns: GeoNames) -> int | None:
    """Give the town that is nearest to the middle of a country's people, so that it is sure to lie on land."""
    x = y = z = 0.0
    for number in towns.by_country.get(country, []):
        town = towns.cities[number]
        latitude, longitude = radians(town["latitude"]), radians(town["longitude"])
        x += town["population"] * cos(latitude) * cos(longitude)
        y += town["population"] * cos(latitude) * sin(longitude)
        z += town["population"] * sin(latitude)
    length = (x * x + y * y + z * z) ** 0.5
    if not length:
        return None
    middle = degrees(asin(z / length)), degrees(atan2(y, x))

    def distance(number: int) -> float:
        town = towns.cities[number]
        across = (town["longitude"] - middle[1] + 180) % 360 - 180
        return float((town["latitude"] - middle[0]) ** 2 + (across * cos(radians(middle[0]))) ** 2)

    return min(towns.by_country[country], key=distance)


@cache
def stand_ins() -> dict[str, dict[str, str]]:
    """Read the towns that stand in for cities on the map, by country and city."""
    text = resources.files("corpus.places").joinpath("stand_ins.toml").read_text("utf-8")
    by_country: dict[str, dict[str, str]] = tomllib.loads(text)
    return by_country
