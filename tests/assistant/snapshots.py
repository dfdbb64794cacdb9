"""Snapshots made for tests: another of the same contents, and damaged ones."""

import shutil

from index.snapshot import SnapshotStore


def publish_again(store: SnapshotStore, of: str | None = None) -> str:
    """Make another snapshot with the contents of one, the current one if not named, current; gives its id."""
    source = of or str(store.current_id())
    manifest = store.manifest(source)
    with store.aside() as folder:
        shutil.copytree(store.root / source, folder, dirs_exist_ok=True)
        (folder / "manifest.json").unlink()
        return store.publish(folder, model=manifest.model, corpus=manifest.corpus, counts=manifest.counts).id


def damage(store: SnapshotStore, identifier: str, file: str) -> None:
    """Change one byte of a file, as a failing disk does."""
    path = store.root / identifier / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
