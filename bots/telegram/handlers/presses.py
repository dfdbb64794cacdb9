"""Pressed buttons."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from assistant.wording import Wording
from bots.telegram.answering import Answering, Asked
from bots.telegram.asker import Asker, spoken
from bots.telegram.desk import Desk
from bots.telegram.handlers.commands import examples
from bots.telegram.handlers.opening import Opening, practice_of
from bots.telegram.handlers.questions import Questions
from bots.telegram.handlers.replies import Replies
from bots.telegram.shown.buttons import (
    LANGUAGE_NAMES,
    Pressed,
    answer_buttons,
    choice_buttons,
    region_of,
)
from bots.telegram.transport.delivery import Delivery
from bots.telegram.transport.flood import Flood, Verdict
from corpus.catalogue import CatalogueError, Preferences, ShownAnswer
from corpus.vocabulary import LANGUAGES, vocabulary

log = structlog.get_logger()

_JUDGEMENTS_KNOWN: Final = 10_000
"""Answers that nobody can judge twice in a row."""

Toast = str | None


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, and everything around it."""

    asker: Asker
    pressed: Pressed
    message: Message
    update_id: int
    context: ContextTypes.DEFAULT_TYPE


class Presses:
    """Does what buttons say.

    Args:
        desk: Keeps what they choose.
        answering: Makes lists.
        questions: Answers the questions behind buttons.
        replies: Sends messages.
        opening: Opens practices.
        delivery: Edits messages.
        flood: Slows down whoever presses too fast.
    """

    def __init__(
        self,
        desk: Desk,
        answering: Answering,
        questions: Questions,
        replies: Replies,
        opening: Opening,
        delivery: Delivery,
        flood: Flood,
    ) -> None:
        self._desk = desk
        self._answering = answering
        self._questions = questions
        self._replies = replies
        self._opening = opening
        self._delivery = delivery
        self._flood = flood
        self._judged: set[tuple[str, str]] = set()
        self._alone: dict[str, Callable[[Press], Awaitable[Toast]]] = {
            "example": self._example,
            "language": self._language,
            "region": self._region,
        }
        self._with_answer: dict[str, Callable[[Press, ShownAnswer], Awaitable[Toast]]] = {
            "open": self._page,
            "page": self._page,
            "back": self._back,
            "choose": self._choose,
            "like": self._like,
            "keep": self._keep,
            "save": self._save,
            "drop": self._drop,
            "helped": self._helped,
            "suggested": self._suggested,
            "narrow": self._narrow,
        }

    @property
    def actions(self) -> frozenset[str]:
        """What buttons can ask for."""
        return frozenset({*self._alone, *self._with_answer})

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button under a message was pressed. Whoever pressed it is always told something, or sees something."""
        query, user, chat = update.callback_query, update.effective_user, update.effective_chat
        if query is None or user is None or chat is None:
            return
        message = query.message if isinstance(query.message, Message) else None
        wording = Wording(spoken(user.language_code) or self._desk.assistant.settings.language)
        try:
            asker = await self._desk.asker(user, chat, message)
            toast = await self._dealt_with(asker, query, update.update_id, context)
        except Exception:
            await _answer(query, wording("Something went wrong on my side. Please ask again in a moment."))
            raise
        await _answer(query, toast)

    async def _dealt_with(
        self, asker: Asker, query: CallbackQuery, update_id: int, context: ContextTypes.DEFAULT_TYPE
    ) -> Toast:
        if await self._flood.judge(asker.person) is not Verdict.ANSWER:
            return asker.wording("Not so fast, please.")
        pressed = Pressed.unpack(query.data or "")
        if pressed is None or not isinstance(query.message, Message):
            return _too_old(asker)
        press = Press(asker, pressed, query.message, update_id, context)
        if pressed.action in self._alone:
            return await self._alone[pressed.action](press)
        if pressed.action in self._with_answer:
            return await self._with_its_answer(press)
        return _too_old(asker)

    async def _with_its_answer(self, press: Press) -> Toast:
        shown = await self._desk.keep(self._desk.people.answer, press.pressed.key) if press.pressed.key else None
        # A key is never told to another chat; that one was made up.
        if shown is None or shown.chat.split(":")[:2] != press.asker.place.split(":")[:2]:
            return _too_old(press.asker)
        try:
            return await self._with_answer[press.pressed.action](press, shown)
        except BadRequest as error:
            log.warning("button_failed", action=press.pressed.action, error=str(error))
            return _too_old(press.asker)

    async def _page(self, press: Press, shown: ShownAnswer) -> Toast:
        found = await self._opening.page(press.asker, shown, press.pressed.first, press.pressed.second)
        if found is None:
            return _not_published(press.asker)
        await self._delivery.edit(press.message.chat_id, press.message.message_id, *found)
        return None

    async def _back(self, press: Press, shown: ShownAnswer) -> Toast:
        buttons = answer_buttons(shown, Wording(shown.language), judged=(shown.key, press.asker.person) in self._judged)
        await self._delivery.edit(press.message.chat_id, press.message.message_id, shown.text, buttons)
        return None

    async def _choose(self, press: Press, shown: ShownAnswer) -> Toast:
        buttons = choice_buttons(shown, press.pressed.first, Wording(shown.language))
        if buttons is None:
            return _too_old(press.asker)
        await self._delivery.edit_buttons(press.message.chat_id, press.message.message_id, buttons)
        return None

    async def _like(self, press: Press, shown: ShownAnswer) -> Toast:
        practice = practice_of(self._desk, shown, press.pressed.first)
        if practice is None:
            return _not_published(press.asker)
        try:
            similar = await self._answering.practices_like(press.asker, practice.id, shown.language, press.update_id)
        except KeyError:
            return _not_published(press.asker)
        await self._replies.show(press.asker, similar, press.message)
        return None

    async def _keep(self, press: Press, shown: ShownAnswer) -> Toast:
        toast = await self._saved(press, shown)
        buttons = answer_buttons(shown, Wording(shown.language), judged=(shown.key, press.asker.person) in self._judged)
        await self._delivery.edit_buttons(press.message.chat_id, press.message.message_id, buttons)
        return toast

    async def _save(self, press: Press, shown: ShownAnswer) -> Toast:
        toast = await self._saved(press, shown)
        await self._page(press, shown)
        return toast

    async def _saved(self, press: Press, shown: ShownAnswer) -> Toast:
        practice = practice_of(self._desk, shown, press.pressed.first)
        if practice is None:
            return _not_published(press.asker)
        try:
            await self._desk.keep(self._desk.people.save, press.asker.person, practice.id)
        except CatalogueError as error:
            log.error("not_saved", error=str(error))
            return press.asker.wording("That could not be saved. Please try again later.")
        return press.asker.wording("Saved. You find it with /saved.")

    async def _drop(self, press: Press, shown: ShownAnswer) -> Toast:
        number = press.pressed.first
        if not 0 < number <= len(shown.practices):
            return _not_published(press.asker)
        await self._desk.keep(self._desk.people.unsave, press.asker.person, shown.practices[number - 1])
        await self._page(press, shown)
        return press.asker.wording("Not saved any more.")

    async def _helped(self, press: Press, shown: ShownAnswer) -> Toast:
        if not shown.question:
            return _too_old(press.asker)
        judgement = (shown.key, press.asker.person)
        if judgement not in self._judged:
            if len(self._judged) >= _JUDGEMENTS_KNOWN:
                self._judged.clear()
            await self._desk.keep(
                self._desk.assistant.keeper.keep_feedback,
                shown.question,
                practice_id=None,
                helpful=bool(press.pressed.first),
                comment=None,
                language=shown.language,
            )
            self._judged.add(judgement)
        buttons = answer_buttons(shown, Wording(shown.language), judged=True)
        await self._delivery.edit_buttons(press.message.chat_id, press.message.message_id, buttons)
        return press.asker.wording("Thank you, this helps to make answers better.")

    async def _suggested(self, press: Press, shown: ShownAnswer) -> Toast:
        number = press.pressed.first
        if not 0 < number <= len(shown.suggestions):
            return _too_old(press.asker)
        await self._ask(press, Asked(shown.suggestions[number - 1], press.update_id, follows=False, repeated=True))
        return None

    async def _narrow(self, press: Press, shown: ShownAnswer) -> Toast:
        region = region_of(press.pressed.first)
        if press.pressed.first and region is None:
            return _too_old(press.asker)
        await self._back(press, shown)
        asked = Asked(
            shown.question,
            press.update_id,
            filters={"regions": [region]} if region else {},
            anywhere=region is None,
            language=shown.language,
            follows=False,
            repeated=True,
        )
        await self._ask(press, asked)
        return None

    async def _example(self, press: Press) -> Toast:
        known = examples(press.asker.wording)
        question = known[min(press.pressed.first, len(known) - 1)]
        asked = Asked(question, press.update_id, language=press.asker.language, follows=False, repeated=True)
        await self._ask(press, asked)
        return None

    async def _language(self, press: Press) -> Toast:
        chosen = press.pressed.key or None
        if chosen not in (None, *LANGUAGES):
            return _too_old(press.asker)
        preferences = Preferences(chosen, press.asker.regions)
        await self._desk.keep(self._desk.people.keep_preferences, press.asker.person, preferences)
        wording = Wording(chosen or press.asker.own)
        said = (
            wording("I answer you in {language}.", language=LANGUAGE_NAMES[chosen])
            if chosen
            else wording("I answer in the language of each question.")
        )
        await self._delivery.edit(press.message.chat_id, press.message.message_id, said, None)
        return None

    async def _region(self, press: Press) -> Toast:
        region = region_of(press.pressed.first)
        if press.pressed.first and region is None:
            return _too_old(press.asker)
        preferences = Preferences(press.asker.chosen, (region,) if region else ())
        await self._desk.keep(self._desk.people.keep_preferences, press.asker.person, preferences)
        wording = press.asker.wording
        label = vocabulary().regions[region].label(wording.language) if region else ""
        said = wording("I look in: {places}.", places=label) if region else wording("I look in every region.")
        await self._delivery.edit(press.message.chat_id, press.message.message_id, said, None)
        return None

    async def _ask(self, press: Press, asked: Asked) -> None:
        await self._questions.answer(press.asker, asked, press.message, press.context)


def _too_old(asker: Asker) -> str:
    return asker.wording("This message is too old for its buttons. Ask again, and I answer anew.")


def _not_published(asker: Asker) -> str:
    return asker.wording("This practice is not published any more.")


async def _answer(query: CallbackQuery, toast: Toast) -> None:
    # Telegram forgets a press after a while; then nobody waits for this.
    with suppress(TelegramError):
        await query.answer(toast, show_alert=bool(toast) and len(str(toast)) > 60)
