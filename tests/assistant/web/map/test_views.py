import json
import re
from importlib import resources

import pytest

from assistant.assistant import Assistant
from assistant.web.map.views import VIEWS, WIDTH, WORLD, label, outlines
from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.assistant.web.map.land import near_land, on_land, rings


def test_the_outlines_are_small_and_say_where_they_are_from() -> None:
    text = resources.files("assistant.web.map").joinpath("outlines.json").read_text("utf-8")
    assert len(text) < 150_000
    assert "Natural Earth 5.1" in json.loads(text)["source"]
    assert "public domain" in json.loads(text)["source"]
    assert outlines().keys() == VIEWS.keys()
    assert all(re.fullmatch(r"[mz0-9 -]+", path) for path in outlines().values())


@pytest.mark.parametrize("view", VIEWS)
def test_land_fills_its_view_and_stays_within_it(view: str) -> None:
    points = [point for ring in rings(view) for point in ring]
    assert all(-10 <= x <= WIDTH + 10 and -10 <= y <= VIEWS[view].height + 10 for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > 0.5 * WIDTH


@pytest.mark.parametrize(
    ("view", "latitude", "longitude"),
    [
        (WORLD, 47, 2),
        (WORLD, -25, 134),
        (WORLD, 67.5, 179.0),  # Chukotka, on this side of the date line
        (WORLD, 66.5, -172.0),  # and on the other
        (WORLD, 64.5, -150),
        ("europe", 48.8, 2.3),
        ("europe", 65, 26),
        ("africa", 1, 25),
        ("arab-states", 24, 45),
        ("asia-pacific", -44, 171),
        ("asia-pacific", 36, 138),
        ("north-america", 40, -100),
        ("latin-america-caribbean", -10, -55),
    ],
)
def test_land_is_land(view: str, latitude: float, longitude: float) -> None:
    assert on_land(view, latitude, longitude)


@pytest.mark.parametrize(
    ("view", "latitude", "longitude"),
    [
        (WORLD, 30, -40),
        (WORLD, 42, 51),  # the Caspian Sea
        (WORLD, 0, -170),
        ("europe", 43, 34),
        ("africa", -1, 33),  # Lake Victoria
        ("asia-pacific", 15, 89),
        ("north-america", 47.7, -88),  # Lake Superior
        ("latin-america-caribbean", -35, -30),
    ],
)
def test_water_is_water(view: str, latitude: float, longitude: float) -> None:
    assert not on_land(view, latitude, longitude)


def test_antarctica_is_left_out() -> None:
    # The Southern Ocean's edge of the map lies between Cape Horn and Antarctica.
    assert VIEWS[WORLD].place(-55.9, -67)[1] < VIEWS[WORLD].height < VIEWS[WORLD].place(-60, -67)[1]


@pytest.mark.parametrize("view", VIEWS)
def test_every_city_of_the_corpus_lies_on_land_or_its_coast(assistant: Assistant, view: str) -> None:
    for (city, _), (latitude, longitude, _) in assistant.live.served.locations.items():
        if VIEWS[view].shows(*VIEWS[view].place(latitude, longitude)):
            small_island = city in ("Singapore", "Câmara de Lobos", "Suva")
            assert near_land(view, latitude, longitude, 60 if small_island else 15), city


def test_the_whole_world_has_every_city_and_each_region_its_own(assistant: Assistant) -> None:
    served = assistant.live.served
    assert served.locations.keys() == {(city, country) for country, city in served.contents.cities}
    assert sum(location.approximate for location in served.locations.values()) <= 12
    shows: dict[str, set[tuple[str, str]]] = {name: set() for name in VIEWS}
    for name, view in VIEWS.items():
        for city, (latitude, longitude, _) in served.locations.items():
            if view.shows(*view.place(latitude, longitude)):
                shows[name].add(city)
    assert shows[WORLD] == served.locations.keys()
    assert set.union(*(cities for name, cities in shows.items() if name != WORLD)) == served.locations.keys()
    for number in range(len(served.contents)):
        practice = served.contents.practice(number)
        if practice.region in VIEWS:
            assert (practice.city, practice.country) in shows[practice.region]


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_are_named_as_the_regions_are(language: str) -> None:
    names = [label(view, Wording(language)) for view in VIEWS]
    assert len(set(names)) == len(VIEWS)
    assert vocabulary().regions["africa"].label(language) in names
