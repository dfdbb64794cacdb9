"""A ready Bot API emulator for tests to run a bot against, with the people who write to the bot.

It knows getMe, getUpdates, sendMessage, editMessageText, editMessageReplyMarkup, deleteMessage, answerCallbackQuery,
setWebhook and deleteWebhook, in private chats, and checks next to nothing: no markup, no length, no button. What it
shows is that a bot gets along with a server of the Bot API that was not written beside it.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx2

from tests.bots.telegram.emulator.process import Emulator
from tests.bots.telegram.emulator.relay import Relay

BOT = {"id": 666, "is_bot": True, "first_name": "Test First name", "username": "TestNameBot"}


@dataclass(frozen=True)
class Message:
    """A message of the bot as it stands.

    Attributes:
        id: Its number.
        text: Its text as the bot sent it: the emulator leaves markup in.
        parse_mode: What markup the bot said it is.
        buttons: Rows of inline buttons, as the bot sent them.
        edited: Whether the bot has edited it.
    """

    id: int
    text: str
    parse_mode: str | None
    buttons: list[list[dict[str, Any]]]
    edited: bool


class Person:
    """Someone who has a private chat with the bot.

    Args:
        api: The emulator.
        id: The number of the person and of the chat.
        name: The first name.
        language_code: The language of the person's Telegram.
    """

    def __init__(self, api: "ReadyApi", id: int, name: str, language_code: str) -> None:
        self.id = id
        self._api = api
        self._user = {"id": id, "is_bot": False, "first_name": name, "language_code": language_code}
        self._chat = {"id": id, "type": "private", "first_name": name}

    def says(self, text: str) -> None:
        """Send a text to the bot; one that begins with a slash goes as a command, as Telegram marks it."""
        message: dict[str, Any] = {"from": self._user, "chat": self._chat, "date": int(time.time()), "text": text}
        if not text.startswith("/"):
            self._api.put("/sendMessage", message)
        else:
            command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
            self._api.put("/sendCommand", {**message, "entities": [command]})

    def presses(self, message: Message, data: str) -> None:
        """Press an inline button under a message.

        Args:
            message: The message.
            data: The data of the button.

        Raises:
            AssertionError: There is no such button.
        """
        assert data in [button.get("callback_data") for row in message.buttons for button in row], message
        shown = {
            "message_id": message.id,
            "from": BOT,
            "chat": self._chat,
            "date": int(time.time()),
            "text": message.text,
            "reply_markup": {"inline_keyboard": message.buttons},
        }
        self._api.put("/sendCallback", {"from": self._user, "message": shown, "data": data})

    def messages(self) -> list[Message]:
        """The messages of the bot in this chat as they stand now, oldest first."""
        return [
            Message(
                id=kept["messageId"],
                text=kept["message"]["text"],
                parse_mode=kept["message"].get("parse_mode"),
                buttons=(kept["message"].get("reply_markup") or {}).get("inline_keyboard", []),
                edited="message_id" in kept["message"],
            )
            for kept in self._api.history()
            # What people did is kept with its chat; only the bot's messages have the chat's number as a parameter.
            if str(kept.get("message", {}).get("chat_id")) == str(self.id)
        ]

    def wait_for(self, count: int, timeout: float = 10) -> list[Message]:
        """Wait until at least so many messages of the bot stand in this chat.

        Args:
            count: How many.
            timeout: How long to wait at most, in seconds.

        Returns:
            All of them, oldest first.

        Raises:
            AssertionError: Fewer came; with what was there and what the emulator printed.
        """
        return self._wait(lambda messages: len(messages) >= count, f"{count} messages", timeout)

    def wait_for_edit(self, message: Message, timeout: float = 10) -> Message:
        """Wait until a message stands otherwise than given, and give it as it stands then.

        Raises:
            AssertionError: It stayed as it was; with what was there and what the emulator printed.
        """

        def changed(messages: list[Message]) -> list[Message]:
            return [now for now in messages if now.id == message.id and now != message]

        return changed(self._wait(lambda messages: bool(changed(messages)), f"an edit of {message}", timeout))[0]

    def _wait(self, enough: Callable[[list[Message]], bool], wanted: str, timeout: float) -> list[Message]:
        end = time.monotonic() + timeout
        while not enough(messages := self.messages()):
            if time.monotonic() > end:
                raise AssertionError(f"Waited {timeout} s for {wanted}, there was {messages}\n{self._api.output()}")
            time.sleep(0.02)
        return messages


class ReadyApi:
    """The emulator, running for as long as the context lasts.

    Attributes:
        url: The base address for a bot, without `/bot`.
        bare_url: The emulator's own address, past what puts its answers right.
        token: The token for a bot.
    """

    token = "123456:TEST-token"  # noqa: S105 - made up

    def __enter__(self) -> Self:
        """Start it.

        Raises:
            AssertionError: It did not start; with what it printed.
        """
        with ExitStack() as stack:
            self.emulator = stack.enter_context(Emulator())
            self.bare_url = self.emulator.url
            self.url = stack.enter_context(Relay(self.bare_url)).url
            self._client = stack.enter_context(httpx2.Client(base_url=self.bare_url, timeout=10, trust_env=False))
            self._people = 0
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._stack.close()

    def person(self, name: str, language_code: str = "en") -> Person:
        """Someone new."""
        self._people += 1
        return Person(self, 1000 + self._people, name, language_code)

    def put(self, path: str, update: dict[str, Any]) -> None:
        """Put in what a person did."""
        self._post(path, {**update, "botToken": self.token})

    def history(self) -> list[dict[str, Any]]:
        """All that people and the bot sent, as the emulator keeps it, oldest first."""
        kept: list[dict[str, Any]] = self._post("/getUpdatesHistory", {"token": self.token})
        return kept

    def output(self) -> str:
        """What the emulator has printed so far."""
        return self.emulator.output()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        try:
            answer = self._client.post(path, json=body)
        except httpx2.TransportError as error:
            raise AssertionError(f"The emulator does not answer: {error!r}\n{self.output()}") from error
        assert answer.status_code == 200, f"{answer.text}\n{self.output()}"
        return answer.json()["result"]
