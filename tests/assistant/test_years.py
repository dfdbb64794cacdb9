"""A range of years leaves the practices that are known to have begun in it."""

import numpy as np
import pytest

from assistant.narrowing import FilterError
from assistant.years import Years, YearsFound

BEGUN = np.array([0, 1998, 2004, 2015, 2024, 0], dtype=np.int32)


@pytest.mark.parametrize(
    ("years", "left"),
    [
        (Years(2004, 2015), [2004, 2015]),
        (Years(first=2015), [2015, 2024]),
        (Years(last=2004), [1998, 2004]),
        (Years(2004, 2004), [2004]),
        (Years(2030), []),
    ],
)
def test_both_ends_are_inside_and_the_unknown_is_left_out(years: Years, left: list[int]) -> None:
    assert years
    mask = years.allowed(BEGUN)
    assert mask is not None and BEGUN[mask].tolist() == left


def test_an_open_range_leaves_all() -> None:
    assert not Years()
    assert Years().allowed(BEGUN) is None


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(FilterError, match="2015 to 2004"):
        Years(2015, 2004)


def test_the_years_of_a_list() -> None:
    assert YearsFound.of(BEGUN) == YearsFound(earliest=1998, latest=2024, unknown=2)
    assert YearsFound.of(BEGUN[:1]) == YearsFound(earliest=None, latest=None, unknown=1)
    assert YearsFound.of(BEGUN[:0]) == YearsFound(earliest=None, latest=None, unknown=0)
