"""The tests' own Bot API server refuses what Telegram refuses, in Telegram's words."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bots.telegram.api import BotApi, Person
from tests.bots.telegram.api.client import Client
from tests.bots.telegram.api.errors import ApiError

ARTICLE = {"type": "article", "id": "1", "title": "Cork", "input_message_content": {"message_text": "Cork"}}


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture(scope="module")
def call(api: BotApi) -> Iterator[Client]:
    with Client(api.url, api.token) as client:
        yield client


@pytest.fixture
def ana(api: BotApi) -> Person:
    person = api.person("Ana")
    person.says("hi")
    return person


def refusal(call: Client, method: str, **params: Any) -> tuple[int, str]:
    with pytest.raises(ApiError) as raised:
        call(method, **params)
    return raised.value.code, raised.value.description


def _keyboard(*buttons: dict[str, Any], rows: int = 1) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)] * rows}


@pytest.mark.parametrize(
    ("keyboard", "reason"),
    [
        (
            _keyboard({"text": "a"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (_keyboard({"callback_data": "a"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (_keyboard({"text": " ", "callback_data": "a"}), "inline keyboard button text must be non-empty"),
        (_keyboard({"text": "a", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (
            _keyboard({"text": "a", "url": "http://localhost:8000/"}),
            "inline keyboard button URL 'http://localhost:8000/' is invalid: Wrong HTTP URL",
        ),
        (
            _keyboard({"text": "a", "url": "ftp://example.org"}),
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        (_keyboard(*[{"text": "a", "callback_data": "a"}] * 9), "reply markup is too long"),
        (_keyboard({"text": "a", "callback_data": "a"}, rows=101), "reply markup is too long"),
        ({"inline_keyboard": [{"text": "a"}]}, None),
        ("{", "can't parse reply keyboard markup JSON object"),
    ],
)
def test_keyboards(call: Client, ana: Person, keyboard: Any, reason: str | None) -> None:
    reason = reason or 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    expected = (400, f"Bad Request: {reason}")
    assert refusal(call, "sendMessage", chat_id=ana.id, text="hi", reply_markup=keyboard) == expected


def test_the_largest_keyboard_fits(call: Client, ana: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 32}] * 8] * 12}
    assert call("sendMessage", chat_id=ana.id, text="hi", reply_markup=keyboard)["reply_markup"] == keyboard
    forced = call("sendMessage", chat_id=ana.id, text="hi", reply_markup={"force_reply": True})
    assert "reply_markup" not in forced


def test_edits(api: BotApi, call: Client, ana: Person) -> None:
    said = ana.says("mine")
    keyboard = _keyboard({"text": "a", "callback_data": "a"})
    sent = call("sendMessage", chat_id=ana.id, text="<b>hi</b>", parse_mode="HTML", reply_markup=keyboard)
    same = {"chat_id": ana.id, "message_id": sent["message_id"]}
    not_modified = (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message",
    )
    unchanged = {**same, "text": " <strong>hi</strong>", "parse_mode": "HTML", "reply_markup": keyboard}
    assert refusal(call, "editMessageText", **unchanged) == not_modified
    assert refusal(call, "editMessageReplyMarkup", **same, reply_markup=keyboard) == not_modified
    assert ana.chat.messages[-1].edited == 0
    for number, reason in ((said["message_id"], "message can't be edited"), (999_999, "message to edit not found")):
        answer = refusal(call, "editMessageText", chat_id=ana.id, message_id=number, text="x")
        assert answer == (400, f"Bad Request: {reason}")
    answer = refusal(call, "editMessageText", **same, text="x", reply_markup={"force_reply": True})
    assert answer == (400, "Bad Request: inline keyboard expected")
    call("deleteMessage", **same)
    assert refusal(call, "deleteMessage", **same) == (400, "Bad Request: message to delete not found")


def test_chats_in_which_the_bot_may_not_write(api: BotApi, call: Client, ana: Person) -> None:
    stranger, met = api.person("Stranger"), api.person("Met")
    group = api.group("Team")
    theirs = group.said_by(met, "hello")
    hi = {"text": "hi"}
    assert refusal(call, "sendMessage", **hi) == (400, "Bad Request: chat_id is empty")
    for chat_id in (42, "@nobody", stranger.id):
        assert refusal(call, "sendMessage", chat_id=chat_id, **hi) == (400, "Bad Request: chat not found")
    assert refusal(call, "sendMessage", chat_id=met.id, **hi) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    answer = refusal(call, "sendMessage", chat_id=ana.id, reply_parameters={"message_id": 999_999}, **hi)
    assert answer == (400, "Bad Request: message to be replied not found")
    lenient = {"message_id": 999_999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in call("sendMessage", chat_id=ana.id, reply_parameters=lenient, **hi)
    answer = refusal(call, "deleteMessage", chat_id=group.id, message_id=theirs["message_id"])
    assert answer == (400, "Bad Request: message can't be deleted")
    answer = refusal(call, "sendChatAction", chat_id=ana.id, action="dancing")
    assert answer == (400, "Bad Request: wrong parameter action in request")
    group.silences_bot()
    answer = refusal(call, "sendMessage", chat_id=group.id, **hi)
    assert answer == (400, "Bad Request: not enough rights to send text messages to the chat")
    group.removes_bot(ana)
    answer = refusal(call, "sendMessage", chat_id=group.id, **hi)
    assert answer == (403, "Forbidden: bot was kicked from the supergroup chat")


def _many(count: int) -> list[dict[str, Any]]:
    return [ARTICLE | {"id": str(number)} for number in range(count)]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"results": _many(51)}, "too many inline query results specified"),
        ({"results": [ARTICLE, ARTICLE]}, "RESULT_ID_DUPLICATE"),
        ({"results": [ARTICLE | {"id": "é" * 33}]}, "RESULT_ID_INVALID"),
        ({"results": [ARTICLE | {"id": ""}]}, "RESULT_ID_INVALID"),
        ({"results": [{"type": "article", "id": "1"}]}, "can't parse inline query result: Can't find field \"title\""),
        ({"results": [ARTICLE | {"title": ""}]}, "ARTICLE_TITLE_EMPTY"),
        (
            {"results": [ARTICLE | {"input_message_content": {"message_text": ""}}]},
            "can't parse inline query result: message text is empty",
        ),
        ({"results": [ARTICLE | {"input_message_content": {"message_text": "a" * 4097}}]}, "message is too long"),
        ({"results": [], "next_offset": "1" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "More", "start_parameter": "a b"}}, None),
    ],
)
def test_inline_results(api: BotApi, call: Client, ana: Person, params: dict[str, Any], reason: str | None) -> None:
    query_id = ana.asks_inline("libraries")
    reason = reason or "unallowed characters in start_parameter are used"
    expected = (400, f"Bad Request: {reason}")
    assert refusal(call, "answerInlineQuery", inline_query_id=query_id, **params) == expected
    assert call("answerInlineQuery", inline_query_id=query_id, results=_many(50), next_offset="1" * 64) is True


def test_answers_to_pressed_buttons(call: Client, ana: Person) -> None:
    call("sendMessage", chat_id=ana.id, text="hi", reply_markup=_keyboard({"text": "a", "callback_data": "a"}))
    query_id = ana.presses(ana.chat.messages[0], "a")
    too_long = refusal(call, "answerCallbackQuery", callback_query_id=query_id, text="a" * 201)
    assert too_long == (400, "Bad Request: MESSAGE_TOO_LONG")
    unknown = refusal(call, "answerCallbackQuery", callback_query_id="1")
    old = "query is too old and response timeout expired or query ID is invalid"
    assert unknown == (400, f"Bad Request: {old}")
    assert call("answerCallbackQuery", callback_query_id=query_id, text="a" * 200) is True


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "a" * 33, "description": "x"}]},
            "command length must not exceed 32",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": " "}]},
            "command description must be non-empty",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "command description length must not exceed 256",
        ),
        ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"language_code": "es-AR"}, "invalid language code specified"),
        (
            "setMyCommands",
            {"scope": {"type": "everywhere"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ("setMyDescription", {"description": "x" * 513}, "DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "SHORT_DESCRIPTION_TOO_LONG"),
        (
            "setWebhook",
            {"url": "http://example.org/hook"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://example.org:444/hook"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ("setWebhook", {"url": "https://example.org/", "secret_token": "a" * 257}, "secret token is too long"),
        (
            "setWebhook",
            {"url": "https://example.org/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
def test_what_the_bot_says_of_itself(call: Client, method: str, params: dict[str, Any], reason: str) -> None:
    assert refusal(call, method, **params) == (400, f"Bad Request: {reason}")
