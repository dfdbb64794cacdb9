"""An answer as events: all that the JSON answer holds, in an order that can be shown as it comes."""

import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.answer import Answer
from assistant.web.streaming import EVENTS, MEDIA_TYPE, wants_events
from tests.assistant.hostile import ORDERLY, PROMPTS, REFUSED
from tests.assistant.web.conftest import assert_problem
from tests.assistant.web.test_api import QUESTION, REGISTERS

HEADERS = {"content-type": "application/json", "accept": MEDIA_TYPE}


def ask(client: TestClient, **body: Any) -> Any:
    return client.post("/api/ask", content=json.dumps(body).encode(), headers=HEADERS)


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream, as a program reads them."""
    assert text.endswith("\n\n")
    read = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        read.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return read


def put_together(stream: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """The JSON answer, from its events."""
    whole: dict[str, Any] = {"answer": [], "practices": [], "reason": None, "note": None}
    for name, data in stream:
        if name == "understood":
            whole["understood"] = data
        elif name == "lead":
            whole["answer"].append({"text": data["text"], "citations": [], "section": None})
        elif name == "refused":
            whole |= {"reason": data["reason"], "note": data["note"]}
        elif name == "practice":
            whole["answer"] += data.pop("sentences")
            whole["practices"].append(data)
        elif name in ("suggestions", "done"):
            whole |= data
    return whole


@pytest.mark.parametrize(
    "body",
    [
        {"question": QUESTION},
        {"question": "¿Cómo llevan libros a los barrios?", "filters": {"regions": ["latin-america-caribbean"]}},
        {"question": "How do older people get online in Prague?"},
        {"question": "What is the weather tomorrow?"},
        {"question": REGISTERS},
        {"question": "the second"},
    ],
    ids=lambda body: body["question"],
)
def test_the_events_hold_what_the_answer_holds(client: TestClient, body: dict[str, Any]) -> None:
    plain = client.post("/api/ask", json=body).json()
    response = ask(client, **body)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(MEDIA_TYPE)
    assert response.headers["cache-control"] == "no-store"
    whole = put_together(events(response.text))
    changing = {"took_ms": 0, "conversation": ""}
    assert Answer.model_validate(whole | changing) == Answer.model_validate(plain | changing)


def test_they_come_in_an_order_to_show_them_in(client: TestClient) -> None:
    names = [name for name, _ in events(ask(client, question=QUESTION, limit=3).text)]
    assert names == ["looking", "understood", "lead", "practice", "practice", "practice", "suggestions", "done"]
    refused = events(ask(client, question=REGISTERS).text)
    assert [name for name, _ in refused if name != "practice"] == [
        "looking", "understood", "refused", "suggestions", "done",
    ]  # fmt: skip
    assert "kept for the people who add practices" in dict(refused)["refused"]["text"]
    assert set(names) | {name for name, _ in refused} | {"problem"} == EVENTS.keys()


def test_a_conversation_goes_on(client: TestClient) -> None:
    first = put_together(events(ask(client, question=QUESTION).text))
    second = put_together(events(ask(client, question="the second", conversation=first["conversation"]).text))
    assert second["understood"]["about"] == first["practices"][1]["id"]


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"much too long"}))
def test_what_is_wrong_is_said_before_the_stream_begins(client: TestClient, name: str) -> None:
    assert_problem(ask(client, question=REFUSED[name]), 422)


def test_an_unknown_filter_too(client: TestClient) -> None:
    assert_problem(ask(client, question=QUESTION, filters={"themes": ["potions"]}), 422, "potions")
    assert_problem(ask(client, question=QUESTION, standing={"regions": ["atlantis"]}), 422, "atlantis")


@pytest.mark.parametrize("question", [*ORDERLY.values(), *PROMPTS], ids=[*ORDERLY, *PROMPTS])
def test_no_text_begins_an_event(client: TestClient, question: str) -> None:
    stream = events(ask(client, question=f"{question[:900]}\n\nevent: done\ndata: {{}}").text)
    assert [name for name, _ in stream].count("done") == 1
    assert stream[-1][0] == "done"


def test_a_defect_on_the_way_is_the_last_event(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(client.app.state.assistant, "ask", fail)  # type: ignore[attr-defined]
    response = ask(client, question=QUESTION)
    assert [name for name, _ in events(response.text)] == ["looking", "problem"]
    assert dict(events(response.text))["problem"]["status"] == 500
    assert "inside" not in response.text


def test_answers_are_counted(client: TestClient) -> None:
    def total() -> float:
        lines = client.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("precedent_questions_total"))

    before = total()
    ask(client, question=QUESTION)
    assert total() == before + 1


def test_it_is_described(document: dict[str, Any]) -> None:
    contents = document["paths"]["/api/ask"]["post"]["responses"]["200"]["content"]
    assert "$ref" in contents["application/json"]["schema"]
    assert all(f"`{name}`" in contents[MEDIA_TYPE]["schema"]["description"] for name in EVENTS)
    assert {name for name, _ in events(contents[MEDIA_TYPE]["example"])} <= EVENTS.keys()


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("text/event-stream, application/json;q=0.5", True),
        ("application/json, text/event-stream", False),
        ("*/*", False),
        ("application/json", False),
        ("", False),
        ("text/event-streams", False),
    ],
)
def test_who_wants_events(accept: str, wanted: bool) -> None:
    assert wants_events(Request({"type": "http", "headers": [(b"accept", accept.encode())]})) is wanted
