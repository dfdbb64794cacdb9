"""When the practices that are served came and changed last, as feeds and maps of the site tell."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import structlog
from fastapi import Request

from assistant.assistant import Assistant
from assistant.live import Served
from assistant.settings import Settings
from corpus.catalogue import CatalogueError, Publication

log = structlog.get_logger()

_PATIENCE: Final = 3.0
"""Seconds to wait for the catalogue."""
_TRIED_AGAIN: Final = 60.0
"""Seconds after which a catalogue that could not be read is tried again."""


class Publications:
    """Reads the catalogue once a snapshot, since what is served changes with that alone.

    Args:
        read: Reads the catalogue; may take long and may fail.
        clock: Gives seconds that never go back.
    """

    def __init__(self, read: Callable[[], list[Publication]], clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._lock = asyncio.Lock()
        self._known: dict[str, Publication] = {}
        self._snapshot = ""
        self._not_before = float("-inf")

    async def of(self, served: Served) -> list[Publication]:
        """Every practice that is served, the latest change first.

        Args:
            served: The snapshot. While the catalogue is away, the day on which a record was checked stands for both
                moments.
        """
        async with self._lock:
            if served.snapshot != self._snapshot and self._clock() >= self._not_before:
                await self._look(served.snapshot)
        return await asyncio.to_thread(self._listed, served)

    async def _look(self, snapshot: str) -> None:
        try:
            found = await asyncio.wait_for(asyncio.to_thread(self._read), _PATIENCE)
        except (CatalogueError, OSError, TimeoutError) as error:
            log.error("publications_not_read", error=type(error).__name__)
            self._not_before = self._clock() + _TRIED_AGAIN
            return
        self._known = {one.practice_id: one for one in found}
        self._snapshot = snapshot

    def _listed(self, served: Served) -> list[Publication]:
        listed = [
            self._known.get(practice_id) or _checked(served, number)
            for number, practice_id in enumerate(served.contents.ids)
        ]
        return sorted(listed, key=lambda one: (-one.last.timestamp(), one.practice_id))


async def publications_of(request: Request) -> list[Publication]:
    """Every practice that the application serves, the latest change first."""
    state = request.app.state
    assistant: Assistant = state.assistant
    if not hasattr(state, "publications"):
        state.publications = Publications(lambda: _read(assistant.settings))
    known: Publications = state.publications
    return await known.of(assistant.live.served)


def _read(settings: Settings) -> list[Publication]:
    from assistant.publishing import open_catalogue  # noqa: PLC0415  (SQL is loaded when it is needed)

    with open_catalogue(settings) as catalogue:
        return catalogue.publications()


def _checked(served: Served, number: int) -> Publication:
    practice = served.contents.practice(number)
    moment = datetime.combine(practice.checked, datetime.min.time(), UTC)
    return Publication(practice.id, moment, moment)
