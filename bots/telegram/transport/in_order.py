"""Each update is dealt with once, in the order of its chat."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Final, cast
from weakref import WeakValueDictionary

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bots.telegram.transport.receiving import STILL_WANTED, Received

log = structlog.get_logger()

_AT_ONCE: Final = 100_000
"""Updates dealt with at the same time, so many that none waits because another chat's wait for their turn."""


class InOrder(BaseUpdateProcessor):
    """Deals with the updates of one chat one after another, and with those of different chats at the same time.

    Args:
        received: Says which updates are still to be dealt with, and is told which are.
    """

    def __init__(self, received: Received) -> None:
        super().__init__(_AT_ONCE)
        self._received = received
        self._turns: WeakValueDictionary[tuple[str, int], asyncio.Lock] = WeakValueDictionary()
        self._working: set[asyncio.Task[Any]] = set()
        self._ending = False

    async def do_process_update(self, update: object, coroutine: Any) -> None:
        """Deal with an update when those of its chat before it are dealt with."""
        try:
            if isinstance(update, Update):
                async with self._turns.setdefault(_turn_of(update), asyncio.Lock()):
                    await self._deal_with(update, coroutine)
            else:
                await coroutine
        finally:
            coroutine.close()  # it may never have been begun

    async def _deal_with(self, update: Update, coroutine: Coroutine[Any, Any, None]) -> None:
        if self._ending or not self._received.begin(update.update_id):
            return
        task = cast(asyncio.Task[Any], asyncio.current_task())
        self._working.add(task)
        try:
            if is_too_old(update):
                log.info("update_too_old")
            else:
                await coroutine
        except Exception as error:  # the handlers' own failures do not come here
            log.error("update_failed", error=type(error).__name__, exc_info=error)
        finally:
            self._working.discard(task)
        # Not where it was cancelled: then the next process deals with it.
        await self._received.done(update.update_id)

    async def end(self, patience: float) -> None:
        """Begin no more updates, and wait for those that are begun; what takes too long is left to the next process.

        Args:
            patience: Seconds to wait.
        """
        self._ending = True
        if not self._working:
            return
        _, late = await asyncio.wait(self._working, timeout=patience)
        for task in late:
            task.cancel()
        if late:
            log.warning("left_to_the_next_process", updates=len(late))
            await asyncio.wait(late)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to free."""


def is_too_old(update: Update, now: datetime | None = None) -> bool:
    """Whether whoever sent an update has stopped waiting. A pressed button has no date, and is never too old."""
    message = update.message or update.edited_message
    sent = message and (message.edit_date or message.date)
    return bool(sent and (now or datetime.now(UTC)) - sent > STILL_WANTED)


def _turn_of(update: Update) -> tuple[str, int]:
    # An inline query is typed in some other chat, and does not wait for what happens in the one with the bot.
    whose = update.effective_user if update.inline_query else update.effective_chat or update.effective_user
    return "inline" if update.inline_query else "chat", whose.id if whose else 0
