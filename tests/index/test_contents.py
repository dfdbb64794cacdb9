import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.contents import Contents
from index.model import OnnxEmbedder
from index.passages import Kind, cut_passages
from index.snapshot import SnapshotError, SnapshotStore


def test_practices_come_back_as_they_were(contents: Contents, handful: list[Practice]) -> None:
    assert len(contents) == 5
    assert contents.ids == [practice.id for practice in handful]
    for practice in handful:
        assert contents.practice(contents.number_of[practice.id]) == practice


def test_every_passage_lies_in_its_row(contents: Contents, handful: list[Practice], embedder: OnnxEmbedder) -> None:
    row = 0
    for number, practice in enumerate(handful):
        for passage in cut_passages(practice, embedder.count_tokens, 512):
            shown = contents.passage(row)
            assert (shown.kind, shown.language, shown.section, shown.text) == (
                passage.kind,
                passage.language,
                passage.section,
                passage.text,
            )
            assert contents.owner[row] == number and contents.kinds[row] == passage.kind
            assert row in contents.rows(number, passage.kind)
            assert row in contents.rows_in(number, passage.kind, passage.language)
            row += 1
    assert row == len(contents.vectors) == contents.manifest.counts["passages"]


def test_vectors_are_those_of_the_passages(contents: Contents, handful: list[Practice], embedder: OnnxEmbedder) -> None:
    cut = cut_passages(handful[0], embedder.count_tokens, 512)
    vectors = np.stack([contents.vectors.vector(row) for row in range(len(cut))])
    again = embedder.embed_passages([passage.embedded for passage in cut])
    assert (vectors * again).sum(axis=1).min() > 0.99


def test_rows_of_every_kind_cover_all_passages_once(contents: Contents) -> None:
    rows = [row for number in range(len(contents)) for kind in Kind for row in contents.rows(number, kind)]
    assert rows == list(range(len(contents.vectors)))
    summaries = contents.rows(0, Kind.SUMMARY)
    by_language = [row for language in LANGUAGES for row in contents.rows_in(0, Kind.SUMMARY, language)]
    assert sorted(by_language) == list(summaries)


def test_facets_are_counted(contents: Contents) -> None:
    counts = contents.facet_counts()
    assert counts["cities"] == {"Cork": 2, "Bristol": 1, "Osan": 1, "São Paulo": 1}
    assert counts["countries"]["IE"] == 2
    assert sum(counts["regions"].values()) == 5
    assert contents.cities[contents.number_of["kr-osan-survival-swimming"]] == ("KR", "Osan")


def test_words_find_their_practice(contents: Contents) -> None:
    scores = contents.words.scores("swimming", "en")
    assert contents.ids[int(scores.argmax())] == "kr-osan-survival-swimming"
    assert contents.ids[int(contents.words.scores("плавание", "ru").argmax())] == "kr-osan-survival-swimming"


@pytest.mark.parametrize("name", ["practices.jsonl", "passages.npz", "texts.bin", "vectors.faiss"])
@pytest.mark.parametrize("damage", ["cut short", "gone"])
def test_what_cannot_be_opened_is_a_snapshot_error(
    built: SnapshotStore, tmp_path: Path, name: str, damage: str
) -> None:
    shutil.copytree(built.root, tmp_path / "snapshots")
    store = SnapshotStore(tmp_path / "snapshots")
    current = str(store.current_id())
    path = store.root / current / name
    content = path.read_bytes()
    path.unlink()
    if damage == "cut short":
        path.write_bytes(content[: len(content) // 3])
    with pytest.raises(SnapshotError):
        Contents.open(store)
    try:
        Contents.open(store, current)
    except SnapshotError as error:
        assert f"Snapshot {current} cannot be opened" in str(error)
    else:
        assert (name, damage) == ("texts.bin", "cut short"), "only the digest tells"


def test_an_unknown_snapshot_is_named(built: SnapshotStore) -> None:
    with pytest.raises(SnapshotError, match="There is no snapshot 2020"):
        Contents.open(built, "2020")


def test_the_year_in_which_each_began_is_known_or_nought(contents: Contents, handful: list[Practice]) -> None:
    assert contents.begun.tolist() == [practice.start or 0 for practice in handful]
