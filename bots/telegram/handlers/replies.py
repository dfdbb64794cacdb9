"""Sends what the handlers have to say."""

from telegram import InlineKeyboardMarkup, Message

from assistant.wording import Wording
from bots.telegram.asker import CHANNEL, Asker
from bots.telegram.desk import Desk
from bots.telegram.shown.buttons import answer_buttons
from bots.telegram.shown.markup import escape
from bots.telegram.transport.delivery import Delivery, Outgoing
from corpus.catalogue import ShownAnswer


class Replies:
    """Sends messages to whoever asked.

    Args:
        desk: Knows what may have been sent before a restart.
        delivery: Sends.
    """

    def __init__(self, desk: Desk, delivery: Delivery) -> None:
        self._desk = desk
        self._delivery = delivery

    async def say(
        self, asker: Asker, text: str, buttons: InlineKeyboardMarkup | None = None, to: Message | None = None
    ) -> None:
        """Send a plain text.

        Args:
            asker: To whom.
            text: It is escaped here.
            buttons: Those under it.
            to: The message of a group that it answers.
        """
        await self._delivery.send(self._outgoing(asker, escape(text), buttons, to))

    async def show(self, asker: Asker, shown: ShownAnswer, to: Message | None = None) -> None:
        """Send an answer or a list."""
        await self._delivery.send(self._answer(asker, shown, to))

    async def arrived_before(self, asker: Asker, update_id: int, to: Message | None) -> bool:
        """Send the answer to an update that a process made which was then ended, unless it stands in the chat.

        Returns:
            False where no answer was made yet.
        """
        shown = await self._desk.keep(self._desk.people.answer_to, CHANNEL, update_id)
        if shown is None:
            return False
        await self._delivery.send(self._answer(asker, shown, to), perhaps_after=shown.after)
        return True

    def _answer(self, asker: Asker, shown: ShownAnswer, to: Message | None) -> Outgoing:
        return self._outgoing(asker, shown.text, answer_buttons(shown, Wording(shown.language)), to)

    @staticmethod
    def _outgoing(asker: Asker, text: str, buttons: InlineKeyboardMarkup | None, to: Message | None) -> Outgoing:
        reply_to = to.message_id if to is not None and asker.in_group else None
        return Outgoing(asker.chat_id, text, buttons, asker.thread, reply_to)
