"""What the handlers work with: the assistant and the catalogue, both away from the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from telegram import Chat, Message, Update, User

from assistant.assistant import Assistant
from bots.telegram.asker import Asker, asker_of, person_of
from corpus.catalogue import Catalogue, Inbox, People

Result = TypeVar("Result")
Given = ParamSpec("Given")


class Desk:
    """Asks and keeps, while the event loop goes on talking.

    Args:
        assistant: Answers the questions.
        catalogue: Keeps what is to survive a restart; it stays the caller's to close.
    """

    def __init__(self, assistant: Assistant, catalogue: Catalogue) -> None:
        self.assistant = assistant
        self.people: People = catalogue.people
        self.inbox: Inbox = catalogue.inbox
        self._answering = ThreadPoolExecutor(assistant.settings.workers, thread_name_prefix="bot-answer")
        # One thread: a database of one writer is quickest when nobody waits for a lock.
        self._keeping = ThreadPoolExecutor(1, thread_name_prefix="bot-keep")

    def close(self) -> None:
        """Wait for what is under way."""
        self._answering.shutdown(wait=True)
        self._keeping.shutdown(wait=True)

    async def find(self, work: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
        """Run what computes."""
        return await asyncio.get_running_loop().run_in_executor(self._answering, partial(work, *arguments, **named))

    async def keep(self, work: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
        """Run what reads or writes the catalogue."""
        return await asyncio.get_running_loop().run_in_executor(self._keeping, partial(work, *arguments, **named))

    async def asker(self, user: User, chat: Chat, message: Message | None = None) -> Asker:
        """Who asks, with what they have chosen.

        Raises:
            CatalogueError: The catalogue cannot be read.
        """
        preferences = await self.keep(self.people.preferences, person_of(user))
        return asker_of(user, chat, message, preferences, self.assistant.settings.language)

    async def asker_of_update(self, update: Update) -> Asker | None:
        """Who is behind an update; None where nobody is, such as in a channel."""
        user, chat = update.effective_user, update.effective_chat
        message = update.effective_message
        return await self.asker(user, chat, message) if user is not None and chat is not None else None
