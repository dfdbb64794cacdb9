import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import snapshot
from index.snapshot import FORMAT, MANIFEST, SnapshotError, SnapshotStore

FACTS = {"model": {"name": "m"}, "corpus": {"digest": "d"}, "counts": {"practices": 1}}


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots", keep=3)


def publish(store: SnapshotStore, text: str = "some text") -> str:
    with store.aside() as folder:
        (folder / "texts.bin").write_text(text)
        (folder / "words").mkdir()
        (folder / "words" / "en.json").write_text("{}")
        return store.publish(folder, **FACTS).id


def names(store: SnapshotStore) -> set[str]:
    return {path.name for path in store.root.iterdir()}


def test_what_is_published_is_current(store: SnapshotStore) -> None:
    assert store.current_id() is None
    assert store.ids() == []
    first = publish(store)
    assert store.current_id() == first
    assert store.newest_whole() == (first, [])
    second = publish(store)
    assert store.current_id() == second
    assert store.ids() == [second, first]
    assert names(store) == {"current", first, second}


def test_the_manifest_says_what_the_snapshot_holds(store: SnapshotStore) -> None:
    identifier = publish(store)
    manifest = store.verify(identifier)
    assert manifest == store.manifest(identifier)
    assert (manifest.id, manifest.format) == (identifier, FORMAT)
    assert (manifest.model, manifest.corpus, manifest.counts) == tuple(FACTS.values())
    assert set(manifest.files) == {"texts.bin", "words/en.json"}
    assert manifest.files["texts.bin"]["bytes"] == len("some text")
    assert re.fullmatch(r"[0-9a-f]{64}", manifest.files["texts.bin"]["sha256"])
    assert re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{6}", identifier)


def test_what_is_not_published_leaves_nothing(store: SnapshotStore) -> None:
    first = publish(store)
    with pytest.raises(ZeroDivisionError), store.aside() as folder:
        (folder / "texts.bin").write_text("half")
        raise ZeroDivisionError
    assert names(store) == {"current", first}


def flip_a_byte(folder: Path) -> str:
    content = bytearray((folder / "texts.bin").read_bytes())
    content[3] ^= 1
    (folder / "texts.bin").write_bytes(content)
    return "texts.bin has changed"


def cut_short(folder: Path) -> str:
    (folder / "words" / "en.json").write_text("")
    return "words/en.json has changed"


def remove_a_file(folder: Path) -> str:
    (folder / "words" / "en.json").unlink()
    return "words/en.json is missing"


def remove_a_folder(folder: Path) -> str:
    shutil.rmtree(folder / "words")
    return "words/en.json is missing"


def empty_manifest(folder: Path) -> str:
    (folder / MANIFEST).write_text("")
    return "its manifest cannot be read"


def manifest_of_something_else(folder: Path) -> str:
    (folder / MANIFEST).write_text('{"some": "JSON"}')
    return "its manifest cannot be read"


def manifest_without_digests(folder: Path) -> str:
    data = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**data, "files": {"texts.bin": {"bytes": 9}}}))
    return "its manifest cannot be read"


def manifest_that_is_no_text(folder: Path) -> str:
    (folder / MANIFEST).write_bytes(b"\xff\xfe\x00")
    return "its manifest cannot be read"


DAMAGES = [
    flip_a_byte,
    cut_short,
    remove_a_file,
    remove_a_folder,
    empty_manifest,
    manifest_of_something_else,
    manifest_without_digests,
    manifest_that_is_no_text,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_noticed_and_the_newest_whole_snapshot_serves(store: SnapshotStore, damage: object) -> None:
    oldest, whole, current = publish(store, "a"), publish(store, "b"), publish(store, "c" * 9)
    said = damage(store.root / current)  # type: ignore[operator]
    with pytest.raises(SnapshotError, match=f"Snapshot {re.escape(current)} is damaged: {re.escape(said)}"):
        store.verify(current)
    identifier, passed_over = store.newest_whole()
    assert identifier == whole
    assert len(passed_over) == 1 and current in passed_over[0] and said in passed_over[0]
    damage(store.root / whole) if damage is remove_a_file else shutil.rmtree(store.root / whole)  # type: ignore[operator]
    assert store.newest_whole()[0] == oldest


def test_any_changed_byte_of_the_manifest_gives_a_snapshot_error_or_a_manifest(store: SnapshotStore) -> None:
    identifier = publish(store)
    path = store.root / identifier / MANIFEST
    content = path.read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 0x11
        path.write_bytes(changed)
        try:
            store.verify(identifier)
        except SnapshotError as error:
            assert identifier in str(error)


def test_without_a_whole_snapshot_the_error_says_what_to_do(store: SnapshotStore) -> None:
    with pytest.raises(SnapshotError, match=r"Build it with: precedent index build$"):
        store.newest_whole()
    flip_a_byte(store.root / publish(store))
    with pytest.raises(SnapshotError, match=r"Build it with: precedent index build .*texts\.bin has changed"):
        store.newest_whole()


def test_a_snapshot_of_another_format_is_passed_over(store: SnapshotStore) -> None:
    old, new = publish(store), publish(store)
    path = store.root / new / MANIFEST
    path.write_text(path.read_text().replace(f'"format": {FORMAT}', '"format": 0'))
    with pytest.raises(SnapshotError, match=r"made by another version\. Build anew: precedent index build"):
        store.manifest(new)
    assert store.newest_whole()[0] == old


def test_rolling_back_and_forward(store: SnapshotStore) -> None:
    first, second = publish(store), publish(store)
    store.make_current(first)
    assert store.current_id() == store.newest_whole()[0] == first
    store.make_current(second)
    assert store.current_id() == second
    assert names(store) == {"current", first, second}


def test_a_damaged_snapshot_is_not_made_current(store: SnapshotStore) -> None:
    first, second = publish(store), publish(store)
    flip_a_byte(store.root / first)
    with pytest.raises(SnapshotError, match=r"texts\.bin has changed"):
        store.make_current(first)
    assert store.current_id() == second


def test_old_snapshots_go_and_the_newest_stay(store: SnapshotStore) -> None:
    made = [publish(store) for _ in range(5)]
    assert store.ids() == made[:1:-1]
    assert store.newest_whole()[0] == made[-1]
    assert len(names(store)) == 4


def test_one_kept_is_the_current_one(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path, keep=1)
    publish(store)
    newest = publish(store)
    assert store.ids() == [newest]


def test_the_new_snapshot_stays_where_the_clock_went_back(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path, keep=1)
    (tmp_path / publish(store)).rename(tmp_path / "99990101T000000.000000Z-abcdef")
    newest = publish(store)
    assert store.current_id() == store.newest_whole()[0] == newest


@pytest.mark.parametrize(
    "identifier",
    ["", ".", "..", "../other", "/etc", "a/b", "20240101/../x", "..\\x", "\0", "current", ".unfinished-1-a", "é"],
)
def test_only_ids_name_a_snapshot(store: SnapshotStore, tmp_path: Path, identifier: str) -> None:
    published = publish(store)
    shutil.copy(store.root / published / MANIFEST, tmp_path / MANIFEST)  # one that a path could lead to
    shutil.copy(store.root / published / MANIFEST, store.root / MANIFEST)
    shutil.copytree(store.root / published, tmp_path / "other")
    for use in (store.manifest, store.verify, store.make_current):
        with pytest.raises(SnapshotError, match="There is no snapshot"):
            use(identifier)
    assert store.current_id() == published


def test_a_current_file_that_leads_nowhere_is_passed_over(store: SnapshotStore) -> None:
    published = publish(store)
    for content in (b"20200101T000000Z-abcdef", b"../../etc", b"\xff\xfe\x00"):
        (store.root / "current").write_bytes(content)
        identifier, passed_over = store.newest_whole()
        assert identifier == published and len(passed_over) == 1
    (store.root / "current").write_bytes(b"")
    assert store.newest_whole() == (published, [])
    (store.root / "current").unlink()
    assert store.newest_whole() == (published, [])


KILLED = """
import os, signal, sys
from pathlib import Path
import index.snapshot as snapshot
store = snapshot.SnapshotStore(Path(sys.argv[1]))
moment = sys.argv[2]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
with store.aside() as folder:
    (folder / "texts.bin").write_text("new")
    if moment == "while writing": die()
    if moment == "before the manifest": snapshot._sha256 = die
    if moment == "before it is current": store.make_current = die
    if moment == "before the last rename":
        flush = snapshot._flush
        snapshot._flush = lambda path: die() if "-current-" in path.name else flush(path)
    store.publish(folder, model={}, corpus={}, counts={})
"""


@pytest.mark.parametrize(
    "moment", ["while writing", "before the manifest", "before it is current", "before the last rename"]
)
def test_a_kill_at_any_moment_leaves_the_old_state(store: SnapshotStore, moment: str) -> None:
    old = publish(store)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store.root), moment], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert store.current_id() == old
    assert store.newest_whole() == (old, [])
    new = publish(store)
    assert store.current_id() == new
    assert not [name for name in names(store) if name.startswith(".")], "leftovers"


def test_what_another_process_is_writing_is_left_alone(store: SnapshotStore) -> None:
    with store.aside() as folder:
        (folder / "texts.bin").write_text("mine")
        publish(store)
        assert (folder / "texts.bin").read_text() == "mine"
        published = store.publish(folder, **FACTS)
    assert store.current_id() == published.id


def test_what_was_read_once_is_not_read_again_until_it_changes(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier = publish(store)
    path = store.root / identifier / "texts.bin"
    os.utime(path, (1_000_000_000, 1_000_000_000))  # long since at rest
    store.verify(identifier)
    read: list[Path] = []
    sha256 = snapshot._sha256
    monkeypatch.setattr(snapshot, "_sha256", lambda path: read.append(path) or sha256(path))  # type: ignore[func-returns-value]
    store.verify(identifier)
    assert path not in read and len(read) == 1, "the other was written just now"
    flip_a_byte(store.root / identifier)
    with pytest.raises(SnapshotError, match=r"texts\.bin has changed"):
        store.verify(identifier)


def test_a_file_that_was_read_counts_for_every_snapshot_that_links_to_it(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(store)
    for name in ("texts.bin", "words/en.json"):
        os.utime(store.root / first / name, (1_000_000_000, 1_000_000_000))
    store.verify(first)
    with store.aside() as folder:
        os.link(store.root / first / "texts.bin", folder / "texts.bin")
        second = store.publish(folder, **FACTS, known={"texts.bin": store.manifest(first).files["texts.bin"]}).id
    monkeypatch.setattr(snapshot, "_sha256", lambda path: pytest.fail(f"read {path}"))
    store.verify(second)
