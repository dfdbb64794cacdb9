"""What stands around the application, put together: pages are compressed, held back and headed as they should be."""

import gzip
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web import problems
from assistant.web.frame.renderer import install_renderer
from assistant.web.headers import HEADERS
from assistant.web.middleware import install_middleware
from tests.assistant.web.conftest import assert_problem

CITY = "https://city.example"
LONG = "a long page " * 400


async def events() -> AsyncIterator[str]:
    for number in range(3):
        yield f"event: practice\ndata: {number} {'x' * 600}\n\n"


def make_app(rate_limit: int = 2) -> FastAPI:
    """A small site of its own behind everything."""
    settings = Settings(rate_limit=rate_limit, allowed_origins=CITY, _env_file=None)
    app = FastAPI(openapi_url=None)
    app.state.assistant = SimpleNamespace(settings=settings)
    problems.install(app)
    install_renderer(app)
    install_middleware(app, settings)

    @app.get("/page")
    @app.get("/ask")
    async def page(request: Request) -> Response:
        headers = {"etag": 'W/"1"', "vary": "accept-language, cookie"}
        if request.headers.get("if-none-match") == 'W/"1"':
            return Response(status_code=304, headers=headers)
        return HTMLResponse(LONG, headers=headers)

    @app.get("/short")
    async def short() -> Response:
        return HTMLResponse("short")

    @app.get("/events")
    async def stream() -> Response:
        return StreamingResponse(events(), media_type="text/event-stream")

    @app.post("/api/ask")
    async def ask() -> Response:
        return JSONResponse({"answered": True})

    return app


def client_of(app: FastAPI, address: str = "203.0.113.9", **headers: str) -> TestClient:
    return TestClient(app, client=(address, 50000), headers=headers, follow_redirects=False)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of(make_app(rate_limit=0))


class TestCompression:
    def test_a_page_is_compressed_for_whoever_reads_that(self, client: TestClient) -> None:
        response = client.get("/page", headers={"accept-encoding": "gzip"})
        assert response.text == LONG
        assert response.headers["content-encoding"] == "gzip"
        assert int(response.headers["content-length"]) < len(LONG) / 10
        varies = {part.strip().lower() for part in response.headers["vary"].split(",")}
        assert varies >= {"accept-language", "cookie", "accept-encoding"}
        assert response.headers["etag"].startswith("W/")  # the same tag for both ways of sending it

    def test_nobody_else_gets_it_compressed(self, client: TestClient) -> None:
        response = client.get("/page", headers={"accept-encoding": "identity"})
        assert response.text == LONG
        assert "content-encoding" not in response.headers
        assert "accept-encoding" in response.headers["vary"].lower()

    def test_what_is_known_already_is_not_sent(self, client: TestClient) -> None:
        response = client.get("/page", headers={"accept-encoding": "gzip", "if-none-match": 'W/"1"'})
        assert (response.status_code, response.content) == (304, b"")
        assert "content-encoding" not in response.headers

    def test_what_is_short_is_left_alone(self, client: TestClient) -> None:
        assert "content-encoding" not in client.get("/short", headers={"accept-encoding": "gzip"}).headers

    def test_events_are_sent_as_they_come(self, client: TestClient) -> None:
        with client.stream("GET", "/events", headers={"accept-encoding": "gzip"}) as response:
            assert "content-encoding" not in response.headers
            assert response.read().count(b"event: practice") == 3

    def test_a_file_that_is_compressed_already_is_not_compressed_again(self, client: TestClient) -> None:
        address = client.app.state.assets.url("site.css")  # type: ignore[attr-defined]
        response = client.get(address, headers={"accept-encoding": "gzip"})
        assert response.headers["content-encoding"] == "gzip"
        assert b"--paper" in response.content  # undone once
        with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as raw:
            sent = b"".join(raw.iter_raw())
        assert b"--paper" in gzip.decompress(sent)
        plain = client.get(address, headers={"accept-encoding": "identity"})
        assert plain.content == response.content
        assert "accept-encoding" in plain.headers["vary"]

    def test_the_head_says_what_the_page_does(self, client: TestClient) -> None:
        for encoding in ("gzip", "identity"):
            asked = {"accept-encoding": encoding}
            head, page = client.head("/page", headers=asked), client.get("/page", headers=asked)
            assert head.headers == page.headers
            assert head.content == b""


class TestHeldBack:
    def test_a_person_sees_a_page_in_their_language(self) -> None:
        client = client_of(make_app(), accept="text/html,*/*;q=0.8")
        for _ in range(2):
            assert client.get("/ask?q=x").status_code == 200
        response = client.get("/ask?q=<b>libraries&lang=fr")
        assert response.status_code == 429
        assert response.headers["retry-after"] == "30"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["content-type"].startswith("text/html")
        assert '<html lang="fr"' in response.text
        assert "/ask?q=%3Cb%3Elibraries&amp;lang=fr" in response.text  # to try again
        assert "<b>" not in response.text
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
        assert client.get("/page").status_code == 200

    def test_a_program_gets_a_problem_document(self) -> None:
        client = client_of(make_app())
        for _ in range(2):
            client.post("/api/ask")
        for accept in ("*/*", "application/json", "text/html", "text/event-stream"):
            response = client.post("/api/ask", headers={"accept": accept})
            assert_problem(response, 429, "30 s")
            assert response.headers["retry-after"] == "30"

    def test_another_site_can_read_that_it_is_held_back(self) -> None:
        client = client_of(make_app(), origin=CITY)
        for _ in range(2):
            client.post("/api/ask")
        response = client.post("/api/ask")
        assert response.status_code == 429
        assert response.headers["access-control-allow-origin"] == CITY
        assert "retry-after" in response.headers["access-control-expose-headers"].lower()

    def test_asking_whether_one_may_ask_does_not_count(self) -> None:
        client = client_of(make_app())
        asked = {"origin": CITY, "access-control-request-method": "POST"}
        assert {client.options("/api/ask", headers=asked).status_code for _ in range(9)} == {200}
        assert client.post("/api/ask").status_code == 200

    def test_this_machine_is_not_held_back(self) -> None:
        for address in ("127.0.0.1", "::1"):
            client = client_of(make_app(), address)
            assert {client.post("/api/ask").status_code for _ in range(9)} == {200}
