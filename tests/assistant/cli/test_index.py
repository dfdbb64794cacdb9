"""`precedent index …`: built, listed, and held against what was written."""

import shutil
from pathlib import Path

import pytest

from assistant.settings import Settings
from index.snapshot import SnapshotStore
from tests.assistant.cli.conftest import Run
from tests.assistant.snapshots import damage, publish_again
from tests.corpus.sample import FILE, RECORD


@pytest.fixture
def store(own_home: Settings) -> SnapshotStore:
    return SnapshotStore(own_home.snapshots)


def test_build_indexes_what_is_published(run: Run, empty: Path, tmp_path: Path) -> None:
    nothing = run("index", "build", home=empty)
    assert (nothing.code, nothing.out) == (1, "")
    assert "precedent corpus add PATH" in nothing.err
    (tmp_path / FILE).write_text(RECORD)
    run("corpus", "add", str(tmp_path / FILE), "--no-build", home=empty)
    built = run("index", "build", home=empty)
    current = SnapshotStore(empty / "snapshots").current_id()
    assert built.code == 0
    assert built.out.startswith(f"{current}: 1 practices, ")


def test_status_marks_the_current_snapshot(run: Run, own_home: Settings, store: SnapshotStore) -> None:
    old = str(store.current_id())
    new = publish_again(store)
    listed = run("index", "status", home=own_home.home)
    assert listed.code == 0
    first, second = listed.out.splitlines()[:2]
    assert first.startswith(f"* {new}  218 practices, ")
    assert second.startswith(f"  {old}  ")
    rows = run("index", "status", "--json", home=own_home.home).json
    assert [(row["id"], row["current"]) for row in rows][:2] == [(new, True), (old, False)]
    assert rows[0]["counts"]["practices"] == 218


def test_status_without_any_names_the_command_to_run(run: Run, empty: Path) -> None:
    listed = run("index", "status", home=empty)
    assert (listed.code, listed.out) == (0, "No snapshot yet. Build one with: precedent index build\n")
    assert run("index", "status", "--json", home=empty).json == []


def test_status_lists_the_others_where_one_is_unreadable(run: Run, own_home: Settings, store: SnapshotStore) -> None:
    old = str(store.current_id())
    new = publish_again(store)
    (store.root / new / "manifest.json").write_text("{")
    listed = run("index", "status", home=own_home.home)
    assert listed.code == 0
    assert old in listed.out
    assert new not in listed.out
    assert f"Snapshot {new} is damaged" in listed.err


def test_verify_tells_whole_from_damaged(run: Run, own_home: Settings, store: SnapshotStore) -> None:
    for identifier in store.ids()[1:]:
        shutil.rmtree(store.root / identifier)
    whole = str(store.current_id())
    checked = run("index", "verify", home=own_home.home)
    assert (checked.code, checked.out, checked.err) == (0, f"{whole}: whole\n", "")
    changed, missing = publish_again(store), publish_again(store)
    damage(store, changed, "vectors.faiss")
    (store.root / missing / "texts.bin").unlink()
    checked = run("index", "verify", home=own_home.home)
    assert (checked.code, checked.out) == (1, f"{whole}: whole\n")
    assert checked.err.splitlines() == [
        f"Snapshot {missing} is damaged: texts.bin is missing.",
        f"Snapshot {changed} is damaged: vectors.faiss has changed.",
        "Build anew with: precedent index build",
    ]


def test_verify_without_any_fails(run: Run, empty: Path) -> None:
    checked = run("index", "verify", home=empty)
    assert (checked.code, checked.err) == (1, "Build anew with: precedent index build\n")
