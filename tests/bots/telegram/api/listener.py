"""An HTTP server on 127.0.0.1 in a thread of its own, whose connections can be cut and which can stop listening."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState

_HOST = "127.0.0.1"
_Address = tuple[str, int]
_T = TypeVar("_T")


class Listener:
    """Runs an ASGI application.

    Args:
        app: the application.

    Attributes:
        port: stays the same, whether it listens or not.
        loop: runs in the thread.
    """

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=75,  # seconds, as Telegram's proxy
        )
        config.load()
        factory = config.get_loop_factory()
        self.loop = factory() if factory else asyncio.new_event_loop()
        self._connections: dict[_Address, asyncio.Transport] = {}
        self._protocol = _watched(config, self._connections)
        self._server: asyncio.Server | None = None
        self._socket = _bound(0)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="bot-api", daemon=True)

    def start(self) -> None:
        """Starts the thread, and listens."""
        self._thread.start()
        self.call(self.open())

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        """Runs a coroutine in the server's loop, from another thread; gives its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def tell(self, callback: Callable[[], None]) -> None:
        """Calls something in the server's loop soon, from any thread."""
        self.loop.call_soon_threadsafe(callback)

    async def open(self) -> None:
        """Listens."""
        self._server = await self.loop.create_server(self._protocol, sock=self._socket, backlog=1024)

    async def shut(self) -> None:
        """Stops listening and cuts every connection. The port stays taken, so that nobody else gets it meanwhile."""
        if self._server is not None:
            self._server.close()
            self._server = None
            for transport in list(self._connections.values()):
                transport.abort()
            await asyncio.sleep(0)
            self._socket = _bound(self.port)

    def cut(self, address: _Address) -> None:
        """Closes one connection without an answer."""
        if (transport := self._connections.get(address)) is not None:
            transport.abort()

    async def _finish(self) -> None:
        await self.shut()
        self._socket.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def close(self) -> None:
        """Ends the server and its thread."""
        self.call(self._finish())
        self.tell(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_HOST, port))
    return bound


def _watched(config: uvicorn.Config, connections: dict[_Address, asyncio.Transport]) -> Callable[[], asyncio.Protocol]:
    """Makes uvicorn's protocols, noting each connection under the address of its other end."""
    state = ServerState()
    base: Any = config.http_protocol_class

    class Watched(base):  # type: ignore[misc]
        def connection_made(self, transport: asyncio.Transport) -> None:
            self._address = transport.get_extra_info("peername")
            connections[self._address] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self._address, None)
            super().connection_lost(exc)

    return lambda: Watched(config=config, server_state=state, app_state={})
