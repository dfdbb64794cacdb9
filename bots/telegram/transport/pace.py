"""Keeps to Telegram's limits, and repeats what can be repeated without harm."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from enum import Enum
from typing import Any, Final
from weakref import WeakValueDictionary

import structlog
from httpx import ConnectError, ConnectTimeout, PoolTimeout
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bots.telegram.transport.allowance import Allowance

log = structlog.get_logger()

Call = Callable[..., Coroutine[Any, Any, Any]]

PATIENCE: Final = 600.0
"""Seconds after which a call is given up: nobody waits for its effect any more."""
FIRST_WAIT: Final = 0.25
LONGEST_WAIT: Final = 15.0
_PATIENCE_OF_QUERIES: Final = 15.0
"""Telegram forgets a pressed button and an inline query after about as long."""
_PATIENCE_TO_PROBE: Final = 0.5
_MESSAGE: Final = "sendMessage"
_TYPING: Final = "sendChatAction"
_TYPING_AT_ONCE: Final = 16
_QUERIES: Final = frozenset({"answerCallbackQuery", "answerInlineQuery"})
_REPEATED_BY_CALLERS: Final = frozenset({_MESSAGE, "getMe", "deleteWebhook", "setWebhook"})
_TO_BE_SURE: Final = 0.1
"""Seconds more than Telegram says."""


class Kind(Enum):
    """What a call is for."""

    EFFECT = "effect"
    PROBE = "probe"
    """It most likely has no effect: it finds out whether something is there. It is not repeated for long."""


class Pace(BaseRateLimiter[Kind]):
    """Telegram's limits for the whole bot, for each chat and for each group.

    What failed on the way is sent again, a little later each time, but for what callers repeat themselves: whoever
    sends a message must find out first whether it arrived (see `Delivery`). Telegram's "retry after" holds the chat, or
    the method, that it was said of; said of a second chat meanwhile, it holds all.

    Args:
        a_second: Messages and edits a second, to all chats.
        a_second_each: Messages a second to one chat.
        a_minute_to_a_group: Messages and edits a minute to one group.
    """

    def __init__(self, a_second: int = 30, a_second_each: int = 1, a_minute_to_a_group: int = 20) -> None:
        self._all = Allowance(a_second, 1)
        self._typing = asyncio.Semaphore(_TYPING_AT_ONCE)
        self._a_second_each = a_second_each
        self._a_minute_to_a_group = a_minute_to_a_group
        # An allowance goes when nobody waits for it or has a place in it.
        self._chats: WeakValueDictionary[int | str, Allowance] = WeakValueDictionary()
        self._groups: WeakValueDictionary[int | str, Allowance] = WeakValueDictionary()
        self._held_until: dict[int | str, float] = {}
        self._all_held_until = 0.0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to free."""

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Kind | None,
    ) -> Any:
        """Make a call to the Bot API when its turn has come.

        Args:
            callback: Makes it.
            args: For the callback.
            kwargs: Likewise.
            endpoint: Its method.
            data: Its parameters.
            rate_limit_args: What it is for; by default for its effect.

        Raises:
            TelegramError: It failed for good, or on the way, and its caller is to repeat it.
        """

        async def call() -> Any:
            try:
                return await callback(*args, **kwargs)
            except (KeyError, TypeError, AttributeError) as error:  # JSON, but not that of a Bot API
                raise TelegramError("Invalid server response") from error

        kind = rate_limit_args or Kind.EFFECT
        if endpoint == _TYPING:
            return await self._if_there_is_room(call)
        wait, end = FIRST_WAIT, _now() + _patience(endpoint, kind)
        while True:
            try:
                return await self._in_turn(call, endpoint, data.get("chat_id"), kind)
            except RetryAfter as error:
                if endpoint in _REPEATED_BY_CALLERS or _now() + seconds(error) > end:
                    raise
            except TelegramError as error:
                if endpoint in _REPEATED_BY_CALLERS or not was_lost(error) or _now() + wait > end:
                    raise
                log.warning("call_repeated", method=endpoint, error=type(error).__name__, again_in=wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)

    async def _if_there_is_room(self, call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        # It is of no use later, and must not take the connections from what is.
        if self._typing.locked():
            return True
        async with self._typing:
            return await call()

    async def _in_turn(self, call: Callable[[], Coroutine[Any, Any, Any]], endpoint: str, chat: Any, kind: Kind) -> Any:
        whose = endpoint if chat is None else chat
        while True:
            while (wait := self._hold(whose)) > 0:
                if wait > PATIENCE:
                    raise RetryAfter(timedelta(seconds=wait))
                await asyncio.sleep(wait)
            async with AsyncExitStack() as places:
                for allowance in self._allowances(endpoint, chat, kind):
                    await places.enter_async_context(allowance.place())
                if self._hold(whose) > 0:  # told while this one waited for its places
                    continue
                try:
                    return await call()
                except RetryAfter as error:
                    self._obey(whose, seconds(error))
                    raise

    def _allowances(self, endpoint: str, chat: Any, kind: Kind) -> list[Allowance]:
        """Those that a call needs, the one for all last, so that nobody waits for another while in it."""
        if chat is None:
            return []
        needed = [self._all]
        # A group's allowance is small and lasts a minute: what leaves nothing there must not use it up.
        if kind is Kind.EFFECT and (not isinstance(chat, int) or chat < 0):
            needed.insert(0, self._groups.setdefault(chat, Allowance(self._a_minute_to_a_group, 60)))
        if endpoint == _MESSAGE:
            needed.insert(0, self._chats.setdefault(chat, Allowance(self._a_second_each, 1)))
        return needed

    def _hold(self, whose: int | str) -> float:
        held_until = self._held_until.get(whose, 0.0)
        if isinstance(whose, int):
            held_until = max(held_until, self._all_held_until)
        return held_until - _now()

    def _obey(self, whose: int | str, wait: float) -> None:
        now = _now()
        until = now + wait + _TO_BE_SURE
        self._held_until = {known: end for known, end in self._held_until.items() if end > now} | {whose: until}
        if sum(isinstance(known, int) for known in self._held_until) > 1 and isinstance(whose, int):
            self._all_held_until = until
        log.warning("told_to_wait", seconds=wait, held="all chats" if until == self._all_held_until else "one")


def _patience(endpoint: str, kind: Kind) -> float:
    if kind is Kind.PROBE:
        return _PATIENCE_TO_PROBE
    return _PATIENCE_OF_QUERIES if endpoint in _QUERIES else PATIENCE


def _now() -> float:
    return asyncio.get_running_loop().time()


def seconds(error: RetryAfter) -> float:
    """How long Telegram says to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def was_lost(error: TelegramError) -> bool:
    """Whether a call failed on the way, there or back, and was not refused: it may succeed another time."""
    # An answer that cannot be read is told by the base class itself.
    return type(error) is TelegramError or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))


def never_left(error: TelegramError) -> bool:
    """Whether a call was lost before it left this machine, so that it cannot have had an effect."""
    return isinstance(error.__cause__, ConnectError | ConnectTimeout | PoolTimeout)
