"""Fetching pages and files: safely, politely, and only when they changed."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Final, Self

import httpx

from corpus.fetching.addresses import web_address
from corpus.fetching.answers import conditions, content_type, refuse_failure, refuse_media, validators
from corpus.fetching.body import read_body, read_part
from corpus.fetching.check import check_link
from corpus.fetching.errors import FetchError
from corpus.fetching.exchange import Exchange
from corpus.fetching.fetched import Fetched, Validators
from corpus.fetching.guard import Guard, Resolve, system_resolve
from corpus.fetching.network import Connect, GuardedTransport, system_connect
from corpus.fetching.pace import Pace
from corpus.fetching.redirects import Arrived, following
from corpus.fetching.robots import MAX_ROBOTS, Robots

MAX_BYTES: Final = 20 * 2**20

_CHECKED_BYTES: Final = 64 * 1024  # of a page whose head is refused


class Fetcher:
    """Fetches pages and files, from any number of threads; to be closed, or used in a `with` statement.

    It asks each site's robots.txt first, keeps requests to a host apart, follows redirects with every step checked
    like the first, and connects to no machine inside the network, whatever name leads there. It takes nothing from
    the environment's proxies, and believes no server that cannot prove its name.

    Args:
        user_agent: What the program calls itself, beginning with its name in robots.txt: `Precedent/1.0 (+https://…)`.
        private_addresses: Whether machines in private networks, this one among them, may be fetched from.
        per_host_seconds: Between the beginnings of two requests to a host.
        timeout: Seconds that one request may take, from connecting to the last byte. Waiting for its turn and further
            redirects are not counted.
        max_bytes: How long a body may be, packed and unpacked.
        max_redirects: How many are followed.
        transport: Sends requests in place of the guarded connections.
        resolve: Gives every number of a host.
        connect: Connects to a number.
        clock: Gives seconds that never go back.
        sleep: Waits so many seconds.

    Raises:
        ValueError: The user agent cannot stand in a header.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        private_addresses: bool = False,
        per_host_seconds: float = 1.0,
        timeout: float = 20.0,
        max_bytes: int = MAX_BYTES,
        max_redirects: int = 5,
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = system_resolve,
        connect: Connect = system_connect,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        guard = Guard(private_addresses=private_addresses, resolve=resolve)
        self._transport = transport or GuardedTransport(guard, connect=connect)
        pace = Pace(per_host_seconds, clock=clock, sleep=sleep)
        self._exchange = Exchange(self._transport, pace, user_agent=user_agent, timeout=timeout)
        self._robots = Robots(self._robots_text, re.split(r"[/\s]", user_agent.strip(), maxsplit=1)[0], clock=clock)
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def get(self, address: str, known: Validators = Validators()) -> Fetched:  # noqa: B008  (it cannot be changed)
        """Fetch a page or file, unless it is what it was.

        Args:
            address: Of a page; as a person typed it will do.
            known: The validators of the version that is known already. Where the page is still that version, this
                costs one request without a body.

        Raises:
            FetchError: It cannot be fetched; `reason` says why.
        """
        with self._arrive("GET", web_address(address), known) as arrived:
            answer = arrived.answer
            if answer.status_code == 304 and conditions(known, arrived.address):
                return _fetched(address, arrived, None, known)
            refuse_failure(answer, arrived.address)
            refuse_media(answer, arrived.address)
            body = read_body(answer, address=arrived.address, max_bytes=self._max_bytes)
            return _fetched(address, arrived, body, known)

    def check(self, address: str) -> Fetched:
        """See whether a page is there, without fetching the whole of it.

        Args:
            address: Of a page.

        Returns:
            What the server says about it. The body is empty, or a part where the server does not answer otherwise.

        Raises:
            FetchError: It cannot be fetched; `reason` says why.
        """
        start = web_address(address)

        def ask(method: str) -> Fetched:
            with self._arrive(method, start, Validators()) as arrived:
                if not 200 <= arrived.answer.status_code < 300:
                    refuse_failure(arrived.answer, arrived.address)
                if method == "HEAD":
                    return _fetched(address, arrived, None, Validators())
                part = read_part(arrived.answer, address=arrived.address, max_bytes=_CHECKED_BYTES)
                return _fetched(address, arrived, part, Validators())

        return check_link(ask)

    @contextmanager
    def _arrive(self, method: str, address: str, known: Validators) -> Iterator[Arrived]:
        def ask(step: str, headers: dict[str, str]) -> AbstractContextManager[httpx.Response]:
            seconds = self._robots.check(step)
            return self._exchange.send(method, step, headers | conditions(known, step), seconds=seconds)

        with following(ask, address, limit=self._max_redirects) as arrived:
            yield arrived

    def _robots_text(self, address: str) -> str:
        """The text of a robots.txt, as RFC 9309 reads it: what is not there forbids nothing."""

        def ask(step: str, headers: dict[str, str]) -> AbstractContextManager[httpx.Response]:
            return self._exchange.send("GET", step, headers)

        try:
            with following(ask, address, limit=self._max_redirects) as arrived:
                refuse_failure(arrived.answer, address)
                part = read_part(arrived.answer, address=address, max_bytes=MAX_ROBOTS)
                return part.decode("utf-8", "replace")
        except FetchError as error:
            if error.reason in {"not_found", "refused", "too_many_redirects", "bad_address"}:
                return ""
            if error.status is None:
                raise
            because = f"its site's robots.txt cannot be read at the moment ({error.status})"
            raise FetchError(
                "later", because, address=address, status=error.status, again_after=error.again_after
            ) from error


def _fetched(address: str, arrived: Arrived, body: bytes | None, known: Validators) -> Fetched:
    media_type, charset = content_type(arrived.answer)
    return Fetched(
        address=address,
        final_address=arrived.address,
        moved_permanently=arrived.moved_permanently,
        status=arrived.answer.status_code,
        media_type=media_type,
        charset=charset,
        body=body or b"",
        validators=validators(arrived.answer, arrived.address, known),
        not_modified=arrived.answer.status_code == 304,
        digest="" if body is None else hashlib.sha256(body).hexdigest(),
    )
