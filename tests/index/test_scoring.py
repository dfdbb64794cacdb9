import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.contents import KINDS
from index.passages import Kind
from index.scoring import WEIGHTS, WORDS_FLOOR, WORDS_WEIGHT, best_by_kind, fuse

NONE = np.float32("nan")


def test_the_best_of_each_kind() -> None:
    sizes = np.array([[2, 1, 0, 0, 1], [1, 0, 3, 0, 0]])
    cosines = np.array([0.1, 0.7, 0.3, 0.9, 0.5, 0.2, 0.8, 0.4], np.float32)
    expected = np.array([[0.7, 0.3, NONE, NONE, 0.9], [0.5, NONE, 0.8, NONE, NONE]], np.float32)
    assert np.array_equal(best_by_kind(cosines, sizes), expected, equal_nan=True)


def test_nothing_gives_nothing() -> None:
    assert best_by_kind(np.empty(0, np.float32), np.zeros((0, KINDS), int)).shape == (0, KINDS)
    assert np.isnan(best_by_kind(np.empty(0, np.float32), np.zeros((2, KINDS), int))).all()
    assert fuse(np.empty((0, KINDS), np.float32), np.empty(0, np.float32)).shape == (0,)


def test_a_score_is_the_weighted_mean_of_the_kinds_there_are() -> None:
    best = np.array([[0.8, 0.8, 0.8, 0.8, 0.8], [0.8, 0.6, NONE, NONE, NONE], [NONE] * 5], np.float32)
    scores = fuse(best, np.zeros(3, np.float32))
    assert scores.tolist() == pytest.approx([0.8, 0.7, 0])
    asked = fuse(np.array([[0.5, NONE, NONE, NONE, 0.9]], np.float32), np.zeros(1, np.float32))[0]
    weight = WEIGHTS[Kind.QUESTION]
    assert asked == pytest.approx((0.5 * WEIGHTS[Kind.SUMMARY] + 0.9 * weight) / (WEIGHTS[Kind.SUMMARY] + weight))


def test_words_add_their_share_and_few_add_little() -> None:
    best = np.full((3, KINDS), 0.8, np.float32)
    scores = fuse(best, np.array([40, 20, 0], np.float32))
    assert scores.tolist() == pytest.approx(
        [0.8 + WORDS_WEIGHT * 40 / (40 + WORDS_FLOOR), 0.8 + WORDS_WEIGHT * 20 / (40 + WORDS_FLOOR), 0.8]
    )
    chance = fuse(best, np.array([0.5, 0, 0], np.float32))
    assert chance[0] - chance[1] < (scores[0] - scores[2]) / 5


SIZES = arrays.arrays(np.int64, st.tuples(st.integers(0, 8), st.just(KINDS)), elements=st.integers(0, 4))
COSINES = st.floats(-1, 1, width=32)


@given(SIZES, st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_best_by_kind_is_what_a_loop_finds(sizes: npt.NDArray[np.int64], seed: int) -> None:
    cosines = np.random.default_rng(seed).uniform(-1, 1, int(sizes.sum())).astype(np.float32)
    best = best_by_kind(cosines, sizes)
    at = 0
    for number, row in enumerate(sizes):
        for kind, size in enumerate(row):
            piece = cosines[at : at + size]
            at += size
            assert best[number, kind] == piece.max() if size else np.isnan(best[number, kind])


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 8), st.just(KINDS)), elements=COSINES | st.just(float("nan"))),
    st.data(),
)
@settings(deadline=None)
def test_scores_stay_within_bounds_and_more_is_never_less(best: npt.NDArray[np.float32], data: st.DataObject) -> None:
    words = np.array(data.draw(st.lists(st.floats(0, 100), min_size=len(best), max_size=len(best))), np.float32)
    scores = fuse(best, words)
    assert scores.shape == (len(best),) and scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert (np.abs(scores) <= 1 + WORDS_WEIGHT + 1e-6).all()
    place = data.draw(st.integers(0, len(best) - 1))
    better = best.copy()
    better[place] = np.minimum(better[place] + 0.1, 1)
    assert fuse(better, words)[place] >= scores[place] - 1e-6
    order = np.array(data.draw(st.permutations(range(len(best)))))
    assert fuse(best[order], words[order]) == pytest.approx(scores[order], abs=1e-6)
