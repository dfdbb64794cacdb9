"""While a server answers: its index is kept in agreement with the catalogue, and the week's work is begun in time."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from assistant.assistant import Assistant
from corpus.faults import CorpusError
from index.snapshot import SnapshotStore

log = structlog.get_logger()

_LOOK_SECONDS: Final = 10.0
_WEEK_SECONDS: Final = 600.0
"""Seconds between looks at whether the week's work is due."""
_PATIENCE_SECONDS: Final = 600.0
"""After a build that did not bring catalogue and index together, how long to wait with the next one."""


@asynccontextmanager
async def tending(assistant: Assistant) -> AsyncIterator[None]:
    """Tends a home until the block ends.

    Args:
        assistant: Answers from it meanwhile.
    """
    looking = asyncio.create_task(_look(Tending(assistant)))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


class Tending:
    """Looks after a home, one look at a time.

    Args:
        assistant: Answers from it.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._settings = assistant.settings
        self._store = SnapshotStore(self._settings.snapshots)
        self._agreed: tuple[int, str | None] | None = None
        self._building: subprocess.Popen[bytes] | None = None
        self._build_again = 0.0
        self._week_again = 0.0

    def look(self) -> None:
        """Look once. What is already as it should be costs one small query.

        Raises:
            CorpusError: The catalogue cannot be read.
        """
        if not self._has_catalogue() or (self._building is not None and self._building.poll() is None):
            return
        # SQL is loaded with the first look, when the server answers already.
        from assistant.office.agreeing import take_up  # noqa: PLC0415
        from assistant.office.weekly import begin_week  # noqa: PLC0415

        catalogue = self._assistant.catalogue.get()
        if time.monotonic() >= self._week_again:
            self._week_again = time.monotonic() + _WEEK_SECONDS
            if job := begin_week(self._settings, catalogue):
                log.info("weekly_started", job=job.id)
        latest = catalogue.revision()
        now = (latest.number if latest else 0, self._store.current_id())
        if latest is None or now == self._agreed:
            return
        served = self._assistant.live.served
        fingerprint = served.contents.manifest.model["fingerprint"]
        with suppress(BlockingIOError):  # whoever is building brings them together
            if take_up(self._settings, catalogue, fingerprint, served.snapshot):
                self._agreed = (latest.number, self._store.current_id())
            elif time.monotonic() >= self._build_again:
                self._build_again = time.monotonic() + _PATIENCE_SECONDS
                log.info("snapshot_out_of_step", revision=latest.number, served=served.snapshot)
                self._building = self._build()

    def _has_catalogue(self) -> bool:
        """Whether there may be a catalogue: one that nobody has begun is not to be made by looking for it."""
        if self._settings.database.get_secret_value():
            return True
        return (self._settings.home / "catalogue.sqlite").exists()

    def _build(self) -> "subprocess.Popen[bytes]":
        """Build beside the server, at low priority: it takes the new snapshot up like any other."""
        from assistant.office.jobs import environment  # noqa: PLC0415

        return subprocess.Popen(
            [sys.executable, "-m", "assistant.office.agreeing"],
            env=environment(self._settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )


async def _look(tended: Tending) -> None:
    while True:
        try:
            await asyncio.to_thread(tended.look)
        except CorpusError as error:
            log.error("catalogue_not_looked_at", reason=str(error))
        except Exception as error:  # a look that fails must not be the last
            log.error("catalogue_not_looked_at", error=type(error).__name__)
        await asyncio.sleep(_LOOK_SECONDS)
