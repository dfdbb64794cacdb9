"""The tests' own Bot API server: groups, their threads, and what the bot hears there."""

from collections.abc import Iterator

import pytest

from tests.bots.telegram.api import BotApi
from tests.bots.telegram.api.client import Client
from tests.bots.telegram.api.errors import ApiError


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def call(api: BotApi) -> Iterator[Client]:
    with Client(api.url, api.token) as client:
        yield client


def test_private_chats_count_together_and_groups_by_themselves(api: BotApi, call: Client) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    numbers = [ana.says("a")["message_id"], ben.says("b")["message_id"]]
    numbers.append(call("sendMessage", chat_id=ana.id, text="c")["message_id"])
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    one, two = api.group("One"), api.group("Two")
    assert one.said_by(ana, "x")["message_id"] == two.said_by(ana, "x")["message_id"]
    assert str(one.id).startswith("-100")


def test_threads_of_a_forum(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    forum = api.group("Team", forum=True)
    asked = forum.said_by(ana, "@precedent_test_bot how?", thread=7)
    opened, heard = (update["message"] for update in call("getUpdates"))
    assert opened["forum_topic_created"]["name"] == "Topic 7"
    assert heard == asked
    assert (asked["message_thread_id"], asked["is_topic_message"]) == (7, True)
    assert asked["reply_to_message"]["message_id"] == 7  # each message in a topic answers the one that opened it
    call("sendMessage", chat_id=forum.id, text="so", message_thread_id=7)
    call("sendMessage", chat_id=forum.id, text="so", reply_parameters={"message_id": asked["message_id"]})
    call("sendMessage", chat_id=forum.id, text="in the General topic")
    assert [message.thread for message in forum.chat.messages] == [7, 7, None]
    forum.closes_thread(7)
    for thread in (7, 8, 1):  # the General topic has no number that may be written to
        with pytest.raises(ApiError, match=r"^Bad Request: message thread not found$"):
            call("sendMessage", chat_id=forum.id, text="so", message_thread_id=thread)


def test_an_answer_in_a_group_without_topics_has_a_thread_all_the_same(api: BotApi, call: Client) -> None:
    ana, group = api.person("Ana"), api.group("Team")
    first = group.said_by(ana, "first")
    second = group.said_by(ana, "second", reply_to=first)
    third = group.said_by(ana, "third", reply_to=second)
    assert third["message_thread_id"] == first["message_id"]
    assert "is_topic_message" not in third
    call("sendMessage", chat_id=group.id, text="so", message_thread_id=third["message_thread_id"])
    assert group.chat.messages[0].thread is None


def test_privacy_keeps_a_group_from_the_bot(api: BotApi, call: Client) -> None:
    ana, group = api.person("Ana"), api.group("Team", privacy=True)
    group.said_by(ana, "a word among us")
    group.said_by(ana, "/help@another_bot")
    group.said_by(ana, "/help")
    group.said_by(ana, "@Precedent_Test_Bot how?")
    call("sendMessage", chat_id=group.id, text="so")
    group.said_by(ana, "why?", reply_to=group.chat.messages[0])
    heard = [update["message"]["text"] for update in call("getUpdates")]
    assert heard == ["/help", "@Precedent_Test_Bot how?", "why?"]
