"""Updates of a chat come one after another, and no chat waits for another."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Chat, InlineQuery, Message, Update, User

from bots.telegram.transport.in_order import InOrder, is_too_old
from tests.bots.telegram.transport.virtual_time import in_no_time

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FAILS = 0.125


class Everything:
    """In place of `Received`: every update is to be dealt with, once."""

    def __init__(self) -> None:
        self.begun: set[int] = set()
        self.finished: list[int] = []

    def begin(self, update_id: int) -> bool:
        known = update_id in self.begun
        self.begun.add(update_id)
        return not known

    async def done(self, update_id: int) -> None:
        self.finished.append(update_id)


def said(number: int, chat: int, when: datetime | None = None) -> Update:
    """An update with a message."""
    message = Message(number, when or datetime.now(UTC), Chat(chat, Chat.PRIVATE), User(chat, "Ana", False), text="?")
    return Update(number, message=message)


class Desk:
    """Deals with updates that take as long as they are told to.

    Args:
        received: Knows which are to be dealt with.
    """

    def __init__(self, received: Everything) -> None:
        self.dealt_with: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        self.in_order = InOrder(received)  # type: ignore[arg-type]

    async def deal_with(self, update: Update, chat: int, seconds: float) -> None:
        async def handle() -> None:
            await asyncio.sleep(seconds)
            self.dealt_with[chat].append((update.update_id, asyncio.get_running_loop().time()))
            if seconds == FAILS:
                raise ValueError

        await self.in_order.process_update(update, handle())


@settings(max_examples=50, deadline=None)
@given(updates=st.lists(st.tuples(st.integers(1, 6), st.sampled_from([0.0, 1.0, 7.0])), max_size=60))
def test_in_the_order_of_the_chat(updates: list[tuple[int, float]]) -> None:
    async def run() -> tuple[Desk, Everything]:
        received = Everything()
        desk = Desk(received)
        async with asyncio.TaskGroup() as tasks:
            for number, (chat, seconds) in enumerate(updates):
                tasks.create_task(desk.deal_with(said(number, chat), chat, seconds))
        return desk, received

    desk, received = in_no_time(run())
    assert sorted(received.finished) == list(range(len(updates)))
    for chat in {chat for chat, _ in updates}:
        time = 0.0
        expected = []
        for number, (other, seconds) in enumerate(updates):
            if other == chat:  # it waits for nothing but those before it in its chat
                time += seconds
                expected.append((number, time))
        assert desk.dealt_with[chat] == expected


def test_an_update_that_comes_twice_is_dealt_with_once() -> None:
    async def run() -> tuple[Desk, Everything]:
        received = Everything()
        desk = Desk(received)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(3):
                tasks.create_task(desk.deal_with(said(1, 1), 1, 5.0))
        return desk, received

    desk, received = in_no_time(run())
    assert desk.dealt_with[1] == [(1, 5.0)]
    assert received.finished == [1]


def test_one_that_fails_is_not_the_last() -> None:
    async def run() -> tuple[Desk, Everything]:
        received = Everything()
        desk = Desk(received)
        await desk.deal_with(said(1, 1), 1, FAILS)
        await desk.deal_with(said(2, 1), 1, 1.0)
        return desk, received

    desk, received = in_no_time(run())
    assert desk.dealt_with[1] == [(1, FAILS), (2, 1 + FAILS)]
    assert received.finished == [1, 2]


def test_what_is_typed_elsewhere_waits_for_no_chat() -> None:
    async def run() -> Desk:
        desk = Desk(Everything())
        query = Update(2, inline_query=InlineQuery("1", User(1, "Ana", False), "how", ""))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(desk.deal_with(said(1, 1), 1, 60.0))
            tasks.create_task(desk.deal_with(query, 0, 1.0))
        return desk

    assert in_no_time(run()).dealt_with[0] == [(2, 1.0)]


def test_at_the_end_what_is_begun_is_finished_and_the_rest_is_left() -> None:
    async def run() -> tuple[Everything, float]:
        received = Everything()
        desk = Desk(received)
        tasks = [
            asyncio.create_task(desk.deal_with(said(number, chat), chat, seconds))
            for number, (chat, seconds) in enumerate([(1, 3.0), (1, 1.0), (2, 100.0), (3, 4.5)])
        ]
        await asyncio.sleep(1)
        await desk.in_order.end(patience=4)
        await asyncio.gather(*tasks, return_exceptions=True)
        return received, asyncio.get_running_loop().time()

    received, time = in_no_time(run())
    assert received.begun == {0, 2, 3}
    assert received.finished == [0, 3]
    assert time == pytest.approx(5)


def test_nobody_waits_longer_than_ten_minutes() -> None:
    assert not is_too_old(said(1, 1, NOW), NOW + timedelta(minutes=9))
    assert is_too_old(said(1, 1, NOW), NOW + timedelta(minutes=11))
    edited = Message(1, NOW, Chat(1, Chat.PRIVATE), edit_date=NOW + timedelta(hours=1))
    assert not is_too_old(Update(1, edited_message=edited), NOW + timedelta(hours=1))
    assert not is_too_old(Update(1), NOW)


def test_nothing_is_kept_of_chats_that_are_quiet() -> None:
    async def run() -> int:
        desk = Desk(Everything())
        for number in range(100):
            await desk.deal_with(said(number, number), number, 1.0)
        return len(desk.in_order._turns)

    assert in_no_time(run()) == 0
