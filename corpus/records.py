"""Reads records from files and folders, all faults at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus.faults import Fault, RecordError
from corpus.practice import Practice

SHIPPED: Final = Path(__file__).with_name("practices")
"""The records that come with the product."""

_MAX_BYTES: Final = 1_000_000


@dataclass(slots=True)
class ReadRecords:
    """What was read.

    Args:
        practices: The well-formed ones, by file name.
        faults: Everything wrong with the others.
        files: How many files were looked at.
    """

    practices: list[Practice] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: int = 0


def read_records(paths: Iterable[Path]) -> ReadRecords:
    """Read records; a malformed one is named with its faults, and the rest still come.

    Args:
        paths: Markdown files, or folders in which every `*.md` is read.

    Returns:
        The practices and the faults. An id that stands in two files is a fault of the second.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    read = ReadRecords()
    seen: dict[str, str] = {}
    for path in _files(paths):
        read.files += 1
        name = str(path)
        try:
            practice = Practice.parse(_text(path), name)
        except RecordError as error:
            read.faults.extend(error.faults)
            continue
        if practice.id in seen:
            read.faults.append(Fault(name, 2, "id", f"is also that of {seen[practice.id]}", "an id of its own"))
            continue
        seen[practice.id] = name
        read.practices.append(practice)
    return read


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.md"))
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(2, "there is no such file or folder", str(path))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise RecordError([Fault(str(path), None, "record", "the file is too big", f"at most {_MAX_BYTES} bytes")])
        return path.read_text("utf-8")
    except OSError as error:  # a folder or a dead link under the name of a record
        raise RecordError([Fault(str(path), None, "record", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise RecordError(
            [Fault(str(path), None, "record", f"is not UTF-8: {error.reason} at byte {error.start}")]
        ) from error
