"""HEAD is answered wherever GET is: the same status and headers, no body."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.head import AnswerHead


def pieces() -> Iterator[str]:
    yield "one "
    yield "two"


async def page(request: Request) -> Response:
    return PlainTextResponse("a page", headers={"etag": 'W/"1"', "x-method": request.method})


async def stream(request: Request) -> Response:
    return StreamingResponse(pieces(), media_type="text/plain")


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = Starlette(routes=[Route("/", page), Route("/stream", stream), Route("/kept", page, methods=["POST"])])
    app.add_middleware(AnswerHead)
    return TestClient(app)


def test_the_head_of_a_page(client: TestClient) -> None:
    whole, head = client.get("/"), client.head("/")
    assert (whole.text, head.text) == ("a page", "")
    assert head.status_code == 200
    assert head.headers == whole.headers
    assert head.headers["content-length"] == "6"


def test_the_head_of_a_stream(client: TestClient) -> None:
    response = client.head("/stream")
    assert (response.status_code, response.text) == (200, "")
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/kept", 405)])
def test_where_get_is_not_answered_neither_is_head(client: TestClient, path: str, status: int) -> None:
    response = client.head(path)
    assert (response.status_code, response.text) == (status, "")


def test_what_is_sent_is_left_alone(client: TestClient) -> None:
    assert client.post("/kept").headers["x-method"] == "POST"
