"""The page for programs: its examples work as they stand, and it tells all that there is."""

import contextlib
import html
import io
import json
import re
import shlex
import urllib.request
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.pages.telling import examples
from assistant.web.streaming import EVENTS
from tests.assistant.conftest import PUBLIC
from tests.assistant.web.node import run_node


@pytest.fixture(scope="module")
def codes(site: TestClient) -> list[str]:
    """Everything that can be copied from the page."""
    page = site.get("/api?lang=en").text
    return [html.unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]


def call(site: TestClient, command: str) -> Any:
    """Do what curl would."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words.pop(0) == "curl"
    url = next(word for word in words if word.startswith("http"))
    headers = dict(words[at + 1].split(": ") for at, word in enumerate(words) if word == "-H")
    address = url.removeprefix(PUBLIC)
    if "-d" in words:
        return site.post(address, content=words[words.index("-d") + 1], headers=headers)
    return site.get(address, headers=headers)


def test_curl_asks(site: TestClient, codes: list[str]) -> None:
    assert call(site, codes[0]).json()["answered"]


def test_python_asks(site: TestClient, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = (code for code in codes if "urlopen" in code)

    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        assert request.full_url == f"{PUBLIC}/api/ask"
        headers = {name: str(value) for name, value in request.header_items()}
        return io.BytesIO(site.post("/api/ask", content=bytes(request.data), headers=headers).content)  # type: ignore[arg-type]

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # noqa: S102  (what the page tells people to run)
    assert f"{PUBLIC}/practices/" in printed.getvalue()


def test_javascript_asks(site: TestClient, codes: list[str]) -> None:
    (code,) = (code for code in codes if "JSON.stringify" in code)
    answer = site.post("/api/ask", json={"question": examples.QUESTION, "limit": 3}).json()
    fetched = f"async (url, sent) => ({{ ok: url === {json.dumps(f'{PUBLIC}/api/ask')}, json: async () => ANSWER }})"
    ran = run_node(f"const ANSWER = {json.dumps(answer)};\nconst fetch = {fetched};\n{code}")
    assert answer["practices"][0]["title"] in ran


def test_the_answer_is_streamed(site: TestClient, codes: list[str]) -> None:
    (command,) = (code for code in codes if "event-stream" in code)
    response = call(site, command)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "event: done" in response.text


def test_curl_searches(site: TestClient, codes: list[str]) -> None:
    (command,) = (code for code in codes if "/api/search" in code)
    assert call(site, command).json()["total"] > 0


def test_every_endpoint_and_every_event_is_told(site: TestClient) -> None:
    page = site.get("/api?lang=en").text
    for path, methods in site.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f">{method.upper()} {path.replace('practice_id', 'id')}</code>" in page
    told = re.findall(r"<dt><code[^>]*>([a-z]+)</code></dt>", page)
    assert told == list(EVENTS)
    assert 'href="/openapi.json"' in page


def test_the_limit_is_that_of_the_settings(site: TestClient, stocked_home: Settings) -> None:
    assert f"{stocked_home.rate_limit} questions and searches a minute" in site.get("/api?lang=en").text


@pytest.mark.parametrize("origin", ['https://a";import os', "https://a' || rm x", "https://<b>"])
def test_a_hostile_host_stays_within_its_quotes(origin: str) -> None:
    assert f"{origin}/api/ask" in shlex.split(examples.in_shell(origin).replace("\\\n", " "))
    compile(examples.in_python(origin), "example", "exec")
    assert f"fetch({json.dumps(origin + '/api/ask')}" in examples.in_javascript(origin)
