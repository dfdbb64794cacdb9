"""Puts the bot together."""

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from assistant.settings import Settings
from bots.telegram.answering import Answering
from bots.telegram.desk import Desk
from bots.telegram.handlers.commands import Commands
from bots.telegram.handlers.inline import Inline
from bots.telegram.handlers.manners import Manners
from bots.telegram.handlers.opening import Opening
from bots.telegram.handlers.presses import Presses
from bots.telegram.handlers.questions import Questions
from bots.telegram.handlers.replies import Replies
from bots.telegram.transport.delivery import Delivery
from bots.telegram.transport.flood import Flood
from bots.telegram.transport.in_order import InOrder
from bots.telegram.transport.numbers import MessageNumbers
from bots.telegram.transport.pace import Kind, Pace
from bots.telegram.transport.receiving import Received

_CONNECTIONS = 64


class TelegramBot:
    """The bot with all its parts, not started yet.

    Args:
        settings: They name the token and the Bot API.
        desk: Asks and keeps.
        pace: Telegram's limits.
        seconds_to_answer: How long Telegram may take to answer a call.
        seconds_to_poll: How long Telegram may wait for an update when it is asked for some.
    """

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        *,
        pace: Pace | None = None,
        seconds_to_answer: float = 15.0,
        seconds_to_poll: int = 10,
    ) -> None:
        self.desk = desk
        self.received = Received(desk)
        self.in_order = InOrder(self.received)
        self.numbers = MessageNumbers()
        self.seconds_to_poll = seconds_to_poll
        self.bot: ExtBot[Kind] = ExtBot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{settings.telegram_api}/bot",
            base_file_url=f"{settings.telegram_api}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=_CONNECTIONS,
                read_timeout=seconds_to_answer,
                write_timeout=seconds_to_answer,
                connect_timeout=5.0,
                pool_timeout=60.0,
            ),
            get_updates_request=HTTPXRequest(connection_pool_size=1, read_timeout=seconds_to_answer),
            rate_limiter=pace or Pace(),
        )
        self.delivery = Delivery(self.bot, self.numbers)
        self.application = Application.builder().bot(self.bot).updater(None).concurrent_updates(self.in_order).build()
        self._add_handlers()

    def _add_handlers(self) -> None:
        desk, delivery = self.desk, self.delivery
        answering = Answering(desk, self.numbers)
        replies = self._replies = Replies(desk, delivery)
        questions = Questions(desk, answering, replies, Flood())
        opening = Opening(desk, answering, replies)
        presses = Presses(desk, answering, questions, replies, opening, delivery, Flood(messages=30))
        manners = Manners(desk, replies, questions)
        commands = Commands(desk, answering, questions, replies, opening)

        add = self.application.add_handler
        add(TypeHandler(Update, self._before_all), group=-1)
        new = filters.UpdateType.MESSAGE & ~filters.FORWARDED
        for name, handle in commands.all().items():
            add(CommandHandler(name, handle, filters=new))
        add(MessageHandler(new & filters.TEXT & ~filters.COMMAND, questions.asked))
        written = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        add(MessageHandler(written & ~filters.StatusUpdate.ALL, manners.no_question))
        add(CallbackQueryHandler(presses.pressed))
        add(InlineQueryHandler(Inline(desk).asked))
        add(ChatMemberHandler(manners.membership, ChatMemberHandler.MY_CHAT_MEMBER))
        self.application.add_error_handler(manners.failed)

    async def _before_all(self, update: Update, _context: object) -> None:
        message = update.effective_message
        if message is not None:
            self.numbers.saw(message.chat_id, message.message_id)
        if self.received.is_from_before(update.update_id):
            asker = await self.desk.asker_of_update(update)
            if asker is not None and await self._replies.arrived_before(asker, update.update_id, message):
                raise ApplicationHandlerStop

    async def queue_unfinished(self) -> None:
        """Deal with what an earlier process kept and did not finish.

        Raises:
            CatalogueError: It cannot be read.
        """
        for update in await self.received.from_before(self.bot):
            await self.application.update_queue.put(update)
