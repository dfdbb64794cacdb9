"""The box for other web sites, on a page of another site with a policy of its own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.browser.axe import PACKAGE, faults
from tests.browser.kinds import QUESTION
from tests.browser.served import Site
from tests.browser.watched import Watched
from tests.node import missing

_OPEN = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function () { return attach.call(this, { mode: "open" }); };
"""
"""The box keeps its insides to itself; a test has to look into them."""


class OtherSite:
    """A web site with the box on its only page.

    Attributes:
        address: Where it answers.
        lender: Address of the site that the box is from; set before the page is asked for.
    """

    def __init__(self) -> None:
        self.lender = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = (
                    '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Ville</title><link rel="icon" '
                    'href="data:,"><body><main><h1>Ville</h1>'
                    f'<script async src="{site.lender}/widget.js" data-lang="fr"></script></main>'
                ).encode()
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(page)))
                self.send_header(
                    "content-security-policy",
                    f"default-src 'none'; img-src data:; script-src {site.lender}; connect-src {site.lender}",
                )
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def other_site() -> Iterator[OtherSite]:
    site = OtherSite()
    thread = threading.Thread(target=site.server.serve_forever, name="other site")
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join(10)


def test_the_box_answers_on_another_site(
    browser: Browser, settings: Settings, assistant: Assistant, other_site: OtherSite
) -> None:
    allowing = settings.model_copy(update={"allowed_origins": [other_site.address]})
    with Site(allowing, assistant) as site, Watched(browser, other_site.address) as watched:
        other_site.lender = site.address
        page = watched.visitor("fr")
        page.add_init_script(_OPEN)
        page.goto("/")
        box = page.locator("precedent-ask")
        expect(box.locator("section")).to_have_attribute("lang", "fr")
        box.locator("input").fill(QUESTION)
        box.locator("button").click()
        expect(box.locator("li")).to_have_count(3)
        for link in box.locator("li a").all():
            assert str(link.get_attribute("href")).startswith(f"{site.address}/practices/")
        assert page.context.cookies() == []
        if missing(PACKAGE) is None:
            assert faults(page) == []
        watched.expected(f"elsewhere: {site.address}/")


def test_where_it_may_not_ask_it_leads_to_the_site(browser: Browser, site: Site, other_site: OtherSite) -> None:
    with Watched(browser, other_site.address) as watched:
        other_site.lender = site.address
        page = watched.visitor("fr")
        page.add_init_script(_OPEN)
        page.goto("/")
        box = page.locator("precedent-ask")
        box.locator("input").fill(QUESTION)
        box.locator("button").click()
        expect(box.locator("a")).to_be_visible()
        assert str(box.locator("a").get_attribute("href")).startswith(f"{site.address}/ask?q=How+have")
        watched.noticed.clear()  # the browser tells that it was not allowed
