"""What was asked before, carried by the asker.

A conversation's id is the last turn itself, packed: any of several servers can go on with it, nothing is stored, and it
ends by being forgotten. What comes back is checked like any other input.
"""

import base64
import binascii
import json
import re
import time
import zlib
from dataclasses import dataclass
from typing import Any, Final

from assistant.follow_ups import WISHES, Wish
from assistant.plain_text import plain

LASTS_SECONDS: Final = 30 * 60
_MAX_PACKED: Final = 16_384
"""Characters of an id: room for the longest turn in any script."""
_MAX_QUESTION: Final = 1000
MAX_SHOWN: Final = 20
"""Practices that a turn remembers to have been shown for its question."""
_VERSION: Final = 2
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what it brought.

    Args:
        question: The question as it was searched for, follow-ups joined.
        language: Its language.
        places: The words that named the places it was narrowed to; empty where it named none.
        practices: Ids of the practices shown last, in their order.
        before: Ids of those shown before them for the same question.
        wish: What the asker wished of them.
    """

    question: str
    language: str
    places: str = ""
    practices: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    wish: Wish | None = None

    def pack(self, now: float | None = None) -> str:
        """The turn as an opaque id, of letters, digits, `-` and `_`."""
        moment = int(now if now is not None else time.time())
        question, places = self.question[-_MAX_QUESTION:].strip(), self.places[-_MAX_QUESTION:].strip()
        practices = self.practices[:MAX_SHOWN]
        before = self.before[: MAX_SHOWN - len(practices)]
        data = [_VERSION, moment, question, self.language, places, practices, before, self.wish]
        packed = zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8"), 9)
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    @classmethod
    def unpack(cls, conversation: str | None, now: float | None = None) -> "Turn | None":
        """The turn packed in an id; None where there is none, it is over, or it is not one of ours."""
        if not conversation or len(conversation) > _MAX_PACKED:
            return None
        try:
            packed = base64.urlsafe_b64decode(conversation + "=" * (-len(conversation) % 4))
            unpacker = zlib.decompressobj()
            data = json.loads(unpacker.decompress(packed, 2 * _MAX_PACKED))
            version, moment, question, language, places, practices, before, wish = data
            age = (now if now is not None else time.time()) - float(moment)
            json.dumps(data, ensure_ascii=False).encode("utf-8")  # no half of a surrogate pair
        except (binascii.Error, zlib.error, ValueError, TypeError, OverflowError, RecursionError):
            return None
        whole = (
            version == _VERSION
            and isinstance(question, str)
            and isinstance(places, str)
            and len(places) <= _MAX_QUESTION
            and 0 < len(question) <= _MAX_QUESTION
            and isinstance(language, str)
            and bool(_LANGUAGE.fullmatch(language))
            and question == plain(question)
            and places == plain(places)
            and _are_ids(practices)
            and _are_ids(before)
            and len(practices) + len(before) <= MAX_SHOWN
            and wish in (None, *WISHES)
        )
        if not whole or not -60 <= age <= LASTS_SECONDS:
            return None
        return cls(question, language, places, tuple(practices), tuple(before), wish)


def _are_ids(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) and len(value) <= 120 for value in values)
