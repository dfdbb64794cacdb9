"""Runs the bot within the web server: Telegram brings the updates to it."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog
from fastapi import APIRouter, Request, Response
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from assistant.assistant import Assistant
from assistant.channels import Channel
from assistant.publishing import open_catalogue
from assistant.settings import Settings, SettingsError
from assistant.web.problems import problem
from bots.telegram.application import TelegramBot
from bots.telegram.desk import Desk
from bots.telegram.menu import set_menu
from bots.telegram.polling import connect, finish
from bots.telegram.tidying import tidying
from bots.telegram.transport.receiving import ALLOWED, read_update
from corpus.catalogue import CatalogueError
from index.lock import only_one

log = structlog.get_logger()

PATH: Final = "/telegram/updates"
_HEADER: Final = "x-telegram-bot-api-secret-token"
_LARGEST: Final = 1024 * 1024
"""Bytes of an update: a message can quote another, with every link in both."""
_AGAIN_AFTER: Final = 10.0


def telegram_webhook(settings: Settings) -> Channel | None:
    """The webhook, where the settings switch it on.

    Raises:
        SettingsError: It is on, but the token or the public address is missing.
    """
    if not settings.telegram_webhook:
        return None
    if not settings.telegram_token.get_secret_value():
        raise SettingsError("PRECEDENT_TELEGRAM_WEBHOOK is on, but PRECEDENT_TELEGRAM_TOKEN is not set.")
    if not settings.public_url:
        raise SettingsError(
            "PRECEDENT_TELEGRAM_WEBHOOK is on: set PRECEDENT_PUBLIC_URL to the https address under which Telegram "
            "reaches this server."
        )
    return Webhook(settings)


def webhook_secret(token: str) -> str:
    """What Telegram sends with each update, so that nobody else can: drawn from the token, which it does not reveal."""
    return hmac.new(token.encode(), b"precedent webhook", hashlib.sha256).hexdigest()


class Webhook:
    """A channel of the web server.

    Args:
        settings: The settings.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._secret = webhook_secret(settings.telegram_token.get_secret_value())
        self._telegram: TelegramBot | None = None
        self.bodies = {PATH: _LARGEST}
        self.router = APIRouter()
        self.router.add_api_route(PATH, self._receive, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self, assistant: Assistant) -> AsyncIterator[None]:
        """Deals with updates while the web server runs. What keeps the bot from running does not touch the server."""
        bot = asyncio.create_task(self._run(assistant))
        try:
            yield
        finally:
            bot.cancel()
            with suppress(asyncio.CancelledError):
                await bot

    async def _run(self, assistant: Assistant) -> None:
        while True:
            try:
                await self._deal_with_updates(assistant)
            except SettingsError as error:
                log.error("bot_not_started", reason=str(error))
                return
            except CatalogueError as error:
                log.error("bot_not_started", reason=str(error), again_in=_AGAIN_AFTER)
            except BlockingIOError:
                log.warning("another_process_runs_the_bot", again_in=_AGAIN_AFTER)
            except Exception as error:
                log.error("bot_failed", error=type(error).__name__, exc_info=error, again_in=_AGAIN_AFTER)
            await asyncio.sleep(_AGAIN_AFTER)

    async def _deal_with_updates(self, assistant: Assistant) -> None:
        """From the first try to reach Telegram until it is cancelled."""
        # Of two that share a folder, each would take what the other has not finished for its own.
        with only_one(self._settings.home / ".bot.lock", wait=False):
            catalogue = await asyncio.to_thread(open_catalogue, self._settings)
            desk = Desk(assistant, catalogue)
            telegram = TelegramBot(self._settings, desk)
            self._telegram = telegram
            try:
                async with tidying(desk):
                    await connect(telegram, stop=asyncio.Event())
                    await telegram.queue_unfinished()
                    await telegram.application.start()
                    await self._announce(telegram)
                    await set_menu(telegram.bot)
                    await asyncio.Event().wait()
            finally:
                self._telegram = None
                await finish(telegram)
                await telegram.bot.shutdown()
                desk.close()
                catalogue.close()

    async def _announce(self, telegram: TelegramBot) -> None:
        """Tell Telegram where updates are wanted, until it has heard."""
        url = self._settings.public_url.rstrip("/") + PATH
        while True:
            try:
                await telegram.bot.set_webhook(url, secret_token=self._secret, allowed_updates=list(ALLOWED))
            except (BadRequest, Forbidden, InvalidToken) as error:
                log.error("webhook_refused", reason=str(error), at=url)
                return
            except TelegramError as error:
                log.warning("webhook_not_set", error=type(error).__name__, again_in=_AGAIN_AFTER)
            else:
                log.info("bot_answers", name=telegram.bot.username, at=url)
                return
            await asyncio.sleep(_AGAIN_AFTER)

    async def _receive(self, request: Request) -> Response:
        """An update from Telegram; it counts as received once it is kept."""
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return problem(403, "Only Telegram may send updates here.")
        telegram = self._telegram
        if telegram is None:
            return problem(503, "The bot does not run yet. Send the update again.")
        update = _read(await request.body(), telegram.bot)
        if update is None:
            return problem(422, "That is no update.")
        try:
            await telegram.received.keep([update])
        except CatalogueError as error:
            log.error("update_not_kept", reason=str(error))
            return problem(503, "The update could not be kept. Send it again.")
        await telegram.application.update_queue.put(update)
        return Response(status_code=200)


def _read(body: bytes, bot: Bot) -> Update | None:
    """The update in a body; None where there is none."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = content.get("update_id") if isinstance(content, dict) else None
    return read_update(content, bot) if isinstance(number, int) and 0 <= number < 2**63 else None
