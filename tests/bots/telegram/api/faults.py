"""What can go wrong between a bot and Telegram, and which calls it is to befall."""

from collections import deque
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import HTMLResponse, Response

from tests.bots.telegram.api.errors import ApiError, error_response, too_many_requests


class Fault:
    """Something that befalls a call.

    Attributes:
        has_effect: the call does what it is to do all the same.
        delay: so many seconds nothing comes back.
    """

    has_effect: ClassVar[bool] = False

    @property
    def delay(self) -> float:
        return 0.0

    def response(self) -> Response | None:
        """What comes back; by default nothing does and the connection is closed."""
        return None


@dataclass(frozen=True)
class TooManyRequests(Fault):
    """429 with `retry_after`; the call has no effect."""

    retry_after: int

    def response(self) -> Response:
        return error_response(too_many_requests(self.retry_after))


@dataclass(frozen=True)
class ServerError(Fault):
    """5xx; the call has no effect. 500 comes as JSON, the rest as the page of the proxy in front of Telegram."""

    code: int = 500

    def response(self) -> Response:
        if self.code == 500:
            return error_response(ApiError(500, "Internal Server Error"))
        return HTMLResponse(f"<html><head><title>{self.code}</title></head><body>nginx</body></html>", self.code)


@dataclass(frozen=True)
class Refusal(Fault):
    """Any other error, such as `Refusal(400, "Bad Request: chat not found")`; the call has no effect."""

    code: int
    description: str

    def response(self) -> Response:
        return error_response(ApiError(self.code, self.description))


@dataclass(frozen=True)
class Garbage(Fault):
    """200 with a body that is no JSON; the call has no effect."""

    body: str = "<html>Welcome to the hotel's network</html>"

    def response(self) -> Response:
        return HTMLResponse(self.body)


@dataclass(frozen=True)
class HangBefore(Fault):
    """No answer for so long, then the connection is closed; the call has no effect."""

    seconds: float

    @property
    def delay(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class HangAfter(Fault):
    """No answer for so long, then the connection is closed; the call has had its effect."""

    has_effect = True
    seconds: float

    @property
    def delay(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class DropBefore(Fault):
    """The connection is closed without an answer; the call has no effect."""


@dataclass(frozen=True)
class DropAfter(Fault):
    """The connection is closed without an answer; the call has had its effect."""

    has_effect = True


class FaultPlan:
    """The faults that wait for the next calls of each method, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting.setdefault(method.lower(), deque()).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The fault of this call, or None. It counts as used."""
        waiting = self._waiting.get(method.lower())
        return waiting.popleft() if waiting else None
