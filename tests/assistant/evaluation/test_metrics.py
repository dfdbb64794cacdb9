"""Measures of a ranking, against examples worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics import ndcg, recall_at, reciprocal_rank

RANKED = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("relevant", "depth", "recall"),
    [({"a": 2}, 1, 1), ({"b": 2}, 1, 0), ({"b": 2}, 2, 1), ({"a": 1, "d": 2}, 3, 0), ({"x": 2}, 4, 0), ({}, 4, 0)],
)
def test_recall_counts_practices_that_answer(relevant: dict[str, int], depth: int, recall: float) -> None:
    assert recall_at(RANKED, relevant, depth) == recall


@pytest.mark.parametrize(
    ("relevant", "value"),
    [({"a": 2}, 1), ({"c": 2}, 1 / 3), ({"a": 1, "d": 2, "c": 2}, 1 / 3), ({"a": 1}, 0), ({"x": 2}, 0)],
)
def test_reciprocal_rank_is_that_of_the_first_that_answers(relevant: dict[str, int], value: float) -> None:
    assert reciprocal_rank(RANKED, relevant) == pytest.approx(value)


def test_reciprocal_rank_ends_at_its_depth() -> None:
    assert reciprocal_rank([*"abcdefghijk"], {"k": 2}) == 0
    assert reciprocal_rank([*"abcdefghijk"], {"k": 2}, depth=11) == pytest.approx(1 / 11)


@pytest.mark.parametrize(
    ("relevant", "value"),
    [
        ({"a": 2}, 1.0),
        ({"b": 2}, 1 / log2(3)),
        ({"a": 2, "b": 1}, 1.0),
        ({"a": 1, "b": 2}, (1 + 3 / log2(3)) / (3 + 1 / log2(3))),
        ({"c": 1, "x": 2}, (1 / log2(4)) / (3 + 1 / log2(3))),
        ({"x": 2}, 0.0),
        ({}, 0.0),
    ],
)
def test_gain_is_discounted_by_rank_and_normalised(relevant: dict[str, int], value: float) -> None:
    assert ndcg(RANKED, relevant) == pytest.approx(value)


@given(
    st.permutations("abcdefghijkl"),
    st.dictionaries(st.sampled_from("abcdefghijklmn"), st.sampled_from([1, 2]), min_size=1),
)
def test_every_measure_lies_between_nothing_and_perfect(ranked: list[str], relevant: dict[str, int]) -> None:
    ideal = sorted(relevant, key=lambda practice: -relevant[practice])
    assert 0 <= ndcg(ranked, relevant) <= ndcg(ideal, relevant) == pytest.approx(1)
    assert reciprocal_rank(ranked, relevant) <= recall_at(ranked, relevant, 10)
