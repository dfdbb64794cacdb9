"""Stands in for Telegram: a Bot API server whose people, groups and faults a test directs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from tests.bots.telegram.api import answers, sending
from tests.bots.telegram.api.answering import Answering, Method
from tests.bots.telegram.api.errors import conflict
from tests.bots.telegram.api.faults import Fault, FaultPlan
from tests.bots.telegram.api.groups import Group
from tests.bots.telegram.api.listener import Listener
from tests.bots.telegram.api.parameters import Parameters
from tests.bots.telegram.api.people import Person
from tests.bots.telegram.api.polling import LongPolling
from tests.bots.telegram.api.profile import Profile
from tests.bots.telegram.api.telegram import USERNAME, Call, Telegram
from tests.bots.telegram.api.webhook import Webhook

_FIRST_PERSON = 700_001
_FIRST_GROUP = -1_002_000_000_001
_SENDING = ("sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage", "sendChatAction")
_ANSWERS = ("answerCallbackQuery", "answerInlineQuery")
_PROFILE = (
    "setMyCommands", "getMyCommands", "deleteMyCommands", "setMyName", "getMyName", "setMyDescription",
    "getMyDescription", "setMyShortDescription", "getMyShortDescription",
)  # fmt: skip


class BotApi:
    """A Bot API server on this machine; a context manager.

    Args:
        limits: too many messages are answered with 429, as on Telegram.

    Attributes:
        url: the address, without a slash at its end; python-telegram-bot is told `url + "/bot"`.
        token: the one token it takes.
        username: the bot's.
        commands: what setMyCommands set, by scope and language.
        descriptions, short_descriptions, names: by language.
    """

    token = "123456:TEST-token"  # noqa: S105
    username = USERNAME

    def __init__(self, *, limits: bool = False) -> None:
        self._telegram = Telegram(limits)
        self._plan = FaultPlan()
        self._profile = Profile(str(self._telegram.bot["first_name"]))
        self.commands = self._profile.commands
        self.names = self._profile.names
        self.descriptions = self._profile.descriptions
        self.short_descriptions = self._profile.short_descriptions
        updates = self._telegram.updates
        self._polling = LongPolling(updates)
        self._webhook = Webhook(updates)
        answering = Answering(
            self._telegram, self.token, self._plan, self._methods(), {"getUpdates": self._get_updates}
        )
        self._listener = Listener(answering)
        answering.cut = self._listener.cut
        self.url = f"http://127.0.0.1:{self._listener.port}"
        updates.subscribers.append(lambda: self._listener.tell(self._wake))

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.call(self._webhook.close())
        self._listener.close()

    # People and groups

    def person(self, name: str, *, language_code: str | None = "en", username: str | None = None) -> Person:
        """Someone new; the bot does not know the person until the person does something."""
        with self._telegram.changed:
            user: dict[str, Any] = {"id": _FIRST_PERSON + len(self._telegram.chats), "is_bot": False}
            user["first_name"] = name
            user |= {"username": username} if username else {}
            user |= {"language_code": language_code} if language_code else {}
            return Person(self._telegram, user)

    def group(self, title: str, *, forum: bool = False, privacy: bool = False) -> Group:
        """A supergroup that the bot is in.

        Args:
            title: its name.
            forum: with topics.
            privacy: the bot hears only what concerns it, as Telegram has it by default; else, as an administrator
                does, everything.
        """
        with self._telegram.changed:
            return Group(self._telegram, _FIRST_GROUP - len(self._telegram.chats), title, forum, privacy)

    def age_updates(self, seconds: float) -> None:
        """What people do from now on happened so long ago: updates that waited while the bot was down. 0 ends it."""
        self._telegram.age = seconds

    # What the bot did

    @property
    def calls(self) -> list[Call]:
        """Every call so far, oldest first; also those that failed or that a fault befell."""
        with self._telegram.changed:
            return list(self._telegram.calls)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def wait_for_call(self, method: str, count: int = 1, timeout: float = 10) -> list[Call]:
        """Blocks until a method has been called so often; gives its calls.

        Raises:
            AssertionError: it has not in that time; it says what was called.
        """
        self._telegram.wait_until(
            lambda: len(self.calls_of(method)) >= count,
            timeout,
            lambda: (
                f"{len(self.calls_of(method))} of {count} calls of {method} after {timeout} s: "
                f"{[call.method for call in self.calls]}"
            ),
        )
        return self.calls_of(method)

    def callback_answer(self, query_id: str, timeout: float = 10) -> Parameters:
        """Blocks until a pressed button is answered; gives the parameters of the first answerCallbackQuery."""
        return self._answer(query_id, timeout)

    def inline_answer(self, query_id: str, timeout: float = 10) -> Parameters:
        """Blocks until an inline query is answered; gives the parameters of the answerInlineQuery."""
        return self._answer(query_id, timeout)

    def wait_for_quiet(self, seconds: float = 0.3, timeout: float = 10) -> None:
        """Blocks until the bot has taken every update and then called nothing but getUpdates for so long.

        Raises:
            AssertionError: it has not in that time.
        """
        began = time.monotonic()
        while time.monotonic() < began + timeout:
            others = [call.at for call in self.calls if call.method != "getUpdates"]
            quiet_since = max([began, *others[-1:]])
            if not len(self._telegram.updates) and time.monotonic() - quiet_since >= seconds:
                return
            time.sleep(seconds / 10)
        raise AssertionError(f"{len(self._telegram.updates)} updates wait; last calls: {self.calls[-5:]}")

    def _answer(self, query_id: str, timeout: float) -> Parameters:
        query = self._telegram.queries[query_id]
        self._telegram.wait_until(
            lambda: query.answers, timeout, lambda: f"{query.kind} {query_id}: no answer after {timeout} s"
        )
        return query.answers[0]

    # Faults

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """A fault befalls the next calls of a method; faults ordered one after the other befall one after the other."""
        self._plan.add(method, fault, times)

    @contextmanager
    def down(self) -> Iterator[None]:
        """While it lasts nothing listens, and no webhook is called; every open connection is cut."""
        self._webhook.paused = True
        self._listener.call(self._listener.shut())
        try:
            yield
        finally:
            self._listener.call(self._listener.open())
            self._webhook.paused = False
            self._listener.tell(self._wake)

    # Methods of the Bot API

    def _methods(self) -> dict[str, Method]:
        def bound(module: Any, name: str) -> Method:
            method = getattr(module, _snake(name))
            return lambda params: method(self._telegram, params)

        methods: dict[str, Method] = {name: bound(sending, name) for name in _SENDING}
        methods |= {name: bound(answers, name) for name in _ANSWERS}
        methods |= {name: getattr(self._profile, _snake(name)) for name in _PROFILE}
        return methods | {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: self._webhook.about(),
        }

    def _get_me(self, _: Parameters) -> dict[str, Any]:
        able = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}
        unable = ("can_connect_to_business", "has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics")
        return {**self._telegram.bot, **able, **dict.fromkeys(unable, False)}

    async def _get_updates(self, params: Parameters, gone: Any) -> list[dict[str, Any]]:
        if self._webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        return await self._polling.get_updates(params, gone)

    def _set_webhook(self, params: Parameters) -> bool:
        if not params.get("url"):
            return self._delete_webhook(params)
        self._polling.end(conflict("terminated by setWebhook request"))
        self._telegram.updates.allow(params.get("allowed_updates"))
        if params.get("drop_pending_updates"):
            self._telegram.updates.clear()
        self._webhook.set(params)
        return True

    def _delete_webhook(self, params: Parameters) -> bool:
        self._webhook.stop()
        if params.get("drop_pending_updates"):
            self._telegram.updates.clear()
        return True

    def _wake(self) -> None:
        self._polling.wake()
        self._webhook.wake()


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
