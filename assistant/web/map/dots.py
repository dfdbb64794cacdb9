"""The dots of the map: the cities that practices are of, and how those that lie too close together are drawn as one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from assistant.web.map.views import View
from corpus.places import Location


class Placed(Protocol):
    """What has a place: a practice."""

    @property
    def city(self) -> str:
        """Name of the city."""
        ...

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2 code of its country."""
        ...


@dataclass(frozen=True, slots=True)
class Dot:
    """A city with its practices.

    Args:
        city: Its name, as the practices spell it.
        country: ISO 3166-1 alpha-2.
        practices: How many there are of it.
        location: Where it lies; None where that is not known.
    """

    city: str
    country: str
    practices: int
    location: Location | None


@dataclass(frozen=True, slots=True)
class Group:
    """Cities that share a dot, since on the map they lie too close together to be told apart.

    Args:
        dots: The cities, those with the most practices first.
        x, y: Where the first of them lies in the view.
    """

    dots: Sequence[Dot]
    x: float
    y: float

    @property
    def practices(self) -> int:
        """How many practices there are of all of them."""
        return sum(dot.practices for dot in self.dots)


def dots_of(practices: Iterable[Placed], locations: Mapping[tuple[str, str], Location]) -> list[Dot]:
    """The cities of practices, by name.

    Args:
        practices: The practices.
        locations: Where cities lie, as the snapshot knows it: `served.locations`.
    """
    counted = Counter((practice.city, practice.country) for practice in practices)
    return [
        Dot(city, country, number, locations.get((city, country)))
        for (city, country), number in sorted(counted.items())
    ]


def within(view: View, dots: Iterable[Dot]) -> list[tuple[Dot, float, float]]:
    """The dots that lie in a view, each with its place there in units."""
    shown = []
    for dot in dots:
        if dot.location is not None:
            x, y = view.place(dot.location.latitude, dot.location.longitude)
            if view.shows(x, y):
                shown.append((dot, x, y))
    return shown


def grouped(view: View, dots: Iterable[Dot], nearest: float) -> list[Group]:
    """The dots of a view, those that lie too close together as one.

    Args:
        view: The view; dots outside are left out.
        dots: The dots.
        nearest: Units that must lie between any two that are drawn.
    """
    foremost = sorted(within(view, dots), key=lambda shown: -shown[0].practices)
    groups: list[tuple[float, float, list[Dot]]] = []
    # By squares as wide as the least distance: what is too near lies in the same square or in one beside it.
    squares: dict[tuple[int, int], list[tuple[float, float, list[Dot]]]] = {}
    for dot, x, y in foremost:
        column, row = int(x / nearest), int(y / nearest)
        joined, least = None, nearest**2
        for beside in product((column - 1, column, column + 1), (row - 1, row, row + 1)):
            for group in squares.get(beside, ()):
                distance = (group[0] - x) ** 2 + (group[1] - y) ** 2
                if distance < least:
                    joined, least = group, distance
        if joined is not None:
            joined[2].append(dot)
        else:
            groups.append((x, y, [dot]))
            squares.setdefault((column, row), []).append(groups[-1])
    return [Group(members, x, y) for x, y, members in groups]
