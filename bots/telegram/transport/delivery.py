"""Sends each message until it has arrived, and never a second time."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import structlog
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bots.telegram.transport.numbers import MessageNumbers
from bots.telegram.transport.pace import FIRST_WAIT, LONGEST_WAIT, PATIENCE, Kind, never_left, seconds, was_lost

log = structlog.get_logger()

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent.

    Args:
        chat_id: Telegram's number of the chat.
        text: In Telegram's HTML.
        buttons: Those under it.
        thread: The thread of a group that it belongs to.
        reply_to: The message of a group that it answers.
    """

    chat_id: int
    text: str
    buttons: InlineKeyboardMarkup | None = None
    thread: int | None = None
    reply_to: int | None = None


class Delivery:
    """Sends messages.

    A call that timed out may have been carried out. Telegram has no key by which it would know the same message again,
    but it numbers messages upwards, and refuses to edit one into what it is already: so a message that may have arrived
    is looked for among the numbers that it may have, and sent again only where it is not found.

    Args:
        bot: The bot.
        numbers: What is known of the numbers of messages.
    """

    def __init__(self, bot: ExtBot[Kind], numbers: MessageNumbers) -> None:
        self._bot = bot
        self._numbers = numbers
        self._looking = asyncio.Lock()

    async def send(self, message: Outgoing, *, perhaps_after: int | None = None) -> int:
        """Send a message.

        Args:
            message: The message.
            perhaps_after: The newest number known when an earlier process was about to send it, and perhaps did.

        Returns:
            Its number.

        Raises:
            TelegramError: Telegram refused it, or could not be reached for ten minutes.
        """
        after = self._numbers.newest(message.chat_id) if perhaps_after is None else perhaps_after
        lost_at = None if perhaps_after is None else time.monotonic()
        for wait in _waits():
            try:
                if lost_at is not None:
                    found = await self._find(message, after, lost_at)
                    if found is not None:
                        return found
                    lost_at = None
                return await self._send(message)
            except ChatMigrated as error:
                message = replace(message, chat_id=error.new_chat_id, reply_to=None)
                after, lost_at = self._numbers.newest(message.chat_id), None
            except RetryAfter as error:
                if seconds(error) > PATIENCE:
                    raise
                # The pace holds the next attempt for as long as Telegram says.
            except TelegramError as error:
                if not was_lost(error):
                    raise
                if lost_at is None and not never_left(error):
                    lost_at = time.monotonic()
                log.warning("message_repeated", error=type(error).__name__, may_have_arrived=lost_at is not None)
                await asyncio.sleep(wait)
        raise NetworkError("Telegram could not be reached for ten minutes.")

    async def _send(self, message: Outgoing) -> int:
        begun = time.monotonic()
        reply = ReplyParameters(message.reply_to, allow_sending_without_reply=True) if message.reply_to else None
        try:
            sent = await self._bot.send_message(
                message.chat_id,
                message.text,
                parse_mode=ParseMode.HTML,
                reply_markup=message.buttons,
                message_thread_id=message.thread,
                reply_parameters=reply,
                link_preview_options=_NO_PREVIEW,
            )
        except (KeyError, TypeError, AttributeError) as error:  # what came back is no message
            raise TelegramError("Invalid server response") from error
        self._numbers.sent(message.chat_id, sent.message_id, begun)
        return sent.message_id

    async def _find(self, message: Outgoing, after: int, lost_at: float) -> int | None:
        """The number of a message that may have arrived; None where it has not."""
        # One after another: the first to be sent again tells the others up to where they have to look.
        async with self._looking:
            for candidate in self._numbers.candidates(message.chat_id, after, lost_at):
                if await self._is(message, candidate):
                    log.info("message_had_arrived")
                    self._numbers.saw(message.chat_id, candidate)
                    return candidate
        return None

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: InlineKeyboardMarkup | None) -> None:
        """Edit a message; that it says so already is no failure.

        Raises:
            TelegramError: It cannot be edited.
        """
        try:
            await self._edit(chat_id, message_id, text, buttons)
        except BadRequest as error:
            if not _is_the_same(error):
                raise

    async def edit_buttons(self, chat_id: int, message_id: int, buttons: InlineKeyboardMarkup | None) -> None:
        """Exchange the buttons under a message.

        Raises:
            TelegramError: It cannot be edited.
        """
        try:
            await self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=buttons)
        except BadRequest as error:
            if not _is_the_same(error):
                raise

    async def _edit(
        self,
        chat_id: int,
        message_id: int,
        text: str,
        buttons: InlineKeyboardMarkup | None,
        kind: Kind = Kind.EFFECT,
    ) -> None:
        await self._bot.edit_message_text(
            text,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=kind,
        )

    async def _is(self, message: Outgoing, candidate: int) -> bool:
        try:
            await self._edit(message.chat_id, candidate, message.text, message.buttons, Kind.PROBE)
        except BadRequest as error:
            return _is_the_same(error)
        # It was this message, and has been changed by a button since; or one given up before: now it is this one.
        return True


def _is_the_same(error: BadRequest) -> bool:
    return "not modified" in str(error).lower()


def _waits() -> Iterator[float]:
    end = time.monotonic() + PATIENCE
    wait = FIRST_WAIT
    while time.monotonic() < end:
        yield wait
        wait = min(2 * wait, LONGEST_WAIT)
