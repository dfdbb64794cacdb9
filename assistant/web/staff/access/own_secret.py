"""A secret of this installation, with which it recognises what it has signed."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

NAME: Final = "staff-secret"
_BYTES: Final = 32


def own_secret(home: Path) -> bytes:
    """The secret; made where there is none yet. Nobody but the owner of the file may read it.

    Args:
        home: The folder in which it lies.

    Raises:
        OSError: It can be neither read nor made.
    """
    file = home / NAME
    with suppress(FileNotFoundError):
        return file.read_bytes()
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{NAME}.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(secrets.token_bytes(_BYTES))
            writing.flush()
            os.fsync(writing.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(draft)  # whole or not at all, and never over one that another process has just made
    finally:
        draft.unlink()
    return file.read_bytes()
