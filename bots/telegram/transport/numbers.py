"""What is known of the numbers that Telegram gives to messages."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

_KNOWN: Final = 20_000
"""Numbers remembered: those of ten minutes at Telegram's limit."""
_COUNTERS_KNOWN: Final = 5_000
_NOT_SEEN_YET: Final = 20
"""Messages that may have come since the newest one known."""
_MOST: Final = 100


class MessageNumbers:
    """The numbers of messages that exist.

    They rise: those of each supergroup by themselves, those of all other chats of a bot together. So a message of which
    nobody knows whether it was sent, was sent under a number between one that was known before and one that was given
    later, and which no other message is known to have.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._newest: OrderedDict[int, int] = OrderedDict()
        self._last_sent: dict[int, tuple[float, int]] = {}

    def newest(self, chat_id: int) -> int:
        """The newest number known; 0 where none is."""
        return self._newest.get(_counter(chat_id), 0)

    def saw(self, chat_id: int, number: int) -> None:
        """Note the number of a message that exists."""
        counter = _counter(chat_id)
        self._known[counter, number] = None
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        self._newest[counter] = max(number, self._newest.get(counter, 0))
        self._newest.move_to_end(counter)
        if len(self._newest) > _COUNTERS_KNOWN:
            forgotten, _ = self._newest.popitem(last=False)
            self._last_sent.pop(forgotten, None)

    def sent(self, chat_id: int, number: int, begun: float) -> None:
        """Note the number of a message that the bot sent.

        Args:
            chat_id: Where.
            number: Its number.
            begun: When its sending began, on some clock; so everything sent before then has a lower number.
        """
        self.saw(chat_id, number)
        counter = _counter(chat_id)
        self._last_sent[counter] = max((begun, number), self._last_sent.get(counter, (begun, number)))

    def candidates(self, chat_id: int, after: int, lost_at: float) -> Iterator[int]:
        """The numbers that a lost message may have. What becomes known between two of them counts for the next.

        Args:
            chat_id: Where it was sent.
            after: The newest number that was known before.
            lost_at: When it was lost, on the clock of `sent`.
        """
        counter = _counter(chat_id)
        number, left = after + 1, _MOST
        while left and number < self._end(counter, after, lost_at):
            if (counter, number) not in self._known:
                yield number
                left -= 1
            number += 1

    def _end(self, counter: int, after: int, lost_at: float) -> int:
        begun, number = self._last_sent.get(counter, (lost_at, 0))
        return number if begun > lost_at else max(after, self._newest.get(counter, 0)) + 1 + _NOT_SEEN_YET


def _counter(chat_id: int) -> int:
    return chat_id if str(chat_id).startswith("-100") else 0
