"""Calls the methods of a Bot API over HTTP, as a bot would."""

import json
from types import TracebackType
from typing import Any, Self

import httpx

from tests.bots.telegram.api.errors import ApiError


class Client:
    """A context manager.

    Args:
        url: of the server.
        token: of the bot.
    """

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/bot{token}/", timeout=10, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def __call__(self, method: str, **params: Any) -> Any:
        """Calls a method; nested parameters go as JSON in a form.

        Returns:
            The `result`.

        Raises:
            ApiError: what the server answered in its place.
            httpx.TransportError: it did not answer.
        """
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in params.items()
            if value is not None
        }
        answer = self._http.post(method, data=form).json()
        if not answer["ok"]:
            raise ApiError(answer["error_code"], answer["description"], answer.get("parameters", {}).get("retry_after"))
        return answer["result"]
