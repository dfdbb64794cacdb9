"""Shows that an answer is on its way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

_SHOWN_FOR: Final = 4.5
"""Telegram shows it for five seconds, or until a message comes."""
_WAIT_FOR_IT: Final = 0.3


@asynccontextmanager
async def typing(bot: Bot, chat_id: int, thread: int | None) -> AsyncIterator[asyncio.Event]:
    """Shows "typing" in a chat while the block runs.

    Yields:
        Set once it is shown. Wait for it with `shown` before a message is sent: what came after the message would go on
        being shown.
    """
    first = asyncio.Event()

    async def show() -> None:
        while True:
            with suppress(TelegramError):
                await bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread)
            first.set()
            await asyncio.sleep(_SHOWN_FOR)

    showing = asyncio.create_task(show())
    try:
        yield first
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing


async def shown(first: asyncio.Event) -> None:
    """Wait until "typing" is shown, but not long: the answer matters more."""
    with suppress(TimeoutError):
        await asyncio.wait_for(first.wait(), _WAIT_FOR_IT)
