"""Which messages are meant for the bot, and what they ask."""

from typing import Final

from telegram import Bot, Message, MessageEntity

_AFTER_A_NAME: Final = " \t\r\n,:;.!–—-"
"""What stands between the bot's name and the question."""
_UTF_16: Final = ("utf-16-le", "surrogatepass")
"""Entities count its code units, and a text may end in half of a pair."""


def is_addressed(message: Message, bot: Bot) -> bool:
    """Whether a message is meant for the bot: in a group, one that names it or replies to it."""
    if message.chat.type == message.chat.PRIVATE:
        return True
    if message.via_bot is not None or message.is_automatic_forward:  # shared by inline mode, or a channel's post
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return True
    return any(_names(entity, message, bot) for entity in _entities(message))


def question_in(message: Message, bot: Bot) -> str:
    """The text of a message, or what stands under its picture, without the names of the bot."""
    units = _units(message)
    begin, parts = 0, []
    for entity in _entities(message):
        if entity.type != MessageEntity.BOT_COMMAND and _names(entity, message, bot):
            parts.append(units[begin : 2 * entity.offset])
            begin = 2 * (entity.offset + entity.length)
    said = " ".join(_text(part) for part in [*parts, units[begin:]]).strip()
    return said.lstrip(_AFTER_A_NAME) if parts else said


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return tuple(message.entities or message.caption_entities or ())


def _names(entity: MessageEntity, message: Message, bot: Bot) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    named = _text(_units(message)[2 * entity.offset : 2 * (entity.offset + entity.length)])
    if entity.type == MessageEntity.BOT_COMMAND:
        named = named[named.find("@") :]
    elif entity.type != MessageEntity.MENTION:
        return False
    return named.casefold() == f"@{bot.username}".casefold()


def _units(message: Message) -> bytes:
    return (message.text or message.caption or "").encode(*_UTF_16)


def _text(units: bytes) -> str:
    return units.decode(*_UTF_16)
