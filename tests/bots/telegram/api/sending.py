"""The methods that write into chats: sendMessage, the edits, deleteMessage, sendChatAction."""

from typing import Any

from tests.bots.telegram.api.chats import GENERAL, Chat, Message
from tests.bots.telegram.api.errors import bad_request
from tests.bots.telegram.api.keyboards import checked_keyboard, read_keyboard
from tests.bots.telegram.api.parameters import Parameters
from tests.bots.telegram.api.telegram import Telegram
from tests.bots.telegram.api.texts import cleaned, read_markup

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "record_audio",
    "upload_audio", "upload_document", "choose_sticker", "find_location", "pick_up_location", "record_video_note",
    "upload_video_note", "cancel",
}  # fmt: skip


def send_message(telegram: Telegram, params: Parameters) -> dict[str, Any]:
    """A new message of the bot; gives its JSON."""
    text, entities = read_markup(params.get("text"), params.get("parse_mode"), params.get("entities"))
    _check_object(params.get("link_preview_options"), "link preview options")
    reply = _read_reply(params)
    markup = read_keyboard(params.get("reply_markup"))
    chat = telegram.chat(params.get("chat_id"))
    thread = _thread(chat, params.get("message_thread_id"))
    reply_to = _answered(chat, reply)
    keyboard = checked_keyboard(markup)
    content = cleaned(text, entities)
    telegram.check_may_write(chat)
    message = Message(chat, next(chat.counter), content, str(params["text"]))
    message.link_preview = params.get("link_preview_options") or None
    message.markup = keyboard
    message.reply_to = reply_to
    message.thread = thread
    if thread is None and reply_to is not None and chat.is_forum:
        message.thread = _thread_of(chat, reply_to)
    chat.put(message.id, message)
    return message.as_json()


def edit_message_text(telegram: Telegram, params: Parameters) -> dict[str, Any]:
    """New text, and a new keyboard: without `reply_markup` the old one goes."""
    text, entities = read_markup(params.get("text"), params.get("parse_mode"), params.get("entities"))
    _check_object(params.get("link_preview_options"), "link preview options")
    markup = read_keyboard(params.get("reply_markup"))
    message = _to_edit(telegram, params)
    keyboard = checked_keyboard(markup, only_inline=True)
    content = cleaned(text, entities)
    if content == message.content and keyboard == message.markup:
        raise _not_modified()
    telegram.check_may_write(message.chat)
    message.content = content
    message.html = str(params["text"])
    message.link_preview = params.get("link_preview_options") or None
    return _edited(message, keyboard)


def edit_message_reply_markup(telegram: Telegram, params: Parameters) -> dict[str, Any]:
    """A new keyboard, or none."""
    markup = read_keyboard(params.get("reply_markup"))
    message = _to_edit(telegram, params)
    keyboard = checked_keyboard(markup, only_inline=True)
    if keyboard == message.markup:
        raise _not_modified()
    telegram.check_may_write(message.chat)
    return _edited(message, keyboard)


def delete_message(telegram: Telegram, params: Parameters) -> bool:
    """Takes a message out of the chat; in a private chat also one of the person's."""
    if params.get("chat_id") in (None, ""):
        raise bad_request("Chat identifier is not specified")
    if not params.get("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = telegram.chat(params["chat_id"])
    message = chat.find(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    if not isinstance(message, Message) and not chat.is_private:
        raise bad_request("message can't be deleted")
    chat.remove(params["message_id"])
    return True


def send_chat_action(telegram: Telegram, params: Parameters) -> bool:
    """Such as "typing"; nothing stays of it but the call."""
    if str(params.get("action", "")).lower() not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = telegram.chat(params.get("chat_id"))
    if params.get("message_thread_id") != GENERAL:  # the one call that takes the General topic by its number
        _thread(chat, params.get("message_thread_id"))
    telegram.check_may_write(chat, counts=False)
    return True


def _check_object(value: Any, name: str) -> None:
    if value in (None, ""):
        return
    if isinstance(value, str):
        raise bad_request(f"Can't parse {name} JSON object")
    if not isinstance(value, dict):
        raise bad_request(f"Object expected as {name}")


def _read_reply(params: Parameters) -> dict[str, Any]:
    reply = params.get("reply_parameters")
    _check_object(reply, "reply parameters")
    if reply:
        if "message_id" not in reply:
            raise bad_request('Can\'t find field "message_id"')
        return dict(reply)
    old = params.get("reply_to_message_id")
    return {"message_id": old, "allow_sending_without_reply": params.get("allow_sending_without_reply")} if old else {}


def _answered(chat: Chat, reply: dict[str, Any]) -> int | None:
    if not reply:
        return None
    number = reply["message_id"]
    if chat.find(number) is not None:
        return int(number)
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _thread(chat: Chat, number: Any) -> int | None:
    """The thread to write in. A group without topics takes any number and ignores it; a private chat knows none."""
    if not isinstance(number, int) or number <= 0 or not (chat.is_forum or chat.is_private):
        return None
    if number not in chat.topics:  # the General topic neither, as on Telegram
        raise bad_request("message thread not found")
    return number


def _thread_of(chat: Chat, number: int) -> int | None:
    message = chat.find(number)
    if isinstance(message, Message):
        return message.thread
    return message.get("message_thread_id") if message and message.get("is_topic_message") else None


def _to_edit(telegram: Telegram, params: Parameters) -> Message:
    if params.get("chat_id") in (None, "") and not params.get("message_id"):
        if not params.get("inline_message_id"):
            raise bad_request("Message identifier is not specified")
        raise bad_request("MESSAGE_ID_INVALID")  # messages sent by way of inline queries are not kept here
    message = telegram.chat(params.get("chat_id")).find(params.get("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not isinstance(message, Message):
        raise bad_request("Message can't be edited")
    return message


def _edited(message: Message, keyboard: dict[str, Any] | None) -> dict[str, Any]:
    message.markup = keyboard
    message.edited += 1
    message.edit_date = message.chat.telegram.now()
    return message.as_json()


def _not_modified() -> Exception:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )
