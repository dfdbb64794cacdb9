import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.map.make_outlines import area, clipped, dense, path_of, placed, read_rings, simplified
from assistant.web.map.views import VIEWS, WORLD
from tests.assistant.web.map.land import parsed

points = st.tuples(st.floats(-300, 300), st.floats(-300, 300))
shapes = st.lists(points, min_size=3, max_size=40)


def test_rings_of_a_shapefile_are_read(tmp_path: Path) -> None:
    rings = [[(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (0.0, 0.0)], [(5.0, 5.0), (6.0, 5.0), (6.0, 6.0), (5.0, 5.0)]]
    flat = [number for ring in rings for point in ring for number in point]
    polygon = struct.pack("<i4dii2i", 5, 0, 0, 6, 6, 2, 8, 0, 4) + struct.pack(f"<{len(flat)}d", *flat)
    nothing = struct.pack("<i", 0)
    records = [struct.pack(">ii", number, len(body) // 2) + body for number, body in enumerate([nothing, polygon], 1)]
    path = tmp_path / "land.shp"
    path.write_bytes(bytes(100) + b"".join(records))
    assert list(read_rings(path)) == rings


@given(shape=shapes)
def test_what_is_clipped_lies_within(shape: list[tuple[float, float]]) -> None:
    kept = clipped(shape, (-100, -50), (100, 50))
    assert all(-100 <= round(x, 6) <= 100 and -50 <= round(y, 6) <= 50 for x, y in kept)


def test_a_square_is_clipped_to_the_part_within() -> None:
    assert area(clipped([(-10, -10), (10, -10), (10, 10), (-10, 10)], (0, 0), (20, 20))) == pytest.approx(100)
    assert clipped([(30, 30), (40, 30), (40, 40)], (0, 0), (20, 20)) == []


@given(shape=shapes, least=st.floats(0, 1000))
def test_simplifying_only_leaves_points_out(shape: list[tuple[float, float]], least: float) -> None:
    kept = simplified(shape, least)
    assert 3 <= len(kept) <= len(shape)
    rest = iter(shape)
    assert all(point in rest for point in kept)


def test_points_that_hardly_bend_a_line_go_and_corners_stay() -> None:
    square = [(0, 0), (50, 0.01), (100, 0), (100, 100), (0, 100)]
    assert simplified([(float(x), float(y)) for x, y in square], 5) == [(0, 0), (100, 0), (100, 100), (0, 100)]


@given(shape=shapes)
def test_long_edges_get_points_on_them(shape: list[tuple[float, float]]) -> None:
    found = dense(shape)
    assert set(shape) <= set(found)
    assert area(found) == pytest.approx(area(shape), abs=1e-3, rel=1e-6)


units = st.tuples(st.integers(0, 2000), st.integers(0, 900))


@given(drawn=st.lists(st.lists(units, min_size=3, unique=True), max_size=5))
def test_a_path_leads_through_the_points(drawn: list[list[tuple[int, int]]]) -> None:
    assert parsed(path_of([[(float(x), float(y)) for x, y in ring] for ring in drawn])) == drawn


def test_islands_at_the_edge_of_the_world_are_drawn_once_and_whole() -> None:
    # Across 169 degrees west, where the map of the world ends.
    island = [(-171.0, 63.0), (-168.5, 63.0), (-168.5, 64.0), (-171.0, 64.0)]
    drawn = list(placed(island, VIEWS[WORLD]))
    assert len(drawn) == 1
    assert max(x for x, _ in drawn[0]) - min(x for x, _ in drawn[0]) < 30


def test_antarctica_is_not_drawn() -> None:
    assert not list(placed([(-180.0, -90.0), (180.0, -90.0), (180.0, -64.0), (-180.0, -64.0)], VIEWS[WORLD]))
