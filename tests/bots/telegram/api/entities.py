"""What Telegram finds in plain text by itself: commands, mentions, hashtags, addresses. Offsets count UTF-16 units."""

import re
from typing import Any

Entity = dict[str, Any]

_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")
_HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?!\w)")
_URL = re.compile(
    r"(?:https?://(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?|(?<![\w.@/-])(?:[\w-]+\.)+(?:com|org|net|int|edu|gov|info|eu|io|me)\b)"
    r"(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
_KINDS = (("url", _URL), ("email", _EMAIL), ("bot_command", _COMMAND), ("mention", _MENTION), ("hashtag", _HASHTAG))


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text has: what Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def found_entities(text: str, given: list[Entity] | None = None) -> list[Entity]:
    """The entities of a text: those given, and what Telegram finds between them.

    Args:
        text: the text as shown.
        given: entities of the sender's markup. Nothing is found inside a link or code, nor across an edge.

    Returns:
        All, by offset, the longer first.
    """
    taken = list(given or [])
    closed = [entity for entity in taken if entity["type"] in {"code", "pre", "text_link", "text_mention"}]
    edges = {edge for entity in taken for edge in (entity["offset"], entity["offset"] + entity["length"])}
    found: list[Entity] = []
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            end = match.end()
            if kind == "url":
                end -= len(match[0]) - len(match[0].rstrip(".,;:!?)'"))
            offset = utf16_length(text[: match.start()])
            entity: Entity = {"offset": offset, "length": utf16_length(text[match.start() : end]), "type": kind}
            crossed = any(offset < edge < offset + entity["length"] for edge in edges)
            if not crossed and not any(_overlap(entity, other) for other in (*closed, *found)):
                found.append(entity)
    return sorted([*taken, *found], key=lambda entity: (entity["offset"], -entity["length"]))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
