"""Takes out of what people wrote what could say who they are: addresses, numbers to reach them at, names in chats.

Names of people cannot be told from other words in every language: the pages ask that none be written.
"""

import re
from typing import Final

_LINK: Final = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.|\bt\.me/|\bwa\.me/)[^\s<>\"'«»“”]+", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^\s@<>\"'(),;:]{1,64}\s?@\s?[^\s@<>\"'(),;:]{1,190}\.[^\W\d_]{2,24}\b")
_HANDLE: Final = re.compile(r"(?<![\w@])@\w{3,64}")
# Digits in groups, as numbers of telephones, accounts and cards are written.
_DIGITS: Final = re.compile(r"(?<![\d.,])(?:\+|\(\+?)?\d(?:[\s().\-/\u2010-\u2015\u00a0]{0,2}\d){6,30}(?!\d)")
_YEARS: Final = re.compile(r"(?:(?:1[89]|20|21)\d\d\D*)+")
_GROUP: Final = re.compile(r"\d+")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[\s.\u00a0]\d{3})+")


def masked(text: str) -> str:
    """A text in which e-mail addresses, links, names in chats and numbers to reach somebody at are blotted out.

    Years, spans of years and round numbers stay, since questions are asked about them.

    Args:
        text: What somebody wrote.

    Returns:
        The same, with `[link]`, `[e-mail]`, `[name]` and `[number]` in their places.
    """
    text = _LINK.sub("[link]", text)
    text = _EMAIL.sub("[e-mail]", text)
    text = _HANDLE.sub("[name]", text)
    return _DIGITS.sub(_blotted, text)


def _blotted(found: re.Match[str]) -> str:
    written = found[0]
    reaches = written.startswith(("+", "(", "00"))
    if not reaches and _YEARS.fullmatch(written):
        return written
    digits = "".join(_GROUP.findall(written))
    # 1 500 000 people, 2000000 euros; a telephone number rarely ends in three noughts.
    if not reaches and digits.endswith("000") and (digits == written or _THOUSANDS.fullmatch(written)):
        return written
    return "[number]"
