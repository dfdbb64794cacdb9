"""The map beside a list shows as much of the world as the list needs."""

import pytest

from assistant.assistant import Assistant
from assistant.browse import look_through
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.practices.map_beside import map_beside
from tests.assistant.web.pages.document import Document

VISITOR = Visitor("en", False, "/practices", (), "https://precedent.example")


@pytest.mark.parametrize(
    ("countries", "name"),
    [
        ([], "The whole world"),
        (["IE", "FI"], "Europe"),
        (["IE", "KE"], "The whole world"),
        (["KE"], "Africa"),
        (["CO", "UY"], "Latin America and the Caribbean"),
        (["JP", "KR"], "Asia and the Pacific"),
        (["CZ"], "The whole world"),
    ],
)
def test_it_is_as_near_as_it_can_be(assistant: Assistant, countries: list[str], name: str) -> None:
    listing = look_through(assistant, filters={"countries": countries})
    drawn = Document(str(map_beside(listing, VISITOR, [])))
    assert name in drawn.one("svg")["aria-label"]


def test_a_dot_keeps_what_the_list_is_narrowed_to(assistant: Assistant) -> None:
    listing = look_through(assistant, filters={"countries": ["IE"]})
    drawn = Document(str(map_beside(listing, VISITOR, [("q", "a&b"), ("city", "Cork"), ("theme", "x")])))
    assert drawn.links()
    for link in drawn.links():
        assert link.startswith("/practices?q=a%26b&theme=x&city=")
