"""Everything that goes wrong over HTTP has one shape, and says nothing of the inside."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.problems import problem
from tests.assistant.web.conftest import assert_problem


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/api/nowhere",
        "/api/ask/more",
        "/..%2f..%2fetc/passwd",
        "/%00",
        "/%ff",
        "/" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address(client: TestClient, method: str, path: str) -> None:
    assert_problem(client.request(method, path), 404, "nothing at this address")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/ask", "POST"),
        ("DELETE", "/api/ask", "POST"),
        ("PUT", "/api/feedback", "POST"),
        ("POST", "/api/search", "GET"),
        ("PATCH", "/healthz", "GET"),
        ("TRACE", "/metrics", "GET"),
        ("BREW", "/readyz", "GET"),
    ],
)
def test_a_method_that_an_address_does_not_take(client: TestClient, method: str, path: str, allowed: str) -> None:
    response = client.request(method, path)
    assert_problem(response, 405, "does not take that method")
    assert response.headers["allow"] == allowed


def test_a_defect_is_logged_and_not_told(home: Settings, assistant: Assistant) -> None:
    class Defective(Assistant):
        def ask(self, question: str, **_: object) -> object:  # type: ignore[override]
            raise RuntimeError("the password is hush")

    lent = Defective(home, assistant.live, assistant._embedder, assistant.calibration)
    with (
        capture_logs() as logs,
        TestClient(create_app(home, lambda settings: lent), raise_server_exceptions=False) as client,
    ):
        told = assert_problem(client.post("/api/ask", json={"question": "my private question"}), 500, "on our side")
        assert client.get("/healthz").status_code == 200
    assert "hush" not in json.dumps(told)
    defects = [entry for entry in logs if entry["event"] != "not_warmed_up"]
    assert [(entry["event"], entry["path"], entry["error"]) for entry in defects] == [
        ("defect", "/api/ask", "RuntimeError")
    ]
    assert "private" not in str(logs)


def test_a_broken_catalogue_refuses_feedback_and_still_answers(own_home: Settings, tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_bytes(b"no database at all, though long enough to be one" * 100)
    broken = Settings(home=own_home.home, database=f"sqlite:///{tmp_path / 'broken.sqlite'}", _env_file=None)
    with TestClient(create_app(broken), raise_server_exceptions=False) as client, capture_logs() as logs:
        told = assert_problem(client.post("/api/feedback", json={"question": "x", "helpful": True}), 503, "Try again")
        assert client.post("/api/ask", json={"question": "What is the weather tomorrow?"}).status_code == 200
        assert client.post("/api/ask", json={"question": "How do cities run a learning festival?"}).json()["answered"]
    assert "sqlite" not in json.dumps(told)
    assert "catalogue_failed" in [entry["event"] for entry in logs]


def test_a_problem_can_quote_anything() -> None:
    response = problem(422, "\ud800 <b>", [{"field": "\udfff", "problem": "\x00"}])
    told = json.loads(response.body)
    assert told["detail"] == "? <b>"
    assert told["errors"] == [{"field": "?", "problem": "\x00"}]


def test_a_problem_without_fields_names_none() -> None:
    assert json.loads(problem(404, "Gone.").body) == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "Gone.",
    }  # fmt: skip
