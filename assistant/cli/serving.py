"""`precedent serve`."""

from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [PRECEDENT_HOST]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on. [PRECEDENT_PORT]")] = None,
) -> None:
    """Answer over HTTP until stopped.

    Examples:

      precedent serve

      precedent serve --host 0.0.0.0 --port 80
    """
    from assistant.settings import Settings  # noqa: PLC0415
    from assistant.web.server import run_server  # noqa: PLC0415

    overrides = {key: value for key, value in {"host": host, "port": port}.items() if value is not None}
    run_server(Settings.load(**overrides))
