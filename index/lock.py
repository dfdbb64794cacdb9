"""Keeps two processes from doing the same long work at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Wait for one's turn; the turn ends with the block, or with the process, however that ends.

    Args:
        path: The file that stands for the work; made where it does not exist.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
