"""From HTTP to the methods and back, with the faults that are due."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.bots.telegram.api.errors import ApiError, error_response
from tests.bots.telegram.api.faults import FaultPlan
from tests.bots.telegram.api.parameters import Parameters, read_parameters
from tests.bots.telegram.api.telegram import Call, Telegram

Method = Callable[[Parameters], Any]
HeldMethod = Callable[[Parameters, "asyncio.Future[None]"], Awaitable[Any]]


class Answering:
    """The ASGI application.

    Args:
        telegram: what the methods change.
        token: the bot's.
        plan: the faults to come.
        methods: by name; each is given the parameters.
        held_methods: those that wait; each is also given a future that is done when the caller has hung up.

    Attributes:
        cut: closes the connection from an address.
    """

    cut: Callable[[Any], None]

    def __init__(
        self,
        telegram: Telegram,
        token: str,
        plan: FaultPlan,
        methods: dict[str, Method],
        held_methods: dict[str, HeldMethod],
    ) -> None:
        self._telegram = telegram
        self._token = token
        self._plan = plan
        self._names = {name.lower(): name for name in (*methods, *held_methods)}
        self._methods = methods
        self._held = held_methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            response = await self._response(Request(scope, receive), receive)
        except ApiError as error:
            response = error_response(error)
        if response is not None:
            await response(scope, receive, send)
        else:
            self.cut(scope["client"])
            await _hang_up(receive)

    async def _response(self, request: Request, receive: Receive) -> Response | None:
        """The answer to a request, or None to close the connection without one."""
        call = Call("", {}, time.monotonic())
        token, _, written = request.scope["path"].removeprefix("/bot").partition("/")
        if not request.scope["path"].startswith("/bot") or not written:
            raise ApiError(404, "Not Found")
        if token != self._token:
            raise ApiError(401, "Unauthorized")
        call.method = self._names.get(written.lower(), written)  # the case of letters does not matter
        try:
            call.params = await read_parameters(request)
        except ApiError as error:
            self._log(call, error.description)
            raise
        fault = self._plan.take(call.method)
        if fault is None and call.method not in self._held:
            return self._perform(call)
        gone = asyncio.ensure_future(_hang_up(receive))
        try:
            if fault is None:
                return await self._hold(call, gone)
            if not fault.has_effect:
                self._log(call, repr(fault))
            elif call.method in self._held:
                await self._hold(call, gone)
            else:
                self._perform(call)
            call.error = call.error or repr(fault)
            if fault.delay:
                await asyncio.wait({gone}, timeout=fault.delay)
            return fault.response()
        finally:
            gone.cancel()

    def _perform(self, call: Call) -> Response:
        """Does what the call asks for, at one go."""
        with self._telegram.changed:
            self._log(call)
            try:
                if call.method not in self._methods:
                    raise ApiError(404, "Not Found: method not found")
                return JSONResponse({"ok": True, "result": self._methods[call.method](call.params)})
            except ApiError as error:
                call.error = error.description
                return error_response(error)
            finally:
                self._telegram.changed.notify_all()

    async def _hold(self, call: Call, gone: "asyncio.Future[None]") -> Response:
        """Does what the call asks for, as soon as there is something to answer."""
        self._log(call)
        try:
            return JSONResponse({"ok": True, "result": await self._held[call.method](call.params, gone)})
        except ApiError as error:
            call.error = error.description
            return error_response(error)

    def _log(self, call: Call, error: str = "") -> None:
        with self._telegram.changed:
            call.error = error
            self._telegram.calls.append(call)
            self._telegram.changed.notify_all()


async def _hang_up(receive: Receive) -> None:
    """Returns when the caller has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
