"""Telegram's HTML: text is data, and a message is never longer than Telegram allows."""

import html
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

MAX_LENGTH: Final = 4096
"""Characters of a message after its markup is taken off, as Telegram counts them: in UTF-16 code units."""
_MAX_WRITTEN: Final = 24_000
"""Bytes of blocks with their markup: Telegram takes 32,768 for a message, and something may stand beside them."""
_MAX_URL: Final = 1024
"""Bytes of an address that is made a link: a message has room for all its links."""
_TAG: Final = re.compile(r"<[^<>]*>")
_INVISIBLE: Final = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, those that turn the direction of what follows, and halves of surrogate pairs."""


def escape(text: str) -> str:
    """Text as Telegram shows it: nothing in it is markup or turns the direction of the words around it."""
    return html.escape(_INVISIBLE.sub("", text), quote=False)


def bold(text: str) -> str:
    """Bold text."""
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    """Text in italics."""
    return f"<i>{escape(text)}</i>"


def link(text: str, url: str) -> str:
    """A link; the bare text where the address is not one of the web, or too long."""
    shown = escape(text)
    target = html.escape(_INVISIBLE.sub("", url), quote=True)
    try:
        parts = urlsplit(url)
        web = parts.scheme in ("http", "https") and bool(parts.hostname) and len(target.encode()) <= _MAX_URL
    except ValueError:
        web = False
    return f'<a href="{target}">{shown}</a>' if web else shown


def length(markup: str) -> int:
    """Length of marked-up text as Telegram counts it, without its tags."""
    return len(html.unescape(_TAG.sub("", markup)).encode("utf-16-le", "surrogatepass")) // 2


def fit(blocks: Sequence[str], limit: int = MAX_LENGTH, gap: str = "\n\n") -> tuple[str, int]:
    """As many whole blocks as fit in a message.

    Args:
        blocks: Marked-up texts, each with its own tags closed.
        limit: The most that the message may have.
        gap: What stands between two blocks.

    Returns:
        The message, and how many blocks it has.
    """
    used = written = 0
    for count, block in enumerate(blocks):
        between = gap if count else ""
        used += length(between + block)
        written += len((between + block).encode())
        if used > limit or written > _MAX_WRITTEN:
            return gap.join(blocks[:count]), count
    return gap.join(blocks), len(blocks)


def shorten(text: str, limit: int) -> str:
    """Plain text cut at a word, with an ellipsis, to so many of Telegram's characters."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    kept = units[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    head, _, _ = kept.rpartition(" ")
    return (head if len(head) > limit // 2 else kept).rstrip(" ,.;:") + "…"
