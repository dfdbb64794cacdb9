from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.map.projection import WIDEST, AzimuthalEqualArea, EqualEarth, Projection, within_half_turn


def test_equal_earth_is_as_wide_and_high_as_its_authors_say() -> None:
    world = EqualEarth(0)
    assert world(0, 0) == pytest.approx((0, 0))
    assert pytest.approx(2.7066299836) == WIDEST
    assert world(90, 0)[1] == pytest.approx(1.3173627592)
    assert world(-90, 0)[1] == pytest.approx(-1.3173627592)


def test_equal_earth_goes_on_behind_the_edge_of_the_date_line() -> None:
    world = EqualEarth(11)
    chukotka, alaska = world(66, -170), world(66, -168)
    assert chukotka[0] > 1.5
    assert alaska[0] < -1.5


def test_lambert_gives_the_example_of_the_manual() -> None:
    # Snyder, page 332: a sphere of radius 3, 40 degrees north and 100 west in the middle, 20 south and 100 east.
    x, y = AzimuthalEqualArea(40, -100)(-20, 100)
    assert (3 * x, 3 * y) == pytest.approx((-4.2339303, 4.0257775), abs=1e-6)


@pytest.mark.parametrize("projection", [EqualEarth(11), AzimuthalEqualArea(52, 13), AzimuthalEqualArea(1, 121)])
@given(latitude=st.floats(-80, 80), across=st.floats(-85, 85))
def test_areas_are_kept(projection: Projection, latitude: float, across: float) -> None:
    longitude, step = projection.meridian + across, 1e-3
    x, y = projection(latitude, longitude)
    to_north = projection(latitude + step, longitude)
    to_east = projection(latitude, longitude + step)
    area = (to_east[0] - x) * (to_north[1] - y) - (to_east[1] - y) * (to_north[0] - x)
    assert area == pytest.approx(radians(step) ** 2 * cos(radians(latitude)), rel=2e-3)


@given(degrees=st.floats(-1000, 1000))
def test_half_a_turn_is_never_left(degrees: float) -> None:
    assert -180 <= within_half_turn(degrees) <= 180
