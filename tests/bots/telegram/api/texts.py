"""The text of a message as Telegram takes it in: parsed, cleaned, trimmed, neither empty nor too long."""

import re
from dataclasses import dataclass
from typing import Any

from tests.bots.telegram.api.entities import Entity, found_entities, utf16_length
from tests.bots.telegram.api.errors import bad_request
from tests.bots.telegram.api.markup import parse_html

_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_BLANK = " \n\u00a0\u200b\u2028\u2029\ufeff"
_LONGEST = 4096  # UTF-16 units after parsing
_LONGEST_WRITTEN = 1 << 15  # bytes, markup included


@dataclass(frozen=True)
class FormattedText:
    """What people see of a text: its characters and its entities."""

    text: str
    entities: list[Entity]


def read_markup(text: Any, parse_mode: Any, entities: Any = None) -> tuple[str, list[Entity]]:
    """The first look at a text, before its chat is looked up.

    Args:
        text: as sent.
        parse_mode: "HTML", or nothing. Markdown is not understood here.
        entities: used without a parse mode.

    Returns:
        Text and entities, not yet cleaned.

    Raises:
        ApiError: no text, far too much of it, or markup that cannot be parsed.
    """
    text = "" if text is None else str(text)
    if not text:
        raise bad_request("Message text is empty")
    if len(text.encode("utf-8", "surrogatepass")) > _LONGEST_WRITTEN:
        raise bad_request("Text is too long")
    mode = str(parse_mode or "").lower()
    if mode == "html":
        return parse_html(text)
    if mode not in {"", "none"}:
        raise bad_request("Unsupported parse_mode")
    return text, [_entity(given) for given in entities] if isinstance(entities, list) else []


def _entity(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise bad_request("Can't parse MessageEntity: expected an Object")
    for name, kind in (("offset", int), ("length", int), ("type", str)):
        if not isinstance(given.get(name), kind):
            raise bad_request(f"Can't parse MessageEntity: Can't find field \"{name}\"")
    return dict(given)


def cleaned(text: str, entities: list[Entity]) -> FormattedText:
    """The text as it will stand in the chat.

    Args:
        text: of a message, parsed.
        entities: its own; what Telegram finds by itself is added.

    Returns:
        Without control characters and without blanks at its ends.

    Raises:
        ApiError: nothing is left, or more than 4096 UTF-16 code units.
    """
    text = _CONTROL.sub(" ", text.replace("\r", ""))
    trimmed = text.rstrip(_BLANK)
    start = len(trimmed) - len(trimmed.lstrip(" \n"))
    first = min((entity["offset"] for entity in entities), default=start)
    start = min(start, first)  # blanks inside an entity stay
    trimmed = trimmed[start:]
    if not trimmed.strip(_BLANK):
        raise bad_request("Text must be non-empty")
    length = utf16_length(trimmed)
    if length > _LONGEST:
        raise bad_request("Message is too long")
    kept = []
    for entity in entities:
        offset = entity["offset"] - start
        end = min(offset + entity["length"], length)
        if end > offset:
            kept.append(entity | {"offset": offset, "length": end - offset})
    return FormattedText(trimmed, found_entities(trimmed, kept))
