"""Refuses bodies that are larger than any request needs, before they are read."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import problem

MAX_BYTES: Final = 64 * 1024


class BodyLimit:
    """ASGI middleware: answers 413 where a body announces, or turns out to have, more bytes.

    Args:
        app: The application behind it.
        max_bytes: The most that a body may have.
    """

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or answer for it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        body = bytearray()
        more = True
        too_large = not announced.isdigit() or int(announced) > self._max_bytes
        while more and not too_large:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            too_large = len(body) > self._max_bytes
        if too_large:
            await problem(413, f"A request may have at most {self._max_bytes} bytes.")(scope, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)
