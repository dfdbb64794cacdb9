"""So many calls in so much time, and never more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Allowance:
    """Lets so many calls through within any span of so many seconds, as whoever receives them counts them.

    When a call arrives is known only to lie between its beginning and its answer. So its place is free again that long
    after its answer: calls that are slow on the way cannot pile up at the other end.

    Args:
        most: How many calls.
        seconds: The span.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(most)
        self._seconds = seconds

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place, first come, first served; the block makes one call."""
        await self._places.acquire()
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(self._seconds, self._give_back)

    def _give_back(self) -> None:
        # A method, so that an allowance in use is held by the event loop, even where nothing else holds it.
        self._places.release()
