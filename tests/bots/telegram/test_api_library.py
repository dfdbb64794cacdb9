"""The tests' own Bot API server gets along with python-telegram-bot."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.bots.telegram.api import BotApi
from tests.bots.telegram.api.contents import CONTENTS

Context = ContextTypes.DEFAULT_TYPE
Bot = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@contextmanager
def running(application: Bot) -> Iterator[None]:
    """Runs a bot in a thread of its own."""
    started, ending = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        async with application:
            assert application.updater is not None
            await application.start()
            await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
            started.set()
            await ending.wait()
            await application.updater.stop()
            await application.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert started.wait(10)
        yield
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(10)
        loop.close()


def _bot(api: BotApi) -> Bot:
    """A tiny bot of python-telegram-bot."""

    async def start(update: Update, _: Context) -> None:
        assert isinstance(update.message, Message)
        button = InlineKeyboardButton("Again", callback_data="again")
        await update.message.reply_html("<b>Welcome</b>", reply_markup=InlineKeyboardMarkup([[button]]))

    async def echo(update: Update, _: Context) -> None:
        assert isinstance(update.message, Message)
        await update.message.reply_text(f"You said: {update.message.text}")

    async def press(update: Update, _: Context) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Once more")
        await update.callback_query.edit_message_text("<i>Again</i>", parse_mode="HTML")

    async def inline(update: Update, _: Context) -> None:
        assert update.inline_query is not None
        content = InputTextMessageContent("Cork")
        await update.inline_query.answer([InlineQueryResultArticle("1", "Cork", content)], cache_time=0)

    application = ApplicationBuilder().token(api.token).base_url(f"{api.url}/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(InlineQueryHandler(inline))
    return application


def test_a_bot_of_python_telegram_bot(api: BotApi) -> None:
    ana = api.person("Ana")
    with running(_bot(api)):
        ana.says("/start")
        [welcome] = ana.chat.wait_for(1)
        assert (welcome.text, welcome.entities) == ("Welcome", [{"offset": 0, "length": 7, "type": "bold"}])
        query_id = ana.presses(welcome, "Again")
        assert api.callback_answer(query_id)["text"] == "Once more"
        assert welcome.wait_for_edit().text == "Again"
        assert api.inline_answer(ana.asks_inline("libraries"))["results"][0]["title"] == "Cork"
        with api.down():
            waited = ana.says("are you there?")
        assert ana.chat.wait_for(2)[1].text == f"You said: {waited['text']}"
        api.wait_for_quiet()


@pytest.mark.parametrize("kind", sorted(CONTENTS))
def test_python_telegram_bot_reads_whatever_people_send(api: BotApi, kind: str) -> None:
    said = api.person("Ana").sends(kind, caption="look" if kind == "photo" else None)
    message = Message.de_json(said, None)
    assert getattr(message, kind)
    assert not message.api_kwargs
