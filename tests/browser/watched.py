"""Visitors whose browsers are watched: nothing may fail, nothing may be refused, nothing may come from elsewhere."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

PATIENCE = 20_000
"""Milliseconds within which what is expected must be there."""


class Watched:
    """Visitors, for as long as the context lasts.

    Args:
        browser: The browser; each visitor has a context of their own.
        address: Of the site.

    Attributes:
        noticed: What went wrong. A test that expects something takes it out.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._open = ExitStack()
        self.noticed: list[str] = []

    def visitor(
        self,
        language: str = "en",
        *,
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
        dark: bool = False,
        **further: Any,
    ) -> Page:
        """A page of a new visitor.

        Args:
            language: That of their browser.
            width, height: Of its window.
            javascript: Whether it runs scripts.
            dark: Whether it is set to dark.
            further: Other settings of a browser context.
        """
        context = self._browser.new_context(
            base_url=self._address,
            locale=language,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            **further,
        )
        self._open.callback(context.close)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.noticed.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("dialog", self._dialog)
        return context.new_page()

    def expected(self, *words: str) -> None:
        """Take out what was noticed with any of these words, of which there must be something for each."""
        for word in words:
            found = [notice for notice in self.noticed if word in notice]
            assert found, f"{word} was not noticed: {self.noticed}"
            self.noticed = [notice for notice in self.noticed if word not in notice]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        if error is None:
            assert not self.noticed, "\n".join(self.noticed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):  # a breach of the content security policy is one of them
            self.noticed.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._address}/", "data:", "blob:")):
            self.noticed.append(f"elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # given up by the browser itself, as when a visitor goes on
            self.noticed.append(f"failed: {request.url} ({request.failure})")

    def _dialog(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()
