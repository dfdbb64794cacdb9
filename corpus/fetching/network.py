"""Connections to checked machines only, each exchange within one limit of time."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore
import httpx

from corpus.fetching.errors import FetchError
from corpus.fetching.guard import Guard

Connect = Callable[[str, int, float], httpcore.NetworkStream]

_MOST_TRIED: Final = 4  # numbers of one host

# When the exchange of the running thread must be over: reads share one limit, so that no drip outlasts it.
_deadline: ContextVar[float] = ContextVar("deadline")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Whatever is sent and received inside must be done within so many seconds, all together."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def system_connect(number: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """Connect to a machine by its number.

    Raises:
        httpcore.ConnectError: It does not take the connection.
        httpcore.ConnectTimeout: Not in time.
    """
    return httpcore.SyncBackend().connect_tcp(number, port, timeout=seconds)


class GuardedTransport(httpx.BaseTransport):
    """Sends requests over kept-open connections that the guard let through. It knows of no proxies and no cookies.

    Args:
        guard: Turns hosts into numbers that may be connected to.
        connect: Connects to a number.
        connections: How many may be open at a time.
    """

    def __init__(self, guard: Guard, *, connect: Connect = system_connect, connections: int = 50) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=connections,
            keepalive_expiry=10.0,
            network_backend=_GuardedBackend(guard, connect),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is still to be read, and the answer to be closed.

        Raises:
            FetchError: The machine may not be connected to.
            httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError: As httpcore raises them.
        """
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Answered(answer))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Answered(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects to a number that was checked: the name is not asked for a second time.

    The name stays what TLS asks the server to prove, and what the server is addressed by.
    """

    def __init__(self, guard: Guard, connect: Connect) -> None:
        self._guard = guard
        self._connect = connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        numbers = self._guard.numbers(host, port, seconds=_left(timeout))[:_MOST_TRIED]
        for tried, number in enumerate(numbers, start=1):
            # A number that does not answer leaves time for the others.
            seconds = _left(timeout) / (len(numbers) - tried + 1)
            try:
                return _LimitedStream(self._connect(number, port, seconds))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(numbers):
                    raise
        raise httpcore.ConnectError("no number to connect to")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.UnsupportedProtocol("only machines in the net are connected to")


class _LimitedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end with the exchange's limit of time."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            return _LimitedStream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                because = "the site cannot prove that it is the one it says it is"
                raise FetchError("insecure", because, address=f"//{server_hostname}") from error
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float:
    """Seconds that the next step may take."""
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the exchange takes too long")
    return left if timeout is None else min(left, timeout)


def _tls() -> ssl.SSLContext:
    """Servers must prove their name, to the authorities that come along or to those this machine trusts."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
