from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.joined_vectors import JoinedVectors, SomeVectors
from index.scratch import ScratchTexts, ScratchVectors
from tests.index.grouped import grouped_vectors


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5), max_size=5), st.data())
def test_texts_come_back(tmp_path_factory, added: list[list[str]], data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    everything = [text for texts in added for text in texts]
    with ScratchTexts(tmp_path_factory.mktemp("scratch") / "texts") as scratch:
        for texts in added:
            scratch.add(texts)
            assert scratch.read(0, len(scratch)) == everything[: len(scratch)]
        start = data.draw(st.integers(0, len(everything)))
        stop = data.draw(st.integers(start, len(everything)))
        assert scratch.read(start, stop) == everything[start:stop]


def test_vectors_come_back_in_any_order(tmp_path: Path) -> None:
    vectors = grouped_vectors(100, 12)
    with ScratchVectors(tmp_path / "vectors", 12) as scratch:
        scratch.add(vectors[:60])
        assert np.array_equal(scratch.vectors(np.array([59, 3, 4, 5])), vectors[[59, 3, 4, 5]])
        scratch.add(vectors[60:])
        assert len(scratch) == 100
        for rows in (np.arange(100), np.arange(100)[::-1], np.array([7, 7, 99, 0]), np.empty(0, np.int64)):
            assert np.array_equal(scratch.vectors(rows), vectors[rows])


def test_joined_vectors_are_read_in_portions_and_by_rows(tmp_path: Path) -> None:
    vectors = grouped_vectors(100, 12)
    with ScratchVectors(tmp_path / "vectors", 12) as scratch:
        scratch.add(vectors)
        joined = JoinedVectors([SomeVectors(scratch, np.arange(n, n + 10)) for n in range(0, 100, 10)], 12)
        assert len(joined) == 100
        portions = list(joined.portions(33))
        assert [len(portion) for portion in portions] == [33, 33, 33, 1]
        assert np.array_equal(np.concatenate(portions), vectors)
        rows = np.array([0, 9, 10, 57, 99])
        assert np.array_equal(joined.take(rows), vectors[rows])
    assert list(JoinedVectors([], 12).portions()) == []
