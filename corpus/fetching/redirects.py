"""Following redirects: our own way, so that every step is checked like the first."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from corpus.fetching.addresses import joined
from corpus.fetching.errors import FetchError, shown

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

_MAX_COOKIE: Final = 4_096

# Sends one request to an address, with these headers beside the usual ones.
Open = Callable[[str, dict[str, str]], AbstractContextManager[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The answer at the end of all redirects; its body is not read yet.

    Args:
        answer: With the body still to come.
        address: Where it was found.
        moved_permanently: How far the redirects were permanent ones, or None where the first was not.
    """

    answer: httpx.Response
    address: str
    moved_permanently: str | None


@contextmanager
def following(open_: Open, address: str, *, limit: int) -> Iterator[Arrived]:
    """Ask for an address, and go on to where it leads.

    Cookies given on the way are sent back on the way, as sites that set one and redirect to themselves ask for; they
    are forgotten at the end of it.

    Args:
        open_: Sends one request.
        address: As `web_address` gives it.
        limit: How many redirects to follow.

    Raises:
        FetchError: What `open_` raises; or there are more redirects, or they lead in a circle (`too_many_redirects`),
            or to what is no address of a page (`bad_address`).
    """
    way = _Way(address, limit)
    while True:
        try:
            with open_(way.address, way.headers()) as answer:
                if answer.status_code not in REDIRECTS or not answer.headers.get("location"):
                    yield Arrived(answer, way.address, way.permanent)
                    return
            way.go_on(answer)
        except FetchError as error:
            if way.address == address:
                raise
            raise error.about(address, f"it leads on to {shown(way.address)}, and there: ") from error


class _Way:
    def __init__(self, address: str, limit: int) -> None:
        self.start: Final = address
        self.address = address
        self.permanent: str | None = None
        self._only_permanent = True
        self._left = limit
        self._cookies: httpx.Cookies | None = None
        self._seen = {(address, "")}

    def headers(self) -> dict[str, str]:
        """What to send with the next request: the cookies that are for it."""
        cookie = self._cookie()
        return {"Cookie": cookie} if cookie else {}

    def go_on(self, answer: httpx.Response) -> None:
        try:
            target = joined(self.address, answer.headers["location"])
        except FetchError as error:
            because = f"it leads on to {shown(error.address)}, but {error.because}"
            raise FetchError("bad_address", because, address=self.address) from error
        if answer.headers.get("set-cookie"):
            self._cookies = self._cookies or httpx.Cookies()
            answer.request = httpx.Request("GET", self.address)
            self._cookies.extract_cookies(answer)
            for cookie in list(self._cookies.jar):
                written = f"{cookie.name}{cookie.value}"
                if not (written.isascii() and written.isprintable() and len(written) <= _MAX_COOKIE):
                    self._cookies.jar.clear(cookie.domain, cookie.path, cookie.name)
        self._only_permanent = self._only_permanent and answer.status_code in {301, 308}
        if self._only_permanent:
            self.permanent = target if target != self.start else None
        self.address = target
        # The same page again is a new one as long as it is given another cookie.
        state = (target, self._cookie())
        if state in self._seen:
            raise self._too_many("its redirects lead in a circle")
        if not self._left:
            raise self._too_many("there are too many redirects")
        self._seen.add(state)
        self._left -= 1

    def _cookie(self) -> str:
        if self._cookies is None:
            return ""
        request = httpx.Request("GET", self.address)
        self._cookies.set_cookie_header(request)
        return str(request.headers.get("cookie", ""))

    def _too_many(self, because: str) -> FetchError:
        self.address = self.start  # it is the whole way that fails, not the last step
        return FetchError("too_many_redirects", because, address=self.start)
