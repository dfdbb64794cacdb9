"""What tests in a browser share: one browser, one site, and visitors who are watched."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.practice import Practice
from tests.browser.chromium import ARGUMENTS, HOW, chromium
from tests.browser.served import Site, make_home
from tests.browser.watched import PATIENCE, Watched

Visit = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's Chromium. It is closed with the last test here: while it runs, no other event loop can."""
    program = chromium()
    if program is None:
        pytest.skip(f"no Chromium is found: {HOW}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def settings(home: Settings, shipped: list[Practice], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the site's own home."""
    return make_home(tmp_path_factory.mktemp("site"), home, shipped)


@pytest.fixture(scope="package")
def site(settings: Settings, assistant: Assistant) -> Iterator[Site]:
    """The whole site."""
    with Site(settings, assistant) as running:
        yield running


@pytest.fixture
def watched(browser: Browser, site: Site) -> Iterator[Watched]:
    """Visitors of the site; at the end nothing may have gone wrong in their browsers that was not expected."""
    with Watched(browser, site.address) as watching:
        yield watching


@pytest.fixture
def visit(watched: Watched) -> Callable[..., Page]:
    """Opens the site for a new visitor: `visit("/map", language="ar", width=320, javascript=False)`."""

    def open_for(address: str = "/", **visitor: Any) -> Page:
        page = watched.visitor(**visitor)
        page.goto(address)
        return page

    return open_for
