"""Counted words give the very index that `bm25s` builds of the words themselves."""

from pathlib import Path

import bm25s
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.word_counts import WordCounts, joined

TEXTS = st.lists(
    st.lists(st.sampled_from(["boat", "book", "city", "fair", "图书", "x"]), max_size=9), min_size=1, max_size=9
)


def counted(texts: list[list[str]]) -> list[dict[str, int]]:
    """What each text holds."""
    counts = WordCounts.of(texts)
    return content(counts)


def content(counts: WordCounts) -> list[dict[str, int]]:
    edges = counts.starts.tolist()
    return [
        {counts.words[counts.terms[i]]: int(counts.counts[i]) for i in range(edges[n], edges[n + 1])}
        for n in range(len(counts))
    ]


@given(texts=TEXTS)
def test_the_same_scores(texts: list[list[str]]) -> None:
    if not any(texts):
        return
    theirs = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
    theirs.index(texts, show_progress=False)
    ours = WordCounts.of(texts).bm25(1.2, 0.6)
    for word in {word for text in texts for word in text}:
        assert np.allclose(ours.get_scores([word]), theirs.get_scores([word]), rtol=1e-6, atol=0)


@given(first=TEXTS, second=TEXTS, data=st.data())
def test_joined_and_taken(first: list[list[str]], second: list[list[str]], data: st.DataObject) -> None:
    both = joined([WordCounts.of(first), WordCounts.of(second)])
    assert content(both) == counted(first + second)
    order = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=12))
    taken = both.take(np.array(order, np.int64))
    assert content(taken) == [content(both)[number] for number in order]
    assert set(taken.words) == {word for text in content(taken) for word in text}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    counts = WordCounts.of([["a", "b", "a"], [], ["b"]])
    counts.save(tmp_path / "counts.npz")
    loaded = WordCounts.load(tmp_path / "counts.npz", {word: place for place, word in enumerate(counts.words)})
    assert content(loaded) == content(counts) == [{"a": 2, "b": 1}, {}, {"b": 1}]
