"""What is taken over from an earlier snapshot is found as if all had been written anew."""

from pathlib import Path

import numpy as np
import pytest

from index import vector_files
from index.allowed import Allowed
from index.cells import FILES, CellIndex
from index.joined_vectors import HeldVectors, Vectors
from index.split_index import SplitIndex
from index.vector_files import BASE, EarlierVectors, Kept, load_vectors, save_vectors
from index.vectors import FaissIndex, VectorIndex
from tests.index.grouped import grouped_vectors

DIMENSION = 48


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every corpus count as large."""
    monkeypatch.setattr(vector_files, "_EXACT", 1)


def some(count: int, seed: int) -> Vectors:
    return grouped_vectors(count, DIMENSION, seed)


def alike(index: VectorIndex, vectors: Vectors, *, exact: bool = False) -> None:
    """Make sure that an index holds just these vectors, in this order."""
    everything = np.arange(len(vectors))
    assert len(index) == len(vectors)
    # A number that lies outside of what the coding was learned from becomes the nearest that lies inside.
    away = np.abs(index.vectors(everything) - vectors)
    assert away.max() <= (0 if exact else 0.05) and away.mean() <= 5e-4
    assert np.array_equal(index.vector(len(vectors) - 1), index.vectors(everything[-1:])[0])
    query = some(1, 99)[0]
    for mask in (everything >= 0, everything % 3 != 1, everything < 0):
        scores, rows = index.search(query, 12, None if mask.all() else Allowed(mask))
        wanted = np.flatnonzero(mask)[np.argsort(-(vectors @ query)[mask])[:12]]
        assert mask[rows].all() and len(rows) == len(wanted)
        assert len(set(rows.tolist()) & set(wanted.tolist())) >= (len(wanted) if exact else len(wanted) - 2)
        assert np.allclose((vectors @ query)[rows], scores, atol=1e-6 if exact else 1e-2)
    rows = np.array([len(vectors) - 1, 0, 3, 3])
    assert np.allclose(index.products(query, rows), vectors[rows] @ query, atol=1e-6 if exact else 2e-2)
    assert index.products(query, rows[:0]).shape == (0,)


def write(folder: Path, parts: list[Vectors | Kept], earlier: Path | None = None, count: int = 0) -> bool:
    """Whether the new one links to the earlier one."""
    folder.mkdir()
    sources = [part if isinstance(part, Kept) else HeldVectors(part) for part in parts]
    linked = save_vectors(folder, sources, DIMENSION, EarlierVectors(earlier) if earlier else None, count)
    assert linked in ([], list(FILES))
    return bool(linked)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("recent_exact", [30, 1_000])
def test_change_after_change_until_all_are_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recent_exact: int
) -> None:
    monkeypatch.setattr(vector_files, "_RECENT_EXACT", recent_exact)
    chance = np.random.default_rng(3)
    vectors = some(2_000, 1)
    assert not write(tmp_path / "0", [vectors])
    linked = []
    for number in range(1, 20):
        cut = sorted(chance.integers(0, len(vectors), 2).tolist())
        gone, new = int(chance.integers(0, 30)), some(int(chance.integers(0, 60)), number + 10)
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
def test_the_cells_are_linked_to_and_loaded_once(tmp_path: Path) -> None:
    vectors = some(100, 1)
    write(tmp_path / "0", [vectors])
    assert write(tmp_path / "1", [Kept(0, 99)], tmp_path / "0", 100)
    for name in FILES:
        assert (tmp_path / "0" / name).samefile(tmp_path / "1" / name)
    first, second = load_vectors(tmp_path / "0"), load_vectors(tmp_path / "1")
    assert isinstance(second, SplitIndex)
    assert second._parts[0][0] is first
    alike(second, vectors[:99])


@pytest.mark.usefixtures("large")
def test_what_is_written_anew_time_after_time_does_not_drift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_files, "_SHARE", 0.0)
    vectors, everything = some(100, 1), np.arange(100)
    write(tmp_path / "0", [vectors])
    first = load_vectors(tmp_path / "0").vectors(everything)
    for number in range(1, 6):
        parts: list[Vectors | Kept] = [Kept(0, 100), some(number, number + 1)]
        assert not write(tmp_path / str(number), parts, tmp_path / str(number - 1), 100 + max(number - 1, 0))
        assert np.array_equal(load_vectors(tmp_path / str(number)).vectors(everything), first)


@pytest.mark.usefixtures("large")
def test_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    vectors = some(100, 1)
    write(tmp_path / "0", [vectors])
    assert not write(tmp_path / "1", [Kept(0, 50), Kept(51, 100)], tmp_path / "0", 100)
    alike(load_vectors(tmp_path / "1"), np.delete(vectors, 50, axis=0))


def test_a_small_corpus_is_exact_and_written_anew(tmp_path: Path) -> None:
    vectors = some(100, 1)
    write(tmp_path / "0", [vectors])
    assert not write(tmp_path / "1", [Kept(0, 100)], tmp_path / "0", 100)
    assert [path.name for path in (tmp_path / "1").iterdir()] == [BASE]
    alike(load_vectors(tmp_path / "1"), vectors, exact=True)


def test_the_kind_goes_by_the_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_files, "_EXACT", 100)
    vectors = some(240, 1)
    write(tmp_path / "0", [vectors[:100]])
    assert isinstance(load_vectors(tmp_path / "0"), FaissIndex)
    assert not write(tmp_path / "1", [Kept(0, 100), vectors[100:]], tmp_path / "0", 100)
    assert isinstance(load_vectors(tmp_path / "1"), CellIndex)
    alike(load_vectors(tmp_path / "1"), vectors)
    assert not write(tmp_path / "2", [Kept(0, 90)], tmp_path / "1", 240)
    assert isinstance(load_vectors(tmp_path / "2"), CellIndex), "coded ones stay so a while"
    assert not write(tmp_path / "3", [Kept(0, 40)], tmp_path / "2", 90)
    assert isinstance(load_vectors(tmp_path / "3"), FaissIndex)
    alike(load_vectors(tmp_path / "3"), vectors[:40])


def test_an_exact_index_with_a_small_one_beside_it_opens_and_is_taken_over(tmp_path: Path) -> None:
    """Snapshots of earlier versions of a large corpus."""
    vectors, base, recent = some(100, 1), np.arange(100) % 4 != 0, np.arange(100) % 4 == 0
    (tmp_path / "0").mkdir()
    FaissIndex.build(vectors[base]).save(tmp_path / "0" / BASE)
    FaissIndex.build(vectors[recent]).save(tmp_path / "0" / "recent.faiss")
    np.savez(tmp_path / "0" / "slots.npz", base=np.flatnonzero(base), recent=np.flatnonzero(recent))
    alike(load_vectors(tmp_path / "0"), vectors, exact=True)
    assert not write(tmp_path / "1", [Kept(0, 60), Kept(70, 100)], tmp_path / "0", 100)
    alike(load_vectors(tmp_path / "1"), np.delete(vectors, slice(60, 70), axis=0), exact=True)


def test_slots_that_do_not_fit_are_refused() -> None:
    base, recent = FaissIndex.build(some(4, 1)), FaissIndex.build(some(1, 2))
    with pytest.raises(ValueError, match="do not fit"):
        SplitIndex(base, recent, np.arange(3), np.array([3]))
    with pytest.raises(ValueError, match="no slot"):
        SplitIndex(base, recent, np.array([0, 1, 2, 2]), np.array([2]))
