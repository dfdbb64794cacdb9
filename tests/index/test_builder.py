import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.places import Gazetteer
from corpus.practice import Practice
from index import builder, vector_files
from index.builder import PLACES_FILE, Entry, build_snapshot
from index.contents import Contents
from index.earlier import Earlier
from index.model import OnnxEmbedder
from index.passages import cut_passages
from index.search import Query, Searcher
from index.snapshot import SnapshotError, SnapshotStore
from index.vector_cache import VectorCache
from tests.index.doubles import CountingEmbedder, HashEmbedder

pytestmark = pytest.mark.usefixtures("places_known")


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def cache(vectors_kept: Path, tmp_path: Path) -> Path:
    """The vectors of the handful, kept from an earlier build."""
    return Path(shutil.copy(vectors_kept, tmp_path / "vectors.sqlite"))


def embedded(practices: list[Practice], embedder: OnnxEmbedder) -> list[str]:
    cut = (cut_passages(practice, embedder.count_tokens, 512) for practice in practices)
    return [passage.embedded for passages in cut for passage in passages]


def test_a_snapshot_holds_everything_a_search_needs(
    built: SnapshotStore, handful: list[Practice], embedder: OnnxEmbedder, described: dict[str, Any]
) -> None:
    manifest = built.verify(str(built.current_id()))
    assert manifest.model == described["model"] and manifest.corpus == described["corpus"]
    assert manifest.counts == {
        "practices": 5,
        "passages": len(embedded(handful, embedder)),
        "cities": 4,
        "countries": 4,
        "sources": sum(len(practice.sources) for practice in handful),
    }
    names = {name.split("/")[0] for name in manifest.files}
    assert names == {"practices.jsonl", "passages.npz", "texts.bin", "vectors.faiss", "words", "places.json"}
    places = Gazetteer.load(built.root / manifest.id / PLACES_FILE)
    assert isinstance(places, Gazetteer)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("how do schools teach children to swim?", "en", "kr-osan-survival-swimming"),
        ("laboratórios de fabricação digital", "pt", "br-sao-paulo-fab-lab-livre"),
        ("un festival de l'apprentissage chaque année", "fr", "ie-cork-lifelong-learning-festival"),
    ],
)
def test_what_was_built_is_found(
    contents: Contents, embedder: OnnxEmbedder, question: str, language: str, expected: str
) -> None:
    hits = Searcher(contents, embedder).search(Query(question, language)).hits
    assert hits[0].practice.id == expected


def test_a_second_build_embeds_nothing(
    handful: list[Practice],
    embedder: OnnxEmbedder,
    store: SnapshotStore,
    cache: Path,
    built: SnapshotStore,
    described: dict[str, Any],
) -> None:
    counting = CountingEmbedder(embedder)
    manifest = build_snapshot(handful, counting, store, cache, **described)
    assert counting.passages == []
    first = built.manifest(str(built.current_id()))
    for name in ("practices.jsonl", "vectors.faiss", "texts.bin"):
        assert manifest.files[name] == first.files[name]


def test_a_change_of_one_practice_embeds_only_its_new_passages(
    handful: list[Practice], embedder: OnnxEmbedder, store: SnapshotStore, cache: Path, described: dict[str, Any]
) -> None:
    before = set(embedded(handful, embedder))
    changed = handful[1].model_copy(update={"title": "Another title"})
    practices = [handful[0], changed, *handful[2:]]
    counting = CountingEmbedder(embedder)
    build_snapshot(practices, counting, store, cache, **described)
    assert set(counting.passages) == set(embedded([changed], embedder)) - before
    assert 0 < len(counting.passages) < 8
    found = Searcher(Contents.open(store), embedder).search(Query("Another title")).hits
    assert "Another title" in {hit.practice.title for hit in found}


def test_a_practice_that_went_is_gone(
    handful: list[Practice], embedder: OnnxEmbedder, store: SnapshotStore, cache: Path, described: dict[str, Any]
) -> None:
    counting = CountingEmbedder(embedder)
    build_snapshot(handful[1:], counting, store, cache, **described)
    contents = Contents.open(store)
    assert counting.passages == []
    assert contents.ids == [practice.id for practice in handful[1:]]


def test_an_interruption_keeps_what_was_embedded_and_the_old_snapshot(
    handful: list[Practice], store: SnapshotStore, tmp_path: Path, described: dict[str, Any]
) -> None:
    plain, cache = HashEmbedder(), tmp_path / "vectors.sqlite"
    build_snapshot(handful[:1], plain, store, cache, **described)
    old = store.current_id()
    many = [
        practice.model_copy(update={"id": f"{practice.id}-{number}", "title": f"{practice.title} {number}"})
        for practice in handful
        for number in range(20)
    ]
    failing = CountingEmbedder(plain, fail_after=500)
    with pytest.raises(KeyboardInterrupt):
        build_snapshot(many, failing, store, cache, **described)
    assert store.current_id() == old
    assert {path.name for path in store.root.iterdir()} == {"current", old}
    with VectorCache(cache, plain.fingerprint) as kept:
        assert set(kept.get(failing.passages)) == set(failing.passages)
    rest = CountingEmbedder(plain)
    build_snapshot(many, rest, store, cache, **described)
    assert len(failing.passages) >= 500 and rest.passages
    assert not set(rest.passages) & set(failing.passages)


def test_equal_texts_are_embedded_once(
    handful: list[Practice], store: SnapshotStore, tmp_path: Path, described: dict[str, Any]
) -> None:
    twin = handful[0].model_copy(update={"id": "br-sao-paulo-twin"})
    counting = CountingEmbedder(HashEmbedder())
    build_snapshot([handful[0], twin], counting, store, tmp_path / "v.sqlite", **described)
    assert len(counting.passages) == len(set(counting.passages))
    contents = Contents.open(store)
    assert np.array_equal(contents.vectors.vector(0), contents.vectors.vector(len(contents.vectors) // 2))


def test_vectors_of_another_model_are_not_taken(
    handful: list[Practice], store: SnapshotStore, tmp_path: Path, described: dict[str, Any]
) -> None:
    one, other = CountingEmbedder(HashEmbedder("one")), CountingEmbedder(HashEmbedder("other"))
    for embedder in (one, other):
        build_snapshot(handful[:1], embedder, store, tmp_path / "v.sqlite", **described)
    assert sorted(one.passages) == sorted(other.passages) != []


def test_the_order_of_practices_makes_no_difference(
    handful: list[Practice], store: SnapshotStore, tmp_path: Path, described: dict[str, Any]
) -> None:
    build = (build_snapshot(p, HashEmbedder(), store, tmp_path / "v", **described) for p in (handful, handful[::-1]))
    first, second = (manifest.files for manifest in build)
    # A file of columns has the time in it at which it was written.
    assert {name: first[name] for name in first if name != "passages.npz"} == {
        name: second[name] for name in second if name != "passages.npz"
    }


def test_progress_ends_with_all_done(
    handful: list[Practice], store: SnapshotStore, tmp_path: Path, described: dict[str, Any]
) -> None:
    steps: dict[str, list[tuple[int, int]]] = {}
    build_snapshot(
        handful,
        HashEmbedder(),
        store,
        tmp_path / "v",
        **described,
        progress=lambda step, done, total: steps.setdefault(step, []).append((done, total)),
    )
    assert set(steps) == {"cutting into passages", "embedding", "indexing words", "collecting names of places"}
    for told in steps.values():
        assert told[-1][0] == told[-1][1] > 0
        assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_nothing_to_index_is_said_so(store: SnapshotStore, tmp_path: Path, described: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError, match=r"There are no practices to index\. Add some with: precedent corpus add"):
        build_snapshot([], HashEmbedder(), store, tmp_path / "v", **described)
    assert store.current_id() is None


def test_portions_make_no_difference(
    handful: list[Practice],
    store: SnapshotStore,
    tmp_path: Path,
    described: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = [practice.model_copy(update={"id": f"{practice.id}-{n}"}) for practice in handful for n in range(3)]
    whole = build_snapshot(many, HashEmbedder(), store, tmp_path / "v", **described)
    monkeypatch.setattr(builder, "_CUT_AT_ONCE", 2)
    monkeypatch.setattr(builder, "_EMBEDDED_AT_ONCE", 50)
    told: list[tuple[int, int]] = []
    portioned = build_snapshot(
        many,
        CountingEmbedder(HashEmbedder("again")),
        store,
        tmp_path / "v",
        **described,
        progress=lambda step, done, total: told.append((done, total)) if step == "embedding" else None,
    )
    assert {name: said for name, said in portioned.files.items() if name != "passages.npz"} == {
        name: said for name, said in whole.files.items() if name != "passages.npz"
    }
    assert told == sorted(told) and {total for _, total in told} == {told[-1][0]}


def test_a_large_corpus_lies_in_cells_and_grows_beside_them(
    handful: list[Practice],
    store: SnapshotStore,
    tmp_path: Path,
    described: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vector_files, "_EXACT", 500)
    monkeypatch.setattr(vector_files, "_SHARE", 0.5)
    described = {**described, "model": {**described["model"], "fingerprint": "by chance"}}
    many = {f"{practice.id}-{n}": practice for practice in handful for n in range(6)}
    entries = [
        Entry(name, name, lambda name=name, practice=practice: practice.model_copy(update={"id": name}))  # type: ignore[misc]
        for name, practice in many.items()
    ]
    steps: set[str] = set()
    told = lambda step, done, total: steps.add(step)  # noqa: E731
    first = build_snapshot(entries[:-7], HashEmbedder(), store, tmp_path / "v", **described, progress=told)
    assert "indexing vectors" in steps and "vectors.faiss" not in first.files
    chosen = entries[2:]
    earlier = Earlier.open(store, "by chance")
    second = build_snapshot(chosen, HashEmbedder(), store, tmp_path / "v", **described, earlier=earlier)
    assert {"recent.faiss", "slots.npz"} <= set(second.files)
    for name in ("cells.faiss", "codes-high.bin"):
        assert (store.root / first.id / name).samefile(store.root / second.id / name)
    grown = Contents.open(store)
    build_snapshot(chosen, HashEmbedder(), store, tmp_path / "v", **described)
    anew = Contents.open(store)
    everything = np.arange(len(anew.vectors))
    assert grown.ids == anew.ids == sorted(entry.id for entry in chosen)
    assert np.abs(grown.vectors.vectors(everything) - anew.vectors.vectors(everything)).max() < 0.01
    for text, language in (("swimming", "en"), ("плавание", "ru"), ("学习", "zh")):
        assert np.array_equal(grown.words.scores(text, language), anew.words.scores(text, language))
    same = {name for name in second.files if not name.startswith(("cells", "codes", "recent", "slots", "passages"))}
    assert {name: second.files[name] for name in same} == {name: anew.manifest.files[name] for name in same}
