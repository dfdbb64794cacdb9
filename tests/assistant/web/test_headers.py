"""Every response tells browsers to do nothing but what pages need."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.headers import HEADERS, POLICY, SafeHeaders


async def page(request: Request) -> Response:
    return PlainTextResponse("a page")


async def own(request: Request) -> Response:
    return PlainTextResponse("shared", headers={"content-security-policy": "sandbox", "referrer-policy": "no-referrer"})


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = Starlette(routes=[Route("/", page), Route("/own", own)])
    app.add_middleware(SafeHeaders)
    with TestClient(app) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_every_response_has_them(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_a_response_may_have_its_own(client: TestClient) -> None:
    headers = client.get("/own").headers
    assert headers.get_list("content-security-policy") == ["sandbox"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


def test_nothing_comes_from_another_host_and_nothing_is_run_that_stands_in_a_page() -> None:
    directives = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    for sources in directives.values():
        assert set(sources.split()) <= {"'self'", "'none'", "data:"}
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"


def test_what_is_no_request_passes() -> None:
    passed: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        return {}

    asyncio.run(SafeHeaders(application)({"type": "lifespan"}, nothing, nothing))
    assert passed == ["lifespan"]
