"""The index for a large corpus: nearly what exact search finds, in a fraction of the room, whatever a filter leaves."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.allowed import Allowed
from index.cells import CELLS, CellIndex, cells_for
from index.codes import HIGH, LOW, SCALE, Codes, CodesWriter, Scale
from index.vectors import VectorIndex
from tests.index.grouped import grouped_vectors

DIMENSION = 192


VECTORS = grouped_vectors(20_000, DIMENSION)
QUERIES = grouped_vectors(40, DIMENSION, seed=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    CellIndex.build(folder, VECTORS)
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> VectorIndex:
    return CellIndex(folder)


def recall(index: VectorIndex, allowed: Allowed | None = None) -> float:
    products = QUERIES @ VECTORS.T
    if allowed is not None:
        products[:, ~allowed.mask] = -2
    exact = np.argsort(-products, axis=1)[:, :10]
    found = [index.search(query, 10, allowed)[1] for query in QUERIES]
    return float(np.mean([len(set(one) & set(other)) / 10 for one, other in zip(found, exact, strict=True)]))


def test_it_finds_nearly_what_exact_search_finds(index: VectorIndex) -> None:
    assert len(index) == len(VECTORS)
    assert recall(index) >= 0.95


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_a_filter_loses_nothing(index: VectorIndex, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.cells._ALL_ALLOWED", 500)  # so that both ways are taken
    allowed = Allowed(np.random.default_rng(3).random(len(VECTORS)) < share)
    assert recall(index, allowed) >= 0.95
    assert allowed.mask[index.search(QUERIES[0], 50, allowed)[1]].all()


def test_products_and_order_agree_with_the_vectors(index: VectorIndex) -> None:
    products, rows = index.search(QUERIES[0], 25)
    assert len(rows) == len(set(rows.tolist())) == 25
    assert (np.diff(products) <= 0).all()
    assert products == pytest.approx(VECTORS[rows] @ QUERIES[0], abs=2e-3)
    assert index.products(QUERIES[0], rows) == pytest.approx(VECTORS[rows] @ QUERIES[0], abs=1e-2)
    assert index.vector(77) == pytest.approx(VECTORS[77], abs=2e-3)


def test_it_takes_a_third_of_the_room_of_the_vectors(folder: Path) -> None:
    room = sum((folder / name).stat().st_size for name in (HIGH, LOW, SCALE))
    assert room < VECTORS.nbytes / 3
    assert (folder / CELLS).stat().st_size < VECTORS.nbytes / 5


def test_few_vectors_and_none_allowed(tmp_path: Path) -> None:
    few = CellIndex.build(tmp_path, VECTORS[:9])
    assert set(few.search(QUERIES[0], 20)[1].tolist()) == set(range(9))
    assert few.search(QUERIES[0], 20, Allowed(np.zeros(9, dtype=bool)))[1].tolist() == []
    assert few.search(QUERIES[0], 0)[1].tolist() == []


def test_many_threads_find_the_same(index: VectorIndex) -> None:
    alone = [index.search(query, 10)[1].tolist() for query in QUERIES]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda query: index.search(query, 10)[1].tolist(), QUERIES))
    assert together == alone


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    CellIndex.build(tmp_path, VECTORS[:200])
    (tmp_path / HIGH).write_bytes((tmp_path / HIGH).read_bytes()[: 100 * DIMENSION])
    with pytest.raises(ValueError, match="belong together"):
        CellIndex(tmp_path)


def test_progress_ends_with_everything(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    CellIndex.build(tmp_path, VECTORS[:300], progress=lambda done, total: told.append((done, total)))
    assert (told[0], told[-1]) == ((0, 300), (300, 300))


def test_vectors_taken_over_do_not_drift(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    index = CellIndex.build(folders[0], VECTORS[:2_000])
    everything = np.arange(2_000)
    for folder in folders[1:]:
        again = CellIndex.build(folder, index.vectors(everything), scale=index.scale)
        assert np.array_equal(again.vectors(everything), index.vectors(everything))
        assert (folder / HIGH).read_bytes() == (folders[0] / HIGH).read_bytes()
        assert (folder / LOW).read_bytes() == (folders[0] / LOW).read_bytes()
        index = again


def test_a_full_disk_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("write failed")

    monkeypatch.setattr("index.cells.faiss.write_index", refuse)
    with pytest.raises(OSError, match="is the disk full"):
        CellIndex.build(tmp_path, VECTORS[:200])


def test_cells_grow_with_the_root_of_the_count() -> None:
    assert [cells_for(count) for count in (1, 10_000, 65_536, 1_000_000)] == [16, 512, 1024, 4096]


@given(st.integers(1, 70), st.integers(1, 40), st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_codes_give_back_every_vector(
    tmp_path_factory: pytest.TempPathFactory, dimension: int, count: int, seed: int
) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    folder, rows = tmp_path_factory.mktemp("codes"), np.arange(count)
    with CodesWriter(folder, Scale.of(vectors)) as writer:
        writer.write(vectors[:7])
        writer.write(vectors[7:])
    codes = Codes(folder, dimension)
    spread = np.ptp(vectors, axis=0)
    assert (np.abs(codes.vectors(rows) - vectors) <= spread / 1000 + 1e-4).all()
    query = vectors[0]
    assert codes.products(query, rows) == pytest.approx(codes.vectors(rows) @ query, abs=1e-3)
    rough = codes.rough_products(query, rows)
    assert (np.abs(rough - vectors @ query) <= np.abs(query) @ (3 * spread / 1000) + 1e-3).all()
