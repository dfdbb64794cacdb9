"""Telegram's limits, as whoever receives the calls counts them."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bots.telegram.transport.pace import Kind, Pace
from tests.bots.telegram.transport.virtual_time import in_no_time

MESSAGE, EDIT = "sendMessage", "editMessageText"
ANA, BEN, GROUP = 1, 2, -100_1


@dataclass(frozen=True)
class Made:
    """A call that arrived."""

    method: str
    chat: int | None
    at: float


class Telegram:
    """Notes what arrives, and answers as it is told to.

    Args:
        pace: Through which the calls come.
    """

    def __init__(self, pace: Pace | None = None) -> None:
        self.made: list[Made] = []
        self.answers: defaultdict[int | None, list[TelegramError]] = defaultdict(list)
        self._pace = pace or Pace()

    async def call(
        self, method: str, chat: int | None, there: float = 0.0, back: float = 0.0, kind: Kind | None = None
    ) -> bool:
        """Make a call that is so long on its way, there and back."""

        async def arrive() -> bool:
            await asyncio.sleep(there)
            self.made.append(Made(method, chat, asyncio.get_running_loop().time()))
            await asyncio.sleep(back)
            if self.answers[chat]:
                raise self.answers[chat].pop(0)
            return True

        data = {} if chat is None else {"chat_id": chat}
        return bool(await self._pace.process_request(arrive, (), {}, method, data, kind))

    def at(self, chat: int | None) -> list[float]:
        """When something arrived for a chat."""
        return [made.at for made in self.made if made.chat == chat]


def most_within(seconds: float, moments: list[float]) -> int:
    """How many of some moments lie in any such span."""
    ordered = sorted(moments)
    return max((sum(start <= other < start + seconds for other in ordered) for start in ordered), default=0)


ways = st.sampled_from([0.0, 0.01, 0.3, 5.0])
calls = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.0, 0.1, 3.0]),  # after the call before
        st.sampled_from([MESSAGE, MESSAGE, EDIT]),
        st.sampled_from([ANA, BEN, GROUP, GROUP - 1, *range(100, 160)]),
        ways,
        ways,
    ),
    max_size=150,
)


@settings(max_examples=60, deadline=None)
@given(calls=calls)
def test_never_more_than_telegram_allows(calls: list[tuple[float, str, int, float, float]]) -> None:
    async def run() -> Telegram:
        telegram = Telegram()
        async with asyncio.TaskGroup() as all_calls:
            for wait, method, chat, there, back in calls:
                await asyncio.sleep(wait)
                all_calls.create_task(telegram.call(method, chat, there, back))
        return telegram

    made = in_no_time(run()).made
    assert len(made) == len(calls)
    assert most_within(1, [one.at for one in made]) <= 30
    for chat in {one.chat for one in made}:
        assert most_within(1, [one.at for one in made if one.chat == chat and one.method == MESSAGE]) <= 1
        if chat is not None and chat < 0:
            assert most_within(60, [one.at for one in made if one.chat == chat]) <= 20


def test_no_slower_than_telegram_allows() -> None:
    async def run() -> list[float]:
        telegram = Telegram()
        async with asyncio.TaskGroup() as all_calls:
            for chat in range(1, 91):
                all_calls.create_task(telegram.call(MESSAGE, chat))
        return [made.at for made in telegram.made]

    assert in_no_time(run()) == [0.0] * 30 + [1.0] * 30 + [2.0] * 30


def test_a_chat_that_is_told_to_wait_waits_alone() -> None:
    async def run() -> Telegram:
        telegram = Telegram()
        telegram.answers[ANA] = [RetryAfter(timedelta(seconds=7))]
        async with asyncio.TaskGroup() as all_calls:
            all_calls.create_task(telegram.call(EDIT, ANA))
            await asyncio.sleep(1)
            all_calls.create_task(telegram.call(EDIT, ANA))
            all_calls.create_task(telegram.call(EDIT, BEN))
        return telegram

    telegram = in_no_time(run())
    assert telegram.at(ANA) == [0.0, pytest.approx(7.1), pytest.approx(7.1)]
    assert telegram.at(BEN) == [1.0]


def test_two_chats_that_are_told_to_wait_hold_all() -> None:
    async def run() -> Telegram:
        telegram = Telegram()
        telegram.answers[ANA] = [RetryAfter(timedelta(seconds=9))]
        telegram.answers[BEN] = [RetryAfter(timedelta(seconds=5))]
        async with asyncio.TaskGroup() as all_calls:
            all_calls.create_task(telegram.call(EDIT, ANA))
            all_calls.create_task(telegram.call(EDIT, BEN))
            await asyncio.sleep(1)
            all_calls.create_task(telegram.call(MESSAGE, GROUP))
            all_calls.create_task(telegram.call("getMe", None))
        return telegram

    telegram = in_no_time(run())
    assert telegram.at(GROUP) == [pytest.approx(5.1)]
    assert telegram.at(None) == [1.0]


def test_a_method_that_is_told_to_wait_holds_nobody_else() -> None:
    async def run() -> Telegram:
        telegram = Telegram()
        telegram.answers[None] = [RetryAfter(timedelta(seconds=100))]
        async with asyncio.TaskGroup() as all_calls:
            all_calls.create_task(telegram.call("setMyCommands", None))
            await asyncio.sleep(1)
            all_calls.create_task(telegram.call("answerCallbackQuery", None))
            all_calls.create_task(telegram.call(MESSAGE, ANA))
        return telegram

    telegram = in_no_time(run())
    assert telegram.at(None) == [0.0, 1.0, pytest.approx(100.1)]
    assert telegram.at(ANA) == [1.0]


def test_nobody_waits_for_hours() -> None:
    async def run() -> Telegram:
        telegram = Telegram()
        telegram.answers[ANA] = [RetryAfter(timedelta(hours=2))]
        for _ in range(2):
            with pytest.raises(RetryAfter):
                await telegram.call(EDIT, ANA)
        return telegram

    assert in_no_time(run()).at(ANA) == [0.0]


@pytest.mark.parametrize(
    ("method", "error", "kind", "seconds"),
    [
        (EDIT, NetworkError("lost"), None, 600),
        (EDIT, TelegramError("Invalid server response"), None, 600),
        ("answerCallbackQuery", NetworkError("lost"), None, 15),  # nobody waits for it longer
        (EDIT, NetworkError("lost"), Kind.PROBE, 0.5),
        (EDIT, BadRequest("message is not modified"), None, 0),
        (MESSAGE, NetworkError("lost"), None, 0),  # it may have arrived
        ("sendChatAction", NetworkError("lost"), None, 0),  # it is of no use later
    ],
)
def test_what_can_be_repeated_is(method: str, error: TelegramError, kind: Kind | None, seconds: float) -> None:
    async def run() -> tuple[Telegram, float]:
        telegram = Telegram()
        telegram.answers[ANA] = [error] * 100
        with pytest.raises(type(error)):
            await telegram.call(method, ANA, kind=kind)
        return telegram, asyncio.get_running_loop().time()

    telegram, time = in_no_time(run())
    assert seconds / 2 <= time <= seconds
    assert bool(telegram.at(ANA)[1:]) == bool(seconds)


def test_typing_takes_no_connections_from_messages() -> None:
    async def run() -> Telegram:
        telegram = Telegram()
        async with asyncio.TaskGroup() as all_calls:
            for chat in range(1, 100):
                all_calls.create_task(telegram.call("sendChatAction", chat, back=15.0))
            all_calls.create_task(telegram.call(MESSAGE, ANA))
        return telegram

    methods = [made.method for made in in_no_time(run()).made]
    assert methods == ["sendChatAction"] * 16 + [MESSAGE]


def test_looking_for_a_message_uses_up_nothing_of_a_group() -> None:
    async def run() -> list[float]:
        telegram = Telegram()
        for _ in range(25):
            await telegram.call(EDIT, GROUP, kind=Kind.PROBE)
        await telegram.call(MESSAGE, GROUP)
        return telegram.at(GROUP)

    assert in_no_time(run())[-1] == 0


def test_nothing_is_kept_of_chats_that_are_quiet() -> None:
    async def run() -> int:
        pace = Pace()
        telegram = Telegram(pace)
        for chat in range(1, 500):
            await telegram.call(MESSAGE, chat, back=0.01)
        await asyncio.sleep(2)
        return len(pace._chats)

    assert in_no_time(run()) == 0


def test_places_come_in_turn() -> None:
    async def run() -> list[float]:
        telegram = Telegram()
        async with asyncio.TaskGroup() as all_calls:
            for _ in range(4):
                all_calls.create_task(telegram.call(MESSAGE, ANA, there=0.5, back=0.5))
        return telegram.at(ANA)

    # A message may take its time; the next begins a second after it is known to have arrived.
    assert all(later - earlier == pytest.approx(2.0) for earlier, later in pairwise(in_no_time(run())))
