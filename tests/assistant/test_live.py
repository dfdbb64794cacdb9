"""The index that is served is exchanged whole or not at all."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.live import LiveIndex
from assistant.settings import Settings
from index.model import OnnxEmbedder
from index.snapshot import SnapshotError, SnapshotStore
from tests.assistant.snapshots import damage, publish_again


@pytest.fixture
def store(own_home: Settings) -> SnapshotStore:
    return SnapshotStore(own_home.snapshots)


def test_the_current_snapshot_is_served_until_another_one_is_current(
    store: SnapshotStore, embedder: OnnxEmbedder
) -> None:
    live = LiveIndex(store, embedder)
    first = live.served
    assert first.snapshot == store.current_id()
    assert live.refresh() is False
    assert live.served is first
    second = publish_again(store)
    assert live.refresh() is True
    assert live.served.snapshot == second
    assert len(first.contents) == len(live.served.contents)
    store.make_current(first.snapshot)
    assert live.refresh() is True
    assert live.served.snapshot == first.snapshot


@pytest.mark.parametrize("file", ["vectors.faiss", "practices.jsonl", "manifest.json"])
def test_a_damaged_new_snapshot_is_named_once_and_the_old_one_goes_on(
    store: SnapshotStore, embedder: OnnxEmbedder, file: str
) -> None:
    live = LiveIndex(store, embedder)
    first = live.served
    damage(store, publish_again(store), file)
    with capture_logs() as logs:
        assert [live.refresh(), live.refresh(), live.refresh()] == [False, False, False]
    assert live.served is first
    assert [entry["event"] for entry in logs] == ["snapshot_not_served"]
    assert "damaged" in logs[0]["reason"]
    third = publish_again(store, of=first.snapshot)
    assert live.refresh() is True
    assert live.served.snapshot == third


def test_a_damaged_current_snapshot_is_passed_over_for_the_newest_whole_one(
    store: SnapshotStore, embedder: OnnxEmbedder
) -> None:
    first = str(store.current_id())
    second, third = publish_again(store), publish_again(store)
    damage(store, third, "vectors.faiss")
    with capture_logs() as logs:
        live = LiveIndex(store, embedder)
    assert live.served.snapshot == second != first
    assert [(entry["event"], entry["served"]) for entry in logs] == [("snapshot_damaged", second)]
    assert live.refresh() is False


def test_where_none_is_whole_the_command_to_run_is_named(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    damage(store, str(store.current_id()), "texts.bin")
    with pytest.raises(SnapshotError, match=r"precedent index build.*texts\.bin"):
        LiveIndex(store, embedder)


def test_where_there_is_none_the_command_to_run_is_named(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"no index to search yet.*precedent index build"):
        LiveIndex(SnapshotStore(tmp_path / "snapshots"), embedder)


def test_vectors_of_another_model_are_not_served(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    live = LiveIndex(store, embedder)
    current = str(store.current_id())
    manifest = store.manifest(current)
    with store.aside() as folder:
        shutil.copytree(store.root / current, folder, dirs_exist_ok=True)
        (folder / "manifest.json").unlink()
        other = manifest.model | {"fingerprint": "another"}
        store.publish(folder, model=other, corpus=manifest.corpus, counts=manifest.counts)
    assert live.refresh() is False
    assert live.served.snapshot == current
    with pytest.raises(SnapshotError, match=r"another embedding model.*precedent index build"):
        LiveIndex(store, embedder)
