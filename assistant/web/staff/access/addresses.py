"""Holds back an address from which many attempts to sign in failed, whatever names were tried. In memory alone."""

import datetime
from typing import Final

from corpus.catalogue.staff import wait_after

FREE: Final = 16
"""Failures of one address beyond those that are free for a name: a whole office may share it."""
FORGOTTEN: Final = datetime.timedelta(hours=1)
MAX_ADDRESSES: Final = 10_000
"""Addresses remembered at most; with one more, the one that has been quiet longest is forgotten."""


class AddressDelays:
    """The failures of each address."""

    def __init__(self) -> None:
        self._failures: dict[str, tuple[int, datetime.datetime]] = {}  # the one that failed last stands last

    def __len__(self) -> int:
        return len(self._failures)

    def count(self, key: str | None, now: datetime.datetime) -> int:
        """Count an attempt as failed before it is looked at, so that many at once do not count as one.

        Args:
            key: What the address is counted as; None for this machine, which is not held back.
            now: The moment.

        Returns:
            0, or the seconds until the next attempt is looked at: then this one is not.
        """
        if key is None:
            return 0
        failures, last = self._failures.get(key, (0, now))
        if now - last >= FORGOTTEN:
            failures = 0
        left = wait_after(failures - FREE) - (now - last).total_seconds()
        if failures and left > 0:
            return max(1, round(left))
        self._put(key, failures + 1, now)
        return 0

    def take_back(self, key: str | None) -> None:
        """Do not count the last attempt: it was right."""
        if key is not None and key in self._failures:
            failures, last = self._failures[key]
            if failures > 1:
                self._put(key, failures - 1, last)
            else:
                del self._failures[key]

    def _put(self, key: str, failures: int, when: datetime.datetime) -> None:
        self._failures.pop(key, None)
        self._failures[key] = (failures, when)
        if len(self._failures) > MAX_ADDRESSES:
            del self._failures[next(iter(self._failures))]
