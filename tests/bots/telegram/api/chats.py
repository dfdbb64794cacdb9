"""Chats, and the messages that stand in them."""

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self

from tests.bots.telegram.api.entities import Entity
from tests.bots.telegram.api.texts import FormattedText

if TYPE_CHECKING:
    from tests.bots.telegram.api.telegram import Telegram

GENERAL = 1  # the thread of a forum that has no messages of its own number


class Message:
    """A message of the bot as it stands now; edits change it.

    Attributes:
        id: counted in its chat.
        html: the text as the bot sent it, markup included.
        edited: how many times it was edited.
        reply_to: number of the message that it answers, or None.
        thread: of a forum, or None.
        link_preview: `link_preview_options` as last sent.
        deleted: it stands in the chat no more.
    """

    def __init__(self, chat: "Chat", number: int, content: FormattedText, html: str) -> None:
        self.chat = chat
        self.id = number
        self.date = chat.telegram.now()
        self.content = content
        self.html = html
        self.markup: dict[str, Any] | None = None
        self.thread: int | None = None
        self.reply_to: int | None = None
        self.edited = 0
        self.edit_date: int | None = None
        self.link_preview: dict[str, Any] | None = None
        self.deleted = False
        self._edits_awaited = 0

    @property
    def text(self) -> str:
        """What people read."""
        return self.content.text

    @property
    def entities(self) -> list[Entity]:
        """Bold, links and so on; offsets count UTF-16 units."""
        return self.content.entities

    @property
    def buttons(self) -> list[list[dict[str, Any]]]:
        """Rows of {text, callback_data or url}."""
        return self.markup["inline_keyboard"] if self.markup else []

    def wait_for_edit(self, timeout: float = 10) -> Self:
        """Blocks until the next edit; one that came since the last call counts.

        Raises:
            AssertionError: none came in that time.
        """
        self._edits_awaited += 1
        return self.wait_until(lambda message: message.edited >= self._edits_awaited, timeout, "no edit")

    def wait_until(self, holds: Callable[["Message"], bool], timeout: float = 10, missing: str = "not so") -> Self:
        """Blocks until something holds of the message, such as a word in its text.

        Raises:
            AssertionError: it does not in that time.
        """
        self.chat.telegram.wait_until(lambda: holds(self), timeout, lambda: f"{missing}: {self!r}")
        return self

    def as_json(self, with_reply: bool = True) -> dict[str, Any]:
        told: dict[str, Any] = {
            "message_id": self.id,
            "from": self.chat.telegram.bot,
            "chat": self.chat.as_json(),
            "date": self.date,
        }
        if self.edit_date is not None:
            told["edit_date"] = self.edit_date
        told |= self.chat.threading(self.thread, self.reply_to, with_reply)
        told["text"] = self.text
        if self.entities:
            told["entities"] = self.entities
        if self.link_preview:
            told["link_preview_options"] = self.link_preview
        if self.markup:
            told["reply_markup"] = self.markup
        return told

    def __repr__(self) -> str:
        return f"<Message {self.id}: {self.text!r}, edited {self.edited} times, buttons {self.buttons}>"


class Chat:
    """A private chat or a supergroup, with the people's messages and the bot's.

    Args:
        telegram: where it is.
        number: negative for a group.
        about: the rest of its JSON.
        counter: numbers its messages; private chats share one.
    """

    def __init__(self, telegram: "Telegram", number: int, about: dict[str, Any], counter: Iterator[int]) -> None:
        self.telegram = telegram
        self.id = number
        self.about = about
        self.is_forum = bool(about.get("is_forum"))
        self.topics: dict[int, dict[str, Any]] = {}  # the service message that opened each thread
        self.closed: str | None = None  # why the bot may not write, as the 403 says
        self.silenced = False
        self.started = number < 0  # the bot may write only to people who wrote to it first
        self.met = False  # it has seen the person elsewhere
        self.counter = counter
        self._standing: dict[int, Message | dict[str, Any]] = {}

    @property
    def is_private(self) -> bool:
        return self.id > 0

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that stand in the chat, oldest first."""
        with self.telegram.changed:
            return [message for message in self._standing.values() if isinstance(message, Message)]

    def wait_for(self, count: int, timeout: float = 10) -> list[Message]:
        """Blocks until so many messages of the bot stand in the chat.

        Returns:
            All that stand.

        Raises:
            AssertionError: there are fewer in that time; it says which.
        """
        self.telegram.wait_until(
            lambda: len(self.messages) >= count,
            timeout,
            lambda: f"{len(self.messages)} of {count} messages after {timeout} s: {self.messages}",
        )
        return self.messages

    def find(self, number: Any) -> Message | dict[str, Any] | None:
        """The message of that number: the bot's as `Message`, anyone else's as its JSON."""
        return self._standing.get(number) if isinstance(number, int) else None

    def put(self, number: int, message: Message | dict[str, Any]) -> None:
        with self.telegram.changed:
            self._standing[number] = message
            self.telegram.changed.notify_all()

    def remove(self, number: int) -> None:
        with self.telegram.changed:
            gone = self._standing.pop(number, None)
            if isinstance(gone, Message):
                gone.deleted = True
            self.telegram.changed.notify_all()

    def threading(self, thread: int | None, reply_to: int | None, with_reply: bool) -> dict[str, Any]:
        """What a message's JSON says of its thread and of the message that it answers.

        In a forum each message in a topic answers the one that opened the topic, if it answers no other. In a group
        without topics, an answer has a thread too: the message at the root, without `is_topic_message`.
        """
        told: dict[str, Any] = {}
        if thread is not None:
            told["message_thread_id"] = thread
        elif not self.is_private and reply_to is not None:
            told["message_thread_id"] = self._root_of(reply_to)
        answered = self.find(reply_to) if reply_to is not None else self.topics.get(thread or 0)
        if with_reply and answered is not None:
            told["reply_to_message"] = as_json(answered, with_reply=False)
        if thread is not None:
            told["is_topic_message"] = True
        return told

    def _root_of(self, number: int) -> int:
        for _ in range(1000):
            message = self.find(number)
            before = message.reply_to if isinstance(message, Message) else (message or {}).get("_reply_to")
            if before is None:
                break
            number = before
        return number

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, **self.about}


def as_json(message: Message | dict[str, Any], with_reply: bool = True) -> dict[str, Any]:
    """The JSON of anyone's message."""
    if isinstance(message, Message):
        return message.as_json(with_reply)
    hidden = {"_reply_to"} if with_reply else {"_reply_to", "reply_to_message"}
    return {name: value for name, value in message.items() if name not in hidden}


def counted(first: int = 1) -> Iterator[int]:
    """Numbers of messages."""
    return itertools.count(first)
