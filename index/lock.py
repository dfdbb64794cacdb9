"""Keeps two processes from doing the same long work at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Wait for one's turn; the turn ends with the block, or with the process, however that ends.

    Args:
        path: The file that stands for the work; made where it does not exist.
        wait: Whether to wait for another process that has its turn.

    Raises:
        BlockingIOError: Another process has its turn, and there is no waiting.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
