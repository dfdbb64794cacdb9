"""Who asks, where, and in which language they are answered."""

from dataclasses import dataclass
from typing import Final

from telegram import Chat, Message, Update, User

from assistant.wording import Wording
from corpus.catalogue import Preferences
from corpus.vocabulary import LANGUAGES

CHANNEL: Final = "telegram"


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a chat.

    Args:
        person: The person, as the catalogue knows them.
        place: The chat, and the thread in it, likewise.
        chat_id: Telegram's number of the chat.
        thread: The thread of a group in which to answer.
        in_group: Whether others read along.
        own: The language of their Telegram, or the one of people whose own the product does not speak.
        chosen: The language the person has chosen.
        regions: Regions they always narrow to.
    """

    person: str
    place: str
    chat_id: int
    thread: int | None
    in_group: bool
    own: str
    chosen: str | None
    regions: tuple[str, ...]

    @property
    def language(self) -> str:
        """The language that the bot speaks with them: the chosen one, else their own."""
        return self.chosen or self.own

    @property
    def wording(self) -> Wording:
        """The phrases of their language."""
        return Wording(self.language)


def person_of(user: User) -> str:
    """A person, as the catalogue knows them."""
    return f"{CHANNEL}:{user.id}"


def asker_of(user: User, chat: Chat, message: Message | None, preferences: Preferences, language: str) -> Asker:
    """Who asks.

    Args:
        user: The person.
        chat: Where they ask.
        message: What they wrote, or the message whose button they pressed.
        preferences: What they have chosen.
        language: The language of people whose own the product does not speak.
    """
    thread = message.message_thread_id if message is not None and message.is_topic_message else None
    return Asker(
        person=person_of(user),
        place=f"{CHANNEL}:{chat.id}:{thread or 0}",
        chat_id=chat.id,
        thread=thread,
        in_group=chat.type != Chat.PRIVATE,
        own=spoken(user.language_code) or language,
        chosen=preferences.language,
        regions=preferences.regions,
    )


def spoken(language_code: str | None) -> str | None:
    """The product's language for a code such as `pt-br`; None where it speaks none of that family."""
    code = (language_code or "").split("-")[0].lower()
    return code if code in LANGUAGES else None


def user_of(update: Update) -> str | None:
    """The person behind an update, where there is one."""
    return person_of(update.effective_user) if update.effective_user else None
