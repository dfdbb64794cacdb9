"""Takes up a new snapshot while questions are answered."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from assistant.assistant import Assistant

log = structlog.get_logger()

_LOOK_FOR_SNAPSHOTS: Final = 0.5
"""Seconds between looks at which snapshot is current; a look costs one small read."""


@asynccontextmanager
async def watching(assistant: Assistant) -> AsyncIterator[None]:
    """Keeps an assistant on the current snapshot, and warms it up, until the block ends.

    Meanwhile the garbage collector passes over what stays: names, phrases, practices. Going through these hundreds of
    thousands of objects would stop every answer for a tenth of a second and more, again and again.

    Args:
        assistant: Answers meanwhile.
    """
    warming = asyncio.create_task(_warm_up(assistant))
    looking = asyncio.create_task(_look(assistant))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await asyncio.wait([warming])
        gc.unfreeze()


async def _warm_up(assistant: Assistant) -> None:
    try:
        await asyncio.to_thread(assistant.warm_up)
    except Exception as error:  # the first to ask wait a little longer, no more than that
        log.error("not_warmed_up", error=type(error).__name__)
    gc.freeze()


async def _look(assistant: Assistant) -> None:
    while True:
        await asyncio.sleep(_LOOK_FOR_SNAPSHOTS)
        try:
            if await asyncio.to_thread(assistant.refresh):
                gc.unfreeze()
                gc.collect()  # what is left of the earlier snapshot
                gc.freeze()
        except Exception as error:  # a look that fails must not be the last
            log.error("snapshot_look_failed", error=type(error).__name__)
