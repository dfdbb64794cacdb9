"""A bot on python-telegram-bot gets along with a Bot API server from elsewhere, as far as that server goes."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from tests.bots.telegram.ready_api import ReadyApi


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_chat.send_message(f"Started by {update.effective_user.first_name}")


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more:1")]])
    spoken = update.effective_user.language_code
    await update.message.reply_html(f"<b>{update.message.text}</b> ({spoken})", reply_markup=keyboard)


async def more(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(f"You pressed {update.callback_query.data}")


@contextmanager
def running(api: ReadyApi) -> Iterator[None]:
    """A tiny bot in a thread of its own, started and stopped as a real one is."""
    application = Application.builder().token(api.token).base_url(f"{api.url}/bot").build()
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, answer))
    application.add_handler(CallbackQueryHandler(more))
    loop = asyncio.new_event_loop()
    started, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        async with application:
            await application.start()
            await application.updater.start_polling()
            started.set()
            await stop.wait()
            await application.updater.stop()
            await application.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert started.wait(10), api.output()
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)
        loop.close()


def test_a_bot_answers_a_message_and_a_button(ready_api: ReadyApi) -> None:
    ana = ready_api.person("Ana", language_code="es")
    with running(ready_api):
        ana.says("hola")
        [message] = ana.wait_for(1)
        assert message.text == "<b>hola</b> (es)"
        assert message.parse_mode == "HTML"
        assert message.buttons == [[{"text": "More", "callback_data": "more:1"}]]
        assert not message.edited

        ana.presses(message, "more:1")
        edited = ana.wait_for_edit(message)
    assert edited.text == "You pressed more:1"
    assert edited.edited
    assert ana.messages() == [edited]


def test_commands_and_people_are_told_apart(ready_api: ReadyApi) -> None:
    ana, bo = ready_api.person("Ana", language_code="es"), ready_api.person("Bo", language_code="zh")
    ana.says("/start now")  # before the bot runs
    with running(ready_api):
        bo.says("你好")
        assert [message.text for message in ana.wait_for(1)] == ["Started by Ana"]
        assert [message.text for message in bo.wait_for(1)] == ["<b>你好</b> (zh)"]


def test_a_person_presses_only_what_is_there(ready_api: ReadyApi) -> None:
    ana = ready_api.person("Ana")
    with running(ready_api):
        ana.says("hello")
        [message] = ana.wait_for(1)
    with pytest.raises(AssertionError):
        ana.presses(message, "other")


async def called(api: ReadyApi, call: str, **parameters: Any) -> object:
    """What a call of a method gives the bot."""
    async with Bot(api.token, base_url=f"{api.url}/bot") as bot:
        return await getattr(bot, call)(**parameters)


def test_a_method_it_lacks_is_a_network_error_to_the_bot(ready_api: ReadyApi) -> None:
    lacking: dict[str, dict[str, Any]] = {
        "send_chat_action": {"chat_id": 1, "action": "typing"},
        "set_my_commands": {"commands": []},
        "set_my_description": {"description": ""},
        "set_my_short_description": {"short_description": ""},
        "get_webhook_info": {},
        "answer_inline_query": {"inline_query_id": "1", "results": []},
    }
    for call, parameters in lacking.items():
        with pytest.raises(NetworkError, match=r"Internal Server Error \(500\)"):
            asyncio.run(called(ready_api, call, **parameters))


def test_a_deleted_message_is_gone_and_deleting_it_again_is_refused(ready_api: ReadyApi) -> None:
    ana = ready_api.person("Ana")
    sent: Any = asyncio.run(called(ready_api, "send_message", chat_id=ana.id, text="hello"))
    assert abs(sent.date.timestamp() - time.time()) < 60
    assert asyncio.run(called(ready_api, "delete_message", chat_id=ana.id, message_id=sent.message_id)) is True
    assert ana.messages() == []
    with pytest.raises(BadRequest):
        asyncio.run(called(ready_api, "delete_message", chat_id=ana.id, message_id=sent.message_id))


def test_getting_updates_waits_until_there_is_one(ready_api: ReadyApi) -> None:
    ana = ready_api.person("Ana")
    began = time.monotonic()
    assert asyncio.run(called(ready_api, "get_updates", timeout=1)) == ()
    assert time.monotonic() - began > 0.9
    later = threading.Timer(0.2, ana.says, ["hello"])
    later.start()
    [update] = asyncio.run(called(ready_api, "get_updates", timeout=10))
    later.join()
    assert update.message.text == "hello"


def test_what_the_relay_corrects_is_still_wrong_in_the_emulator(ready_api: ReadyApi) -> None:
    ana = ready_api.person("Ana")
    with httpx2.Client(base_url=f"{ready_api.bare_url}/bot{ready_api.token}/", trust_env=False) as bare:
        assert "is_bot" not in bare.get("getMe").json()["result"]
        preview = {"chat_id": ana.id, "text": "hello", "link_preview_options": '{"is_disabled": true}'}
        sent = bare.post("sendMessage", data=preview).json()["result"]
        assert sent["date"] > 10**12  # milliseconds
        assert sent["link_preview_options"] == '{"is_disabled": true}'
        edit = {"chat_id": ana.id, "message_id": sent["message_id"], "text": "bye"}
        assert bare.post("editMessageText", data=edit).json()["result"] is None
        refused = bare.post("deleteMessage", data={"chat_id": ana.id, "message_id": 999})
        assert (refused.status_code, refused.json()["ok"]) == (200, False)
        began = time.monotonic()
        assert bare.get("getUpdates", params={"timeout": 5}).json()["result"] == []
        assert time.monotonic() - began < 4
        button = {"text": "More", "callback_data": "more"}
        bare.post("sendMessage", json={"chat_id": ana.id, "text": "?", "reply_markup": {"inline_keyboard": [[button]]}})
        ana.presses(ana.messages()[-1], "more")
        assert "chat_instance" not in bare.get("getUpdates").json()["result"][0]["callback_query"]


def test_a_failure_says_what_was_there_and_what_the_emulator_printed(ready_api: ReadyApi) -> None:
    with pytest.raises(AssertionError, match=r"(?s)there was \[\].*server is up"):
        ready_api.person("Ana").wait_for(1, timeout=0.1)


def test_it_ends_with_its_context_and_says_so_when_it_ended_before(ready_api: ReadyApi) -> None:
    os.kill(ready_api.emulator.pid, signal.SIGKILL)
    with pytest.raises(AssertionError, match="does not answer"):
        ready_api.person("Ana").says("hello")
    with ReadyApi() as other:
        pid = other.emulator.pid
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
