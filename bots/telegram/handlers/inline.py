"""Inline mode: a person writes the bot's name and a question in any chat, and chooses a practice to share."""

from typing import Final

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import ContextTypes

from assistant.answer import Answer, CitedPractice, FilterRequest
from assistant.question import QuestionError
from assistant.wording import Wording
from bots.telegram.asker import person_of, spoken
from bots.telegram.desk import Desk
from bots.telegram.shown.answers import article
from bots.telegram.shown.markup import shorten
from corpus.catalogue import Preferences

_MOST: Final = 10
_KEPT_SECONDS: Final = 300
"""How long Telegram keeps the results of a query for a person."""


class Inline:
    """Answers inline queries.

    Args:
        desk: Asks.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def asked(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A query, perhaps not written to its end yet."""
        query = update.inline_query
        if query is None:
            return
        user = query.from_user
        preferences: Preferences = await self._desk.keep(self._desk.people.preferences, person_of(user))
        language = preferences.language or spoken(user.language_code)
        wording = Wording(language or self._desk.assistant.settings.language)
        # All that there is comes at once: whoever asks for what comes after it gets nothing more.
        answer = await self._answer(query.query, preferences, language) if not query.offset else None
        found = answer.practices if answer is not None and answer.answered else []
        said = Wording(answer.language) if answer is not None else wording
        if found:
            label = wording("Ask more in a chat with me")
        elif query.query.strip():
            label = wording("Nothing answers this: ask in a chat with me")
        else:
            label = wording("Write a question, or ask in a chat with me")
        await query.answer(
            [_result(practice, said) for practice in found],
            cache_time=_KEPT_SECONDS,
            is_personal=True,  # the language is the person's
            next_offset="",
            button=button_to_chat(label),
        )

    async def _answer(self, text: str, preferences: Preferences, language: str | None) -> Answer | None:
        if not text.strip():
            return None
        try:
            # What is typed is not kept: most queries are halves of words.
            return await self._desk.find(
                self._desk.assistant.ask,
                text,
                language=preferences.language,
                standing=FilterRequest(regions=list(preferences.regions)),
                expected_language=language,
                limit=_MOST,
                keep=False,
            )
        except QuestionError:
            return None


def button_to_chat(label: str) -> InlineQueryResultsButton:
    """A button above the results of an inline query, which leads to the chat with the bot."""
    return InlineQueryResultsButton(shorten(label, 60), start_parameter="inline")


def _result(practice: CitedPractice, wording: Wording) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=f"{practice.number}:{practice.id}"[:64],  # at most 64 bytes, and another one for each
        title=shorten(practice.title, 200),
        description=f"{practice.city} · {practice.country_name}. {shorten(practice.summary, 200)}",
        input_message_content=InputTextMessageContent(
            article(practice, wording),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
