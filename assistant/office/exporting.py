"""Writes the whole corpus as records in the format: adding them to an empty catalogue gives the same corpus.

A folder that was exported to before is brought up to date: records that have not changed are left alone, and those of
practices that are gone are removed. What belongs to an export stands in a list in the folder; a folder that holds
anything else is refused. Every file is replaced whole, so that one who stops midway leaves records that can be read.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus.faults import CorpusError
from corpus.practice import Practice

LIST: Final = ".precedent-export.json"
"""The list of what belongs to an export. Other files whose names begin with a dot, such as `.git`, are left alone."""

_FORMAT: Final = 1
_ASIDE: Final = ".precedent-unfinished-"


class ExportError(CorpusError):
    """A folder cannot be exported to; the message says why."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: how many records it wrote, left alone because they had not changed, and removed."""

    written: int
    unchanged: int
    removed: int


def export(practices: Sequence[Practice], folder: Path, *, digest: str, revision: int) -> Exported:
    """Write practices as records, one file each.

    Args:
        practices: Everything that is published.
        folder: Empty, or not there yet, or one of an earlier export.
        digest, revision: Of the corpus, for the list.

    Raises:
        ExportError: The folder holds other things, which are named.
        OSError: The disk is full, or the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    former = _listed(folder)
    records = {f"{practice.id}.md": practice.render().encode("utf-8") for practice in practices}
    _refuse_others(folder, former)
    for leftover in folder.glob(f"{_ASIDE}*"):
        leftover.unlink()
    # Whatever was there and whatever comes belongs to the export: one that stops midway can be gone on with.
    _write_list(folder, {**former, **dict.fromkeys(records, "")}, digest="", revision=0)
    written = 0
    for name, content in records.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            _replace(path, content)
            written += 1
    gone = [name for name in former if name not in records]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    _write_list(folder, {name: _sha256(content) for name, content in records.items()}, digest=digest, revision=revision)
    return Exported(written, len(records) - written, len(gone))


def _listed(folder: Path) -> dict[str, str]:
    """The files of the earlier export to a folder."""
    path = folder / LIST
    if not path.exists():
        return {}
    try:
        files = json.loads(path.read_text("utf-8"))["files"]
        named = {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ExportError(f"{path} cannot be read: export to another folder.") from error
    return {name: digest for name, digest in named.items() if name == Path(name).name and name.endswith(".md")}


def _refuse_others(folder: Path, former: Mapping[str, str]) -> None:
    others = sorted(p.name for p in folder.iterdir() if p.name not in former and not p.name.startswith("."))
    if others:
        named = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
        raise ExportError(f"{folder} holds what no export wrote ({named}): export to a folder of its own.")


def _write_list(folder: Path, files: Mapping[str, str], *, digest: str, revision: int) -> None:
    listed = {"format": _FORMAT, "digest": digest, "revision": revision, "files": dict(sorted(files.items()))}
    _replace(folder / LIST, json.dumps(listed, indent=1).encode("utf-8") + b"\n")


def _replace(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{_ASIDE}{secrets.token_hex(4)}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
