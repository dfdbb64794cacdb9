"""Files and folders of this machine as sources."""

from pathlib import Path
from typing import Final

from corpus.readers import READABLE
from corpus.refreshing.errors import ListingError
from corpus.refreshing.patterns import matches

MAX_FILES: Final = 5_000
_FRONT_MATTER: Final = b"---"


def list_folder(folder: Path, pattern: str | None = None) -> list[Path]:
    """The files in a folder and the folders in it that can be read, by name.

    What is hidden and what leads out of the folder is left out. Where it holds records in the format, every `.md` file
    is taken for one, and left out too.

    Args:
        folder: Which.
        pattern: Only these, by their path within the folder.

    Raises:
        ListingError: It is not there or cannot be opened, or holds too many files.
    """
    if not folder.is_dir():
        raise ListingError(f"There is no folder {folder} any more.")
    root = folder.resolve()
    found: list[Path] = []
    try:
        paths = sorted(folder.rglob("*"))
        records = any(is_record(path) for path in paths)
        for path in paths:
            within = path.relative_to(folder)
            hidden = any(part.startswith((".", "~$")) for part in within.parts)
            if hidden or path.suffix.lower() not in READABLE or not matches(pattern, within.as_posix()):
                continue
            if records and path.suffix.lower() == ".md":
                continue
            if path.is_file() and path.resolve().is_relative_to(root):
                found.append(path)
            if len(found) > MAX_FILES:
                raise ListingError(f"{folder} holds more than {MAX_FILES:,} files: choose some of them by a pattern.")
    except OSError as error:
        raise ListingError(f"The folder {folder} cannot be listed: {error.strerror}.") from error
    return found


def is_record(path: Path) -> bool:
    """Whether a file is a record in the format: Markdown that begins with front matter."""
    if path.suffix.lower() != ".md":
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_FRONT_MATTER) + 3).removeprefix(b"\xef\xbb\xbf").startswith(_FRONT_MATTER)
    except OSError:
        return False
