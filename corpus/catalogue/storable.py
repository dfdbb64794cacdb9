"""What every database can store: text is made so, while names, numbers and moments are refused where they are not."""

import datetime
from typing import Final

MAX_TEXT: Final = 4_000
"""Questions, comments and the like are cut to this many characters before they are kept."""

MAX_NAME: Final = 120
"""Characters of a person, a chat or a channel, which are looked up and therefore never cut."""


def clean(text: str, limit: int | None = MAX_TEXT) -> str:
    """Text that can be stored: no NUL, no half of a surrogate pair, not endless.

    Args:
        text: Anything.
        limit: Characters to which it is cut, or None for text that is of no use when it is cut.
    """
    return text[:limit].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def name(text: str, limit: int = MAX_NAME) -> str:
    """A name as it was given: were it cut or cleaned, two people could become one.

    Raises:
        ValueError: It is empty or too long, or holds what cannot be stored.
    """
    if not 0 < len(text) <= limit or clean(text) != text:
        raise ValueError(f"a name is 1 to {limit} characters, without NUL or half of a surrogate pair")
    return text


def number(value: int) -> int:
    """A number of at most 64 bits, sign included.

    Raises:
        ValueError: It needs more.
    """
    if not -(2**63) <= value < 2**63:
        raise ValueError("a number has at most 64 bits")
    return value


def moment(when: datetime.datetime) -> datetime.datetime:
    """A moment that is the same everywhere.

    Raises:
        ValueError: It has no time zone.
    """
    if when.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return when
