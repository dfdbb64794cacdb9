"""What is taken over from a large file is found as if all had been written anew."""

from pathlib import Path

import numpy as np
import pytest

from index import vector_files
from index.vector_files import BASE, EarlierVectors, Kept, load_vectors, save_vectors
from index.vectors import FaissIndex, SplitIndex, VectorIndex, Vectors

DIMENSION = 8


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file count as large."""
    monkeypatch.setattr(vector_files, "_LARGE", 1)


def some(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def alike(index: VectorIndex, vectors: Vectors) -> None:
    """Make sure that an index holds just these vectors, in this order."""
    plain = FaissIndex.build(vectors)
    assert len(index) == len(vectors)
    assert np.array_equal(index.vectors(0, len(vectors)), vectors)
    assert np.array_equal(index.vector(len(vectors) - 1), vectors[-1])
    query = some(1, 99)[0]
    allowed = np.arange(len(vectors)) % 3 != 1
    for mask in (None, allowed, np.zeros(len(vectors), np.bool_)):
        scores, rows = index.search(query, 12, mask)
        wanted, where = plain.search(query, 12, mask)
        assert np.allclose(scores, wanted, atol=1e-6)
        assert rows.tolist() == where.tolist()
    rows = np.array([len(vectors) - 1, 0, 3, 3])
    assert np.allclose(index.products(query, rows), vectors[rows] @ query, atol=1e-6)
    assert index.products(query, rows[:0]).shape == (0,)


def write(folder: Path, parts: list[Vectors | Kept], earlier: Path | None = None, count: int = 0) -> bool:
    folder.mkdir()
    return save_vectors(folder, parts, EarlierVectors(earlier) if earlier else None, count)


@pytest.mark.usefixtures("large")
def test_change_after_change_until_all_are_written_anew(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    vectors = some(200, 1)
    assert not write(tmp_path / "0", [vectors])
    linked = []
    for number in range(1, 30):
        cut = sorted(chance.integers(0, len(vectors), 2).tolist())
        gone, new = int(chance.integers(0, 3)), some(int(chance.integers(0, 6)), number + 10)
        parts: list[Vectors | Kept] = [
            Kept(0, cut[0]),
            new,
            Kept(cut[0], cut[1]),
            Kept(min(cut[1] + gone, len(vectors)), len(vectors)),
        ]
        linked.append(write(tmp_path / str(number), parts, tmp_path / str(number - 1), len(vectors)))
        vectors = np.concatenate([vectors[p.start : p.stop] if isinstance(p, Kept) else p for p in parts])
        index = load_vectors(tmp_path / str(number))
        assert isinstance(index, SplitIndex) == linked[-1]
        alike(index, vectors)
    assert linked[0]
    assert 2 <= linked.count(False) <= 12


@pytest.mark.usefixtures("large")
def test_the_large_file_is_linked_to_and_loaded_once(tmp_path: Path) -> None:
    vectors = some(100, 1)
    write(tmp_path / "0", [vectors])
    assert write(tmp_path / "1", [Kept(0, 99)], tmp_path / "0", 100)
    assert (tmp_path / "0" / BASE).samefile(tmp_path / "1" / BASE)
    first, second = load_vectors(tmp_path / "0"), load_vectors(tmp_path / "1")
    assert isinstance(second, SplitIndex)
    assert second._parts[0][0] is first
    alike(second, vectors[:99])


@pytest.mark.usefixtures("large")
def test_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    vectors = some(100, 1)
    write(tmp_path / "0", [vectors])
    assert not write(tmp_path / "1", [Kept(0, 50), Kept(51, 100)], tmp_path / "0", 100)
    alike(load_vectors(tmp_path / "1"), np.delete(vectors, 50, axis=0))


def test_a_small_file_is_written_anew(tmp_path: Path) -> None:
    vectors = some(100, 1)
    write(tmp_path / "0", [vectors])
    assert not write(tmp_path / "1", [Kept(0, 100)], tmp_path / "0", 100)
    assert [path.name for path in (tmp_path / "1").iterdir()] == [BASE]
    alike(load_vectors(tmp_path / "1"), vectors)


def test_slots_that_do_not_fit_are_refused() -> None:
    base, recent = FaissIndex.build(some(4, 1)), FaissIndex.build(some(1, 2))
    with pytest.raises(ValueError, match="do not fit"):
        SplitIndex(base, recent, np.arange(3), np.array([3]))
    with pytest.raises(ValueError, match="no slot"):
        SplitIndex(base, recent, np.array([0, 1, 2, 2]), np.array([2]))
