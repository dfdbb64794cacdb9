"""The people who chat with the bot."""

from typing import TYPE_CHECKING, Any

from tests.bots.telegram.api.chats import Chat, Message, as_json
from tests.bots.telegram.api.speaking import Answered, Said, other_content, tell_membership, text_content, utter

if TYPE_CHECKING:
    from tests.bots.telegram.api.telegram import Telegram


class Person:
    """Someone who chats with the bot.

    Attributes:
        id: the person's, and that of the private chat.
        user: the person as the Bot API describes people.
        chat: the private chat with the bot.
    """

    def __init__(self, telegram: "Telegram", user: dict[str, Any]) -> None:
        self._telegram = telegram
        self.user = user
        self.id: int = user["id"]
        about = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
        self.chat = Chat(telegram, self.id, about | {"type": "private"}, telegram.private_counter)
        telegram.chats[self.id] = self.chat

    def says(self, text: str, *, forwarded: bool = False, reply_to: Answered | None = None) -> Said:
        """Writes to the bot; gives the message."""
        return utter(self, self.chat, text_content(text), reply_to=reply_to, forwarded=forwarded)

    def sends(self, kind: str, *, caption: str | None = None, forwarded: bool = False) -> Said:
        """Sends something else than text; gives the message.

        Args:
            kind: photo, voice, audio, video, video_note, sticker, document, location, contact, dice or poll.
            caption: the text under a photo, document or recording.
            forwarded: it comes from someone else.
        """
        return utter(self, self.chat, other_content(kind, caption), forwarded=forwarded)

    def edits(self, message: Said, text: str) -> Said:
        """Changes a message of the person's own; gives it as it stands now."""
        with self._telegram.changed:
            chat = self._telegram.chats[message["chat"]["id"]]
            standing = chat.find(message["message_id"])
            assert isinstance(standing, dict), f"not a person's message, or deleted: {message}"
            standing.pop("entities", None)
            standing |= {"edit_date": self._telegram.spoken_at(), **text_content(text)}
            told = as_json(standing)
            self._telegram.updates.add("edited_message", told, chat.id)
            return told

    def presses(self, message: Message, button: str | None = None, *, data: str | None = None) -> str:
        """Presses a button under one of the bot's messages.

        Args:
            message: the message, which may have been deleted since.
            button: the text on the button.
            data: in place of that, what the button sends; it need not stand in the message, as with a forged client.

        Returns:
            The id of the callback query.
        """
        if data is None:
            buttons = [one for row in message.buttons for one in row]
            found = [one for one in buttons if one["text"] == button]
            assert len(found) == 1, f"{len(found)} buttons read {button!r}: {[one['text'] for one in buttons]}"
            assert "callback_data" in found[0], f"{button!r} opens a link: the bot is not told"
            data = str(found[0]["callback_data"])
        with self._telegram.changed:
            self._telegram.chats[self.id].met = True
            query_id = self._telegram.ask("callback_query")
            inaccessible = {"chat": message.chat.as_json(), "message_id": message.id, "date": 0}
            query = {
                "id": query_id,
                "from": self.user,
                "message": inaccessible if message.deleted else message.as_json(),
                "chat_instance": str(abs(message.chat.id) * 7919),
                "data": data,
            }
            self._telegram.updates.add("callback_query", query, ("callback_query", self.id))
        return query_id

    def asks_inline(self, question: str, offset: str = "") -> str:
        """Types the bot's name and a question in some chat; gives the id of the inline query."""
        with self._telegram.changed:
            self.chat.met = True
            query_id = self._telegram.ask("inline_query")
            query = {
                "id": query_id,
                "from": self.user,
                "chat_type": "private",
                "query": question,
                "offset": offset,
            }
            self._telegram.updates.add("inline_query", query, ("inline_query", self.id))
        return query_id

    def deletes(self, message: Message) -> None:
        """Deletes one of the bot's messages for both; the bot is not told."""
        message.chat.remove(message.id)

    def blocks(self) -> None:
        """Blocks the bot: it is told, and may not write any more."""
        self._becomes("member", "kicked", "bot was blocked by the user")

    def unblocks(self) -> None:
        """Lets the bot write again."""
        self._becomes("kicked", "member", None)

    def _becomes(self, before: str, after: str, closed: str | None) -> None:
        with self._telegram.changed:
            self.chat.closed = closed
            tell_membership(self, self.chat, before, after)
