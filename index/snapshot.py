"""Snapshots: whole, checked states of the index, one of which is current.

A snapshot is a folder. It is written aside under a name that nothing reads, given a manifest with the SHA-256 of each
of its files, and renamed; then, at once or later, the file `current`, which names it, is replaced by one rename. So a
process that dies at any point leaves either the old state or the new one. A snapshot whose files do not fit its
manifest is never served: the newest whole one is served in its place.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

MANIFEST: Final = "manifest.json"
FORMAT: Final = 4
"""Layout of a snapshot's files and way of cutting their words; an index of another format is built anew."""
_CURRENT: Final = "current"
_ID: Final = re.compile(r"[0-9][0-9A-Za-z.-]*")
_UNFINISHED: Final = ".unfinished-"
_SETTLED_NS: Final = 2_000_000_000
_KNOWN_FILES: Final = 1024

_known: dict[tuple[int, ...], str] = {}
"""Digests of files that this process has read: device, inode, size and time of change to SHA-256."""


class SnapshotError(Exception):
    """There is no snapshot to serve, or it is damaged; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds.

    Args:
        id: Its name: the time it was made and a random end.
        created: When, in UTC, ISO 8601.
        format: Layout of its files.
        model: Name, fingerprint and dimension of the embedding model.
        corpus: Digest and revision of the corpus that it was built from.
        counts: Practices, passages, languages, cities, countries.
        files: Path inside the folder to SHA-256 and size in bytes.
    """

    id: str
    created: str
    format: int
    model: dict[str, Any]
    corpus: dict[str, Any]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]


class SnapshotStore:
    """The folder in which snapshots lie side by side.

    Args:
        root: The folder; made where it does not exist.
        keep: How many snapshots stay for roll-back, the current one included.
    """

    def __init__(self, root: Path, keep: int = 5) -> None:
        self.root = root
        self._keep = keep

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """A new, empty folder to write a snapshot into; `publish` takes it over, else it is removed."""
        self.root.mkdir(parents=True, exist_ok=True)
        folder = self.root / f"{_UNFINISHED}{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(
        self,
        folder: Path,
        *,
        model: dict[str, Any],
        corpus: dict[str, Any],
        counts: dict[str, int],
        current: bool = True,
        known: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    ) -> Manifest:
        """Make a snapshot of a folder written aside, and make it current.

        Args:
            folder: What `aside` gave, with every file written.
            model, corpus, counts: For the manifest.
            current: Whether it is to be served at once, or only lies ready for `make_current`.
            known: Files that are links to those of another snapshot, with what its manifest says of them.

        Returns:
            The manifest.
        """
        created = datetime.now(UTC)
        files = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if name in known:
                files[name] = known[name]
            elif path.is_file():
                _flush(path)
                files[name] = {"sha256": _sha256(path), "bytes": path.stat().st_size}
        identifier = f"{created:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"
        manifest = Manifest(identifier, created.isoformat(), FORMAT, model, corpus, counts, files)
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), "utf-8")
        _flush(folder / MANIFEST)
        for path in (*folder.rglob("*"), folder):
            if path.is_dir():
                _flush(path)
        folder.replace(self.root / identifier)
        _flush(self.root)
        if current:
            self.make_current(identifier, known_whole=True)
        self._remove_old(identifier)
        return manifest

    def make_current(self, identifier: str, *, known_whole: bool = False) -> None:
        """Serve this snapshot from now on.

        Args:
            identifier: The snapshot.
            known_whole: Whether this process has just written it, so that its files need not be read again.

        Raises:
            SnapshotError: It does not exist or is damaged.
        """
        if not known_whole:
            self.verify(identifier)
        temporary = self.root / f"{_UNFINISHED}{os.getpid()}-{_CURRENT}-{secrets.token_hex(4)}"
        temporary.write_text(identifier, "utf-8")
        _flush(temporary)
        temporary.replace(self.root / _CURRENT)
        _flush(self.root)

    def current_id(self) -> str | None:
        """The snapshot that is to be served, whole or not; None before the first build. Costs one small read."""
        try:
            return (self.root / _CURRENT).read_text("utf-8", "replace").strip() or None
        except OSError:
            return None

    def ids(self) -> list[str]:
        """All snapshots, newest first."""
        if not self.root.is_dir():
            return []
        return sorted((path.parent.name for path in self.root.glob(f"[0-9]*/{MANIFEST}")), reverse=True)

    def holding(self, digest: str, fingerprint: str) -> list[str]:
        """The snapshots of a corpus made with a model, newest first; whether they are whole is not looked at.

        Args:
            digest: Of the corpus.
            fingerprint: Of the model.
        """
        found = []
        for identifier in self.ids():
            try:
                manifest = self.manifest(identifier)
            except SnapshotError:
                continue
            if manifest.corpus.get("digest") == digest and manifest.model.get("fingerprint") == fingerprint:
                found.append(identifier)
        return found

    def newest_whole(self) -> tuple[str, list[str]]:
        """The snapshot to load: the current one, or the newest whole one where that is damaged.

        Returns:
            Its id, and what was wrong with those passed over.

        Raises:
            SnapshotError: None can be served.
        """
        current = self.current_id()
        others = [identifier for identifier in self.ids() if identifier != current]
        passed_over = []
        for identifier in ([current] if current else []) + others:
            try:
                self.verify(identifier)
            except SnapshotError as error:
                passed_over.append(str(error))
                continue
            return identifier, passed_over
        reasons = (" " + " ".join(passed_over)) if passed_over else ""
        raise SnapshotError(f"There is no index to search yet. Build it with: precedent index build{reasons}")

    def verify(self, identifier: str, *, beside: str | None = None) -> Manifest:
        """Hold every file of a snapshot against its manifest.

        Args:
            identifier: The snapshot.
            beside: One that is known to be whole: what is linked to its files is not read again.

        Raises:
            SnapshotError: Something is missing or has changed; the message names it.
        """
        manifest = self.manifest(identifier)
        folder = self.root / identifier
        for name, expected in manifest.files.items():
            path = folder / name
            if not path.is_file():
                raise SnapshotError(f"Snapshot {identifier} is damaged: {name} is missing.")
            if beside is not None and self._same(name, expected, identifier, beside):
                continue
            if not _is_whole(path, expected):
                raise SnapshotError(f"Snapshot {identifier} is damaged: {name} has changed.")
        return manifest

    def manifest(self, identifier: str) -> Manifest:
        """Read a snapshot's manifest.

        Raises:
            SnapshotError: There is no such snapshot, or its manifest cannot be read.
        """
        path = self.root / identifier / MANIFEST
        if not _ID.fullmatch(identifier) or not path.is_file():
            raise SnapshotError(f"There is no snapshot {identifier}.")
        try:
            manifest = Manifest(**json.loads(path.read_text("utf-8")))
            if not all({"sha256", "bytes"} <= described.keys() for described in manifest.files.values()):
                raise ValueError("a file without its digest")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise SnapshotError(f"Snapshot {identifier} is damaged: its manifest cannot be read.") from error
        if manifest.format != FORMAT:
            raise SnapshotError(f"Snapshot {identifier} was made by another version. Build anew: precedent index build")
        return manifest

    def _same(self, name: str, expected: dict[str, Any], identifier: str, beside: str) -> bool:
        """Whether a file is the very file of another snapshot, and both say the same of it."""
        try:
            said = self.manifest(beside).files.get(name)
            return said == expected and (self.root / identifier / name).samefile(self.root / beside / name)
        except (SnapshotError, OSError):
            return False

    def _remove_old(self, newest: str) -> None:
        for identifier in self.ids()[self._keep :]:
            if identifier not in (newest, self.current_id()):
                shutil.rmtree(self.root / identifier, ignore_errors=True)
        for leftover in self.root.glob(f"{_UNFINISHED}*"):
            owner = leftover.name.removeprefix(_UNFINISHED).split("-")[0]
            if owner.isdigit() and not _runs(int(owner)):
                if leftover.is_file():
                    leftover.unlink(missing_ok=True)
                else:
                    shutil.rmtree(leftover, ignore_errors=True)


def _is_whole(path: Path, expected: dict[str, Any]) -> bool:
    """Whether a file is what its manifest says. What this process has read once is not read again until it changes."""
    said = path.stat()
    key = (said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns)
    if said.st_size != expected["bytes"]:
        return False
    digest = _known.get(key)
    if digest is None:
        digest = _sha256(path)
        # Clocks of files are coarse: one written just now could be written once more and look the same.
        if time.time_ns() - said.st_mtime_ns > _SETTLED_NS:
            if len(_known) >= _KNOWN_FILES:
                _known.clear()
            _known[key] = digest
    return bool(digest == expected["sha256"])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
