"""A contract that every index of vectors keeps, run over FAISS and over a plain one that is plainly right."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vectors import FaissIndex, Mask, Rows, VectorIndex, Vectors


class PlainIndex:
    """Every product, then a sort."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        return cls(vectors)

    @classmethod
    def load(cls, path: Path) -> Self:
        return cls(np.load(path))

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, self._vectors)

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, query: Vectors, count: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        products = self._vectors @ query
        rows = np.argsort(-products, kind="stable")
        if allowed is not None:
            rows = rows[allowed[rows]]
        return products[rows[:count]], rows[:count]

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        return self._vectors[rows] @ query

    def vector(self, row: int) -> Vectors:
        return self._vectors[row]


Kind = type[FaissIndex] | type[PlainIndex]
BOTH = pytest.mark.parametrize("kind", [FaissIndex, PlainIndex])


def unit_vectors(count: int, dimension: int = 24, seed: int = 1) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit_vectors(2_000)
QUERY = unit_vectors(1, seed=2)[0]


@BOTH
def test_the_nearest_come_first(kind: Kind) -> None:
    index: VectorIndex = kind.build(VECTORS)
    products, rows = index.search(QUERY, 25)
    assert len(index) == 2_000
    assert len(products) == len(rows) == 25
    assert rows.tolist() == np.argsort(-(VECTORS @ QUERY))[:25].tolist()
    assert products == pytest.approx((VECTORS @ QUERY)[rows], abs=1e-5)
    assert index.search(VECTORS[77], 1)[1].tolist() == [77]


@BOTH
def test_a_filter_that_keeps_one_in_a_hundred_is_never_short(kind: Kind) -> None:
    index: VectorIndex = kind.build(VECTORS)
    allowed = np.zeros(len(VECTORS), dtype=bool)
    allowed[np.random.default_rng(3).choice(len(VECTORS), 20, replace=False)] = True
    products, rows = index.search(QUERY, 20, allowed)
    assert set(rows.tolist()) == set(np.flatnonzero(allowed).tolist())
    assert (np.diff(products) <= 0).all()
    assert index.search(QUERY, 5, allowed)[1].tolist() == rows[:5].tolist()
    assert len(index.search(QUERY, 100, allowed)[1]) == 20


@BOTH
def test_nothing_allowed_gives_nothing(kind: Kind) -> None:
    index: VectorIndex = kind.build(VECTORS)
    products, rows = index.search(QUERY, 5, np.zeros(len(VECTORS), dtype=bool))
    assert len(products) == len(rows) == 0


@BOTH
def test_more_than_there_are_gives_all(kind: Kind) -> None:
    index: VectorIndex = kind.build(VECTORS[:7])
    assert sorted(index.search(QUERY, 50)[1].tolist()) == list(range(7))
    assert len(index.search(QUERY, 0)[1]) == 0


@BOTH
def test_products_and_vectors_of_rows(kind: Kind) -> None:
    index: VectorIndex = kind.build(VECTORS)
    rows = np.array([1_999, 0, 7, 7], dtype=np.int64)
    assert index.products(QUERY, rows) == pytest.approx(VECTORS[rows] @ QUERY, abs=1e-5)
    assert index.products(QUERY, rows[:0]).shape == (0,)
    assert np.array_equal(index.vector(1_999), VECTORS[1_999])


@BOTH
def test_an_empty_index_finds_nothing(kind: Kind) -> None:
    index: VectorIndex = kind.build(np.empty((0, 24), np.float32))
    assert len(index) == 0
    for allowed in (None, np.empty(0, dtype=bool)):
        products, rows = index.search(QUERY, 5, allowed)
        assert len(products) == len(rows) == 0


@BOTH
@pytest.mark.parametrize("count", [0, 2_000])
def test_what_is_saved_is_loaded(kind: Kind, tmp_path: Path, count: int) -> None:
    index = kind.build(VECTORS[:count])
    index.save(tmp_path / "vectors")
    loaded: VectorIndex = kind.load(tmp_path / "vectors")
    assert len(loaded) == count
    for one, other in zip(loaded.search(QUERY, 10), index.search(QUERY, 10), strict=True):
        assert np.array_equal(one, other)


def test_a_damaged_file_is_a_runtime_error(tmp_path: Path) -> None:
    FaissIndex.build(VECTORS).save(tmp_path / "vectors")
    content = (tmp_path / "vectors").read_bytes()
    for damaged in (b"", b"no index at all", content[:50], content[:5_000]):
        (tmp_path / "vectors").write_bytes(damaged)
        with pytest.raises(RuntimeError):
            FaissIndex.load(tmp_path / "vectors")


def test_threads_find_the_same() -> None:
    index = FaissIndex.build(VECTORS)
    masks = [np.arange(len(VECTORS)) % number == 0 for number in range(1, 41)]
    expected = [index.search(QUERY, 30, mask)[1].tolist() for mask in masks]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda mask: index.search(QUERY, 30, mask)[1].tolist(), masks * 5))
    assert found == expected * 5


@given(st.integers(1, 60), st.integers(0, 70), st.integers(0, 1_000), st.none() | st.floats(0, 1))
@settings(deadline=None)
def test_both_find_the_same(size: int, count: int, seed: int, share: float | None) -> None:
    vectors = unit_vectors(size, dimension=8, seed=seed)
    query = unit_vectors(1, dimension=8, seed=seed + 1)[0]
    allowed = None if share is None else np.random.default_rng(seed).random(size) < share
    plain, fast = PlainIndex(vectors), FaissIndex.build(vectors)
    expected, found = plain.search(query, count, allowed), fast.search(query, count, allowed)
    assert found[0] == pytest.approx(expected[0], abs=1e-5)
    assert set(found[1].tolist()) <= set(range(size) if allowed is None else np.flatnonzero(allowed).tolist())
    assert len(set(found[1].tolist())) == len(expected[1])
    rows = np.arange(size)[::-1].copy()
    assert fast.products(query, rows) == pytest.approx(plain.products(query, rows), abs=1e-5)
