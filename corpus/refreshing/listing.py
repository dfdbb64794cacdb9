"""Lists what a site map or a feed names."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import defusedxml
import defusedxml.ElementTree
import feedparser

from corpus.fetching import Fetched, FetchError, gunzip, web_address
from corpus.readers import ReadError
from corpus.readers.charset import decode
from corpus.refreshing.errors import ListingError
from corpus.refreshing.patterns import matches

ListingKind = Literal["sitemap", "feed"]

MAX_ENTRIES: Final = 20_000
"""Pages of one source; more are refused, because nobody could review them."""
MAX_SITE_MAPS: Final = 100
"""Files of one site map, its index included."""
MAX_BYTES: Final = 50 * 2**20
"""Of a site map, unpacked: as much as its standard allows."""
MAX_FEED_BYTES: Final = 5 * 2**20
"""Of a feed, unpacked: it is read as a whole, which takes many times its size."""
MAX_SLOPPY_BYTES: Final = 512 * 2**10
"""Of a feed that is no well-formed XML: the lenient way to read it takes far longer the larger it is."""
MAX_LISTED: Final = 100_000
"""Addresses in one file: twice what the standard of site maps allows. A pattern may choose few of many."""
MAX_DEPTH: Final = 20
"""Of elements within elements of a site map."""
MAX_ELEMENTS: Final = 2_000_000
"""Of a site map: forty for each address of the longest."""
_GZIP: Final = b"\x1f\x8b"
_HEAD: Final = 4_096
_ROOT: Final = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_DECLARED: Final = re.compile(r"\A\s{0,100}<\?xml\b[^>]{0,500}\?>")
_OPENING: Final = re.compile(r"<\w")
_KINDS: Final[dict[bytes, ListingKind]] = {
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"rss": "feed",
    b"feed": "feed",
    b"RDF": "feed",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one file lists.

    Args:
        kind: Whether it is a site map or a feed.
        title: Of a feed, or empty.
        addresses: The pages, each once, in order.
        site_maps: Further site maps that it names.
    """

    kind: ListingKind
    title: str = ""
    addresses: tuple[str, ...] = ()
    site_maps: tuple[str, ...] = ()


def recognise(fetched: Fetched) -> ListingKind | None:
    """Whether what was fetched is a site map or a feed, going by its content alone; None where it is neither."""
    try:
        head = _unpacked(fetched)[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    except FetchError:
        return None
    if head.startswith(b"{") and b"jsonfeed.org/version" in head.replace(b"\\/", b"/"):
        return "feed"
    if not head.startswith(b"<"):
        return None
    root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", head, flags=re.S))
    return None if root is None else _KINDS.get(root[1])


def read_listing(fetched: Fetched) -> Listing:
    """Read a site map or a feed.

    Raises:
        ListingError: It is neither, or damaged.
        FetchError: It is packed, and damaged or too large.
    """
    kind = recognise(fetched)
    body = _unpacked(fetched)
    if kind == "sitemap":
        return _site_map(body, fetched.final_address)
    if kind == "feed":
        return _json_feed(body, fetched) if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _feed(body, fetched)
    raise ListingError(f"{fetched.address} is no site map or feed any more.")


def list_all(get: Callable[[str], Fetched], address: str, pattern: str | None = None) -> Listing:
    """List a site map with all that it nests, or a feed.

    Args:
        get: Fetches an address.
        address: Of the site map or feed.
        pattern: Only these pages.

    Raises:
        ListingError: It cannot be read, or names too much.
        FetchError: A part of it cannot be fetched: less than all would look as if pages were gone.
    """
    waiting, seen = [address], {address}
    found: dict[str, None] = {}
    first: Listing | None = None
    while waiting:
        listing = read_listing(get(waiting.pop(0)))
        first = first or listing
        for page in listing.addresses:
            if matches(pattern, page):
                found.setdefault(page)
        if len(found) > MAX_ENTRIES:
            raise ListingError(f"{address} names more than {MAX_ENTRIES:,} pages: choose some of them by a pattern.")
        further = [one for one in listing.site_maps if one not in seen]
        seen.update(further)
        waiting.extend(further)
        if len(seen) > MAX_SITE_MAPS:
            raise ListingError(f"{address} is spread over more than {MAX_SITE_MAPS} files: add those you need.")
    assert first is not None  # noqa: S101  (there is always one address to begin with)
    return Listing(first.kind, first.title, tuple(found))


def _unpacked(fetched: Fetched) -> bytes:
    if fetched.body.startswith(_GZIP):
        return gunzip(fetched.body, address=fetched.final_address, max_bytes=MAX_BYTES)
    return fetched.body


def _site_map(body: bytes, address: str) -> Listing:
    site = _site(address)
    pages: list[str] = []
    maps: list[str] = []
    try:
        for entry, text in _locations(body):
            (maps if entry == "sitemap" else pages).append(urljoin(address, text.strip()))
            if len(pages) + len(maps) > MAX_LISTED:
                raise ListingError(f"The site map {address} names more than {MAX_LISTED:,} pages in one file.")
    except (ParseError, defusedxml.DefusedXmlException, ValueError) as error:
        raise ListingError(f"The site map {address} is damaged: {_first_line(error)}.") from error
    # A site map speaks for its own site: through it, nobody is to send us to others.
    own = (page for page in _addresses(pages) if _site(page) == site)
    own_maps = (one for one in _addresses(maps) if _site(one) == site)
    return Listing("sitemap", "", tuple(own), tuple(own_maps))


def _locations(body: bytes) -> Iterator[tuple[str, str]]:
    """Each location with the name of the element it stands in. What was read is let go, or millions would be held.

    Raises:
        ParseError, DefusedXmlException, ValueError: It is damaged, or nested as no site map is.
    """
    above: list[Any] = []
    count = 0
    for event, element in defusedxml.ElementTree.iterparse(io.BytesIO(body), events=("start", "end")):
        if event == "start":
            above.append(element)
            count += 1
            if len(above) > MAX_DEPTH or count > MAX_ELEMENTS:
                raise ValueError("it has too many elements")
            continue
        above.pop()
        if len(above) == 2 and _local(element.tag) == "loc":
            yield _local(above[-1].tag), element.text or ""
        if above:
            above[-1].clear()


def _feed(body: bytes, fetched: Fetched) -> Listing:
    _refuse_large(body, fetched)
    text = _plain_feed(body, fetched)
    headers = {"content-location": fetched.final_address, "content-type": "application/xml; charset=utf-8"}
    # Of the texts in it nothing is used but the title: to tidy their markup could take hours.
    parsed: Any = feedparser.parse(
        io.BytesIO(text.encode()), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    if not parsed.entries and parsed.bozo:
        raise ListingError(f"The feed {fetched.address} is damaged: {_first_line(parsed.bozo_exception)}.")
    links = (str(entry.get("link") or "") for entry in parsed.entries)
    title = str(parsed.feed.get("title") or "")
    return Listing("feed", title, tuple(_addresses(links)))


def _plain_feed(body: bytes, fetched: Fetched) -> str:
    """A feed in UTF-8, with nothing before its first element that its lenient reader could stumble over for hours.

    Raises:
        ListingError: It declares entities, or begins as no feed does.
    """
    try:
        text = decode(body, fetched.charset, markup=True).encode("utf-8", "replace").decode()
    except ReadError as error:
        raise ListingError(f"The feed {fetched.address} is damaged: {error.problem}.") from error
    text = _DECLARED.sub("", text, count=1)  # what it says of its encoding does not hold any more
    if "<!ENTITY" in text.upper():
        raise ListingError(f"The feed {fetched.address} declares entities, which could unfold without end.")
    opening = _OPENING.search(text)
    if opening is None or opening.start() > _HEAD:
        raise ListingError(f"The feed {fetched.address} is damaged: it does not begin as a feed.")
    if len(text) > MAX_SLOPPY_BYTES and (fault := _ill_formed(text)):
        raise ListingError(f"The feed {fetched.address} is damaged: {fault}.")
    return text


def _ill_formed(text: str) -> str:
    """Why a text is no well-formed XML without declarations; empty where it is."""
    if "<!DOCTYPE" in text[:_HEAD].upper():
        return "it is long and declares a type of document"
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return _first_line(error)
    return ""


def _refuse_large(body: bytes, fetched: Fetched) -> None:
    if len(body) > MAX_FEED_BYTES:
        raise ListingError(f"The feed {fetched.address} is larger than {MAX_FEED_BYTES // 2**20} MB.")


def _json_feed(body: bytes, fetched: Fetched) -> Listing:
    _refuse_large(body, fetched)
    try:
        data = json.loads(body)
        items = [item for item in data["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ListingError(f"The feed {fetched.address} is damaged: {_first_line(error)}.") from error
    links = (str(item.get("url") or item.get("external_url") or "") for item in items)
    title = data.get("title")
    joined = (urljoin(fetched.final_address, link) for link in links if link)
    return Listing("feed", title if isinstance(title, str) else "", tuple(_addresses(joined)))


def _addresses(links: Iterable[str]) -> Iterator[str]:
    """Addresses of pages, each once; whatever is none is passed over."""
    seen = set()
    for link in links:
        try:
            address = web_address(link)
        except FetchError:
            continue
        if address not in seen:
            seen.add(address)
            yield address


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _first_line(error: object) -> str:
    return next(iter(str(error).splitlines()), "").rstrip(".")[:200] or "it cannot be read"
