"""Runs the web application until it is stopped."""

import socket
import sys

import uvicorn

from assistant.assistant import Assistant
from assistant.logs import configure_logging
from assistant.settings import Settings, SettingsError
from assistant.web.app import create_app
from assistant.web.rate_limit import peers_of


def run_server(settings: Settings) -> None:
    """Listen and answer until stopped.

    Raises:
        SettingsError: The address cannot be listened on, or the settings of a channel do not fit together.
        ModelError: The model is not prepared.
        SnapshotError: There is no index.
    """
    configure_logging(settings.log_level, settings.secrets())
    app = create_app(settings, lambda _: assistant)  # first, for it says at once where settings do not fit together
    with _listen(settings) as listening:
        assistant = Assistant.open(settings)  # here, where a failure still reaches whoever started the server
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
        server = _AnnouncingServer(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=10,
                limit_concurrency=1000,
                forwarded_allow_ips=peers_of(settings.trusted_proxies),
            ),
            f"http://{shown}:{port}",
        )
        server.run(sockets=[listening])


class _AnnouncingServer(uvicorn.Server):
    """Says where it listens once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            question = '{"question": "How have other cities got older people online?"}'
            sys.stderr.write(
                f"\nPrecedent answers at {self._address}   (stop it with Ctrl+C)\n"
                f"Open that address in a browser, or try:\n"
                f"  curl -s {self._address}/api/ask -H 'content-type: application/json' -d '{question}'\n\n"
            )
            sys.stderr.flush()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            f"Choose another with: precedent serve --port {settings.port % 65535 + 1}"
        ) from error
    return listening
