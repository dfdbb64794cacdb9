"""Runs the bot by asking Telegram for updates, until it is stopped."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from assistant.settings import SettingsError
from assistant.watching import watching
from bots.telegram.application import TelegramBot
from bots.telegram.menu import set_menu
from bots.telegram.tidying import tidying
from bots.telegram.transport.pace import FIRST_WAIT, LONGEST_WAIT, seconds
from bots.telegram.transport.receiving import ALLOWED, read_update
from corpus.catalogue import CatalogueError

log = structlog.get_logger()

_SECONDS_TO_FINISH: Final = 4.0
"""What is not answered by then is answered by the next process."""
_BREATH: Final = 0.01
_MOST_IN_HAND: Final = 5_000
"""Updates that wait here; more than these wait at Telegram."""
_REFUSED: Final = "Telegram does not take this token. Get one from @BotFather and set PRECEDENT_TELEGRAM_TOKEN."


async def connect(telegram: TelegramBot, stop: asyncio.Event) -> bool:
    """Reach Telegram, however long that takes.

    Args:
        telegram: The bot.
        stop: Set where it is to be given up.

    Returns:
        False where it was given up.

    Raises:
        SettingsError: Telegram does not take the token.
    """
    return await _unless(stop, asyncio.create_task(_connect(telegram)))


async def _connect(telegram: TelegramBot) -> None:
    wait = FIRST_WAIT
    while True:
        try:
            await telegram.application.initialize()
        except InvalidToken:
            raise SettingsError(_REFUSED) from None
        except TelegramError as error:
            wait = seconds(error) if isinstance(error, RetryAfter) else wait
            log.warning("telegram_not_reached", error=type(error).__name__, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        else:
            return


async def finish(telegram: TelegramBot) -> None:
    """Stop dealing with updates: what takes too long is left to the next process."""
    await telegram.in_order.end(_SECONDS_TO_FINISH)
    queue = telegram.application.update_queue
    while not queue.empty():
        queue.get_nowait()
        queue.task_done()
    if telegram.application.running:
        await telegram.application.stop()
    await telegram.application.shutdown()


async def poll(telegram: TelegramBot, stop: asyncio.Event, announce: Callable[[str], None]) -> None:
    """Answer until stopped.

    Args:
        telegram: The bot.
        stop: Set it to stop.
        announce: Called with the bot's name once it answers.

    Raises:
        SettingsError: Telegram does not take the token.
        CatalogueError: What an earlier process left cannot be read.
    """
    try:
        if not await connect(telegram, stop):
            return
        log.info("bot_answers", name=telegram.bot.username)
        async with watching(telegram.desk.assistant), tidying(telegram.desk):
            await telegram.queue_unfinished()
            await telegram.application.start()
            menu = asyncio.create_task(set_menu(telegram.bot))
            announce(telegram.bot.username)
            try:
                await _unless(stop, asyncio.create_task(_receive(telegram)))
            finally:
                await _cancel(menu)
                await finish(telegram)
    finally:
        await telegram.bot.shutdown()


async def _receive(telegram: TelegramBot) -> None:
    """Take updates as they come. Asking for those after them tells Telegram that they arrived, so they are kept first.

    Raises:
        SettingsError: Telegram does not take the token any more.
    """
    offset, wait = 0, FIRST_WAIT
    has_webhook = True
    while True:
        while len(telegram.received) > _MOST_IN_HAND:
            await asyncio.sleep(FIRST_WAIT)
        try:
            if has_webhook:
                await telegram.bot.delete_webhook()
                has_webhook = False
            updates = await _updates_from(telegram, offset)
            await telegram.received.keep(updates)
        except InvalidToken:
            raise SettingsError(_REFUSED) from None
        except (TelegramError, CatalogueError) as error:
            if isinstance(error, Conflict):
                log.error("another_process_polls", what="Two bots run with this token. Stop one of them.")
            wait = seconds(error) if isinstance(error, RetryAfter) else wait
            log.warning("polling_failed", error=type(error).__name__, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        else:
            wait = FIRST_WAIT
            for update in updates:
                await telegram.application.update_queue.put(update)
                offset = update.update_id + 1
            # What came is begun before more is asked for, and what comes meanwhile comes together.
            await asyncio.sleep(_BREATH)


async def _updates_from(telegram: TelegramBot, offset: int) -> list[Update]:
    bot = telegram.bot
    try:
        return list(await bot.get_updates(offset, timeout=telegram.seconds_to_poll, allowed_updates=ALLOWED))
    except TelegramError:
        raise
    except Exception as error:  # the library cannot read one of them, and Telegram gives it again until it is taken
        log.error("updates_unreadable", error=type(error).__name__)
    try:
        contents = cast(list[dict[str, Any]], await bot.request.post(f"{bot.base_url}/getUpdates?offset={offset}"))
        return [read_update(content, bot) for content in contents]
    except (KeyError, TypeError, AttributeError) as error:  # JSON, but not that of a Bot API
        raise TelegramError("Invalid server response") from error


async def _unless(stop: asyncio.Event, task: asyncio.Task[None]) -> bool:
    """Wait for a task, or give it up where it is to be stopped; gives whether it came to its end."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        return task.done()
    finally:
        await _cancel(task, stopped)


async def _cancel(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
