"""Opens a practice in full, page by page."""

from telegram import InlineKeyboardMarkup

from assistant.details import full_practice
from assistant.wording import Wording
from bots.telegram.answering import Answering
from bots.telegram.asker import Asker
from bots.telegram.desk import Desk
from bots.telegram.handlers.replies import Replies
from bots.telegram.shown.buttons import page_buttons
from bots.telegram.shown.practice_pages import practice_pages
from corpus.catalogue import ShownAnswer
from corpus.practice import Practice


class Opening:
    """Opens practices.

    Args:
        desk: Knows them, and what a person saved.
        answering: Makes a list of one, for a practice that a link names.
        replies: Sends it.
    """

    def __init__(self, desk: Desk, answering: Answering, replies: Replies) -> None:
        self._desk = desk
        self._answering = answering
        self._replies = replies

    async def page(
        self, asker: Asker, shown: ShownAnswer, number: int, place: int
    ) -> tuple[str, InlineKeyboardMarkup] | None:
        """A page of a practice and the buttons under it.

        Args:
            asker: Who reads.
            shown: The answer or list that the practice is opened from.
            number: Its number there, counted from 1.
            place: The page, counted from 0.

        Returns:
            None where there is no such practice any more.
        """
        practice = practice_of(self._desk, shown, number)
        if practice is None:
            return None
        wording = Wording(shown.language)
        full = full_practice(practice, shown.language, self._desk.assistant.settings.public_url)
        pages = practice_pages(full, wording)
        place = min(place, len(pages) - 1)
        saved = practice.id in await self._desk.keep(self._desk.people.saved, asker.person)
        return pages[place].text, page_buttons(shown, number, pages, place, wording, saved=saved, url=full.url)

    async def open_linked(self, asker: Asker, practice_id: str, update_id: int) -> bool:
        """Send the practice that a link to the bot names.

        Returns:
            False where it names none.
        """
        if self._desk.assistant.practice(practice_id) is None:
            return False
        shown = await self._answering.one(asker, practice_id, update_id)
        await self._replies.show(asker, shown)
        return True


def practice_of(desk: Desk, shown: ShownAnswer, number: int) -> Practice | None:
    """The practice with a number in an answer; None where there is none, or it is not published any more."""
    return desk.assistant.practice(shown.practices[number - 1]) if 0 < number <= len(shown.practices) else None
