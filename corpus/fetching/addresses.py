"""Addresses of pages: read strictly and written one way, before anything is asked of them."""

import ipaddress
import re
from typing import Final

import httpx

from corpus.fetching.errors import FetchError

MAX_ADDRESS: Final = 4_096

_CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")  # a blank inside is escaped, as browsers do; around, it is taken off
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Ports that other services listen on; a page there is a trick to speak to them.
_OTHER_SERVICES: Final = frozenset(
    {1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, *range(6665, 6670), 6679}
    | {6697, 9100, 10080, 11211, 27017}
)


def web_address(address: str) -> str:
    """An address of a page in its one spelling.

    Args:
        address: As typed by a person, or given by a server; blanks around it are taken off.

    Returns:
        Scheme and host in lower case, the host in ASCII, no default port, dots in the path resolved, what may not
        stand in an address percent-encoded, no fragment. Two that lead to the same page by these rules are equal.

    Raises:
        FetchError: It is not an address of a page (`bad_address`): another scheme than http or https, a user name
            or password in it, a host or port that cannot be, or too long.
    """
    text = address.strip(" \t\r\n\f")
    if len(text) > MAX_ADDRESS:
        raise _bad(address, f"an address has at most {MAX_ADDRESS} characters")
    if any(match[0] != " " for match in _CONTROL.finditer(text)):
        raise _bad(address, "control characters stand in it")
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise _bad(address, "it is not a well-formed address") from error
    if url.scheme not in {"http", "https"}:
        raise _bad(address, "only addresses that begin with http:// or https:// can be fetched")
    if url.userinfo:
        raise _bad(address, "a user name or password stands in it")
    host = _host(url, address)
    port = url.port
    if port is not None and ((port < 1024 and port not in {80, 443}) or port > 65_535 or port in _OTHER_SERVICES):
        raise _bad(address, f"pages are not served on port {port}")
    usual = {"http": 80, "https": 443}[url.scheme]
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port not in {None, usual} else ""
    written = f"{url.scheme}://{place}{url.raw_path.decode('ascii')}"
    if len(written) > MAX_ADDRESS:
        raise _bad(address, f"an address has at most {MAX_ADDRESS} characters")
    return written


def joined(address: str, location: str) -> str:
    """Where a redirect leads.

    Args:
        address: The page that redirects.
        location: What it gives as the place to go on to; may be relative.

    Raises:
        FetchError: That is not an address of a page (`bad_address`).
    """
    location = location.strip(" \t\r\n\f")
    try:
        target = str(httpx.URL(address).join(location[: MAX_ADDRESS + 1]))
    except (httpx.InvalidURL, ValueError) as error:
        raise _bad(location, "it is not a well-formed address") from error
    return web_address(target)


def host_of(address: str) -> str:
    """The host of an address that `web_address` gave."""
    return httpx.URL(address).raw_host.decode("ascii")


def origin_of(address: str) -> str:
    """Scheme, host and port of an address that `web_address` gave: what a robots.txt is valid for."""
    return str(httpx.URL(address).copy_with(raw_path=b"/"))


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The host where it is written as a number, or None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _host(url: httpx.URL, address: str) -> str:
    host = url.raw_host.decode("ascii").lower().removesuffix(".")
    if ":" in host:
        number = literal(host)
        if number is None or "%" in host:
            raise _bad(address, "its host is not a number of the net")
        return number.compressed
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad(address, "its host is not a name of the net")
    # 2130706433, 0x7f.1 and 0177.0.0.1 are all taken for 127.0.0.1 by some: only the plain spelling is let through.
    if _NUMBER.fullmatch(labels[-1]) and literal(host) is None:
        raise _bad(address, "its host is a number in a spelling that is not used")
    return host


def _bad(address: str, because: str) -> FetchError:
    return FetchError("bad_address", because, address=address)
