"""Forgets what has been kept long enough."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bots.telegram.desk import Desk
from corpus.catalogue import CatalogueError

log = structlog.get_logger()

ANSWERS_KEPT: Final = timedelta(days=30)
"""How long buttons under an answer work; people are told so."""
_UPDATES_KNOWN: Final = timedelta(days=3)
"""Telegram gives an update again for a day."""
_EVERY: Final = timedelta(hours=6)


@asynccontextmanager
async def tidying(desk: Desk) -> AsyncIterator[None]:
    """Forgets what is old, now and then, until the block ends.

    Args:
        desk: Keeps it.
    """
    task = asyncio.create_task(_tidy(desk))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tidy(desk: Desk) -> None:
    while True:
        now = datetime.now(UTC)
        try:
            await desk.keep(desk.people.forget_before, now - ANSWERS_KEPT)
            await desk.keep(desk.inbox.forget_before, now - _UPDATES_KNOWN)
        except CatalogueError as error:
            log.error("not_tidied", reason=str(error))
        await asyncio.sleep(_EVERY.total_seconds())
