import gzip
from collections.abc import Sequence
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from assistant.assistant import Assistant
from assistant.web.map.dots import Dot, dots_of
from assistant.web.map.drawing import draw_map, legend, place_parameters, radius_of
from assistant.web.map.views import VIEWS
from assistant.wording import Wording
from corpus.places import Location

ENGLISH = Wording("en")
CORK = Dot("Cork", "IE", 2, Location(51.898, -8.471, approximate=False))
LIMERICK = Dot("Limerick", "IE", 1, Location(52.665, -8.623, approximate=False))
DUBLIN = Dot("Dublin", "IE", 1, Location(53.333, -6.249, approximate=False))
BELFAST = Dot("Belfast", "GB", 1, Location(54.597, -5.925, approximate=False))
BRISTOL = Dot("Bristol", "GB", 1, Location(51.455, -2.597, approximate=False))
AUCKLAND = Dot("Auckland", "NZ", 1, Location(-36.849, 174.763, approximate=False))
QUITO = Dot("Quito", "EC", 1, Location(-0.23, -78.525, approximate=False))


def to_list(dots: Sequence[Dot]) -> str:
    return "/practices?" + urlencode(place_parameters(dots))


def drawn(*dots: Dot, zoom: str | None = None, wording: Wording = ENGLISH, width: int = 1056) -> ET.Element:
    return ET.fromstring(draw_map(dots, zoom=zoom, link=to_list, wording=wording, width=width))  # noqa: S314


def names(element: ET.Element) -> list[str | None]:
    return [title.text for title in element.iter("title")]


@pytest.fixture
def everywhere(assistant: Assistant) -> list[Dot]:
    served = assistant.live.served
    return dots_of((served.contents.practice(number) for number in range(len(served.contents))), served.locations)


def test_a_dot_is_a_link_that_says_what_it_is() -> None:
    element = drawn(CORK, AUCKLAND)
    assert [a.get("href") for a in element.iter("a")] == ["/practices?city=Cork", "/practices?city=Auckland"]
    assert names(element) == ["Cork, Ireland: 2 practices", "Auckland, New Zealand: 1 practice"]
    assert element.get("aria-label") == "Map: The whole world"


def test_cities_that_lie_close_together_share_a_dot() -> None:
    assert names(drawn(CORK, LIMERICK)) == ["Cork and Limerick: 3 practices"]
    five = drawn(CORK, LIMERICK, DUBLIN, BELFAST, BRISTOL)
    assert names(five) == ["Cork, Limerick, Dublin, and 2 more cities: 6 practices"]
    assert [text.text for text in five.iter("text")] == ["6"]
    link = next(five.iter("a"))
    assert link.get("href") == "/practices?city=Cork&city=Limerick&city=Dublin&city=Belfast&city=Bristol"
    assert len(names(drawn(CORK, DUBLIN, BRISTOL, zoom="europe"))) == 3


def test_a_part_of_the_world_shows_what_lies_in_it_with_names() -> None:
    element = drawn(CORK, AUCKLAND, QUITO, zoom="europe")
    assert names(element) == ["Cork, Ireland: 2 practices"]
    assert [text.text for text in element.iter("text")] == ["Cork"]
    assert names(drawn(CORK, AUCKLAND, zoom="atlantis")) == names(drawn(CORK, AUCKLAND))


def test_dots_are_read_row_by_row_as_the_language_is() -> None:
    vancouver = Dot("Vancouver", "CA", 1, Location(49.25, -123.1, approximate=False))
    vienna = Dot("Vienna", "AT", 1, Location(48.2, 16.4, approximate=False))
    cities = (QUITO, AUCKLAND, vienna, vancouver)
    assert [str(name).split(",")[0] for name in names(drawn(*cities))] == ["Vancouver", "Vienna", "Quito", "Auckland"]
    in_arabic = [a.get("href") for a in drawn(*cities, wording=Wording("ar")).iter("a")]
    assert in_arabic[:2] == ["/practices?city=Vienna", "/practices?city=Vancouver"]


def test_hostile_names_are_only_text() -> None:
    name = "\"><script>alert(1)</script>&amp;'{count}"
    element = drawn(Dot(name, "IE", 1, CORK.location), zoom="europe")
    assert names(element) == [f"{name}, Ireland: 1 practice"]
    assert [text.text for text in element.iter("text")] == [name]
    assert not list(element.iter("script"))


@pytest.mark.parametrize("zoom", VIEWS)
@pytest.mark.parametrize("width", [1056, 480])
def test_every_dot_has_24_pixels_of_its_own(everywhere: list[Dot], zoom: str, width: int) -> None:
    element = drawn(*everywhere, zoom=zoom, width=width)
    shown = int(str(element.get("width")))
    assert shown <= width
    pixel = 2000 / shown
    targets = [
        tuple(int(str(circle.get(name))) / pixel for name in ("cx", "cy", "r"))
        for circle in element.iter("circle")
        if circle.get("class") == "map-target"
    ]
    assert targets
    for number, (x, y, r) in enumerate(targets):
        assert r >= 12
        assert all(((x - a) ** 2 + (y - b) ** 2) ** 0.5 > r + s - 3 for a, b, s in targets[:number])


def test_the_whole_world_is_light(everywhere: list[Dot]) -> None:
    text = draw_map(everywhere, link=to_list, wording=ENGLISH).encode()
    assert len(text) <= 45_000
    assert len(gzip.compress(text)) <= 25_000
    assert b"style=" not in text


def test_a_dot_grows_by_its_area_up_to_a_limit() -> None:
    assert radius_of(4) == pytest.approx(2 * radius_of(1))
    assert radius_of(1000) == radius_of(100)
    assert [(entry.practices, entry.numbered) for entry in legend()] == [(1, False), (3, False), (10, True)]


def test_no_dots_give_the_land_alone() -> None:
    element = drawn()
    assert not names(element)
    assert len(list(element.iter("path"))) == 1
