"""Stands between a bot and the emulator, where the emulator's answers are not what Telegram documents.

A bot on python-telegram-bot cannot even start on the bare answers. Their shape is put right here, and getUpdates waits.
What else the emulator does not do, it does not do through the relay either: a method it lacks gets its status 500.
"""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

# What an answer to sendMessage keeps. The emulator also echoes every parameter, nested ones as JSON text.
KEPT_OF_MESSAGE = ("message_id", "date", "chat", "text", "entities", "reply_markup")


def corrected(method: str, status: int, answer: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """An answer of the emulator in the shape that Telegram documents.

    Args:
        method: The method of the Bot API that was called.
        status: The HTTP status of the answer.
        answer: Its body.

    Returns:
        The status and the body to answer with.
    """
    if "ok" not in answer:
        return status, dict(answer)
    if not answer["ok"]:
        return int(answer.get("error_code", 400)), dict(answer)  # comes with status 200
    result = answer["result"]
    if result is None:
        result = True  # Telegram answers true, or the edited message
    elif method == "getMe":
        result = {"is_bot": True, **result}
    elif method == "sendMessage":
        kept = {name: result[name] for name in KEPT_OF_MESSAGE if result.get(name) is not None}
        result = {**kept, "date": result["date"] // 1000}  # in milliseconds
    elif method == "getUpdates":
        for update in result:
            if "callback_query" in update:
                update["callback_query"].setdefault("chat_instance", "1")
    return status, {**answer, "result": result}


def parameters(body: bytes, content_type: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of a call, from its JSON body or its form fields, over those in its address."""
    given = json.loads(body) if content_type.startswith("application/json") else dict(parse_qsl(body.decode()))
    return {**query, **given}


class Relay:
    """Serves the Bot API on a free port of 127.0.0.1 for as long as the context lasts.

    Args:
        emulator: The address of the emulator behind it.
    """

    def __init__(self, emulator: str) -> None:
        self._emulator = emulator

    def __enter__(self) -> Self:
        """Start to serve."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = Starlette(
            routes=[Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])], lifespan=self._connected
        )
        config = uvicorn.Config(app, loop="asyncio", ws="none", log_config=None, timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop to serve."""
        self._server.should_exit = True
        self._thread.join(timeout=10)

    @asynccontextmanager
    async def _connected(self, app: Starlette) -> AsyncIterator[None]:
        async with httpx2.AsyncClient(base_url=self._emulator, timeout=10, trust_env=False) as self._client:
            yield

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        body = await request.body()
        content_type = request.headers.get("content-type", "")
        # Telegram holds getUpdates open until there is something to give, the emulator answers at once.
        wait = float(parameters(body, content_type, request.query_params).get("timeout", 0))
        end = asyncio.get_running_loop().time() + (wait if method == "getUpdates" else 0)
        while True:
            try:
                answer = await self._client.request(
                    request.method,
                    request.url.path,
                    params=request.query_params,
                    content=body,
                    headers={"content-type": content_type},
                )
            except httpx2.TransportError as error:
                return JSONResponse({"message": f"The emulator does not answer: {error!r}"}, 502)
            if answer.json().get("result") or asyncio.get_running_loop().time() >= end:
                status, correct = corrected(method, answer.status_code, answer.json())
                return JSONResponse(correct, status)
            await asyncio.sleep(0.03)
            if await request.is_disconnected():  # what it took now would be lost: the emulator gives each update once
                return Response(status_code=499)
