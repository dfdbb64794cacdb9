"""From the globe to the plane, with every area as large as it is: no part of the world is made to look bigger."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Protocol


class Projection(Protocol):
    """Turns degrees of latitude and longitude into a point of the plane; y grows to the north."""

    @property
    def meridian(self) -> float:
        """The longitude that runs through the middle."""
        ...

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The point of a place."""
        ...


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The Equal Earth projection, for the whole world.

    After Bojan Šavrič, Tom Patterson and Bernhard Jenny: The Equal Earth map projection. International Journal of
    Geographical Information Science 33 (2019), 454-465; formulas 1 to 3.

    Args:
        meridian: The longitude in the middle.
    """

    meridian: float

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The point of a place."""
        a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
        t = asin(sqrt(3) / 2 * sin(radians(latitude)))
        across = radians(within_half_turn(longitude - self.meridian))
        slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
        return 2 * sqrt(3) * across * cos(t) / (3 * slope), a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


@dataclass(frozen=True, slots=True)
class AzimuthalEqualArea:
    """Lambert's azimuthal equal-area projection, for a part of the world.

    After John P. Snyder: Map Projections, a Working Manual. U.S. Geological Survey Professional Paper 1395 (1987),
    page 185, formulas 22-4, 22-5 and 24-2.

    Args:
        parallel, meridian: The place in the middle.
    """

    parallel: float
    meridian: float

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The point of a place. The place opposite the middle has none; it is drawn far outside."""
        north, across, middle = radians(latitude), radians(longitude - self.meridian), radians(self.parallel)
        nearness = 1 + sin(middle) * sin(north) + cos(middle) * cos(north) * cos(across)
        scale = sqrt(2 / max(nearness, 1e-9))
        return (
            scale * cos(north) * sin(across),
            scale * (cos(middle) * sin(north) - sin(middle) * cos(north) * cos(across)),
        )


def within_half_turn(degrees: float) -> float:
    """The same direction, from -180 up to 180 degrees."""
    return (degrees + 180) % 360 - 180


WIDEST = EqualEarth(0)(0, 180 - 1e-12)[0]
"""Half the width of an Equal Earth map, which is that of its equator."""
