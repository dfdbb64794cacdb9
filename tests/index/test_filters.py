import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.practice import Practice
from index.filters import FACETS, FacetTable, Filters, both, facet_values


@pytest.fixture(scope="module")
def table(shipped: list[Practice]) -> FacetTable:
    return FacetTable([facet_values(practice) for practice in shipped])


def allowed_by(table: FacetTable, shipped: list[Practice], filters: Filters) -> list[Practice]:
    mask = table.allowed(filters)
    assert mask is not None and mask.shape == (len(shipped),)
    return [practice for practice, allowed in zip(shipped, mask, strict=True) if allowed]


def test_values_of_a_practice_in_every_facet(shipped: list[Practice]) -> None:
    cork = next(practice for practice in shipped if practice.id == "ie-cork-learning-neighbourhoods")
    assert facet_values(cork) == {
        "countries": ["IE"],
        "regions": ["europe-north-america"],
        "cities": ["Cork"],
        "themes": ["neighbourhood-communities", "higher-education-partnerships", "recognition-guidance"],
        "audiences": ["everyone", "low-income", "adults"],
        "sdgs": ["4", "10", "11"],
    }


def test_no_filter_allows_all(table: FacetTable) -> None:
    assert not Filters()
    assert table.allowed(Filters()) is None


@pytest.mark.parametrize("facet", FACETS)
def test_every_value_leaves_those_that_have_it(table: FacetTable, shipped: list[Practice], facet: str) -> None:
    for value in table.values(facet):
        expected = [practice for practice in shipped if value in facet_values(practice)[facet]]
        assert expected
        assert allowed_by(table, shipped, Filters(**{facet: frozenset({value})})) == expected


def test_any_value_within_a_facet_and_all_facets_together(table: FacetTable, shipped: list[Practice]) -> None:
    filters = Filters(countries=frozenset({"IE", "KR"}), themes=frozenset({"sport-outdoor", "learning-festivals"}))
    expected = [
        practice
        for practice in shipped
        if practice.country in ("IE", "KR") and {"sport-outdoor", "learning-festivals"} & set(practice.themes)
    ]
    assert expected
    assert allowed_by(table, shipped, filters) == expected


def test_an_unknown_value_leaves_nothing(table: FacetTable, shipped: list[Practice]) -> None:
    assert allowed_by(table, shipped, Filters(countries=frozenset({"XX"}))) == []
    assert len(allowed_by(table, shipped, Filters(countries=frozenset({"XX", "IE"})))) > 0


def test_without_a_facet_the_others_stay() -> None:
    filters = Filters(countries=frozenset({"IE"}), sdgs=frozenset({"4"}))
    assert filters.without("countries") == Filters(sdgs=frozenset({"4"}))
    assert filters.without("cities") == filters
    assert not filters.without("countries").without("sdgs")


def test_counts_come_most_first_and_without_noughts(table: FacetTable, shipped: list[Practice]) -> None:
    irish = np.array([number for number, practice in enumerate(shipped) if practice.country == "IE"])
    assert table.counts("countries", irish) == {"IE": len(irish)}
    cities = table.counts("cities", irish)
    assert sum(cities.values()) == len(irish)
    assert list(cities.values()) == sorted(cities.values(), reverse=True)
    assert table.counts("cities", irish[:0]) == {}


CODES = {"countries": ["IE", "KR"], "regions": ["africa"], "cities": ["Cork", "Osan", "Fes"]}
CODES |= {"themes": ["a", "b", "c"], "audiences": ["x", "y"], "sdgs": ["4", "11"]}
VALUES = st.fixed_dictionaries({facet: st.lists(st.sampled_from(codes), unique=True) for facet, codes in CODES.items()})
FILTERS = st.fixed_dictionaries(
    {facet: st.frozensets(st.sampled_from([*c, "?"]), max_size=2) for facet, c in CODES.items()}
)


@given(st.lists(VALUES, min_size=1, max_size=12), FILTERS)
@settings(deadline=None)
def test_filters_mean_what_they_say(values: list[dict[str, list[str]]], wanted: dict[str, frozenset[str]]) -> None:
    mask = FacetTable(values).allowed(Filters(**wanted))
    expected = [all(not wanted[facet] or wanted[facet] & set(one[facet]) for facet in FACETS) for one in values]
    assert [True] * len(values) == expected if mask is None else mask.tolist() == expected


def test_two_conditions_leave_what_both_leave() -> None:
    one, other = np.array([True, True, False]), np.array([True, False, True])
    joined = both(one, other)
    assert joined is not None and joined.tolist() == [True, False, False]
    assert both(None, one) is one and both(one, None) is one
    assert both(None, None) is None
