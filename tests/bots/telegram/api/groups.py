"""Groups that the bot is in."""

from typing import TYPE_CHECKING, Any

from tests.bots.telegram.api.chats import GENERAL, Chat, Message, counted
from tests.bots.telegram.api.people import Person
from tests.bots.telegram.api.speaking import (
    Answered,
    Said,
    number_of,
    other_content,
    tell_membership,
    text_content,
    utter,
)

if TYPE_CHECKING:
    from tests.bots.telegram.api.telegram import Telegram

_FIRST_NUMBER = 101  # smaller ones are left for the messages that open topics


class Group:
    """A supergroup with the bot in it.

    Attributes:
        id: negative.
        chat: its messages.
    """

    def __init__(self, telegram: "Telegram", number: int, title: str, forum: bool, privacy: bool) -> None:
        about: dict[str, Any] = {"title": title, "type": "supergroup"} | ({"is_forum": True} if forum else {})
        self._telegram = telegram
        self._privacy = privacy
        self.id = number
        self.chat = Chat(telegram, number, about, counted(_FIRST_NUMBER))
        telegram.chats[number] = self.chat

    def said_by(
        self,
        person: Person,
        text: str,
        *,
        thread: int | None = None,
        reply_to: Answered | None = None,
        forwarded: bool = False,
    ) -> Said:
        """A message of someone in the group.

        Args:
            person: who.
            text: what.
            thread: in which topic of a forum; the first message there opens it.
            reply_to: the message that it answers.
            forwarded: it comes from someone else.

        Returns:
            The message. In a group with privacy the bot hears only of commands, of answers to it, and of its name.
        """
        return self._takes(person, text_content(text), thread, reply_to, forwarded)

    def sent_by(self, person: Person, kind: str, *, caption: str | None = None, thread: int | None = None) -> Said:
        """Something else than text, as in `Person.sends`."""
        return self._takes(person, other_content(kind, caption), thread, None, False)

    def closes_thread(self, thread: int) -> None:
        """Deletes a topic: the bot can write there no more."""
        with self._telegram.changed:
            del self.chat.topics[thread]

    def silences_bot(self) -> None:
        """Takes from the bot the right to write; it is not told."""
        self.chat.silenced = True

    def removes_bot(self, person: Person) -> None:
        """Puts the bot out; it is told who did."""
        with self._telegram.changed:
            self.chat.closed = "bot was kicked from the supergroup chat"
            tell_membership(person, self.chat, "member", "kicked")

    def adds_bot(self, person: Person) -> None:
        """Takes the bot in; it is told who did."""
        with self._telegram.changed:
            self.chat.closed = None
            tell_membership(person, self.chat, "left", "member")

    def _takes(
        self, person: Person, content: Said, thread: int | None, reply_to: Answered | None, forwarded: bool
    ) -> Said:
        with self._telegram.changed:
            if thread is not None and thread != GENERAL:
                self._open_topic(person, thread)
            heard = not self._privacy or self._concerns_bot(content, reply_to)
            heard = heard and self.chat.closed is None
            person.chat.met = person.chat.met or heard
            spoken_in = None if thread == GENERAL else thread
            return utter(person, self.chat, content, spoken_in, reply_to, forwarded, heard)

    def _open_topic(self, person: Person, thread: int) -> None:
        assert self.chat.is_forum, "only a forum has threads"
        assert thread < _FIRST_NUMBER, f"a thread's number is at most {_FIRST_NUMBER - 1}"
        if thread in self.chat.topics:
            return
        opening = {
            "message_id": thread,
            "from": person.user,
            "chat": self.chat.as_json(),
            "date": self._telegram.spoken_at(),
            "message_thread_id": thread,
            "forum_topic_created": {"name": f"Topic {thread}", "icon_color": 7322096},
            "is_topic_message": True,
        }
        self.chat.topics[thread] = opening
        self.chat.put(thread, opening)
        self._telegram.updates.add("message", opening, self.chat.id)

    def _concerns_bot(self, content: Said, reply_to: Answered | None) -> bool:
        text = str(content.get("text", content.get("caption", "")))
        answered = self.chat.find(number_of(reply_to)) if reply_to is not None else None
        named = f"@{self._telegram.bot['username']}".lower() in text.lower()
        to_all = text.startswith("/") and "@" not in text.split(maxsplit=1)[0]
        return named or to_all or isinstance(answered, Message)
