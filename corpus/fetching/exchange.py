"""One request and its answer: at its pace, within its time, its failures said in plain sentences."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import httpcore
import httpx

from corpus.fetching.addresses import host_of
from corpus.fetching.answers import come_again, retry_after
from corpus.fetching.errors import FetchError
from corpus.fetching.network import within
from corpus.fetching.pace import Pace, Turn

PATIENCE: Final = 10.0  # seconds; a site that asks for a longer rest is left for another time

_BROKEN: Final = (httpcore.ReadError, httpcore.WriteError, httpx.ReadError, httpx.WriteError)
_PROTOCOL: Final = (httpcore.ProtocolError, httpx.ProtocolError)


class Exchange:
    """Sends requests, one at a time to a host.

    Args:
        transport: Sends them.
        pace: Keeps them apart.
        user_agent: What the program calls itself.
        timeout: Seconds from connecting to the last byte, for each request.

    Raises:
        ValueError: The name cannot stand in a header.
    """

    def __init__(self, transport: httpx.BaseTransport, pace: Pace, *, user_agent: str, timeout: float) -> None:
        if not (user_agent.isascii() and user_agent.isprintable() and user_agent.strip()):
            raise ValueError("a user agent is a line of printable ASCII characters")
        self._transport = transport
        self._pace = pace
        self._timeout = timeout
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip",  # what is packed in other ways cannot be unpacked within bounds
        }

    @contextmanager
    def send(
        self, method: str, address: str, headers: dict[str, str] | None = None, *, seconds: float = 0.0
    ) -> Iterator[httpx.Response]:
        """Send a request, and have its answer as long as its body is read.

        What broke before there was an answer is sent once more, as browsers do: a connection that was kept open may
        have been closed on the way. So is what the site asks to be sent again soon.

        Args:
            method: GET or HEAD.
            address: As `web_address` gives it.
            headers: Beside the usual ones.
            seconds: That the site wants between two requests.

        Raises:
            FetchError: There is no answer, it breaks off, or the site asks to come later.
        """
        host = host_of(address)
        request = httpx.Request(method, address, headers=self._headers | (headers or {}))
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        request.extensions = {"timeout": limits}
        with self._pace.turn(host, seconds) as turn:
            for attempt in (1, 2):
                self._refuse_rest(host, address)
                turn.wait()
                with within(self._timeout), _plain_errors(address):
                    answer = self._answer(request, last=attempt == 2)
                    if answer is None:
                        continue
                    try:
                        if not _asks_for_a_rest(answer, turn) or attempt == 2:
                            yield answer
                            return
                    finally:
                        _leave(answer, bodiless=method == "HEAD")

    def _refuse_rest(self, host: str, address: str) -> None:
        rests = self._pace.rests(host)
        if rests > PATIENCE:
            because = f"the site asks to come again {come_again(rests)}"
            raise FetchError("later", because, address=address, again_after=rests)

    def _answer(self, request: httpx.Request, *, last: bool) -> httpx.Response | None:
        try:
            return self._transport.handle_request(request)
        except (*_BROKEN, *_PROTOCOL):
            if last:
                raise
            return None


def _leave(answer: httpx.Response, *, bodiless: bool) -> None:
    """Close an answer; a body that is short is read past first, so that the connection can be used again."""
    announced = answer.headers.get("content-length", "")
    short = announced.isascii() and announced.isdigit() and len(announced) < 6
    if not answer.is_stream_consumed and (bodiless or short or answer.status_code in {204, 304}):
        with suppress(httpcore.TimeoutException, httpx.TimeoutException, *_BROKEN, *_PROTOCOL):
            for _ in answer.iter_raw():
                pass
    answer.close()


def _asks_for_a_rest(answer: httpx.Response, turn: Turn) -> bool:
    """Whether it asks for the request again after a rest that can be waited for; so long the host is left alone."""
    after = retry_after(answer) if answer.status_code in {429, 503} else None
    if after is None:
        return False
    turn.rest(after)
    return after <= PATIENCE


@contextmanager
def _plain_errors(address: str) -> Iterator[None]:
    try:
        yield
    except FetchError as error:
        if error.address != address:  # raised where only the host was known
            raise error.about(address) from error
        raise
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise FetchError("too_slow", "the site takes too long to answer", address=address) from error
    except (httpcore.ConnectError, httpx.ConnectError) as error:
        raise FetchError("unreachable", "the site takes no connections", address=address) from error
    except _BROKEN as error:
        raise FetchError("unreachable", "the site broke off the connection", address=address) from error
    except _PROTOCOL as error:
        because = (
            "the site broke off before the end"
            if _is_cut(error)
            else "what the site answers is not HTTP as it should be"
        )
        raise FetchError("server", because, address=address) from error
    except (OSError, httpx.HTTPError) as error:
        raise FetchError("unreachable", "the connection to the site failed", address=address) from error


def _is_cut(error: Exception) -> bool:
    said = str(error)
    return "disconnected" in said or "closed connection" in said
