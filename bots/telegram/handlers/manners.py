"""What is no question: a kind sentence for each, never silence."""

from collections import deque
from contextlib import suppress
from typing import Final

import structlog
from telegram import ChatMember, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ContextTypes

from assistant.wording import Wording
from bots.telegram.asker import asker_of, person_of, spoken
from bots.telegram.desk import Desk
from bots.telegram.handlers.addressed import is_addressed
from bots.telegram.handlers.inline import button_to_chat
from bots.telegram.handlers.questions import Questions
from bots.telegram.handlers.replies import Replies
from corpus.catalogue import CatalogueError, Preferences

log = structlog.get_logger()

_ALBUMS_KNOWN: Final = 1000


class Manners:
    """Says kindly what the bot cannot do.

    Args:
        desk: Knows who it says it to, and forgets who blocked the bot.
        replies: Sends it.
        questions: Knows who writes too fast, and answers what stands under a picture.
    """

    def __init__(self, desk: Desk, replies: Replies, questions: Questions) -> None:
        self._desk = desk
        self._replies = replies
        self._questions = questions
        self._albums: deque[str] = deque(maxlen=_ALBUMS_KNOWN)

    async def no_question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A photo, a voice message, a forwarded post, an edited message, an unknown command."""
        message = update.message or update.edited_message
        if message is None or not is_addressed(message, context.bot) or self._needs_no_reply(message):
            return
        if _asks(message):
            await self._questions.asked(update, context)
            return
        asker = await self._desk.asker_of_update(update)
        if asker is not None and await self._questions.may_go_on(asker, message):
            await self._replies.say(asker, _kind_words(message, asker.wording), to=message)

    async def membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was blocked, or removed: whoever blocked it is forgotten."""
        change = update.my_chat_member
        if change is None or change.chat.type != change.chat.PRIVATE:
            return
        if change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
            await self._desk.keep(self._desk.people.forget, person_of(change.from_user))
            log.info("forgotten_after_block")

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Something went wrong with an update; the asker is told, where they can be."""
        error = context.error
        if not isinstance(update, Update):
            log.error("failed", error=type(error).__name__)
            return
        if isinstance(error, Forbidden):
            await self._forget_whoever_blocked(update)
            return
        if isinstance(error, TelegramError | CatalogueError):
            log.error("failed", error=type(error).__name__, reason=str(error))
        else:
            log.error("failed", error=type(error).__name__, exc_info=error)
        # What Telegram refused once it may take in other words; where it could not be reached, it still cannot.
        if not isinstance(error, TelegramError) or isinstance(error, BadRequest):
            with suppress(TelegramError):
                await self._apologise(update, context)

    def _needs_no_reply(self, message: Message) -> bool:
        if message.edit_date is not None:  # but not in its words: the place that someone shares moves on
            return message.text is None and message.caption is None
        album = message.media_group_id
        if album is None:
            return False
        known = album in self._albums
        if not known:
            self._albums.append(album)
        return known and not _asks(message)

    async def _apologise(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        user, chat, message = update.effective_user, update.effective_chat, update.message or update.edited_message
        if user is None:
            return
        try:
            preferences = await self._desk.keep(self._desk.people.preferences, person_of(user))
        except CatalogueError:  # perhaps that is what failed
            preferences = Preferences()
        language = self._desk.assistant.settings.language
        wording = Wording(preferences.language or spoken(user.language_code) or language)
        said = wording("Something went wrong on my side. Please ask again in a moment.")
        if update.callback_query is not None:
            await update.callback_query.answer(said)
        elif update.inline_query is not None:
            await update.inline_query.answer([], cache_time=0, is_personal=True, button=button_to_chat(said))
        elif chat is not None and message is not None and is_addressed(message, context.bot):
            await self._replies.say(asker_of(user, chat, message, preferences, language), said, to=message)

    async def _forget_whoever_blocked(self, update: Update) -> None:
        user, chat = update.effective_user, update.effective_chat
        if user is not None and chat is not None and chat.type == chat.PRIVATE:
            await self._desk.keep(self._desk.people.forget, person_of(user))
            log.info("forgotten_after_block")


def _asks(message: Message) -> bool:
    """Whether what stands under a picture is a question."""
    return message.caption is not None and message.forward_origin is None and message.edit_date is None


def _kind_words(message: Message, wording: Wording) -> str:
    if message.edit_date is not None:
        return wording("I answered the message as it was first written. Send the changed question as a new one.")
    if message.forward_origin is not None:
        return wording("That is forwarded from someone else. Write in your own words what you would like to know.")
    if message.text is not None and message.text.startswith("/"):
        return wording("I do not know that command. /help lists those I know.")
    if message.voice is not None or message.audio is not None or message.video_note is not None:
        return wording("I cannot listen yet. Please write your question.")
    if message.sticker is not None or message.animation is not None:
        return wording("Nice! Now write me a question, and I look for what other cities have done.")
    return wording("I can only read text. Please write your question.")
