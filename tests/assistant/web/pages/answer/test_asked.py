"""What the address of an answer asks for: read from anything, and written so that it is read the same again."""

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from assistant.web.pages.answer.asked import FACETS, LIMIT, AskedPage

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_NAMES = st.sampled_from(["q", "ignore", "conversation", "limit", "thanks", "lang", "x", *FACETS])


@given(st.lists(st.tuples(_NAMES, _WORDS | st.integers(-3, 40).map(str)), max_size=12))
def test_an_address_that_was_read_is_written_the_same(parameters: list[tuple[str, str]]) -> None:
    asked = AskedPage.of(QueryParams(parameters))
    assert 1 <= asked.limit <= 20
    assert set(asked.filters) <= set(FACETS)
    assert all(asked.filters.values())
    assert AskedPage.of(QueryParams(urlencode(asked.parameters()))) == asked


def test_filters_come_several_times() -> None:
    asked = AskedPage.of(QueryParams("q=a&region=africa&region=+africa+&region=&sdg=4&sdg=5&limit=10"))
    assert asked.requested == {"regions": ["africa"], "sdgs": ["4", "5"]}
    assert asked.names_a_place
    assert asked.without("sdg", "4") == {"region": ("africa",), "sdg": ("5",)}
    assert asked.without("region", "africa") == {"sdg": ("4", "5")}
    assert asked.carried == [("region", "africa"), ("sdg", "4"), ("sdg", "5")]


def test_there_is_an_end_to_values() -> None:
    asked = AskedPage.of(QueryParams([("ignore", str(number)) for number in range(1000)]))
    assert len(asked.ignore) == 20


def test_a_limit_of_any_length_is_read() -> None:
    limits = {"9" * 5000: 20, "0" * 5000: 1, "-1": LIMIT, "²": LIMIT, "": LIMIT}
    assert {text: AskedPage.of(QueryParams({"limit": text})).limit for text in limits} == limits


def test_more_are_shown_in_steps() -> None:
    assert [AskedPage("a", {}, limit=limit).more for limit in (LIMIT, 10, 15, 20)] == [10, 20, 20, None]
