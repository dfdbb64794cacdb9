"""Updates are kept before Telegram is told that they arrived, so that none is lost and none is dealt with twice."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from telegram import Bot, Update

from bots.telegram.asker import CHANNEL
from bots.telegram.desk import Desk
from corpus.catalogue import CatalogueError, Waiting

log = structlog.get_logger()

ALLOWED: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
STILL_WANTED: Final = timedelta(minutes=10)
"""Age of an update up to which it is answered."""


class Received:
    """The updates that have come in and are not dealt with yet.

    Args:
        desk: Keeps them.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: set[int] = set()
        self._begun: set[int] = set()
        self._from_before: set[int] = set()

    def __len__(self) -> int:
        return len(self._waiting) + len(self._begun)

    async def keep(self, updates: Sequence[Update]) -> None:
        """Keep updates. When this returns they survive anything; known ones count for nothing.

        Raises:
            CatalogueError: They could not be kept.
        """
        if not updates:
            return
        now = datetime.now(UTC)
        kept = [Waiting(update.update_id, update.to_json(), now) for update in updates]
        self._waiting |= set(await self._desk.keep(self._desk.inbox.keep, CHANNEL, kept))

    async def from_before(self, bot: Bot) -> list[Update]:
        """The updates that an earlier process kept and did not finish, oldest first.

        Raises:
            CatalogueError: They cannot be read.
        """
        updates = []
        for waiting in await self._desk.keep(self._desk.inbox.waiting, CHANNEL):
            if waiting.number in self._waiting or waiting.number in self._begun:
                continue
            if datetime.now(UTC) - waiting.received > STILL_WANTED:
                log.info("update_too_old", received=waiting.received.isoformat())
                await self.done(waiting.number)
                continue
            self._waiting.add(waiting.number)
            self._from_before.add(waiting.number)
            updates.append(read_update(json.loads(waiting.payload), bot))
        return updates

    def begin(self, update_id: int) -> bool:
        """Whether an update is still to be dealt with, which it is once."""
        if update_id not in self._waiting:
            return False
        self._waiting.discard(update_id)
        self._begun.add(update_id)
        return True

    def is_from_before(self, update_id: int) -> bool:
        """Whether an earlier process may have dealt with an update in part."""
        return update_id in self._from_before

    async def done(self, update_id: int) -> None:
        """Note that an update is dealt with."""
        try:
            await self._desk.keep(self._desk.inbox.done, CHANNEL, update_id)
        except CatalogueError as error:
            log.error("update_not_marked_done", error=str(error))
        finally:
            self._begun.discard(update_id)
            self._from_before.discard(update_id)


def read_update(content: dict[str, Any], bot: Bot) -> Update:
    """An update from its JSON; an empty one of the same number where the library cannot read it.

    Raises:
        KeyError: It has no number.
    """
    try:
        return Update.de_json(content, bot)
    except Exception as error:  # the library raises what its code happens to
        log.error("update_unreadable", error=type(error).__name__)
        return Update(int(content["update_id"]))
