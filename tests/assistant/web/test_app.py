"""The application: what operators look at, who may call from a browser, what the document says."""

import re
import time
from html import escape
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from corpus.practice import Practice
from index.snapshot import SnapshotStore
from tests.assistant.conftest import ORIGIN, PUBLIC
from tests.assistant.snapshots import publish_again
from tests.assistant.web.conftest import assert_problem

QUESTION = "How do cities run a learning festival?"


def figure(client: TestClient, name: str) -> float:
    """The value of a figure, 0 where it has not been counted yet."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


class TestOperating:
    def test_alive_and_ready(self, client: TestClient, stocked_home: Settings, shipped: list[Practice]) -> None:
        assert client.get("/healthz").json() == {"status": "ok"}
        ready = client.get("/readyz").json()
        assert ready == {
            "status": "ready",
            "snapshot": SnapshotStore(stocked_home.snapshots).current_id(),
            "practices": len(shipped),
        }

    def test_the_address_of_a_practice_in_an_answer_leads_to_it(self, client: TestClient) -> None:
        (practice,) = client.post("/api/ask", json={"question": QUESTION, "limit": 1}).json()["practices"]
        shown = client.get(practice["url"].removeprefix(PUBLIC))
        assert shown.status_code == 200
        assert escape(practice["title"]) in shown.text
        assert_problem(client.get("/practices/..%2f..%2fhealthz"), 404)
        assert_problem(client.get("/practices/%0d%0alocation:evil.example"), 404)

    def test_figures_count_what_is_asked(self, client: TestClient, shipped: list[Practice]) -> None:
        answered = 'precedent_questions_total{language="fr",outcome="answered"}'
        refused = 'precedent_questions_total{language="en",outcome="out_of_scope"}'
        before = [figure(client, name) for name in (answered, refused, "precedent_answer_seconds_count")]
        client.post("/api/ask", json={"question": "Comment organiser un festival de l'apprentissage ?"})
        client.post("/api/ask", json={"question": "What is the weather tomorrow?"})
        client.post("/api/ask", json={"question": "What is the weather tomorrow?"})
        client.post("/api/ask", json={"question": ""})
        after = [figure(client, name) for name in (answered, refused, "precedent_answer_seconds_count")]
        assert [later - earlier for earlier, later in zip(before, after, strict=True)] == [1, 2, 3]
        assert figure(client, "precedent_practices") == len(shipped)

    def test_figures_name_the_snapshot_and_no_question(self, client: TestClient, stocked_home: Settings) -> None:
        response = client.get("/metrics")
        assert response.headers["content-type"].startswith("text/plain")
        current = SnapshotStore(stocked_home.snapshots).current_id()
        assert f'precedent_snapshot_info{{snapshot="{current}"}} 1.0' in response.text
        assert "weather" not in response.text

    def test_a_new_snapshot_is_served_within_two_seconds(self, own_home: Settings) -> None:
        with TestClient(create_app(own_home)) as client:
            before = client.post("/api/ask", json={"question": QUESTION}).json()
            new = publish_again(SnapshotStore(own_home.snapshots))
            deadline = time.monotonic() + 2
            while client.get("/readyz").json()["snapshot"] != new:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            after = client.post("/api/ask", json={"question": QUESTION}).json()
        assert (before["snapshot"] != new, after["snapshot"]) == (True, new)
        assert [practice["id"] for practice in after["practices"]] == [p["id"] for p in before["practices"]]


class TestBrowsers:
    def test_a_site_that_is_allowed_may_call(self, client: TestClient) -> None:
        asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
        preflight = client.options("/api/ask", headers={"origin": ORIGIN} | asked)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == ORIGIN
        called = client.post("/api/ask", json={"question": QUESTION}, headers={"origin": ORIGIN})
        assert called.headers["access-control-allow-origin"] == ORIGIN
        wrong = client.post("/api/ask", json={"question": ""}, headers={"origin": ORIGIN})
        assert wrong.headers["access-control-allow-origin"] == ORIGIN
        assert_problem(wrong, 422)

    @pytest.mark.parametrize(
        "origin", ["https://evil.example", ORIGIN + ".evil.example", "http://city.example", "null"]
    )
    def test_no_other_site_may(self, client: TestClient, origin: str) -> None:
        preflight = client.options("/api/ask", headers={"origin": origin, "access-control-request-method": "POST"})
        called = client.post("/api/ask", json={"question": QUESTION}, headers={"origin": origin})
        for response in (preflight, called):
            assert "access-control-allow-origin" not in response.headers
            assert "access-control-allow-credentials" not in response.headers

    def test_without_allowed_sites_none_may(self, home: Settings, assistant: Assistant) -> None:
        lent = Assistant(home, assistant.live, assistant._embedder, assistant.calibration)
        with TestClient(create_app(home, lambda settings: lent)) as client:
            answered = client.get("/healthz", headers={"origin": ORIGIN})
        assert "access-control-allow-origin" not in answered.headers


class TestDocument:
    def test_every_endpoint_of_the_contract_is_described(self, document: dict[str, Any]) -> None:
        endpoints = {(path, method) for path, methods in document["paths"].items() for method in methods}
        of_staff = {(path, method) for path, method in endpoints if path.startswith("/api/staff/")}
        assert {path for path, _ in of_staff} >= {"/api/staff/sources", "/api/staff/refresh", "/api/staff/publish"}
        assert endpoints - of_staff == {
            ("/api/ask", "post"),
            ("/api/search", "get"),
            ("/api/practices/{practice_id}", "get"),
            ("/api/practices/{practice_id}/similar", "get"),
            ("/api/vocabulary", "get"),
            ("/api/feedback", "post"),
        }
        for methods in document["paths"].values():
            for described in methods.values():
                assert described["description"]
                assert "application/problem+json" in described["responses"]["422"]["content"]
                assert "application/json" not in described["responses"]["422"]["content"]

    def test_requests_have_examples_that_work(self, client: TestClient, document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        assert len(schemas["AskRequest"]["examples"]) == 2
        for example in schemas["AskRequest"]["examples"]:
            assert client.post("/api/ask", json=example).json()["answered"]
        for example in schemas["FeedbackRequest"]["examples"]:
            assert client.post("/api/feedback", json=example).status_code == 202
        (parameter, _) = document["paths"]["/api/practices/{practice_id}"]["get"]["parameters"]
        for example in parameter["schema"]["examples"]:
            assert client.get(f"/api/practices/{example}").status_code == 200

    def test_nothing_is_loaded_from_another_host(self, client: TestClient) -> None:
        assert_problem(client.get("/docs"), 404)
        assert_problem(client.get("/redoc"), 404)
