"""Reads the outlines as a browser does, and tells land from water."""

import re
from functools import cache

from assistant.web.map.views import VIEWS, outlines

Ring = list[tuple[int, int]]


@cache
def rings(view: str) -> list[Ring]:
    """The rings of a view's land, in its units."""
    return parsed(outlines()[view])


def parsed(path: str) -> list[Ring]:
    """The rings of an SVG path that has no other commands than `m` and `z`."""
    found = []
    start = (0, 0)
    for commands in path.split("z")[:-1]:
        assert commands[0] == "m"
        numbers = list(map(int, re.findall(r"-?\d+", commands)))
        x, y = start
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        start = ring[0]
        found.append(ring)
    return found


def on_land(view: str, latitude: float, longitude: float) -> bool:
    """Whether a place is drawn as land: whether a ray from it crosses the outlines an odd number of times."""
    x, y = VIEWS[view].place(latitude, longitude)
    crossed = 0
    for ring in rings(view):
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and ax + (y - ay) / (by - ay) * (bx - ax) > x:
                crossed += 1
    return crossed % 2 == 1


def near_land(view: str, latitude: float, longitude: float, units: float) -> bool:
    """Whether a place is drawn on land or so near to it that the eye sees no difference."""
    x, y = VIEWS[view].place(latitude, longitude)
    return on_land(view, latitude, longitude) or any(
        (px - x) ** 2 + (py - y) ** 2 <= units**2 for ring in rings(view) for px, py in ring
    )
