"""A contract that every index of vectors keeps, run over all kinds and over a plain one that is plainly right."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.allowed import Allowed
from index.cells import CellIndex
from index.joined_vectors import JoinedVectors, Rows, Vectors
from index.split_index import SplitIndex
from index.vectors import FaissIndex, VectorIndex
from tests.index.grouped import grouped_vectors

DIMENSION = 96
COUNT = 2_000


class PlainIndex:
    """Every product, then a sort."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, query: Vectors, count: int, allowed: Allowed | None = None) -> tuple[Vectors, Rows]:
        products = self._vectors @ query
        rows = np.argsort(-products, kind="stable")
        if allowed is not None:
            rows = rows[allowed.mask[rows]]
        return products[rows[:count]], rows[:count]

    def products(self, query: Vectors, rows: Rows) -> Vectors:
        return self._vectors[rows] @ query

    def vector(self, row: int) -> Vectors:
        vector: Vectors = self._vectors[row]
        return vector

    def vectors(self, rows: Rows) -> Vectors:
        return self._vectors[rows]


def split(of: Callable[[Vectors, Path], VectorIndex]) -> Callable[[Vectors, Path], VectorIndex]:
    """Over a base with every fifth of its slots out of use, and a third of the rows beside it, in a mixed order."""

    def build(vectors: Vectors, folder: Path) -> VectorIndex:
        chance = np.random.default_rng(7)
        beside = chance.random(len(vectors)) < 1 / 3
        recent_rows = chance.permutation(np.flatnonzero(beside))
        old = np.flatnonzero(~beside)
        base_rows = np.full(len(old) + len(old) // 4 + 1, -1)
        base_rows[np.sort(chance.choice(len(base_rows), len(old), replace=False))] = old
        base = np.where(base_rows[:, None] >= 0, vectors[base_rows] if len(vectors) else 0, vectors[:1].sum(axis=0))
        recent = FaissIndex.build(vectors[recent_rows])
        return SplitIndex(of(base.astype(np.float32), folder), recent, base_rows, recent_rows)

    return build


def exact(vectors: Vectors, folder: Path) -> VectorIndex:
    return FaissIndex.build(vectors)


def in_cells(vectors: Vectors, folder: Path) -> VectorIndex:
    return CellIndex.build(folder, vectors)


def plain(vectors: Vectors, folder: Path) -> VectorIndex:
    return PlainIndex(vectors)


Build = Callable[[Vectors, Path], VectorIndex]
KINDS: dict[str, Build] = {
    "plain": plain,
    "exact": exact,
    "cells": in_cells,
    "exact, and recent": split(exact),
    "cells, and recent": split(in_cells),
}
EVERY = pytest.mark.parametrize("kind", KINDS)
EXACT = pytest.mark.parametrize("kind", [kind for kind in KINDS if "cells" not in kind])
VECTORS = grouped_vectors(COUNT, DIMENSION)
QUERY = grouped_vectors(1, DIMENSION, seed=2)[0]

_built: dict[str, VectorIndex] = {}


@pytest.fixture
def index(kind: str, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    """Over all the vectors, of one kind, built once."""
    if kind not in _built:
        _built[kind] = KINDS[kind](VECTORS, tmp_path_factory.mktemp("index"))
    return _built[kind]


@EVERY
def test_the_nearest_come_first(index: VectorIndex) -> None:
    products, rows = index.search(QUERY, 25)
    assert len(index) == COUNT
    assert len(products) == len(set(rows.tolist())) == 25
    assert (np.diff(products) <= 0).all()
    assert len(set(rows.tolist()) & set(np.argsort(-(VECTORS @ QUERY))[:25].tolist())) >= 24
    assert products == pytest.approx((VECTORS @ QUERY)[rows], abs=2e-3)
    assert index.search(VECTORS[77], 1)[1].tolist() == [77]


@EXACT
def test_exact_ones_give_exactly_the_nearest(index: VectorIndex) -> None:
    assert index.search(QUERY, 25)[1].tolist() == np.argsort(-(VECTORS @ QUERY))[:25].tolist()


@EVERY
def test_a_filter_that_keeps_one_in_a_hundred_is_never_short(index: VectorIndex) -> None:
    mask = np.zeros(COUNT, dtype=bool)
    mask[np.random.default_rng(3).choice(COUNT, 20, replace=False)] = True
    allowed = Allowed(mask)
    products, rows = index.search(QUERY, 20, allowed)
    assert set(rows.tolist()) == set(np.flatnonzero(mask).tolist())
    assert (np.diff(products) <= 0).all()
    assert index.search(QUERY, 5, allowed)[1].tolist() == rows[:5].tolist()
    assert len(index.search(QUERY, 100, allowed)[1]) == 20


@EVERY
@pytest.mark.parametrize("all_compared", [0, 48_000])
def test_filters_of_every_size_lose_nothing(
    index: VectorIndex, monkeypatch: pytest.MonkeyPatch, all_compared: int
) -> None:
    monkeypatch.setattr("index.cells._ALL_ALLOWED", all_compared)
    for share in (0.1, 0.5, 0.95):
        mask = np.random.default_rng(4).random(COUNT) < share
        rows = index.search(QUERY, 10, Allowed(mask))[1]
        nearest = np.flatnonzero(mask)[np.argsort(-(VECTORS[mask] @ QUERY))[:10]]
        assert mask[rows].all() and len(rows) == 10
        assert len(set(rows.tolist()) & set(nearest.tolist())) >= 9


@EVERY
def test_nothing_allowed_gives_nothing(index: VectorIndex) -> None:
    products, rows = index.search(QUERY, 5, Allowed(np.zeros(COUNT, dtype=bool)))
    assert len(products) == len(rows) == 0


@EVERY
def test_more_than_there_are_gives_all(kind: str, tmp_path: Path) -> None:
    index = KINDS[kind](VECTORS[:7], tmp_path)
    assert sorted(index.search(QUERY, 50)[1].tolist()) == list(range(7))
    assert len(index.search(QUERY, 0)[1]) == 0


@EVERY
def test_products_and_vectors_of_rows(index: VectorIndex) -> None:
    rows = np.array([COUNT - 1, 0, 7, 7], dtype=np.int64)
    assert index.products(QUERY, rows) == pytest.approx(VECTORS[rows] @ QUERY, abs=1e-2)
    assert index.products(QUERY, rows[:0]).shape == (0,)
    assert index.vector(COUNT - 1) == pytest.approx(VECTORS[-1], abs=2e-3)
    assert index.vectors(rows) == pytest.approx(VECTORS[rows], abs=2e-3)
    assert index.vectors(rows[:0]).shape == (0, DIMENSION)


@EXACT
def test_exact_ones_give_the_very_vectors(index: VectorIndex) -> None:
    rows = np.arange(COUNT)[::-1].copy()
    assert np.array_equal(index.vectors(rows), VECTORS[rows])
    assert np.array_equal(index.vector(5), VECTORS[5])


@pytest.mark.parametrize("kind", ["plain", "exact"])
def test_an_empty_index_finds_nothing(kind: str, tmp_path: Path) -> None:
    index = KINDS[kind](np.empty((0, 24), np.float32), tmp_path)
    assert len(index) == 0
    for allowed in (None, Allowed(np.empty(0, dtype=bool))):
        products, rows = index.search(QUERY[:24], 5, allowed)
        assert len(products) == len(rows) == 0
    assert index.vectors(np.empty(0, np.int64)).shape == (0, 24)


@EVERY
def test_threads_find_the_same(index: VectorIndex) -> None:
    filters = [Allowed(np.arange(COUNT) % number == 0) for number in range(1, 21)]
    expected = [index.search(QUERY, 30, allowed)[1].tolist() for allowed in filters]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda allowed: index.search(QUERY, 30, allowed)[1].tolist(), filters * 3))
    assert found == expected * 3


@pytest.mark.parametrize("count", [0, COUNT])
def test_what_is_saved_is_loaded(tmp_path: Path, count: int) -> None:
    index = FaissIndex.build(VECTORS[:count])
    index.save(tmp_path / "vectors")
    loaded = FaissIndex.load(tmp_path / "vectors")
    assert len(loaded) == count
    (products, rows), (before, were) = loaded.search(QUERY, 10), index.search(QUERY, 10)
    assert np.array_equal(products, before) and np.array_equal(rows, were)


def test_a_damaged_file_is_a_runtime_error(tmp_path: Path) -> None:
    FaissIndex.build(VECTORS).save(tmp_path / "vectors")
    content = (tmp_path / "vectors").read_bytes()
    for damaged in (b"", b"no index at all", content[:50], content[:5_000]):
        (tmp_path / "vectors").write_bytes(damaged)
        with pytest.raises(RuntimeError):
            FaissIndex.load(tmp_path / "vectors")


def test_it_is_built_of_parts_in_their_order() -> None:
    parts = JoinedVectors.of(VECTORS[:100], VECTORS[100:100], VECTORS[100:])
    assert np.array_equal(FaissIndex.build(parts).vectors(np.arange(COUNT)), VECTORS)


@given(st.integers(1, 60), st.integers(0, 70), st.integers(0, 1_000), st.none() | st.floats(0, 1))
@settings(deadline=None)
def test_both_find_the_same(size: int, count: int, seed: int, share: float | None) -> None:
    vectors = grouped_vectors(size, 8, seed=seed)
    query = grouped_vectors(1, 8, seed=seed + 1)[0]
    allowed = None if share is None else Allowed(np.random.default_rng(seed).random(size) < share)
    plain, fast = PlainIndex(vectors), FaissIndex.build(vectors)
    expected, found = plain.search(query, count, allowed), fast.search(query, count, allowed)
    assert found[0] == pytest.approx(expected[0], abs=1e-5)
    assert set(found[1].tolist()) <= set(range(size) if allowed is None else allowed.rows.tolist())
    assert len(set(found[1].tolist())) == len(expected[1])
    rows = np.arange(size)[::-1].copy()
    assert fast.products(query, rows) == pytest.approx(plain.products(query, rows), abs=1e-5)
