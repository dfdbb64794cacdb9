"""Asks at a web address what lies there, before it becomes a source."""

import re
import threading
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from assistant.settings import Settings
from corpus.catalogue.source_entries import SourceKind

_AT_ONCE: Final = 3
_MAX_TITLE: Final = 120
_HEAD: Final = 100_000
"""Bytes of a page in which its title is looked for."""
_TITLE: Final = re.compile(r"<title[^<>]{0,200}>([^<]{1,1000})</title", re.IGNORECASE)
_turns = threading.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at an address: the address in full, whether it is a page or lists pages, and its name if it has one."""

    address: str
    kind: SourceKind
    name: str


def ask(settings: Settings, address: str) -> Found:
    """Fetch what lies at an address, once, and tell what it is. Takes seconds: not for an event loop.

    Args:
        settings: They say how to fetch.
        address: As a person typed it.

    Raises:
        FetchError: It cannot be fetched.
        ListingError: It is a site map or a feed that cannot be read.
    """
    from assistant.office.refreshing import open_fetcher  # noqa: PLC0415
    from corpus.fetching import web_address  # noqa: PLC0415
    from corpus.refreshing.listing import read_listing, recognise  # noqa: PLC0415

    if "://" not in address:
        address = f"https://{address}"
    whole = web_address(address)
    with _turns, open_fetcher(settings) as fetcher:
        fetched = fetcher.get(whole)
    if recognise(fetched) is None:
        return Found(whole, "page", title_of(fetched.body, fetched.charset))
    listing = read_listing(fetched)
    return Found(whole, listing.kind, listing.title or urlsplit(whole).hostname or whole)


def title_of(body: bytes, charset: str | None) -> str:
    """The title that a page gives itself, as the name of its source; empty where there is none that can be read."""
    try:
        head = body[:_HEAD].decode(charset or "utf-8", "ignore" if len(body) > _HEAD else "strict")
    except (LookupError, ValueError):
        return ""
    found = _TITLE.search(head)
    title = " ".join("".join(c if c.isprintable() else " " for c in unescape(found[1])).split()) if found else ""
    return title[:_MAX_TITLE]
