"""Slows down whoever asks faster than a person can read."""

from enum import Enum
from typing import Final

from aiolimiter import AsyncLimiter

_FEW: Final = 1000


class Verdict(Enum):
    """What is done with a message."""

    ANSWER = "answer"
    WARN = "warn"
    IGNORE = "ignore"


class Flood:
    """Lets a person send so many messages at once, and after that as many as flow away.

    Args:
        messages: How many at once.
        seconds: The time in which as many flow away.
    """

    def __init__(self, messages: float = 10, seconds: float = 30) -> None:
        self.seconds_each = seconds / messages
        self._size = (messages, seconds)
        self._people: dict[str, AsyncLimiter] = {}
        self._warned: set[str] = set()
        self._many = _FEW

    async def judge(self, person: str) -> Verdict:
        """Count a message, and say what is done with it: one that is too many is warned of once, then ignored."""
        if len(self._people) > self._many:
            self._forget_the_quiet()
            self._many = max(_FEW, 2 * len(self._people))  # so that looking through all of them is rare
        limiter = self._people.setdefault(person, AsyncLimiter(*self._size))
        if limiter.has_capacity():
            await limiter.acquire()
            self._warned.discard(person)
            return Verdict.ANSWER
        if person in self._warned:
            return Verdict.IGNORE
        self._warned.add(person)
        return Verdict.WARN

    def _forget_the_quiet(self) -> None:
        size = self._size[0]
        self._people = {person: limiter for person, limiter in self._people.items() if not limiter.has_capacity(size)}
        self._warned &= self._people.keys()
