"""The tests' own Bot API server: people speak, a bot answers, and each sees what Telegram would show."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.bots.telegram.api import BotApi
from tests.bots.telegram.api.client import Client
from tests.bots.telegram.api.errors import ApiError

KEYBOARD = {
    "inline_keyboard": [[{"text": "More", "callback_data": "more:1"}, {"text": "Read", "url": "https://a.org"}]]
}


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def call(api: BotApi) -> Iterator[Client]:
    with Client(api.url, api.token) as client:
        yield client


def test_the_bot_knows_itself(api: BotApi, call: Client) -> None:
    me = call("getMe")
    assert me["id"] == 123456
    assert me["is_bot"] is True
    assert me["username"] == api.username == "precedent_test_bot"
    assert me["supports_inline_queries"] is True


def test_a_message_comes_as_an_update_until_it_is_acknowledged(api: BotApi, call: Client) -> None:
    ana = api.person("Ana", language_code="es")
    said = ana.says("hola")
    [update] = call("getUpdates", timeout=5)
    assert update["message"] == said
    assert said["chat"] == {"id": ana.id, "first_name": "Ana", "type": "private"}
    assert said["from"] == {"id": ana.id, "is_bot": False, "first_name": "Ana", "language_code": "es"}
    with Client(api.url, api.token) as later:  # a bot that was started again
        assert later("getUpdates") == [update]
        assert later("getUpdates", offset=update["update_id"] + 1) == []
    assert call("getUpdates") == []


def test_a_poll_is_held_until_something_happens(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    timer = threading.Timer(0.1, ana.says, ["now"])
    timer.start()
    [update] = call("getUpdates", timeout=30)
    timer.join()
    assert update["message"]["text"] == "now"


def test_a_second_poll_ends_the_first(api: BotApi, call: Client) -> None:
    ended: list[ApiError] = []

    def poll() -> None:
        with Client(api.url, api.token) as first, pytest.raises(ApiError) as raised:
            first("getUpdates", timeout=30)
        ended.append(raised.value)

    thread = threading.Thread(target=poll)
    thread.start()
    api.wait_for_call("getUpdates")
    assert call("getUpdates") == []
    thread.join(5)
    assert (ended[0].code, ended[0].description) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def test_offset_limit_and_kinds_of_updates(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    for text in ("one", "two", "three"):
        ana.says(text)
    first = call("getUpdates", limit=1)
    assert [update["message"]["text"] for update in first] == ["one"]
    assert [update["message"]["text"] for update in call("getUpdates", offset=-1)] == ["three"]
    assert len(call("getUpdates")) == 1  # a negative offset forgets what is older
    call("getUpdates", allowed_updates=["callback_query"])
    ana.says("not heard")
    assert len(call("getUpdates")) == 1
    assert call("deleteWebhook", drop_pending_updates=True) is True
    assert call("getUpdates") == []


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start@precedent_test_bot deep-link", [("bot_command", 0, 25)]),
        ("😀 /help, please", [("bot_command", 3, 5)]),
        ("ask @precedent_test_bot: how?", [("mention", 4, 19)]),
        ("see https://example.org/a?b=1. #cities #1", [("url", 4, 25), ("hashtag", 31, 7)]),
        ("1/2 a/b http://localhost @a mail@example.org", [("email", 28, 16)]),
    ],
)
def test_what_telegram_finds_in_text(api: BotApi, text: str, entities: list[tuple[str, int, int]]) -> None:
    said = api.person("Ana").says(text)
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in said.get("entities", [])]
    assert found == entities


def test_the_bot_writes_edits_and_deletes(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    hello = ana.says("hello")
    sent = call(
        "sendMessage",
        chat_id=ana.id,
        text=" <b>Hi</b> &amp; <a href='HTTPS://Example.org'>welcome</a> ",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        reply_parameters={"message_id": hello["message_id"]},
        link_preview_options={"is_disabled": True},
    )
    [message] = ana.chat.wait_for(1)
    assert message.as_json() == sent
    assert message.id == hello["message_id"] + 1
    assert message.text == "Hi & welcome"
    assert message.html == " <b>Hi</b> &amp; <a href='HTTPS://Example.org'>welcome</a> "
    assert message.entities == [
        {"offset": 0, "length": 2, "type": "bold"},
        {"offset": 5, "length": 7, "type": "text_link", "url": "https://example.org/"},
    ]
    assert message.buttons == [[{"text": "More", "callback_data": "more:1"}, {"text": "Read", "url": "https://a.org/"}]]
    assert message.reply_to == hello["message_id"]
    assert message.link_preview == {"is_disabled": True}
    assert sent["reply_to_message"]["text"] == "hello"

    edited = call("editMessageText", chat_id=ana.id, message_id=message.id, text="Bye")
    assert message.wait_for_edit().text == edited["text"] == "Bye"
    assert message.buttons == []  # an edit without a keyboard takes it away
    call("editMessageReplyMarkup", chat_id=ana.id, message_id=message.id, reply_markup=KEYBOARD)
    assert message.wait_until(lambda now: bool(now.buttons)).edited == 2

    call("deleteMessage", chat_id=ana.id, message_id=message.id)
    assert ana.chat.messages == []
    with pytest.raises(AssertionError, match=r"0 of 1 messages after 0.01 s: \[\]"):
        ana.chat.wait_for(1, timeout=0.01)


def test_pressed_buttons(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    ana.says("hi")
    call("sendMessage", chat_id=ana.id, text="Hi", reply_markup=KEYBOARD)
    message = ana.chat.messages[0]
    query_id = ana.presses(message, "More")
    query = call("getUpdates", offset=-1)[0]["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "more:1", ana.id)
    assert query["message"] == message.as_json()
    call("answerCallbackQuery", callback_query_id=query_id, text="Done", show_alert=True)
    assert api.callback_answer(query_id) == {"callback_query_id": query_id, "text": "Done", "show_alert": True}
    with pytest.raises(AssertionError, match="opens a link"):
        ana.presses(message, "Read")
    with pytest.raises(AssertionError, match="0 buttons read 'Less'"):
        ana.presses(message, "Less")
    ana.deletes(message)
    ana.presses(message, data="forged")
    query = call("getUpdates", offset=-1)[0]["callback_query"]
    assert query["data"] == "forged"
    assert query["message"] == {"chat": message.chat.as_json(), "message_id": message.id, "date": 0}
    with pytest.raises(AssertionError, match=r"callback_query .*: no answer after 0.01 s"):
        api.callback_answer(query["id"], timeout=0.01)


def test_inline_questions(api: BotApi, call: Client) -> None:
    query_id = api.person("Ana").asks_inline("libraries", offset="5")
    query = call("getUpdates")[0]["inline_query"]
    assert (query["id"], query["query"], query["offset"]) == (query_id, "libraries", "5")
    results = [
        {
            "type": "article",
            "id": "1",
            "title": "Cork",
            "input_message_content": {"message_text": "<b>Cork</b>", "parse_mode": "HTML"},
        }
    ]
    call(
        "answerInlineQuery", inline_query_id=query_id, results=results, cache_time=0, is_personal=True, next_offset="10"
    )
    answer = api.inline_answer(query_id)
    assert answer["results"] == results
    assert (answer["cache_time"], answer["is_personal"], answer["next_offset"]) == (0, True, "10")


def test_blocking_and_unblocking(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    ana.says("hi")
    ana.blocks()
    change = call("getUpdates", offset=-1)[0]["my_chat_member"]
    assert [change[side]["status"] for side in ("old_chat_member", "new_chat_member")] == ["member", "kicked"]
    for method, params in (("sendMessage", {"text": "hi"}), ("sendChatAction", {"action": "typing"})):
        with pytest.raises(ApiError, match=r"^Forbidden: bot was blocked by the user$"):
            call(method, chat_id=ana.id, **params)
    ana.unblocks()
    assert call("sendMessage", chat_id=ana.id, text="hi")["text"] == "hi"


def test_edits_and_forwards_of_people(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    said = ana.says("/help", forwarded=True)
    assert said["forward_origin"]["type"] == "hidden_user"
    edited = ana.edits(said, "help")
    [_, update] = call("getUpdates")
    assert update["edited_message"] == edited
    assert (edited["text"], edited["message_id"]) == ("help", said["message_id"])
    assert "entities" not in edited


def test_updates_that_waited(api: BotApi, call: Client) -> None:
    ana = api.person("Ana")
    api.age_updates(3600)
    old = ana.says("anyone?")
    query_id = ana.asks_inline("libraries")
    api.age_updates(0)
    assert 3599 <= ana.says("hello?")["date"] - old["date"] <= 3601
    with pytest.raises(ApiError, match=r"^Bad Request: query is too old and response timeout expired or query ID is "):
        call("answerInlineQuery", inline_query_id=query_id, results=[])


def test_commands_and_descriptions(api: BotApi, call: Client) -> None:
    commands = [{"command": "help", "description": "Ayuda"}]
    call("setMyCommands", commands=commands, language_code="es")
    call("setMyCommands", commands=commands, scope={"type": "all_group_chats"})
    assert api.commands[("default", "es")] == api.commands[("all_group_chats", "")] == commands
    assert call("getMyCommands", language_code="es") == commands
    assert call("getMyCommands") == []
    call("setMyDescription", description="¿Qué han hecho otras ciudades?", language_code="es")
    call("setMyShortDescription", short_description="Ask")
    call("setMyName", name="Precedent")
    assert api.descriptions == {"es": "¿Qué han hecho otras ciudades?"}
    assert call("getMyDescription", language_code="es") == {"description": "¿Qué han hecho otras ciudades?"}
    assert (api.short_descriptions, api.names) == ({"": "Ask"}, {"": "Precedent"})


def test_every_way_of_passing_parameters(api: BotApi) -> None:
    ana = api.person("Ana")
    ana.says("hi")
    given: dict[str, Any] = {"chat_id": ana.id, "text": "Привет & 你好"}
    with httpx.Client(base_url=f"{api.url}/bot{api.token}/", trust_env=False) as http:
        answers = [
            http.get("sendMessage", params=given),
            http.post("SENDMESSAGE", data=given),
            http.post("sendMessage", json=given | {"reply_markup": KEYBOARD}),
            http.post("sendMessage", data=given, files={"a": ("a.txt", b"x")}),
        ]
        assert [answer.status_code for answer in answers] == [200] * 4
        unknown, foreign = http.post("sendTelepathy"), http.get(f"{api.url}/bot1:x/getMe")
    assert {message.text for message in ana.chat.messages} == {"Привет & 你好"}
    assert api.calls_of("sendMessage")[2].params["reply_markup"] == KEYBOARD
    assert unknown.status_code == 404
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert (foreign.status_code, foreign.json()["description"]) == (401, "Unauthorized")
