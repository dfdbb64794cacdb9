"""How a person's message comes into a chat, and the bot hears of it."""

from typing import TYPE_CHECKING, Any

from tests.bots.telegram.api.chats import Chat, Message, as_json
from tests.bots.telegram.api.contents import CONTENTS, WITH_CAPTION
from tests.bots.telegram.api.entities import found_entities

if TYPE_CHECKING:
    from tests.bots.telegram.api.people import Person

Said = dict[str, Any]
Answered = Message | Said | int


def text_content(text: str) -> Said:
    """The fields of a text."""
    entities = found_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def other_content(kind: str, caption: str | None) -> Said:
    """The fields of anything else."""
    assert kind in CONTENTS, f"{kind}: one of {', '.join(CONTENTS)}"
    content: Said = {kind: CONTENTS[kind]}
    if caption is not None:
        assert kind in WITH_CAPTION, f"a {kind} has no caption"
        entities = found_entities(caption)
        content |= {"caption": caption} | ({"caption_entities": entities} if entities else {})
    return content


def utter(
    person: "Person",
    chat: Chat,
    content: Said,
    thread: int | None = None,
    reply_to: Answered | None = None,
    forwarded: bool = False,
    heard: bool = True,
) -> Said:
    """Puts a person's message into a chat and, if the bot is to hear of it, among the updates; gives the message."""
    telegram = chat.telegram
    with telegram.changed:
        if chat.is_private:
            assert chat.closed is None, "who blocks a bot writes to it only after unblocking it"
            chat.started = True
        answered = number_of(reply_to)
        message: Said = {
            "message_id": next(chat.counter),
            "from": person.user,
            "chat": chat.as_json(),
            "date": telegram.spoken_at(),
            **chat.threading(thread, answered, with_reply=True),
            "_reply_to": answered,
        }
        if forwarded:
            message |= {
                "forward_origin": {
                    "type": "hidden_user",
                    "sender_user_name": "Someone",
                    "date": telegram.spoken_at() - 60,
                },
                "forward_sender_name": "Someone",
                "forward_date": telegram.spoken_at() - 60,
            }
        message |= content
        chat.put(message["message_id"], message)
        told = as_json(message)
        if heard:
            telegram.updates.add("message", told, chat.id)
        return told


def tell_membership(person: "Person", chat: Chat, before: str, after: str) -> None:
    """The update about the bot's own place in a chat."""

    def member(status: str) -> dict[str, Any]:
        return {"user": chat.telegram.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})

    change = {
        "chat": chat.as_json(),
        "from": person.user,
        "date": chat.telegram.spoken_at(),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    chat.telegram.updates.add("my_chat_member", change, chat.id)


def number_of(message: Answered | None) -> int | None:
    """The number of anyone's message."""
    if isinstance(message, Message):
        return message.id
    if isinstance(message, dict):
        return int(message["message_id"])
    return message
