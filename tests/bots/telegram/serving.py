"""The web server as it runs with the bot in it, in a thread beside the tests."""

import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import httpx
import uvicorn

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from bots.telegram.webhook import PATH, webhook_secret

HEADER = "x-telegram-bot-api-secret-token"


class Web:
    """The web server in a thread; what it is told and answers is real HTTP.

    Args:
        settings: The public address is put in.
        assistant: Answers; it stays open.
    """

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.settings = settings.model_copy(update={"public_url": self.url})
        lent = Assistant(self.settings, assistant.live, assistant._embedder, assistant.calibration)
        app = create_app(self.settings, lambda _: lent)
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],), name="web")
        self._client = httpx.Client(base_url=self.url, trust_env=False, timeout=20)

    def __enter__(self) -> Self:
        self._thread.start()
        until(lambda: self._server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it as a signal would."""
        self._server.should_exit = True
        self._thread.join(20)
        self._client.close()
        self._listening.close()
        assert not self._thread.is_alive(), "the server does not stop"

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path)

    def brings(self, body: bytes | dict[str, Any], secret: str | bytes | None = "") -> httpx.Response:
        """Post to the webhook, with Telegram's secret unless another or none is given."""
        given = webhook_secret(self.settings.telegram_token.get_secret_value()) if secret == "" else secret
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._client.post(PATH, content=content, headers={} if given is None else {HEADER: given})  # type: ignore[dict-item]

    def asks(self, question: str) -> httpx.Response:
        return self._client.post("/api/ask", json={"question": question})


def until(holds: Callable[[], Any], seconds: float = 10) -> None:
    """Wait for something that nothing tells of."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
