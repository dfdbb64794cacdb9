"""Holds back an address that asks more than a person or an orderly program would, so that there is room for the others.

A token bucket for each address: it holds as many requests as may be sent in a minute, and fills again as the minute
passes. A bucket that nobody has drawn from for a minute is full again and is forgotten with its address. Addresses are
held in memory alone.
"""

import asyncio
import time
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil
from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

log = structlog.get_logger()

SECONDS: Final = 60.0
"""In which an empty bucket fills."""
MAX_ADDRESSES: Final = 10_000
"""Addresses remembered at most; with one more, the one that has been quiet longest is forgotten."""
_COMPUTES: Final = frozenset({"/ask", "/api/ask", "/api/search", "/api/feedback"})
_UNKNOWN: Final = "unknown"
_ROUNDING: Final = 1e-6
"""Part of a request by which sums of fractions may be off."""

Refusal = Callable[[Request, int], Response]


class RateLimit:
    """ASGI middleware: answers 429 for an address that has used up its requests.

    Only what computes or is kept counts. Requests from this machine itself do not: they are tests, measurements, or
    come through a proxy here that does not say for whom.

    Args:
        app: The application behind it.
        per_minute: Requests that an address may send in a minute; 0 sets no limit.
        refusal: Makes the answer, of a request and the seconds to wait.
        clock: Gives seconds that never go back.
    """

    def __init__(
        self, app: ASGIApp, *, per_minute: int, refusal: Refusal, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._refusal = refusal
        self._buckets = Buckets(per_minute, clock) if per_minute else None
        self._proxy_noticed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer for it."""
        if scope["type"] != "http" or self._buckets is None or not computes(scope):
            await self._app(scope, receive, send)
            return
        forwarded = any(name == b"x-forwarded-for" for name, _ in scope["headers"])
        key = key_of(scope["client"][0] if scope.get("client") else None, forwarded=forwarded)
        if key is None:
            if forwarded:
                self._notice_proxy()
            await self._app(scope, receive, send)
        elif wait := self._buckets.draw(key):
            if forwarded and key != _UNKNOWN and ip_network(key).is_private:
                self._notice_proxy()
            response = self._refusal(Request(scope), wait)
            response.headers["retry-after"] = str(wait)
            response.headers["cache-control"] = "no-store"
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _notice_proxy(self) -> None:
        """Tell operators, once, that visitors seem to come through a proxy, and cannot be told from each other."""
        if not self._proxy_noticed:
            self._proxy_noticed = True
            log.warning("proxy_not_trusted", hint="If visitors come through a proxy, set PRECEDENT_TRUSTED_PROXIES.")


class Buckets:
    """The requests that each address has left.

    Args:
        per_minute: How many a full bucket holds.
        clock: Gives seconds that never go back.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}  # the one drawn from last stands last
        self._tidying = False

    def __len__(self) -> int:
        return len(self._levels)

    def draw(self, key: str) -> int:
        """Take a request out of a bucket.

        Args:
            key: Whose.

        Returns:
            0, or the whole seconds until there is one to take.
        """
        now = self._clock()
        level, drawn = self._levels.pop(key, (self._most, now))
        level = min(self._most, level + (now - drawn) * self._most / SECONDS)
        granted = level >= 1 - _ROUNDING
        self._levels[key] = (level - granted, now)
        if len(self._levels) > MAX_ADDRESSES:
            del self._levels[next(iter(self._levels))]
        self._tidy_later()
        return 0 if granted else max(1, ceil((1 - level - _ROUNDING) * SECONDS / self._most))

    def tidy(self) -> None:
        """Forget the addresses that have been quiet for so long that their buckets are full again."""
        longest_ago = self._clock() - SECONDS
        while self._levels and self._levels[key := next(iter(self._levels))][1] <= longest_ago:
            del self._levels[key]

    def _tidy_later(self) -> None:
        if self._tidying:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody serves
            return
        self._tidying = True
        loop.call_later(SECONDS, self._tidy_now)

    def _tidy_now(self) -> None:
        self._tidying = False
        self.tidy()
        if self._levels:
            self._tidy_later()


def computes(scope: Scope) -> bool:
    """Whether a request makes the server search, or keep something."""
    path = scope["path"]
    if path in _COMPUTES or path.startswith("/ask/") or (path.startswith("/api/") and path.endswith("/similar")):
        return True
    query = scope.get("query_string", b"")
    return b"=" in query and any(name == "q" for name, _ in parse_qsl(query.decode("latin-1")))


def key_of(address: str | None, *, forwarded: bool = False) -> str | None:
    """What an address is counted as: itself, or its network of 64 bits in IPv6, where one line has a whole network.

    Args:
        address: That of whoever sent the request, after trusted proxies have said for whom they speak.
        forwarded: Whether the request came through a proxy.

    Returns:
        None for this machine, which is not limited.
    """
    try:
        host = ip_address(address or "")
    except ValueError:  # a socket of this machine; or a proxy says what is no address, then all those count as one
        return _UNKNOWN if forwarded else None
    if isinstance(host, IPv6Address):
        host = host.ipv4_mapped or IPv6Address(int(host))  # without the name of a network card
    if host.is_loopback:
        return None
    return str(IPv6Network((host, 64), strict=False)) if isinstance(host, IPv6Address) else str(host)


def peers_of(proxies: list[str]) -> list[str]:
    """Addresses and networks as a server that speaks IPv6 sees them too: those of IPv4 within those of IPv6.

    Args:
        proxies: What the setting names.
    """
    mapped = [
        f"::ffff:{network.network_address}/{96 + network.prefixlen}"
        for network in map(ip_network, proxies)
        if network.version == 4
    ]
    return [*proxies, *mapped]
