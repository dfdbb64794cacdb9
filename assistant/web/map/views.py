"""The parts of the world that the map can show, and where a place lies on each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import radians, sin
from types import MappingProxyType
from typing import Final

from assistant.web.map.projection import WIDEST, AzimuthalEqualArea, EqualEarth, Projection
from assistant.wording import Wording
from corpus.places import label_of
from corpus.vocabulary import vocabulary

WIDTH: Final = 2000
"""Units across every view."""
WORLD: Final = "world"
_ROOM: Final = 20


@dataclass(frozen=True, slots=True)
class View:
    """A window on the world, in units that are counted from its upper left corner.

    Args:
        projection: Lays the globe out flat.
        left, top: That corner on the plane.
        scale: Units for one of the plane.
        height: Units from top to bottom.
    """

    projection: Projection
    left: float
    top: float
    scale: float
    height: int

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place lies, in units; it may lie outside."""
        x, y = self.projection(latitude, longitude)
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def shows(self, x: float, y: float) -> bool:
        """Whether a point lies inside, with room for a dot around it."""
        return _ROOM <= x <= WIDTH - _ROOM and _ROOM <= y <= self.height - _ROOM


def _world() -> View:
    # At 11 degrees east in the middle, the edge runs through the Bering Strait and cuts no country in two. Antarctica,
    # where nobody lives in a city, is left out.
    projection = EqualEarth(11)
    scale = WIDTH / (2 * WIDEST)
    top, bottom = projection(83.7, 11)[1], projection(-56.5, 11)[1]
    return View(projection, -WIDEST, top, scale, round((top - bottom) * scale))


def _part(latitude: float, longitude: float, degrees: float, height: int) -> View:
    """A part of the world around a place, so many degrees of arc wide."""
    half = 2 * sin(radians(degrees) / 4)
    scale = WIDTH / (2 * half)
    return View(AzimuthalEqualArea(latitude, longitude), -half, height / 2 / scale, scale, height)


VIEWS: Final[Mapping[str, View]] = MappingProxyType(
    {
        WORLD: _world(),
        "africa": _part(1, 17, 106, 1480),
        "arab-states": _part(25, 23, 86, 1200),
        "asia-pacific": _part(1, 121, 144, 1420),
        "europe": _part(52, 13, 60, 1340),
        "north-america": _part(43, -95, 84, 1200),
        "latin-america-caribbean": _part(-13, -77, 122, 1500),
    }
)
"""Every part that can be shown, by the name that stands in addresses."""

_NAMED_BY_THE_MAP: Final = {"europe": "150", "north-america": "003"}
"""UN M.49 codes of parts that are no regions of the network."""


def label(name: str, wording: Wording) -> str:
    """The name of a part of the world, for people to read."""
    if name == WORLD:
        return wording("The whole world")
    code = _NAMED_BY_THE_MAP.get(name)
    return label_of(code, wording.language) if code else vocabulary().regions[name].label(wording.language)


@cache
def outlines() -> Mapping[str, str]:
    """The land of each view as the commands of an SVG path."""
    data = json.loads(resources.files("assistant.web.map").joinpath("outlines.json").read_text("utf-8"))
    paths: dict[str, str] = data["paths"]
    return MappingProxyType(paths)
