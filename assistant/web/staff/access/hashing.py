"""Where passwords are hashed: off the event loop, a few at a time, so that those who guess slow down nobody else."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

AT_ONCE: Final = 2
WAITING: Final = 16
"""Who comes while so many wait is asked to come again."""

Result = TypeVar("Result")


class TooBusyError(Exception):
    """So many sign in at this moment that one more would have to wait too long."""


class Hashing:
    """Runs what hashes passwords.

    Args:
        at_once: How many run at the same time; each takes a processor and tens of megabytes.
        waiting: How many may wait for one of them to end.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._room = at_once + waiting
        self._inside = 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run it when there is a place.

        Raises:
            TooBusyError: Too many wait already.
        """
        if self._inside >= self._room:
            raise TooBusyError
        self._inside += 1
        try:
            async with self._places:
                return await asyncio.to_thread(work)
        finally:
            self._inside -= 1
