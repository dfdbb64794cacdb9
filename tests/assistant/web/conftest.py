"""What tests over HTTP share: the OpenAPI document, and what a problem must look like."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.office.tending import Tending
from tests.assistant.web.schema import faults

Response = Any
Conforms = Callable[[Response], Any]


@pytest.fixture(scope="module", autouse=True)
def no_builds_beside() -> Iterator[None]:
    """No index is built in the background, for a catalogue that a test has filled, while the test asks the old one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tending, "look", lambda _self: None)
        yield


@pytest.fixture(scope="session")
def document(client: TestClient) -> dict[str, Any]:
    """The OpenAPI document."""
    response = client.get("/openapi.json")
    assert response.status_code == 200
    return dict(response.json())


@pytest.fixture(scope="session")
def conforms(document: dict[str, Any]) -> Conforms:
    """Checks that a response is what the document says of its path, method and status; gives its JSON."""

    def check(response: Response) -> Any:
        method = response.request.method.lower()
        path = response.request.url.path
        known = [template for template in document["paths"] if _fits(template, path)]
        assert len(known) == 1, path
        described = document["paths"][known[0]][method]["responses"][str(response.status_code)]["content"]
        media_type = response.headers["content-type"].split(";")[0]
        found = faults(response.json(), described[media_type]["schema"], document["components"]["schemas"])
        assert found == []
        return response.json()

    return check


def _fits(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(a == b or a.startswith("{") for a, b in zip(parts, given, strict=True))


def assert_problem(response: Response, status: int, *words: str) -> dict[str, Any]:
    """The response is a problem document that tells a person what is wrong, and nothing of the inside."""
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert {"type", "title", "status", "detail"} <= told.keys() <= {"type", "title", "status", "detail", "errors"}
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    for inside in ("Traceback", 'File "', ".py", "pydantic", "Error:"):
        assert inside not in response.text
    for word in words:
        assert word in told["detail"], told["detail"]
    return dict(told)


@pytest.fixture(scope="session")
def site(client: TestClient) -> TestClient:
    """The whole web site over HTTP, in process, on the corpus that is shipped."""
    return client
