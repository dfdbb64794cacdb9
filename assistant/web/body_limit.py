"""Refuses bodies that are larger than any request needs, before they are read."""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import problem

MAX_BYTES: Final = 64 * 1024


class BodyLimit:
    """ASGI middleware: answers 413 where a body announces, or turns out to have, more bytes.

    Args:
        app: The application behind it.
        max_bytes: The most that a body may have.
        larger: The same for single paths, where it is more; one that ends with a slash stands for all beneath it.
        streamed: The same for paths whose body is passed on piece by piece: whoever answers there looks first at who
            sends it, and reads it only then.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int = MAX_BYTES,
        larger: Mapping[str, int] | None = None,
        streamed: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger or {}
        self._streamed = streamed or {}

    def _most(self, path: str) -> int:
        covers = (size for start, size in self._larger.items() if start.endswith("/") and path.startswith(start))
        return self._larger.get(path) or max(covers, default=self._max_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or answer for it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        streamed = self._streamed.get(scope["path"])
        most = streamed or self._most(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        body = bytearray()
        more = True
        too_large = not announced.isdigit() or int(announced) > most
        if streamed and not too_large:
            await self._app(scope, _counted(receive, most), send)
            return
        while more and not too_large:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            too_large = len(body) > most
        if too_large:
            await problem(413, f"A request may have at most {most} bytes.")(scope, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)


def _counted(receive: Receive, most: int) -> Receive:
    """Pass on a body piece by piece, and break off where it has more bytes."""
    taken = 0

    async def pass_on() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, f"A request may have at most {most} bytes.")
        return message

    return pass_on
