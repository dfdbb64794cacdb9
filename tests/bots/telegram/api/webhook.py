"""A webhook: updates are posted to the bot, and again until it takes them."""

import asyncio
import re
import time
from collections.abc import Hashable
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.bots.telegram.api.errors import bad_request
from tests.bots.telegram.api.links import checked_link
from tests.bots.telegram.api.parameters import Parameters
from tests.bots.telegram.api.updates import Update, UpdateQueue

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
_PORTS = {443, 80, 88, 8443, None}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # seconds between attempts; Telegram's grow from 1 s to a minute and more
_ANSWER_WITHIN = 30.0  # seconds


class Webhook:
    """Where updates are posted to, and the posting. Everything here runs in the server's loop.

    Args:
        updates: what waits for the bot.
    """

    def __init__(self, updates: UpdateQueue) -> None:
        self.url = ""
        self.paused = False
        self._secret_token = ""
        self._most_connections = 0
        self._free = asyncio.Semaphore(1)
        self._updates = updates
        self._delivering: dict[Hashable, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None
        self._last_error: tuple[int, str] | None = None

    def set(self, params: Parameters) -> None:
        """Takes over a new address.

        Raises:
            ApiError: Telegram would not take it. http and any port will do here for this machine itself.
        """
        url = str(params.get("url") or "")
        secret_token = str(params.get("secret_token") or "")
        local = (urlsplit(url).hostname or "") in _LOOPBACK
        if not local:
            try:
                parts = urlsplit(checked_link(url if "://" in url else f"https://{url}"))
            except ValueError:
                raise bad_request("invalid webhook URL specified") from None
        if len(secret_token) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret_token):
            raise bad_request("secret token contains unallowed characters")
        if not local and parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not local and parts.port not in _PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        self.stop()
        self.url = url
        self._secret_token = secret_token
        most = params.get("max_connections")
        self._most_connections = most if isinstance(most, int) and 1 <= most <= 100 else 40
        self._free = asyncio.Semaphore(self._most_connections)
        self.wake()

    def stop(self) -> None:
        """Posts nothing more. What was not taken waits."""
        self.url = ""
        self._last_error = None
        for task in self._delivering.values():
            task.cancel()
        self._delivering.clear()

    async def close(self) -> None:
        self.stop()
        if self._client is not None:
            await self._client.aclose()

    def about(self) -> dict[str, Any]:
        """What getWebhookInfo answers."""
        told: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if self._last_error is not None:
            told["last_error_date"], told["last_error_message"] = self._last_error
        if self.url:
            told |= {"max_connections": self._most_connections, "ip_address": "127.0.0.1"}
        if self._updates.allowed:
            told["allowed_updates"] = self._updates.allowed
        return told

    def wake(self) -> None:
        """There may be something to post."""
        if not self.url or self.paused:
            return
        for update in self._updates.waiting():
            if update.queue not in self._delivering:
                self._delivering[update.queue] = asyncio.ensure_future(self._deliver(update.queue))

    async def _deliver(self, queue: Hashable) -> None:
        """Posts the updates of one queue in their order, each until it is taken."""
        pause = 0.0
        while update := next((one for one in self._updates.waiting() if one.queue == queue), None):
            async with self._free:
                failure = await self._post(update)
            if failure is None:
                self._updates.drop([update.id])
                pause = 0.0
            else:
                self._last_error = int(time.time()), failure
                pause = min(_LONGEST_PAUSE, pause * 2 or _FIRST_PAUSE)
                await asyncio.sleep(pause)
        del self._delivering[queue]

    async def _post(self, update: Update) -> str | None:
        if self.paused:
            return "Telegram is down"
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False)
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret_token} if self._secret_token else {}
        try:
            answer = await self._client.post(self.url, json=update.as_json(), headers=headers)
        except httpx.TimeoutException:
            return "Read timeout expired"
        except httpx.TransportError as error:
            return f"Connection failed: {error}"
        if not answer.is_success:
            return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        return None
