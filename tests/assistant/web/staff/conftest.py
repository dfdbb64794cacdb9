"""What tests of the pages of staff share: a site of their own, a clock, people who sign in."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.shared_catalogue import SharedCatalogue
from assistant.web.app import create_app
from assistant.web.staff.access import Editor, Publisher
from assistant.web.staff.access.state import Access
from corpus.catalogue import Catalogue, password_hash
from corpus.catalogue.staff import Role, Signed, Staff

PASSWORD, OTHER = "plum tram lantern owl", "four quiet green boats"
HOST = "http://testserver"
HERE = {"origin": HOST}
START = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that cost little."""
    monkeypatch.setattr(password_hash, "MEMORY_KIB", 64)
    monkeypatch.setattr(password_hash, "PASSES", 1)
    password_hash._hasher.cache_clear()
    password_hash._nobody.cache_clear()
    yield
    password_hash._hasher.cache_clear()
    password_hash._nobody.cache_clear()


@dataclass
class Browser:
    """One browser: keeps cookies, sends forms as the pages have them."""

    client: TestClient
    headers: dict[str, str] = field(default_factory=lambda: dict(HERE))

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **options)

    def post(self, path: str, data: dict[str, str] | None = None, **options: Any) -> Any:
        """Send a form as it is, without a token."""
        headers = options.pop("headers", self.headers)
        return self.client.post(path, data=data or {}, headers=headers, follow_redirects=False, **options)

    def send(self, path: str, page: str = "/staff/account", **data: str) -> Any:
        """Send a form with the token that a page has."""
        return self.post(path, {"token": self.token(page), **data})

    def token(self, page: str = "/staff/account") -> str:
        found = re.search(r'name="token" value="([^"]*)"', self.get(page).text)
        assert found, page
        return unescape(found[1])

    def sign_in(self, name: str, password: str = PASSWORD, **data: str) -> Any:
        return self.post("/staff/sign-in", {"name": name, "password": password, **data})

    @property
    def cookie(self) -> str:
        return self.client.cookies.get("staff") or ""


@dataclass
class Office:
    """The site, and what is behind it."""

    app: Any
    browser: Callable[..., Browser]
    catalogue: Catalogue
    clock: list[datetime]

    @property
    def staff(self) -> Staff:
        return self.catalogue.staff

    def later(self, **time: float) -> None:
        self.clock[0] += timedelta(**time)

    def actions(self) -> list[tuple[str, str, str]]:
        return [(entry.by, entry.action, entry.about) for entry in reversed(self.catalogue.audit.latest())]

    def add(self, name: str, role: Role = "editor") -> None:
        self.staff.add(name, PASSWORD, role, by="tests")

    def signed_in(self, name: str, role: Role = "editor") -> Browser:
        """A browser of a new account that is signed in."""
        self.add(name, role)
        browser = self.browser()
        assert browser.sign_in(name).status_code == 303
        return browser


class _WithoutSearch:
    """Stands for the assistant where nobody asks anything."""

    def __init__(self, assistant: Assistant, settings: Settings, catalogue: Any) -> None:
        self.settings, self.catalogue = settings, catalogue
        self.live = assistant.live

    def refresh(self) -> bool:
        return False

    def warm_up(self) -> None: ...

    def close(self) -> None:
        self.catalogue.close()


OpenOffice = Callable[..., Office]


@contextmanager
def offices(assistant: Assistant, home: Path) -> Iterator[OpenOffice]:
    """Opens sites with settings of their own; the index behind them is that of all tests."""
    with ExitStack() as opened:

        def open_it(**values: Any) -> Office:
            settings = Settings(home=home, _env_file=None, **values)
            shared = SharedCatalogue(settings)
            app = create_app(settings, lambda _: _WithoutSearch(assistant, settings, shared))  # type: ignore[arg-type,return-value]
            app.include_router(_probes())
            clock = [START]
            access: Access = app.state.access
            access.clock = lambda: clock[0]
            first = opened.enter_context(TestClient(app, base_url=HOST))

            def browser(**options: Any) -> Browser:
                client = TestClient(app, **{"base_url": HOST} | options)
                client.portal = first.portal  # one event loop for all
                return Browser(client)

            return Office(app, browser, shared.get(), clock)

        yield open_it


@pytest.fixture
def open_office(assistant: Assistant, tmp_path: Path) -> Iterator[OpenOffice]:
    """Opens a site with settings of its own."""
    with offices(assistant, tmp_path / "home") as open_it:
        yield open_it


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office()


def _probes() -> APIRouter:
    """Pages as others write them, to see who gets in."""
    router = APIRouter(include_in_schema=False)

    def said(signed: Signed) -> dict[str, str]:
        return {"name": signed.name, "role": signed.role}

    async def for_editors(signed: Editor) -> dict[str, str]:
        return said(signed)

    async def for_publishers(signed: Publisher) -> dict[str, str]:
        return said(signed)

    for prefix in ("/staff", "/api/staff"):
        router.add_api_route(f"{prefix}/probe", for_editors, methods=["GET", "POST"])
        router.add_api_route(f"{prefix}/probe-publish", for_publishers, methods=["GET", "POST"])
    return router
