"""How much a bot may send: about 30 messages a second in all, one a second to a chat, 20 a minute to a group."""

import math
from collections import deque

_IN_ALL = (30, 1.0)
_TO_A_GROUP = (20, 60.0)
_BURST = 3  # messages to a chat at once before one a second counts


class Limits:
    """Counts what is sent and edited; both draw on the same allowance."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._chats: dict[int, tuple[float, float]] = {}  # allowance left, as of when

    def take(self, chat_id: int, now: float) -> int:
        """Counts one message, unless it is one too many.

        Args:
            chat_id: a group's is negative.
            now: seconds on a steady clock.

        Returns:
            0, or the whole seconds to wait; then nothing is counted.
        """
        left, since = self._chats.get(chat_id, (float(_BURST), now))
        left = min(_BURST, left + now - since)
        waits = [_wait(self._all, *_IN_ALL, now), 1 - left]
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 else None
        if group is not None:
            waits.append(_wait(group, *_TO_A_GROUP, now))
        wait = max(waits)
        if wait > 0:
            return max(1, math.ceil(wait))
        self._chats[chat_id] = (left - 1, now)
        self._all.append(now)
        if group is not None:
            group.append(now)
        return 0


def _wait(sent: deque[float], most: int, seconds: float, now: float) -> float:
    while sent and sent[0] <= now - seconds:
        sent.popleft()
    return 0.0 if len(sent) < most else sent[0] + seconds - now
