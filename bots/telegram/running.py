"""Runs the bot as a process of its own."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from assistant.assistant import Assistant
from assistant.logs import configure_logging
from assistant.publishing import open_catalogue
from assistant.settings import Settings, SettingsError
from bots.telegram.application import TelegramBot
from bots.telegram.desk import Desk
from bots.telegram.polling import poll
from index.lock import only_one

_HOW_TO_GET_ONE = (
    "The bot needs a token. In Telegram, write to @BotFather and send /newbot; then set what it gives as "
    "PRECEDENT_TELEGRAM_TOKEN, in the environment or in a file .env, and run: precedent bot"
)


def run_bot(settings: Settings, announce: Callable[[str], None] = lambda name: None) -> None:
    """Answer in Telegram until stopped by a signal.

    Args:
        settings: The settings.
        announce: Called with the bot's name once it answers.

    Raises:
        SettingsError: There is no token, Telegram does not take it, or the web server runs the bot.
        ModelError: The model is not prepared.
        SnapshotError: There is no index.
        CatalogueError: The catalogue cannot be opened.
    """
    if not settings.telegram_token.get_secret_value():
        raise SettingsError(_HOW_TO_GET_ONE)
    if settings.telegram_webhook:
        raise SettingsError(
            "PRECEDENT_TELEGRAM_WEBHOOK is on: the web server runs the bot. Start it with: precedent serve"
        )
    configure_logging(settings.log_level, settings.secrets())
    with _the_only_bot(settings), Assistant.open(settings) as assistant, open_catalogue(settings) as catalogue:
        desk = Desk(assistant, catalogue)
        try:
            asyncio.run(_until_stopped(settings, desk, announce))
        finally:
            desk.close()


@contextmanager
def _the_only_bot(settings: Settings) -> Iterator[None]:
    # Of two that share a folder, each would take what the other has not finished for its own.
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(settings.home / ".bot.lock", wait=False))
        except BlockingIOError:
            raise SettingsError("Another process runs the bot of this folder. Stop that one first.") from None
        yield


async def _until_stopped(settings: Settings, desk: Desk, announce: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await poll(TelegramBot(settings, desk), stop, announce)
