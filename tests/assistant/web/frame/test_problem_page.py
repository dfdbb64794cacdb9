"""What goes wrong is told to a person by a page in their language, and to a program by a problem document."""

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.frame.renderer import install_renderer
from corpus.vocabulary import LANGUAGES
from tests.assistant.web.conftest import assert_problem
from tests.assistant.web.pages.document import read

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_such_page_in_every_language(site: TestClient, language: str) -> None:
    response = site.get("/nowhere", headers={**BROWSER, "accept-language": language})
    document = read(response, 404)
    assert document.one("html")["lang"] == response.headers["content-language"] == language
    assert document.one("meta", name="robots")["content"] == "noindex"
    assert {"/", "/practices", "/themes"} <= set(document.links())
    assert "accept" in response.headers["vary"]
    assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/nowhere/<script>alert(1)</script>", '/"><img src=x>', "/%ff", "/..%2f", "/" + "x" * 5000]
)
def test_any_address_is_harmless(site: TestClient, path: str) -> None:
    document = read(site.get(path, headers=BROWSER), 404)
    assert not document.all("img") and not document.all("script")


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_programs_are_told_by_a_document(site: TestClient, accept: str) -> None:
    response = site.get("/nowhere", headers={"accept": accept})
    assert_problem(response, 404, "nothing at this address")
    assert "accept" in response.headers["vary"].split(", ")


@pytest.mark.parametrize("path", ["/api/nowhere", "/static/nothing.css", "/api/practices/xx-none"])
def test_where_programs_ask_a_browser_is_told_by_a_document(site: TestClient, path: str) -> None:
    assert_problem(site.get(path, headers=BROWSER), 404)


def test_a_method_that_a_page_does_not_take(site: TestClient) -> None:
    response = site.delete("/themes", headers=BROWSER)
    assert read(response, 405).one("h1").text == "This does not work here"
    assert "GET" in response.headers["allow"]


@pytest.fixture(scope="module")
def failing(home: Settings, assistant: Assistant) -> TestClient:
    """A site of which a page fails."""
    app = create_app(home, lambda _: assistant)
    if not hasattr(app.state, "pages"):
        install_renderer(app)

    @app.get("/fails")
    async def fails() -> None:
        raise RuntimeError("the password is hush")

    app.state.assistant = assistant
    return TestClient(app, raise_server_exceptions=False)


def test_a_fault_of_our_own_is_told_without_what_it_was(failing: TestClient) -> None:
    response = failing.get("/fails?lang=en", headers=BROWSER)
    document = read(response, 500)
    assert document.one("h1").text == "Something went wrong on our side"
    assert "hush" not in response.text and "RuntimeError" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert_problem(failing.get("/fails"), 500, "on our side")


def test_where_the_page_of_a_fault_fails_too_there_is_the_document(failing: TestClient) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken as well")

    state = failing.app.state  # type: ignore[attr-defined]
    page = state.problem_page
    try:
        for instead in (None, broken):
            state.problem_page = instead
            assert_problem(failing.get("/fails", headers=BROWSER), 500, "on our side")
    finally:
        state.problem_page = page
