"""A text is a question."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from assistant.question import MAX_CHARACTERS, QuestionError
from bots.telegram.answering import Answering, Asked
from bots.telegram.asker import Asker
from bots.telegram.desk import Desk
from bots.telegram.handlers.addressed import is_addressed, question_in
from bots.telegram.handlers.courtesies import reply_to_courtesy
from bots.telegram.handlers.replies import Replies
from bots.telegram.transport.flood import Flood, Verdict
from bots.telegram.transport.typing import shown, typing


class Questions:
    """Answers questions.

    Args:
        desk: Knows who asks.
        answering: Makes the answers.
        replies: Sends them.
        flood: Slows down whoever asks too fast.
    """

    def __init__(self, desk: Desk, answering: Answering, replies: Replies, flood: Flood) -> None:
        self._desk = desk
        self._answering = answering
        self._replies = replies
        self._flood = flood

    async def asked(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A message with text, or with a caption."""
        message = update.message
        if message is None or not is_addressed(message, context.bot):
            return
        asker = await self._desk.asker_of_update(update)
        if asker is None or not await self.may_go_on(asker, message):
            return
        shared = message.via_bot is not None and message.via_bot.id == context.bot.id
        text = "" if shared else question_in(message, context.bot)
        if not text:
            in_group = asker.wording("Write your question after my name.")
            alone = asker.wording("Here you need not write my name first: just send me your question.")
            await self._replies.say(asker, in_group if asker.in_group else alone, to=message)
            return
        courtesy = reply_to_courtesy(text, asker.language)
        if courtesy is not None:
            await self._replies.say(asker, courtesy, to=message)
            return
        await self.answer(asker, Asked(text, update.update_id), message, context)

    async def answer(
        self, asker: Asker, asked: Asked, message: Message | None, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Answer a question.

        Args:
            asker: Who asks.
            asked: The question.
            message: The message that it came with, or the one whose button was pressed.
            context: Of the update.
        """
        async with typing(context.bot, asker.chat_id, asker.thread) as typing_is_shown:
            try:
                answer = await self._answering.answer(asker, asked)
            except QuestionError as error:
                await self._replies.say(asker, _explain(error, asker), to=message)
                return
            await shown(typing_is_shown)
            await self._replies.show(asker, answer, message)

    async def may_go_on(self, asker: Asker, message: Message | None) -> bool:
        """Whether a person may ask one more; says once that they ask too fast."""
        verdict = await self._flood.judge(asker.person)
        if verdict is Verdict.WARN:
            said = asker.wording(
                "You are asking faster than I can answer. Please wait half a minute; what you send until then is not "
                "answered."
            )
            await self._replies.say(asker, said, to=message)
        return verdict is Verdict.ANSWER


def _explain(error: QuestionError, asker: Asker) -> str:
    if error.code == "too_long":
        return asker.wording("That is too long: please ask in at most {count} characters.", count=MAX_CHARACTERS)
    return asker.wording("I cannot read a question in that. Please write it in words.")
