"""The benchmark of a large corpus, at a size that takes a second."""

import numpy as np

from assistant.benchmark.scale import measure_vectors
from assistant.benchmark.varied_vectors import VariedVectors
from tests.index.grouped import grouped_vectors

REAL = grouped_vectors(600, 96)


def test_varied_vectors_are_all_different_near_real_ones_and_always_the_same() -> None:
    made = VariedVectors(REAL, "a model").numbered(0, 2_000)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert len(np.unique(made, axis=0)) == 2_000
    assert (made @ REAL.T).max(axis=1).mean() > 0.6
    again = VariedVectors(REAL, "a model")
    assert np.array_equal(again.numbered(500, 600), made[500:600])
    assert np.array_equal(again.embed_passages(["0", "7"]), made[[0, 7]])


def test_every_figure_of_the_vectors_is_measured() -> None:
    told: list[tuple[str, int, int]] = []
    questions = grouped_vectors(30, 96, seed=9)
    measured = measure_vectors(VariedVectors(REAL, ""), 3_000, questions, lambda *step: told.append(step))
    assert (measured["vectors"], measured["questions"]) == (3_000, 30)
    assert set(measured["kept_by_filter"]) == {"100%", "1%", "3%", "10%", "30%"}
    for found in measured["kept_by_filter"].values():
        assert found["recall_at_10"] > 0.9
        assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert {step for step, done, total in told if done == total == 3_000} == {
        "making vectors",
        "searching exactly",
        "indexing vectors",
    }
