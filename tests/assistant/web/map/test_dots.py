from collections import Counter
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from assistant.web.map.dots import Dot, dots_of, grouped, within
from assistant.web.map.labels import SIZE, labels_for
from assistant.web.map.views import VIEWS, WIDTH, WORLD
from corpus.places import Location


class City(NamedTuple):
    city: str
    country: str


CORK = Location(51.898, -8.471, approximate=False)

located = st.builds(
    Dot,
    st.uuids().map(str),
    st.sampled_from(["IE", "KR", "FJ"]),
    st.integers(1, 20),
    st.builds(Location, st.floats(-85, 85), st.floats(-180, 180), st.booleans()),
)


def test_practices_are_counted_by_city() -> None:
    cities = [City("Cork", "IE"), City("Córdoba", "AR"), City("Cork", "IE"), City("Córdoba", "ES")]
    assert dots_of(cities, {("Cork", "IE"): CORK}) == [
        Dot("Cork", "IE", 2, CORK),
        Dot("Córdoba", "AR", 1, None),
        Dot("Córdoba", "ES", 1, None),
    ]


def test_a_city_that_cannot_be_placed_is_on_no_map() -> None:
    assert within(VIEWS[WORLD], [Dot("Nowhere", "XX", 1, None)]) == []


@given(dots=st.lists(located, max_size=60), view=st.sampled_from(list(VIEWS)), nearest=st.floats(10, 200))
def test_every_dot_is_drawn_once_and_none_too_near_another(dots: list[Dot], view: str, nearest: float) -> None:
    groups = grouped(VIEWS[view], dots, nearest)
    shown = within(VIEWS[view], dots)
    assert Counter(dot for group in groups for dot in group.dots) == Counter(dot for dot, _, _ in shown)
    assert sum(group.practices for group in groups) == sum(dot.practices for dot, _, _ in shown)
    for number, one in enumerate(groups):
        assert one.dots[0].practices == max(dot.practices for dot in one.dots)
        for other in groups[:number]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= nearest**2


@given(
    names=st.lists(st.text("abcdefgh ", min_size=1, max_size=20), max_size=30),
    places=st.lists(st.tuples(st.integers(20, 1980), st.integers(20, 1180)), min_size=30, max_size=30),
)
def test_names_stand_on_no_other_dot_nor_name_nor_over_the_edge(
    names: list[str], places: list[tuple[int, int]]
) -> None:
    view = VIEWS["north-america"]
    circles = [(float(x), float(y), 8.0) for x, y in places[: len(names)]]
    labels = labels_for(names, circles, view, unit=2.0)
    assert [label.text for label in labels if label] == [n for n, label in zip(names, labels, strict=True) if label]
    boxes = []
    for number, label in enumerate(labels):
        if label is None:
            continue
        width = 0.5 * 2 * SIZE * len(label.text)
        left = label.x if label.anchor == "start" else label.x - width
        assert left >= 0
        assert left + width <= WIDTH
        assert not any(
            left < x < left + width and abs(label.y - 0.35 * 2 * SIZE - y) < SIZE
            for other, (x, y, _) in enumerate(circles)
            if other != number
        )
        boxes.append((left, left + width, label.y))
    for number, (left, right, y) in enumerate(boxes):
        assert not any(left < b and a < right and abs(y - other) < 2 * SIZE for a, b, other in boxes[:number])
