"""getUpdates: held until there is something to tell, as the Bot API holds it."""

import asyncio
from typing import Any

from tests.bots.telegram.api.errors import ApiError, conflict
from tests.bots.telegram.api.parameters import Parameters
from tests.bots.telegram.api.updates import UpdateQueue

_LONGEST_WAIT = 50  # seconds


class LongPolling:
    """One getUpdates at a time: a second one ends the first with 409.

    Args:
        updates: what waits for the bot.
    """

    def __init__(self, updates: UpdateQueue) -> None:
        self._updates = updates
        self._held: asyncio.Future[None] | None = None

    def wake(self) -> None:
        """There is something new. Called in the server's loop."""
        if self._held is not None and not self._held.done():
            self._held.set_result(None)

    def end(self, error: ApiError) -> None:
        """Ends the call that is held, if one is."""
        if self._held is not None and not self._held.done():
            self._held.set_exception(error)

    async def get_updates(self, params: Parameters, gone: "asyncio.Future[Any]") -> list[dict[str, Any]]:
        """The updates from `offset` on.

        Args:
            params: of the call.
            gone: done when the caller has hung up.

        Returns:
            At most `limit`; none if none came within `timeout` seconds.

        Raises:
            ApiError: another getUpdates, or setWebhook, ended this one.
        """
        self._updates.allow(params.get("allowed_updates"))
        offset = _integer(params, "offset", 0, -(1 << 31), 1 << 31)
        limit = _integer(params, "limit", 100, 1, 100)
        timeout = _integer(params, "timeout", 0, 0, _LONGEST_WAIT)
        self.end(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
        found = self._updates.from_offset(offset, limit)
        if not found and timeout:
            held = self._held = asyncio.get_running_loop().create_future()
            await asyncio.wait({held, gone}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if held.done():
                held.result()
            else:
                held.cancel()
            if gone.done():
                return []
            found = self._updates.from_offset(max(offset, 0), limit)
        return [update.as_json() for update in found]


def _integer(params: Parameters, name: str, default: int, least: int, most: int) -> int:
    value = params.get(name, default)
    return min(max(value, least), most) if isinstance(value, int) else default
