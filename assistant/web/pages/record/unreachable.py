"""Which published practices rest on nothing that can be reached any more: asked for once a minute, beside the pages."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Final

from fastapi import Request

from assistant.assistant import Assistant
from corpus.faults import CorpusError

SECONDS: Final = 60.0
"""How long what is known counts."""
_PATIENCE: Final = 0.2
"""How long the first page waits for it; later ones do not wait at all."""


class Unreachable:
    """Remembers the sources that were found dead.

    Args:
        read: Gives their addresses, each with the moment of the last check. It may take its time.
    """

    def __init__(self, read: Callable[[], Mapping[str, datetime]]) -> None:
        self._read = read
        self._dead: Mapping[str, datetime] = {}
        self._again = 0.0
        self._lock = threading.Lock()
        self._first = True

    def day(self, addresses: Sequence[str]) -> date | None:
        """The day on which all of these addresses were last found dead; None where any of them is not.

        Args:
            addresses: The sources of a practice.
        """
        self._renew()
        dead = self._dead
        if not dead or not addresses or any(address not in dead for address in addresses):
            return None
        return min(dead[address] for address in addresses).date()

    def _renew(self) -> None:
        if time.monotonic() < self._again or not self._lock.acquire(blocking=False):
            return
        try:
            self._again = time.monotonic() + SECONDS
            reading = threading.Thread(target=self._take, daemon=True)
            reading.start()
            if self._first:
                self._first = False
                reading.join(_PATIENCE)
        finally:
            self._lock.release()

    def _take(self) -> None:
        with suppress(CorpusError):  # a page is shown without a catalogue, too
            self._dead = dict(self._read())


def unreachable_of(request: Request) -> Unreachable:
    """What the application of a request remembers."""
    state = request.app.state
    found: Unreachable | None = getattr(state, "unreachable", None)
    if found is None:
        assistant: Assistant = state.assistant
        found = state.unreachable = Unreachable(lambda: _dead(assistant))
    return found


def _dead(assistant: Assistant) -> Mapping[str, datetime]:
    settings = assistant.settings
    if not settings.database.get_secret_value() and not (settings.home / "catalogue.sqlite").exists():
        return {}  # a catalogue that nobody has begun is not to be made by looking for it
    return assistant.catalogue.get().sources.links.dead()
