"""What Telegram knows: the bot, its chats, the updates that wait, the queries to answer, every call so far."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bots.telegram.api.chats import Chat, counted
from tests.bots.telegram.api.errors import bad_request, forbidden, too_many_requests
from tests.bots.telegram.api.limits import Limits
from tests.bots.telegram.api.updates import UpdateQueue

USERNAME = "precedent_test_bot"
_QUERY_LIFETIME = 15  # seconds in which a query must be answered; Telegram states none, people report 10 to 15


@dataclass
class Call:
    """One call of the bot.

    Attributes:
        at: when it came, on the clock of `time.monotonic`.
        error: what was answered in place of a result, or the fault that befell it; empty if all went well.
    """

    method: str
    params: dict[str, Any]
    at: float
    error: str = ""


@dataclass
class Query:
    """A pressed button or an inline query, with the answers to it."""

    kind: str
    asked_at: float
    answers: list[dict[str, Any]] = field(default_factory=list)


class Telegram:
    """The state that the tests' thread and the server's thread share; `changed` guards it.

    Args:
        limits: too many messages are answered with 429.
    """

    def __init__(self, limits: bool) -> None:
        self.changed = threading.Condition()
        self.bot = {"id": 123456, "is_bot": True, "first_name": "Precedent (test)", "username": USERNAME}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue(self.changed)
        self.queries: dict[str, Query] = {}
        self.calls: list[Call] = []
        self.age = 0.0  # how far in the past people speak
        self.private_counter = counted()
        self._limits = Limits() if limits else None

    def now(self) -> int:
        """The date of what the bot does now."""
        return int(time.time())

    def spoken_at(self) -> int:
        """The date of what people do now."""
        return int(time.time() - self.age)

    def chat(self, number: Any) -> Chat:
        """The chat of a call.

        Raises:
            ApiError: the bot does not know it, or may not write there.
        """
        if number in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(number) if isinstance(number, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if not chat.started:
            raise (
                forbidden("bot can't initiate conversation with a user") if chat.met else bad_request("chat not found")
            )
        if not chat.is_private and chat.closed:
            raise forbidden(chat.closed)
        return chat

    def check_may_write(self, chat: Chat, counts: bool = True) -> None:
        """The last look before a call has its effect.

        Args:
            chat: where.
            counts: the call draws on the allowance for messages.

        Raises:
            ApiError: the person has blocked the bot, the group has silenced it, or it writes too much.
        """
        if chat.closed:
            raise forbidden(chat.closed)
        if chat.silenced:
            raise bad_request("Not enough rights to send text messages to the chat")
        if counts and self._limits is not None and (wait := self._limits.take(chat.id, time.monotonic())):
            raise too_many_requests(wait)

    def ask(self, kind: str) -> str:
        """Opens a query; gives its id."""
        with self.changed:
            query_id = str(4_000_000_000_000_001 + len(self.queries))
            self.queries[query_id] = Query(kind, time.monotonic() - self.age)
            return query_id

    def answer(self, kind: str, query_id: Any, answer: dict[str, Any]) -> None:
        """Takes the answer to a query. A second one is taken too, as Telegram does while the query is young.

        Raises:
            ApiError: there is no such query, or it is too old.
        """
        query = self.queries.get(str(query_id))
        if query is None or query.kind != kind or time.monotonic() - query.asked_at > _QUERY_LIFETIME:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answers.append(answer)

    def wait_until(self, holds: Callable[[], Any], timeout: float, otherwise: Callable[[], str]) -> None:
        """Blocks until something holds of what Telegram knows.

        Raises:
            AssertionError: with what `otherwise` says, when it does not in that time.
        """
        with self.changed:
            if not self.changed.wait_for(holds, timeout):
                raise AssertionError(otherwise())
