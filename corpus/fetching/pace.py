"""One request at a time to a host, and a pause between two."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

LONGEST_REST: Final = 3_600.0  # seconds; a site that asks for more is tried again after an hour

_MOST_HOSTS: Final = 5_000


class Turn:
    """The right to send requests to one host, until it is given back."""

    def __init__(
        self, host: "_Host", seconds: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._host = host
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep

    def wait(self) -> None:
        """Wait until the next request may be sent, which is then to be sent."""
        pause = max(self._host.free_at, self._host.rests_until) - self._clock()
        if pause > 0:
            self._sleep(pause)
        self._host.free_at = self._clock() + self._seconds

    def rest(self, seconds: float) -> None:
        """Send nothing to the host for so many seconds."""
        self._host.rests_until = max(self._host.rests_until, self._clock() + min(seconds, LONGEST_REST))


class Pace:
    """Keeps requests to one host apart; hosts do not wait for each other.

    Args:
        seconds: Between the beginnings of two requests to a host. With 0 nothing waits, and several requests may be
            on their way to one host.
        clock: Gives seconds that never go back.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    def rests(self, host: str) -> float:
        """Seconds for which nothing may be sent to a host, because it asked to be left alone."""
        return max(0.0, self._entry(host).rests_until - self._clock())

    @contextmanager
    def turn(self, host: str, at_least: float = 0.0) -> Iterator[Turn]:
        """Have a host to oneself.

        Args:
            host: Its name.
            at_least: Seconds that the host wants between two requests; more than the usual ones count.
        """
        entry = self._entry(host)
        seconds = max(self._seconds, at_least)
        with entry.lock if seconds > 0 else nullcontext():
            yield Turn(entry, seconds, self._clock, self._sleep)

    def _entry(self, host: str) -> "_Host":
        with self._lock:
            if len(self._hosts) > _MOST_HOSTS:
                now = self._clock()
                self._hosts = {name: entry for name, entry in self._hosts.items() if not entry.is_idle(now)}
            return self._hosts.setdefault(host, _Host())


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = float("-inf")
        self.rests_until = float("-inf")

    def is_idle(self, now: float) -> bool:
        return not self.lock.locked() and max(self.free_at, self.rests_until) <= now
