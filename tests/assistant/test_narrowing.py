"""Chosen filters are checked against what exists, and an unknown one is told what is allowed."""

from typing import Any

import pytest

from assistant.answer import FilterRequest
from assistant.assistant import Assistant
from assistant.narrowing import FilterError, check_filters
from corpus.vocabulary import vocabulary
from index.contents import Contents
from index.filters import FACETS, Filters


@pytest.fixture(scope="module")
def contents(assistant: Assistant) -> Contents:
    return assistant.live.served.contents


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("value", ["pigeons", "XX", "\ud800", "<script>", "4.5", "e" * 5000])
def test_an_unknown_value_is_named_with_what_is_allowed(contents: Contents, facet: str, value: str) -> None:
    with pytest.raises(FilterError) as refused:
        check_filters({facet: [value]}, contents)
    assert (refused.value.facet, refused.value.value.casefold()) == (facet, value.casefold())
    shown = f"'{value[:60]}' is not known for {facet}. Allowed: "
    assert str(refused.value).casefold().startswith(shown.casefold())
    allowed = {
        "countries": ["ISO 3166-1 alpha-2 codes", "AE", "BR", "IE"],
        "cities": ["Amman"],
        **{kind: list(getattr(vocabulary(), kind))[:-1] for kind in ("regions", "themes", "audiences", "sdgs")},
    }[facet]
    assert all(f" {each}," in str(refused.value) for each in allowed)
    assert len(str(refused.value)) < 2000


@pytest.mark.parametrize(
    ("request_", "checked"),
    [
        (None, Filters()),
        ({}, Filters()),
        ({"countries": [], "themes": ["", "  "]}, Filters()),
        ({"countries": ["ie", " ZA "]}, Filters(countries=frozenset({"IE", "ZA"}))),
        ({"countries": ["CZ"]}, Filters(countries=frozenset({"CZ"}))),
        ({"sdgs": [4, "11"]}, Filters(sdgs=frozenset({"4", "11"}))),
        ({"cities": ["Cork"]}, Filters(cities=frozenset({"Cork"}))),
        ({"themes": ["digital-skills"]}, Filters(themes=frozenset({"digital-skills"}))),
        (FilterRequest(regions=["africa"]), Filters(regions=frozenset({"africa"}))),
    ],
)  # fmt: skip
def test_known_values_become_filters(contents: Contents, request_: Any, checked: Filters) -> None:
    assert check_filters(request_, contents) == checked


@pytest.mark.parametrize(
    ("request_", "facet"),
    [({"planets": ["Mars"]}, "planets"), ({"countries": "IE"}, "countries"), ({"themes": [7]}, "themes.0")],
)
def test_a_malformed_filter_is_refused_with_those_that_there_are(
    contents: Contents, request_: dict[str, Any], facet: str
) -> None:
    with pytest.raises(FilterError, match="filters are countries, regions, cities, themes, audiences, sdgs") as refused:
        check_filters(request_, contents)
    assert refused.value.facet == facet
